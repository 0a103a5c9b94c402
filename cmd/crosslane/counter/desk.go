// Package counter holds the commands at the counter of a shop: orders, products and stock are handed in, and one
// order, parcel or depot is asked after. The pages ask and hand in through it too.
package counter

import (
	"context"
	"time"

	"crosslane/cmd/crosslane/desk"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// Shop is an opened place of data.
type Shop struct {
	Tenant shipping.MerchantID
	Ledger *ledger.Ledger
	Views  *view.Store
	// CatchUp brings the read tables up to the last fact.
	CatchUp func(context.Context) error
	Close   func()
}

// Desk is where a command is typed.
type Desk struct {
	*desk.Console
	Now func() time.Time
	// Look opens the data for reading, also beside a server; Open opens them for writing.
	Look, Open func(context.Context) (*Shop, error)
}
