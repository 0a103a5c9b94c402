package tracking

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// The rules by which a parcel counts as deviating; Limit is the alert in hours, Actual the
// hours that passed, About the milestone that the parcel stands at.
const (
	RuleNotHandedOver = "not_handed_over"
	RuleNoDeparture   = "no_departure"
	RuleNoArrival     = "no_arrival"
	RuleSilence       = "silence"
	RulePromise       = "promise_missed" // Note is "booked" when the hours count from the booking
	RuleNotPickedUp   = "not_picked_up"
	// RuleLegLate and RuleHeld: About is the milestone that ends the leg, Note the leg's name; hours
	// on days that the leg does not work count only once it is late.
	RuleLegLate = "leg_late"
	RuleHeld    = "customs_held"
	// RuleAtRisk: Limit are the hours from the milestone to the end of the promise, Actual those to the
	// early end of the window in which half of the parcels come.
	RuleAtRisk = "promise_at_risk"
)

// Elapsed tells what it means that a timer of a parcel fell due at an instant: a deviation, or
// nil when what was awaited came meanwhile or nothing is awaited of the parcel any more. Case is left empty:
// who records the deviation opens the case. What else is awaited stays awaited; silence is
// awaited anew.
func (w *Watch) Elapsed(p *fact.ParcelState, timer fact.Timer, at time.Time) *fact.Deviated {
	if over(p) {
		return nil
	}
	what, why := w.deviation(p, timer, at)
	if what == "" {
		return nil
	}
	if why.About == "" {
		why.About = string(p.Track.Milestone)
	}
	return &fact.Deviated{What: what, Why: []fact.Reason{why}, Await: w.afterwards(p, timer, at)}
}

// StillAwaited tells what is to be awaited when Elapsed found no deviation, nil when nothing
// is to be changed: after scans that moved nothing, silence counts from the last of them.
func (w *Watch) StillAwaited(p *fact.ParcelState, timer fact.Timer) *fact.Awaited {
	if timer.Name != fact.TimerSilence || over(p) || p.Track.Last.IsZero() {
		return nil
	}
	return &fact.Awaited{Await: w.afterwards(p, timer, p.Track.Last)}
}

// deviation tells what a timer that fell due has found, and why; nothing when there is nothing wrong.
func (w *Watch) deviation(p *fact.ParcelState, timer fact.Timer, at time.Time) (what string, why fact.Reason) {
	r := rowOf(p.Track.Milestone)
	way := r == nil || r.phase <= moving
	var found bool
	switch what = timer.Name; what {
	case fact.TimerHandover:
		why = late(RuleNotHandedOver, w.Handling+w.Alerts.Depart, timer, at)
		found = p.Track.Handed.IsZero() && (r == nil || r.phase == announced)
	case fact.TimerDepart:
		why = late(RuleNoDeparture, w.Alerts.Depart, timer, at)
		found = way && (r == nil || !r.departed) && !w.left(p)
	case fact.TimerArrive:
		why = late(RuleNoArrival, arriveHours(w.Channel, w.Alerts), timer, at)
		found = way && (r == nil || !r.arrived) && !there(p)
	case fact.TimerPickup:
		why, found = late(RuleNotPickedUp, w.Alerts.Pickup, timer, at), p.Track.Milestone == shipping.AwaitingPickup
	case fact.TimerPromise, fact.TimerPromiseAtRisk:
		what, why, found = fact.TimerPromise, missed(p, timer, at), way
	case fact.TimerSilence:
		why, found = w.silent(p, timer, at)
	default:
		what, why = w.legLate(p, timer, at)
		found = way && what != ""
	}
	if !found {
		return "", fact.Reason{}
	}
	return what, why
}

// missed tells how long ago the promise ran out.
func missed(p *fact.ParcelState, timer fact.Timer, at time.Time) fact.Reason {
	from, note := p.Track.Handed, ""
	if from.IsZero() {
		from, note = p.Track.At, "booked"
	}
	return fact.Reason{Desk: fact.TrackingDesk, Rule: RulePromise, Limit: hours(timer.Due.Sub(from)), Actual: hours(at.Sub(from)), Note: note}
}

// silent tells how long nothing was heard.
func (w *Watch) silent(p *fact.ParcelState, timer fact.Timer, at time.Time) (fact.Reason, bool) {
	limit := silenceHours(w.Channel, w.Alerts)
	if p.Track.Handed.IsZero() {
		limit = w.Alerts.Silence // set when it was booked
	}
	quiet := timer.Due.Add(-time.Duration(limit) * time.Hour)
	return late(RuleSilence, limit, timer, at), !p.Track.Last.After(quiet)
}

