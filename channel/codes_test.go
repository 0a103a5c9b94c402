package channel

import (
	"testing"

	"crosslane/shipping"
)

// TestCountryNumbers: two capital letters, and each pair has a number of its own.
func TestCountryNumbers(t *testing.T) {
	seen := map[int]bool{}
	for a := byte('A'); a <= 'Z'; a++ {
		for b := byte('A'); b <= 'Z'; b++ {
			code := shipping.Country([]byte{a, b})
			n, ok := countryNumber(code)
			if !ok || seen[n] || countryCode(n) != code {
				t.Fatalf("%s has the number %d, %v", code, n, ok)
			}
			seen[n] = true
		}
	}
	for _, code := range []shipping.Country{"", "D", "DEU", "dE", "De", "1A", "A1", "[A", "A[", "@A", "A@"} {
		if n, ok := countryNumber(code); ok || n != 0 {
			t.Errorf("%q has the number %d", code, n)
		}
	}
}

// TestPrefixHeads: the longest prefix is found whatever signs others begin with; an empty one fits everything.
func TestPrefixHeads(t *testing.T) {
	var p prefixes
	for i, text := range []string{"1", "12", "9", "A", "AB", "Z", "1Z"} {
		p.add(text, i)
	}
	p.link()
	for text, want := range map[string]int32{"12345": 1, "13": 0, "9": 2, "8": -1, "ABC": 4, "AC": 3, "Z9": 5, "Y": -1, "1Z": 6, "": -1, "0": -1, "B": -1} {
		if got := p.find([]byte(text), keyOf(text)); got != want {
			t.Errorf("%q finds %d, want %d", text, got, want)
		}
	}
	p.add("", 7)
	p.link()
	for text, want := range map[string]int32{"8": 7, "12345": 1, "": 7, "Y": 7} {
		if got := p.find([]byte(text), keyOf(text)); got != want {
			t.Errorf("with an empty one %q finds %d, want %d", text, got, want)
		}
	}
}

// TestLongPrefixes: prefixes that part behind their eighth sign, and texts that end before it.
func TestLongPrefixes(t *testing.T) {
	var p prefixes
	for i, text := range []string{"ABCDEFGH", "ABCDEFGHA", "ABCDEFGHC", "ABCDEFGHCX", "ABCDEFG"} {
		p.add(text, i)
	}
	p.link()
	for text, want := range map[string]int32{"ABCDEFGHA1": 1, "ABCDEFGHB": 0, "ABCDEFGHCY": 2, "ABCDEFGHCXX": 3, "ABCDEFGHD": 0, "ABCDEFGI": 4, "ABCDEFG": 4, "ABCDEF": -1} {
		if got := p.find([]byte(text), keyOf(text)); got != want {
			t.Errorf("%q finds %d, want %d", text, got, want)
		}
	}
}
