package channel

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// offer is a channel that takes the parcel.
type offer struct {
	candidate *candidate
	tariff    *tariff
	price     int64 // in the sheet's currency
	cost      int64 // in the base currency
	score     int64
	rank      rank
	kept      bool // as primary or backup
}

// rank is what goes before the score: what is switched off stands last, then those of the primary's carrier, then what
// is not express where express goes first.
type rank uint8

const (
	notExpress rank = 1 << iota
	sameCarrier
	switchedOff
)

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
// Refused lists the channels that do not take the parcel, then those that would and are not kept, each
// in the Book's order.
func (t *Table) Choose(p *fact.ParcelPlan, at time.Time) (c fact.ChannelChosen) {
	t.ChooseInto(&c, p, at, nil)
	return c
}

// Detour is why a parcel is to go round a channel. The zero value: it is not.
type Detour struct {
	Tried   bool   // it was asked before, or is being left
	Trigger string // by which it is switched off; empty: it is not
	// Expires is the last day of goods that must be good for MinShelfLife days at the door, and would not be: the channel
	// promises to be there by Arrives. Empty: they are good for long enough.
	Expires, Arrives shipping.Date
	MinShelfLife     int64
	// Barred channels do not take the parcel at all; others stand behind every channel that has no detour.
	Barred bool
}

// why is the reason of a detour; it is not ok when there is none.
func (d *Detour) why(id shipping.ChannelID) (fact.Reason, bool) {
	switch {
	case d.Trigger != "":
		return SwitchedOff(id, d.Trigger), true
	case d.Expires != "":
		return fact.Reason{Desk: fact.ChannelDesk, Rule: ruleExpires, About: string(id), Limit: d.MinShelfLife, Note: string(d.Expires) + " " + string(d.Arrives)}, true
	case d.Tried:
		return fact.Reason{Desk: fact.ChannelDesk, Rule: ruleTried, About: string(id)}, true
	}
	return fact.Reason{}, false
}

// ChooseInto is Choose where some channels are switched off for the parcel. Detour tells of each channel
// that takes the parcel whether it is one of them; nil: none is. The answer is written into c, in the room
// that its lists have; where that is enough, nothing is allocated.
func (t *Table) ChooseInto(c *fact.ChannelChosen, p *fact.ParcelPlan, at time.Time, detour func(shipping.ChannelID) Detour) {
	q := t.ask(p, at)
	ways := t.lane(&q).ways
	var room [64]offer
	offers := slices.Grow(room[:0], len(ways))
	reasons := slices.Grow(c.Refused[:0], len(ways))[:len(ways)]
	refused := 0
	var round []fact.Reason
	for i := range ways {
		o := &offers[:len(offers)+1][len(offers)]
		if !t.offer(o, &ways[i], &q, nil, &reasons[refused]) {
			refused++
			continue
		}
		if detour == nil || !o.detour(detour, &round) {
			offers = offers[:len(offers)+1]
		}
	}
	*c = fact.ChannelChosen{Backups: c.Backups[:0], Refused: append(reasons[:refused], round...), Book: t.book.Version}
	if len(offers) > 0 {
		t.settle(c, offers)
	}
}

// detour puts a channel that is switched off behind the others, and reports whether it is barred.
func (o *offer) detour(detour func(shipping.ChannelID) Detour, round *[]fact.Reason) bool {
	d := detour(o.candidate.channel.ID)
	why, goes := d.why(o.candidate.channel.ID)
	if !goes {
		return false
	}
	*round = append(*round, why)
	o.rank |= switchedOff
	return d.Barred
}

// offer prices and scores one channel, or says by which rule it is refused.
func (t *Table) offer(o *offer, w *way, q *query, parts *[]Part, why *fact.Reason) bool {
	*o = offer{candidate: w.candidate, tariff: &w.tariff}
	if t.refused(w, q, why) || o.unpriced(q, parts, why) {
		why.About = string(w.candidate.channel.ID)
		return false
	}
	if q.high && w.candidate.kind != express {
		o.rank = notExpress
	}
	o.score = o.cost + w.candidate.risk
	if t.markets[q.to].prefer&w.candidate.kind != 0 {
		o.score -= t.book.Policy.PreferBonus
	}
	return true
}

