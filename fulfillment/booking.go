package fulfillment

import (
	"cmp"
	"slices"
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/fulfillment/cases"
	"crosslane/shipping"
	"crosslane/tracking"
)

// chooseChannel: which channel carries the parcel, and which ones stand by.
func (d *decision) chooseChannel(plan *fact.ParcelPlan) {
	choice := d.choose(plan, shipping.ParcelID(d.fact.Stream.ID()), nil, "")
	if choice.Primary.Channel == "" {
		d.stuck(choice.Refused)
		return
	}
	d.say(d.fact.Stream, choice)
	d.request(choice.Primary.Channel, 1)
}

// choose lays a parcel against the channels, around those that are switched off for it and, when it is
// booked anew, those that were tried. The channel that it leaves stays its last resort.
func (d *decision) choose(plan *fact.ParcelPlan, id shipping.ParcelID, tried []shipping.ChannelID, leaving shipping.ChannelID) *fact.ChannelChosen {
	lane := fact.LaneIn(d.state, plan.Lane())
	c := &fact.ChannelChosen{}
	if len(tried) == 0 && !lane.Switched() && plan.Expires == "" {
		d.rules.Channels.ChooseInto(c, plan, d.fact.Recorded, nil)
		return c
	}
	d.rules.Channels.ChooseInto(c, plan, d.fact.Recorded, func(ch shipping.ChannelID) channel.Detour {
		if slices.Contains(tried, ch) && ch != leaving {
			return channel.Detour{Tried: true, Barred: true}
		}
		if late, spoils := d.spoils(plan, ch); spoils {
			return late
		}
		by, barred, off := d.rules.triggers.Touches(lane, ch, id, plan)
		switch {
		case off:
			return channel.Detour{Trigger: by, Barred: barred}
		case ch == leaving:
			return channel.Detour{Tried: true}
		}
		return channel.Detour{}
	})
	return c
}

// request jobs that a channel's carrier takes the parcel.
func (d *decision) request(id shipping.ChannelID, attempt int64) {
	var by shipping.CarrierID
	if ch := d.rules.Channel(id); ch != nil {
		by = ch.Carrier
	}
	d.say(d.fact.Stream, &fact.BookingRequested{Channel: id, Carrier: by, Attempt: attempt})
}

// bookNext: the carrier says no; the next backup is asked, and when none is left somebody must look.
func (d *decision) bookNext(refusing shipping.ChannelID, code, message string) {
	p, id := d.parcel()
	d.endStop(p, id, "the carrier does not take it")
	if fact.OrderIn(d.state, p.Plan.Order).Stage == fact.StageCancelled || p.Booking.CallOff {
		d.withdrawn()
		return
	}
	if next := d.nextBackup(p, id); next != "" {
		d.request(next, p.Booking.Attempt+1)
		return
	}
	d.stuck([]fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleLastRefusal, About: string(refusing), Note: note(code, message)}})
}

// nextBackup is the first backup that is not switched off, else the first that may take the parcel at all.
func (d *decision) nextBackup(p *fact.ParcelState, id shipping.ParcelID) (last shipping.ChannelID) {
	lane := fact.LaneIn(d.state, p.Plan.Lane())
	for _, next := range p.Booking.Backups {
		if d.rules.Channel(next) == nil {
			continue
		}
		_, barred, off := d.rules.triggers.Touches(lane, next, id, &p.Plan)
		if !off {
			return next
		}
		if last == "" && !barred {
			last = next
		}
	}
	return last
}

func note(code, message string) string {
	if code == "" {
		return message
	}
	return code + ": " + message
}

// retryAfter is when the channels are asked again that did not take a parcel.
const retryAfter = 24 * time.Hour

// stuck: no channel is left for the parcel. It is somebody's case, never silence.
func (d *decision) stuck(why []fact.Reason) {
	p, id := d.parcel()
	d.standStill(fact.CaseStuck, "", p, id, why)
	d.parted(p, id)
	d.say(d.fact.Stream, &fact.Awaited{Await: []fact.Timer{{Name: fact.TimerRetry, Due: d.fact.Recorded.Add(retryAfter)}}})
}

// standStill: the parcel does not go on, and is somebody's case.
func (d *decision) standStill(what string, ch shipping.ChannelID, p *fact.ParcelState, id shipping.ParcelID, why []fact.Reason) {
	name, opened := d.caseOf(what, ch, p, id, why)
	d.say(d.fact.Stream, &fact.ParcelStuck{Why: why, Case: name})
	d.answers = append(d.answers, opened...)
}

