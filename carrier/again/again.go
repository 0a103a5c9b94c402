// Package again keeps a booking from being made twice with a carrier that takes no key for it. Where it may have been asked for before, what
// came of that is looked for at the carrier under our reference; while nothing is found there, and something might still come to light, nothing is
// asked for anew.
package again

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"net"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// Reference is the reference of ours under which a carrier knows a booking: 35 signs, made of the key alone.
func Reference(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "CL-" + hex.EncodeToString(sum[:16])
}

// Asked knows what was asked of a carrier since the program began. It is safe for concurrent use.
type Asked struct {
	// Refer is how the carrier is told what a booking is, where it takes no whole Reference. Nil: Reference.
	Refer func(key string) string

	settles time.Duration
	now     func() time.Time
	begun   time.Time

	mu   sync.Mutex
	keys map[string]asking
}

// asking is when a booking was asked for last, as far as no answer is known; the zero time: never, or it was answered with a no. Before is the same of
// what was asked ahead of that: a later no does not tell what came of it.
type asking struct{ last, before time.Time }

// Ever is for carriers that never find what they booked by its reference: somebody has to look.
const Ever = time.Duration(math.MaxInt64)

// Since begins. Settles is how long a carrier may take until it finds what it booked by its reference; now is the clock, nil the wall's.
func Since(settles time.Duration, now func() time.Time) *Asked {
	if now == nil {
		now = time.Now
	}
	return &Asked{settles: settles, now: now, begun: now(), keys: map[string]asking{}}
}

// Before reports whether somebody may have asked for a booking before, so that it is to be looked for.
func (a *Asked) Before(r *carrier.Request) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.open(r).IsZero()
}

// open is when a booking was asked for last whose answer is not known; the zero time: there is none. Of what was asked before the program began it is not
// known when: it counts from that beginning.
func (a *Asked) open(r *carrier.Request) time.Time {
	at, known := a.keys[r.Key]
	last := at.last
	switch {
	case !known && !r.Tried:
		return time.Time{}
	case !known && r.At.After(a.begun):
		last = r.At
	case !known:
		last = a.begun
	}
	if r.NotBooked.After(last) { // nothing has come of it, as somebody saw
		return time.Time{}
	}
	return last
}

// mostKept is how many keys are kept; beyond that those go whose bookings were found long ago, if they are ever to be.
const mostKept = 50_000

// Ask notes that a booking is asked for now.
func (a *Asked) Ask(r *carrier.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if len(a.keys) >= mostKept {
		maps.DeleteFunc(a.keys, func(_ string, at asking) bool { return now.Sub(at.last) > min(a.settles, 24*time.Hour)+24*time.Hour })
	}
	a.keys[r.Key] = asking{now, a.open(r)}
}

// Heard notes what came of asking: where nobody was reached, or the carrier's own answer was a no, it has booked nothing by that. What was asked before
// and has no answer stays as open as it was. A call whose answer was lost was under way until now: who looked meanwhile may have looked too early.
func (a *Asked) Heard(r *carrier.Request, err error) {
	busy, isBusy := errors.AsType[*carrier.BusyError](err)
	dial, isNet := errors.AsType[*net.OpError](err)
	code := shipping.CodeOf(err)
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.keys[r.Key]
	switch {
	case err == nil:
	case isBusy && busy.Many, isNet && dial.Op == "dial", code == shipping.Refused, code == shipping.Unauthorized, code == shipping.NotFound:
		a.keys[r.Key] = asking{last: at.before}
	case !at.last.IsZero():
		a.keys[r.Key] = asking{a.now(), at.before}
	}
}

// Undone notes that what was asked for before is undone: nothing of it is open.
func (a *Asked) Undone(r *carrier.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys[r.Key] = asking{}
}

// Ago is how long ago a booking was asked for last, as far as that is known.
func (a *Asked) Ago(r *carrier.Request) time.Duration { return a.now().Sub(a.last(r)) }

// last is when a booking was asked for last. Where that is not known, it counts from the beginning of the program, or from when it could be asked first.
func (a *Asked) last(r *carrier.Request) time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if at, known := a.keys[r.Key]; known {
		return at.last
	}
	if r.At.After(a.begun) {
		return r.At
	}
	return a.begun
}

// Wait is the error of a booking that may have been made and is not found at the carrier, until it would have been. Then it is nil, and the
// booking may be asked for anew. Look says what a person can do meanwhile.
func (a *Asked) Wait(r *carrier.Request, look string) error {
	until := a.last(r).Add(a.settles)
	if a.settles != Ever && !a.now().Before(until) {
		return nil
	}
	refer := a.Refer
	if refer == nil {
		refer = Reference
	}
	anew := "no second label is bought before " + until.UTC().Format("2006-01-02 15:04 UTC") + ", or before "
	if a.settles == Ever {
		anew = "no second label is bought before "
	}
	return carrier.Unsure("it was asked for before, the answer did not come, and the carrier does not find the reference "+refer(r.Key),
		look+"; "+anew+"somebody says that it is not there: crosslane parcels not-booked "+string(r.Parcel))
}

// Untold is the error of a search for what was asked for before: that the carrier refuses the search, or that it cannot be asked, says nothing of the booking,
// which may have been made, so that it is no refusal by which the next channel would take the parcel. Look says what a person can do meanwhile.
func Untold(r *carrier.Request, err error, look string) error {
	switch shipping.CodeOf(err) {
	case shipping.Refused, shipping.Invalid, shipping.Unsupported, shipping.NotFound, shipping.Forbidden:
	default:
		return err
	}
	return carrier.Unsure("it was asked for before, the answer did not come, and the carrier does not say whether it has the reference "+Reference(r.Key)+": "+err.Error(), look)
}
