package starter

import (
	"strconv"
	"strings"
)

// ids makes identifiers of names, each once.
type ids map[string]bool

func newIDs() ids { return ids{} }

// plain writes letters of European languages without their marks.
var plain = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "à", "a", "á", "a", "â", "a", "ã", "a", "å", "a", "ą", "a", "æ", "ae", "ç", "c", "ć", "c", "č", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ę", "e", "ě", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ł", "l", "ñ", "n", "ń", "n", "ň", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ő", "o", "ø", "o", "ř", "r", "ś", "s", "š", "s", "ş", "s", "ť", "t", "ù", "u", "ú", "u", "û", "u", "ů", "u", "ű", "u", "ý", "y", "ź", "z", "ż", "z", "ž", "z")

// of is a short identifier of a name: its Latin letters and digits, small, with hyphens between words; another word where it
// has none.
func (i ids) of(name, otherwise string) string {
	id := strings.Join(strings.FieldsFunc(plain.Replace(strings.ToLower(name)), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
	if id == "" || id[0] < 'a' {
		id = strings.TrimSuffix(otherwise+"-"+id, "-")
	}
	id = strings.TrimSuffix(id[:min(len(id), 24)], "-")
	for n, first := 2, id; i[id]; n++ {
		id = first + "-" + strconv.Itoa(n)
	}
	i[id] = true
	return id
}
