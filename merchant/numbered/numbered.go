// Package numbered gives orders of earlier programs what finds them by their numbers.
package numbered

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// All gives every order of a merchant its number that was received before numbers were kept.
func All(ctx context.Context, l *ledger.Ledger, m shipping.MerchantID, now func() time.Time) error {
	return l.Replay(ctx, m, 0, func(list []ledger.Recorded) error {
		var under []*ledger.Pending
		for _, r := range list {
			if b, ok := r.Fact.Body.(*fact.OrderReceived); ok {
				o := &b.Order
				under = append(under, l.Submit(m, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.NumbersStream(o.Storefront, o.Number), At: now(), By: "program",
					Body: &fact.OrderNumbered{Storefront: o.Storefront, Number: o.Number, Order: o.ID}}}}))
			}
		}
		for _, p := range under {
			if _, err := p.Wait(ctx); err != nil && shipping.CodeOf(err) != shipping.Known {
				return err
			}
		}
		return nil
	})
}
