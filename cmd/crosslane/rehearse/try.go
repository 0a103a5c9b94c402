package rehearse

import (
	"context"

	"crosslane/fact"
	"crosslane/merchant/source"
	"crosslane/rehearsal"
	"crosslane/rehearsal/report"
	"crosslane/terminal"
)

// Try lays the triggers of a Book against the record.
type Try struct {
	File  string         `type:"path" arg:"" help:"Book file (YAML)."`
	Limit terminal.Count `default:"20" least:"1" most:"1000" help:"Times to list at most, up to 1,000; JSON lists all."`
	period
}

// Help gives an example.
func (Try) Help() string {
	return "Example: crosslane book try book.yaml --since 2026-11-01\n\n" +
		"Lays the triggers of a Book against the recorded history, hour by hour: which would have been set off,\nwhen, by which figures, and for how many parcels. Nothing is recorded."
}

// Run tries the triggers on the record as it was; the data may be in use meanwhile.
func (b *Try) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	since, until, err := rehearsal.Period(b.Since, b.Until)
	if err != nil {
		return err
	}
	rules, err := source.Book(b.File)
	if err != nil {
		return err
	}
	m, done, err := c.Look(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	trial, err := rehearsal.NewTrial(rules.Book, since, until)
	if err != nil {
		return err
	}
	err = rehearsal.Read(ctx, m.Ledger, m.ID, p.Counted("facts"), func(f *fact.Fact) error {
		trial.Take(f)
		return nil
	})
	if err != nil {
		return err
	}
	answer := trial.End()
	if p.JSON {
		return p.Answer(answer)
	}
	report.Trial(p.Stdout, answer, int(b.Limit))
	return nil
}
