package book

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"crosslane/shipping"
)

// Proofread holds the file of a Book, as it is written, against the keys of the Book: what Read would take otherwise than it
// is meant is refused, among it fractions where whole numbers are wanted, numbers in the place of texts, keys that are
// written twice, missing or empty, and what stands behind the end. The first mistake is an Invalid error whose Field
// is its line, column and path ("line 559, column 38: rates[0].zones[0].breaks[0].flat"). It is for Books that are to be
// published; one that is in force is read by Read alone.
func Proofread(file []byte) error {
	if all := Mistakes(file); len(all) > 0 {
		return all[0]
	}
	return nil
}

// mostMistakes is how many are told at once.
const mostMistakes = 20

// Mistakes are the first twenty things that Proofread refuses a file for, in the order in which they stand there.
func Mistakes(file []byte) []error {
	p := proof{places: places{anchors: map[string]ast.Node{}}}
	if err := p.file(file); err != nil {
		p.found = append(p.found, err)
	}
	return p.found
}

// note keeps a mistake; it answers with it once there are so many that the rest is not looked at.
func (p *proof) note(err error) error {
	if err == nil || len(p.found) == mostMistakes-1 {
		return err
	}
	if !slices.ContainsFunc(p.found, func(other error) bool { return lineOf(other) == lineOf(err) }) { // one of a part that stands for several
		p.found = append(p.found, err)
	}
	return nil
}

// lineOf is where in the file a mistake stands: line and column, without the path.
func lineOf(err error) string {
	place, _, _ := strings.Cut(err.Error(), ": ")
	return place
}

// file looks for mistakes; the one that it answers with is the last that is looked for.
func (p *proof) file(file []byte) error {
	if err := checkSigns(file); err != nil {
		return err
	}
	if err := Shallow(file); err != nil {
		return err
	}
	tree, err := parser.ParseBytes(file, 0)
	if err != nil {
		return Unreadable(err, unreadHint(err))
	}
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch {
	case len(bodies) == 0:
		return shipping.BadField("line 1", "the file is empty", "begin with the Book in force: crosslane book show > book.yaml")
	case len(bodies) > 1:
		return misread(bodies[1], "", "a second document begins, and only one is a Book", "take the line --- out, or make two files")
	}
	ast.Walk(p, bodies[0])
	if p.wrong != nil {
		return p.wrong
	}
	p.base = shipping.Currency(p.textOf(bodies[0], "base"))
	return p.part(reflect.TypeFor[Book](), bodies[0], "", p.base)
}

// checkSigns refuses signs that do not show, and yet decide.
func checkSigns(file []byte) error {
	if bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) {
		return shipping.BadField("line 1, column 1", "the file begins with a byte order mark, which belongs to no key", "save it as UTF-8 without BOM")
	}
	n := 0
	for line := range bytes.Lines(file) {
		n++
		at := "line " + strconv.Itoa(n) + ", column "
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			return shipping.BadField(at+"1", "the line is no text in UTF-8", "save the file as UTF-8")
		}
		text := string(line)
		for _, mark := range []string{" #", "\t#"} {
			text, _, _ = strings.Cut(text, mark)
		}
		if i := strings.IndexByte(text, '\t'); i >= 0 && !strings.HasPrefix(text, "#") {
			return shipping.BadField(at+strconv.Itoa(1+utf8.RuneCountInString(text[:i])), "a tab, which no two programs read alike", "write blanks")
		}
	}
	return Pasted(file)
}

// unreadHint is what to do about what is no YAML.
func unreadHint(err error) string {
	if strings.Contains(err.Error(), "already defined") {
		return "keep one of the two"
	}
	return hint
}

// proof walks over a file. It refuses names of anchors that are written twice, and tags.
type proof struct {
	places
	base  shipping.Currency
	depth int
	wrong error
	found []error // mistakes of keys and values, in the order of the file
}

// mostDepth is deeper than a Book is.
const mostDepth = 40

// Visit gathers the anchors.
func (p *proof) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.AnchorNode:
		if p.anchors[n.Name.String()] != nil && p.wrong == nil {
			p.wrong = misread(n, "", "the anchor &"+n.Name.String()+" is written twice", "give each a name of its own")
		}
	case *ast.TagNode:
		if p.wrong == nil {
			p.wrong = misread(n, "", "a Book has no use for the tag "+n.Start.Value, "take it out; what is meant as a text stands in quotes")
		}
	}
	p.places.Visit(n)
	return p
}

// misread is an error about what stands at a node.
func misread(n ast.Node, at, message, hint string) error {
	field := ""
	if found := placeOf(firstOf(n)); found.line > 0 {
		field = found.String()
		if at != "" {
			field += ": "
		}
	}
	return shipping.BadField(field+at, message, hint)
}

