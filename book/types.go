package book

import (
	"time"

	"crosslane/calendar"
	"crosslane/shipping"
)

// Book is everything the rules read: dated and versioned, published whole. A
// decision names the version that it was taken by.
type Book struct {
	// Version is the hash of the Book's file, as documents are named.
	Version    string              `json:"version"`
	Name       string              `json:"name"`
	From       time.Time           `json:"from"` // in force from this instant on
	Base       shipping.Currency   `json:"base"` // costs are compared in it
	FX         []Exchange          `json:"fx"`
	Warehouses []Warehouse         `json:"warehouses"`
	Carriers   []Carrier           `json:"carriers"`
	Channels   []Channel           `json:"channels"`
	Rates      []RateSheet         `json:"rates"`
	Markets    []Market            `json:"markets"`
	Policy     Policy              `json:"policy"`
	Packing    Packing             `json:"packing,omitzero"`
	Alerts     Alerts              `json:"alerts"`
	Depots     []Depot             `json:"depots,omitempty"`
	Messages   Messages            `json:"messages,omitzero"`
	Triggers   []Trigger           `json:"triggers,omitempty"`
	Calendars  []calendar.Calendar `json:"calendars,omitempty"`
	Peaks      []calendar.Peak     `json:"peaks,omitempty"`
	Classes    []Class             `json:"classes,omitempty"`
	EPCIS      EPCIS               `json:"epcis,omitzero"`
}

// EPCIS is what trading partners are told of parcels by. The zero value: they are told nothing.
type EPCIS struct {
	// Domain is the merchant's own, below which the names of orders, parcels and places lie: "shop.example".
	Domain string `json:"domain"`
}

// Exchange is the price of one unit of a currency in the Book's base currency.
type Exchange struct {
	Currency shipping.Currency `json:"currency"`
	// Micro is the rate in millionths: 1 USD = 0.92 EUR is 920000 with base EUR.
	Micro int64         `json:"micro"`
	From  shipping.Date `json:"from,omitempty"`
}

// Warehouse is where stock lies and parcels leave from.
type Warehouse struct {
	ID    shipping.WarehouseID `json:"id"`
	Name  string               `json:"name"`
	Place shipping.Place       `json:"place"`
	Zone  string               `json:"zone"` // IANA time zone
	// Sender, Street and City stand on its labels, with the place, as where a parcel comes from. Without Sender the name does.
	Sender string `json:"sender,omitempty"`
	Street string `json:"street,omitempty"`
	City   string `json:"city,omitempty"`
	// Phone is what carriers are told that ask for the sender's telephone number. Empty: they refuse its parcels.
	Phone string `json:"phone,omitempty"`
	// Labels is what its printer takes: "4x6", "a6", "zpl203" or "zpl300". Empty: 4x6.
	Labels string `json:"labels,omitempty"`
	// Overseas tells that it lies in a destination market, not where goods are made.
	Overseas bool `json:"overseas,omitempty"`
	// GLN is its global location number, by which trading partners know it. Empty: it has none.
	GLN string `json:"gln,omitempty"`
}

// Address is where its parcels come from, as it stands on labels.
func (w *Warehouse) Address() shipping.Address {
	from := shipping.Address{Name: w.Sender, City: w.City, Region: w.Place.Region, Postcode: w.Place.Postcode, Country: w.Place.Country, Phone: w.Phone}
	if from.Name == "" {
		from.Name = w.Name
	}
	if w.Street != "" {
		from.Lines = []string{w.Street}
	}
	return from
}

// Carrier is a partner that moves parcels.
type Carrier struct {
	ID   shipping.CarrierID `json:"id"`
	Name string             `json:"name"`
	// Connector is the program's way to talk to it: "table", "sim", "shipengine".
	Connector string `json:"connector"`
	Address   string `json:"address,omitempty"` // base URL, for carriers that are called
	Phone     string `json:"phone,omitempty"`   // read by nothing, and refused in a Book that is to be published
	// Account is the merchant's own at the carrier. Secret says where what proves it lies, never what it is, as a Book is
	// no place for secrets: "env:NAME" is the environment variable NAME of the server.
	Account string `json:"account,omitempty"`
	// Login is the name under which the account signs in, where that is another: a user, a client.
	Login  string `json:"login,omitempty"`
	Secret string `json:"secret,omitempty"`
	// PollMinutes is how often it is asked for news, where it wants that more rarely, or is worth asking more often, than
	// others. Zero: as often as the server asks all.
	PollMinutes int64 `json:"poll_minutes,omitempty"`
	// CallsPerDay is how many calls for news the account has in any 24 hours, where the carrier is asked for single numbers. Zero:
	// they are not limited.
	CallsPerDay int64 `json:"calls_per_day,omitempty"`
	// PickupUntil is the time of day by the clocks of a warehouse, "13:00", before which the carrier is to be asked to come for parcels on the same day. Empty: none is known here.
	PickupUntil string `json:"pickup_until,omitempty"`
}

