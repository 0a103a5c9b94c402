package fulfillment

import (
	"slices"
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

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
		before := switchOf(fact.LaneIn(d.state, lane), s.Channel, s.Trigger)
		s.Case, s.Book = before.Case, d.rules.Book.Version
		begins := s.Phase == fact.SwitchAway && (before.Phase == "" || before.Phase == fact.SwitchOver)
		if begins {
			s.Case = ""
			if t := d.rules.triggers.Trigger(s.Trigger); t != nil && t.Then.Case {
				s.Case = shipping.NewCaseID(d.fact.At, "switch:"+string(lane)+":"+string(s.Channel)+":"+s.Trigger)
				d.say(s.Case.Stream(), &fact.CaseOpened{What: "switch", Channel: s.Channel, Lane: lane, Why: s.Why, Due: d.caseDue()})
			}
		}
		d.say(d.fact.Stream, s)
		if s.Phase == fact.SwitchOver && s.Case != "" && d.caseOpen(s.Case) {
			d.say(s.Case.Stream(), &fact.CaseClosed{Why: "all parcels are back on " + string(s.Channel)})
		}
	}
}

func switchOf(l *fact.LaneState, id shipping.ChannelID, trigger string) fact.Switch {
	if c := l.Control(id); c != nil {
		for _, w := range c.Switches {
			if w.Trigger == trigger {
				return w
			}
		}
	}
	return fact.Switch{}
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
	if b.More && switchOf(lane, b.Channel, b.Trigger).Phase == fact.SwitchAway {
		d.say(d.fact.Stream, &fact.RebookRequested{Channel: b.Channel, Trigger: b.Trigger, After: b.Last})
	}
}

// choose lays a parcel against the channels, around those that are switched off for it and, when it is
// booked anew, those that were tried. The channel that it leaves stays its last resort.
func (d *decision) choose(plan *fact.ParcelPlan, id shipping.ParcelID, tried []shipping.ChannelID, leaving shipping.ChannelID) fact.ChannelChosen {
	lane := fact.LaneIn(d.state, plan.Lane())
	if len(tried) == 0 && !lane.Switched() {
		return d.rules.Channels.Choose(plan, d.fact.Recorded)
	}
	return d.rules.Channels.ChooseAround(plan, d.fact.Recorded, func(ch shipping.ChannelID) channel.Detour {
		if slices.Contains(tried, ch) && ch != leaving {
			return channel.Detour{Why: fact.Reason{Rule: "tried"}, Barred: true}
		}
		by, barred, off := d.rules.triggers.Touches(lane, ch, id, plan)
		switch {
		case off:
			return channel.Detour{Why: fact.Reason{Rule: "switched_off", Note: by}, Barred: barred}
		case ch == leaving:
			return channel.Detour{Why: fact.Reason{Rule: "tried"}}
		}
		return channel.Detour{}
	})
}

// divert: a parcel that waits at the warehouse leaves a channel that is switched off, if another takes it.
// Its label is voided first; only then another is asked for. What the carrier has in hand stays with it.
func (d *decision) divert() {
	p, _ := d.parcel()
	k := &p.Booking
	if k.Away == "" || d.wayOut(p) == "" {
		return
	}
	d.say(d.fact.Stream, &fact.CancelRequested{Channel: k.Channel, Carrier: k.Carrier, Waybill: k.Waybill, Why: "trigger \"" + k.Away + "\""})
}

// wayOut is the trigger by which a parcel leaves its channel now; empty when it stays.
func (d *decision) wayOut(p *fact.ParcelState) string {
	k, id := &p.Booking, shipping.ParcelID(d.fact.Stream.ID())
	lane := fact.LaneIn(d.state, p.Plan.Lane())
	if k.Stage != fact.BookingHeld || !p.Track.Handed.IsZero() || k.CallOff || !lane.Switched() {
		return ""
	}
	by, _, off := d.rules.triggers.Touches(lane, k.Channel, id, &p.Plan)
	if t := d.rules.triggers.Trigger(by); !off || t == nil || !t.Then.Rebook {
		return ""
	}
	if next := d.choose(&p.Plan, id, k.Tried, k.Channel).Primary.Channel; next == "" || next == k.Channel {
		return ""
	}
	return by
}

// bookedMeanwhile: a label that came while its channel was switched off is given back.
func (d *decision) bookedMeanwhile(p *fact.ParcelState) {
	by := d.wayOut(p)
	if by == "" {
		return
	}
	s := switchOf(fact.LaneIn(d.state, p.Plan.Lane()), p.Booking.Channel, by)
	d.say(d.fact.Stream, &fact.DiversionAsked{Channel: p.Booking.Channel, Trigger: by, Tell: s.Tell,
		Why: []fact.Reason{{Rule: "switched_off", About: string(p.Booking.Channel), Note: by}}})
}

// rebook: the label is void, and the parcel takes the best channel that is left.
func (d *decision) rebook() {
	p, id := d.parcel()
	d.endStop(p, id, "it takes another channel")
	choice := d.choose(&p.Plan, id, p.Booking.Tried, p.Booking.Channel)
	if choice.Primary.Channel == "" {
		d.stuck(choice.Refused)
		return
	}
	d.say(d.fact.Stream, &choice)
	d.request(choice.Primary.Channel, p.Booking.Attempt+1)
}

// Answers reports whether a trigger of the Book answers anything to a channel that is found in this health.
func (r *Rules) Answers(lane shipping.Lane, state *fact.LaneState, id shipping.ChannelID, h fact.Health, at time.Time) bool {
	return len(r.triggers.Assessed(lane, state, id, h, at)) > 0
}
