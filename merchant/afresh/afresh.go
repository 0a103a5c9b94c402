// Package afresh looks again at what a Book, or a list of products, held up: orders that are held or wait, and parcels that no channel took, go on as soon
// as a Book is in force, or stock lies there, by which they can, or their goods are listed.
package afresh

import (
	"cmp"
	"context"
	"errors"
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
	return look(ctx, m, map[shipping.Stream]bool{})
}

// look is Look without the parcels that were tried before, and notes those that it tries.
func look(ctx context.Context, m *merchant.Merchant, tried map[shipping.Stream]bool) (wentOn int, err error) {
	for _, stage := range []fact.Stage{fact.StageHeld, fact.StageWaiting} {
		n, err := Orders(ctx, m, stage)
		if wentOn += n; err != nil {
			return wentOn, err
		}
	}
	if err := stock.Shortages(ctx, m); err != nil {
		return wentOn, err
	}
	return wentOn, parcels(ctx, m, tried)
}

// Orders is Look for the orders of a stage alone.
func Orders(ctx context.Context, m *merchant.Merchant, stage fact.Stage) (wentOn int, err error) {
	return orders(ctx, m, stage, func(*fact.OrderState) bool { return true })
}

// orders is Orders for some of them.
func orders(ctx context.Context, m *merchant.Merchant, stage fact.Stage, some func(*fact.OrderState) bool) (wentOn int, err error) {
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
		n, err := again(ctx, m, streams, map[shipping.Stream]bool{}, func(b *fact.Balance) fact.Body {
			if o := b.State.(*fact.OrderState); some(o) {
				return lookAt(o)
			}
			return nil
		})
		if wentOn += n; err != nil {
			return wentOn, err
		}
	}
}

// lookAt is what has an order looked at again; nil: a person must say first.
func lookAt(o *fact.OrderState) fact.Body {
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

func parcels(ctx context.Context, m *merchant.Merchant, tried map[shipping.Stream]bool) error {
	if err := m.Fill(ctx); err != nil {
		return err
	}
	for page := (view.Page{Limit: together, Only: string(shipping.Exception)}); ; {
		rows, err := m.Views.Parcels(ctx, m.ID, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		var streams []shipping.Stream
		for i := range rows {
			page.Before = string(rows[i].ID)
			if s := rows[i].ID.Stream(); !tried[s] {
				streams = append(streams, s)
			}
		}
		if _, err := again(ctx, m, streams, tried, func(b *fact.Balance) fact.Body { return parcel(b.State.(*fact.ParcelState)) }); err != nil {
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

// again tells of each stream what has it looked at again, and notes those of which it was recorded. What cannot go on is refused as
// known, or as it was before.
func again(ctx context.Context, m *merchant.Merchant, streams []shipping.Stream, tried map[shipping.Stream]bool, say func(*fact.Balance) fact.Body) (wentOn int, err error) {
	state, err := m.Ledger.Read(ctx, m.ID, streams...)
	if err != nil {
		return 0, err
	}
	under := map[shipping.Stream]*ledger.Pending{}
	for _, s := range streams {
		if body := say(state.Balance(s)); body != nil {
			under[s] = m.Ledger.Submit(m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: s, At: m.Now(), By: by, Body: body}}, Bulk: true})
		}
	}
	for s, p := range under {
		_, failed := p.Wait(ctx)
		switch shipping.CodeOf(failed) {
		case "":
			wentOn, tried[s] = wentOn+1, true
		case shipping.Known, shipping.Conflict, shipping.Refused, shipping.Invalid:
		default:
			err = failed
		}
	}
	return wentOn, cmp.Or(err, m.Fill(ctx))
}

// soon is how often it is asked whether another Book is in force, rarely how often orders are looked at while it is the same:
// a channel that was switched off may be back. What fails is tried again at longer and longer intervals, of patience at most.
const soon, patience, rarely = 2 * time.Second, 5 * time.Minute, time.Hour

// watch is how far it has been looked.
type watch struct {
	version string                   // of the Book by which everything was looked at
	by      string                   // of the Book by which tried were tried
	tried   map[shipping.Stream]bool // parcels, each once for each Book, however often the look fails behind it
	looked  time.Time
}

// Watch looks whenever another Book has come into force, and at the orders that are held every hour, until ctx ends.
func Watch(ctx context.Context, m *merchant.Merchant, log *slog.Logger) {
	var w watch
	for pause := soon; ; {
		err := w.round(ctx, m)
		if pause = min(2*pause, patience); err == nil {
			pause = soon
		} else if ctx.Err() == nil {
			log.Warn("could not look again at what is held", "merchant", string(m.ID), "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// round looks at what is to be looked at now, if anything is.
func (w *watch) round(ctx context.Context, m *merchant.Merchant) error {
	books, err := m.Books(ctx)
	if err != nil {
		return err
	}
	now := m.Now()
	switch inForce := books.InForce(now); {
	case inForce != w.version:
		if inForce != w.by || w.tried == nil {
			w.by, w.tried = inForce, map[shipping.Stream]bool{}
		}
		if _, err := look(ctx, m, w.tried); err != nil {
			return err
		}
		w.version, w.tried, w.looked = inForce, nil, now
	case now.Sub(w.looked) >= rarely:
		w.looked = now
		_, err = Orders(ctx, m, fact.StageHeld)
		return errors.Join(err, stock.Shortages(ctx, m))
	}
	return nil
}
