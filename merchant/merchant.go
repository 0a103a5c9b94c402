package merchant

import (
	"context"
	"sync"
	"time"

	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// Merchant is the opened business of one merchant: its Book in force, its ledger, read tables, carriers,
// jobs and timers, and of nobody else. It is safe for concurrent use.
type Merchant struct {
	ID     shipping.MerchantID
	Ledger *ledger.Ledger // of the place; asked for this merchant alone
	Views  *view.Store    // likewise
	// Fill brings the read tables up to the last fact.
	Fill func(context.Context) error

	place *Place
	now   func() time.Time
	mu    sync.Mutex
	books bookList
}

func newMerchant(p *Place, id shipping.MerchantID) *Merchant {
	m := &Merchant{ID: id, Ledger: p.ledger, Views: p.views, place: p, now: p.now}
	m.Fill = m.fillViews
	return m
}

// Now is the clock of the business: the wall's, or a simulated world's.
func (m *Merchant) Now() time.Time { return m.now() }
