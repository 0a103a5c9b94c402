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
	postcodes  [countryCodes]*prefixes // of the countries that it has zones for
	surcharges []surcharge
}

// surcharge is a surcharge with its days and places compiled.
type surcharge struct {
	book.Surcharge
	period
	country   int
	postcodes prefixes // empty: the whole country
}

// Part is one item of a price, in minor units of the rate sheet's currency.
type Part struct {
	Name   string `json:"name"` // "base", "minimum" or the surcharge's own name
	Amount int64  `json:"amount"`
}

// charge prices a parcel, in this order:
//
//  1. The chargeable weight is the gross weight, or the volumetric weight when the sheet has
//     a divisor and that is more. Volumetric weight is rounded up to whole grams.
//  2. The zone is the one with the longest prefix that the postcode begins with.
//  3. The break is the first whose limit is not below the chargeable weight. It charges Flat,
//     and PerStep for each started Step above Over.
//  4. Less than the minimum is raised to the minimum. This is the base price.
//  5. Each surcharge that is due adds its share of the base price, rounded half up to the minor
//     unit, and its flat amount. No surcharge is charged on another.
//
// With parts it notes each item; their sum is the price, in minor units of the sheet's currency. Why
// says why there is no price.
func (s *sheet) charge(q *query, parts *[]Part, why *fact.Reason) (int64, bool) {
	zone := s.zone(q)
	if zone == nil {
		return 0, !because(why, ruleNoZone, 0, 0, q.plan.Ship.Postcode)
	}
	weight := max(q.plan.Weight, q.volumetric(s.Divisor))
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
	price := base
	for i := range s.surcharges {
		if c := &s.surcharges[i]; c.due(q) {
			extra := (base*c.PerMille+500)/1000 + c.Flat
			note(parts, c.Name, extra)
			price += extra
		}
	}
	return price, true
}

func note(parts *[]Part, name string, amount int64) {
	if parts != nil {
		*parts = append(*parts, Part{name, amount})
	}
}

func (s *sheet) zone(q *query) *book.Zone {
	codes := s.postcodes[q.to]
	if codes == nil {
		return nil
	}
	if n := codes.find(q.postcode[:q.digits], q.key); n >= 0 {
		return &s.Zones[n]
	}
	return nil
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
		return c.country == q.to && (len(c.postcodes.texts) == 0 || c.postcodes.find(q.postcode[:q.digits], q.key) >= 0)
	case book.SizeSurcharge:
		return c.Side > 0 && q.side > c.Side || c.Girth > 0 && q.girth > c.Girth || c.Weight > 0 && q.plan.Weight > c.Weight
	}
	return true
}
