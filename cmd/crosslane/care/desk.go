// Package care looks after the channels and the cases of a shop: it has channels assessed, moves parcels
// off those that fail, and holds the commands of those who look after both, after dead wishes, and after people's papers.
package care

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// Shop is an opened place of data.
type Shop struct {
	Tenant shipping.MerchantID
	Ledger *ledger.Ledger
	Views  *view.Store
	Shelf  *fulfillment.Shelf
	// CatchUp brings the read tables up to the last fact.
	CatchUp func(context.Context) error
	// Feed answers with at most so many facts behind a cursor, and with the cursor behind them.
	Feed  func(ctx context.Context, after string, limit int) ([]view.Told, string, error)
	Close func()
}

// Desk is where a command is typed, and what it prints to.
type Desk struct {
	Out  io.Writer
	JSON bool // the answer's form
	Now  func() time.Time
	// Look opens the data for reading, also beside a server; Open opens them for writing.
	Look, Open func(context.Context) (*Shop, error)
}

// look opens the data for reading, with the read tables as new as they can be: beside a server they are
// as the server has made them.
func (d *Desk) look(ctx context.Context) (*Shop, error) {
	s, err := d.Look(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.CatchUp(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// answer prints a value as indented JSON.
func (d *Desk) answer(v any) error {
	out := json.NewEncoder(d.Out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// columns prints a table with a head.
func (d *Desk) columns(head string, rows func(io.Writer)) error {
	w := tabwriter.NewWriter(d.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, head)
	rows(w)
	return w.Flush()
}
