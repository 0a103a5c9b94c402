package storefront

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// parcel is what a storefront is told of one.
type parcel struct {
	id      shipping.ParcelID
	carrier shipping.CarrierID
	waybill string
	link    string // the buyer's tracking page; empty: there is none
	goods   map[shipping.SKU]int64
	last    bool // nothing more of its order is to leave, and the order may be completed there
}

// waits are the pauses until a storefront is told again of what it does not take.
var waits = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}

// errand is a parcel of which a storefront is to be told.
type errand struct {
	parcel  shipping.ParcelID
	waybill string
	tries   int
}

// push tells the storefront of the parcels that are due, oldest first. What it does not take is tried again, and holds up no other.
func (v *visit) push(ctx context.Context) error {
	list, err := v.s.errands(ctx, v.m.ID, v.c.Name)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := v.still(ctx); err != nil {
			return err
		}
		err := v.tell(ctx, e)
		f, refused := errors.AsType[*fault](err)
		switch {
		case err == nil:
			v.Parcels++
			err = v.s.close(ctx, v, e, taken, "", time.Time{})
		case refused && f.no && e.tries < len(waits):
			err = v.s.close(ctx, v, e, waiting, f.why, v.s.Now().Add(waits[e.tries]))
		case refused && f.no:
			v.s.Log.Warn("a storefront does not take what it is told of a parcel", "merchant", string(v.m.ID), "storefront", v.c.Name, "parcel", string(e.parcel), "why", f.why)
			err = v.s.close(ctx, v, e, givenUp, f.why, time.Time{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) errands(ctx context.Context, id shipping.MerchantID, storefront string) (list []errand, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT parcel, waybill, tries FROM storefront_parcel WHERE merchant = $1 AND storefront = $2 AND state = 'waiting' AND due <= $3 ORDER BY made, parcel LIMIT 200", string(id), storefront, db.Instant(s.Now()))
	if err != nil {
		return nil, db.Failure("read what a storefront is told", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e errand
		var name string
		if err := rows.Scan(&name, &e.waybill, &e.tries); err != nil {
			return nil, db.Failure("read what a storefront is told", err)
		}
		e.parcel = shipping.ParcelID(name)
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read what a storefront is told", err)
	}
	return list, nil
}

// close keeps what came of telling, also while the program ends.
func (s *Store) close(ctx context.Context, v *visit, e errand, state, why string, due time.Time) error {
	_, err := s.set(context.WithoutCancel(ctx), "keep what a storefront was told", "UPDATE storefront_parcel SET state = $5, why = $6, due = $7, tries = tries + 1 WHERE merchant = $1 AND storefront = $2 AND parcel = $3 AND waybill = $4",
		string(v.m.ID), v.c.Name, string(e.parcel), e.waybill, state, why, db.Instant(due))
	return err
}

// tell tells the storefront of one parcel. One that bears another number by now is passed over: that is told by itself.
func (v *visit) tell(ctx context.Context, e errand) error {
	state, err := v.m.Ledger.Read(ctx, v.m.ID, e.parcel.Stream())
	if err != nil {
		return err
	}
	st := fact.ParcelIn(state, e.parcel)
	if st.Booking.Waybill != e.waybill || st.Booking.Stage == fact.BookingOff {
		return nil
	}
	if state, err = v.m.Ledger.Read(ctx, v.m.ID, st.Plan.Order.Stream()); err != nil {
		return err
	}
	o := fact.OrderIn(state, st.Plan.Order)
	remote, err := v.remote(ctx, st.Plan.Order, o.Order.Number)
	if err != nil {
		return err
	}
	p := &parcel{id: e.parcel, carrier: st.Booking.Carrier, waybill: e.waybill, link: v.link(e, st.Plan.Order), goods: map[shipping.SKU]int64{}}
	for _, pick := range st.Plan.Picks {
		p.goods[pick.SKU] += pick.Quantity
	}
	if p.last, err = v.last(ctx, o); err != nil {
		return err
	}
	return v.shop.ship(ctx, remote, p)
}

func (v *visit) link(e errand, order shipping.OrderID) string {
	return strings.NewReplacer("{waybill}", url.QueryEscape(e.waybill), "{order}", url.QueryEscape(string(order)), "{parcel}", url.QueryEscape(string(e.parcel))).Replace(v.s.Link)
}

// last tells whether all of an order has left, and it is to be completed at the storefront.
func (v *visit) last(ctx context.Context, o *fact.OrderState) (bool, error) {
	if !v.c.Does.Complete || o.Stage != fact.StageShipping && o.Stage != fact.StageCompleted || len(o.Missing) > 0 || len(o.Parcels) == 0 {
		return false, nil
	}
	for _, p := range o.Parcels {
		state, err := v.m.Ledger.Read(ctx, v.m.ID, p.ID.Stream())
		if err != nil {
			return false, err
		}
		if st := fact.ParcelIn(state, p.ID); p.Ended != shipping.Delivered && (st.Track.Handed.IsZero() || p.Ended != "") {
			return false, nil
		}
	}
	return true, nil
}

// remote is how the storefront itself names an order: as it told when the order came in, or as it answers to the order's number.
func (v *visit) remote(ctx context.Context, id shipping.OrderID, number string) (remote string, err error) {
	err = v.s.db.Read.QueryRowContext(ctx, "SELECT remote FROM storefront_order WHERE merchant = $1 AND storefront = $2 AND id = $3", string(v.m.ID), v.c.Name, string(id)).Scan(&remote)
	if err == nil {
		return remote, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", db.Failure("read how a storefront names an order", err)
	}
	if remote, err = v.shop.find(ctx, number); err != nil {
		return "", err
	}
	return remote, v.s.name(ctx, v.m.ID, v.c.Name, map[shipping.OrderID]string{id: remote})
}

// ours is what a storefront was told, or is about to be, that parcels of ours carry for an order.
func (s *Store) ours(ctx context.Context, m *merchant.Merchant, storefront, remote string) (map[shipping.SKU]int64, error) {
	goods := map[shipping.SKU]int64{}
	var id string
	err := s.db.Read.QueryRowContext(ctx, "SELECT id FROM storefront_order WHERE merchant = $1 AND storefront = $2 AND remote = $3", string(m.ID), storefront, remote).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return goods, nil
	}
	if err != nil {
		return nil, db.Failure("read whose order it is", err)
	}
	state, err := m.Ledger.Read(ctx, m.ID, shipping.OrderID(id).Stream())
	if err != nil {
		return nil, err
	}
	for _, p := range fact.OrderIn(state, shipping.OrderID(id)).Parcels {
		var n int
		err := s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM storefront_parcel WHERE merchant = $1 AND storefront = $2 AND parcel = $3 AND state <> $4", string(m.ID), storefront, string(p.ID), givenUp).Scan(&n)
		if err != nil {
			return nil, db.Failure("read which parcels a storefront was told of", err)
		}
		if n == 0 {
			continue
		}
		state, err := m.Ledger.Read(ctx, m.ID, p.ID.Stream())
		if err != nil {
			return nil, err
		}
		for _, pick := range fact.ParcelIn(state, p.ID).Plan.Picks {
			goods[pick.SKU] += pick.Quantity
		}
	}
	return goods, nil
}
