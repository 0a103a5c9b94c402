package tracking

import (
	"slices"
	"time"

	"crosslane/shipping"
)

// The names of timers. A timer waits for what its name says.
const (
	Depart  = "depart"  // departure from the origin country, after pick-up
	Arrive  = "arrive"  // arrival in the destination country, after departure
	Silence = "silence" // any scan at all
	Promise = "promise" // delivery within the promise
	Pickup  = "pickup"  // collection by the addressee at a locker or post office
)

// AwaitAfterBooking tells what is awaited of a parcel that was booked at an instant: any
// sign of life. There is no promise yet, because a channel promises from the hand-over on.
func (w *Watch) AwaitAfterBooking(p *shipping.ParcelState, at time.Time) *shipping.Awaited {
	return &shipping.Awaited{Await: appendTimer(nil, Silence, at, w.Alerts.Silence)}
}

// AwaitAfterHandOver tells what is awaited of a parcel that the carrier took at an
// instant: departure, any sign of life, and delivery within the channel's promise, whose days
// count from this instant. ch may be nil: then nothing is promised.
func (w *Watch) AwaitAfterHandOver(p *shipping.ParcelState, at time.Time) *shipping.Awaited {
	ch, alerts := w.Channel, w.Alerts
	var promise shipping.Window
	if ch != nil && ch.Days.Most > 0 {
		promise = shipping.Window{From: at.Add(days(ch.Days.Least)), To: at.Add(days(ch.Days.Most))}
	}
	if over(p) {
		return &shipping.Awaited{Promise: promise}
	}
	r := rowOf(p.Track.Milestone)
	var await []shipping.Timer
	if Crosses(ch) && (r == nil || !r.departed) {
		await = appendTimer(await, Depart, at, alerts.Depart)
	}
	await = keep(keep(await, p, Arrive), p, Pickup)
	await = appendTimer(await, Silence, at, silenceHours(ch, alerts))
	if !promise.To.IsZero() {
		await = append(await, shipping.Timer{Name: Promise, Due: promise.To})
	}
	return &shipping.Awaited{Await: await, Promise: promise}
}

// awaitAfter tells what is awaited of a parcel that reaches a milestone.
func awaitAfter(p *shipping.ParcelState, ch *shipping.Channel, alerts shipping.Alerts, r *row, at time.Time) []shipping.Timer {
	if r.phase >= ended && r.phase != returning {
		return nil
	}
	await := make([]shipping.Timer, 0, 4)
	if r.phase == moving {
		await = awaitBorder(await, p, ch, alerts, r, at)
		await = keep(await, p, Promise)
	}
	if r.milestone == shipping.AwaitingPickup {
		await = appendTimer(await, Pickup, at, alerts.Pickup)
	}
	return appendTimer(await, Silence, at, silenceHours(ch, alerts))
}

// awaitBorder awaits the departure or the arrival of a parcel that crosses a border.
func awaitBorder(await []shipping.Timer, p *shipping.ParcelState, ch *shipping.Channel, alerts shipping.Alerts, r *row, at time.Time) []shipping.Timer {
	now := rowOf(p.Track.Milestone)
	fresh := now == nil || now.phase == announced
	switch {
	case r.arrived || !Crosses(ch):
		return await
	case r.departed && (fresh || !now.departed) && !awaits(p, Arrive):
		return appendTimer(await, Arrive, at, arriveHours(ch, alerts))
	case r.departed:
		return keep(await, p, Arrive)
	case fresh && !awaits(p, Depart):
		return appendTimer(await, Depart, at, alerts.Depart)
	}
	return keep(keep(await, p, Depart), p, Arrive)
}

// silenceHours is after how long nothing at all was heard for too long: the Book's alert; where a
// leg usually takes longer than that, the most that it takes, since nobody scans a parcel on a ship.
func silenceHours(ch *shipping.Channel, alerts shipping.Alerts) int64 {
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
func arriveHours(ch *shipping.Channel, alerts shipping.Alerts) int64 {
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
func Crosses(ch *shipping.Channel) bool {
	if ch == nil || len(ch.Legs) == 0 {
		return ch == nil || ch.Kind != shipping.LastMile
	}
	return slices.ContainsFunc(ch.Legs, func(l shipping.Leg) bool { return l.From != l.To })
}

// appendTimer awaits something within hours of an instant; zero hours await nothing.
func appendTimer(await []shipping.Timer, name string, at time.Time, hours int64) []shipping.Timer {
	if hours <= 0 {
		return await
	}
	return append(await, shipping.Timer{Name: name, Due: at.Add(time.Duration(hours) * time.Hour)})
}

// keep goes on awaiting what is awaited already.
func keep(await []shipping.Timer, p *shipping.ParcelState, name string) []shipping.Timer {
	for i := range p.Timers {
		if p.Timers[i].Name == name {
			return append(await, p.Timers[i])
		}
	}
	return await
}

func awaits(p *shipping.ParcelState, name string) bool {
	return slices.ContainsFunc(p.Timers, func(t shipping.Timer) bool { return t.Name == name })
}

func days(n int64) time.Duration { return time.Duration(n) * 24 * time.Hour }
