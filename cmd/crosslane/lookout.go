package main

import (
	"context"
	"maps"
	"sync"
	"time"

	"crosslane/cmd/crosslane/care"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// lookout follows the ledger of a simulated world, in which the read tables would be asked and filled once an
// hour: it knows at once whose a waybill is and how the channels fare, and hands the facts on to the read tables
// in large parts, beside everything else.
type lookout struct {
	shop *shop

	mu      sync.Mutex
	rounds  *care.Rounds
	after   string // before the first fact that waits
	cursor  string // behind the last fact that it knows
	waiting []view.Told
	places  map[string]string // bookmarks, kept once the facts before them are handed on
	held    map[shipping.ParcelID]string
	holders map[string]holder // by waybill; one whose booking was cancelled has no parcel
	handed  chan error        // ends with what is being handed on
}

// mostWaiting is how many facts are handed on at once, unless somebody wants to see them.
const mostWaiting = 20000

// holder is whose a waybill is, at which carrier.
type holder struct {
	carrier shipping.CarrierID
	parcel  shipping.ParcelID
}

// newLookout makes a lookout in a world whose clock stands at an instant.
func newLookout(s *shop, now time.Time) *lookout {
	k := &lookout{shop: s, places: map[string]string{}, held: map[shipping.ParcelID]string{}, holders: map[string]holder{}}
	k.rounds = s.care(k.catchUp).Rounds(now)
	return k
}

// owners finds whose parcels these numbers are, as of the last fact.
func (k *lookout) owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]shipping.ParcelID, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.follow(ctx); err != nil {
		return nil, err
	}
	parcels := make([]shipping.ParcelID, len(waybills))
	var before []string // of bookings before it began
	var at []int
	for i, n := range waybills {
		h, ok := k.holders[n]
		if !ok {
			before, at = append(before, n), append(at, i)
		} else if h.carrier == by {
			parcels[i] = h.parcel
		}
	}
	if len(before) == 0 {
		return parcels, nil
	}
	found, err := k.shop.views.ParcelsOf(ctx, k.shop.tenant, by, before)
	for i, p := range found {
		parcels[at[i]] = p
	}
	return parcels, err
}

// catchUp fills the read tables up to the last fact.
func (k *lookout) catchUp(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.follow(ctx); err != nil {
		return err
	}
	if err := k.handOn(ctx); err != nil {
		return err
	}
	return k.join()
}

// keep keeps bookmarks, not before the facts that are known now.
func (k *lookout) keep(places map[string]string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.Copy(k.places, places)
}

// assess records how the channels fare, as of the last fact.
func (k *lookout) assess(ctx context.Context, at time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.follow(ctx); err != nil {
		return err
	}
	return k.rounds.Assess(ctx, at)
}

// follow takes in what was recorded since the last time.
func (k *lookout) follow(ctx context.Context) error {
	return k.rounds.Follow(ctx, func(facts []view.Told, after, next string) error {
		if len(k.waiting) == 0 {
			k.after = after
		}
		for _, f := range facts {
			k.fold(f.Fact)
		}
		k.cursor, k.waiting = next, append(k.waiting, facts...)
		if len(k.waiting) < mostWaiting {
			return nil
		}
		return k.handOn(ctx)
	})
}

func (k *lookout) fold(f *fact.Fact) {
	parcel := shipping.ParcelID(f.Stream.ID())
	switch b := f.Body.(type) {
	case *fact.Booked:
		k.release(k.held[parcel])
		k.held[parcel], k.holders[b.Waybill] = b.Waybill, holder{b.Carrier, parcel}
	case *fact.BookingCancelled:
		k.release(b.Waybill)
		delete(k.held, parcel)
	}
}

func (k *lookout) release(waybill string) {
	if waybill != "" {
		k.holders[waybill] = holder{}
	}
}

// handOn begins to fill the read tables with what waits. On PostgreSQL it waits for the end: a transaction that
// is running holds the feed back.
func (k *lookout) handOn(ctx context.Context) error {
	if err := k.join(); err != nil {
		return err
	}
	facts, after, cursor, places := k.waiting, k.after, k.cursor, k.places
	if len(facts)+len(places) == 0 {
		return nil
	}
	k.waiting, k.places, k.handed = nil, map[string]string{}, make(chan error, 1)
	go func(ended chan<- error) {
		err := k.fill(ctx, facts, after, cursor)
		if err == nil {
			err = k.shop.views.KeepBookmarks(ctx, places)
		}
		ended <- err
	}(k.handed)
	if !k.shop.viewDB.Embedded {
		return k.join()
	}
	return nil
}

// fill fills the read tables with facts; where another node has done so, with what is still missing.
func (k *lookout) fill(ctx context.Context, facts []view.Told, after, next string) error {
	if len(facts) == 0 {
		return nil
	}
	first, err := k.shop.views.ApplyAfter(ctx, after, facts, next)
	if err == nil && !first {
		err = k.shop.fillViews(ctx)
	}
	return err
}

// join waits until the read tables hold what was handed on.
func (k *lookout) join() error {
	if k.handed == nil {
		return nil
	}
	err := <-k.handed
	k.handed = nil
	return err
}
