package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"crosslane/cmd/crosslane/accounts"
	"crosslane/db"
	"crosslane/ledger/upkeep"
	"crosslane/merchant"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

type auditCommand struct {
	Views bool `help:"Compare the read tables with what the facts give, too."`
}

// Help gives an example.
func (auditCommand) Help() string {
	return "Example: crosslane audit --json\n\nOf every merchant, or of the one that --merchant names: folds every fact, decides again what followed from it, and\nchecks hash chains, balances, jobs, documents and laws. Ends with status 1 and the first violation."
}

// Run audits; the data may be in use meanwhile, or lie where nothing can be written.
func (a *auditCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	place, err := merchant.Look(ctx, c.At(), merchant.Options{Now: p.Now})
	if err != nil {
		return err
	}
	defer place.Close()
	list, err := place.Audit(ctx, merchant.AuditOptions{Views: a.Views, Progress: p.Counted("facts"), Merchants: c.Named()})
	if err != nil {
		return err
	}
	return cmp.Or(p.Tell(merchant.AuditAnswer(list), "%s", merchant.AuditText(list)), merchant.Violation(list))
}

type rebuildCommand struct {
	Views      bool `help:"The read tables only."`
	AcceptLoss bool `help:"Go on without facts that were recorded and are gone. No audit counts them afterwards, but each goes on to name, as not in order, what followed from them or belongs to them. Where the fact behind one that is gone is still there, in its stream, a backup alone helps."`
}

// Help gives an example.
func (rebuildCommand) Help() string {
	return "Example: crosslane rebuild --views\n\nMakes every balance and timer anew from the facts, brings jobs back that are lost, fills the read tables, and audits\nwhat came of it."
}

// Run makes everything anew that can be made from facts.
func (r *rebuildCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	if err := c.There(ctx); err != nil {
		return err
	}
	answer, text := map[string]any{}, ""
	if !r.Views {
		found, err := merchant.Rebuild(ctx, c.At(), r.AcceptLoss, p.Counted("facts"), c.Named()...)
		if err != nil {
			return err
		}
		answer["rebuilt"], text = found, found.Made()
	}
	soFar := func(err error) error {
		if r.Views {
			return err
		}
		return errors.Join(p.Tell(answer, "%s", text), err) // what was made anew stays, whatever fails behind it
	}
	place, done, err := c.Place(ctx, p, terminal.Beginning{})
	if err != nil {
		return soFar(err)
	}
	defer done()
	if err := place.RefillViews(ctx); err != nil {
		return soFar(err)
	}
	answer["views"], text = true, text+"The read tables are filled from the first fact.\n"
	if r.Views {
		return p.Tell(answer, "%s", text)
	}
	list, err := place.Audit(ctx, merchant.AuditOptions{Progress: p.Counted("facts"), Merchants: c.Named()})
	if err != nil {
		return soFar(err)
	}
	answer["audit"] = merchant.AuditAnswer(list)
	return cmp.Or(p.Tell(answer, "%s%s", text, merchant.AuditText(list)), merchant.Violation(list))
}

type backupCommand struct {
	File string `type:"path" out:".accounts" arg:"" help:"Where to write; - writes to standard output."`
}

// Help gives an example.
func (backupCommand) Help() string {
	return "Example: crosslane backup shop.backup\n\nHolds facts, requests to carriers and documents as they are at one moment, also while the server runs.\nIt can be restored into SQLite and into PostgreSQL. A backup of before is replaced; any other file, and any in the\ndirectory of the data, is refused."
}

// mayReplace refuses a file that is there and that a backup must not take the place of.
func mayReplace(name, data string) error {
	return cmp.Or(accounts.Ours(name+terminal.Beside), upkeep.MayReplace(name, data))
}

// Run writes a backup. The file appears under its name only when it is whole.
func (b *backupCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	switch b.File {
	case "":
		return shipping.BadField("<file>", "names no file", "say where to keep the backup, such as shop.backup")
	case "-":
		if p.JSON {
			return shipping.BadField("--json", "it does not go with -: what is written there is the backup", "name a file")
		}
		fmt.Fprintln(p.Stderr, "What goes to standard output is the record alone: accounts, webhooks and storefronts are kept where a file is named.")
		_, err := merchant.Backup(ctx, c.At(), p.Stdout)
		return err
	}
	if err := mayReplace(b.File, c.Data); err != nil {
		return err
	}
	kept, err := accounts.Backup(ctx, c, b.File)
	if err != nil {
		return err
	}
	holds, err := merchant.BackupFile(ctx, c.At(), b.File)
	if err != nil {
		return err
	}
	file := p.Typed(b.File)
	answer, and := map[string]any{"file": file, "rows": holds.Rows}, ""
	if kept > 0 {
		answer["accounts"], and = kept, fmt.Sprintf("Accounts, webhooks and storefronts lie beside it (%d rows in %s): keep both.\n", kept, file+terminal.Beside)
	}
	return p.Tell(answer, "Wrote %d rows to %s, and read them again: every fact is the one that was recorded.\n%s", holds.Rows, file, and)
}

type restoreCommand struct {
	File string `arg:"" help:"A backup; - reads standard input."`
}

// Help gives an example.
func (restoreCommand) Help() string {
	return "Example: crosslane restore shop.backup --data new-place\n\nThe place must be empty. Every fact is folded and checked on the way in."
}

// Run reads a backup into an empty place.
func (r *restoreCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	in := p.Stdin
	if r.File != "-" {
		f, err := os.Open(r.File)
		if err != nil {
			return source.Unreadable(r.File, err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	in, err := db.Opened(in)
	if err != nil {
		return err
	}
	missing := c.There(ctx)
	found, err := merchant.Restore(ctx, c.At(), in, merchant.Options{Now: p.Now})
	if missing != nil && shipping.CodeOf(c.There(ctx)) != shipping.NotFound {
		p.Began(c.At())
	}
	if err != nil {
		return err
	}
	kept := int64(0)
	if r.File != "-" {
		if kept, err = accounts.Restore(ctx, p, c, r.File); err != nil {
			return err
		}
	}
	answer, and := map[string]any{"restored": found}, ""
	if kept > 0 {
		answer["accounts"], and = kept, fmt.Sprintf("Accounts, webhooks and storefronts came with it (%d rows).\n", kept)
	}
	return p.Tell(answer, "Restored %d facts in %d streams, %d documents; all in order.\n%s%s", found.Facts, found.Streams, found.Documents, found.Again(), and)
}

type migrateCommand struct {
	terminal.Beginning
	Distribute string `enum:",citus" default:"" help:"citus: spread the tables over the nodes of a PostgreSQL that Citus extends, by merchant." placeholder:"citus"`
}

// Help gives an example.
func (migrateCommand) Help() string {
	return "Examples: crosslane migrate --db postgres://...\n          crosslane migrate --db postgres://... --distribute citus"
}

// Run opens the data, which brings the tables to their newest form.
func (g *migrateCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	began := p.Now()
	place, done, err := c.Place(ctx, p, g.Beginning)
	if err != nil {
		return err
	}
	defer done()
	if g.Distribute != "" {
		if err := place.Distribute(ctx); err != nil {
			return err
		}
	}
	took := p.Now().Sub(began).Round(time.Millisecond)
	return p.Tell(map[string]any{"took_ms": took.Milliseconds()}, "The tables have their newest form (%s).\n", took)
}