// legLate tells that the leg of a timer has not ended, and whether it is customs that hold the parcel.
func (w *Watch) legLate(p *fact.ParcelState, timer fact.Timer, at time.Time) (string, fact.Reason) {
	ends, _ := LegEnd(timer.Name)
	i := w.legEnding(ends)
	if i < 0 || w.passed(p, i) {
		return "", fact.Reason{}
	}
	leg := &w.Channel.Legs[i]
	what, rule := fact.CaseLeg, RuleLegLate
	if p.Track.Milestone == shipping.ImportHeld {
		what, rule = fact.CaseHeld, RuleHeld
	}
	why := late(rule, leg.Most, timer, at)
	why.About, why.Note = string(ends), leg.Name
	return what, why
}

// legEnding finds the channel's leg that ends with a milestone, -1 when it has none.
func (w *Watch) legEnding(m shipping.Milestone) int {
	if w.Channel == nil {
		return -1
	}
	return slices.IndexFunc(w.Channel.Legs, func(l book.Leg) bool { return l.Ends == m })
}

// passed reports whether a parcel has a leg behind it: by its milestone, or by the country of its newest scan.
func (w *Watch) passed(p *fact.ParcelState, i int) bool {
	switch ends := w.Channel.Legs[i].Ends; {
	case w.running(p, rowOf(p.Track.Milestone)) > i:
		return true
	case ends == shipping.DepartedOrigin:
		return w.left(p)
	case ends == shipping.ArrivedDestination:
		return there(p)
	}
	return false
}

// left reports whether the newest scan was in another country than the channel begins in.
func (w *Watch) left(p *fact.ParcelState) bool {
	ch := w.Channel
	return ch != nil && len(ch.Legs) > 0 && p.Track.Country != "" && p.Track.Country != ch.Legs[0].From
}

// there reports whether the newest scan was in the country that the parcel goes to, or in the territory under its own code,
// however the address is written.
func there(p *fact.ParcelState) bool {
	ship, at := &p.Plan.Ship, p.Track.Country
	return at != "" && (at == ship.Country || at == ship.Destination(p.Track.Last).Whole())
}

// late tells how long something was awaited whose limit ended when its timer fell due.
func late(rule string, limit int64, timer fact.Timer, at time.Time) fact.Reason {
	return fact.Reason{Desk: fact.TrackingDesk, Rule: rule, Limit: limit, Actual: limit + hours(at.Sub(timer.Due))}
}

// over reports whether nothing is awaited of a parcel any more.
func over(p *fact.ParcelState) bool {
	return p.Track.Status.Final() || p.Booking.Stage == fact.BookingOff || p.Booking.Stage == fact.BookingStuck
}

// afterwards lists what is awaited beside a timer that fell due, and silence from an instant on.
func (w *Watch) afterwards(p *fact.ParcelState, timer fact.Timer, from time.Time) []fact.Timer {
	await := others(make([]fact.Timer, 0, len(p.Timers)+1), p, timer.Name)
	if timer.Name == fact.TimerSilence {
		await = appendTimer(await, fact.TimerSilence, from, silenceHours(w.Channel, w.Alerts))
	}
	return await
}

func hours(d time.Duration) int64 { return int64(d / time.Hour) }

// Explain tells a reason of this package in words for people; empty for reasons of others.
func Explain(r fact.Reason) string {
	if r.Desk != "" && r.Desk != fact.TrackingDesk {
		return ""
	}
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
		return cmp.Or(r.Note, "handed over") + " " + actual + " ago, promised within " + limit
	case RuleNotHandedOver:
		return "booked " + actual + " ago and not handed over" + tail
	case RuleLegLate, RuleHeld:
		return explainLeg(&r, limit, actual)
	case RuleAtRisk:
		return "one in four such parcels comes within " + actual + " from here, and the promise ends after " + limit + "; last known: " + MilestoneName(shipping.Milestone(r.About))
	}
	return ""
}

func explainLeg(r *fact.Reason, limit, actual string) string {
	text := r.Note + " takes " + actual + ", at most " + limit + " are allowed; awaited: " + MilestoneName(shipping.Milestone(r.About))
	if r.Rule == RuleHeld {
		return "held by import customs: " + text
	}
	return text
}
