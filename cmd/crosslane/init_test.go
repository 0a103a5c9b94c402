package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"crosslane/book"
)

// TestTheFirstParcel types docs/first-parcel.md as it stands, in an empty directory.
func TestTheFirstParcel(t *testing.T) {
	t.Parallel()
	dir, out := typedPage(t, "../../docs/first-parcel.md")
	for _, want := range []string{"2 channels", "accepted 2", `"recorded":2`, "1 scans recorded", "No such cases", "In order"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	if n := len(regexp.MustCompile(`(?m)Delivered \(Delivered\)\.$`).FindAllString(out, -1)); n != 2 {
		t.Errorf("%d parcels are delivered:\n%s", n, out)
	}
	for _, name := range []string{"label.pdf", "label-2.pdf"} {
		if label, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(label), "%PDF") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheCalls types docs/api.md as it stands.
func TestTheCalls(t *testing.T) {
	t.Parallel()
	dir, out := typedPage(t, "../../docs/api.md")
	for _, want := range []string{`"name":"token:tok_`, `"recorded":1`, `"counts":{"accepted":1}`, `"stage":"shipping"`, `"fact":"ChannelChosen"`, "szx-eu-truck", "unchanged 1", "operations (main)"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	if label, err := os.ReadFile(filepath.Join(dir, "label.pdf")); err != nil || !strings.HasPrefix(string(label), "%PDF") {
		t.Errorf("the label: %v", err)
	}
}

// typedPage types what the first lines of commands of a page say, in an empty directory, and answers with what came out.
func typedPage(t *testing.T, file string) (dir, out string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(page), "```sh\n")
	script, _, _ = strings.Cut(script, "```")
	dir = t.TempDir()
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "crosslane"), []byte("#!/bin/sh\n"+asProgram+"=1 exec '"+self+"' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed: the page was not typed")
	}
	sh := exec.Command("/bin/sh", "-eu", "-c", strings.NewReplacer("localhost:8080", free(t), "localhost:9090", free(t)).Replace(script))
	sh.Dir = dir
	sh.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "CROSSLANE_") }), "PATH="+dir+":"+os.Getenv("PATH"))
	text, err := sh.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return dir, string(text)
}

// free is an address on this machine where nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestInitAsks: each question again until its answer can be taken, and the Book is the one that flags would have made.
func TestInitAsks(t *testing.T) {
	dir := t.TempDir()
	asked, given := filepath.Join(dir, "asked.yaml"), filepath.Join(dir, "given.yaml")
	_, errs, status := typed(t, "Sonne\nEURO\neur\nLeipzig\n\nLindenweg 5\nLeipzig\nNowhere\nDeutschland\n4109\n04109\n\nPost\nslow\npostal\nDE Österreich\nde at\n5\n2-5\n5,49\n5.49\n1\nmuch\n31.5\n\n", "init", asked)
	if status != 0 || strings.Count(errs, "(write") < 8 {
		t.Errorf("status %d: %s", status, errs)
	}
	done(t, "", "init", given, "--name", "Sonne", "--currency", "EUR", "--warehouse", "Leipzig", "--street", "Lindenweg 5", "--city", "Leipzig", "--country", "DE", "--postcode", "04109",
		"--way", "carrier=Post, kind=postal, to=DE AT, days=2-5, price=5.49, kg=1, most=31.5 kg")
	a, _ := os.ReadFile(asked)
	b, err := os.ReadFile(given)
	if err != nil || string(a) != string(b) {
		t.Errorf("%v\n%s\n%s", err, a, b)
	}
	if rules, err := book.Read(b); err != nil || rules.Channels[0].Limits.Weight != 31500 {
		t.Errorf("%+v, %v", rules, err)
	}
	if _, errs, status := typed(t, "", "--data", filepath.Join(dir, "none"), "stock", "list"); status == 0 || !strings.Contains(errs, "book publish book.yaml --new") {
		t.Errorf("status %d: %s", status, errs)
	}
	if out := done(t, "", "--data", filepath.Join(dir, "none"), "book", "check", given); !strings.Contains(out, "1 channels") || !strings.Contains(out, "--new (begins") || strings.Contains(out, "sender") || strings.Contains(out, "calendars") {
		t.Error(out)
	}
}

// TestInitRefuses says by which flag, and leaves what is there alone.
func TestInitRefuses(t *testing.T) {
	dir := t.TempDir()
	there := filepath.Join(dir, "there.yaml")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := []string{"--name", "Sonne", "--currency", "EUR", "--warehouse", "Leipzig", "--street", "Lindenweg 5", "--city", "Leipzig", "--country", "DE", "--postcode", "04109"}
	const way = "carrier=Post, kind=postal, to=DE AT, days=2-5, price=5.49, kg=1, most=31.5 kg"
	for name, c := range map[string]struct {
		file, way, says string
		change          []string
	}{
		"there":        {there, way, "is there already", nil},
		"no directory": {filepath.Join(dir, "none", "b.yaml"), way, "cannot be written", nil},
		"unfinished":   {"", "", "there is no way", nil},
		"a comma":      {"", strings.Replace(way, "5.49", "5,49", 1), `"49" is no key`, nil},
		"a key":        {"", strings.Replace(way, "kg=", "kilo=", 1), `no key "kilo"`, nil},
		"days":         {"", strings.Replace(way, "2-5", "two", 1), "--way, days", nil},
		"a key twice":  {"", way + ", to=FR", "it is written twice", nil},
		"a price":      {"", strings.Replace(way, "5.49", "0", 1), "--way, price", nil},
		"less a kg":    {"", strings.Replace(way, "kg=1", "kg=-1", 1), "--way, kg", nil},
		"another land": {"", way, "--country", []string{"--country", "Nowhere"}},
		"days turned":  {"", strings.Replace(way, "2-5", "5-2", 1), "--way, days", nil},
		"a currency":   {"", way, "--currency", []string{"--currency", "EURO"}},
		"no street":    {"", way, "--street", []string{"--street", ""}},
		"no city":      {"", way, "--city", []string{"--city", ""}},
		"yen":          {"", way, "such as 549)", []string{"--currency", "JPY"}},
		"a postcode":   {"", way, "--postcode", []string{"--postcode", "4109"}},
		"a country":    {"", strings.Replace(way, "DE AT", "DE XX", 1), "--way, to", nil},
	} {
		file := c.file
		if file == "" {
			file = filepath.Join(dir, "new.yaml")
		}
		args := append(append([]string{"init", file}, flags...), c.change...)
		if c.way != "" {
			args = append(args, "--way", c.way)
		}
		if _, errs, status := typed(t, "", args...); status == 0 || !strings.Contains(errs, c.says) {
			t.Errorf("%s: status %d: %s", name, status, errs)
		}
		if _, err := os.Stat(filepath.Join(dir, "new.yaml")); err == nil {
			t.Fatalf("%s: a Book was written", name)
		}
	}
	if text, _ := os.ReadFile(there); string(text) != "mine" {
		t.Errorf("what was there is %q", text)
	}
	if _, errs, status := typed(t, "Sonne\n", "init", filepath.Join(dir, "new.yaml")); status == 0 || !strings.Contains(errs, "not answered to their end") {
		t.Errorf("status %d: %s", status, errs)
	}
}
