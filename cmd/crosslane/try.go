package main

import (
	"context"
	"os"
	"path/filepath"

	"crosslane/cmd/crosslane/rehearse"
	"crosslane/db"
	"crosslane/rehearsal"
	"crosslane/shipping"
	"crosslane/view"
)

type bookTry struct {
	File  string `arg:"" help:"Book file (YAML)."`
	Limit int    `default:"20" help:"Times to list at most; JSON lists all."`
	period
}

// Help gives an example.
func (bookTry) Help() string {
	return "Example: crosslane book try book.yaml --since 2026-11-01\n\n" +
		"Lays the triggers of a Book against the recorded history, hour by hour: which would have been set off,\nwhen, by which figures, and for how many parcels. Nothing is recorded."
}

// Run tries the triggers on a copy of the read tables that grows with the record; the data may be in use meanwhile.
func (b *bookTry) Run(ctx context.Context, p *program, c *commands) error {
	since, until, err := b.instants()
	if err != nil {
		return err
	}
	rules, err := readBook(b.File)
	if err != nil {
		return err
	}
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	scratch, remove, err := scratchViews(ctx)
	if err != nil {
		return err
	}
	defer remove()
	trial, err := rehearsal.NewTrial(rules.Book, scratch, s.tenant, since, until)
	if err != nil {
		return err
	}
	err = rehearsal.Read(ctx, s.ledger, s.tenant, p.counted("facts"), func(f *shipping.Fact) error { return trial.Take(ctx, f) })
	if err != nil {
		return err
	}
	report, err := trial.End(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(report)
	}
	rehearse.Trial(p.stdout, report, b.Limit)
	return nil
}

// scratchViews opens empty read tables in a place of their own, and answers with what removes them.
func scratchViews(ctx context.Context) (*view.Store, func(), error) {
	dir, err := os.MkdirTemp("", "crosslane-try-")
	if err != nil {
		return nil, nil, &shipping.Error{Code: shipping.Unavailable, Message: "cannot make a directory to work in", Cause: err}
	}
	d, err := db.Open(ctx, filepath.Join(dir, "views.db"))
	if err != nil {
		_ = os.RemoveAll(dir) // the error before it counts
		return nil, nil, err
	}
	remove := func() { _ = d.Close(); _ = os.RemoveAll(dir) } // it is empty of anything that matters
	store, err := view.Open(ctx, d)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return store, remove, nil
}
