package main

import (
	"bytes"
	"compress/gzip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/db/dbtest"
)

// TestRestoreOfSomethingElse: what is no backup is refused in words, before a place is begun.
func TestRestoreOfSomethingElse(t *testing.T) {
	dir := t.TempDir()
	data, whole := filepath.Join(dir, "data"), filepath.Join(dir, "whole.backup")
	done(t, "", "--data", data, "migrate", "--new")
	done(t, "", "--data", data, "backup", whole)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	_, _ = zip.Write([]byte(strings.Repeat("sku,name\n", 100)))
	_ = zip.Close()
	bent := bytes.Clone(text)
	bent[len(bent)-6] ^= 0xff
	for name, c := range map[string]struct {
		content string
		made    bool // a backup that breaks off shows only while it is read
		says    string
	}{
		"empty":  {"", false, "this is no backup of Crosslane (name a file that crosslane backup has written)"},
		"csv":    {"sku,name\nmug,Mug\n", false, "this is no backup of Crosslane (name a file that crosslane backup has written)"},
		"zipped": {zipped.String(), false, "this is no backup of Crosslane (name a file that crosslane backup has written)"},
		"cut":    {string(text[:len(text)/2]), true, "this is no whole backup of Crosslane: it ends too early (was the file cut short?)"},
		"bent":   {string(bent), true, "this backup was changed or damaged after it was written (restore another one)"},
	} {
		place := filepath.Join(dir, name)
		out, errs, status := typed(t, c.content, "restore", "-", "--data", place)
		if status != 1 || out != "" || !strings.HasSuffix(errs, "crosslane: "+c.says+"\n") || strings.HasPrefix(errs, "A new place") != c.made {
			t.Errorf("%s: status %d: %s%s", name, status, out, errs)
		}
		if _, err := os.Stat(place); err == nil != c.made {
			t.Errorf("%s: a place: %v", name, err)
		}
	}
	if _, errs, status := typed(t, "", "restore", whole, "--data", filepath.Join(dir, "new")); status != 0 || errs != "A new place of data was begun in "+filepath.Join(dir, "new")+".\n" {
		t.Errorf("a whole one: status %d: %s", status, errs)
	}
}

// TestDatabasesThatLetNobodyIn: what PostgreSQL and the network say comes in words, on one line.
func TestDatabasesThatLetNobodyIn(t *testing.T) {
	there, err := url.Parse(dbtest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	nobody, nowhere := *there, *there
	nobody.User, nowhere.Path = url.UserPassword("nobody_here", "wrong"), "/nothing_here"
	for address, want := range map[string]string{
		nobody.String():                         "PostgreSQL does not take the user, or the password (",
		nowhere.String():                        "PostgreSQL has no such database (",
		"postgres://nobody@localhost:1/nothing": "nothing listens at the address of the database (",
	} {
		if _, errs, status := typed(t, "", "cases", "--db", address); status != 1 || !strings.HasPrefix(errs, "crosslane: cannot open the database: "+want) || strings.Count(errs, "\n") != 1 || strings.Contains(errs, "SQLSTATE") || strings.Contains(errs, "connect to") {
			t.Errorf("status %d: %swant %s", status, errs, want)
		}
	}
}
