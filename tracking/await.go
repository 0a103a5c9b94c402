package tracking

import (
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// AwaitAfterBooking tells what is awaited of a parcel that was booked at an instant: the hand-over,
// any sign of life, and delivery within the promise. The promise is the channel's days after the
// time that the warehouse has. One that was made before, with another channel, stays: the buyer was told.
func (w *Watch) AwaitAfterBooking(p *fact.ParcelState, at time.Time) *fact.Awaited {
	a := &fact.Awaited{Promise: w.promise(p, w.handled(p, at, 0))}
	if w.Alerts.Depart > 0 {
		a.Await = append(a.Await, fact.Timer{Name: fact.TimerHandover, Due: w.handled(p, at, w.Alerts.Depart)})
	}
	a.Await = appendTimer(a.Await, fact.TimerSilence, at, w.Alerts.Silence)
	due := p.Booking.Promise.To
	if due.IsZero() {
		due = a.Promise.To
	}
	if due.After(at) {
		a.Await = append(a.Await, fact.Timer{Name: fact.TimerPromise, Due: due})
	}
	return a
}

// AwaitAfterHandOver tells what is awaited of a parcel that the carrier took at an instant: departure,
// the end of the first leg, any sign of life, and delivery within the promise. Where none was made
// at the booking it is made now, by the channel's days from this instant.
func (w *Watch) AwaitAfterHandOver(p *fact.ParcelState, at time.Time) *fact.Awaited {
	a := &fact.Awaited{Promise: w.promise(p, at)}
	if over(p) {
		return a
	}
	r := rowOf(p.Track.Milestone)
	if Crosses(w.Channel) && (r == nil || !r.departed) {
		a.Await = appendTimer(a.Await, fact.TimerDepart, at, w.Alerts.Depart)
	}
	a.Await = keep(keep(a.Await, p, fact.TimerArrive), p, fact.TimerPickup)
	before := len(a.Await)
	if a.Await = keepLeg(a.Await, p); len(a.Await) == before && w.running(p, r) <= 0 {
		a.Await = w.appendLeg(a.Await, p, 0, at)
	}
	a.Await = appendTimer(a.Await, fact.TimerSilence, at, silenceHours(w.Channel, w.Alerts))
	if !a.Promise.To.IsZero() {
		a.Await = append(a.Await, fact.Timer{Name: fact.TimerPromise, Due: a.Promise.To})
	}
	a.Await = keepPromise(a.Await, p)
	return a
}

// promise is the channel's days from an instant on; zero when a promise was made already.
func (w *Watch) promise(p *fact.ParcelState, from time.Time) shipping.Window {
	if w.Channel == nil || w.Channel.Days.Most == 0 || !p.Booking.Promise.To.IsZero() {
		return shipping.Window{}
	}
	return shipping.Window{From: from.Add(days(w.Channel.Days.Least)), To: from.Add(days(w.Channel.Days.Most))}
}

// awaitAfter tells what is awaited of a parcel that reaches a milestone.
func (w *Watch) awaitAfter(t *step) []fact.Timer {
	p, r, at := t.p, t.to, t.at
	if r.phase >= ended && r.phase != returning {
		return nil
	}
	await := make([]fact.Timer, 0, 5)
	switch r.phase {
	case announced:
		await = others(await, p, fact.TimerSilence)
	case moving:
		await = w.awaitBorder(await, t)
		await = w.awaitLeg(await, t)
		await = keepPromise(await, p)
	}
	if r.milestone == shipping.AwaitingPickup {
		await = appendTimer(await, fact.TimerPickup, at, w.Alerts.Pickup)
	}
	return appendTimer(await, fact.TimerSilence, at, silenceHours(w.Channel, w.Alerts))
}

// awaitBorder awaits the departure or the arrival of a parcel that crosses a border.
func (w *Watch) awaitBorder(await []fact.Timer, t *step) []fact.Timer {
	switch {
	case t.to.arrived || !Crosses(w.Channel):
		return await
	case t.to.departed && (t.fresh() || !t.from.departed) && !awaits(t.p, fact.TimerArrive):
		return appendTimer(await, fact.TimerArrive, t.at, arriveHours(w.Channel, w.Alerts))
	case t.to.departed:
		return keep(await, t.p, fact.TimerArrive)
	case t.fresh() && !awaits(t.p, fact.TimerDepart):
		return appendTimer(await, fact.TimerDepart, t.at, w.Alerts.Depart)
	}
	return keep(keep(await, t.p, fact.TimerDepart), t.p, fact.TimerArrive)
}

// silenceHours is after how long nothing at all was heard for too long: the Book's alert; where a
// leg usually takes longer than that, the most that it takes, since nobody scans a parcel on a ship.
func silenceHours(ch *book.Channel, alerts book.Alerts) int64 {
	hours := alerts.Silence
	if ch == nil || hours == 0 {
		return hours
	}
	for i := range ch.Legs {
		if ch.Legs[i].Usual > alerts.Silence {
			hours = max(hours, ch.Legs[i].Most)
		}
	}
	return hours
}

// arriveHours is after how long a departed parcel counts as missing: the Book's alert. Where
// one of the channel's legs usually takes longer than that, it is the most that this leg takes:
// else every parcel on a ship would be missing.
func arriveHours(ch *book.Channel, alerts book.Alerts) int64 {
	hours := alerts.Arrive
	if hours == 0 || ch == nil {
		return hours
	}
	for i := range ch.Legs {
		if ch.Legs[i].Usual > hours {
			hours = ch.Legs[i].Most
		}
	}
	return hours
}

// Crosses reports whether a channel leaves a country: by its legs, or where the Book names none by its
// kind. A channel that is not known (nil) counts as one that does.
func Crosses(ch *book.Channel) bool {
	if ch == nil || len(ch.Legs) == 0 {
		return ch == nil || ch.Kind != book.LastMile
	}
	return slices.ContainsFunc(ch.Legs, func(l book.Leg) bool { return l.From != l.To })
}

// appendTimer awaits something within hours of an instant; zero hours await nothing.
func appendTimer(await []fact.Timer, name string, at time.Time, hours int64) []fact.Timer {
	if hours <= 0 {
		return await
	}
	return append(await, fact.Timer{Name: name, Due: at.Add(time.Duration(hours) * time.Hour)})
}

// keep goes on awaiting what is awaited already.
func keep(await []fact.Timer, p *fact.ParcelState, name string) []fact.Timer {
	for i := range p.Timers {
		if p.Timers[i].Name == name {
			return append(await, p.Timers[i])
		}
	}
	return await
}

func keepPromise(await []fact.Timer, p *fact.ParcelState) []fact.Timer {
	return keep(keep(await, p, fact.TimerPromise), p, fact.TimerPromiseAtRisk)
}

// others goes on awaiting all that is awaited beside one thing.
func others(await []fact.Timer, p *fact.ParcelState, name string) []fact.Timer {
	for _, t := range p.Timers {
		if t.Name != name {
			await = append(await, t)
		}
	}
	return await
}

func awaits(p *fact.ParcelState, name string) bool {
	return slices.ContainsFunc(p.Timers, func(t fact.Timer) bool { return t.Name == name })
}

func days(n int64) time.Duration { return time.Duration(n) * 24 * time.Hour }
