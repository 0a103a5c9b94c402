package channel

import (
	"strconv"
	"strings"
)

// span is what an entry of prefixes means in one country: the beginnings of postcodes that it takes, and its bounds.
type span struct {
	starts    []string
	low, high string // bounds: every postcode that it takes lies between them
	ranged    bool   // it is a range
	doubtful  bool   // it may be the beginning of a postcode as well as a range; it is taken for the former
	backward  bool   // a range that ends before it begins, which is none
}

// spanOf reads an entry of the Book: "97", "97000-97999", "1000..1999", "AB31-38". What has a hyphen is a range unless a
// postcode of the country has it at that place.
func spanOf(country int, text string) (s span) {
	if low, high, ok := strings.Cut(text, ".."); ok {
		s = rangeOf(country, low, high)
	} else if low, high, ok := strings.Cut(text, "-"); ok {
		s = rangeOf(country, low, high)
		if fitsAsWritten(country, text) {
			s = span{doubtful: s.ranged}
		}
	}
	if s.ranged {
		return s
	}
	start := bareText(text)
	s.starts, s.low = []string{start}, start
	if outward.has(country) {
		if p, ok := partWritten(strings.ToUpper(text)); ok {
			s.starts[0] = string(p.written(nil))
			if n, err := strconv.Atoi(p.district); err == nil {
				p.district = pad(n)
			}
			s.low = string(p.written(nil))
		}
	}
	s.high = s.low + top
	return s
}

// top sorts behind all signs of postcodes.
const top = "\x7f"

// rangeOf is a range of beginnings with as many signs, letters and digits at the same places.
func rangeOf(country int, low, high string) (s span) {
	if outward.has(country) {
		return districts(strings.ToUpper(strings.TrimSpace(low)), strings.ToUpper(strings.TrimSpace(high)))
	}
	low, high = bareText(low), bareText(high)
	if low == "" || len(low) != len(high) {
		return s
	}
	for i := range len(low) {
		if letter(low[i]) != letter(high[i]) {
			return s
		}
	}
	if low > high {
		return span{backward: true}
	}
	return span{starts: cover(nil, "", low, high), low: low, high: high + top, ranged: true}
}

// cover is the fewest beginnings that together take what lies between two ends, both included.
func cover(list []string, begin, low, high string) []string {
	least, most := ends(low)
	switch {
	case low == least && high == most:
		return append(list, begin)
	case low[0] == high[0]:
		return cover(list, begin+low[:1], low[1:], high[1:])
	}
	list = cover(list, begin+low[:1], low[1:], most[1:])
	for sign := low[0] + 1; sign < high[0]; sign++ {
		list = append(list, begin+string(rune(sign)))
	}
	return cover(list, begin+high[:1], least[1:], high[1:])
}

// ends are the first and the last text of this form.
func ends(form string) (least, most string) {
	for i := range len(form) {
		if letter(form[i]) {
			least, most = least+"A", most+"Z"
		} else {
			least, most = least+"0", most+"9"
		}
	}
	return least, most
}

// districts is a range of the districts of an area: AB31-AB38, or AB31-38.
func districts(low, high string) (s span) {
	from, ok := partOutward(low)
	if high != "" && !letter(high[0]) {
		high = from.area + high
	}
	until, also := partOutward(high)
	first, err := strconv.Atoi(from.district)
	last, wrong := strconv.Atoi(until.district)
	if !ok || !also || from.area != until.area || err != nil || wrong != nil || from.letter+until.letter != "" {
		return s
	}
	if first > last {
		return span{backward: true}
	}
	for n := first; n <= last; n++ {
		s.starts = append(s.starts, from.area+"."+strconv.Itoa(n)+".")
	}
	s.ranged, s.low, s.high = true, from.area+"."+pad(first), from.area+"."+pad(last)+top
	return s
}

func pad(n int) string {
	return strings.Repeat("0", 2-len(strconv.Itoa(n))) + strconv.Itoa(n)
}

// within reports whether a span lies in another, and is narrower.
func (s *span) within(o *span) bool {
	return o.low <= s.low && s.high <= o.high && (o.low != s.low || s.high != o.high)
}

// fitsAsWritten reports whether a text is the beginning of a postcode of the country with its hyphen and its blank.
func fitsAsWritten(country int, text string) bool {
	text = strings.ToUpper(strings.TrimSpace(text))
	if outward.has(country) {
		out, in, _ := strings.Cut(text, "-")
		p, ok := partOutward(out)
		return ok && p.district != "" && inwardBegins(in)
	}
	for _, form := range formsOf(country) {
		if len(text) <= len(form) && fitsForm(form, text) {
			return true
		}
	}
	return false
}

// fitsForm reports whether signs fit the beginning of a form of shipping.CountryInfo, which is at least as long.
func fitsForm(form, text string) bool {
	for i := range len(text) {
		f, b := form[i], text[i]
		fits := f == b || f == '9' && b >= '0' && b <= '9' || f == 'A' && letter(b) || f == '*' && (letter(b) || b >= '0' && b <= '9')
		if !fits {
			return false
		}
	}
	return true
}

// formsOf are the forms of a country's postcodes, none where it has none, or they are not checked.
func formsOf(country int) []string {
	info, _ := countryCode(country).Whole().Info()
	return info.Postcode
}

// bareForm is a form without blanks and hyphens.
func bareForm(form string) string { return strings.NewReplacer(" ", "", "-", "").Replace(form) }
