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
	fuel      bool     // it is fuel
	sized     bool     // it hangs on weight and measures
	fuelled   bool     // fuel counts on it
}

// tariff is a rate sheet for the parcels of one day to one destination.
type tariff struct {
	sheet      *sheet
	fx         rate      // of the sheet's currency; its den is zero where none holds
	near, wide *prefixes // zones that name the destination, and those of its country where they hold there too
	coded      bool      // the price hangs on the postcode
	dues       []*surcharge
	weighing   bool // one of them has a least weight
	fuelled    bool // fuel counts on one of them
}

// tariff is the sheet where and when a parcel goes.
func (s *sheet) tariff(q *query) tariff {
	f := tariff{sheet: s, near: s.postcodes[q.to], coded: s.byPostcode(q.to)}
	f.fx, _ = rateOn(s.fx, q.on.day)
	if q.apart == nil && q.of != q.to {
		f.wide = s.postcodes[q.of]
	}
	for i := range s.surcharges {
		if c := &s.surcharges[i]; c.covers(q.on.day) && c.reaches(&q.goal) {
			f.dues = append(f.dues, c)
			f.weighing = f.weighing || c.LeastWeight > 0
			f.fuelled = f.fuelled || c.fuelled
		}
	}
	return f
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
func (f *tariff) charge(q *query, parts *[]Part, why *fact.Reason) (int64, bool) {
	zone := f.zone(q, why)
	if zone == nil {
		return 0, false
	}
	weight := max(f.sheet.billed(q), f.atLeast(q))
	b := findBreak(zone.Breaks, weight)
	if b == nil {
		top := zone.Breaks[len(zone.Breaks)-1].UpTo
		return 0, !because(why, ruleSheetWeight, int64(top), int64(weight), "")
	}
	base := breakPrice(b, weight)
	note(parts, "base", base)
	if least := f.sheet.Minimum; base < least {
		note(parts, "minimum", least-base)
		base = least
	}
	return f.surcharged(base, q, parts), true
}

func note(parts *[]Part, name string, amount int64) {
	if parts != nil {
		*parts = append(*parts, Part{name, amount})
	}
}

// zone finds the zone of where the parcel goes: one that names the territory; in one that is not Apart, one of its country too.
// Nil: there is none, or the postcode that tells is missing, and why says which.
func (f *tariff) zone(q *query, why *fact.Reason) *book.Zone {
	if q.code.digits == 0 && f.coded {
		because(why, ruleNoPostcode, 0, 0, q.destination)
		return nil
	}
	for _, codes := range [2]*prefixes{f.near, f.wide} {
		if codes == nil {
			continue
		}
		if z := codes.find(q.code.text(), q.code.key); z >= 0 {
			return &f.sheet.Zones[z]
		}
	}
	if q.apart != nil {
		because(why, ruleTerritory, 0, 0, q.destination)
	} else {
		because(why, ruleNoZone, 0, 0, q.plan.Ship.Postcode)
	}
	return nil
}

// byPostcode reports whether the price hangs on the postcode where the parcel goes: a zone or a surcharge names some of them.
func (s *sheet) byPostcode(to int) bool {
	if codes := s.postcodes[to]; codes != nil && codes.some() {
		return true
	}
	for i := range s.surcharges {
		if c := &s.surcharges[i]; c.Kind == book.RemoteSurcharge && c.country == to && len(c.postcodes.texts) > 0 {
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

// reaches reports whether the surcharge is charged where a parcel goes, somewhere at least.
func (c *surcharge) reaches(g *goal) bool {
	return c.Kind != book.RemoteSurcharge || c.country == g.to || c.country == g.of
}

// due reports whether the surcharge is charged, of those of a tariff. Its weight is the gross weight.
func (c *surcharge) due(q *query) bool {
	if c.sized {
		return c.Side > 0 && q.side > c.Side || c.Girth > 0 && q.girth > c.Girth || c.Weight > 0 && q.plan.Weight > c.Weight
	}
	return len(c.postcodes.texts) == 0 || c.postcodes.find(q.code.text(), q.code.key) >= 0
}
