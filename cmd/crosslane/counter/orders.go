package counter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"crosslane/cmd/crosslane/intake"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/web"
)

// intake makes ready to take orders in; what becomes of them is told.
func (s *Shop) intake(by, file string, now func() time.Time, tell func(*order.Intake, order.Verdict, error)) *intake.Intake {
	return &intake.Intake{Ledger: s.Ledger, Tenant: s.Tenant, By: by, File: file, Now: now, Find: s.find, Tell: tell}
}

func (s *Shop) find(ctx context.Context, number string) (shipping.OrderID, string, error) {
	if err := s.CatchUp(ctx); err != nil {
		return "", "", err
	}
	row, err := s.Views.Find(ctx, s.Tenant, number)
	return row.ID, row.Storefront, err
}

// TakeOrders makes the intake of orders that come in over HTTP while the server runs. A body is read as a whole
// before anything of it is recorded, so that one that breaks off leaves nothing.
func (s *Shop) TakeOrders(now func() time.Time) func(context.Context, []byte) ([]web.Taken, error) {
	return func(ctx context.Context, body []byte) ([]web.Taken, error) {
		orders, err := intake.Read(body, order.Options{Tenant: s.Tenant, Products: s.products(ctx)})
		if err == nil {
			err = ctx.Err() // who went away stopped the look into the products, too
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		taken := make([]web.Taken, 0, len(orders))
		in := s.intake("api", hex.EncodeToString(sum[:16]), now, func(in *order.Intake, verdict order.Verdict, remark error) {
			taken = append(taken, takenOf(in, verdict, remark))
		})
		for _, o := range orders {
			if err := in.Take(ctx, o); err != nil {
				return nil, err
			}
		}
		err = in.Settle(ctx, 0)
		return taken, err
	}
}

func takenOf(in *order.Intake, verdict order.Verdict, remark error) web.Taken {
	t := web.Taken{Number: in.Number, Verdict: string(verdict), Problems: in.Problems}
	if in.Order != nil {
		t.ID = in.Order.ID
	}
	if remark != nil {
		t.Problems = append(t.Problems, intake.ProblemOf(in, remark))
	}
	return t
}
