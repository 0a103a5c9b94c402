package shipping_test

import (
	"testing"

	"crosslane/shipping"
)

func TestText(t *testing.T) {
	for s, want := range map[string]string{"": "", "Anna Lüders\n": "Anna Lüders\n", "a\x00b": "ab", "\xff": "", "a\xc3": "a", "\ufffd": "\ufffd"} {
		if got := shipping.Text(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
