package view

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// HealthTracker is how the channels of a merchant fare, kept in memory and carried forward from fact to fact: the
// parcels that are not at their end, what was counted lately, and the switches. It holds what the read tables
// would, by the same rules, but need not wait for them. What no health and no spread needs any more is let go. Not
// safe for concurrent use.
type HealthTracker struct {
	parcels  map[string]*openParcel
	switches map[string]*SwitchRow // those that are not over
	channels map[place]*channelTracker
	now      Millis // the newest instant that was asked for, or at which something was recorded
}

// openParcel is a parcel that is not at its end, and the channel that it counts for once it is asked for.
type openParcel struct {
	row ParcelRow
	on  *channelTracker
}

// channelTracker is a channel on a lane: what was counted of it, and room for its figures.
type channelTracker struct {
	place
	parcels int         // open ones that count for it
	counts  [][]counter // by their place in tracked
	sums    healthSums
}

// counter is a number counted in a period, of those that took so many hours.
type counter struct{ period, hours, n int64 }

// NewHealthTracker makes a tracker that took in nothing yet.
func NewHealthTracker() *HealthTracker {
	return &HealthTracker{parcels: map[string]*openParcel{}, switches: map[string]*SwitchRow{}, channels: map[place]*channelTracker{}}
}

// Take takes facts of the merchant in, in the order in which they were recorded.
func (t *HealthTracker) Take(facts []*fact.Fact) {
	sum, recorded := newTally(), t.now
	for _, f := range facts {
		recorded = max(recorded, millis(f.Recorded))
		if id := switchOf(f); id != "" {
			t.switched(id, f)
		} else if id := parcelOf(f); id != "" {
			t.fold(id, f, sum)
		}
	}
	for c, n := range sum.counts {
		if at, kept := tracked[c.what]; kept {
			t.on(c.place).add(at, counter{c.period, c.hours, n})
		}
	}
	if hourOf(recorded) > hourOf(t.now) {
		t.forget(recorded)
	}
	t.now = recorded
}

// switched takes a step of a switch in. One that is over is let go.
func (t *HealthTracker) switched(id string, f *fact.Fact) {
	r := t.switches[id]
	if r == nil {
		r = &SwitchRow{}
		t.switches[id] = r
	}
	if r.fold(f); r.Phase == fact.SwitchOver {
		delete(t.switches, id)
	}
}

// fold takes a fact about a parcel in. One that came to its end is let go: it counts no more.
func (t *HealthTracker) fold(id string, f *fact.Fact, sum *tally) {
	r := t.parcels[id]
	if r == nil {
		if _, begins := f.Body.(*fact.ParcelPlanned); !begins {
			return
		}
		r = &openParcel{}
		t.parcels[id] = r
	}
	r.row.fold(f, sum)
	t.assign(r)
	if r.row.Ended > 0 {
		t.move(r, nil)
		delete(t.parcels, id)
	}
}

// assign lets an open parcel count for its channel, and drops what no health is made of.
func (t *HealthTracker) assign(r *openParcel) {
	r.row.Order, r.row.Waybill, r.row.Trouble.Case = "", "", ""
	if r.row.counts() && (r.on == nil || r.on.channel != r.row.Channel) {
		t.move(r, t.on(r.row.place()))
	}
}

func (t *HealthTracker) move(r *openParcel, to *channelTracker) {
	if r.on != nil {
		r.on.parcels--
	}
	if r.on = to; to != nil {
		to.parcels++
	}
}

func (t *HealthTracker) on(at place) *channelTracker {
	c := t.channels[at]
	if c == nil {
		c = &channelTracker{place: at, counts: make([][]counter, len(tracked))}
		t.channels[at] = c
	}
	return c
}

func (c *channelTracker) add(at int, more counter) {
	list := c.counts[at]
	for i := range slices.Backward(list) {
		if list[i].period == more.period && list[i].hours == more.hours {
			list[i].n += more.n
			return
		}
	}
	c.counts[at] = append(list, more)
}

// inHealth are the counts that a health is made of.
var inHealth = []string{countAsked, countAnswered, countRefused, countEnded, countOnTime, countLost, countClearance}

