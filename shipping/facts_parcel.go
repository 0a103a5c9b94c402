package shipping

import "time"

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
	// BookingRequested is the wish that the channel's carrier takes the parcel.
	BookingRequested struct {
		Channel ChannelID `json:"channel"`
		Carrier CarrierID `json:"carrier"`
		Attempt int64     `json:"attempt"` // 1 for the primary
	}
	// Booked: the carrier took the parcel and gave it a number.
	Booked struct {
		Channel   ChannelID `json:"channel"`
		Carrier   CarrierID `json:"carrier"`
		Waybill   string    `json:"waybill"`
		Reference string    `json:"reference"` // the carrier's own word for the booking
		Cost      Money     `json:"cost"`
		Label     PaperID   `json:"label"`
	}
	// BookingRejected: the carrier does not take the parcel.
	BookingRejected struct {
		Channel ChannelID `json:"channel"`
		Code    string    `json:"code"` // the carrier's own code
		Message string    `json:"message"`
	}
	// CancelRequested is the wish that a booking is undone.
	CancelRequested struct {
		Channel ChannelID `json:"channel"`
		Carrier CarrierID `json:"carrier"`
		Waybill string    `json:"waybill"`
		Why     string    `json:"why"`
		CallOff bool      `json:"call_off"` // the parcel is not to be booked again
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
	}
	// HandedOver: the carrier has the parcel in hand.
	HandedOver struct{}
	// Awaited: what is expected of the parcel now, and until when; it replaces what was awaited.
	Awaited struct {
		Await   []Timer `json:"await"`
		Promise Window  `json:"promise"` // delivery; the zero window leaves the promise as it is
	}
	// ParcelStuck: no channel is left; a case is open.
	ParcelStuck struct {
		Case CaseID   `json:"case"`
		Why  []Reason `json:"why"`
	}
	// ParcelCalledOff: the parcel will not travel.
	ParcelCalledOff struct {
		Why string `json:"why"`
	}
)

// ParcelPlan is what a parcel is, before anybody moves it.
type ParcelPlan struct {
	Order     OrderID     `json:"order"`
	Shipment  ShipmentID  `json:"shipment"`
	Warehouse WarehouseID `json:"warehouse"`
	Ship      Place       `json:"ship_to"`
	To        PaperID     `json:"address,omitempty"`
	Weight    Grams       `json:"weight"` // gross, with the carton
	Size      Dimensions  `json:"size"`
	Value     Money       `json:"value"` // of the goods
	Batteries []Battery   `json:"batteries,omitempty"`
	Dangerous bool        `json:"dangerous,omitempty"`
	HS        []string    `json:"hs,omitempty"` // distinct codes of what is in it
	Carton    string      `json:"carton,omitempty"`
	Picks     []Pick      `json:"picks"` // what is in it, and from where
}

// Option is a channel that could take a parcel, with what it costs and promises.
type Option struct {
	Channel ChannelID `json:"channel"`
	Price   Money     `json:"price"`
	Cost    Money     `json:"cost"` // price in the Book's base currency
	Days    Days      `json:"days"`
	// Score is cost plus what time and risk are worth, in minor units of the base currency. Least wins.
	Score int64 `json:"score"`
}

// Timer is an expected event that somebody waits for until it is due.
type Timer struct {
	Name string    `json:"name"` // "depart", "arrive", or a milestone
	Due  time.Time `json:"due"`
}

// Window is an interval in which something is to happen.
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Partner is the carrier that is asked to take the parcel.
func (b *BookingRequested) Partner() string { return string(b.Carrier) }

// Partner is the carrier that is asked to undo the booking.
func (b *CancelRequested) Partner() string { return string(b.Carrier) }
