package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
)

// looked is what the doctor found, by what was looked at.
func looked(t *testing.T, now func() time.Time, args ...string) (found map[string]string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(context.Background(), &terminal.Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: now}, append([]string{"doctor", "--json"}, args...))
	var list []struct{ What, Merchant, Verdict, Says, Hint string }
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatalf("%v: %s%s", err, out.String(), errs.String())
	}
	found = map[string]string{}
	for _, f := range list {
		found[f.What] = f.Verdict
		if f.What == "" || f.Says == "" || f.Verdict != "good" && f.Hint == "" {
			t.Errorf("%+v does not say enough", f)
		}
	}
	return found, status
}

// TestDoctor: each thing that goes wrong around a place is found by its name, and nothing else is called bad for it.
func TestDoctor(t *testing.T) {
	good := booked(t)
	old, whole := filepath.Join(t.TempDir(), "old"), filepath.Join(t.TempDir(), "whole")
	done(t, "", "backup", whole, "--data", good)
	done(t, "", "backup", old, "--data", good)
	long := time.Now().Add(-30 * 24 * time.Hour)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut")
	if err := os.WriteFile(cut, all[:len(all)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, what, want string
		now              func() time.Time
		args             []string
		harm             func(t *testing.T, dir string)
	}{
		{name: "all in order", what: "database", want: "good", args: []string{"--backup", whole}},
		{name: "a backup is whole", what: "backup", want: "good", args: []string{"--backup", whole}},
		{name: "nobody names a backup", what: "backup", want: "unknown"},
		{name: "a backup is old", what: "backup", want: "bad", args: []string{"--backup", old}},
		{name: "a backup is cut off", what: "backup", want: "bad", args: []string{"--backup", cut}},
		{name: "a file is no backup", what: "backup", want: "bad", args: []string{"--backup", text}},
		{name: "there is no backup", what: "backup", want: "bad", args: []string{"--backup", text + "x"}},
		{name: "the clock is behind", what: "clock", want: "bad", now: func() time.Time { return time.Now().Add(-48 * time.Hour) }},
		{name: "nobody serves", what: "timers", want: "bad", now: func() time.Time { return time.Now().Add(60 * 24 * time.Hour) }},
		{name: "no mail server", what: "mail", want: "bad", args: []string{"--smtp", "localhost:1"}},
		{name: "others may look into it", what: "files", want: "bad", harm: func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}},
		{name: "the file is damaged", what: "database", want: "bad", harm: spoil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := good
			if c.harm != nil {
				dir = filepath.Join(t.TempDir(), "place")
				if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				c.harm(t, dir)
			}
			if c.now == nil {
				c.now = time.Now
			}
			found, status := looked(t, c.now, append([]string{"--data", dir}, c.args...)...)
			if found[c.what] != c.want || (status == 1) != (c.want == "bad") {
				t.Errorf("status %d: %v", status, found)
			}
		})
	}
}

// TestWhatIsLate: what should have been done ten minutes ago is late, a second longer is bad, and no longer is good.
func TestWhatIsLate(t *testing.T) {
	place := booked(t)
	m, closed, err := merchant.LookInto(t.Context(), merchant.At{Data: place}, merchant.First, merchant.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer closed()
	for what, next := range map[string]func(context.Context, shipping.MerchantID) (time.Time, error){"jobs": m.Ledger.NextJob, "timers": m.Ledger.NextDue} {
		due, err := next(t.Context(), m.ID)
		if err != nil || due.IsZero() {
			t.Logf("there are no %s: %v", what, err)
			continue
		}
		for ago, want := range map[time.Duration]string{-time.Minute: "good", 0: "good", 10 * time.Minute: "good", 10*time.Minute + time.Second: "bad", time.Hour: "bad"} {
			if found, _ := looked(t, func() time.Time { return due.Add(ago) }, "--data", place); found[what] != want {
				t.Errorf("%s that were due %s ago: %s, want %s", what, ago, found[what], want)
			}
		}
	}
}

// spoil writes over pages in the middle of the ledger.
func spoil(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, "ledger.db")
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := info.Size() / 2; at < info.Size()-4096; at += 4096 {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, 512), at); err != nil {
			t.Fatal(err)
		}
	}
}
