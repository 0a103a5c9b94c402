package ledger

import (
	"crosslane/db"
	"crosslane/shipping"
)

// Look opens a ledger for reading alone, also while another process writes to it: its balances,
// histories, feed and documents. Whatever is submitted is refused as Unavailable.
func Look(d *db.DB) *Ledger {
	l := &Ledger{db: d, memories: map[shipping.MerchantID]*memory{}, closed: true, stop: func() {}}
	l.options.fill()
	return l
}
