package tracking

import (
	"strings"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/shipping"
)

// Watch is what a parcel is watched by: the rules of the Book that hold for it, and what its
// lane has shown so far. The zero value watches for nothing.
type Watch struct {
	// Channel is the one that the parcel is booked with; nil when the Book does not have it any more.
	Channel *book.Channel
	Alerts  book.Alerts
	// Handling are the hours between booking and hand-over (Policy.HandlingHours), by the origin's calendar.
	Handling int64
	// Calendars are the Book's; nil: every day is worked everywhere.
	Calendars *Calendars
	// Spreads are how long the parcels of this channel took on this lane (ChannelControl.Spreads).
	Spreads []fact.Spread
}

// LegTimer names the timer of the leg that ends with a milestone.
func LegTimer(ends shipping.Milestone) string {
	if i, ok := rowIndex[ends]; ok {
		return legTimers[i]
	}
	return fact.TimerLeg + string(ends)
}

// legTimers are the names by the order of rows.
var legTimers = nameLegs()

func nameLegs() (names [len(rows)]string) {
	for i := range rows {
		names[i] = fact.TimerLeg + string(rows[i].milestone)
	}
	return names
}

// LegEnd is the milestone that the timer of a leg waits for; of other timers there is none.
func LegEnd(timer string) (shipping.Milestone, bool) {
	m, ok := strings.CutPrefix(timer, fact.TimerLeg)
	return shipping.Milestone(m), ok
}

// following is the leg that a parcel is in once it has reached a milestone; behind the last leg,
// and without a channel, their number.
func (w *Watch) following(r *row) int {
	if w.Channel == nil {
		return 0
	}
	legs, rank := w.Channel.Legs, Rank(r.milestone)
	for i := range legs {
		if Rank(legs[i].Ends) > rank {
			return i
		}
	}
	return len(legs)
}

// running is the leg that a parcel is in that stands at a milestone now (nil: none), -1 before the hand-over.
func (w *Watch) running(p *fact.ParcelState, now *row) int {
	switch {
	case now != nil && now.phase >= moving && (now.wanders || now.papers()):
		return int(p.Track.Leg)
	case now != nil && now.phase >= moving:
		return w.following(now)
	case p.Track.Handed.IsZero():
		return -1
	}
	return 0
}

// leg finds a leg of the channel, nil when it has none of that number.
func (w *Watch) leg(i int) *book.Leg {
	if w.Channel == nil || i < 0 || i >= len(w.Channel.Legs) {
		return nil
	}
	return &w.Channel.Legs[i]
}

// awaitLeg awaits the end of the leg that a parcel is in after a milestone. Its hours count from
// its begin: of a leg that fell due already, nothing more is awaited, unless customs hold the parcel now.
func (w *Watch) awaitLeg(await []fact.Timer, t *step) []fact.Timer {
	if t.strays() {
		return keepLeg(await, t.p)
	}
	leg := w.leg(t.next)
	if leg == nil || t.to.waits() {
		return await
	}
	if name := LegTimer(leg.Ends); awaits(t.p, name) {
		return keep(await, t.p, name)
	}
	for ahead := t.next + 1; ahead < len(w.Channel.Legs) && !t.taken; ahead++ { // cleared before it arrived
		if awaits(t.p, LegTimer(w.Channel.Legs[ahead].Ends)) {
			return w.appendLeg(await, t.p, ahead, t.at)
		}
	}
	held := t.to.milestone == shipping.ImportHeld && t.from != t.to
	if t.next == w.running(t.p, t.from) && !held {
		return await
	}
	return w.appendLeg(await, t.p, t.next, t.at)
}

// appendLeg awaits the end of a leg that begins at an instant.
func (w *Watch) appendLeg(await []fact.Timer, p *fact.ParcelState, i int, at time.Time) []fact.Timer {
	leg := w.leg(i)
	if leg == nil || leg.Most <= 0 {
		return await
	}
	return append(await, fact.Timer{Name: LegTimer(leg.Ends), Due: w.after(p, i, at, leg.Most)})
}

// keepLeg goes on awaiting the end of the leg that is awaited.
func keepLeg(await []fact.Timer, p *fact.ParcelState) []fact.Timer {
	for _, t := range p.Timers {
		if strings.HasPrefix(t.Name, fact.TimerLeg) {
			await = append(await, t)
		}
	}
	return await
}

// after is so many hours after an instant, as they count in a leg.
func (w *Watch) after(p *fact.ParcelState, i int, at time.Time, hours int64) time.Time {
	leg := &w.Channel.Legs[i]
	if !leg.Working {
		return at.Add(time.Duration(hours) * time.Hour)
	}
	return w.Calendars.add(w.site(p, i, leg), at, hours)
}

// site is where a leg is done: at the warehouse, or where the parcel goes to; in a country on the
// way by the clocks of most people there.
func (w *Watch) site(p *fact.ParcelState, i int, leg *book.Leg) calendar.Site {
	country, origin := leg.To, w.origin(p)
	if country == "" {
		country = leg.From
	}
	switch {
	case country == origin.Country && (i == 0 || country != p.Plan.Ship.Country):
		return origin
	case country == "" || country == p.Plan.Ship.Country:
		return calendar.SiteOf(p.Plan.Ship)
	}
	return calendar.SiteOf(shipping.Place{Country: country})
}

// origin is where the parcel's warehouse is.
func (w *Watch) origin(p *fact.ParcelState) calendar.Site {
	if w.Calendars == nil {
		return calendar.Site{}
	}
	return w.Calendars.warehouses[p.Plan.Warehouse]
}

// handled is when the warehouse is to have handed a parcel over that was booked at an instant, some
// hours of patience included.
func (w *Watch) handled(p *fact.ParcelState, booked time.Time, patience int64) time.Time {
	return w.Calendars.add(w.origin(p), booked, w.Handling+patience)
}
