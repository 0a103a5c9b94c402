package channel

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// query is a parcel in the form in which it is laid against channels.
type query struct {
	plan *fact.ParcelPlan
	on   *lanesOfDay
	from int // number of the warehouse, -1 when the Book does not know it
	goal
	code      spelled
	side      shipping.Millimetres
	girth     shipping.Millimetres
	volume    int64 // cubic millimetres
	divisor   int64 // by which the volumetric weight was asked for last
	byVolume  shipping.Grams
	headings  uint64 // the signs that its HS codes begin with, as heads has them
	batteries batterySet
	value     int64 // of the goods, in the base currency
	valued    bool  // value is known
	high      bool  // goes by express first
}

// spelled is a postcode as it is compared: without spaces and hyphens, see also outward.
type spelled struct {
	postcode [shipping.LongestPostcode]byte
	digits   int    // of postcode
	key      uint64 // of postcode
}

func (c *spelled) text() []byte { return c.postcode[:c.digits] }

// ask prepares a parcel. At is the instant of hand-over in the warehouse's own zone: its day
// decides which rate sheets, surcharges and exchange rates hold.
func (t *Table) ask(p *fact.ParcelPlan, at time.Time) query {
	q := query{plan: p, on: t.on(dayOf(at)), from: -1, batteries: batteries(p.Batteries)}
	if n, ok := t.warehouses[p.Warehouse]; ok {
		q.from = n
	}
	q.locate(p.Ship.Territory(at))
	q.code.digits = len(postcode(q.of, p.Ship.Postcode, &q.code.postcode))
	q.code.key = keyOf(q.code.text())
	for _, code := range p.HS {
		q.headings |= heads(code)
	}
	size := p.Size.Sorted()
	q.side, q.girth = size.Length, p.Size.Girth()
	q.volume = int64(size.Length) * int64(size.Width) * int64(size.Height)
	q.value, q.valued = t.inBase(p.Value, q.on.day)
	high := q.on.highValue
	q.high = q.valued && high.binds && !high.unrated && q.value >= high.amount
	return q
}

// inBase answers with an amount in the base currency; nothing is worth nothing in every currency.
func (t *Table) inBase(m shipping.Money, on day) (int64, bool) {
	if m.Amount <= 0 {
		return 0, true
	}
	return convert(t.fx[m.Currency], m.Amount, on)
}

// volumetric is the parcel's volumetric weight, as shipping.Dimensions.Volumetric computes it. Most sheets have the
// divisor of the one before.
func (q *query) volumetric(divisor int64) shipping.Grams {
	if divisor <= 0 {
		return 0
	}
	if divisor != q.divisor {
		q.divisor, q.byVolume = divisor, shipping.Grams((q.volume+divisor-1)/divisor)
	}
	return q.byVolume
}
