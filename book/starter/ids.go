package starter

import (
	"strconv"
	"strings"
)

// ids makes identifiers of names, each once.
type ids map[string]bool

func newIDs() ids { return ids{} }

// of is a short identifier of a name: its Latin letters and digits, small, with hyphens between words; another word where it
// has none.
func (i ids) of(name, otherwise string) string {
	id := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
	if id == "" || id[0] < 'a' {
		id = strings.TrimSuffix(otherwise+"-"+id, "-")
	}
	id = strings.TrimSuffix(id[:min(len(id), 24)], "-")
	for n, plain := 2, id; i[id]; n++ {
		id = plain + "-" + strconv.Itoa(n)
	}
	i[id] = true
	return id
}