// tracked are the counts that a tracker keeps, with their places: those of a health, and those of spreads behind them.
var tracked = func() map[string]int {
	places := map[string]int{}
	for _, what := range append(slices.Clip(inHealth), behindEach(countFrom)...) {
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

// slack is how far an instant may lie before the newest one that was asked for or recorded.
const slack = Millis(24 * time.Hour / time.Millisecond)

// forget lets go what no health at an instant or up to a day before it will need, what no spread will need, and channels
// of which nothing is left.
func (t *HealthTracker) forget(now Millis) {
	months := t.newestMonth() - 2
	for at, c := range t.channels {
		left := c.parcels
		for i, list := range c.counts {
			oldest := months
			if i < len(inHealth) {
				oldest = since(inHealth[i], now-slack)
			}
			c.counts[i] = slices.DeleteFunc(list, func(n counter) bool { return n.period < oldest })
			left += len(c.counts[i])
		}
		if left == 0 {
			delete(t.channels, at)
		}
	}
}

// newestMonth is the month of the newest delivery.
func (t *HealthTracker) newestMonth() (month int64) {
	for _, c := range t.channels {
		for _, n := range c.counts[tracked[countFrom+string(shipping.LabelCreated)]] {
			month = max(month, n.period)
		}
	}
	return month
}

// Health answers, by lane and channel, with how every channel fares at an instant that has parcels on
// the way, ended some or was asked lately, or is switched. What is counted over a time is counted by
// whole hours, the one that now lies in included; clearance by whole days (UTC), today included. Hours
// are rounded down, shares half up. Parcels that were cancelled on the way count as none that ended. The instant
// may lie a day before the newest one that was asked for or recorded, not more.
func (t *HealthTracker) Health(now time.Time) []ChannelHealth {
	at := millis(now)
	t.now = max(t.now, at)
	t.forget(t.now)
	t.begin(at)
	for _, r := range t.parcels {
		if r.row.counts() {
			r.on.sums.open(&r.row, at)
		}
	}
	return t.read()
}

// begin gathers what was counted up to an instant, and which channels are switched.
func (t *HealthTracker) begin(at Millis) {
	for _, c := range t.channels {
		c.sums.clear()
		for i, what := range inHealth {
			first := since(what, at)
			for _, n := range c.counts[i] {
				if n.period >= first {
					c.sums.count(what, n)
				}
			}
		}
	}
	for _, w := range t.switches {
		t.on(placeOf(LaneChannel{w.Lane, w.Channel})).sums.shown = true
	}
}

// read answers with what was gathered.
func (t *HealthTracker) read() (list []ChannelHealth) {
	for at, c := range t.channels {
		if c.sums.shown {
			list = append(list, ChannelHealth{at.on(), c.sums.read()})
		}
	}
	slices.SortFunc(list, func(a, b ChannelHealth) int { return compareOn(a.LaneChannel, b.LaneChannel) })
	return list
}

// Waiting lists the parcels, in no order, that are booked with a channel on a lane and have not been handed over.
func (t *HealthTracker) Waiting(lane shipping.Lane, channel shipping.ChannelID) []shipping.ParcelID {
	on := t.channels[placeOf(LaneChannel{lane, channel})]
	if on == nil {
		return nil
	}
	var list []shipping.ParcelID
	for _, r := range t.parcels {
		if r.on == on && r.row.Booked > 0 && r.row.Handed == 0 {
			list = append(list, r.row.ID)
		}
	}
	return list
}

// Spreads answers with how long parcels took from each milestone to the door, counting those that were
// delivered in the month of the newest delivery and the two before it. Hours are rounded up: to whole
// hours below two days, to four hours below ten days, to twelve beyond.
func (t *HealthTracker) Spreads() map[LaneChannel][]fact.Spread {
	t.forget(t.now)
	spreads := map[LaneChannel][]fact.Spread{}
	for at, c := range t.channels {
		for i, m := range spreadFrom {
			if list := c.counts[len(inHealth)+i]; len(list) > 0 {
				spreads[at.on()] = append(spreads[at.on()], spreadOf(m, list))
			}
		}
	}
	return spreads
}
