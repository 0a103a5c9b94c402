package book

import "crosslane/shipping"

// ChannelKind is the sort of transport that a channel sells.
type ChannelKind string

// The four kinds of the trade.
const (
	Express       ChannelKind = "express"        // international express: high value, urgent
	DedicatedLine ChannelKind = "dedicated_line" // China-Europe truck, China-US fast sea and the like
	Postal        ChannelKind = "postal"         // small, light, not urgent
	LastMile      ChannelKind = "last_mile"      // domestic, from an overseas warehouse
)

// Capacity is what a linehaul flies or sails on.
type Capacity string

// The capacity kinds. Empty: not by air.
const (
	BellyHold Capacity = "belly"     // cheap, bound to the passenger timetable
	Freighter Capacity = "freighter" // reliable, dear at peak
)

// Channel is a bookable way to move a parcel end to end: carrier, service, lane and account.
type Channel struct {
	ID      shipping.ChannelID     `json:"id"`
	Name    string                 `json:"name"`
	Carrier shipping.CarrierID     `json:"carrier"`
	Service string                 `json:"service"` // the carrier's own code of the service
	Kind    ChannelKind            `json:"kind"`
	From    []shipping.WarehouseID `json:"from"`  // warehouses that hand over to it
	To      []shipping.Country     `json:"to"`    // destinations that it serves
	Legs    []Leg                  `json:"legs"`  // in the order of travel
	Rates   string                 `json:"rates"` // name of its rate sheet
	Limits  Limits                 `json:"limits"`
	Days    shipping.Days          `json:"days"` // promised, door to door
	// Reliability is the share of parcels delivered within the promise, in thousandths.
	Reliability int64    `json:"reliability"`
	Capacity    Capacity `json:"capacity,omitempty"`
	Ports       []string `json:"ports,omitempty"` // UN/LOCODEs where it can clear customs
	// Account is read by nothing, and refused in a Book that is to be published.
	Account string `json:"account,omitempty"`
	// Phone tells that its labels show the addressee's telephone number.
	Phone bool `json:"phone,omitempty"`
	// Waybill is the pattern of its numbers, for carriers that let us number parcels
	// ourselves: "S10:LX:CN" is a UPU S10 number, "SP#########C" counts with a check digit.
	Waybill string `json:"waybill,omitempty"`
}

// Leg is one part of a channel.
type Leg struct {
	Name    string             `json:"name"` // "first mile", "linehaul", "import", "last mile"
	Carrier shipping.CarrierID `json:"carrier,omitempty"`
	From    shipping.Country   `json:"from"`
	To      shipping.Country   `json:"to"`
	// Ends is the milestone that completes the leg.
	Ends shipping.Milestone `json:"ends"`
	// Hours is how long the leg takes: usual and at most.
	Usual int64 `json:"usual_hours"`
	Most  int64 `json:"most_hours"`
	// Working tells that its hours count only on days that are worked by the calendar of the country
	// where it is done: To, or From where To is empty.
	Working bool `json:"working,omitempty"`
}

// Limits are what a channel takes. A zero limit does not bind.
type Limits struct {
	Weight    shipping.Grams       `json:"weight,omitempty"`     // most, per parcel
	MinWeight shipping.Grams       `json:"min_weight,omitempty"` // least, per parcel
	Side      shipping.Millimetres `json:"side,omitempty"`       // longest side
	Girth     shipping.Millimetres `json:"girth,omitempty"`      // length plus girth
	Value     shipping.Money       `json:"value,omitzero"`       // most, goods in one parcel
	MinValue  shipping.Money       `json:"min_value,omitzero"`   // least, goods in one parcel
	// Batteries lists the ways of carrying cells that the channel accepts.
	Batteries []shipping.Battery `json:"batteries,omitempty"`
	// Dangerous tells that dangerous goods with a UN number are accepted.
	Dangerous bool `json:"dangerous,omitempty"`
	// NoHS lists HS prefixes that the channel does not take.
	NoHS []string `json:"no_hs,omitempty"`
}

