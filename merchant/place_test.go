package merchant_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// each runs a test on a place in a directory and on one on PostgreSQL.
func each(t *testing.T, test func(t *testing.T, at merchant.At)) {
	t.Run("sqlite", func(t *testing.T) { test(t, merchant.At{Data: filepath.Join(t.TempDir(), "data")}) })
	t.Run("postgres", func(t *testing.T) { test(t, merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)}) })
}

// TestMerchantsOfAPlace: a new place has one merchant; others are added by name, once, and nobody else is let in.
func TestMerchantsOfAPlace(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		added(t, p, "lumen")
		added(t, p, "0-9")
		if list, err := p.Merchants(t.Context()); err != nil || !slices.Equal(list, []shipping.MerchantID{"0-9", "lumen", merchant.First}) {
			t.Errorf("%v, %v", list, err)
		}
		_, err := p.Add(t.Context(), "lumen")
		says(t, err, shipping.Known, "lumen")
		if facts := told(t, of(t, p, "lumen")); len(facts) != 2 || !strings.HasSuffix(facts[0], " DecisionsRevised") || !strings.HasSuffix(facts[1], " BookPublished") {
			t.Errorf("added twice, it has %v", facts)
		}
		_, err = p.Merchant(t.Context(), "lumens")
		says(t, err, shipping.NotFound, `no merchant "lumens"`, "known: 0-9, lumen, main", "crosslane merchants add")
		for _, name := range []string{"", "-x", "x-", "Lumen", "a b", "../x", "ä", strings.Repeat("a", 41)} {
			_, err := p.Add(t.Context(), shipping.MerchantID(name))
			says(t, err, shipping.Invalid, "is no name of a merchant")
		}
		added(t, p, shipping.MerchantID(strings.Repeat("a", 40)))
		if list, err := p.Merchants(t.Context()); err != nil || len(list) != 4 {
			t.Errorf("%v, %v", list, err)
		}
		if list, err := p.Served(t.Context(), []shipping.MerchantID{"lumen"}); err != nil || len(list) != 1 || list[0] != of(t, p, "lumen") {
			t.Errorf("served alone: %v, %v", list, err)
		}
		_, err = p.Served(t.Context(), []shipping.MerchantID{"lumen", "nobody"})
		says(t, err, shipping.NotFound, "nobody")
	})
}

// TestMerchantsOutliveTheirPlace: a place that is opened again has the merchants that were added, and adds no first one.
func TestMerchantsOutliveTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		lumen := added(t, p, "lumen")
		stocked(t, lumen, "MUG")
		before := told(t, lumen)
		p.Close()
		p = placed(t, at, merchant.Options{})
		if all, err := p.Served(t.Context(), nil); err != nil || len(all) != 2 {
			t.Errorf("%d merchants, %v", len(all), err)
		}
		if after := told(t, of(t, p, "lumen")); !slices.Equal(after, before) {
			t.Errorf("before %v, after %v", before, after)
		}
	})
}

// TestALookMakesNothing: where there are no data, a look says so, and there are none afterwards either.
func TestALookMakesNothing(t *testing.T) {
	at := merchant.At{Data: filepath.Join(t.TempDir(), "data")}
	_, err := merchant.Look(t.Context(), at, merchant.Options{})
	says(t, err, shipping.NotFound, at.Data)
	if _, err := os.Stat(at.Data); !os.IsNotExist(err) {
		t.Errorf("a look made the directory: %v", err)
	}
	if err := os.MkdirAll(at.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = merchant.Look(t.Context(), at, merchant.Options{})
	says(t, err, shipping.NotFound, at.Data)
	if left, err := os.ReadDir(at.Data); err != nil || len(left) != 0 {
		t.Errorf("a look made %v, %v", left, err)
	}
}

// TestNothingYet: where there are no tables, or those of an earlier program, a look and a backup say so in the program's words.
func TestNothingYet(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		looks := map[string]func() error{
			"look":   func() error { _, err := merchant.Look(t.Context(), at, merchant.Options{}); return err },
			"backup": func() error { _, err := merchant.Backup(t.Context(), at, io.Discard); return err },
		}
		for what, look := range looks {
			if err := look(); shipping.CodeOf(err) != shipping.NotFound || strings.Contains(err.Error(), "SQL") {
				t.Errorf("%s: %v", what, err)
			}
		}
		behind(t, at, func(*db.DB) {}) // on SQLite, an empty file
		for what, look := range looks {
			if err := look(); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "there is nothing here yet") {
				t.Errorf("%s: %v", what, err)
			}
		}
		placed(t, at, merchant.Options{}).Close()
		for i, says := range []string{"of an earlier program", "of a newer program"} { // the newest goes down, then the one before it up
			behind(t, at, func(d *db.DB) {
				tampered(t, d, fmt.Sprintf("UPDATE ledger_migrations SET version_id = version_id + %d WHERE version_id = (SELECT max(version_id) FROM ledger_migrations)", 20*i-10))
			})
			for what, look := range looks {
				if err := look(); shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), says) {
					t.Errorf("%s: %v", what, err)
				}
			}
			behind(t, at, func(d *db.DB) {
				tampered(t, d, fmt.Sprintf("UPDATE ledger_migrations SET version_id = 4 WHERE version_id IN (%d, %d)", 4-10, 4+10))
			})
		}
	})
}

