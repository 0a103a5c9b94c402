package channel

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"crosslane/shipping"
)

// takes reports whether an entry of prefixes takes a postcode of a country.
func takes(country shipping.Country, entry, code string) bool {
	var p prefixes
	n := countryOf(country)
	p.take(spanOf(n, entry), 0)
	p.link()
	var buf [shipping.LongestPostcode]byte
	written := postcode(n, code, &buf)
	return p.find(written, keyOf(written)) == 0
}

// TestEntriesOfPrefixes: what each entry takes, at its bounds, and does not.
func TestEntriesOfPrefixes(t *testing.T) {
	for _, c := range []struct {
		country     shipping.Country
		entry       string
		takes, nots string // comma-separated
	}{
		{"FR", "97", "97000,97999", "96999,98000"},
		{"FR", "97000-97999", "97000,97123,97999", "96999,98000,09700"},
		{"FR", "97000 - 97999", "97000,97999", "96999,98000"},
		{"FR", "97000..97999", "97000,97999", "96999,98000"},
		{"FR", "20-20", "20100", "21100,02020"},
		{"AT", "1000-1999", "1000,1999", "0999,2000"},
		{"AT", "1010-1025", "1010,1019,1020,1025", "1009,1026"},
		{"DE", "01-09", "01067,09999", "10115,00999"},
		{"DE", "00000-99999", "00000,99999,10115", ""},
		{"DE", "25849-25869", "25849,25869", "25848,25870"},
		{"US", "995-999", "99501,99950-1234,99999", "99499,98199"},
		{"US", "99950-1234", "99950-1234", "99950-1235,99950"},
		{"US", "99500-99999", "99500,99999,99999-9999", "99499"},
		{"BR", "01000-01999", "01000-000,01999-999", "02000-000,00999-999"},
		{"JP", "100-000", "100-0001", "101-0001"},
		{"JP", "900..907", "900-0000,907-9999", "899-9999,908-0000"},
		{"PT", "9000-9999", "9000-001,9999-999", "8999-999"},
		{"PL", "00-95", "00-950", "01-100"}, // as it was: a beginning
		{"PL", "00..95", "00-950,95-999", "96-000"},
		{"NL", "1000-1099", "1000 AA,1099 ZZ", "0999 ZZ,1100 AA"},
		{"NL", "1000 AA..1099 ZZ", "1000 AA,1099ZZ", "0999 ZZ,1100 AA"},
		{"NL", "1011AB-1011BC", "1011 AB,1011 AZ,1011 BC", "1011 AA,1011 BD"},
		{"CA", "K1A", "K1A 0B1,k1a0b1", "K1B 0B1"},
		{"CA", "V", "V0A 1A0", "T0A 1A0"},
		{"CA", "V0A-V0Z", "V0A 1A0,V0Z 9Z9", "T9Z 9Z9,V1A 1A1"},
		{"CA", "X0A..Y9Z", "X0A 1A0,Y9Z 9Z9", "W9Z 9Z9,Z0A 0A0"},
		{"IE", "A65", "A65 F4E2", "A63 F4E2,D6W F4E2"},
		{"IE", "D6W", "D6W F4E2", "D06 F4E2"},
		{"IE", "H12-H18", "H12 AAAA,H18 AAAA", "H11 AAAA,H23 AAAA"},
		{"GB", "B", "B1 1AA,B99 1AA,b11aa", "BT1 1AA,BA1 1AA,BB1 1AA,E1 1AA"},
		{"GB", "B1", "B1 1AA,B11AA", "B10 1AA,B15 1AA,B101AA,BT1 1AA"},
		{"GB", "B10", "B10 1AA,B101AA", "B1 0AA,B1 1AA,B100 1AA"},
		{"GB", "b11", "B11 1AA", "B1 1AA"},
		{"GB", "B1 1", "B1 1AA,B11AA", "B11 1AA,B1 2AA"},
		{"GB", "B1-1", "B1 1AA", "B11 1AA,B1 2AA"},
		{"GB", "KW15 1", "KW15 1AA", "KW15 2AA,KW1 1AA"},
		{"GB", "kw151", "KW15 1AA", "KW15 2AA"},
		{"GB", "W1", "W1A 1AA,W1U 1AA,W1 1AA", "W10 1AA,W2 1AA,WC1A 1AA"},
		{"GB", "SW1A", "SW1A 1AA", "SW1P 1AA,SW1 1AA,SW11 1AA"},
		{"GB", "SW1A 1", "SW1A 1AA", "SW1A 2AA"},
		{"GB", "SW1A 1AA", "SW1A 1AA,sw1a1aa", "SW1A 1AB"},
		{"GB", "E1", "E1 6AN,E1W 1AA", "E10 6AN,EC1A 1BB"},
		{"GB", "HS", "HS1 2AA,HS9 5XX", "HR1 2AA,HG1 1AA"},
		{"GB", "AB31-AB38", "AB31 1AA,AB38 9AA", "AB30 1AA,AB39 1AA,AB3 1AA"},
		{"GB", "AB31-38", "AB31 1AA,AB38 9AA", "AB30 1AA,AB39 1AA"},
		{"GB", "IV1-IV28", "IV1 1AA,IV9 1AA,IV10 1AA,IV28 1AA", "IV29 1AA,IV30 1AA"},
		{"GB", "HS1..9", "HS1 1AA,HS9 1AA", "HS10 1AA"},
		{"GB", "HS1-9", "HS1 9AA", "HS2 1AA"}, // as it was: a sector
		{"GB", "B1", "B1", "B10"},
		{"GB", "GIR", "GIR 0AA", "GY1 1AA"},
		{"GG", "GY1", "GY1 1AA", "GY10 1AA"},
		{"IM", "IM1", "IM1 1AA", "IM10 1AA,IM99 1AA"},
		{"JE", "JE2", "JE2 3AA", "JE3 3AA"},
	} {
		for code := range strings.SplitSeq(c.takes, ",") {
			if c.takes != "" && !takes(c.country, c.entry, code) {
				t.Errorf("%s %q does not take %s", c.country, c.entry, code)
			}
		}
		for code := range strings.SplitSeq(c.nots, ",") {
			if c.nots != "" && takes(c.country, c.entry, code) {
				t.Errorf("%s %q takes %s", c.country, c.entry, code)
			}
		}
	}
}

