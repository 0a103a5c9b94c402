package channel

import (
	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// sheet is a rate sheet in the form in which parcels are priced.
type sheet struct {
	*book.RateSheet
	period
	fx         []rate
	postcodes  [destinations]*prefixes // of the countries that it has zones for
	surcharges []surcharge
}

// surcharge is a surcharge with its days and places compiled.
type surcharge struct {
	book.Surcharge
	period
	country   int
	postcodes prefixes // empty: the whole country
	fuelled   bool     // fuel counts on it
}

// Part is one item of a price, in minor units of the rate sheet's currency.
type Part struct {
	Name   string `json:"name"` // "base", "minimum" or the surcharge's own name
	Amount int64  `json:"amount"`
}

// charge prices a parcel, in this order:
//
//  1. The chargeable weight is the gross weight, or the volumetric weight when the sheet has a divisor and that is more, each
//     rounded as the sheet says (billed). A surcharge that is due and has a least weight raises it to that.
//  2. The zone is the one with the longest prefix that the postcode begins with.
//  3. The break is the first whose limit is not below the chargeable weight. It charges Flat,
//     and PerStep for each started Step above Over.
//  4. Less than the minimum is raised to the minimum. This is the base price.
//  5. Each surcharge that is due adds its share of the base price, rounded half up to the minor unit, and its flat amount. Fuel
//     counts on the base price and on the surcharges that FuelOn names; no other surcharge is charged on another.
//
// With parts it notes each item; their sum is the price, in minor units of the sheet's currency. Why
// says why there is no price.
func (s *sheet) charge(q *query, parts *[]Part, why *fact.Reason) (int64, bool) {
	zone := s.zone(q, why)
	if zone == nil {
		return 0, false
	}
	weight := max(s.billed(q), s.atLeast(q))
	b := findBreak(zone.Breaks, weight)
	if b == nil {
		top := zone.Breaks[len(zone.Breaks)-1].UpTo
		return 0, !because(why, ruleSheetWeight, int64(top), int64(weight), "")
	}
	base := breakPrice(b, weight)
	note(parts, "base", base)
	if base < s.Minimum {
		note(parts, "minimum", s.Minimum-base)
		base = s.Minimum
	}
	return s.surcharged(base, q, parts), true
}

func note(parts *[]Part, name string, amount int64) {
	if parts != nil {
		*parts = append(*parts, Part{name, amount})
	}
}

// zone finds the zone of where the parcel goes: one that names the territory; in one that is not Apart, one of its country too.
// Nil: there is none, or the postcode that tells is missing, and why says which.
func (s *sheet) zone(q *query, why *fact.Reason) *book.Zone {
	if q.code.digits == 0 && s.byPostcode(q) {
		because(why, ruleNoPostcode, 0, 0, q.destination)
		return nil
	}
	for _, n := range [2]int{q.to, q.of} {
		if codes := s.postcodes[n]; codes != nil {
			if z := codes.find(q.code.text(), q.code.key); z >= 0 {
				return &s.Zones[z]
			}
		}
		if q.apart != nil {
			because(why, ruleTerritory, 0, 0, q.destination)
			return nil
		}
	}
	because(why, ruleNoZone, 0, 0, q.plan.Ship.Postcode)
	return nil
}

// byPostcode reports whether the price hangs on the postcode where the parcel goes: a zone or a surcharge names some of them.
func (s *sheet) byPostcode(q *query) bool {
	if codes := s.postcodes[q.to]; codes != nil && codes.some() {
		return true
	}
	for i := range s.surcharges {
		if c := &s.surcharges[i]; c.Kind == book.RemoteSurcharge && c.country == q.to && len(c.postcodes.texts) > 0 {
			return true
		}
	}
	return false
}

func findBreak(breaks []book.Break, weight shipping.Grams) *book.Break {
	for i := range breaks {
		if weight <= breaks[i].UpTo {
			return &breaks[i]
		}
	}
	return nil
}

func breakPrice(b *book.Break, weight shipping.Grams) int64 {
	if b.PerStep == 0 || weight <= b.Over {
		return b.Flat
	}
	return b.Flat + b.PerStep*int64(quotient(uint64(weight-b.Over+b.Step-1), uint64(b.Step)))
}

// due reports whether the surcharge is charged. Its days bind every kind; its weight is the gross weight.
func (c *surcharge) due(q *query) bool {
	if !c.covers(q.day) {
		return false
	}
	switch c.Kind {
	case book.RemoteSurcharge:
		return (c.country == q.to || c.country == q.of) && (len(c.postcodes.texts) == 0 || c.postcodes.find(q.code.text(), q.code.key) >= 0)
	case book.SizeSurcharge:
		return c.Side > 0 && q.side > c.Side || c.Girth > 0 && q.girth > c.Girth || c.Weight > 0 && q.plan.Weight > c.Weight
	}
	return true
}