// TestAPlaceIsItsOwners: a directory and files that lay open to other users do not once the place was opened.
func TestAPlaceIsItsOwners(t *testing.T) {
	at := merchant.At{Data: filepath.Join(t.TempDir(), "data")}
	placed(t, at, merchant.Options{}).Close()
	open := func() {
		files, err := os.ReadDir(at.Data)
		if err != nil || len(files) < 4 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			if err := os.Chmod(filepath.Join(at.Data, f.Name()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(at.Data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	closed := func(what string) {
		_ = filepath.WalkDir(at.Data, func(path string, d fs.DirEntry, err error) error {
			if info, _ := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %s is open to others: %v", what, path, err)
			}
			return err
		})
	}
	closed("made")
	open()
	p := placed(t, at, merchant.Options{})
	if closed("opened"); p.Exposed {
		t.Error("it is said to be exposed")
	}
	p.Close()
	open()
	file := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(file+".part", nil, 0o644); err != nil { // of a backup that was cut off
		t.Fatal(err)
	}
	if _, err := merchant.BackupFile(t.Context(), at, file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v", info.Mode(), err)
	}
}

// TestALookBesideAWriter sees what is durable while somebody else has the place, records nothing and publishes nothing.
func TestALookBesideAWriter(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		writing := of(t, placed(t, at, merchant.Options{}), merchant.First)
		beside, err := merchant.Look(t.Context(), at, merchant.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		m := of(t, beside, merchant.First)
		stocked(t, writing, "MUG")
		taken := ordered(t, writing, mugs(1, 3)...)
		if behind, err := m.Behind(t.Context()); err != nil || !behind {
			t.Errorf("behind: %v, %v", behind, err)
		}
		filled(t, m) // does nothing
		if behind, err := m.Behind(t.Context()); err != nil || !behind {
			t.Errorf("a look filled the read tables: behind %v, %v", behind, err)
		}
		filled(t, writing)
		if behind, err := m.Behind(t.Context()); err != nil || behind {
			t.Errorf("behind: %v, %v", behind, err)
		}
		for _, o := range taken {
			note, err := m.Explain(t.Context(), o.Number)
			if err != nil || len(note) < 3 {
				t.Errorf("%s: %+v, %v", o.Number, note, err)
			}
		}
		before := told(t, writing)
		_, err = m.TakeOrders(t.Context(), []byte(mug("M-9", "FR", "75011")), nil)
		says(t, err, shipping.Unavailable)
		says(t, m.Publish(t.Context(), []byte(twoLines("", "")), m.Now()), shipping.Unavailable)
		_, err = beside.Add(t.Context(), "lumen")
		says(t, err, shipping.Unavailable)
		if after := told(t, writing); !slices.Equal(after, before) {
			t.Errorf("a look recorded %v", after[len(before):])
		}
		if _, err := beside.Audit(t.Context(), merchant.AuditOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// TestOneWriterOnAFile: on SQLite the place belongs to one process.
func TestOneWriterOnAFile(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	placed(t, at, merchant.Options{})
	_, err := merchant.Open(t.Context(), at, merchant.Options{})
	says(t, err, shipping.Unavailable)
}

// TestADamagedPlaceIsToldInOurWords: whatever the engine says of files and tables comes as the project's own error, and only a
// place that another process has is told as held.
func TestADamagedPlaceIsToldInOurWords(t *testing.T) {
	whole := placeWithFacts(t)
	open := func(t *testing.T, at merchant.At) error {
		p, err := merchant.Open(t.Context(), at, merchant.Options{})
		if err == nil {
			_, err = p.Merchant(t.Context(), merchant.First)
			p.Close()
		}
		return err
	}
	look := func(t *testing.T, at merchant.At) error {
		m, done, err := merchant.LookInto(t.Context(), at, merchant.First, merchant.Options{})
		if err == nil {
			_, err = m.Views.Cases(t.Context(), m.ID, view.Page{Limit: 5})
			done()
		}
		return err
	}
	for name, c := range map[string]struct {
		damage       func(t *testing.T, at merchant.At)
		code         shipping.Code
		opens, looks string
	}{
		"read tables that are garbage": {func(t *testing.T, at merchant.At) {
			for _, name := range []string{"-wal", "-shm"} {
				_ = os.Remove(filepath.Join(at.Data, "views.db"+name))
			}
			if err := os.WriteFile(filepath.Join(at.Data, "views.db"), []byte(strings.Repeat("garbage that is no database ", 400)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, shipping.Corrupt, "move the file away", "move the file away"},
		"a read table that is gone": {func(t *testing.T, at merchant.At) {
			d, views := databases(t, at)
			tampered(t, views, "DROP TABLE view_case")
			_, _ = d.Close(), views.Close()
		}, shipping.Corrupt, "move the file away", "a table or column of it is missing"},
		"a table that is gone": {func(t *testing.T, at merchant.At) {
			behind(t, at, func(d *db.DB) { tampered(t, d, "DROP TABLE facts") })
		}, shipping.Corrupt, "a table or column of it is missing", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at := on(t, whole, false)
			c.damage(t, at)
			err := open(t, at)
			says(t, err, c.code, c.opens)
			if db.Held(err) || strings.Contains(err.Error(), "running server") {
				t.Errorf("told as held: %v", err)
			}
			e := db.Fault(look(t, at))
			if c.looks != "" && (e.Code != c.code || !strings.Contains(e.Error(), c.looks)) {
				t.Errorf("looked at: %v", e)
			}
		})
	}
	at := on(t, whole, false)
	p := placed(t, at, merchant.Options{})
	says(t, open(t, at), shipping.Unavailable, "another program has them")
	p.Close()
	if err := open(t, at); err != nil {
		t.Error(err)
	}
}
