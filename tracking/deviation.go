package tracking

import (
	"strconv"
	"time"

	"crosslane/shipping"
)

// The rules by which a parcel counts as deviating; Limit is the alert in hours, Actual the
// hours that passed, About the milestone that the parcel stands at.
const (
	RuleNoDeparture = "no_departure"
	RuleNoArrival   = "no_arrival"
	RuleSilence     = "silence"
	RulePromise     = "promise_missed"
	RuleNotPickedUp = "not_picked_up"
)

// Elapsed tells what it means that a timer of a parcel fell due at an instant: a deviation, or
// nil when what was awaited came meanwhile or nothing is awaited of the parcel any more. Case is left empty:
// who records the deviation opens the case. What else is awaited stays awaited; silence is
// awaited anew.
func (w *Watch) Elapsed(p *shipping.ParcelState, timer shipping.Timer, at time.Time) *shipping.Deviated {
	why, ok := deviation(p, w.Channel, w.Alerts, timer, at)
	if !ok {
		return nil
	}
	why.About = string(p.Track.Milestone)
	return &shipping.Deviated{What: timer.Name, Why: []shipping.Reason{why}, Await: others(p, w.Channel, w.Alerts, timer, at)}
}

// StillAwaited tells what is to be awaited when Elapsed found no deviation, nil when nothing
// is to be changed: after scans that moved nothing, silence counts from the last of them.
func (w *Watch) StillAwaited(p *shipping.ParcelState, timer shipping.Timer) *shipping.Awaited {
	if timer.Name != Silence || over(p) || p.Track.Last.IsZero() {
		return nil
	}
	return &shipping.Awaited{Await: others(p, w.Channel, w.Alerts, timer, p.Track.Last)}
}

// deviation tells why a timer that fell due is a deviation, if it is one.
func deviation(p *shipping.ParcelState, ch *shipping.Channel, alerts shipping.Alerts, timer shipping.Timer, at time.Time) (shipping.Reason, bool) {
	if over(p) {
		return shipping.Reason{}, false
	}
	r := rowOf(p.Track.Milestone)
	way := r == nil || r.phase <= moving
	switch timer.Name {
	case Depart:
		return late(RuleNoDeparture, alerts.Depart, timer, at), way && (r == nil || !r.departed) && !left(p, ch)
	case Arrive:
		return late(RuleNoArrival, arriveHours(ch, alerts), timer, at), way && (r == nil || !r.arrived) && !there(p)
	case Pickup:
		return late(RuleNotPickedUp, alerts.Pickup, timer, at), p.Track.Milestone == shipping.AwaitingPickup
	case Promise:
		from := p.Track.Handed
		return shipping.Reason{Rule: RulePromise, Limit: hours(timer.Due.Sub(from)), Actual: hours(at.Sub(from))}, way
	case Silence:
		limit := silenceHours(ch, alerts)
		if p.Track.Handed.IsZero() {
			limit = alerts.Silence // set when it was booked
		}
		quiet := timer.Due.Add(-time.Duration(limit) * time.Hour)
		return late(RuleSilence, limit, timer, at), !p.Track.Last.After(quiet)
	}
	return shipping.Reason{}, false
}

// left reports whether the newest scan was in another country than the channel begins in.
func left(p *shipping.ParcelState, ch *shipping.Channel) bool {
	return ch != nil && len(ch.Legs) > 0 && p.Track.Country != "" && p.Track.Country != ch.Legs[0].From
}

// there reports whether the newest scan was in the country that the parcel goes to.
func there(p *shipping.ParcelState) bool {
	return p.Track.Country != "" && p.Track.Country == p.Plan.Ship.Country
}

// late tells how long something was awaited whose limit ended when its timer fell due.
func late(rule string, limit int64, timer shipping.Timer, at time.Time) shipping.Reason {
	return shipping.Reason{Rule: rule, Limit: limit, Actual: limit + hours(at.Sub(timer.Due))}
}

// over reports whether nothing is awaited of a parcel any more.
func over(p *shipping.ParcelState) bool {
	return p.Track.Status.Final() || p.Booking.Stage == shipping.BookingOff || p.Booking.Stage == shipping.BookingStuck
}

// others lists what is awaited beside a timer, and silence from an instant on.
func others(p *shipping.ParcelState, ch *shipping.Channel, alerts shipping.Alerts, timer shipping.Timer, from time.Time) []shipping.Timer {
	await := make([]shipping.Timer, 0, len(p.Timers)+1)
	for _, t := range p.Timers {
		if t.Name != timer.Name {
			await = append(await, t)
		}
	}
	if timer.Name == Silence {
		await = appendTimer(await, Silence, from, silenceHours(ch, alerts))
	}
	return await
}

func hours(d time.Duration) int64 { return int64(d / time.Hour) }

// Explain tells a reason of this package in words for people; empty for reasons of others.
func Explain(r shipping.Reason) string {
	limit, actual := strconv.FormatInt(r.Limit, 10)+" h", strconv.FormatInt(r.Actual, 10)+" h"
	tail := " (the alert is at " + limit + ")"
	if r.About != "" {
		tail += "; last known: " + MilestoneName(shipping.Milestone(r.About))
	}
	switch r.Rule {
	case RuleNoDeparture:
		return "picked up " + actual + " ago and not departed" + tail
	case RuleNoArrival:
		return "departed " + actual + " ago and not arrived in the destination country" + tail
	case RuleSilence:
		return "no scan of any kind for " + actual + tail
	case RuleNotPickedUp:
		return "waiting for the addressee for " + actual + tail
	case RulePromise:
		return "handed over " + actual + " ago, promised within " + limit
	}
	return ""
}
