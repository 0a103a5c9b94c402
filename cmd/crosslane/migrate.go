package main

import (
	"context"
	"fmt"
	"time"
)

type migrateCommand struct{}

// Help gives an example.
func (migrateCommand) Help() string { return "Example: crosslane migrate --db postgres://..." }

// Run opens the data, which brings the tables to their newest form.
func (migrateCommand) Run(ctx context.Context, p *program, c *commands) error {
	began := p.now()
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	s.close()
	fmt.Fprintf(p.stdout, "The tables have their newest form (%s).\n", p.now().Sub(began).Round(time.Millisecond))
	return nil
}
