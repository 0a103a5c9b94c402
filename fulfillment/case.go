package fulfillment

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// oneCause is for how long the same thing that happens to parcels of a channel is one case.
const oneCause = 7 * 24 * time.Hour

// ofTheParcel are the deviations that have their cause in one parcel or its addressee, never in the channel.
var ofTheParcel = []string{tracking.Pickup, "called_off", "tour"}

// deviate records a deviation of a parcel, and in which case it is worked on. A leg that takes longer than it may
// is nobody's work as long as the promise holds; it is counted.
func (d *decision) deviate(p *fact.ParcelState, id shipping.ParcelID, dev *fact.Deviated) {
	d.say(id.Stream(), dev)
	if dev.What == tracking.Leg {
		return
	}
	dev.Case = d.caseOf(dev.What, p.Booking.Channel, p, id, dev.Why)
}

// caseOf is the case that the parcel has, the one of its cause, or a new one.
func (d *decision) caseOf(what string, ch shipping.ChannelID, p *fact.ParcelState, id shipping.ParcelID, why []fact.Reason) shipping.CaseID {
	if p.Case != "" && d.caseOpen(p.Case) {
		return p.Case
	}
	return d.join(what, ch, p, id, why)
}

// join brings a parcel into the open case of a cause, and opens one when there is none.
func (d *decision) join(what string, ch shipping.ChannelID, p *fact.ParcelState, id shipping.ParcelID, why []fact.Reason) shipping.CaseID {
	lane := p.Plan.Lane()
	if slices.Contains(ofTheParcel, what) {
		name := shipping.NewCaseID(d.fact.Recorded, what+":"+string(id))
		d.say(name.Stream(), &fact.CaseOpened{What: what, Order: p.Plan.Order, Parcel: id, Why: why, Due: d.caseDue()})
		return name
	}
	known := fact.LaneIn(d.state, lane).Cause(what, ch)
	if known.Case != "" && d.fact.Recorded.Sub(known.At) < oneCause && d.caseOpen(known.Case) {
		d.say(known.Case.Stream(), &fact.CaseJoined{Parcel: id})
		return known.Case
	}
	name := shipping.NewCaseID(d.fact.Recorded, what+":"+string(lane)+":"+string(ch)+":"+string(id))
	d.say(name.Stream(), &fact.CaseOpened{What: what, Order: p.Plan.Order, Parcel: id, Why: why, Channel: ch, Lane: lane, Due: d.caseDue()})
	d.say(lane.Stream(), &fact.CauseGathered{What: what, Channel: ch, Case: name})
	return name
}

// leave: the parcel needs nothing more of its case. A case that no parcel needs is closed.
func (d *decision) leave(p *fact.ParcelState, id shipping.ParcelID, why string) {
	if p.Case != "" && d.caseOpen(p.Case) {
		d.say(p.Case.Stream(), &fact.CaseLeft{Parcel: id, Why: why})
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

// caseDue is until when a case that is opened now is to be done; the zero time when the Book sets no limit.
func (d *decision) caseDue() time.Time {
	if hours := d.rules.Book.Alerts.Case; hours > 0 {
		return d.fact.Recorded.Add(time.Duration(hours) * time.Hour)
	}
	return time.Time{}
}

func (d *decision) caseOpen(id shipping.CaseID) bool {
	b := d.state.Balance(id.Stream())
	return b.Version > 0 && b.State.(*fact.CaseState).Closed == ""
}
