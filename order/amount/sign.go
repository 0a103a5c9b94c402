package amount

import "strings"

// Doubt tells of a number that it can be read in two ways, and what to do: three digits stand behind its only sign, which is one of those
// that are unsure. "1,234" may be more than a thousand, or one and a fraction. Nothing of any other number.
func Doubt(text, unsure string) (wrong, hint string) {
	if !strings.ContainsAny(text, unsure) {
		return "", ""
	}
	number, _ := apart(text)
	whole, behind, sign := split(number)
	if sign == "" || !strings.Contains(unsure, sign) || decides(whole, behind) {
		return "", ""
	}
	return "may be " + whole + behind + " or " + whole + "." + behind,
		"say in the mapping which sign stands before decimals (decimal: point or decimal: comma), or write it without thousands and with other decimals, such as " + whole + behind + ".00"
}

// split takes a number apart at its only sign; the sign is empty where it has none or more, or where it is no number.
func split(number string) (whole, behind, sign string) {
	number = strings.TrimLeft(number, "+-")
	at := strings.IndexAny(number, ".,")
	if at < 0 || strings.Trim(number[:at]+number[at+1:], "0123456789") != "" {
		return "", "", ""
	}
	return number[:at], number[at+1:], number[at : at+1]
}

// decides reports whether the digits on both sides of a sign tell what it is: thousands stand in groups of three, and begin with no zero.
func decides(whole, behind string) bool {
	return len(behind) != 3 || whole == "" || len(whole) > 3 || whole[0] == '0'
}

// Signs are what the numbers of a file tell of how it writes decimals. The zero value has seen none.
type Signs struct{ point, comma bool }

// See looks at one more number of the file.
func (s *Signs) See(text string) {
	if !strings.ContainsAny(text, ".,") {
		return
	}
	number, _ := apart(text)
	sign := decimal(number)
	s.point, s.comma = s.point || sign == ".", s.comma || sign == ","
}

// Before is what stands before decimals, "point" or "comma", where numbers tell so, and none tells otherwise; empty: it is not known.
func (s *Signs) Before() string {
	switch {
	case s.point && !s.comma:
		return "point"
	case s.comma && !s.point:
		return "comma"
	}
	return ""
}

// decimal is the sign that stands before the decimals of a number, or would; empty where it does not tell.
func decimal(number string) string {
	if whole, behind, sign := split(number); sign != "" && decides(whole, behind) {
		return sign
	}
	if strings.Trim(number, "0123456789.,+-'’ ") != "" || strings.Contains(number, ".,") || strings.Contains(number, ",.") {
		return ""
	}
	points, commas := strings.Count(number, "."), strings.Count(number, ",")
	pointLast := strings.LastIndexByte(number, '.') > strings.LastIndexByte(number, ',')
	switch {
	case points == 0 && commas > 1, points == 1 && commas > 0 && pointLast:
		return "."
	case commas == 0 && points > 1, commas == 1 && points > 0 && !pointLast:
		return ","
	}
	return ""
}
