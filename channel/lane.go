package channel

import (
	"sync/atomic"

	"crosslane/fact"
)

// lane is what the Book comes to for the parcels that leave one warehouse for one destination on one day.
type lane struct {
	ways []way // of every channel, in the Book's order
}

// way is a channel on a lane.
type way struct {
	candidate   *candidate
	tariff      tariff // without a sheet where none holds
	most, least bound  // of the value of the goods
	rule, note  string // by which it takes no parcel there; empty: it takes some
}

// bound is a limit in the base currency.
type bound struct {
	amount         int64
	binds, unrated bool // unrated: no exchange rate of its currency holds
}

// lanesOfDay keeps the lanes of a day that were asked for, by warehouse and destination.
type lanesOfDay struct {
	day       day
	highValue bound
	lanes     []atomic.Pointer[lane]
}

// days keeps the lanes of the days that were asked for last: parcels come by the day.
type days [4]atomic.Pointer[lanesOfDay]

// on answers with the lanes of a day.
func (t *Table) on(d day) *lanesOfDay {
	slot := &t.days[uint32(d)%uint32(len(t.days))]
	if found := slot.Load(); found != nil && found.day == d {
		return found
	}
	high := t.book.Policy.HighValue
	fresh := &lanesOfDay{day: d, lanes: make([]atomic.Pointer[lane], len(t.warehouses)*destinations)}
	if high.Amount > 0 {
		fresh.highValue = boundOn(t.fx[high.Currency], high.Amount, d)
	}
	slot.Store(fresh)
	return fresh
}

// lane finds the lane of a parcel, which is worked out once. One from or to where the Book knows nothing is not kept.
func (t *Table) lane(q *query) *lane {
	if q.from < 0 || !q.known {
		return t.newLane(q)
	}
	slot := &q.on.lanes[q.from*destinations+q.to]
	if found := slot.Load(); found != nil { // the number of a destination and the day say all of a goal
		return found
	}
	fresh := t.newLane(q)
	slot.Store(fresh)
	return fresh
}

func (t *Table) newLane(q *query) *lane {
	l := &lane{ways: make([]way, len(t.candidates))}
	for i := range l.ways {
		w, c := &l.ways[i], &t.candidates[i]
		*w = way{candidate: c}
		var why fact.Reason
		if t.unreachable(c, q, &why) {
			w.rule, w.note = why.Rule, why.Note
			continue
		}
		for _, s := range c.sheets {
			if s.covers(q.on.day) {
				w.tariff = s.tariff(q)
				break
			}
		}
		w.most = boundOn(c.value, c.limits.Value.Amount, q.on.day)
		w.least = boundOn(c.minValue, c.limits.MinValue.Amount, q.on.day)
	}
	return l
}

func boundOn(rates []rate, amount int64, d day) bound {
	if rates == nil {
		return bound{}
	}
	most, ok := convert(rates, amount, d)
	return bound{amount: most, binds: true, unrated: !ok}
}