// tryAgain: what no channel took yesterday, one may take today; unless somebody moves it all the same.
func (d *decision) tryAgain() {
	p, id := d.parcel()
	if p.Booking.Stage != fact.BookingStuck || tracking.InHand(p.Track.Milestone) {
		return
	}
	d.endStop(p, id, "it takes another channel")
	choice := d.choose(&p.Plan, id, nil, "")
	if choice.Primary.Channel == "" {
		d.stuck(choice.Refused)
		return
	}
	d.say(d.fact.Stream, choice)
	d.request(choice.Primary.Channel, p.Booking.Attempt+1)
}

// booked: the label is there; a sign of life is awaited. If the order was called off meanwhile,
// the booking is undone; if its channel was switched off meanwhile, the parcel leaves it again.
func (d *decision) booked(b *fact.Booked) {
	p, id := d.parcel()
	if o := fact.OrderIn(d.state, p.Plan.Order); o.Stage == fact.StageCancelled || p.Booking.CallOff {
		d.say(d.fact.Stream, &fact.CancelRequested{Channel: b.Channel, Carrier: b.Carrier, Waybill: b.Waybill, Why: cmp.Or(o.Why, goodsMissing), CallOff: true})
		return
	}
	switch { // it leaves its case once, whatever held it up
	case p.Case != "" && d.caseOpen(p.Case) && fact.CaseIn(d.state, p.Case).What == fact.CaseStuck:
		d.leave(p, id, "a channel took the parcel")
	case p.Booking.Hindered != "":
		d.leave(p, id, "it is booked")
	}
	d.together(p, id, "a channel took the parcel")
	d.say(d.fact.Stream, d.watch(p).AwaitAfterBooking(p, d.fact.At))
	d.tell()
	d.bookedMeanwhile(p)
}

// hindered: somebody has to look at it, while it is asked again.
func (d *decision) hindered(b *fact.BookingHindered) {
	p, id := d.parcel()
	d.deviate(p, id, &fact.Deviated{What: b.What, Why: b.Why, Await: p.Timers})
}

// bookingUndone: the label is void. The parcel stays, or leaves for the best channel that is left.
func (d *decision) bookingUndone(b *fact.BookingCancelled) {
	p, id := d.parcel()
	if p.Booking.CallOff {
		d.say(d.fact.Stream, &fact.ParcelCalledOff{Why: b.Why})
		return
	}
	if tracking.InHand(p.Track.Milestone) { // the label is void, and the parcel moves all the same
		why := []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleVoidAndMoving, About: string(p.Track.Milestone)}}
		d.standStill(fact.CaseVoidAndMoving, p.Booking.Channel, p, id, why)
		return
	}
	if p.Booking.Away != "" {
		d.rebook()
		return
	}
	d.bookNext(p.Booking.Channel, "", b.Why)
}

// cancelRefused: the label stays valid, so the parcel is watched; one that was called off before its label came was
// not yet. A parcel that was to leave for another channel stays; one whose order is cancelled must be stopped by hand. The rest of an
// order in one piece waited for the answer.
func (d *decision) cancelRefused(b *fact.CancelRejected) {
	p, id := d.parcel()
	if len(p.Timers) == 0 && !p.Track.Status.Final() {
		d.say(d.fact.Stream, d.watch(p).AwaitAfterBooking(p, d.fact.At))
	}
	o := fact.OrderIn(d.state, p.Plan.Order)
	if o.Order.Complete && (o.Stage == fact.StageAccepted || o.Stage == fact.StageWaiting) {
		d.say(o.Order.ID.Stream(), &fact.StockArrivedFor{SKU: p.Plan.Picks[0].SKU})
	}
	if o.Stage != fact.StageCancelled {
		return
	}
	caseID := cases.StaysValid(d.fact.Recorded, id, b.Waybill)
	d.say(caseID.Stream(), &fact.CaseOpened{What: fact.CaseCancelRefused, Order: p.Plan.Order, Parcel: id, Due: d.caseDue(),
		Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleCancelRefused, About: string(p.Booking.Channel), Note: b.Why}}})
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
	s := fact.LaneIn(d.state, p.Plan.Lane()).Switch(p.Booking.Channel, by)
	d.say(d.fact.Stream, &fact.DiversionAsked{Channel: p.Booking.Channel, Trigger: by, Tell: s.Tell,
		Why: []fact.Reason{channel.SwitchedOff(p.Booking.Channel, by)}})
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
	d.say(d.fact.Stream, choice)
	d.request(choice.Primary.Channel, p.Booking.Attempt+1)
}
