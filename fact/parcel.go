package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of a parcel's stream, up to the hand-over.
type (
	// ParcelPlanned: a shipment becomes a parcel of this weight and size.
	ParcelPlanned struct {
		Plan ParcelPlan `json:"plan"`
	}
	// ChannelChosen: the primary and the ordered backups, and why not the others.
	ChannelChosen struct {
		Primary Option   `json:"primary"`
		Backups []Option `json:"backups"`
		Refused []Reason `json:"refused"` // About names the channel
		Book    string   `json:"book"`    // version of the Book that decided
	}
	// BookingRequested is the job that the channel's carrier takes the parcel.
	BookingRequested struct {
		Channel shipping.ChannelID `json:"channel"`
		Carrier shipping.CarrierID `json:"carrier"`
		Attempt int64              `json:"attempt"` // 1 for the primary
	}
	// Booked: the carrier took the parcel and gave it a number.
	Booked struct {
		Channel   shipping.ChannelID `json:"channel"`
		Carrier   shipping.CarrierID `json:"carrier"`
		Waybill   string             `json:"waybill"`
		Reference string             `json:"reference"` // the carrier's own word for the booking
		Cost      shipping.Money     `json:"cost"`
		// Simulated: the carrier exists only in the computer, and no parcel travels.
		Simulated bool                `json:"simulated,omitempty"`
		Label     shipping.DocumentID `json:"label"`
		// ToClose: the carrier closes the parcel on a manifest of its own when it is handed over, and is to be asked to.
		ToClose bool `json:"to_close,omitempty"`
	}
	// NotBooked: somebody has looked at the carrier's, which has no booking of the parcel, or has voided there what it had. What was
	// asked for and has no answer may be asked for anew.
	NotBooked struct {
		Channel shipping.ChannelID `json:"channel"`
	}
	// BookingRejected: the carrier does not take the parcel.
	BookingRejected struct {
		Channel shipping.ChannelID `json:"channel"`
		Code    string             `json:"code"` // the carrier's own code
		Message string             `json:"message"`
		// Full is what it said, where Message is not all of it.
		Full shipping.DocumentID `json:"full,omitempty"`
	}
	// BookingHindered: the carrier could not be asked, or what it answered cannot be used. The booking stays asked; it is
	// no answer of the carrier. What is a kind of case.
	BookingHindered struct {
		Channel shipping.ChannelID `json:"channel"`
		What    string             `json:"what"`
		Why     []Reason           `json:"why"`
	}
	// CancelRequested is the job that a booking is undone.
	CancelRequested struct {
		Channel shipping.ChannelID `json:"channel"`
		Carrier shipping.CarrierID `json:"carrier"`
		Waybill string             `json:"waybill"`
		Why     string             `json:"why"`
		CallOff bool               `json:"call_off"` // the parcel is not to be booked again
	}
	// BookingCancelled: the carrier undid the booking; its label is void.
	BookingCancelled struct {
		Waybill string `json:"waybill"`
		Why     string `json:"why"`
	}
	// CancelRejected: the carrier does not undo the booking.
	CancelRejected struct {
		Waybill string `json:"waybill"`
		Why     string `json:"why"`
		// Full is what it said, where Why is not all of it.
		Full shipping.DocumentID `json:"full,omitempty"`
	}
	// HandedOver: the carrier has the parcel in hand.
	HandedOver struct{}
	// Awaited: what is expected of the parcel now, and until when; it replaces what was awaited.
	Awaited struct {
		Await   []Timer         `json:"await"`
		Promise shipping.Window `json:"promise"` // delivery; the zero window leaves the promise as it is
	}
	// ParcelStuck: no channel is left; a case is open.
	ParcelStuck struct {
		Case shipping.CaseID `json:"case"`
		Why  []Reason        `json:"why"`
	}
	// DiversionAsked: the parcel is to leave a channel, unless it is on its way.
	DiversionAsked struct {
		Channel shipping.ChannelID `json:"channel"`
		Trigger string             `json:"trigger"`
		Why     []Reason           `json:"why"`
		Tell    bool               `json:"tell"`
	}
	// ParcelRecalled: the parcel is not to travel; what was asked of its carrier is undone, or not asked at all.
	ParcelRecalled struct {
		Why string `json:"why"`
	}
	// BookingWithdrawn: the carrier was never asked to take the parcel, and will not be.
	BookingWithdrawn struct {
		Channel shipping.ChannelID `json:"channel"`
	}
	// ParcelCalledOff: the parcel will not travel.
	ParcelCalledOff struct {
		Why string `json:"why"`
	}
)

