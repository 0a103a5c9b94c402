package fulfillment

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

func admitCase(st *fact.CaseState, version int64, f *fact.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such case", "")
	}
	switch b := f.Body.(type) {
	case *fact.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	case *fact.CaseNoted:
		return nil
	case *fact.CaseAssigned:
		if st.Owner == b.Owner {
			return known("the case is " + b.Owner + "'s already")
		}
	case *fact.CaseScheduled:
		if b.Due.Name != fact.CaseDue || b.Due.Due.IsZero() {
			return shipping.BadField("due", "a case is due at an instant", "write one, such as 2026-12-01T12:00:00Z")
		}
	case *fact.CaseClosed:
		if st.Closed != "" {
			return known("the case was closed before")
		}
		if b.Why == "" {
			return shipping.BadField("why", "a case is closed for a reason", "say what was done")
		}
		return nil
	default:
		return notFromOutside(f)
	}
	if st.Closed != "" {
		return shipping.Fault(shipping.Refused, "the case is closed", "what comes up again opens another: crosslane cases lists them")
	}
	return nil
}

// decideCase is what follows from a fact of a case: one that no parcel needs is closed.
func (d *decision) decideCase() {
	if b, ok := d.fact.Body.(*fact.CaseLeft); ok {
		d.leftBy(b)
	}
}

// leftBy: is anything left to do?
func (d *decision) leftBy(b *fact.CaseLeft) {
	c := d.state.Balance(d.fact.Stream).State.(*fact.CaseState)
	if c.Closed != "" || c.Left < c.Parcels {
		return
	}
	why := b.Why
	if c.Parcels > 1 {
		why = "all its parcels need nothing more"
	}
	d.say(d.fact.Stream, &fact.CaseClosed{Why: why})
}

// oneCause is for how long the same thing that happens to parcels of a channel is one case.
const oneCause = 7 * 24 * time.Hour

// ofTheParcel are the deviations that have their cause in one parcel or its addressee, never in the channel.
var ofTheParcel = []string{fact.CasePickup, fact.CaseCalledOff, fact.CaseTour}

// deviate records a deviation of a parcel, and in which case it is worked on. A leg that takes longer than it may
// is nobody's work as long as the promise holds; it is counted.
func (d *decision) deviate(p *fact.ParcelState, id shipping.ParcelID, dev *fact.Deviated) {
	var opened []*fact.Fact
	if dev.What != fact.CaseLeg {
		dev.Case, opened = d.caseOf(dev.What, p.Booking.Channel, p, id, dev.Why)
	}
	d.say(id.Stream(), dev)
	d.answers = append(d.answers, opened...)
}

// caseOf is the case that the parcel has, the one of its cause, or a new one; and what is to be said of it, behind
// what it is about.
func (d *decision) caseOf(what string, ch shipping.ChannelID, p *fact.ParcelState, id shipping.ParcelID, why []fact.Reason) (shipping.CaseID, []*fact.Fact) {
	if p.Case != "" && d.caseOpen(p.Case) {
		return p.Case, nil
	}
	return d.join(what, ch, p, id, why)
}

// join brings a parcel into the open case of a cause, and opens one when there is none.
func (d *decision) join(what string, ch shipping.ChannelID, p *fact.ParcelState, id shipping.ParcelID, why []fact.Reason) (shipping.CaseID, []*fact.Fact) {
	lane := p.Plan.Lane()
	opened := &fact.CaseOpened{What: what, Order: p.Plan.Order, Parcel: id, Why: why, Due: d.caseDue()}
	if slices.Contains(ofTheParcel, what) {
		name := shipping.NewCaseID(d.fact.Recorded, what+":"+string(id))
		return name, []*fact.Fact{{Stream: name.Stream(), Body: opened}}
	}
	known := fact.LaneIn(d.state, lane).Cause(what, ch)
	if known.Case != "" && d.fact.Recorded.Sub(known.At) < oneCause && d.caseOpen(known.Case) {
		return known.Case, []*fact.Fact{{Stream: known.Case.Stream(), Body: &fact.CaseJoined{Parcel: id}}}
	}
	name := shipping.NewCaseID(d.fact.Recorded, what+":"+string(lane)+":"+string(ch)+":"+string(id))
	opened.Channel, opened.Lane = ch, lane
	return name, []*fact.Fact{
		{Stream: name.Stream(), Body: opened},
		{Stream: lane.Stream(), Body: &fact.CauseGathered{What: what, Channel: ch, Case: name}},
	}
}

// leave: the parcel needs nothing more of its case. A case that no parcel needs is closed.
func (d *decision) leave(p *fact.ParcelState, id shipping.ParcelID, why string) {
	if p.Case != "" && d.caseOpen(p.Case) {
		d.say(p.Case.Stream(), &fact.CaseLeft{Parcel: id, Why: why})
	}
}

// caseDue is until when a case that is opened now is to be done; the zero time when the Book sets no limit.
func (d *decision) caseDue() time.Time {
	if hours := d.rules.Book.Alerts.Case; hours > 0 {
		return d.fact.Recorded.Add(time.Duration(hours) * time.Hour)
	}
	return time.Time{}
}

func (d *decision) caseOpen(id shipping.CaseID) bool { return caseOpen(d.state, id) }

func caseOpen(state fact.State, id shipping.CaseID) bool {
	b := state.Balance(id.Stream())
	return b.Version > 0 && b.State.(*fact.CaseState).Closed == ""
}
