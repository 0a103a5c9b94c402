package rehearsal

import (
	"cmp"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/channel/trigger"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// Trial lays the triggers of a Book against recorded history: at each full hour the channels are assessed
// as they were then, and the triggers answer. What the triggers would have changed afterwards is not
// known; the record goes on as it was.
type Trial struct {
	set          *trigger.Set
	tracker      *view.HealthTracker
	since, until time.Time
	lanes        fact.Balances
	plans        map[shipping.ParcelID]*fact.ParcelPlan // of parcels that have not left
	facts        []*fact.Fact                           // since the last hour
	hour         time.Time                              // the next one to be assessed; zero: nothing was recorded yet
	report       Report
}

// Report is what the triggers would have done.
type Report struct {
	Book  string    `json:"book"`
	Name  string    `json:"name"`
	From  time.Time `json:"from"`  // first hour that was assessed
	Until time.Time `json:"until"` // last one
	Hours int64     `json:"hours"`
	// Assessed is how many times a channel was assessed on a lane.
	Assessed int64    `json:"assessed"`
	SetOff   []SetOff `json:"set_off"` // in the order of time
	// Triggers counts how often each trigger of the Book was set off, with those that never were.
	Triggers map[string]int64 `json:"triggers"`
}

// SetOff is one time that a trigger is set off on a channel and lane, to its end.
type SetOff struct {
	Trigger string             `json:"trigger"`
	Lane    shipping.Lane      `json:"lane"`
	Channel shipping.ChannelID `json:"channel"`
	At      time.Time          `json:"at"`
	Health  fact.Health        `json:"health"` // the figures that set it off
	Why     []fact.Reason      `json:"why"`
	Share   int64              `json:"share"` // in per cent
	Stop    bool               `json:"stop"`
	// Waiting parcels stood booked at the warehouse; Moved of them would have been booked anew, also when
	// the trigger went again before its end.
	Waiting int64 `json:"waiting"`
	Moved   int64 `json:"moved"`
	// Kept are the parcels that were given to the channel later, and would have gone to the next backup.
	Kept  int64     `json:"kept"`
	Steps []Step    `json:"steps"`
	Ended time.Time `json:"ended,omitzero"` // zero: it was not at its end when the record ended
}

// Step is where a trigger went while it was on.
type Step struct {
	At    time.Time        `json:"at"`
	Phase fact.SwitchPhase `json:"phase"`
	Share int64            `json:"share"`
}

// NewTrial makes a trial of a Book's triggers. Hours from since on and before until are assessed; a zero
// bound is open. A mistake in the triggers is an Invalid error.
func NewTrial(current *book.Book, since, until time.Time) (*Trial, error) {
	set, err := trigger.Compile(current)
	if err != nil {
		return nil, err
	}
	t := &Trial{set: set, tracker: view.NewHealthTracker(), since: since, until: until, lanes: fact.Balances{},
		plans:  map[shipping.ParcelID]*fact.ParcelPlan{},
		report: Report{Book: current.Version, Name: current.Name, SetOff: []SetOff{}, Triggers: map[string]int64{}}}
	for i := range current.Triggers {
		t.report.Triggers[current.Triggers[i].Name] = 0
	}
	return t, nil
}

// Take takes the next recorded fact, and assesses the hours that passed before it.
func (t *Trial) Take(f *fact.Fact) {
	if f.Stream.Sort() == shipping.LaneSort {
		return // other triggers answered there
	}
	if t.hour.IsZero() {
		t.hour = f.Recorded.Truncate(time.Hour).Add(time.Hour)
	}
	for !f.Recorded.Before(t.hour) {
		t.pass()
	}
	t.plan(f)
	t.facts = append(t.facts, f)
}

// End answers. Nothing may be taken afterwards.
func (t *Trial) End() *Report {
	if !t.hour.IsZero() {
		t.pass()
	}
	return &t.report
}

// plan keeps what waits at the warehouse, and counts what would have been kept off its channel.
func (t *Trial) plan(f *fact.Fact) {
	id := shipping.ParcelID(f.Stream.ID())
	switch b := f.Body.(type) {
	case *fact.ParcelPlanned:
		t.plans[id] = &b.Plan
	case *fact.ChannelChosen:
		if t.until.IsZero() || f.Recorded.Before(t.until) {
			t.keepOff(id, b.Primary.Channel)
		}
	case *fact.HandedOver, *fact.ParcelCalledOff:
		delete(t.plans, id)
	}
}

func (t *Trial) keepOff(id shipping.ParcelID, chosen shipping.ChannelID) {
	plan := t.plans[id]
	if plan == nil {
		return
	}
	st := fact.LaneIn(t.lanes, plan.Lane())
	if !st.Switched() {
		return
	}
	if by, _, off := t.set.Touches(st, chosen, id, plan); off {
		if s := t.on(by, plan.Lane(), chosen); s != nil {
			s.Kept++
		}
	}
}

// pass lets an hour end: steps that are due are taken, and every channel is assessed.
func (t *Trial) pass() {
	now := t.hour
	t.hour = now.Add(time.Hour)
	t.tracker.Take(t.facts)
	t.facts = t.facts[:0]
	if now.Before(t.since) || !t.until.IsZero() && !now.Before(t.until) {
		return
	}
	t.elapse(now)
	if t.report.From.IsZero() {
		t.report.From = now
	}
	t.report.Until = now
	t.report.Hours++
	for _, h := range t.withSwitched(t.tracker.Health(now)) {
		t.assess(h, now)
	}
}

// withSwitched adds the channels that are switched in the trial alone and carry nothing any more.
func (t *Trial) withSwitched(found []view.ChannelHealth) []view.ChannelHealth {
	seen := make(map[view.LaneChannel]bool, len(found))
	for _, h := range found {
		seen[h.LaneChannel] = true
	}
	for i := range t.report.SetOff {
		s := &t.report.SetOff[i]
		if on := (view.LaneChannel{Lane: s.Lane, Channel: s.Channel}); s.Ended.IsZero() && !seen[on] {
			seen[on] = true
			found = append(found, view.ChannelHealth{LaneChannel: on})
		}
	}
	return found
}

func (t *Trial) assess(h view.ChannelHealth, now time.Time) {
	t.report.Assessed++
	b := t.lanes.Balance(h.Lane.Stream())
	st := b.State.(*fact.LaneState)
	answers := t.set.Assessed(h.Lane, st, h.Channel, h.Health, now)
	b.Apply(t.fact(b.Stream, now, &fact.ChannelAssessed{Channel: h.Channel, Health: h.Health}))
	t.fold(h.Lane, answers, now)
}

// elapse takes the steps that fell due, those of one instant in the order of their lanes.
func (t *Trial) elapse(now time.Time) {
	type due struct {
		lane shipping.Lane
		fact.Timer
	}
	var list []due
	for stream, b := range t.lanes {
		for _, timer := range b.State.(*fact.LaneState).DueTimers(now) {
			list = append(list, due{shipping.Lane(stream.ID()), timer})
		}
	}
	slices.SortFunc(list, func(a, b due) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.lane, b.lane), cmp.Compare(a.Name, b.Name))
	})
	for _, d := range list {
		b := t.lanes.Balance(d.lane.Stream())
		b.Apply(t.fact(b.Stream, d.Due, &fact.TimerElapsed{Timer: d.Timer}))
		t.fold(d.lane, t.set.Elapsed(d.lane, b.State.(*fact.LaneState), d.Timer, d.Due), d.Due)
	}
}

