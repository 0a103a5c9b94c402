package tracking

import (
	"time"

	"crosslane/shipping"
)

// Fold tells which milestone a parcel has reached by a scan that is already folded
// into p; nil when the scan changes nothing.
//
// Scans are ordered by phase of life (announced, moving, ended, returning, returned),
// then by instant, then by rank: so any order of arrival of the same scans ends alike, and
// a late old scan never takes a parcel a step back. Only a Correction that is not older than the
// milestone breaks this order. What is estimated or planned, unmapped, or about a booking that is
// no longer the parcel's changes nothing.
func (w *Watch) Fold(p *shipping.ParcelState, s *shipping.ScanReceived, at time.Time) *shipping.MilestoneReached {
	r, now := rowOf(s.Scan.Milestone), rowOf(p.Track.Milestone)
	if r == nil || !concerns(p, w.Channel, &s.Scan) {
		return nil
	}
	switch s.Scan.Classifier {
	case shipping.Actual:
		if !follows(&p.Track, now, r, at) {
			return nil
		}
	case Correction:
		if at.Before(p.Track.At) {
			return nil
		}
	default:
		return nil
	}
	return &shipping.MilestoneReached{
		Milestone: r.milestone, Status: r.status, Leg: w.legOf(p, now, r),
		Await: w.awaitAfter(p, now, r, at), Estimate: w.estimate(p, now, r, at),
	}
}

// follows reports whether a milestone stands above the one where the parcel is now.
func follows(t *shipping.Track, now, r *row, at time.Time) bool {
	if now == nil || r.phase != now.phase {
		return now == nil || r.phase > now.phase
	}
	if !at.Equal(t.At) {
		return at.After(t.At)
	}
	return Rank(r.milestone) > Rank(now.milestone)
}

// concerns reports whether a scan speaks of the booking that the parcel has now: by its
// waybill, or by a carrier of one of the channel's later legs, which counts by numbers of its own.
func concerns(p *shipping.ParcelState, ch *shipping.Channel, s *shipping.Scan) bool {
	if s.Waybill == "" || s.Waybill == p.Booking.Waybill {
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

// legOf tells in which leg of the channel a parcel is that reaches a milestone: the first
// leg that does not end before it. A milestone that says nothing about how far the parcel
// is leaves the leg as it was.
func (w *Watch) legOf(p *shipping.ParcelState, now, r *row) int64 {
	if w.Channel == nil || strays(now, r) {
		return p.Track.Leg
	}
	rank := Rank(r.milestone)
	for i := range w.Channel.Legs {
		if rank <= Rank(w.Channel.Legs[i].Ends) {
			return int64(i)
		}
	}
	return int64(max(len(w.Channel.Legs)-1, 0))
}

// strays reports whether a milestone that follows another (nil: none) says nothing about how far the parcel is.
func strays(now, r *row) bool {
	return r.wanders || r.papers() && (now == nil || !now.arrived)
}