// RateSheet is what a carrier charges: zones, weight breaks and surcharges.
type RateSheet struct {
	Name     string            `json:"name"`
	Currency shipping.Currency `json:"currency"`
	From     shipping.Date     `json:"from"`  // first day on which it holds
	Until    shipping.Date     `json:"until"` // last day, empty when open
	// Divisor turns volume into chargeable weight (cm³ per kg). Zero: weight alone counts.
	Divisor int64 `json:"divisor,omitempty"`
	// Rounding is how measures and weights are rounded before they are charged. Zero: volumetric weight to whole grams.
	Rounding Rounding `json:"rounding,omitzero"`
	Zones    []Zone   `json:"zones"`
	// Minimum is the least charge for a parcel before surcharges, in minor units.
	Minimum    int64       `json:"minimum,omitempty"`
	Surcharges []Surcharge `json:"surcharges,omitempty"`
	// FuelOn names the surcharges that fuel is charged on, beside the base price.
	FuelOn []string `json:"fuel_on,omitempty"`
}

// Sides is how a carrier rounds the sides of a parcel.
type Sides string

// The ways. Empty: they are taken as they were measured.
const (
	WholeCentimetres Sides = "cm"   // each up to a whole centimetre
	WholeInches      Sides = "inch" // each up to a whole inch
)

// Rounding is how a carrier rounds: the sides, then the volumetric weight, then the weight that it bills. A zero step does not round.
type Rounding struct {
	Sides Sides `json:"sides,omitempty"`
	// Above is the volume, in cm³ of rounded sides, up to which volume does not count.
	Above  int64          `json:"above,omitempty"`
	Volume shipping.Grams `json:"volume,omitempty"` // volumetric weight is rounded up to a multiple of it
	Weight shipping.Grams `json:"weight,omitempty"` // and the greater of the two weights to one of this
}

// Zone is where a row of prices holds: the longest postcode prefix that fits wins.
type Zone struct {
	Name string `json:"name"`
	// Countries may name territories, by their codes; one that is Apart has no price by its country.
	Countries []shipping.Country `json:"countries"`
	// Prefixes narrow the zone to postcodes that begin so. Empty: the whole country.
	Prefixes []string `json:"prefixes,omitempty"`
	Breaks   []Break  `json:"breaks"` // ascending by UpTo
}

// Break is the price of chargeable weights up to a limit: Flat plus PerStep for each
// started Step above Over. All prices in minor units of the sheet's currency.
type Break struct {
	UpTo    shipping.Grams `json:"up_to"`
	Flat    int64          `json:"flat"`
	PerStep int64          `json:"per_step,omitempty"`
	Step    shipping.Grams `json:"step,omitempty"`
	Over    shipping.Grams `json:"over,omitempty"`
}

// SurchargeKind says when a surcharge is due.
type SurchargeKind string

// The kinds of surcharge.
const (
	FuelSurcharge   SurchargeKind = "fuel"   // on every parcel
	PeakSurcharge   SurchargeKind = "peak"   // on the days From to Until
	RemoteSurcharge SurchargeKind = "remote" // for postcodes that begin with one of Prefixes in Country
	SizeSurcharge   SurchargeKind = "size"   // for parcels over Side, Girth or Weight
)

// Surcharge is added to the base price.
type Surcharge struct {
	Name string        `json:"name"`
	Kind SurchargeKind `json:"kind"`
	// PerMille is a share of the base price, in thousandths, rounded half up to the minor unit; of fuel, see RateSheet.FuelOn.
	PerMille int64 `json:"per_mille,omitempty"`
	// Flat is in minor units of the sheet's currency.
	Flat     int64                `json:"flat,omitempty"`
	From     shipping.Date        `json:"from,omitempty"`
	Until    shipping.Date        `json:"until,omitempty"`
	Country  shipping.Country     `json:"country,omitempty"`
	Prefixes []string             `json:"prefixes,omitempty"`
	Side     shipping.Millimetres `json:"side,omitempty"`
	Girth    shipping.Millimetres `json:"girth,omitempty"`
	Weight   shipping.Grams       `json:"weight,omitempty"`
	// LeastWeight is charged at least where this is due.
	LeastWeight shipping.Grams `json:"least_weight,omitempty"`
}
