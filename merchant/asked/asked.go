// Package asked answers the question: which numbers of a merchant are open with a carrier, and which is it to be asked for next?
package asked

import (
	"context"
	"sync"
	"time"

	"crosslane/carrier/awaited"
	"crosslane/merchant/lastmile"
	"crosslane/shipping"
	view "crosslane/view/asked"
	"crosslane/view/instant"
)

// Numbers are a merchant's open numbers with a carrier, as the read tables have them: those under which it booked parcels, and those under which it has parcels
// of others.
type Numbers struct {
	desk lastmile.Desk
	of   view.Of
	now  func() time.Time

	mu     sync.Mutex
	looked time.Time // when those of others were looked at
}

// looks is how often numbers of parcels of others are looked for.
const looks = 10 * time.Minute

// Of are the numbers of a merchant with a carrier, by a clock.
func Of(desk lastmile.Desk, carrier shipping.CarrierID, now func() time.Time) *Numbers {
	return &Numbers{desk: desk, of: view.Of{Merchant: desk.Merchant, Carrier: carrier}, now: now}
}

// Now is the merchant's clock.
func (n *Numbers) Now() time.Time { return n.now() }

// Changed lists numbers booked since an instant that are new, or of whose parcels something was recorded since they were kept, by when they were booked; and,
// every now and then behind the last of them, those of parcels of others, whenever these were booked.
func (n *Numbers) Changed(ctx context.Context, since time.Time, most int) ([]awaited.Number, error) {
	list, err := numbers(n.store().Changed(ctx, n.of, instant.Of(since), most))
	if err != nil || len(list) == most {
		return list, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.now()
	if !n.looked.IsZero() && now.Sub(n.looked) < looks && !now.Before(n.looked) {
		return list, nil
	}
	others, err := n.others(ctx)
	if err != nil {
		return nil, err
	}
	if room := most - len(list); len(others) >= room { // the others at the next look, once these are kept
		return append(others[:room-1], list...), nil
	}
	n.looked = now
	return append(others, list...), nil
}

// others are the numbers of parcels that other carriers booked, and this one has on a part of their way.
func (n *Numbers) others(ctx context.Context) ([]awaited.Number, error) {
	claims, err := n.desk.Open(ctx, n.of.Carrier)
	if err != nil || len(claims) == 0 {
		return nil, err
	}
	parcels := make(map[string]shipping.ParcelID, len(claims))
	for i := range claims {
		parcels[claims[i].Number] = claims[i].Parcel
	}
	return numbers(n.store().Under(ctx, n.of, parcels))
}

func (n *Numbers) store() *view.Store { return n.desk.Views.Asked }

// Wanted lists, of each pace, the numbers that have waited longest to be asked for by an instant, as many of each as most.
func (n *Numbers) Wanted(ctx context.Context, by time.Time, most int) (all []awaited.Number, err error) {
	for pace := range awaited.Paces {
		list, err := numbers(n.store().Wanted(ctx, n.of, int64(pace), instant.Of(by), most))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// Keep keeps what was asked of numbers, and when they are wanted again.
func (n *Numbers) Keep(ctx context.Context, list []awaited.Number) error {
	rows := make([]view.Row, len(list))
	for i := range list {
		q := &list[i]
		rows[i] = view.Row{Number: q.Waybill, Parcel: q.Parcel, Recorded: instant.Of(q.Recorded),
			Question: view.Question{Asked: instant.Of(q.Asked), Told: q.Told, Silent: q.Silent, Pace: int64(q.Pace), Wanted: instant.Of(q.Wanted)}}
	}
	return n.store().Keep(ctx, n.of, rows)
}

func numbers(rows []view.Row, err error) ([]awaited.Number, error) {
	list := make([]awaited.Number, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = awaited.Number{Waybill: r.Number, Parcel: r.Parcel, Status: r.Status, Milestone: r.Milestone, Booked: r.Booked.Time(), Handed: r.Handed.Time(),
			Due: r.Due.Time(), Promised: r.Promised.Time(), Recorded: r.Recorded.Time(),
			Question: awaited.Question{Asked: r.Asked.Time(), Told: r.Told, Silent: r.Silent, Pace: pace(r.Pace), Wanted: r.Wanted.Time()}}
	}
	return list, err
}

// pace is a pace as it was kept; one that nobody keeps is the slowest.
func pace(kept int64) awaited.Pace {
	if kept < 0 || kept >= int64(awaited.Paces) {
		return awaited.Rarely
	}
	return awaited.Pace(kept)
}