func (t *Trial) fact(stream shipping.Stream, at time.Time, body fact.Body) *fact.Fact {
	return &fact.Fact{Stream: stream, At: at, Recorded: at, Body: body}
}

// fold folds the triggers' answers in, and writes them down.
func (t *Trial) fold(lane shipping.Lane, answers []*fact.ChannelSwitched, at time.Time) {
	b := t.lanes.Balance(lane.Stream())
	st := b.State.(*fact.LaneState)
	for _, a := range answers {
		before := st.Switch(a.Channel, a.Trigger)
		b.Apply(t.fact(b.Stream, at, a))
		s := t.note(lane, a, before, st, at)
		if s != nil && (a.Share > before.Share || a.Stop && !before.Stop) {
			t.move(s, st)
		}
	}
}

// note writes a step down; a trigger that was not on begins anew.
func (t *Trial) note(lane shipping.Lane, a *fact.ChannelSwitched, before fact.Switch, st *fact.LaneState, at time.Time) *SetOff {
	if before.Phase == "" || before.Phase == fact.SwitchOver {
		if a.Phase != fact.SwitchAway {
			return nil
		}
		t.report.Triggers[a.Trigger]++
		t.report.SetOff = append(t.report.SetOff, SetOff{Trigger: a.Trigger, Lane: lane, Channel: a.Channel, At: at,
			Health: st.Control(a.Channel).Health, Why: a.Why, Share: a.Share, Stop: a.Stop, Steps: []Step{}})
	}
	s := t.on(a.Trigger, lane, a.Channel)
	if s == nil {
		return nil
	}
	s.Steps = append(s.Steps, Step{at, a.Phase, a.Share})
	if a.Phase == fact.SwitchOver {
		s.Ended = at
	}
	return s
}

// on finds the trigger that is on; nil when it is not.
func (t *Trial) on(name string, lane shipping.Lane, id shipping.ChannelID) *SetOff {
	for i := len(t.report.SetOff) - 1; i >= 0; i-- {
		if s := &t.report.SetOff[i]; s.Trigger == name && s.Lane == lane && s.Channel == id && s.Ended.IsZero() {
			return s
		}
	}
	return nil
}

// move counts the parcels that wait at the warehouse, and those of them that the trigger books anew.
func (t *Trial) move(s *SetOff, st *fact.LaneState) {
	rule := t.set.Trigger(s.Trigger)
	first := len(s.Steps) == 1
	for _, id := range t.tracker.Waiting(s.Lane, s.Channel) {
		if first {
			s.Waiting++
		}
		plan := t.plans[id]
		if plan == nil || rule == nil || !rule.Then.Rebook {
			continue
		}
		if by, _, off := t.set.Touches(st, s.Channel, id, plan); off && by == s.Trigger {
			s.Moved++
		}
	}
}
