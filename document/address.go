package document

import (
	"strconv"
	"strings"

	"crosslane/document/font"
	"crosslane/document/text"
	"crosslane/shipping"
)

// usual is how most countries write the end of an address: P stands for the postcode, C for the city, R for the region.
const usual = "P C"

// localities are how other countries write it (Universal Postal Union, addressing systems). Regions stand where the
// country's own post wants them, and nowhere else.
var localities = map[string][]shipping.Country{
	"C R P":   {"US", "CA", "AU", "PR", "GU", "AS", "MP", "VI", "UM", "FM", "MH", "PW", "JP", "KR", "TW", "TH", "VN", "ID", "IQ", "SO", "CO"},
	"C P":     {"NZ", "SG", "SA", "IL", "JO", "LB", "BH", "MT", "KH", "NP", "BN", "LV", "MV", "BM", "PS"},
	"C\nP":    {"GB", "GG", "JE", "IM", "GI", "FK", "SH", "IO", "PN", "GS", "TC", "ZA", "KE", "LK", "BB", "JM"},
	"C-P":     {"PK", "BD"},
	"C P\nR":  {"IN", "NG", "PE", "PG"},
	"C\nR\nP": {"RU", "UA", "EG", "IE"},
	"P C\nR":  {"MY", "PH", "AR", "CL", "BY", "KZ", "UZ", "TM"},
	"P C R":   {"ES", "IT", "CN", "UY", "SV"},
	"P C, R":  {"MX", "HN", "NI", "CR"},
	"C-R\nP":  {"BR", "CV"},
	"C P, R":  {"VE"},
	"P C/R":   {"TR"},
	"C, R P":  {"IR", "BS"},
	"C\nR":    {"AE", "HK", "MO", "PA"},
	"C, R\nP": {"KY"},
}

// patterns are localities by country.
var patterns = func() map[shipping.Country]string {
	all := map[shipping.Country]string{}
	for pattern, list := range localities {
		for _, c := range list {
			all[c] = pattern
		}
	}
	return all
}()

// locality writes the end of an address as its country does, but for the country itself.
func locality(a *shipping.Address) (lines []string) {
	pattern := patterns[a.Country]
	if pattern == "" {
		pattern = usual
	}
	for line := range strings.SplitSeq(pattern, "\n") {
		var b strings.Builder
		between := ""
		for _, sign := range line {
			value, part := map[rune]string{'P': a.Postcode, 'C': a.City, 'R': a.Region}[sign]
			value = strings.TrimSpace(value)
			switch {
			case !part:
				between += string(sign)
				continue
			case value != "" && b.Len() > 0:
				b.WriteString(between)
			}
			if value != "" {
				b.WriteString(value)
				between = ""
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

// paragraphs are an address as it stands on a label: the country last, by its English name in capitals, as the UPU
// recommends for items that cross a border.
func paragraphs(a *shipping.Address) []text.Paragraph {
	list := []text.Paragraph{{Field: "name", Text: a.Name}, {Field: "company", Text: a.Company}}
	for i, line := range a.Lines {
		list = append(list, text.Paragraph{Field: "lines[" + strconv.Itoa(i) + "]", Text: line})
	}
	for _, line := range locality(a) {
		list = append(list, text.Paragraph{Field: "city", Text: line})
	}
	if info, ok := a.Country.Info(); ok {
		list = append(list, text.Paragraph{Field: "country", Text: strings.ToUpper(info.Name), Weight: font.Bold})
	}
	return list
}
