package world

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	numbers "crosslane/fact/onward"
	"crosslane/merchant"
	"crosslane/merchant/lastmile"
	"crosslane/shipping"
	"crosslane/view/onward"
)

// index follows the ledger of a simulated world, in which the read tables would be asked and filled once an
// hour: it knows at once whose a waybill is and how the channels fare, and hands the facts on to the read tables
// in large parts, beside everything else.
type index struct {
	m *merchant.Merchant
	// fillRest fills the read tables with what the ledger has behind their cursor.
	fillRest func(context.Context) error

	mu      sync.Mutex
	watch   *merchant.Watch
	after   string // before the first fact that waits
	cursor  string // behind the last fact that it knows
	waiting []*fact.Fact
	places  map[string]string // bookmarks, kept once the facts before them are handed on
	held    map[shipping.ParcelID]string
	holders map[string]holder         // by waybill; one whose booking was cancelled has no parcel
	claims  map[string][]onward.Claim // by further number; the carriers of the Book are those who are asked
	further map[shipping.ParcelID][]numbers.Number
	asked   []book.Carrier
	handed  chan error // ends with what is being handed on
}

// mostWaiting is how many facts are handed on at once, unless somebody wants to see them.
const mostWaiting = 20000

// holder is whose a waybill is, at which carrier.
type holder struct {
	carrier shipping.CarrierID
	parcel  shipping.ParcelID
}

// newIndex makes the index of a merchant that asks some carriers, and whose world's clock stands at an instant.
func newIndex(m *merchant.Merchant, asked []book.Carrier, now time.Time) *index {
	return &index{m: m, asked: asked, claims: map[string][]onward.Claim{}, further: map[shipping.ParcelID][]numbers.Number{}, fillRest: m.Fill, watch: m.Watch(now), places: map[string]string{}, held: map[shipping.ParcelID]string{}, holders: map[string]holder{}}
}

// owners finds whose parcels these numbers are, as of the last fact.
func (k *index) owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.follow(ctx); err != nil {
		return nil, err
	}
	owners := make([]carrier.Owner, len(waybills))
	var before []string // of bookings before it began
	var at []int
	for i, n := range waybills {
		h, ok := k.holders[n]
		if !ok {
			before, at = append(before, n), append(at, i)
		} else if h.carrier == by {
			owners[i].Parcel = h.parcel
		}
	}
	for i, n := range waybills {
		if owners[i].Parcel == "" && len(k.claims[n]) > 0 {
			lastmile.Match(k.asked, by, waybills[i:i+1], k.claims[n], owners[i:i+1])
		}
	}
	if len(before) == 0 {
		return owners, nil
	}
	found, err := k.m.Views.Bearers(ctx, k.m.ID, by, before)
	for i, p := range found {
		if p.Parcel != "" {
			owners[at[i]].Parcel = p.Parcel
		}
	}
	if err != nil {
		return nil, err
	}
	return owners, k.m.LastMile().Match(ctx, by, waybills, owners)
}

// catchUp fills the read tables up to the last fact.
func (k *index) catchUp(ctx context.Context) error {
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
func (k *index) keep(_ context.Context, places map[string]string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.Copy(k.places, places)
	return nil
}

// assess records how the channels fare, as of the last fact.
func (k *index) assess(ctx context.Context, at time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.follow(ctx); err != nil {
		return err
	}
	return k.watch.Assess(ctx, at)
}

// follow takes in what was recorded since the last time.
func (k *index) follow(ctx context.Context) error {
	return k.watch.Follow(ctx, func(facts []*fact.Fact, after, next string) error {
		if len(k.waiting) == 0 {
			k.after = after
		}
		for _, f := range facts {
			k.fold(f)
		}
		k.cursor, k.waiting = next, append(k.waiting, facts...)
		if len(k.waiting) < mostWaiting {
			return nil
		}
		return k.handOn(ctx)
	})
}

func (k *index) fold(f *fact.Fact) {
	parcel := shipping.ParcelID(f.Stream.ID())
	switch b := f.Body.(type) {
	case *fact.Booked:
		k.release(k.held[parcel])
		k.held[parcel], k.holders[b.Waybill] = b.Waybill, holder{b.Carrier, parcel}
	case *fact.ParcelNumbered:
		k.claim(parcel, b.Onward)
	case *fact.BookingCancelled:
		k.release(b.Waybill)
		k.claim(parcel, nil)
		delete(k.held, parcel)
	}
}

// claim keeps under which further numbers a parcel travels, in place of those that were known.
func (k *index) claim(parcel shipping.ParcelID, list []numbers.Number) {
	for _, n := range k.further[parcel] {
		k.claims[n.Number] = slices.DeleteFunc(slices.Clone(k.claims[n.Number]), func(c onward.Claim) bool { return c.Parcel == parcel })
	}
	k.further[parcel] = list
	for _, n := range list {
		k.claims[n.Number] = append(k.claims[n.Number], onward.Claim{Parcel: parcel, Number: n.Number, Carrier: n.Carrier})
	}
}

func (k *index) release(waybill string) {
	if waybill != "" {
		k.holders[waybill] = holder{}
	}
}

// handOn begins to fill the read tables with what waits.
func (k *index) handOn(ctx context.Context) error {
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
			err = k.m.Views.KeepBookmarks(ctx, k.m.ID, places)
		}
		ended <- err
	}(k.handed)
	return nil
}

// fill fills the read tables with facts; where another node has done so, with what is still missing.
func (k *index) fill(ctx context.Context, facts []*fact.Fact, after, next string) error {
	if len(facts) == 0 {
		return nil
	}
	first, err := k.m.Views.ApplyAfter(ctx, k.m.ID, after, facts, next)
	if err == nil && !first {
		err = k.fillRest(ctx)
	}
	return err
}

// join waits until the read tables hold what was handed on.
func (k *index) join() error {
	if k.handed == nil {
		return nil
	}
	err := <-k.handed
	k.handed = nil
	return err
}
