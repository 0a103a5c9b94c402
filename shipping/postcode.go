package shipping

import (
	"slices"
	"strings"
	"unicode"
)

// postcodeSigns are signs, beside its code of ISO 3166, that are written before a country's postcodes
// (Universal Postal Union, addressing systems; signs of vehicles).
var postcodeSigns = map[Country][]string{
	"AT": {"A"}, "BE": {"B"}, "DE": {"D"}, "ES": {"E"}, "FI": {"FIN", "SF"}, "FR": {"F"}, "HU": {"H"}, "IT": {"I"}, "LI": {"FL"}, "LU": {"L"},
	"NO": {"N"}, "PT": {"P"}, "SE": {"S"}, "SI": {"SLO"}, "AX": {"FI"}, "EE": {"EST"}, "SM": {"RSM"}, "VA": {"V", "SCV"}, "MK": {"MKD"},
}

// zeroFirst are the countries of which some postcodes begin with zero, which spreadsheets lose.
const zeroFirst = "AS AU AX BG BR CN DE DZ ES FI FR GU IT JP KR KZ LT MN MP MX MY NO NZ PE PH PL PR RO SG SK SN TR UA US VI ZA"

// noPostcodes are what is written where there is no postcode.
var noPostcodes = []string{"NA", "NONE", "NULL", "NIL", "KEINE", "SANS", "NOPOSTCODE", "NOZIP", "NOTAPPLICABLE"}

// NormalPostcode writes a postcode in the country's usual form: capitals, and the usual space or hyphen, without the country's
// sign where the form has none. What stands for no postcode ("N/A", "-", "0000") is empty. A postcode that has none of the
// country's forms, and a P.O. box in its place, is a BadField error; a country without forms accepts anything else.
func (c Country) NormalPostcode(postcode string) (string, error) {
	p := strings.ToUpper(strings.TrimSpace(strings.Map(narrow, postcode)))
	bare := bareCode(p)
	if strings.Trim(bare, "0") == "" && !strings.ContainsFunc(p, unicode.IsLetter) || slices.Contains(noPostcodes, bare) {
		return "", nil
	}
	if postBox(p, bare) {
		return "", BadField("postcode", "\""+shortened(postcode)+"\" is a P.O. box, not a postcode", "write the box into the street, and the postcode of the place")
	}
	i, ok := countryIndex[c]
	if !ok || len(countries[i].Postcode) == 0 {
		return strings.Join(strings.Fields(p), " "), nil
	}
	for _, code := range append([]string{bare}, c.variants(bare)...) {
		for _, form := range countries[i].Postcode {
			if out, ok := fitForm(code, form); ok {
				return c.given(postcode, code, out)
			}
		}
	}
	if c.writes(bare) {
		return strings.Join(strings.Fields(p), " "), nil
	}
	hint := "expected the form " + strings.Join(countries[i].Postcode, " or ") + " (9 a digit, A a letter)"
	if full := c.zeroLost(bare, countries[i].Postcode); full != "" {
		hint += "; a spreadsheet may have lost a leading zero: " + full
	} else if whole, zeros, ok := strings.Cut(p, "."); ok && zeros != "" && allDigits(whole) && strings.Trim(zeros, "0") == "" {
		hint += "; a spreadsheet wrote it as a number: " + whole
	}
	return "", BadField("postcode", "\""+shortened(postcode)+"\" is not a postcode of "+countries[i].Name, hint)
}

// given refuses a postcode that has the country's form and was given to no place.
func (c Country) given(written, bare, normal string) (string, error) {
	said := "\"" + shortened(written) + "\" is not a postcode of " + c.PlaceName()
	if with := postcodesBegin[c]; with != "" && !begins(bare, with) {
		return "", BadField("postcode", said, "there they begin with "+strings.Join(strings.Fields(with), " or ")+": correct it, or the country")
	}
	if n := len(bare); c == "NL" && slices.Contains([]string{"SA", "SD", "SS"}, bare[n-2:]) {
		return "", BadField("postcode", said, "the letters SA, SD and SS are not given out in the Netherlands: correct it")
	}
	return normal, nil
}

// writes reports whether a postcode that has none of the country's forms is a whole one of a territory that is written with it:
// Northern Cyprus has codes of its own.
func (c Country) writes(bare string) bool {
	return len(bare) >= 5 && slices.ContainsFunc(territoryRows[c], func(t territoryRow) bool { return t.whole(c, bare) })
}

// variants are what a postcode may be without the country's sign before it, or with the one that belongs there.
func (c Country) variants(bare string) (all []string) {
	if allDigits(bare) {
		return []string{string(c) + bare}
	}
	for _, sign := range append([]string{string(c)}, postcodeSigns[c]...) {
		if rest, ok := strings.CutPrefix(bare, sign); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			all = append(all, rest)
		}
	}
	return all
}

// zeroLost answers with the postcode that a digit or two too few may have been.
func (c Country) zeroLost(bare string, forms []string) string {
	if bare == "" || !allDigits(bare) || !strings.Contains(zeroFirst, string(c)) {
		return ""
	}
	for _, zeros := range []string{"0", "00"} {
		for _, form := range forms {
			if out, ok := fitForm(zeros+bare, form); ok {
				return out
			}
		}
	}
	return ""
}

// postBox reports whether a P.O. box stands where the postcode belongs.
func postBox(p, bare string) bool {
	for _, word := range []string{"POBOX", "POB", "POSTBOX", "POSTFACH", "APARTADO", "CASILLA", "BOITEPOSTALE", "CASELLAPOSTALE", "CAIXAPOSTAL"} {
		if rest, ok := strings.CutPrefix(bare, word); ok && allDigits(rest) {
			return true
		}
	}
	return strings.HasPrefix(p, "BOX ")
}

// narrow makes full-width letters and digits of East Asian keyboards, and blanks of every width, ordinary ones.
func narrow(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// bareCode takes out everything that is neither letter nor digit.
func bareCode(p string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, p)
}

// fitForm lays the signs of a bare postcode into a form such as "A9A 9A9".
func fitForm(bare, form string) (string, bool) {
	var out strings.Builder
	at := 0
	for i := range len(form) {
		f := form[i]
		slot := f == '*' || f >= '0' && f <= '9' || f >= 'A' && f <= 'Z'
		if !slot {
			out.WriteByte(f)
			continue
		}
		if at == len(bare) {
			return "", false
		}
		b := bare[at]
		digit := b >= '0' && b <= '9'
		fits := f == '*' || f == '9' && digit || f == 'A' && !digit || f == b
		if !fits {
			return "", false
		}
		out.WriteByte(b)
		at++
	}
	return out.String(), at == len(bare)
}

// LongestPostcode is more signs than any country's postcode has.
const LongestPostcode = 16

// BarePostcode writes a postcode, or the beginning of one, into buf, in capitals and by its letters and digits alone, so that
// "SW1A 1AA" begins with "sw1a1". What is longer than buf is cut off.
func BarePostcode(postcode string, buf []byte) []byte {
	n := 0
	for i := 0; i < len(postcode) && n < len(buf); i++ {
		b := postcode[i]
		if b >= 'a' && b <= 'z' {
			b -= 'a' - 'A'
		}
		if b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' {
			buf[n] = b
			n++
		}
	}
	return buf[:n]
}
