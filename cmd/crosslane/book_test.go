package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"crosslane/book"
)

// TestBookCheckTellsEveryMistake: one round names what can be found in one round, in the order of the file.
func TestBookCheckTellsEveryMistake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "book.yaml")
	text := strings.Replace(string(book.DefaultFile()), "kind: express\n", "kind: post\n", 1)
	text = strings.Replace(strings.Replace(text, "limits: {weight: 30000", "limits: {wieght: 30000", 1), "minimum: ", "minimum: a", 1)
	text = strings.Replace(text, "day_cost: 25 ", `day_cost: "25" `, 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, status := typed(t, "", "book", "check", file)
	for _, want := range []string{"crosslane: line ", "policy.day_cost", `"wieght" is no key`, ".kind"} {
		if status == 0 || !strings.Contains(errs, want) {
			t.Errorf("status %d: nothing says %q: %s", status, want, errs)
		}
	}
}

// TestBookMistakes: a Book with a mistake is refused with the line, the reason and a hint, by check and by publish.
func TestBookMistakes(t *testing.T) {
	dir := t.TempDir()
	for i, c := range []struct{ from, to, says, hint string }{
		{"when: health.open >= 5 && health.late_hours > 48", "when: health.open >= 5 && health.late_hour > 48",
			`triggers[0].when: column 27: "health.late_hour" is not known`, "did you mean health.late_hours?"},
		{"clear: health.refused <= 100", `clear: health.refused <= "100"`,
			`triggers[4].clear: column 16: "<=" does not go with (int, string)`, "without quotes"},
		{"then: {switch: 30}", "then: {switch: 130}", "triggers[7].then.switch: 130 is out of bounds", "0 to 100"},
		{`days: ["11-20..12-02"]`, `days: ["11-20..12-32"]`, `peaks[1].days[0]: "12-32" is not a day`, "11-thu-4"},
		{"carrier: comet", "carrier: komet", `channels[1].carrier: "komet" is not a known carrier`, ""},
		{"base: EUR", "base: euro", `base: "euro" is not a currency`, "EUR"},
		{"flat: 1650}", "flat: 16.50}", "rates[0].zones[0].breaks[0].flat: 16.50 is no whole number", "1650 for 16.50 EUR"},
		{"connector: table", "connector: cainiao", `carriers[15].connector: this program has no connector "cainiao"`, "shipengine, sim, table"},
	} {
		text := strings.Replace(string(book.DefaultFile()), c.from, c.to, 1)
		before, _, found := strings.Cut(text, c.to)
		if !found {
			t.Fatalf("the Book does not say %s", c.from)
		}
		file := filepath.Join(dir, strconv.Itoa(i)+".yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		want := "crosslane: line " + strconv.Itoa(1+strings.Count(before, "\n")) + ", column "
		for _, args := range [][]string{{"book", "check", file}, {"book", "publish", file, "--data", filepath.Join(dir, "data"), "--new"}} {
			_, errs, status := typed(t, "", args...)
			if status != 1 || !strings.HasPrefix(errs, want) || !strings.Contains(errs, ": "+c.says) || !strings.Contains(errs, c.hint) || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s: status %d, want %s...: %s (%s), have %s", args[1], status, want, c.says, c.hint, errs)
			}
		}
	}
}

// TestBookCheckTellsWhatDecides: what is left out comes behind "Mind:", and the next step is to publish.
func TestBookCheckTellsWhatDecides(t *testing.T) {
	file := filepath.Join(t.TempDir(), "book.yaml")
	for _, c := range []struct{ from, to, says string }{
		{"name: Trade defaults", "name: Mine", ""},
		{"  late_cost: 1500 ", "  # ", "Mind: line 68, column 1: policy.late_cost: left out, or 0: the reliability of channels decides nothing"},
	} {
		text := strings.Replace(string(book.DefaultFile()), c.from, c.to, 1)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		said := done(t, "", "book", "check", file)
		if !strings.Contains(said, "in order") || !strings.Contains(said, "Next: crosslane book publish "+file) || !strings.Contains(said, c.says) || strings.Contains(said, "Mind") != (c.says != "") {
			t.Errorf("%s: %s", c.to, said)
		}
		if json := done(t, "", "book", "check", file, "--json"); !strings.Contains(json, `"remarks"`) || strings.Contains(json, "policy.late_cost") != (c.says != "") {
			t.Errorf("%s: %s", c.to, json)
		}
	}
}

// TestARefusedBookMakesNoPlace: nothing is there afterwards where nothing was before.
func TestARefusedBookMakesNoPlace(t *testing.T) {
	dir := t.TempDir()
	file, data := filepath.Join(dir, "book.yaml"), filepath.Join(dir, "data")
	if err := os.WriteFile(file, []byte(strings.Replace(string(book.DefaultFile()), "flat: 1650}", "flat: 16.50}", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, status := typed(t, "", "book", "publish", file, "--new", "--data", data); status != 1 {
		t.Errorf("status %d", status)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("a place was made: %v", err)
	}
}

// TestOneBookIsInForce: of a version that was published, replaced and published again, one entry is in force.
func TestOneBookIsInForce(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	for _, name := range []string{"One", "Two", "One", "Later"} {
		file := filepath.Join(dir, name)
		text := strings.Replace(string(book.DefaultFile()), "name: Trade defaults", "name: "+name, 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"book", "publish", file, "--data", data, "--new"}
		if name == "Later" {
			args = append(args, "--from", "2126-01-01T00:00:00Z")
		}
		done(t, "", args...)
	}
	out := done(t, "", "book", "list", "--data", data)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); strings.Count(out, "*") != 1 || len(lines) != 5 || !strings.HasPrefix(lines[3], "* ") || !strings.HasSuffix(lines[3], "One") {
		t.Errorf("in force:\n%s", out)
	}
	if out := done(t, "", "book", "list", "--data", data, "--json"); strings.Count(out, `"in_force": true`) != 1 || !strings.HasPrefix(out, "[") {
		t.Errorf("in JSON:\n%s", out)
	}
}

// TestWhatCannotBeLookedAtIsTold: a Book is checked where there are no data yet, and not beside data that cannot be looked at.
func TestWhatCannotBeLookedAtIsTold(t *testing.T) {
	file, data := filepath.Join(t.TempDir(), "book.yaml"), filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(file, book.DefaultFile(), 0o644); err != nil {
		t.Fatal(err)
	}
	done(t, "", "book", "check", file, "--data", data)
	done(t, "", "book", "publish", file, "--data", data, "--new")
	done(t, "", "book", "check", file, "--data", data)
	if _, errs, status := typed(t, "", "book", "check", file, "--data", data, "--merchant", "nobody"); status == 0 || !strings.Contains(errs, `no merchant "nobody"`) {
		t.Errorf("of nobody: status %d, %s", status, errs)
	}
	if err := os.WriteFile(filepath.Join(data, "views.db"), []byte("no database, but long enough to be taken for a damaged one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := typed(t, "", "book", "check", file, "--data", data); status == 0 {
		t.Errorf("of what is damaged: status %d, %s", status, errs)
	}
}
