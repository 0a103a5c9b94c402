package crosslane_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house is the table of docs/architecture.md: the rooms from the ground up, and what each may import.
type house struct {
	rooms []room
}

// room is one name of a row. A folder below it follows its row unless it has one of its own.
type room struct {
	name, floor string
	row         int
	may         []string
}

var (
	named  = regexp.MustCompile("`([^`]+)`")
	aside  = regexp.MustCompile(`\([^)]*\)`)
	ignore = map[string]bool{"": true, "standard library": true, "drivers": true, "no other desk": true}
)

// readTable reads the table. The last column names rooms, floors ("ground"), "all" for every row above, or, with a
// ditto mark, what the row above names; a floor stands in the first column, and holds until the next.
func readTable(text string) (house, error) {
	var h house
	columns, floor, ditto := map[string]int{}, "", ""
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case slices.Contains(cells, "Room"):
			for i, c := range cells {
				columns[strings.Fields(c + " ?")[0]] = i
			}
		case len(columns) == 0 || strings.HasPrefix(cells[0], "---"):
		case len(cells) != len(columns):
			return h, h.whole()
		default:
			if i, ok := columns["Floor"]; ok && cells[i] != "" {
				floor = cells[i]
			}
			if may := cells[columns["May"]]; may != `"` {
				ditto = may
			}
			if err := h.row(floor, cells[columns["Room"]], ditto); err != nil {
				return h, err
			}
		}
	}
	return h, h.whole()
}

func (h *house) whole() error {
	if len(h.rooms) == 0 {
		return fmt.Errorf("there is no table with a column Room")
	}
	return nil
}

func (h *house) row(floor, names, may string) error {
	number := 0
	if k := len(h.rooms); k > 0 {
		number = h.rooms[k-1].row + 1
	}
	var wanted []string
	for word := range strings.SplitSeq(strings.NewReplacer("`", "", " and ", ",", ";", ",").Replace(aside.ReplaceAllString(may, "")), ",") {
		word = strings.TrimPrefix(strings.TrimSpace(word), "the ")
		some, err := h.expand(word)
		if err != nil {
			return fmt.Errorf("%s: %w", names, err)
		}
		wanted = append(wanted, some...)
	}
	for _, name := range named.FindAllStringSubmatch(names, -1) {
		if base := path.Base(name[1]); base == strings.ToUpper(base) { // any folder below: it follows its room
			continue
		}
		if h.room(name[1]) == name[1] {
			return fmt.Errorf("%s stands in the table twice", name[1])
		}
		h.rooms = append(h.rooms, room{name[1], floor, number, wanted})
	}
	return nil
}

// expand answers with the rooms that a word stands for; all of them must stand in earlier rows.
func (h *house) expand(word string) (names []string, err error) {
	for _, r := range h.rooms {
		if r.name == word || r.floor == word || word == "all" || word == "all below" {
			names = append(names, r.name)
		}
	}
	if names == nil && !ignore[word] {
		return nil, fmt.Errorf("%q is neither a room nor a floor further down the house", word)
	}
	return names, nil
}

// room finds the room that a folder belongs to, empty when it is in none.
func (h *house) room(folder string) string {
	for f := folder; f != "." && f != "/"; f = path.Dir(f) {
		if slices.ContainsFunc(h.rooms, func(r room) bool { return r.name == f }) {
			return f
		}
	}
	return ""
}

func (h *house) find(name string) room {
	return h.rooms[slices.IndexFunc(h.rooms, func(r room) bool { return r.name == name })]
}

// arrows finds imports that the table does not allow. Rows only name rows further down,
// so what it allows goes down, and rooms make no circle.
func (h *house) arrows(s source) (all []breach) {
	name := h.room(s.folder)
	if name == "" {
		return []breach{{s.path, "stands in no room of the house"}}
	}
	if within(s.folder, "cmd") && s.folder != name {
		all = append(all, breach{s.path, "a folder of cmd has a row of its own"})
	}
	for _, spec := range s.tree.Imports {
		to, _ := strconv.Unquote(spec.Path.Value)
		inner, ours := strings.CutPrefix(to, "crosslane/")
		if !ours {
			continue
		}
		if other := h.room(inner); other != name && !slices.Contains(h.find(name).may, other) {
			all = append(all, breach{s.path, "imports " + inner + ": the house has no such arrow"})
		}
	}
	return all
}

func TestTableOfTheHouse(t *testing.T) {
	const top = "words\n\n| Floor | Room | One line | May import (floors below only) |\n|---|---|---|---|\n"
	plan := top + "| ground | `shipping` | nouns | standard library |\n| | `db` | engines | drivers |\n" +
		"| desks | `order` | intake | ground, no other desk |\n| | `packing`, `route` | two | \" |\n" +
		"| lintel | `fulfillment` | story | ground, the desks |\n| hands | `carrier`, `carrier/NAME` | verbs | shipping (its errors) |\n" +
		"| roof | `world` | all | all below |\n\nmore `words` | that are no row\n"
	h, err := readTable(plan)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"shipping": "", "order": "shipping db", "route": "shipping db", "fulfillment": "shipping db order packing route",
		"carrier": "shipping", "world": "shipping db order packing route fulfillment carrier",
	} {
		if got := strings.Join(h.find(name).may, " "); got != want {
			t.Errorf("%s may import %q, want %q", name, got, want)
		}
	}
	if got := h.room("carrier/sim/deep"); got != "carrier" {
		t.Errorf("carrier/sim/deep is in %q", got)
	}
	for row, want := range map[string]string{
		"| ground | `a` | one | b |\n| | `b` | two | a |\n":  "neither a room nor a floor",
		"| ground | `a` | one | a |\n":                       "neither a room nor a floor",
		"| ground | `a` | one | * |\n":                       "neither a room nor a floor",
		"| ground | `a` | one | |\n| | `a` | again | |\n":    "twice",
		"nothing but words\n":                                "no table",
		"| ground | `a` | one | standard library, sinks |\n": "neither a room nor a floor",
	} {
		if _, err := readTable(top + row); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", row, err, want)
		}
	}
}

func TestArrows(t *testing.T) {
	h := house{[]room{{name: "low"}, {name: "low/cellar"}, {name: "high", may: []string{"low"}}, {name: "cmd/run"}}}
	for _, c := range []struct{ path, imports, want string }{
		{"high/a.go", "crosslane/low", ""},
		{"high/part/a.go", "crosslane/low/part", ""},
		{"high/a.go", "crosslane/high/part", ""},
		{"high/a.go", "crosslane/low/cellar", "high/a.go imports low/cellar: the house has no such arrow"},
		{"low/a.go", "crosslane/high", "low/a.go imports high: the house has no such arrow"},
		{"low/cellar/a.go", "crosslane/low", "low/cellar/a.go imports low: the house has no such arrow"},
		{"yard/a.go", "fmt", "yard/a.go stands in no room of the house"},
		{"cmd/run/part/a.go", "fmt", "cmd/run/part/a.go a folder of cmd has a row of its own"},
	} {
		if got := told(h.arrows(parse(t, c.path, "package a\nimport _ \""+c.imports+"\"\n"))); got != c.want {
			t.Errorf("%s importing %s: %q, want %q", c.path, c.imports, got, c.want)
		}
	}
}

// told writes breaches down to compare them.
func told(all []breach) string {
	var lines []string
	for _, b := range all {
		lines = append(lines, b.where+" "+b.what)
	}
	return strings.Join(lines, "\n")
}