// TestRangesTakeWhatLiesBetween: ranges drawn by lot, held against every postcode there is.
func TestRangesTakeWhatLiesBetween(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 7))
	for range 60 {
		low, high := rnd.IntN(10_000), rnd.IntN(10_000)
		if low >= high {
			continue
		}
		var p prefixes
		p.take(spanOf(countryOf("AT"), fmt.Sprintf("%04d-%04d", low, high)), 0)
		p.link()
		if len(p.texts) > 2*9*4 {
			t.Errorf("%04d-%04d: %d beginnings", low, high, len(p.texts))
		}
		for n := range 10_000 {
			code := fmt.Sprintf("%04d", n)
			if got := p.find([]byte(code), keyOf(code)) == 0; got != (low <= n && n <= high) {
				t.Fatalf("%04d-%04d and %s: %v", low, high, code, got)
			}
		}
	}
}

// TestTheNarrowerSpanWins: whatever the order in which entries of two zones stand.
func TestTheNarrowerSpanWins(t *testing.T) {
	for _, c := range []struct {
		country  shipping.Country
		entries  []string // of zone 0, 1 and so on
		code     string
		want     int32
		reversed bool
	}{
		{"AT", []string{"1000-2499", "2000-2099"}, "2050", 1, true},
		{"AT", []string{"1000-2499", "2000-2099"}, "1999", 0, true},
		{"AT", []string{"1000-2499", "20"}, "2050", 1, true},
		{"AT", []string{"1000-1999", "1"}, "1500", 0, false}, // the same twice: the first
		{"AT", []string{"1000-1550", "1500-1999"}, "1500", 0, false},
		{"AT", []string{"0000-9999", ""}, "5000", 0, false},
		{"GB", []string{"B", "B1-B9", "B1"}, "B1 1AA", 2, true},
		{"GB", []string{"B", "B1-B9", "B1"}, "B2 1AA", 1, true},
		{"GB", []string{"B", "B1-B9", "B1"}, "B10 1AA", 0, true},
		{"GB", []string{"B1", "B1 1"}, "B1 1AA", 1, true},
		{"GB", []string{"W1", "W1A"}, "W1A 1AA", 1, true},
	} {
		for _, backwards := range []bool{false, true} {
			if backwards && !c.reversed {
				continue
			}
			var p prefixes
			n := countryOf(c.country)
			for i := range c.entries {
				if backwards {
					i = len(c.entries) - 1 - i
				}
				p.take(spanOf(n, c.entries[i]), i)
			}
			p.link()
			var buf [shipping.LongestPostcode]byte
			code := postcode(n, c.code, &buf)
			if got := p.find(code, keyOf(code)); got != c.want {
				t.Errorf("%s %q backwards %v: %s is of %d, want %d", c.country, c.entries, backwards, c.code, got, c.want)
			}
		}
	}
}

// TestPartsOfPostcodes: no two postcodes of Great Britain are written alike, and none is cut.
func TestPartsOfPostcodes(t *testing.T) {
	seen := map[string]string{}
	var buf [shipping.LongestPostcode]byte
	gb := countryOf("GB")
	for _, area := range []string{"B", "BT", "W", "SW"} {
		for _, district := range []string{"1", "9", "10", "99", "1A", "9Z"} {
			for _, inward := range []string{"0AA", "1AA", "9ZZ"} {
				code := area + district + inward
				written := string(postcode(gb, code, &buf))
				if other := seen[written]; other != "" || !strings.HasSuffix(written, " "+inward) {
					t.Errorf("%s is %q, as %s", code, written, other)
				}
				seen[written] = code
			}
		}
	}
	for _, odd := range []string{"", "1", "ABC1 1AA", "B123 1AA", "B1A1A1A1A1A1A1A1A1A", "1AA", "AA"} {
		if got := string(postcode(gb, odd, &buf)); len(got) > shipping.LongestPostcode {
			t.Errorf("%q is %q", odd, got)
		}
	}
}

func FuzzSpans(f *testing.F) {
	f.Add("GB", "AB31-38", "AB31 1AA")
	f.Add("FR", "97000-97999", "97123")
	f.Add("NL", "1000 AA..1099 ZZ", "1000AA")
	f.Add("GB", "A-..", "-")
	f.Fuzz(func(_ *testing.T, country, entry, code string) {
		if c := shipping.Country(country); c.Known() {
			takes(c, entry, code)
		}
	})
}
