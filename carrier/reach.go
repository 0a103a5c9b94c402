package carrier

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"crosslane/shipping"
)

// Reach knows which carriers answer to bookings and cancellations. It tells a log once when one fails lastingly and once
// when it answers again; what a carrier said, and whose parcel it was about, stands in none of it. A carrier that fails
// lastingly, or asks to be left in peace, is asked for one parcel at a time, or for none, so that those who wait for it
// do not hold up the parcels of others. Nil knows nothing and asks always.
type Reach struct {
	Log *slog.Logger // nil: nobody is told

	mu       sync.Mutex
	standing map[shipping.CarrierID]*standing
}

// standing is how it stands with one carrier.
type standing struct {
	failures int // in a row
	asking   int // how many wait for its answer
	until    time.Time
}

// lasting is how many failures in a row are more than a mishap.
const lasting = 3

func (r *Reach) of(id shipping.CarrierID) *standing {
	s := r.standing[id]
	if s == nil {
		s = &standing{}
		if r.standing == nil {
			r.standing = map[shipping.CarrierID]*standing{}
		}
		r.standing[id] = s
	}
	return s
}

// ask asks a carrier. One that should not be asked now is Unavailable.
func (r *Reach) ask(ctx context.Context, id shipping.CarrierID, now func() time.Time, asked func() error) error {
	if r == nil {
		return asked()
	}
	if !r.begin(id, now()) {
		return Unavailable("the carrier does not answer at present", nil)
	}
	err := asked()
	r.heard(ctx, id, err, now(), -1) // it asks for peace from its answer on
	return err
}

func (r *Reach) begin(id shipping.CarrierID, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.of(id)
	if s.failures >= lasting && s.asking > 0 || now.Before(s.until) {
		return false
	}
	s.asking++
	return true
}

// heard takes in what came of a request; asking is by how much the number of those who wait has changed.
func (r *Reach) heard(ctx context.Context, id shipping.CarrierID, err error, now time.Time, asking int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.of(id)
	s.asking += asking
	if errors.Is(ctx.Err(), context.Canceled) || errors.As(err, new(ownError)) { // the program ends, or failed by itself
		return
	}
	if until := now.Add(busy(err).For); until.After(s.until) { // what another request comes to shortens no peace
		s.until = until
	}
	if busy, ok := errors.AsType[*BusyError](err); ok && busy.Many {
		return
	}
	if err == nil || final(err) {
		if s.failures >= lasting {
			r.log().Info("bookings with a carrier work again", "carrier", string(id))
		}
		s.failures = 0
		return
	}
	if s.failures++; s.failures == lasting {
		r.log().Warn("bookings with a carrier fail", "carrier", string(id), "why", whyNot(err))
	}
}

func (r *Reach) log() *slog.Logger { return cmp.Or(r.Log, slog.New(slog.DiscardHandler)) }

// whyNot tells in words of our own why a carrier could not be asked.
func whyNot(err error) string {
	var noWay *NoWayError
	var unusable *UnusableError
	var busy *BusyError
	switch {
	case errors.As(err, &noWay):
		return "there is no way to it"
	case errors.As(err, &unusable):
		return "its answers cannot be used"
	case errors.As(err, &busy):
		return "it asks to be left in peace"
	case shipping.CodeOf(err) == shipping.Unauthorized:
		return "it does not accept the account"
	}
	return "it does not answer"
}
