package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
)

type auditCommand struct {
	Views bool `help:"Compare the read tables with what the facts give, too."`
}

// Help gives an example.
func (auditCommand) Help() string {
	return "Example: crosslane audit --json\n\nOf every merchant, or of the one that --merchant names: folds every fact, decides again what followed from it, and\nchecks hash chains, balances, jobs, documents and laws. Ends with status 1 and the first violation."
}

// Run audits; the data may be in use meanwhile, or lie where nothing can be written.
func (a *auditCommand) Run(ctx context.Context, p *program, c *commands) error {
	place, err := merchant.Look(ctx, c.at(), merchant.Options{Now: p.now})
	if err != nil {
		return err
	}
	defer place.Close()
	return p.audit(ctx, place, merchant.AuditOptions{Views: a.Views, Progress: p.counted("facts"), Merchants: c.named()})
}

// audit audits a place and tells what was found; the first violation is its error.
func (p *program) audit(ctx context.Context, place *merchant.Place, o merchant.AuditOptions) error {
	list, err := place.Audit(ctx, o)
	if err != nil {
		return err
	}
	return cmp.Or(p.tell(merchant.AuditAnswer(list), "%s", merchant.AuditText(list)), merchant.Violation(list))
}

type rebuildCommand struct {
	Views      bool `help:"The read tables only."`
	AcceptLoss bool `help:"Go on without facts that were recorded and are gone. An audit sees nothing of it afterwards."`
}

// Help gives an example.
func (rebuildCommand) Help() string {
	return "Example: crosslane rebuild --views\n\nMakes every balance and timer anew from the facts, brings jobs back that are lost, fills the read tables, and audits\nwhat came of it."
}

// Run makes everything anew that can be made from facts.
func (r *rebuildCommand) Run(ctx context.Context, p *program, c *commands) error {
	if !r.Views {
		found, err := merchant.Rebuild(ctx, c.at(), r.AcceptLoss, p.counted("facts"), c.named()...)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "Folded %d facts into %d balances.\n", found.Facts, found.Streams)
		if found.Returned > 0 {
			fmt.Fprintf(p.stdout, "Brought %d jobs back. Those that were performed already are asked again under the same key, which a carrier answers as before.\n", found.Returned)
		}
	}
	place, err := c.place(ctx, p)
	if err != nil {
		return err
	}
	defer place.Close()
	if err := place.RefillViews(ctx); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "The read tables are filled from the first fact.")
	if r.Views {
		return nil
	}
	return p.audit(ctx, place, merchant.AuditOptions{Progress: p.counted("facts"), Merchants: c.named()})
}

type backupCommand struct {
	File string `arg:"" help:"Where to write; - writes to standard output."`
}

// Help gives an example.
func (backupCommand) Help() string {
	return "Example: crosslane backup shop.backup\n\nHolds facts, requests to carriers and documents as they are at one moment, also while the server runs.\nIt can be restored into SQLite and into PostgreSQL."
}

// Run writes a backup. The file appears under its name only when it is whole.
func (b *backupCommand) Run(ctx context.Context, p *program, c *commands) error {
	if b.File == "-" {
		_, err := merchant.Backup(ctx, c.at(), p.stdout)
		return err
	}
	holds, err := merchant.BackupFile(ctx, c.at(), b.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "Wrote %d rows to %s, and read them again: it is whole.\n", holds.Rows, b.File)
	return nil
}

type restoreCommand struct {
	File string `arg:"" help:"A backup; - reads standard input."`
}

// Help gives an example.
func (restoreCommand) Help() string {
	return "Example: crosslane restore shop.backup --data new-place\n\nThe place must be empty. Every fact is folded and checked on the way in."
}

// Run reads a backup into an empty place.
func (r *restoreCommand) Run(ctx context.Context, p *program, c *commands) error {
	in := p.stdin
	if r.File != "-" {
		f, err := os.Open(r.File)
		if err != nil {
			return &shipping.Error{Code: shipping.NotFound, Field: r.File, Message: "cannot be read", Cause: err}
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	found, err := merchant.Restore(ctx, c.at(), in, merchant.Options{Now: p.now})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Restored %d facts in %d streams, %d documents; all in order.\n", found.Facts, found.Streams, found.Documents)
	if found.Returned > 0 {
		fmt.Fprintf(p.stdout, "%d jobs were lost in the backup, and are asked again.\n", found.Returned)
	}
	return nil
}

type migrateCommand struct {
	Distribute string `enum:",citus" default:"" help:"citus: spread the tables over the nodes of a PostgreSQL that Citus extends, by merchant." placeholder:"citus"`
}

// Help gives an example.
func (migrateCommand) Help() string {
	return "Examples: crosslane migrate --db postgres://...\n          crosslane migrate --db postgres://... --distribute citus"
}

// Run opens the data, which brings the tables to their newest form.
func (g *migrateCommand) Run(ctx context.Context, p *program, c *commands) error {
	began := p.now()
	place, err := c.place(ctx, p)
	if err != nil {
		return err
	}
	defer place.Close()
	if g.Distribute != "" {
		if err := place.Distribute(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(p.stdout, "The tables have their newest form (%s).\n", p.now().Sub(began).Round(time.Millisecond))
	return nil
}
