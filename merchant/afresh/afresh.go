// Package afresh looks again at what a Book held up: orders that are held or wait, and parcels that no channel took, go on as soon
// as a Book is in force, or stock lies there, by which they can.
package afresh

import (
	"context"
	"log/slog"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/shipping"
	"crosslane/view"
)

// by is who says that something is to be looked at again.
const by = "book"

// together is how many rows are read at once.
const together = 500

// Look hands every order that is held, or waits, and every parcel that no channel took, to the decisions again, and answers with
// how many orders went on. Those that cannot go on are left as they are, and nothing is recorded of them; but of parcels each
// new try is. An order that its storefront told otherwise waits for a person.
func Look(ctx context.Context, m *merchant.Merchant) (wentOn int, err error) {
	for _, stage := range []fact.Stage{fact.StageHeld, fact.StageWaiting} {
		n, err := Orders(ctx, m, stage)
		if wentOn += n; err != nil {
			return wentOn, err
		}
	}
	if err := stock.Shortages(ctx, m); err != nil {
		return wentOn, err
	}
	return wentOn, parcels(ctx, m)
}

// Orders is Look for the orders of a stage alone.
func Orders(ctx context.Context, m *merchant.Merchant, stage fact.Stage) (wentOn int, err error) {
	if err := m.Fill(ctx); err != nil {
		return 0, err
	}
	for page := (view.Page{Limit: together, Only: string(stage)}); ; {
		rows, err := m.Views.Orders(ctx, m.ID, page)
		if err != nil || len(rows) == 0 {
			return wentOn, err
		}
		streams := make([]shipping.Stream, len(rows))
		for i := range rows {
			streams[i], page.Before = rows[i].ID.Stream(), string(rows[i].ID)
		}
		n, err := again(ctx, m, streams, func(b *fact.Balance) fact.Body { return order(b.State.(*fact.OrderState)) })
		if wentOn += n; err != nil {
			return wentOn, err
		}
	}
}

// order is what has an order looked at again; nil: a person must say first.
func order(o *fact.OrderState) fact.Body {
	switch {
	case len(o.Retold) > 0:
		return nil
	case o.Stage == fact.StageHeld:
		return &fact.OrderReceived{Order: o.Order}
	case o.Stage == fact.StageWaiting && len(o.Missing) > 0:
		return &fact.StockArrivedFor{SKU: o.Missing[0].SKU}
	}
	return nil
}

func parcels(ctx context.Context, m *merchant.Merchant) error {
	if err := m.Fill(ctx); err != nil {
		return err
	}
	for page := (view.Page{Limit: together, Only: string(shipping.Exception)}); ; {
		rows, err := m.Views.Parcels(ctx, m.ID, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		streams := make([]shipping.Stream, len(rows))
		for i := range rows {
			streams[i], page.Before = rows[i].ID.Stream(), string(rows[i].ID)
		}
		if _, err := again(ctx, m, streams, func(b *fact.Balance) fact.Body { return parcel(b.State.(*fact.ParcelState)) }); err != nil {
			return err
		}
	}
}

// parcel is what has the channels asked again for a parcel that none took; nil: they are not to be.
func parcel(p *fact.ParcelState) fact.Body {
	for _, t := range p.Timers {
		if p.Booking.Stage == fact.BookingStuck && t.Name == fact.TimerRetry {
			return &fact.TimerElapsed{Timer: t}
		}
	}
	return nil
}

// again tells of each stream what has it looked at again. What cannot go on is refused as known, or as it was before.
func again(ctx context.Context, m *merchant.Merchant, streams []shipping.Stream, say func(*fact.Balance) fact.Body) (wentOn int, err error) {
	state, err := m.Ledger.Read(ctx, m.ID, streams...)
	if err != nil {
		return 0, err
	}
	var under []*ledger.Pending
	for _, s := range streams {
		if body := say(state.Balance(s)); body != nil {
			under = append(under, m.Ledger.Submit(m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: s, At: m.Now(), By: by, Body: body}}}))
		}
	}
	for _, p := range under {
		_, err := p.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "":
			wentOn++
		case shipping.Known, shipping.Conflict, shipping.Refused, shipping.Invalid:
		default:
			return wentOn, err
		}
	}
	return wentOn, m.Fill(ctx)
}

// soon is how often it is asked whether another Book is in force, rarely how often orders are looked at while it is the same:
// a channel that was switched off may be back.
const soon, rarely = 2 * time.Second, time.Hour

// Watch looks whenever another Book has come into force, and at the orders that are held every hour, until ctx ends.
func Watch(ctx context.Context, m *merchant.Merchant, log *slog.Logger) {
	version, looked := "", time.Time{}
	for {
		books, err := m.Books(ctx)
		if err == nil {
			now := m.Now()
			switch inForce := books.InForce(now); {
			case inForce != version:
				if _, err = Look(ctx, m); err == nil {
					version, looked = inForce, now
				}
			case now.Sub(looked) >= rarely:
				looked = now
				if _, err = Orders(ctx, m, fact.StageHeld); err == nil {
					err = stock.Shortages(ctx, m)
				}
			}
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("could not look again at what is held", "merchant", string(m.ID), "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(soon):
		}
	}
}
