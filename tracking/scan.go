package tracking

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Correction classifies a scan by which a carrier takes back what it said before: it
// may undo a delivery. Connectors set it only where the carrier says so expressly.
const Correction fact.Classifier = "correction"

var (
	errRepeated = shipping.Fault(shipping.Known, "this scan was reported before", "")
	errNoTime   = shipping.BadField("at", "the scan does not say when it happened", "give an instant with its offset")
)

// Admit tells whether a scan is news for a parcel. A scan whose fingerprint is among the
// parcel's last ones, or that tells a further number which is known, is a Known error: nothing is left to do. A scan without a time is Invalid.
func Admit(p *fact.ParcelState, s *fact.ScanReceived, at time.Time) error {
	if at.IsZero() {
		return errNoTime
	}
	if s.Scan.NumberAlone() {
		if Numbered(p, s, at) == nil {
			return errRepeated
		}
		return nil
	}
	mark := s.Scan.Print
	if mark == 0 {
		mark = Fingerprint(&s.Scan, at)
	}
	if p.Track.Seen(mark) {
		return errRepeated
	}
	return nil
}

// Fingerprint is the same for one event however often it is reported: it is made of
// carrier, waybill, code, instant (in whichever zone), classifier and place, by FNV-1a (64 bits).
// The text counts only where there is no code, and the carrier's count never, because
// carriers translate the one and renumber the other. It is never 0.
func Fingerprint(s *fact.Scan, at time.Time) uint64 {
	h := uint64(14695981039346656037)
	h = fnv(h, string(s.Carrier))
	h = fnv(h, s.Waybill)
	h = fnv(h, s.Code)
	if s.Code == "" {
		h = fnv(h, s.Text)
	}
	h = fnv(h, string(s.Classifier))
	h = fnv(h, string(s.Place.Country))
	h = fnv(h, s.Place.City)
	h = fnv(h, s.Place.Facility)
	for n := uint64(at.UnixNano()); n != 0; n >>= 8 {
		h = (h ^ n&0xff) * 1099511628211
	}
	return max(h, 1)
}

// fnv takes a text and its end in.
func fnv(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return (h ^ 0xff) * 1099511628211
}