// value checks what stands behind a key. Its amounts are in this currency.
func (p *proof) value(t reflect.Type, k *key, n ast.Node, at string, in shipping.Currency) error {
	if p.depth++; p.depth > mostDepth {
		return misread(n, at, "the anchor names itself, in a circle", "write out what is meant")
	}
	defer func() { p.depth-- }()
	if alias, ok := n.(*ast.AliasNode); ok && p.anchors[alias.Value.String()] == nil {
		return misread(n, at, "there is no anchor &"+alias.Value.String(), "")
	}
	switch n = p.plain(n); {
	case n == nil:
		return shipping.BadField(at, "the anchor names itself, in a circle", "write out what is meant")
	case n.Type() == ast.NullType:
		return misread(n, at, "nothing is written", "write a value, or leave the key out")
	case t.Kind() == reflect.Slice:
		return p.list(t, k, n, at, in)
	case t.Kind() == reflect.Struct && t != instants:
		return p.part(t, n, at, in)
	}
	switch n.(type) {
	case ast.MapNode, *ast.SequenceNode:
		return misread(n, at, "one value is wanted here, not several", "")
	}
	return p.scalar(t, k, n, at, in)
}

func (p *proof) list(t reflect.Type, k *key, n ast.Node, at string, in shipping.Currency) error {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return misread(n, at, "a list is wanted here", "write it in brackets, even where it is one: ["+strings.TrimSpace(n.String())+"]")
	}
	for i, one := range list.Values {
		if err := p.note(p.value(t.Elem(), k, one, at+"["+strconv.Itoa(i)+"]", in)); err != nil {
			return err
		}
	}
	return nil
}

// part checks a mapping, key by key.
func (p *proof) part(t reflect.Type, n ast.Node, at string, in shipping.Currency) error {
	if _, ok := n.(ast.MapNode); !ok {
		return misread(n, at, "keys with values are wanted here", hint)
	}
	entries, err := p.entries(n, at, 0)
	if err != nil {
		return err
	}
	if t == reflect.TypeFor[RateSheet]() || t == reflect.TypeFor[shipping.Money]() {
		in = shipping.Currency(p.textOf(n, "currency"))
	}
	known := maps.Collect(fieldsOf(t))
	for _, e := range entries {
		f, ok := known[e.name]
		if !ok {
			if err := p.note(misread(e.key, strings.TrimPrefix(at+"."+e.name, "."), "\""+e.name+"\" is no key that is known here", "known are "+strings.Join(slices.Sorted(maps.Keys(known)), ", "))); err != nil {
				return err
			}
			continue
		}
		k := keys[t.Name()+"."+e.name]
		if err := p.note(p.value(f, &k, e.value, strings.TrimPrefix(at+"."+e.name, "."), in)); err != nil {
			return err
		}
	}
	for name := range fieldsOf(t) {
		k := keys[t.Name()+"."+name]
		if k.needs && !slices.ContainsFunc(entries, func(e entry) bool { return e.name == name }) {
			return misread(n, strings.TrimPrefix(at+"."+name, "."), "missing", "write what it says: "+k.says)
		}
	}
	return nil
}

// entry is one key of a mapping.
type entry struct {
	name       string
	key, value ast.Node
}

// entries are a mapping's own keys, and those that it merges in and does not write itself.
func (p *proof) entries(n ast.Node, at string, depth int) (list []entry, err error) {
	m, ok := n.(ast.MapNode)
	if !ok {
		return nil, misread(n, at, "<< lays one part below another, and this is none", "name one anchor of keys and values: <<: *name")
	}
	if depth > mostDepth {
		return nil, misread(n, at, "the anchor names itself, in a circle", "write out what is meant")
	}
	var merged []entry
	for i := m.MapRange(); i.Next(); {
		if !i.Key().IsMergeKey() {
			list = append(list, entry{i.Key().GetToken().Value, i.Key(), i.Value()})
			continue
		}
		if len(list) > 0 {
			return nil, misread(i.Key(), at, "<< stands behind other keys, and would be laid over them", "write it first")
		}
		source := p.plain(i.Value())
		if source == nil {
			return nil, misread(i.Key(), at, "there is no such anchor", "")
		}
		if merged, err = p.entries(source, at, depth+1); err != nil {
			return nil, err
		}
	}
	for _, e := range merged {
		if !slices.ContainsFunc(list, func(o entry) bool { return o.name == e.name }) {
			list = append(list, e)
		}
	}
	return list, nil
}

// textOf is the text of a key of a mapping, empty where it has none.
func (p *proof) textOf(n ast.Node, name string) string {
	if v, _ := p.step(n, name, 0); v != nil {
		if v = p.plain(v); v != nil && v.GetToken() != nil {
			return v.GetToken().Value
		}
	}
	return ""
}
