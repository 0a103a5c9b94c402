package ledger

import "crosslane/db"

// Look opens a ledger for reading alone, also while another process writes to it: its balances,
// histories, feed and papers. Whatever is submitted is refused as Unavailable.
func Look(d *db.DB) *Ledger {
	l := &Ledger{db: d, closed: true, stop: func() {}}
	l.options.fill()
	return l
}