// ParcelPlan is what a parcel is, before anybody moves it.
type ParcelPlan struct {
	Order     shipping.OrderID     `json:"order"`
	Shipment  shipping.ShipmentID  `json:"shipment"`
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Ship      shipping.Place       `json:"ship_to"`
	To        shipping.DocumentID  `json:"address,omitempty"`
	Weight    shipping.Grams       `json:"weight"` // gross, with the carton
	Size      shipping.Dimensions  `json:"size"`
	Value     shipping.Money       `json:"value"` // of the goods
	Batteries []shipping.Battery   `json:"batteries,omitempty"`
	Dangerous bool                 `json:"dangerous,omitempty"`
	HS        []string             `json:"hs,omitempty"`      // distinct codes of what is in it
	Origins   []shipping.Country   `json:"origins,omitempty"` // distinct countries in which that was made
	Carton    string               `json:"carton,omitempty"`
	Picks     []shipping.Pick      `json:"picks"` // what is in it, and from where
	// Expires is the last day of the lot that decides by when the parcel must be at the door, and MinShelfLife for how
	// many days it must be good then. Empty: nothing in it expires.
	Expires      shipping.Date `json:"expires,omitempty"`
	MinShelfLife int64         `json:"min_shelf_life_days,omitempty"`
}

// Option is a channel that could take a parcel, with what it costs and promises.
type Option struct {
	Channel shipping.ChannelID `json:"channel"`
	Price   shipping.Money     `json:"price"`
	Cost    shipping.Money     `json:"cost"` // price in the Book's base currency
	Days    shipping.Days      `json:"days"`
	// Score is cost plus what time and risk are worth, in minor units of the base currency. Least wins.
	Score int64 `json:"score"`
}

// Timer is an expected event that somebody waits for until it is due.
type Timer struct {
	Name string    `json:"name"` // "depart", "arrive", or a milestone
	Due  time.Time `json:"due"`
}

// Partner is the carrier that is asked to take the parcel.
func (b *BookingRequested) Partner() string { return string(b.Carrier) }

// Partner is the carrier that is asked to undo the booking.
func (b *CancelRequested) Partner() string { return string(b.Carrier) }

func (b *ParcelPlanned) Form(c *coder.Coder) { b.Plan.Form(c) }

func (b *ChannelChosen) Form(c *coder.Coder) {
	codeOption(c, &b.Primary)
	coder.List(c, &b.Backups, codeOption)
	codeReasons(c, &b.Refused, 2)
	coder.Text(c, &b.Book)
}

func (b *BookingRequested) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Carrier)
	coder.Num(c, &b.Attempt)
}

func (b *Booked) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Carrier)
	coder.Pair(c, &b.Waybill, &b.Reference)
	c.Money(&b.Cost)
	coder.Text(c, &b.Label)
	if c.Since(2) {
		c.Bool(&b.Simulated)
	}
	if c.Since(3) {
		c.Bool(&b.ToClose)
	}
}

func (b *BookingHindered) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.What)
	codeReasons(c, &b.Why, 1)
}

func (b *NotBooked) Form(c *coder.Coder) { coder.Text(c, &b.Channel) }

func (b *BookingRejected) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Code)
	coder.Text(c, &b.Message)
	if c.Since(2) {
		coder.Text(c, &b.Full)
	}
}

func (b *CancelRequested) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Carrier)
	coder.Pair(c, &b.Waybill, &b.Why)
	c.Bool(&b.CallOff)
}

func (b *BookingCancelled) Form(c *coder.Coder) { coder.Text(c, &b.Waybill); coder.Text(c, &b.Why) }

func (b *CancelRejected) Form(c *coder.Coder) {
	coder.Pair(c, &b.Waybill, &b.Why)
	if c.Since(2) {
		coder.Text(c, &b.Full)
	}
}

func (b *HandedOver) Form(c *coder.Coder) {}

func (b *Awaited) Form(c *coder.Coder) {
	coder.List(c, &b.Await, codeTimer)
	coder.Window(c, &b.Promise)
}

func (b *ParcelStuck) Form(c *coder.Coder) { coder.Text(c, &b.Case); codeReasons(c, &b.Why, 2) }

func (b *ParcelCalledOff) Form(c *coder.Coder) { coder.Text(c, &b.Why) }

func (b *ParcelRecalled) Form(c *coder.Coder) { coder.Text(c, &b.Why) }

func (b *BookingWithdrawn) Form(c *coder.Coder) { coder.Text(c, &b.Channel) }

func (p *ParcelPlan) Form(c *coder.Coder) {
	coder.Pair(c, &p.Order, &p.Shipment)
	coder.Text(c, &p.Warehouse)
	coder.Place(c, &p.Ship)
	coder.Text(c, &p.To)
	coder.Num(c, &p.Weight)
	coder.Dimensions(c, &p.Size)
	c.Money(&p.Value)
	coder.Texts(c, &p.Batteries)
	c.Bool(&p.Dangerous)
	coder.Texts(c, &p.HS)
	coder.Text(c, &p.Carton)
	coder.List(c, &p.Picks, coder.Pick)
	if c.Since(2) {
		coder.Text(c, &p.Expires)
		coder.Num(c, &p.MinShelfLife)
	}
	if c.Since(3) {
		coder.Texts(c, &p.Origins)
	}
}

func codeOption(c *coder.Coder, o *Option) {
	coder.Text(c, &o.Channel)
	c.Money(&o.Price)
	c.Money(&o.Cost)
	coder.Nums(c, &o.Days.Least, &o.Days.Most)
	coder.Num(c, &o.Score)
}

func (b *DiversionAsked) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Trigger)
	codeReasons(c, &b.Why, 2)
	c.Bool(&b.Tell)
}
