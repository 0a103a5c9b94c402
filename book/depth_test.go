package book_test

import (
	"os"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/shipping"
)

// TestShallow: what lies in itself deeper than anybody means is refused before it is read, at once; no Book that is meant is.
func TestShallow(t *testing.T) {
	block := ""
	for i := range 1000 {
		block += strings.Repeat(" ", i) + "a:\n"
	}
	for name, text := range map[string]string{
		"lists": "name: " + strings.Repeat("[", 500_000), "maps": "name: " + strings.Repeat("{a: ", 100_000), "dashes": "name:\n  " + strings.Repeat("- ", 100_000),
		"keys": "name:\n  " + strings.Repeat("? ", 100_000), "blanks": block, "over lines": "name: " + strings.Repeat("[\n", 1000), "beside quotes": `name: "a", ` + strings.Repeat("[", 100),
	} {
		if err := book.Shallow([]byte(text)); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := book.Read([]byte(text)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "deeper") {
			t.Errorf("%s read: %.200v", name, err)
		}
		if err := book.Proofread([]byte(text)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "deeper") {
			t.Errorf("%s proofread: %.200v", name, err)
		}
	}
	for name, text := range map[string]string{
		"in quotes": `name: "` + strings.Repeat("[", 100) + `"`, "in single ones": "name: '" + strings.Repeat("{", 100) + "'", "in a comment": "name: x # " + strings.Repeat("[", 100), "one after the other": strings.Repeat("a: [1]\n", 1000),
	} {
		if err := book.Shallow([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	shipped, err := os.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Shallow(shipped); err != nil {
		t.Error(err)
	}
}
