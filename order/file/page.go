package file

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// written are the encodings, beside UTF-8 and Windows-1252, in which programs of a country write its language (WHATWG Encoding).
var written = []struct{ countries, pages string }{
	{"PL CZ SK HU RO SI HR BA", "windows-1250 iso-8859-2"},
	{"RU UA BY BG RS MK KZ KG ME TJ MN", "windows-1251 koi8-r"},
	{"GR CY", "windows-1253 iso-8859-7"},
	{"TR AZ", "windows-1254"},
	{"IL", "windows-1255"},
	{"AE SA EG JO LB KW QA BH OM IQ IR", "windows-1256"},
	{"LT LV", "windows-1257"},
	{"VN", "windows-1258"},
	{"TH", "windows-874"},
	{"JP", "shift_jis euc-jp"},
	{"CN", "gbk gb18030"},
	{"TW HK MO", "big5"},
	{"KR", "euc-kr"},
}

// strange are words that nobody writes in Windows-1252 and that other code pages make when they are read so: three foreign letters in a
// row, a capital in the midst of a word, letters of the east in the midst of a word, signs that are no letters between them.
var strange = regexp.MustCompile(`[^\x00-\x7f]{3}|\p{Ll}[À-ÖØ-ÞŠŒŽŸ]|\pL[À-ÖØ-ÞŠŒŽŸ]\p{Ll}|\pL[šžŸ]\pL|\pL[\x{80}-\x{bf}×÷€‚ƒ„…†‡ˆ‰‹›˜™•–—]\pL|[¡-¿][À-ÿ]|[À-ÿ][¡-¿]`)

// Unsure are the encodings to try for a text that was read as Windows-1252 because it is no UTF-8, and may be of another: it reads
// otherwise in one in which its country writes, or reads as no language does. Empty: it is what it seems.
func Unsure(text, country string) []string {
	if plainASCII(text) {
		return nil
	}
	odd := strange.MatchString(text)
	var all []string
	for _, w := range written {
		pages := strings.Fields(w.pages)
		if home := strings.Contains(w.countries, country) && country != ""; home && (odd || slices.ContainsFunc(pages, func(p string) bool { return readsOtherwise(text, p) })) {
			return pages
		}
		all = append(all, pages[0])
	}
	if odd {
		return append(all, "macintosh", "koi8-r", "euc-jp")
	}
	return nil
}

func readsOtherwise(text, page string) bool {
	raw, err := charmap.Windows1252.NewEncoder().String(text)
	other, known := htmlindex.Get(page)
	if err != nil || known != nil {
		return true
	}
	read, err := other.NewDecoder().String(raw)
	return err != nil || read != text
}
