package rehearse

import (
	"context"

	"crosslane/merchant/source"
	"crosslane/rehearsal"
	"crosslane/rehearsal/report"
	"crosslane/terminal"
)

// period is which part of the recorded history is meant.
type period struct {
	Since string `help:"From this day or instant on." placeholder:"2026-11-01"`
	Until string `help:"Before this day or instant." placeholder:"2026-12-01"`
}

// Whatif decides recorded orders by another Book.
type Whatif struct {
	Book  string         `type:"path" required:"" help:"Book file (YAML) to decide by." placeholder:"FILE"`
	Limit terminal.Count `default:"20" least:"1" most:"1000" help:"Parcels to list at most, up to 1,000; JSON lists all."`
	period
}

// Help gives an example.
func (Whatif) Help() string {
	return "Example: crosslane whatif --book winter.yaml --since 2026-11-01 --until 2026-12-01\n\n" +
		"Decides recorded orders again by another Book, and shows which parcels would have gone elsewhere, with\ncost and days beside it. Nothing is recorded, nobody is asked or told anything."
}

// Run rehearses; the data may be in use meanwhile.
func (w *Whatif) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	since, until, err := rehearsal.Period(w.Since, w.Until)
	if err != nil {
		return err
	}
	rules, err := source.Book(w.Book)
	if err != nil {
		return err
	}
	replay, err := rehearsal.NewReplay(rules.Book, since, until)
	if err != nil {
		return err
	}
	m, done, err := c.Look(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	if err := rehearsal.Read(ctx, m.Ledger, m.ID, p.Counted("facts"), replay.Take); err != nil {
		return err
	}
	answer := replay.End()
	if p.JSON {
		return p.Answer(answer)
	}
	report.Whatif(p.Stdout, answer, int(w.Limit))
	return nil
}
