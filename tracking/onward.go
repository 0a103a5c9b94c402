package tracking

import (
	"time"

	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

// Numbered tells under which further numbers a parcel travels by a scan, at the instant at which it was told; nil when that is known, or nothing
// to go by: the number can be none, or the scan is not of the carrier and the booking that the parcel has now.
func Numbered(p *fact.ParcelState, s *fact.ScanReceived, at time.Time) *fact.ParcelNumbered {
	number, k := onward.Plain(s.Scan.Leg.Number), &p.Booking
	told := (s.Scan.Waybill == "" || s.Scan.Waybill == k.Waybill) && (s.Scan.Carrier == "" || s.Scan.Carrier == k.Carrier)
	if number == "" || k.Waybill == "" || !told || number == onward.Plain(k.Waybill) && s.Scan.Leg.Carrier == "" {
		return nil
	}
	list, news := p.Track.Onward.With(onward.Number{Carrier: s.Scan.Leg.Carrier, Number: number, Since: at})
	if !news {
		return nil
	}
	return &fact.ParcelNumbered{Onward: list}
}

// Onward tells what a milestone that the carrier of a further number told means for the parcel, at a place (empty: it was not said) on its way to a
// country. What is the beginning of the way to that carrier, is the middle of the parcel's.
func Onward(m shipping.Milestone, at, to shipping.Country) shipping.Milestone {
	abroad := at != "" && to != "" && at != to
	switch m {
	case shipping.PickedUp, shipping.DroppedOff:
		if abroad {
			return shipping.HandedToLinehaul
		}
		return shipping.HandedToLastMile
	case shipping.OriginHubIn, shipping.OriginHubOut, shipping.HandedToLinehaul, shipping.DepartedOrigin, shipping.TransitIn, shipping.TransitOut:
		if !abroad {
			return shipping.Sorted
		}
	}
	return m
}

// carries reports whether a milestone that the carrier of a further number told moves the parcel. That its label was made or voided, or it declares
// no export, says nothing of the parcel.
func carries(r *row) bool {
	return r.phase != announced && r.milestone != shipping.VoidedMilestone && r.status != shipping.Cancelled
}

// echoes reports whether the parcel's own carrier tells what it has heard of another, who has the parcel in its hands and was heard here, too: what that one told
// itself, and on the way what lies not ahead of it. An end of which the other says nothing is news, and so is what goes wrong.
func echoes(t *fact.Track, now, r *row, at time.Time) bool {
	k := &t.Custody
	switch {
	case k.Since.IsZero():
		return false
	case k.Has(r.milestone):
		return true
	case at.Before(k.Since) || now == nil || r.phase != now.phase:
		return false
	case r.phase == moving:
		return !r.wanders && Rank(r.milestone) <= Rank(now.milestone)
	}
	return k.By != ""
}

// overtakes reports whether a milestone takes the place of one that the parcel's own carrier told when another had the parcel already: it is no measure for the
// times of the other.
func overtakes(t *fact.Track, now, r *row) bool {
	if t.Custody.By != "" || t.At.Before(t.Custody.Since) || now == nil || now.phase != moving || r.phase != moving {
		return false
	}
	return now.wanders || Rank(r.milestone) > Rank(now.milestone)
}

// Echoes finds, in all facts of a parcel in the order of its stream, the scans that repeat what the carrier of a further number had told itself.
func Echoes(facts []*fact.Fact) map[shipping.FactID]bool {
	var found map[shipping.FactID]bool
	p := &fact.ParcelState{}
	for _, f := range facts {
		if b, ok := f.Body.(*fact.ScanReceived); ok && !p.Onwards(&b.Scan) && b.Scan.Classifier == fact.Actual {
			if r := rowOf(b.Scan.Milestone); r != nil && echoes(&p.Track, rowOf(p.Track.Milestone), r, f.At) {
				if found == nil {
					found = map[shipping.FactID]bool{}
				}
				found[f.ID()] = true
			}
		}
		p.Apply(f)
	}
	return found
}
