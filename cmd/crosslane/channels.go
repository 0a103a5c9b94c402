package main

import (
	"context"
	"time"

	"crosslane/cmd/crosslane/care"
	"crosslane/shipping"
)

// care is the shop as those see it who look after channels and cases. catchUp brings the read tables
// up to the last fact.
func (s *shop) care(catchUp func(context.Context) error) *care.Shop {
	return &care.Shop{Tenant: s.tenant, Ledger: s.ledger, Views: s.views, Shelf: s.shelf, CatchUp: catchUp, Feed: feedOf(s.ledger), Close: s.close}
}

// desk is where the commands about channels and cases are typed.
func (c *commands) desk(p *program) *care.Desk {
	opened := func(open func(context.Context, func() time.Time) (*shop, error)) func(context.Context) (*care.Shop, error) {
		return func(ctx context.Context) (*care.Shop, error) {
			s, err := open(ctx, p.now)
			if err != nil {
				return nil, err
			}
			return s.care(s.fillViews), nil
		}
	}
	return &care.Desk{Out: p.stdout, JSON: c.JSON, Now: p.now, Look: opened(c.look), Open: opened(c.openToWrite)}
}

// openToWrite is open with a word about why it cannot be.
func (c *commands) openToWrite(ctx context.Context, now func() time.Time) (*shop, error) {
	s, err := c.open(ctx, now)
	if shipping.CodeOf(err) == shipping.Unavailable && c.DB == "" {
		return nil, &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "the data in " + c.Data + " cannot be written to now",
			Hint: "a running server holds them: stop it first, or keep the data on PostgreSQL (--db), where commands work beside it", Cause: err}
	}
	return s, err
}
