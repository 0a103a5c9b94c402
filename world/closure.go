package world

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/world/scenario"
)

const week = 7 * 24 * time.Hour

// closures lets warehouses close and open. The free stock of a closed one is counted out to @count, when it closes and
// at each midnight, for what was promised may become free. What is promised stays, and waits for the carriers.
func (w *World) closures(ctx context.Context, t time.Time) error {
	if w.Scenario == nil {
		return nil
	}
	for i := range w.Scenario.Closed {
		c, since := &w.Scenario.Closed[i], t.Sub(w.Start)
		var err error
		switch {
		case since == c.During.Until:
			err = w.open(ctx, c, t)
		case since == c.During.From, c.During.Holds(since) && t.Hour() == 0:
			err = w.countOut(ctx, c, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// countOut moves what is spoiled of the free stock to @scrap, and the rest to @count.
func (w *World) countOut(ctx context.Context, c *scenario.Closure, t time.Time) error {
	return w.counts(ctx, c, t, func(s *fact.StockState) (list []fact.StockMoved) {
		for _, lot := range s.Lots {
			if lot.Location.Warehouse() == c.Warehouse {
				spoiled := (lot.Free()*c.Spoiled + 500) / 1000
				list = append(list, fact.StockMoved{Lot: lot.Name, Quantity: spoiled, From: lot.Location, To: shipping.Scrap},
					fact.StockMoved{Lot: lot.Name, Quantity: lot.Free() - spoiled, From: lot.Location, To: shipping.Count})
			}
		}
		return list
	})
}

// open brings back what was counted out, and what suppliers kept meanwhile.
func (w *World) open(ctx context.Context, c *scenario.Closure, t time.Time) error {
	err := w.counts(ctx, c, t, func(s *fact.StockState) (list []fact.StockMoved) {
		for _, o := range s.Outside {
			if o.Location == shipping.Count {
				list = append(list, fact.StockMoved{Lot: "OPEN-" + t.Format("060102"), Quantity: o.Quantity, From: shipping.Count, To: shipping.Location(c.Warehouse)})
			}
		}
		return list
	})
	if err != nil {
		return err
	}
	var entries []ledger.Entry
	for begins, n := w.Start, 0; begins.Before(t); begins, n = begins.Add(week), n+1 {
		if !c.During.Holds(begins.Sub(w.Start)) {
			continue
		}
		for _, f := range w.demand.supply(n, begins) {
			if to := f.Body.(*fact.StockMoved).To; to.Warehouse() == c.Warehouse {
				f.At = t
				entries = append(entries, tell(f))
			}
		}
	}
	return w.record(ctx, entries)
}

// counts goes through the stock of every product and records what moves, of each product all at once: so
// nothing is left of a count that was broken off.
func (w *World) counts(ctx context.Context, c *scenario.Closure, t time.Time, find func(*fact.StockState) []fact.StockMoved) error {
	var entries []ledger.Entry
	for i := range w.demand.wares {
		sku := w.demand.wares[i].SKU
		state, err := w.Merchant.Ledger.Read(ctx, w.Merchant.ID, sku.Stream())
		if err != nil {
			return err
		}
		var entry ledger.Entry
		for _, m := range find(fact.StockIn(state, sku)) {
			if m.Quantity > 0 {
				m.SKU = sku
				entry.Facts = append(entry.Facts, &fact.Fact{Stream: sku.Stream(), At: t, By: "warehouse:" + string(c.Warehouse), Body: &m})
			}
		}
		if len(entry.Facts) > 0 {
			entries = append(entries, entry)
		}
	}
	return w.record(ctx, entries)
}

// closed reports whether a warehouse takes nothing in at an instant.
func (w *World) closed(at shipping.WarehouseID, t time.Time) bool {
	if w.Scenario == nil {
		return false
	}
	for i := range w.Scenario.Closed {
		if c := &w.Scenario.Closed[i]; c.Warehouse == at && c.During.Holds(t.Sub(w.Start)) {
			return true
		}
	}
	return false
}

// crashes reports whether the program falls in the hour that ends at t, and before which of its steps.
func (w *World) crashes(t time.Time, steps int) (before int, falls bool) {
	if w.Scenario == nil || w.Restart == nil {
		return 0, false
	}
	for i := range w.Scenario.Crashes {
		if w.Scenario.Crashes[i].At(t.Sub(w.Start)) {
			return int(t.Unix()/3600) % steps, true
		}
	}
	return 0, false
}
