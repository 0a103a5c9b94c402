package storefront

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

const (
	part    = 500 // facts that are read at once
	waiting = "waiting"
	taken   = "taken"
	givenUp = "given up"
)

// newest is the place of what was recorded last.
func newest(ctx context.Context, m *merchant.Merchant) (int64, error) {
	if err := m.Fill(ctx); err != nil {
		return 0, err
	}
	place, err := m.Views.Cursor(ctx, m.ID)
	if err != nil || place == "" {
		return 0, err
	}
	return strconv.ParseInt(place, 10, 64)
}

// errFirst: another process read this part of the record first.
var errFirst = errors.New("another process was first")

// gather finds in the next part of the record what storefronts are to be told, and says how many facts it passed. The cursor moves on in
// the same transaction: however the program ends, nothing is left out.
func (s *Store) gather(ctx context.Context, m *merchant.Merchant) (passed int, err error) {
	var place int64
	err = s.db.Read.QueryRowContext(ctx, "SELECT place FROM storefront_cursor WHERE merchant = $1 AND EXISTS (SELECT 1 FROM storefront_connection WHERE merchant = $1)", string(m.ID)).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, db.Failure("read how far storefronts are told", err)
	}
	list, err := m.Ledger.Feed(ctx, m.ID, place, part)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	left, err := leftIn(ctx, m, list)
	if err != nil {
		return 0, err
	}
	err = s.db.Change(ctx, "find what storefronts are told", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE storefront_cursor SET place = $3 WHERE merchant = $1 AND place = $2", string(m.ID), place, list[len(list)-1].Pos)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, errFirst)
		}
		return s.advance(ctx, tx, m.ID, list, left)
	})
	if errors.Is(err, errFirst) {
		return 0, nil
	}
	return len(list), err
}

// gone is a parcel that was booked, or handed over.
type gone struct {
	parcel     shipping.ParcelID
	storefront string
	waybill    string
	when       When
}

// leftIn finds the parcels of a part of the record that were booked or handed over, and whose orders they are.
func leftIn(ctx context.Context, m *merchant.Merchant, list []ledger.Recorded) (left []gone, err error) {
	for _, r := range list {
		g := gone{parcel: shipping.ParcelID(r.Fact.Stream.ID())}
		switch b := r.Fact.Body.(type) {
		case *fact.Booked:
			g.when, g.waybill = Booked, b.Waybill
		case *fact.HandedOver:
			g.when = Handed
		default:
			continue
		}
		state, err := m.Ledger.Read(ctx, m.ID, r.Fact.Stream)
		if err != nil {
			return nil, err
		}
		p := fact.ParcelIn(state, g.parcel)
		if g.when == Handed {
			g.waybill = p.Booking.Waybill
		}
		if state, err = m.Ledger.Read(ctx, m.ID, p.Plan.Order.Stream()); err != nil {
			return nil, err
		}
		g.storefront = fact.OrderIn(state, p.Plan.Order).Order.Storefront
		left = append(left, g)
	}
	return left, nil
}

// advance keeps what storefronts are to be told of a part of the record.
func (s *Store) advance(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, list []ledger.Recorded, left []gone) error {
	heard, err := s.connections(ctx, tx, id, "")
	if err != nil {
		return err
	}
	for i := range heard {
		c := &heard[i]
		for _, g := range left {
			if g.storefront != c.Name || g.when != c.Does.Parcels {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO storefront_parcel (merchant, storefront, parcel, waybill, made, state, tries, due, why) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '')
				ON CONFLICT (merchant, storefront, parcel, waybill) DO NOTHING`, string(id), c.Name, string(g.parcel), g.waybill, db.Instant(s.Now()), waiting); err != nil {
				return err
			}
		}
		if !c.Does.Stock {
			continue
		}
		for _, r := range list {
			switch r.Fact.Body.(type) {
			case *fact.StockMoved, *fact.StockReserved, *fact.StockReleased:
				if err := mark(ctx, tx, id, c.Name, r.Fact.Stream.ID(), r.Pos); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// mark has a storefront told how many pieces of a product are free.
func mark(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, storefront, sku string, turn int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO storefront_stock (merchant, storefront, sku, turn, told, due, why) VALUES ($1, $2, $3, $4, 0, 0, '')
		ON CONFLICT (merchant, storefront, sku) DO UPDATE SET turn = excluded.turn, due = 0`, string(id), storefront, sku, turn)
	return err
}

// markAll has a storefront that is new told of every product that is known.
func (s *Store) markAll(ctx context.Context, m *merchant.Merchant, storefront string, turn int64) error {
	streams, err := m.Ledger.Streams(ctx, m.ID, shipping.StockSort)
	if err != nil {
		return err
	}
	for list := range slices.Chunk(streams, part) {
		err := s.db.Change(ctx, "mark products of a storefront", func(tx *sql.Tx) error {
			for _, stream := range list {
				if err := mark(ctx, tx, m.ID, storefront, stream.ID(), max(turn, 1)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
