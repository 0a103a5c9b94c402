package world

import (
	"context"
	"fmt"
	"time"

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

func (w *World) countOut(ctx context.Context, c *scenario.Closure, t time.Time) error {
	return w.counts(ctx, func(p *shipping.Product, s *shipping.StockState) (list []*shipping.Fact) {
		for _, lot := range s.Lots {
			if lot.Location.Warehouse() == c.Warehouse && lot.Free() > 0 {
				list = append(list, stocktake(p, c, t, &shipping.StockMoved{Lot: lot.Name, Quantity: lot.Free(), From: lot.Location, To: shipping.Count,
					Reference: fmt.Sprintf("CLOSED-%s-%s-%s", c.Warehouse, t.Format("060102"), lot.Name)}))
			}
		}
		return list
	})
}

// open brings back what is not spoiled, and what suppliers kept meanwhile.
func (w *World) open(ctx context.Context, c *scenario.Closure, t time.Time) error {
	err := w.counts(ctx, func(p *shipping.Product, s *shipping.StockState) (list []*shipping.Fact) {
		for _, o := range s.Outside {
			if sound := o.Quantity * (1000 - c.Spoiled) / 1000; o.Location == shipping.Count && sound > 0 {
				reference := fmt.Sprintf("OPENED-%s-%s", c.Warehouse, t.Format("060102"))
				list = append(list, stocktake(p, c, t, &shipping.StockMoved{Lot: reference, Quantity: sound, From: shipping.Count,
					To: shipping.Location(c.Warehouse), Reference: reference}))
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
			if to := f.Body.(*shipping.StockMoved).To; to.Warehouse() == c.Warehouse {
				f.At = t
				entries = append(entries, tell(f))
			}
		}
	}
	return w.record(ctx, entries)
}

// counts goes through the stock of every product and records what is found.
func (w *World) counts(ctx context.Context, find func(*shipping.Product, *shipping.StockState) []*shipping.Fact) error {
	var entries []ledger.Entry
	for i := range w.demand.wares {
		p := &w.demand.wares[i].Product
		state, err := w.Ledger.Read(ctx, w.Tenant, p.SKU.Stream())
		if err != nil {
			return err
		}
		for _, f := range find(p, shipping.StockIn(state, p.SKU)) {
			entries = append(entries, tell(f))
		}
	}
	return w.record(ctx, entries)
}

func stocktake(p *shipping.Product, c *scenario.Closure, t time.Time, m *shipping.StockMoved) *shipping.Fact {
	m.SKU = p.SKU
	return &shipping.Fact{Stream: p.SKU.Stream(), At: t, By: "warehouse:" + string(c.Warehouse), Body: m}
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
