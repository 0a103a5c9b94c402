package fulfillment

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

func admitLane(st *fact.LaneState, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.ChannelAssessed, *fact.RebookAdvanced:
		return nil
	case *fact.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	}
	return notFromOutside(f)
}

// decideLane is what follows from a fact of a lane.
func (d *decision) decideLane() {
	switch b := d.fact.Body.(type) {
	case *fact.ChannelAssessed:
		d.assessed(b)
	case *fact.ChannelSwitched:
		d.switched(b)
	case *fact.RebookAdvanced:
		d.rebookOn(b)
	case *fact.TimerElapsed:
		d.stepDue(b)
	}
}

// assessed: a channel was looked at; a trigger may answer.
func (d *decision) assessed(b *fact.ChannelAssessed) {
	lane := shipping.Lane(d.fact.Stream.ID())
	d.turn(lane, d.rules.triggers.Assessed(lane, fact.LaneIn(d.state, lane), b.Channel, b.Health, d.fact.At))
}

// stepDue: the time of a switch's next step has come.
func (d *decision) stepDue(b *fact.TimerElapsed) {
	lane := shipping.Lane(d.fact.Stream.ID())
	d.turn(lane, d.rules.triggers.Elapsed(lane, fact.LaneIn(d.state, lane), b.Timer, d.fact.At))
}

// turn switches channels of a lane. A switch keeps one case from its beginning to its end.
func (d *decision) turn(lane shipping.Lane, list []*fact.ChannelSwitched) {
	for _, s := range list {
		before := fact.LaneIn(d.state, lane).Switch(s.Channel, s.Trigger)
		s.Case, s.Book = before.Case, d.rules.Book.Version
		begins := s.Phase == fact.SwitchAway && (before.Phase == "" || before.Phase == fact.SwitchOver)
		if begins {
			s.Case = ""
			if t := d.rules.triggers.Trigger(s.Trigger); t != nil && t.Then.Case {
				s.Case = shipping.NewCaseID(d.fact.At, "switch:"+string(lane)+":"+string(s.Channel)+":"+s.Trigger)
				d.say(s.Case.Stream(), &fact.CaseOpened{What: fact.CaseSwitch, Channel: s.Channel, Lane: lane, Why: s.Why, Due: d.caseDue()})
			}
		}
		d.say(d.fact.Stream, s)
		if s.Phase == fact.SwitchOver && s.Case != "" && d.caseOpen(s.Case) {
			d.say(s.Case.Stream(), &fact.CaseClosed{Why: "all parcels are back on " + string(s.Channel)})
		}
	}
}

// switched: what waits at the warehouse for a channel that parcels leave is booked anew.
func (d *decision) switched(b *fact.ChannelSwitched) {
	if t := d.rules.triggers.Trigger(b.Trigger); b.Phase == fact.SwitchAway && t != nil && t.Then.Rebook {
		d.say(d.fact.Stream, &fact.RebookRequested{Channel: b.Channel, Trigger: b.Trigger})
	}
}

// rebookOn: the next parcels are looked for, unless the switch has ended meanwhile.
func (d *decision) rebookOn(b *fact.RebookAdvanced) {
	lane := fact.LaneIn(d.state, shipping.Lane(d.fact.Stream.ID()))
	if b.More && lane.Switch(b.Channel, b.Trigger).Phase == fact.SwitchAway {
		d.say(d.fact.Stream, &fact.RebookRequested{Channel: b.Channel, Trigger: b.Trigger, After: b.Last})
	}
}

// Answers reports whether a trigger of the Book answers anything to a channel that is found in this health.
func (r *Rules) Answers(lane shipping.Lane, state *fact.LaneState, id shipping.ChannelID, h fact.Health, at time.Time) bool {
	return len(r.triggers.Assessed(lane, state, id, h, at)) > 0
}
