package fulfillment

import (
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// freshNews is how old news may be to be told: who connects a carrier late, or imports old scans,
// writes no letters about them.
const freshNews = 72 * time.Hour

// tell: is there something that the buyer does not know yet? On each way one message at a time is
// on its way to them; what it becomes asks again. So messages stay in order, and
// what was overtaken meanwhile is never told.
func (d *decision) tell() {
	p, _ := d.parcel()
	for _, way := range d.rules.messages.ways {
		news := d.news(p, way)
		if news == "" {
			continue
		}
		open := p.Notified.Open(way)
		switch {
		case open == nil:
			d.ask(p, news, way)
		case open.Earliest.After(d.fact.Recorded) && news != shipping.MessageAtRisk && news != shipping.MessageLate:
			d.say(d.fact.Stream, &fact.MessageDropped{Message: open.Message, Way: way, Why: fact.Superseded})
		}
	}
}

// ask jobs that the buyer is told.
func (d *decision) ask(p *fact.ParcelState, news shipping.MessageKind, way shipping.MessageWay) {
	m := &fact.MessageRequested{
		Message: news, Way: way, Language: tongueOf(p.Plan.Ship), To: p.Plan.To, Milestone: p.Track.Milestone,
		Promise: p.Booking.Promise, Carrier: d.rules.carrierName(p.Booking.Carrier), Waybill: p.Booking.Waybill,
	}
	if way == shipping.ByMail {
		m.Earliest = d.rules.messages.earliest(p.Plan.Ship, d.fact.Recorded)
	}
	d.say(d.fact.Stream, m)
}

// news is what the buyer is to be told next on a way; empty when they know everything.
func (d *decision) news(p *fact.ParcelState, way shipping.MessageWay) shipping.MessageKind {
	if p.Booking.Stage != fact.BookingHeld && p.Booking.Stage != fact.BookingCancelling {
		return ""
	}
	for _, m := range []shipping.MessageKind{switched(p, way), d.reached(p), delay(p)} {
		if m != "" && d.rules.messages.wants(m) && (m == shipping.MessageSwitched || !p.Notified.Knows(m, way)) {
			return m
		}
	}
	return ""
}

// switched: the buyer was told one number, and the parcel travels under another.
func switched(p *fact.ParcelState, way shipping.MessageWay) shipping.MessageKind {
	told := ""
	for _, n := range p.Notified.Notices {
		switch {
		case n.Way != way:
		case n.Message == shipping.MessageSwitched && n.Waybill == p.Booking.Waybill:
			return ""
		case n.Outcome == "" || n.Outcome == fact.NoticeSent:
			told = n.Waybill
		}
	}
	if p.Notified.Moved && p.Booking.Attempt > 1 {
		return shipping.MessageSwitched
	}
	if told == "" || told == p.Booking.Waybill {
		return ""
	}
	return shipping.MessageSwitched
}

// reached: the milestone itself is news, while it is fresh. Customs are announced only where the
// channel clears them.
func (d *decision) reached(p *fact.ParcelState) shipping.MessageKind {
	m := p.Track.Milestone.Message()
	if d.fact.Recorded.Sub(p.Track.At) > freshNews || m == shipping.MessageCustoms && !clears(d.rules.Channel(p.Booking.Channel)) {
		return ""
	}
	return m
}

func clears(ch *book.Channel) bool {
	return ch != nil && slices.ContainsFunc(ch.Legs, func(l book.Leg) bool { return l.Ends == shipping.ImportReleased })
}

// delay: the parcel is late or at risk to be; not once it is about to arrive, or goes back.
func delay(p *fact.ParcelState) shipping.MessageKind {
	switch p.Track.Status {
	case shipping.InfoReceived, shipping.Accepted, shipping.InTransit, shipping.InCustoms, shipping.AttemptFailed, shipping.Exception:
		return p.Notified.Delay
	}
	return ""
}
