package storefront

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// stocked is how many pieces of a product are free.
type stocked struct {
	sku  shipping.SKU
	free int64
	turn int64  // of the record, up to which that is so
	why  string // the storefront was not told
}

const (
	levelsAtOnce = 100
	unknownAgain = 24 * time.Hour // until a product is told again that the storefront does not know
)

// levels tells the storefront how many pieces are free of the products of which that changed. A product that it does not know, or knows
// twice, is told again a day later, or when it changes.
func (v *visit) levels(ctx context.Context) error {
	for {
		list, err := v.changed(ctx)
		if err == nil && len(list) > 0 {
			err = v.still(ctx)
		}
		if err != nil || len(list) == 0 {
			return err
		}
		if err := v.shop.level(ctx, list); err != nil {
			return err
		}
		if err := v.levelled(ctx, list); err != nil {
			return err
		}
	}
}

// changed are some products whose level the storefront is not told yet, with how many are free.
func (v *visit) changed(ctx context.Context) (list []stocked, err error) {
	rows, err := v.s.db.Read.QueryContext(ctx, "SELECT sku, turn FROM storefront_stock WHERE merchant = $1 AND storefront = $2 AND told < turn AND due <= $3 ORDER BY sku LIMIT $4", string(v.m.ID), v.c.Name, db.Instant(v.s.Now()), levelsAtOnce)
	if err != nil {
		return nil, db.Failure("read which levels changed", err)
	}
	defer rows.Close()
	var streams []shipping.Stream
	for rows.Next() {
		var l stocked
		var sku string
		if err := rows.Scan(&sku, &l.turn); err != nil {
			return nil, db.Failure("read which levels changed", err)
		}
		l.sku = shipping.SKU(sku)
		list, streams = append(list, l), append(streams, l.sku.Stream())
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, ifAny("read which levels changed", err)
	}
	state, err := v.m.Ledger.Read(ctx, v.m.ID, streams...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].free = free(fact.StockIn(state, list[i].sku), v.c.Warehouse)
	}
	return list, nil
}

func ifAny(doing string, err error) error {
	if err == nil {
		return nil
	}
	return db.Failure(doing, err)
}

// free is how many pieces of a product are promised to nobody in a warehouse, or in all.
func free(s *fact.StockState, at shipping.WarehouseID) (n int64) {
	for _, l := range s.Lots {
		if at == "" || l.Location.Warehouse() == at {
			n += l.Free()
		}
	}
	return max(n, 0)
}

// levelled keeps which levels the storefront was told.
func (v *visit) levelled(ctx context.Context, list []stocked) error {
	return v.s.db.Change(context.WithoutCancel(ctx), "keep which levels a storefront was told", func(tx *sql.Tx) error {
		var errs error
		for _, l := range list {
			told, due := l.turn, time.Time{}
			if l.why == "" {
				v.Levels++
			} else {
				told, due = 0, v.s.Now().Add(unknownAgain)
				v.s.Log.Info("a storefront is not told how many are free", "merchant", string(v.m.ID), "storefront", v.c.Name, "sku", string(l.sku), "why", l.why)
			}
			_, err := tx.ExecContext(ctx, "UPDATE storefront_stock SET told = $4, due = $5, why = $6 WHERE merchant = $1 AND storefront = $2 AND sku = $3 AND turn = $7", string(v.m.ID), v.c.Name, string(l.sku), told, db.Instant(due), l.why, l.turn)
			errs = errors.Join(errs, err)
		}
		return errs
	})
}
