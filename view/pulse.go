package view

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Pulse is how the channels of a tenant fare, kept in memory and carried forward from fact to fact: the
// parcels that are not at their end, what was counted lately, and the switches. It holds what the read tables
// would, by the same rules, but need not wait for them. Not safe for concurrent use.
type Pulse struct {
	tenant   shipping.MerchantID
	parcels  map[string]*beating
	switches map[string]*SwitchRow
	beats    map[LaneChannel]*beat
}

// beating is an open parcel, and where it counts once it is asked for.
type beating struct {
	ParcelRow
	on *beat
}

// open reports whether it is asked for or booked, so that it counts for its channel.
func (r *beating) open() bool { return r.Booked > 0 || r.Asked > 0 }

// beat is a channel on a lane: what was counted of it, and room for its figures.
type beat struct {
	LaneChannel
	counts [][]slot // by their place in inPulse
	gauge  gauge
}

// slot is a number counted in a period.
type slot struct{ period, hours, n int64 }

// NewPulse makes a pulse to which nothing was told yet.
func NewPulse(tenant shipping.MerchantID) *Pulse {
	return &Pulse{tenant: tenant, parcels: map[string]*beating{}, switches: map[string]*SwitchRow{}, beats: map[LaneChannel]*beat{}}
}

// Take takes facts in, in the order in which they were recorded; those of other tenants are passed over.
func (p *Pulse) Take(facts []Told) {
	t := tally{}
	for _, f := range facts {
		if f.Tenant != p.tenant {
			continue
		}
		if id := switchOf(f.Fact); id != "" {
			if p.switches[id] == nil {
				p.switches[id] = &SwitchRow{}
			}
			p.switches[id].fold(f.Fact)
		} else if id := parcelOf(f.Fact); id != "" {
			p.fold(id, f.Fact, t)
		}
	}
	for c, n := range t {
		if at, kept := inPulse[c.what]; kept {
			p.on(c.LaneChannel).add(at, slot{c.period, c.hours, n})
		}
	}
}

// fold takes a fact about a parcel in. One that came to its end is let go: it counts no more.
func (p *Pulse) fold(id string, f *fact.Fact, t tally) {
	r := p.parcels[id]
	if r == nil {
		if _, begins := f.Body.(*fact.ParcelPlanned); !begins {
			return
		}
		r = &beating{}
		p.parcels[id] = r
	}
	r.fold(f, p.tenant, t)
	if r.Ended > 0 {
		delete(p.parcels, id)
		return
	}
	p.place(r)
}

// place puts an open parcel to its channel, and drops what no health is made of.
func (p *Pulse) place(r *beating) {
	r.Order, r.Waybill, r.Case = "", "", ""
	if r.open() && (r.on == nil || r.on.Channel != r.Channel) {
		r.on = p.on(LaneChannel{shipping.NewLane(r.Warehouse, r.Country), r.Channel})
	}
}

func (p *Pulse) on(at LaneChannel) *beat {
	b := p.beats[at]
	if b == nil {
		b = &beat{LaneChannel: at, counts: make([][]slot, len(inPulse))}
		p.beats[at] = b
	}
	return b
}

func (b *beat) add(at int, s slot) {
	list := b.counts[at]
	for i := range slices.Backward(list) {
		if list[i].period == s.period && list[i].hours == s.hours {
			list[i].n += s.n
			return
		}
	}
	b.counts[at] = append(list, s)
}

// inHealth are the counts that a health is made of.
var inHealth = []string{countAsked, countAnswered, countRefused, countEnded, countOnTime, countLost, countClearance}

// inPulse are the counts that a pulse keeps, with their places: those of a health, and those of spreads behind them.
var inPulse = func() map[string]int {
	places := map[string]int{}
	for _, what := range append(inHealth[:len(inHealth):len(inHealth)], behindEach(countFrom)...) {
		places[what] = len(places)
	}
	return places
}()

// since is the first period that counts in a health: what is counted over a time is counted by whole hours,
// clearance by whole days (UTC).
func since(what string, now Millis) int64 {
	switch what {
	case countAsked, countAnswered, countRefused:
		return hourOf(now) - 23
	case countClearance:
		return dayOf(now) - 6
	}
	return hourOf(now) - 7*24 + 1
}

// slack is how far an instant may lie before the newest one that was asked for.
const slack = Millis(24 * time.Hour / time.Millisecond)

// Health answers, by lane and channel, with how every channel fares at an instant that has parcels on
// the way, ended some or was asked lately, or is switched. What is counted over a time is counted by
// whole hours, the one that now lies in included; clearance by whole days (UTC), today included. Hours
// and shares are rounded down. Parcels that were cancelled on the way count as none that ended. The instant
// may lie a day before the newest one that was asked for, not more.
func (p *Pulse) Health(now time.Time) []ChannelHealth {
	at := millis(now)
	for _, b := range p.beats {
		b.begin(at)
	}
	for _, r := range p.parcels {
		if r.open() {
			r.on.gauge.open(&r.ParcelRow, at)
		}
	}
	for _, w := range p.switches {
		if w.Phase != fact.SwitchOver {
			p.on(LaneChannel{w.Lane, w.Channel}).gauge.shown = true
		}
	}
	var list []ChannelHealth
	for on, b := range p.beats {
		if b.gauge.shown {
			list = append(list, ChannelHealth{on, b.gauge.read()})
		}
	}
	slices.SortFunc(list, func(a, b ChannelHealth) int { return compareOn(a.LaneChannel, b.LaneChannel) })
	return list
}

// begin gathers what was counted up to an instant, and forgets what no health will need any more.
func (b *beat) begin(at Millis) {
	b.gauge.clear()
	for i, what := range inHealth {
		oldest, first := since(what, at-slack), since(what, at)
		b.counts[i] = slices.DeleteFunc(b.counts[i], func(s slot) bool { return s.period < oldest })
		for _, s := range b.counts[i] {
			if s.period >= first {
				b.gauge.count(what, s)
			}
		}
	}
}

// Waiting lists the parcels, in no order, that are booked with a channel on a lane and have not been handed over.
func (p *Pulse) Waiting(lane shipping.Lane, channel shipping.ChannelID) []shipping.ParcelID {
	on := p.beats[LaneChannel{lane, channel}]
	var list []shipping.ParcelID
	for _, r := range p.parcels {
		if r.on == on && r.Booked > 0 && r.Handed == 0 {
			list = append(list, r.ID)
		}
	}
	return list
}

// Spreads answers with how long parcels took from each milestone to the door, counting those that were
// delivered in the month of the newest delivery and the two before it. Hours are rounded up: to whole
// hours below two days, to four hours below ten days, to twelve beyond.
func (p *Pulse) Spreads() map[LaneChannel][]fact.Spread {
	var newest int64
	for _, b := range p.beats {
		for _, s := range b.counts[inPulse[countFrom+string(shipping.LabelCreated)]] {
			newest = max(newest, s.period)
		}
	}
	spreads := map[LaneChannel][]fact.Spread{}
	for on, b := range p.beats {
		by := b.counts[len(inHealth):]
		for i, m := range spreadFrom {
			by[i] = slices.DeleteFunc(by[i], func(s slot) bool { return s.period < newest-2 })
			if len(by[i]) > 0 {
				spreads[on] = append(spreads[on], spreadOf(m, by[i]))
			}
		}
	}
	return spreads
}
