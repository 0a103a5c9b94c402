package main

import (
	"context"

	"crosslane/cmd/crosslane/rehearse"
	"crosslane/fact"
	"crosslane/rehearsal"
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

// Run tries the triggers on the record as it was; the data may be in use meanwhile.
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
	trial, err := rehearsal.NewTrial(rules.Book, s.tenant, since, until)
	if err != nil {
		return err
	}
	err = rehearsal.Read(ctx, s.ledger, s.tenant, p.counted("facts"), func(f *fact.Fact) error {
		trial.Take(f)
		return nil
	})
	if err != nil {
		return err
	}
	report := trial.End()
	if c.JSON {
		return p.answer(report)
	}
	rehearse.Trial(p.stdout, report, b.Limit)
	return nil
}
