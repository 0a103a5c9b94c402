package compiled_test

import (
	"bytes"
	"fmt"
	"testing"

	"crosslane/book"
	"crosslane/merchant/compiled"
	"crosslane/shipping"
)

// TestOpen: the same text is compiled once while it is among the newest, another one never stands in for it, and what is no Book is told each time.
func TestOpen(t *testing.T) {
	open := func(file []byte) any {
		rules, err := compiled.Open(file)
		if err != nil || rules.Book.Version != book.Version(file) {
			t.Fatalf("%v, %v", rules, err)
		}
		return rules
	}
	file := book.DefaultFile()
	first := open(file)
	if open(bytes.Clone(file)) != first {
		t.Error("the same text is compiled again")
	}
	other := func(n int) []byte { return fmt.Appendf(bytes.Clone(file), "# %d\n", n) }
	second := open(other(0))
	for n := range 18 {
		open(other(n))
	}
	if open(other(17)) != open(other(17)) {
		t.Error("the newest is not kept")
	}
	if open(file) == first || open(other(0)) == second {
		t.Error("what was kept longest is kept for good")
	}
	for range 2 {
		if _, err := compiled.Open([]byte("warehouses: 7")); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%v", err)
		}
	}
}
