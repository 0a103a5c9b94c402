package channel

import (
	"cmp"
	"slices"
	"time"

	"crosslane/shipping"
)

// offer is a channel that takes the parcel.
type offer struct {
	lane     *lane
	price    int64             // in the sheet's currency
	currency shipping.Currency // of price
	cost     int64             // in the base currency
	score    int64
	behind   bool // express goes first, and this is not express
}

// Choose lays a parcel against every channel of the Book and answers with the primary,
// the backups in the order in which they take over, and a reason for every other channel. The primary is
// empty when no channel takes the parcel. At is the instant of hand-over in the warehouse's own zone.
//
// The least score wins. It is, in minor units of the base currency: the cost, plus DayCost for each day
// of the longest promised time, plus SpreadCost for each day between the shortest and the longest, plus LateCost
// by the share of late parcels (rounded half up), less PreferBonus when the market prefers the kind.
// From the policy's HighValue on, express channels go before all others. A draw goes to the first ID.
//
// Backups follow the same order, but channels of other carriers than the primary's come first: what stops one
// channel of a carrier often stops them all.
//
// Refused lists the channels that do not take the parcel, in the Book's order, then those that
// would, but rank behind the last one kept, best first.
func (t *Table) Choose(p *shipping.ParcelPlan, at time.Time) shipping.ChannelChosen {
	q := t.ask(p, at)
	var room [64]offer
	offers := room[:0]
	refused := make([]shipping.Reason, 0, len(t.lanes))
	for i := range t.lanes {
		o, why := t.offer(&t.lanes[i], &q, nil)
		if why.Rule != "" {
			refused = append(refused, why)
			continue
		}
		offers = append(offers, o)
	}
	chosen := shipping.ChannelChosen{Refused: refused, Book: t.book.Version}
	if len(offers) > 0 {
		t.settle(&chosen, offers)
	}
	return chosen
}

// offer prices and scores one channel, or says by which rule it is refused.
func (t *Table) offer(l *lane, q *query, parts *[]Part) (offer, shipping.Reason) {
	o := offer{lane: l, behind: q.high && l.Kind != shipping.Express}
	why := t.refuse(l, q)
	if why.Rule == "" {
		why = o.charge(q, parts)
	}
	if why.Rule != "" {
		why.About = string(l.ID)
		return o, why
	}
	o.score = o.cost + l.risk
	if t.markets[q.to].prefer&l.kind != 0 {
		o.score -= t.book.Policy.PreferBonus
	}
	return o, why
}

// charge prices the parcel by the rate sheet that holds on its day.
func (o *offer) charge(q *query, parts *[]Part) shipping.Reason {
	s := o.lane.sheet(q.day)
	if s == nil {
		return shipping.Reason{Rule: "no_sheet", Actual: int64(q.day), Note: o.lane.Rates}
	}
	p, why, ok := s.charge(q, parts)
	if !ok {
		return why
	}
	o.price, o.currency = p.amount, s.Currency
	if o.cost, ok = convert(s.fx, p.amount, q.day); !ok {
		return shipping.Reason{Rule: "no_exchange", Note: string(s.Currency)}
	}
	return shipping.Reason{}
}

func (l *lane) sheet(on day) *sheet {
	for _, s := range l.sheets {
		if s.covers(on) {
			return s
		}
	}
	return nil
}

// settle ranks the offers: the primary, the backups, the rest.
func (t *Table) settle(c *shipping.ChannelChosen, offers []offer) {
	slices.SortFunc(offers, func(a, b offer) int {
		return cmp.Or(compareBool(a.behind, b.behind), cmp.Compare(a.score, b.score), cmp.Compare(a.lane.order, b.lane.order))
	})
	first, rest := offers[0], offers[1:]
	c.Primary = t.option(&first)
	slices.SortStableFunc(rest, func(a, b offer) int {
		return compareBool(a.lane.carrier == first.lane.carrier, b.lane.carrier == first.lane.carrier)
	})
	kept := min(int(t.book.Policy.Backups), len(rest))
	if kept > 0 {
		c.Backups = make([]shipping.Option, kept)
	}
	last := first
	for i := range kept {
		c.Backups[i] = t.option(&rest[i])
		last = rest[i]
	}
	for _, o := range rest[kept:] {
		c.Refused = append(c.Refused, o.outranked(&last, first.lane.carrier))
	}
}

// outranked says why a channel that takes the parcel is not kept: it belongs to the primary's
// carrier, or is not express, and others are kept before it by that rule; else by its score.
func (o *offer) outranked(last *offer, primary int) shipping.Reason {
	r := shipping.Reason{Rule: "score", About: string(o.lane.ID), Limit: last.score, Actual: o.score, Note: string(last.lane.ID)}
	switch {
	case o.lane.carrier == primary && last.lane.carrier != primary:
		r.Rule, r.Note = "same_carrier", string(o.lane.Carrier)
	case o.behind && !last.behind:
		r.Rule = "express_first"
	}
	return r
}

func (t *Table) option(o *offer) shipping.Option {
	return shipping.Option{
		Channel: o.lane.ID,
		Price:   shipping.Money{Amount: o.price, Currency: o.currency},
		Cost:    shipping.Money{Amount: o.cost, Currency: t.book.Base},
		Days:    o.lane.Days,
		Score:   o.score,
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