// unpriced prices the parcel by the rate sheet that holds on its day, or says why there is no price.
func (o *offer) unpriced(q *query, parts *[]Part, why *fact.Reason) bool {
	rates := o.tariff
	if rates.sheet == nil {
		return because(why, ruleNoSheet, 0, int64(q.on.day), o.candidate.channel.Rates)
	}
	var ok bool
	if o.price, ok = rates.charge(q, parts, why); !ok {
		return true
	}
	if rates.fx.den == 0 {
		return because(why, ruleNoExchange, 0, 0, string(rates.sheet.Currency))
	}
	o.cost = rates.fx.convert(o.price)
	return false
}

// settle takes the primary and the backups out of the offers, best first, and notes
// why the others are not kept.
func (t *Table) settle(c *fact.ChannelChosen, offers []offer) {
	first := &offers[0]
	for i := range offers {
		if offers[i].before(first) {
			first = &offers[i]
		}
	}
	c.Primary, first.kept = t.option(first), true
	var room [16]int
	kept := backups(room[:0], offers, first.candidate.carrier, int(t.book.Policy.Backups))
	c.Backups = slices.Grow(c.Backups, len(kept))
	last := first
	for _, i := range kept {
		last = &offers[i]
		last.kept = true
		c.Backups = append(c.Backups, t.option(last))
	}
	for i := range offers {
		if o := &offers[i]; !o.kept && o.rank&switchedOff == 0 {
			c.Refused = append(c.Refused, fact.Reason{})
			o.outranked(&c.Refused[len(c.Refused)-1], last, first.candidate.carrier)
		}
	}
}

// backups finds at most so many offers that are not kept yet, best first. Those of the primary's carrier stand behind all others.
func backups(list []int, offers []offer, carrier, most int) []int {
	for i := range offers {
		o := &offers[i]
		if o.kept {
			continue
		}
		if o.candidate.carrier == carrier {
			o.rank |= sameCarrier
		}
		at := len(list)
		for at > 0 && o.before(&offers[list[at-1]]) {
			at--
		}
		if at == most {
			continue
		}
		if len(list) < most {
			list = append(list, i)
		}
		copy(list[at+1:], list[at:])
		list[at] = i
	}
	return list
}

// before reports whether an offer ranks before another.
func (o *offer) before(other *offer) bool {
	if o.rank != other.rank {
		return o.rank < other.rank
	}
	if o.score != other.score {
		return o.score < other.score
	}
	return o.candidate.order < other.candidate.order
}

// outranked says why a channel that takes the parcel is not kept: it scores no better than the last
// one kept, or it does and another rule goes before the score.
func (o *offer) outranked(r *fact.Reason, last *offer, primary int) {
	*r = fact.Reason{Desk: fact.ChannelDesk, Rule: ruleScore, About: string(o.candidate.channel.ID), Limit: last.score, Actual: o.score, Note: string(last.candidate.channel.ID)}
	switch {
	case o.score >= last.score:
	case o.candidate.carrier == primary && last.candidate.carrier != primary:
		r.Rule, r.Note = ruleSameCarrier, string(o.candidate.channel.Carrier)
	default:
		r.Rule = ruleExpressFirst
	}
}

func (t *Table) option(o *offer) fact.Option {
	return fact.Option{
		Channel: o.candidate.channel.ID,
		Price:   shipping.Money{Amount: o.price, Currency: o.tariff.sheet.Currency},
		Cost:    shipping.Money{Amount: o.cost, Currency: t.book.Base},
		Days:    o.candidate.channel.Days,
		Score:   o.score,
	}
}
