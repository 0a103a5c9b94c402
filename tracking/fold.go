package tracking

import (
	"time"

	"crosslane/book"
	"crosslane/fact"
)

// Fold tells which milestone a parcel has reached by a scan that is already folded
// into p; nil when the scan changes nothing.
//
// Scans are ordered by phase of life (announced, moving, ended, returning, returned),
// then by instant, then by rank: so any order of arrival of the same scans ends alike, and
// a late old scan never takes a parcel a step back. Only a Correction that is not older than the
// milestone breaks this order. What is estimated or planned, unmapped, or about a booking that is
// no longer the parcel's changes nothing. Once the carrier of a further number was heard, what the parcel's own repeats of it
// changes nothing either (see echoes).
func (w *Watch) Fold(p *fact.ParcelState, s *fact.ScanReceived, at time.Time) *fact.MilestoneReached {
	r, now := rowOf(s.Scan.Milestone), rowOf(p.Track.Milestone)
	if r == nil || !concerns(p, w.Channel, &s.Scan) {
		return nil
	}
	onward := p.Onwards(&s.Scan)
	if onward && !carries(r) || !onward && echoes(&p.Track, now, r, at) {
		return nil
	}
	switch s.Scan.Classifier {
	case fact.Actual:
		if !follows(&p.Track, now, r, at) && (!onward || !overtakes(&p.Track, now, r)) {
			return nil
		}
	case Correction:
		if at.Before(p.Track.At) || !onward && p.Track.Custody.By != "" {
			return nil
		}
	default:
		return nil
	}
	t := step{p: p, from: now, to: r, at: at, next: w.following(r), taken: s.Scan.Classifier == Correction}
	m := &fact.MilestoneReached{Milestone: r.milestone, Status: r.status, Leg: w.legOf(&t), Await: w.awaitAfter(&t), Estimate: w.estimate(&t)}
	if onward {
		m.By = s.Scan.Carrier
	}
	return m
}

// follows reports whether a milestone stands above the one where the parcel is now.
func follows(t *fact.Track, now, r *row, at time.Time) bool {
	if now == nil || r.phase != now.phase {
		return now == nil || r.phase > now.phase
	}
	if !at.Equal(t.At) {
		return at.After(t.At)
	}
	return Rank(r.milestone) > Rank(now.milestone)
}

// concerns reports whether a scan speaks of the booking that the parcel has now: by its
// waybill or one of its further numbers, or by a carrier of one of the channel's later legs, which counts by numbers of its own.
func concerns(p *fact.ParcelState, ch *book.Channel, s *fact.Scan) bool {
	if s.Waybill == "" || s.Waybill == p.Booking.Waybill || p.Onwards(s) {
		return true
	}
	if ch == nil || s.Carrier == p.Booking.Carrier || p.Booking.Waybill == "" {
		return false
	}
	for i := range ch.Legs {
		if ch.Legs[i].Carrier == s.Carrier && s.Carrier != "" {
			return true
		}
	}
	return false
}

// step is a parcel that comes from one milestone (nil: none) to another at an instant.
type step struct {
	p        *fact.ParcelState
	from, to *row
	at       time.Time
	next     int  // the leg that it is in afterwards
	taken    bool // what was said before is taken back
}

// strays reports whether the milestone says nothing about how far the parcel is.
func (t *step) strays() bool {
	return t.to.wanders || t.to.papers() && (t.from == nil || !t.from.arrived)
}

// fresh reports whether the parcel was in nobody's hands before.
func (t *step) fresh() bool { return t.from == nil || t.from.phase == announced }

// legOf tells in which leg of the channel the milestone is: the first leg that does not end before it.
// A milestone that says nothing about how far the parcel is leaves the leg as it was.
func (w *Watch) legOf(t *step) int64 {
	if w.Channel == nil || t.strays() {
		return t.p.Track.Leg
	}
	if t.next > 0 && Rank(w.Channel.Legs[t.next-1].Ends) == Rank(t.to.milestone) {
		return int64(t.next - 1)
	}
	return int64(max(min(t.next, len(w.Channel.Legs)-1), 0))
}
