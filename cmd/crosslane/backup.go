package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"crosslane/db"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
	"crosslane/world"
)

type backupCommand struct {
	File string `arg:"" help:"Where to write; - writes to standard output."`
}

// Help gives an example.
func (backupCommand) Help() string {
	return "Example: crosslane backup shop.backup\n\nHolds facts, requests to carriers and papers as they are at one moment, also while the server runs.\nIt can be restored into SQLite and into PostgreSQL."
}

// Run writes a backup. The file appears under its name only when it is whole.
func (b *backupCommand) Run(ctx context.Context, p *program, c *commands) error {
	at, _ := c.place()
	d, err := db.OpenReadOnly(ctx, at)
	if err != nil {
		return err
	}
	defer d.Close()
	if b.File == "-" {
		_, err := upkeep.Backup(ctx, d, p.stdout)
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(b.File), ".backup-*")
	if err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: b.File, Message: "cannot be written", Cause: err}
	}
	defer os.Remove(f.Name()) // it has another name by then, or is of no use
	rows, err := upkeep.Backup(ctx, d, f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), b.File)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "Wrote %d rows to %s.\n", rows, b.File)
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
		defer f.Close()
		in = f
	}
	found, err := c.restore(ctx, in)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.refillViews(ctx); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Restored %d facts in %d streams; all in order.\n", found.Facts, found.Streams)
	return nil
}

func (c *commands) restore(ctx context.Context, in io.Reader) (upkeep.Found, error) {
	if c.DB == "" {
		if err := os.MkdirAll(c.Data, 0o755); err != nil {
			return upkeep.Found{}, err
		}
	}
	at, _ := c.place()
	d, err := db.Open(ctx, at)
	if err != nil {
		return upkeep.Found{}, err
	}
	defer d.Close()
	return upkeep.Restore(ctx, d, in, upkeep.Options{Law: world.Laws})
}