// PickupCutOff is PickupUntil in minutes after midnight; false where none is set.
func (c *Carrier) PickupCutOff() (minutes int, set bool) {
	t, err := time.Parse("15:04", c.PickupUntil)
	return t.Hour()*60 + t.Minute(), err == nil
}

// Polls is how often the carrier is asked for news, where others usually are so often.
func (c *Carrier) Polls(usual time.Duration) time.Duration {
	if c.PollMinutes > 0 {
		return time.Duration(c.PollMinutes) * time.Minute
	}
	return usual
}

// Market says how a group of destinations is served.
type Market struct {
	Name      string             `json:"name"`
	Areas     []shipping.Area    `json:"areas,omitempty"`
	Countries []shipping.Country `json:"countries,omitempty"` // before areas
	// OverseasFirst prefers stock in a warehouse of the destination's own area.
	OverseasFirst bool `json:"overseas_first,omitempty"`
	// Avoid lists kinds of channel that this market does not use.
	Avoid []ChannelKind `json:"avoid,omitempty"`
	// Prefer lists kinds of channel that get the policy's bonus here.
	Prefer []ChannelKind `json:"prefer,omitempty"`
}

// Policy weighs cost against time and reliability when a channel is chosen.
type Policy struct {
	// DayCost is what one promised day is worth, in minor units of the Book's base currency.
	DayCost int64 `json:"day_cost"`
	// SpreadCost is what one day of uncertainty (most minus least) is worth.
	SpreadCost int64 `json:"spread_cost"`
	// LateCost is what a late parcel costs; it is charged by the share of late parcels.
	LateCost int64 `json:"late_cost"`
	// PreferBonus is taken off for a kind that the market prefers.
	PreferBonus int64 `json:"prefer_bonus,omitempty"`
	// Backups is how many backup channels are kept in order at most.
	Backups int64 `json:"backups"`
	// HighValue and above goes by express first, when an express channel takes it.
	HighValue shipping.Money `json:"high_value,omitzero"`
	// SmallWeight is the weight up to which the postal kind is considered at all. Zero: any.
	SmallWeight shipping.Grams `json:"small_weight,omitempty"`
	// SplitBackorder ships what is there of an order that stock covers only in part, and lets
	// the rest wait. Otherwise the whole order waits. It never binds an order that asks to be complete.
	SplitBackorder bool `json:"split_backorder,omitempty"`
	// Embargo lists places to which nothing is sent unasked, beside those of shipping.Embargoes: countries, and territories by
	// their codes. Release lists those of shipping.Embargoes to which this merchant's law lets it send.
	Embargo []shipping.Country `json:"embargo,omitempty"`
	Release []shipping.Country `json:"release,omitempty"`
	// HandlingHours is the time that the warehouse has between booking and hand-over; the buyer is
	// promised the channel's days after it.
	HandlingHours int64 `json:"handling_hours,omitempty"`
	// MinShelfLife is for how many days goods of a lot that expires must still be good when they come to the door, where
	// the product does not say.
	MinShelfLife int64 `json:"min_shelf_life_days,omitempty"`
}

// Packing is what goods are packed into, and what carriage is taken to cost when cartons are
// compared. Amounts are in minor units of the Book's base currency. Without cartons every
// shipment is one parcel as heavy as its goods.
type Packing struct {
	Cartons []Carton `json:"cartons"`
	// Divisor turns volume into chargeable weight (cm³ per kg). Zero: weight alone counts.
	Divisor int64 `json:"divisor,omitempty"`
	// PerParcel and PerKilogram are what a parcel and a chargeable kilogram of it cost.
	PerParcel   int64 `json:"per_parcel,omitempty"`
	PerKilogram int64 `json:"per_kilogram,omitempty"`
	// MostParcels is as how many parcels an order may leave unasked; one of more is held. Zero: ten.
	MostParcels int64 `json:"most_parcels,omitempty"`
}

// Carton is a box that every warehouse keeps.
type Carton struct {
	Name   string              `json:"name"`
	Inner  shipping.Dimensions `json:"inner"`
	Outer  shipping.Dimensions `json:"outer"`
	Weight shipping.Grams      `json:"weight"`          // empty
	Most   shipping.Grams      `json:"most,omitempty"`  // packed, its own weight included; zero: any
	Price  int64               `json:"price,omitempty"` // of one
}

// Alerts say after how long an expected event counts as missing. All in hours.
type Alerts struct {
	BackupLate int64 `json:"backup_late"` // read by nothing, and refused in a Book that is to be published
	Depart     int64 `json:"depart"`      // picked up, and not departed within
	Arrive     int64 `json:"arrive"`      // departed, and not arrived in the destination country within
	Silence    int64 `json:"silence"`     // no scan of any kind
	Pickup     int64 `json:"pickup"`      // waiting at a locker or post office
	// Case is within how many hours a case is to be done. Zero: whenever.
	Case int64 `json:"case,omitempty"`
}
