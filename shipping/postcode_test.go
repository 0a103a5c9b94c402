package shipping

import (
	"errors"
	"strings"
	"testing"
	"unicode"
)

func TestNormalPostcode(t *testing.T) {
	for _, c := range []struct {
		country       Country
		text, want    string
		message, hint string
	}{
		{"LU", "L-1234", "1234", "", ""}, {"LU", "l 1234", "1234", "", ""}, {"LU", "LU-1234", "1234", "", ""}, {"FI", "FI-00100", "00100", "", ""}, {"SE", "SE-111 22", "111 22", "", ""},
		{"SE", "s-11122", "111 22", "", ""}, {"HR", "HR-10000", "10000", "", ""}, {"DE", "D-10115", "10115", "", ""}, {"DE", "D10115", "10115", "", ""}, {"FO", "FO-100", "100", "", ""},
		{"MD", "MD-2001", "MD-2001", "", ""}, {"MD", "2001", "MD-2001", "", ""}, {"LT", "LT-01103", "01103", "", ""}, {"LV", "1010", "LV-1010", "", ""}, {"LV", "lv1010", "LV-1010", "", ""},
		{"AZ", "1000", "AZ1000", "", ""}, {"AZ", "AZ 1000", "AZ1000", "", ""}, {"AD", "500", "AD500", "", ""}, {"AT", "A-1010", "1010", "", ""}, {"CH", "CH-8001", "8001", "", ""},
		{"JP", "１００－０００１", "100-0001", "", ""}, {"JP", "〒100-0001", "100-0001", "", ""}, {"GB", "sw1a1aa", "SW1A 1AA", "", ""}, {"NL", "1012\u00a0js", "1012 JS", "", ""}, {"NL", "NL-1012JS", "1012 JS", "", ""},
		{"US", "900011234", "90001-1234", "", ""}, {"US", "90001 - 1234", "90001-1234", "", ""}, {"PL", "00950", "00-950", "", ""}, {"BR", "01310100", "01310-100", "", ""}, {"CA", "k1a-0b1", "K1A 0B1", "", ""},
		{"PT", "1000 001", "1000-001", "", ""}, {"CL", "832-0000", "8320000", "", ""}, {"SK", "81101", "811 01", "", ""},
		{"DE", "N/A", "", "", ""}, {"DE", "-", "", "", ""}, {"DE", "00000", "", "", ""}, {"HK", "0000", "", "", ""}, {"HK", "none", "", "", ""}, {"HK", "", "", "", ""}, {"AE", "n.a.", "", "", ""},
		{"US", "2138", "", "not a postcode of United States", "leading zero: 02138"}, {"DE", "1067", "", "not a postcode", "leading zero: 01067"}, {"FR", "1000", "", "not a postcode", "leading zero: 01000"},
		{"IT", "184", "", "not a postcode", "leading zero: 00184"}, {"ES", "8001", "", "not a postcode", "leading zero: 08001"}, {"AU", "800", "", "not a postcode", "leading zero: 0800"},
		{"AT", "101", "", "not a postcode", ""}, {"DE", "10115.0", "", "not a postcode", "as a number: 10115"}, {"DE", "F-10115", "", "not a postcode", ""}, {"LU", "B-1234", "", "not a postcode", ""},
		{"AT", "0101", "", "not a postcode of Austria", "begin with 1-9"}, {"AT", "A-0999", "", "not a postcode", "begin with 1-9"}, {"AT", "1010", "1010", "", ""}, {"AT", "9992", "9992", "", ""}, {"DE", "00115", "", "not a postcode", "begin with 01-99"}, {"DE", "01067", "01067", "", ""},
		{"ES", "52001", "52001", "", ""}, {"ES", "53001", "", "not a postcode of Spain", "begin with 01-52"}, {"ES", "00001", "", "not a postcode", "begin with"}, {"CZ", "811 01", "", "not a postcode", "begin with 1-7"}, {"CZ", "11000", "110 00", "", ""}, {"SK", "11000", "", "not a postcode", "0 or 8 or 9"},
		{"GR", "99000", "", "not a postcode", "begin with 1-8"}, {"CH", "0800", "", "not a postcode", "begin with"}, {"BE", "0100", "", "not a postcode", "begin with"}, {"NL", "0123 AB", "", "not a postcode", "begin with"}, {"SE", "01234", "", "not a postcode", "begin with"}, {"IN", "012345", "", "not a postcode", "begin with"},
		{"NL", "1012 SA", "", "not a postcode of Netherlands", "SA, SD and SS"}, {"NL", "NL-1012sd", "", "not a postcode", "SA, SD and SS"}, {"NL", "1012 SS", "", "not a postcode", "SA, SD and SS"}, {"NL", "1012 SB", "1012 SB", "", ""}, {"NL", "1012 AS", "1012 AS", "", ""},
		{"AE", "P.O. Box 123", "", "is a P.O. box", "the street"}, {"DE", "Postfach 12", "", "is a P.O. box", "the street"}, {"US", "PO BOX 4", "", "is a P.O. box", "the street"},
	} {
		got, err := c.country.NormalPostcode(c.text)
		if got != c.want || (err == nil) != (c.message == "") {
			t.Errorf("%s %q is %q, %v; not %q", c.country, c.text, got, err, c.want)
		} else if e, ok := errors.AsType[*Error](err); ok && (!strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) || c.hint == "" && strings.Contains(e.Hint, ";")) {
			t.Errorf("%s %q: %v", c.country, c.text, err)
		}
	}
}

// One postcode of each form of each country is read in every dress, and always comes to one form.
func TestEveryPostcodeInEveryDress(t *testing.T) {
	wide := func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xFEE0
		}
		return r
	}
	for _, info := range countries {
		for _, form := range info.Postcode {
			want := strings.NewReplacer("9", "1", "A", "B", "*", "1").Replace(form)
			if info.Code == "AD" || info.Code == "AZ" { // the form's own letter
				want = string(info.Code) + strings.Repeat("1", len(form)-2)
			}
			if info.Code == "SK" { // where none begin with 1
				want = strings.ReplaceAll(want, "1", "8")
			}
			usual, err := info.Code.NormalPostcode(want)
			if err != nil {
				t.Errorf("%s %q: %v", info.Code, want, err)
				continue
			}
			bare := bareCode(usual)
			for _, text := range []string{usual, bare, strings.ToLower(usual), " " + usual + "\u00a0", strings.Map(wide, usual), strings.Join(strings.Split(bare, ""), " "),
				string(info.Code) + "-" + usual, string(info.Code) + " " + bare, "\u202f" + bare + "-"} {
				if strings.HasPrefix(text, string(info.Code)) && !unicode.IsDigit(rune(bare[0])) {
					continue // the sign stands before digits
				}
				if got, err := info.Code.NormalPostcode(text); err != nil || got != usual {
					t.Errorf("%s %q is %q, %v; not %q", info.Code, text, got, err, usual)
				}
			}
		}
	}
}

// TestBare: a postcode is compared by its digits and letters, all of them.
func TestBare(t *testing.T) {
	var buf [LongestPostcode]byte
	for text, want := range map[string]string{"sw1a 1aa": "SW1A1AA", "AZ-09/az": "AZ09AZ", "ÄÖ 12": "12", "": "", "12345678901234567890": "1234567890123456"} {
		if got := string(BarePostcode(text, buf[:])); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
