package merchant_test

import (
	"context"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/handover"
	"crosslane/shipping"
)

// TestDoor: whoever acts is asked at the door of the business what he may do, by whichever way he came; a stranger does not learn of it.
func TestDoor(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	for right, do := range map[account.Right]func(ctx context.Context) error{
		account.Orders: func(ctx context.Context) error { _, err := m.TakeOrders(ctx, []byte("[]"), nil); return err },
		"orders, too":  func(ctx context.Context) error { _, err := m.CancelOrder(ctx, "ord_x", "why", "x"); return err },
		account.Parcels: func(ctx context.Context) error {
			_, err := handover.Record(ctx, m, handover.Handing{Carrier: "x"})
			return err
		},
		"parcels, too": func(ctx context.Context) error { return m.ChangeSlot(ctx, "x", shipping.Window{}, "x") },
		account.Scans:  func(ctx context.Context) error { _, err := m.TakeScans(ctx, &carrier.ScanSheet{}, "x"); return err },
		account.Cases:  func(ctx context.Context) error { return m.Say(ctx, "cas_x", "x", &fact.CaseClosed{Why: "x"}) },
		account.Book:   func(ctx context.Context) error { return m.Publish(ctx, nil, time.Time{}) },
		account.Erase: func(ctx context.Context) error {
			_, err := m.Erase(ctx, shipping.Address{Email: "a@b.example"})
			return err
		},
	} {
		stranger := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{"other": account.Owner}})
		if err := do(stranger); shipping.CodeOf(err) != shipping.NotFound || err.Error() == "" {
			t.Errorf("%s for a stranger: %v", right, err)
		}
		reader := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{"main": account.ReadOnly}})
		if err := do(reader); shipping.CodeOf(err) != shipping.Forbidden {
			t.Errorf("%s for a reader: %v", right, err)
		}
		owner := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{"main": account.Owner}})
		if err := do(owner); shipping.CodeOf(err) == shipping.Forbidden && right != "orders, too" {
			t.Errorf("%s for an owner: %v", right, err)
		}
	}
}
