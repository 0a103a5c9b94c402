// Package exchange answers the question: which files does an ERP lay down, and which does it find?
//
// A folder has three floors: in/, where files are laid down; done/ and failed/, where each is moved when it was taken in, with a file
// beside it that tells what came of its rows; and out/, where what happened to parcels and stock is written.
package exchange

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
)

// Every is how often a folder is looked at.
const Every = 2 * time.Second

// Folder is the folder by which an ERP and a merchant exchange files.
type Folder struct {
	dir  string
	m    *merchant.Merchant
	log  *slog.Logger
	seen map[string]stood // files of in/ as they were at the last look
	told string           // what could not be done, as the log was told last
}

// stood is how a file stood.
type stood struct {
	size int64
	at   time.Time
}

// Open opens the folder of a merchant, and makes its floors.
func Open(dir string, m *merchant.Merchant, log *slog.Logger) (*Folder, error) {
	for _, name := range []string{"in", "done", "failed", "out"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o750); err != nil {
			return nil, failed("make the folder", err)
		}
	}
	return &Folder{dir: dir, m: m, log: log, seen: map[string]stood{}}, nil
}

func failed(what string, err error) error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "exchange", Message: "could not " + what + ": " + err.Error(), Hint: "look whether the folder is there, has room, and may be written", Cause: err}
}

// Run looks at the folder again and again until the context ends.
func (f *Folder) Run(ctx context.Context) {
	for ctx.Err() == nil {
		_, err := f.Look(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			f.told = ""
		case f.told != err.Error():
			f.told = err.Error()
			f.log.Warn("the folder of an ERP", "merchant", string(f.m.ID), "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(Every):
		}
	}
}

// Taken is a file that was taken in, and what came of it.
type Taken struct {
	File  string `json:"file"`
	Rows  int    `json:"rows"`  // of it
	Wrong int    `json:"wrong"` // of which something is to be mended
	Why   string `json:"why,omitempty"`
}

// Look takes in each file that stood still since the last look, and writes what happened meanwhile.
func (f *Folder) Look(ctx context.Context) (list []Taken, err error) {
	ready, err := f.ready()
	if err != nil {
		return nil, err
	}
	for _, name := range ready {
		t, err := f.take(ctx, name)
		if err != nil {
			return list, err
		}
		f.log.Info("a file of an ERP was taken in", "merchant", string(f.m.ID), "file", name, "rows", t.Rows, "wrong", t.Wrong, "why", t.Why)
		list = append(list, *t)
	}
	return list, f.write(ctx)
}

// ready are the files of in/ that stood still since the last look, by name: what is still being written is left alone.
func (f *Folder) ready() (names []string, err error) {
	list, err := os.ReadDir(filepath.Join(f.dir, "in"))
	if err != nil {
		return nil, failed("read the folder", err)
	}
	now := map[string]stood{}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || !e.Type().IsRegular() || hidden(e) {
			continue // it is gone again, or no file of rows
		}
		s := stood{info.Size(), info.ModTime()}
		if f.seen[e.Name()] == s {
			names = append(names, e.Name())
		}
		now[e.Name()] = s
	}
	f.seen = now
	return names, nil
}

// hidden tells files that others write before they rename them.
func hidden(e fs.DirEntry) bool {
	name := strings.ToLower(e.Name())
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".filepart")
}

// whole writes a file so that nobody ever sees a part of it.
func whole(file string, text []byte) error {
	t, err := os.CreateTemp(filepath.Dir(file), ".crosslane-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(t.Name()) }() // no effect once it has its name
	_, err = t.Write(text)
	if err == nil {
		err = t.Sync()
	}
	if e := t.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(t.Name(), 0o640) //nolint:gosec // the ERP is another user of the same group
	}
	if err == nil {
		err = os.Rename(t.Name(), file)
	}
	return err
}
