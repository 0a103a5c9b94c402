package main

import (
	"context"
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/db"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/world"
)

type auditCommand struct{}

// Help gives an example.
func (auditCommand) Help() string {
	return "Example: crosslane audit --json\n\nFolds every fact again, checks the hash chains, compares every balance with what its facts add up to, and\nholds it against the laws. Ends with status 1 and the first violation."
}

// Run audits; the data may be in use meanwhile.
func (auditCommand) Run(ctx context.Context, p *program, c *commands) error {
	at, _ := c.place()
	d, err := db.OpenReadOnly(ctx, at)
	if err != nil {
		return err
	}
	defer d.Close()
	found, err := upkeep.Audit(ctx, d, upkeep.Options{Law: world.Laws, Progress: p.counted("facts")})
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(map[string]any{"facts": found.Facts, "streams": found.Streams, "violated": 0})
	}
	fmt.Fprintf(p.stdout, "In order: %d facts in %d streams; every hash chain is whole, every balance adds up, no law is violated.\n", found.Facts, found.Streams)
	return nil
}

// counted shows how many of something were done, on a terminal only.
func (p *program) counted(what string) func(int64) {
	f, ok := p.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(n int64) { _ = bar.Set64(n) }
}

type rebuildCommand struct {
	Views bool `help:"The read tables only."`
}

// Help gives an example.
func (rebuildCommand) Help() string {
	return "Example: crosslane rebuild --views\n\nFolds every balance anew from its facts, and fills the read tables from the first fact."
}

// Run makes everything anew that can be made from facts.
func (r *rebuildCommand) Run(ctx context.Context, p *program, c *commands) error {
	if !r.Views {
		if err := rebuildBalances(ctx, p, c); err != nil {
			return err
		}
	}
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.refillViews(ctx); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "The read tables are filled from the first fact.")
	return nil
}

func rebuildBalances(ctx context.Context, p *program, c *commands) error {
	at, _ := c.place()
	d, err := db.Open(ctx, at)
	if err != nil {
		return err
	}
	defer d.Close()
	found, err := upkeep.Rebuild(ctx, d, upkeep.Options{Progress: p.counted("facts")})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Folded %d facts into %d balances.\n", found.Facts, found.Streams)
	return nil
}

// refillViews fills the read tables from the first fact.
func (s *shop) refillViews(ctx context.Context) error {
	if err := s.views.Clear(ctx); err != nil {
		return err
	}
	err := s.ledger.Replay(ctx, ledger.Cursor{}, func(list []ledger.Recorded) error {
		told, cursor := tell(list)
		return s.views.Apply(ctx, told, cursor)
	})
	if err != nil {
		return err
	}
	return s.fillViews(ctx)
}
