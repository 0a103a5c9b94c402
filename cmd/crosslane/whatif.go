package main

import (
	"context"
	"time"

	"crosslane/cmd/crosslane/rehearse"
	"crosslane/rehearsal"
	"crosslane/shipping"
)

// rehearsalCommands show what would come of another Book.
type rehearsalCommands struct {
	Whatif   whatifCommand   `cmd:"" help:"Recorded orders by another Book: cost, days, side by side."`
	Simulate simulateCommand `cmd:"" help:"Simulated worlds under several Books, compared."`
}

// period is which part of the recorded history is meant.
type period struct {
	Since string `help:"From this day or instant on." placeholder:"2026-11-01"`
	Until string `help:"Before this day or instant." placeholder:"2026-12-01"`
}

// instants reads the two bounds; zero where they are open.
func (w *period) instants() (since, until time.Time, err error) {
	if since, err = instant("--since", w.Since); err == nil {
		until, err = instant("--until", w.Until)
	}
	if err == nil && !until.IsZero() && !since.Before(until) {
		err = shipping.BadField("--until", "lies not after --since", "")
	}
	return since, until, err
}

// instant reads a day (its beginning, UTC) or an instant.
func instant(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, shipping.BadField(field, "\""+text+"\" is neither a day nor an instant", "write 2026-11-01 or 2026-11-01T00:00:00Z")
	}
	return t, nil
}

type whatifCommand struct {
	Book  string `required:"" help:"Book file (YAML) to decide by." placeholder:"FILE"`
	Limit int    `default:"20" help:"Parcels to list at most; JSON lists all."`
	period
}

// Help gives an example.
func (whatifCommand) Help() string {
	return "Example: crosslane whatif --book winter.yaml --since 2026-11-01 --until 2026-12-01\n\n" +
		"Decides recorded orders again by another Book, and shows which parcels would have gone elsewhere, with\ncost and days beside it. Nothing is recorded, nobody is asked or told anything."
}

// Run rehearses; the data may be in use meanwhile.
func (w *whatifCommand) Run(ctx context.Context, p *program, c *commands) error {
	since, until, err := w.instants()
	if err != nil {
		return err
	}
	rules, err := readBook(w.Book)
	if err != nil {
		return err
	}
	replay, err := rehearsal.NewReplay(rules.Book, since, until)
	if err != nil {
		return err
	}
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	if err := rehearsal.Read(ctx, s.ledger, s.tenant, p.counted("facts"), replay.Take); err != nil {
		return err
	}
	answer := replay.End()
	if c.JSON {
		return p.answer(answer)
	}
	rehearse.Whatif(p.stdout, answer, w.Limit)
	return nil
}
