package main

import (
	"context"
	"time"

	"crosslane/cmd/crosslane/care"
	"crosslane/cmd/crosslane/counter"
	"crosslane/shipping"
	"crosslane/web"
)

// care is the shop as those see it who look after channels and cases. catchUp brings the read tables
// up to the last fact.
func (s *shop) care(catchUp func(context.Context) error) *care.Shop {
	return &care.Shop{Tenant: s.tenant, Ledger: s.ledger, Views: s.views, Shelf: s.shelf, CatchUp: catchUp, Feed: feedOf(s.ledger), Close: s.close}
}

// counter is the shop as those see it who hand something in, or ask after an order or a parcel.
func (s *shop) counter() *counter.Shop {
	return &counter.Shop{Tenant: s.tenant, Ledger: s.ledger, Views: s.views, CatchUp: s.fillViews, Close: s.close}
}

// pages is what the pages show of the shop, and hand over to it.
func (s *shop) pages(title string, c *care.Shop, now func() time.Time) web.Source {
	return web.Source{Views: s.views, Tenant: s.tenant, Title: title, Now: now, Explain: s.counter().Remarks, Case: c.CaseFile, Say: c.Say(now)}
}

// care is where the commands about channels and cases are typed.
func (c *commands) care(p *program) *care.Desk {
	seen := func(s *shop) *care.Shop { return s.care(s.fillViews) }
	return &care.Desk{Out: p.stdout, JSON: c.JSON, Now: p.now, Look: opener(p, c.look, seen), Open: opener(p, c.openToWrite, seen)}
}

// counter is where the commands about orders and parcels are typed.
func (c *commands) counter(p *program) *counter.Desk {
	return &counter.Desk{Console: p.console(c.JSON), Now: p.now, Look: opener(p, c.look, (*shop).counter), Open: opener(p, c.open, (*shop).counter)}
}

// opener opens the data for those who see the shop in their own way.
func opener[S any](p *program, open func(context.Context, func() time.Time) (*shop, error), seen func(*shop) *S) func(context.Context) (*S, error) {
	return func(ctx context.Context) (*S, error) {
		s, err := open(ctx, p.now)
		if err != nil {
			return nil, err
		}
		return seen(s), nil
	}
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
