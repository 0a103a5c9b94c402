package book

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"crosslane/shipping"
)

const sample = `name: Sample
base: EUR
channels:
  - &first
    id: one
    limits: &limits {weight: 5,
      no_hs: ["85", "x"]}
    legs:
      - {name: a}
      - name: b
        usual_hours: 3
  - <<: *first
    id: two
  - id: three
    limits: *limits
  - <<: [*first, {days: {least: 1}}]
    carrier: c
triggers:
  # the first
  - name: late
    when: >
      health.late_hours
      > 48
  - {name: b, then: {switch: 3}}
peaks: [{name: x, days: ["11-11"]}]
`

func TestLocate(t *testing.T) {
	for field, want := range map[string]string{
		"name":                        "line 1, column 7: ",
		"channels":                    "line 3, column 1: ",
		"channels[0]":                 "line 5, column 5: ",
		"channels[0].id":              "line 5, column 9: ",
		"channels[0].limits.no_hs[1]": "line 7, column 21: ",
		"channels[0].legs[1]":         "line 10, column 9: ",
		"channels[0].legs[1].usual":   "line 10, column 9: ",
		"channels[1]":                 "line 12, column 5: ",
		"channels[1].id":              "line 13, column 9: ",
		"channels[1].limits.weight":   "line 6, column 30: ",
		"channels[1].legs[0].name":    "line 9, column 16: ",
		"channels[2].limits.no_hs[0]": "line 7, column 15: ",
		"channels[2].rates":           "line 14, column 5: ",
		"channels[3].days.least":      "line 16, column 33: ",
		"channels[3].id":              "line 5, column 9: ",
		"channels[4].id":              "line 3, column 1: ",
		"triggers[0].when":            "line 21, column 11: ",
		"triggers[0].back[1]":         "line 20, column 5: ",
		"triggers[1].then.switch":     "line 24, column 30: ",
		"peaks[0].days[0]":            "line 25, column 26: ",
		"rates[0].zones":              "",
		"line 5":                      "",
		"somewhere/else.yaml":         "",
		"":                            "",
		"[":                           "", "channels[": "line 3, column 1: ", "channels[-1].id": "line 3, column 1: ",
	} {
		err := Locate([]byte(sample), shipping.BadField(field, "wrong", "hint"))
		var e *shipping.Error
		if !errors.As(err, &e) || e.Field != want+field || e.Message != "wrong" || e.Hint != "hint" {
			t.Errorf("%q: %v, want %s", field, err, want)
		}
	}
	if plain := errors.New("plain"); !errors.Is(Locate([]byte(sample), plain), plain) {
		t.Error("another error is changed")
	}
}

// TestLocateInTheDefaultBook: what stands in the file is found on a line that speaks of it.
func TestLocateInTheDefaultBook(t *testing.T) {
	lines := strings.Split(string(DefaultFile()), "\n")
	for i, c := range Default().Channels {
		n := lineNumber(t, fmt.Sprintf("channels[%d].id", i))
		if !strings.Contains(lines[n-1], string(c.ID)) {
			t.Errorf("%s: line %d is %q", c.ID, n, lines[n-1])
		}
	}
	for i, r := range Default().Triggers {
		n := lineNumber(t, fmt.Sprintf("triggers[%d].name", i))
		if !strings.Contains(lines[n-1], r.Name) {
			t.Errorf("%s: line %d is %q", r.Name, n, lines[n-1])
		}
	}
}

func lineNumber(t *testing.T, field string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(Locate(DefaultFile(), shipping.BadField(field, "wrong", "")).Error(), "line %d,", &n); err != nil {
		t.Fatalf("%s: %v", field, err)
	}
	return n
}

func FuzzLocate(f *testing.F) {
	f.Add([]byte(sample), "channels[1].limits.no_hs[0]")
	f.Add([]byte("a: &x\n  <<: *x\n"), "a.b")
	f.Add([]byte("a: *x\n"), "a.b")
	f.Add([]byte("- 1"), "0")
	f.Fuzz(func(t *testing.T, file []byte, field string) {
		if Locate(file, shipping.BadField(field, "wrong", "")) == nil {
			t.Fatal("the mistake is lost")
		}
	})
}
