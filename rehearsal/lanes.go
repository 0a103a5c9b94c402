package rehearsal

import (
	"cmp"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// lane takes how channels fared; the other Book's triggers answer. A step of a trigger that both
// Books know is taken when it was recorded.
func (r *Replay) lane(f *fact.Fact) error {
	if !slices.Contains(r.lanes, f.Stream) {
		r.lanes = append(r.lanes, f.Stream)
		slices.Sort(r.lanes)
	}
	if r.asRecorded(f) {
		r.state.Balance(f.Stream).Apply(f)
		return nil
	}
	switch f.Body.(type) {
	case *fact.ChannelAssessed, *fact.TimerElapsed:
		return r.tell(f.Stream, f)
	}
	return nil
}

// grace is how long a step that is due waits for the recorded one.
const grace = time.Hour

// sweep takes, once an hour, the steps that only the other Book's triggers know.
func (r *Replay) sweep() error {
	hour := r.now.Truncate(time.Hour)
	if hour.Equal(r.swept) {
		return nil
	}
	r.swept = hour
	type due struct {
		lane shipping.Stream
		fact.Timer
	}
	var list []due
	for _, s := range r.lanes {
		for _, t := range r.state.Balance(s).State.(*fact.LaneState).DueTimers(hour.Add(-grace)) {
			list = append(list, due{s, t})
		}
	}
	slices.SortStableFunc(list, func(a, b due) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Name, b.Name)) })
	for _, d := range list {
		if err := r.tell(d.lane, &fact.Fact{At: d.Due, Body: &fact.TimerElapsed{Timer: d.Timer}}); err != nil {
			return err
		}
	}
	return nil
}
