package mcp

import (
	"context"
	"maps"
	"slices"

	"crosslane/idempotency"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Served is the business of the merchants that this process serves.
type Served struct {
	All   func() map[shipping.MerchantID]*merchant.Merchant
	Calls *idempotency.Store
}

// Merchants lists them.
func (s *Served) Merchants(context.Context) ([]shipping.MerchantID, error) {
	return slices.Sorted(maps.Keys(s.All())), nil
}

// Look answers with a merchant's business.
func (s *Served) Look(_ context.Context, id shipping.MerchantID) (*merchant.Merchant, func(), error) {
	m := s.All()[id]
	if m == nil {
		return nil, nil, &Fault{shipping.NotFound, "merchant", "it is not served any more", "ask again later"}
	}
	return m, func() {}, nil
}

// Change answers with a merchant's business, and with what was asked of it before.
func (s *Served) Change(ctx context.Context, id shipping.MerchantID) (*merchant.Merchant, *idempotency.Store, func(), error) {
	m, done, err := s.Look(ctx, id)
	return m, s.Calls, done, err
}
