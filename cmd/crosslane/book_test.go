package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"crosslane/book"
)

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
		{"base: EUR", "base: euro", "base: the Book has no base currency", "EUR"},
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
		want := "crosslane: line " + strconv.Itoa(1+strings.Count(before, "\n")) + ": " + c.says
		for _, args := range [][]string{{"book", "check", file}, {"book", "publish", file, "--db", filepath.Join(dir, "data")}} {
			_, errs, status := typed(t, "", args...)
			if status != 1 || !strings.HasPrefix(errs, want) || !strings.Contains(errs, c.hint) || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s: status %d, want %s (%s), have %s", args[1], status, want, c.hint, errs)
			}
		}
	}
}
