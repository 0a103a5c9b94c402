package storefront

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// overlap is how far behind the last question the next one begins: what a shop was still writing then is asked for again, and known.
const overlap = 5 * time.Minute

// given is an order as a storefront gives it.
type given struct {
	remote string // the storefront's own name of it
	raw    []byte
}

// pull takes in what changed at a storefront. The place from which is asked next moves on when all of it is recorded.
func (v *visit) pull(ctx context.Context) error {
	if v.Orders == nil {
		v.Orders = map[order.Verdict]int{}
	}
	asOf, err := v.shop.orders(ctx, v.c.Asked, func(list []given) error {
		if err := v.still(ctx); err != nil {
			return err
		}
		return v.take(ctx, list)
	})
	if err != nil {
		return err
	}
	_, err = v.s.set(ctx, "keep what was asked for", "UPDATE storefront_connection SET asked = $3, pulled = $4 WHERE merchant = $1 AND name = $2", string(v.m.ID), v.c.Name, db.Instant(asOf.Add(-overlap)), db.Instant(v.s.Now()))
	return err
}

// take hands orders to the intake, and keeps how the storefront names those that are recorded.
func (v *visit) take(ctx context.Context, list []given) error {
	mapping, err := mappingOf(v.c.Sort, v.c.mapping)
	if err != nil {
		return err
	}
	goods, names := listed.New(v.m.Ledger, v.m.ID), stock.NewNames(v.m)
	o := order.Options{Merchant: v.m.ID, Format: formOf(v.c.Sort), Mapping: mapping, Storefront: v.c.Name, Products: goods.Find(ctx), Meant: goods.Meant(ctx, names.Meant), Now: v.m.Now()}
	remote, desks := map[shipping.OrderID]string{}, make([]*merchant.Intake, 0, len(list))
	for _, g := range list {
		sum := sha256.Sum256(g.raw)
		desk := v.m.Intake(string(v.c.Sort)+":"+v.c.Name, hex.EncodeToString(sum[:16]), goods, func(in *order.Intake, verdict order.Verdict, remark error) {
			v.Orders[verdict]++
			if in.Order != nil {
				remote[in.Order.ID] = g.remote
			}
			if problem := firstOf(in, remark); problem != "" {
				v.s.Log.Info("an order of a storefront needs somebody", "merchant", string(v.m.ID), "storefront", v.c.Name, "order", cmp.Or(in.Number, g.remote), "why", problem)
			}
		})
		for _, in := range read(g.raw, o) {
			if err := cmp.Or(goods.Err(), desk.Take(ctx, in)); err != nil {
				return err
			}
		}
		desks = append(desks, desk)
	}
	for _, desk := range desks {
		if err := desk.Settle(ctx, 0); err != nil {
			return err
		}
	}
	return v.s.name(ctx, v.m.ID, v.c.Name, remote)
}

// firstOf is the first thing that somebody must look at; what only waits is none.
func firstOf(in *order.Intake, remark error) string {
	var sum order.Summary
	sum.Became(in, in.Verdict, remark)
	if sum.Refused() == 0 {
		return ""
	}
	return sum.Problems[0].Message
}

// read reads one order as the storefront gives it. What is none is a rejected line that says so.
func read(raw []byte, o order.Options) (list []*order.Intake) {
	decoder, err := order.NewDecoder(bytes.NewReader(raw), o)
	for err == nil {
		var in *order.Intake
		if in, err = decoder.Next(); err == nil {
			list = append(list, in)
		}
	}
	if !errors.Is(err, io.EOF) {
		p := fact.Problem{Field: "order", Message: err.Error()}
		if e, ok := errors.AsType[*shipping.Error](err); ok {
			p = fact.Problem{Field: cmp.Or(e.Field, "order"), Message: e.Message, Hint: e.Hint}
		}
		in := &order.Intake{Raw: raw, First: 1, Last: 1}
		in.Refuse(&p)
		list = append(list, in)
	}
	return list
}

// name keeps how a storefront names orders.
func (s *Store) name(ctx context.Context, id shipping.MerchantID, storefront string, remote map[shipping.OrderID]string) error {
	if len(remote) == 0 {
		return nil
	}
	return s.db.Change(ctx, "keep how a storefront names its orders", func(tx *sql.Tx) error {
		for order, name := range remote {
			if _, err := tx.ExecContext(ctx, "INSERT INTO storefront_order (merchant, storefront, id, remote) VALUES ($1, $2, $3, $4) ON CONFLICT (merchant, storefront, id) DO UPDATE SET remote = excluded.remote", string(id), storefront, string(order), name); err != nil {
				return err
			}
		}
		return nil
	})
}
