package book_test

import (
	"errors"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/shipping"
)

// TestPasted: signs that a word processor writes for those of YAML are told with line, column and what to write; within a text they are
// letters.
func TestPasted(t *testing.T) {
	for text, want := range map[string]string{
		"name: “Winter”":                    "line 1, column 7",
		"base: EUR\nname: „Winter“ # ours":  "line 2, column 7",
		"name: ‘Winter’":                    "line 1, column 7",
		"name: « Winter »":                  "line 1, column 7",
		"“name”: Winter":                    "line 1, column 1",
		"a:\n  - “DE”":                      "line 2, column 5",
		"to: [“DE”, AT]":                    "line 1, column 6",
		"to: [DE, “AT”]":                    "line 1, column 10",
		"a: {b: ”c”}":                       "line 1, column 8",
		"a:\n\u00a0\u00a0b: 1":              "line 2, column 1",
		"a:\n \u00a0b: 1":                   "line 2, column 2",
		"name:\u00a0Winter":                 "line 1, column 6",
		"name: \u202fWinter":                "line 1, column 7",
		"name\u00a0: Winter":                "line 1, column 5",
		"a:\n  – DE":                        "line 2, column 3",
		"a:\n  -\u00a0DE":                   "line 2, column 4",
		"\u200bname: Winter":                "line 1, column 1",
		"\ufeffname: Winter":                "line 1, column 1",
		"a: |\n  “Hello”\nb: “c”":           "line 3, column 4",
		"name: Winter “2026” for all":       "",
		"name: The “Best” of it":            "",
		"name: \"“Winter”\"":                "",
		"name: L’hiver":                     "",
		"name: Ten\u00a0Years":              "",
		"name: a – b":                       "",
		"# “quoted”: yes":                   "",
		"  # \u00a0":                        "",
		"text: |\n  “Hello”\n  – an item\n": "",
		"text: >-\n  “Hello”\n\n  «x»":      "",
		"to: [DE, AT] # “both”":             "",
		"name: Winter":                      "",
		"":                                  "",
	} {
		err := book.Pasted([]byte(text))
		e, _ := errors.AsType[*shipping.Error](err)
		if (err == nil) != (want == "") || e != nil && (e.Field != want || e.Code != shipping.Invalid || e.Hint == "") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	// A Book that was pasted is told so, and not as what the reader makes of it.
	shipped := string(book.DefaultFile())
	for from, to := range map[string]string{"base: ": "base:\u00a0", "carriers:": "“carriers”:", "\n  - id": "\n  – id"} {
		if err := book.Proofread([]byte(strings.Replace(shipped, from, to, 1))); err == nil || !strings.Contains(err.Error(), "word processor") {
			t.Errorf("%q: %v", to, err)
		}
	}
	if err := book.Pasted([]byte(shipped)); err != nil {
		t.Errorf("the shipped Book: %v", err)
	}
}
