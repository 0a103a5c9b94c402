package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"crosslane/order"
	"crosslane/shipping"
	"crosslane/web"
)

// takeOrders makes the intake of orders that come in over HTTP while the server runs. A body is read as a whole
// before anything of it is recorded, so that one that breaks off leaves nothing.
func (s *shop) takeOrders(now func() time.Time) func(context.Context, []byte) ([]web.Taken, error) {
	return func(ctx context.Context, body []byte) ([]web.Taken, error) {
		orders, err := s.readOrders(ctx, body)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		taken := make([]web.Taken, 0, len(orders))
		in := &intake{shop: s, by: "api", file: hex.EncodeToString(sum[:16]), now: now,
			tell: func(in *order.Intake, verdict order.Verdict, remark error) {
				taken = append(taken, takenOf(in, verdict, remark))
			}}
		for _, o := range orders {
			if err := in.take(ctx, o); err != nil {
				return nil, err
			}
		}
		return taken, in.settle(ctx, 0)
	}
}

// readOrders reads Crosslane's own order JSON.
func (s *shop) readOrders(ctx context.Context, body []byte) ([]*order.Intake, error) {
	if text := bytes.TrimLeft(body, "\ufeff \t\r\n"); len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil, shipping.Fault(shipping.Invalid, "the body is not JSON", "send an order as docs/import.md shows it, a list of them, or one on each line")
	}
	decoder, err := order.NewDecoder(bytes.NewReader(body), order.Options{Tenant: s.tenant, Format: order.Crosslane, Products: s.products(ctx)})
	if err != nil {
		return nil, err
	}
	var list []*order.Intake
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			return list, ctx.Err() // who went away stopped the look into the products, too
		}
		if err != nil {
			return nil, err
		}
		list = append(list, in)
	}
}

func takenOf(in *order.Intake, verdict order.Verdict, remark error) web.Taken {
	t := web.Taken{Number: in.Number, Verdict: string(verdict), Problems: in.Problems}
	if in.Order != nil {
		t.ID = in.Order.ID
	}
	if remark != nil {
		t.Problems = append(t.Problems, problemOf(in, remark))
	}
	return t
}
