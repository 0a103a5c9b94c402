package channel

import (
	"strings"

	"crosslane/shipping"
)

// In Great Britain and its islands a postcode begins with an outward code of two to four signs: an area (B), a district (B1,
// B10) and in London a letter (W1A). So that B1 is not taken for the beginning of B10, nor the area B for that of BT, such
// postcodes are written with points where the parts of the outward code end, and a blank before the inward code: "B101AA"
// is "B.10. 1AA". A district takes its letters along: W1 is W1A and W1B as well. In IE and CA every outward code
// has three signs, and nothing is mistaken.

// outward tells the countries, by their numbers, whose postcodes are written so.
var outward = func() (set countrySet) {
	for _, code := range append([]shipping.Country{"GB", "GG", "IM", "JE"}, territoryCodes...) {
		if code.Whole() == "GB" || len(code) == 2 {
			set.add(countryOf(code))
		}
	}
	return set
}()

// parted is a postcode taken apart, or the beginning of one.
type parted struct{ area, district, letter, inward string }

// written joins the parts as they are compared.
func (p *parted) written(buf []byte) []byte {
	buf = append(append(buf, p.area...), '.')
	if p.district == "" {
		return buf
	}
	buf = append(append(append(buf, p.district...), '.'), p.letter...)
	if p.inward == "" {
		return buf
	}
	return append(append(buf, ' '), p.inward...)
}

// part takes a bare postcode, or the beginning of one, apart. It is whole before it is a beginning: "B11" is the
// district 11, and "B11AA" lies in the district 1. It is not ok where it has no such form.
func part(bare string) (p parted, ok bool) {
	if n := len(bare) - 3; n > 1 && inwardBegins(bare[n:]) {
		if p, ok = partOutward(bare[:n]); ok && p.district != "" {
			p.inward = bare[n:]
			return p, true
		}
	}
	if p, ok = partOutward(bare); ok {
		return p, true
	}
	for n := len(bare) - 1; n > 1 && n >= len(bare)-2; n-- {
		if p, ok = partOutward(bare[:n]); ok && p.district != "" && inwardBegins(bare[n:]) {
			p.inward = bare[n:]
			return p, true
		}
	}
	return parted{}, false
}

// partOutward takes an outward code apart, or an area alone.
func partOutward(text string) (parted, bool) {
	n := 0
	for n < len(text) && letter(text[n]) {
		n++
	}
	p := parted{area: text[:n]}
	if n == 0 || n > 2 {
		return p, false
	}
	m := n
	for m < len(text) && !letter(text[m]) {
		m++
	}
	p.district, p.letter = text[n:m], text[m:]
	digits := len(p.district)
	return p, len(text) == n || digits == 1 && len(p.letter) <= 1 || digits == 2 && p.letter == ""
}

// inwardBegins reports whether a text is an inward code (9AA) or the beginning of one.
func inwardBegins(text string) bool {
	for i := range len(text) {
		if letter(text[i]) != (i > 0) {
			return false
		}
	}
	return len(text) > 0 && len(text) <= 3
}

func letter(b byte) bool { return b >= 'A' && b <= 'Z' }

// partWritten takes a beginning apart as it is written in a Book, where a blank or a hyphen parts outward from inward code.
func partWritten(text string) (parted, bool) {
	i := strings.LastIndexAny(text, " -")
	if i < 0 {
		return part(bareText(text))
	}
	p, ok := partOutward(bareText(text[:i]))
	if p.inward = bareText(text[i:]); !ok || p.district == "" || !inwardBegins(p.inward) {
		return part(bareText(text))
	}
	return p, true
}

// postcode writes a postcode of a country as it is compared with the beginnings that the Book has.
func postcode(country int, text string, buf *[shipping.LongestPostcode]byte) []byte {
	written := shipping.BarePostcode(text, buf[:])
	if !outward.has(country) {
		return written
	}
	p, ok := part(string(written))
	if !ok {
		return written
	}
	var joined [shipping.LongestPostcode]byte
	return buf[:copy(buf[:], p.written(joined[:0]))]
}

func bareText(text string) string {
	var buf [shipping.LongestPostcode]byte
	return string(shipping.BarePostcode(text, buf[:]))
}
