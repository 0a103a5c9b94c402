package book

import (
	"errors"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"crosslane/shipping"
)

// Locate says where in the Book's file a mistake stands: the Field "triggers[2].when" becomes
// "line 214, column 11: triggers[2].when". What came in by an alias or a merge is told with the place where it is written;
// what is missing, with the place of what it is missing from. An error that names nothing in the file is left as it is.
func Locate(file []byte, err error) error {
	var e *shipping.Error
	if !errors.As(err, &e) || e.Field == "" {
		return err
	}
	tree, unread := parser.ParseBytes(file, 0)
	if unread != nil || len(tree.Docs) == 0 {
		return err
	}
	p := places{anchors: map[string]ast.Node{}}
	ast.Walk(&p, tree.Docs[0].Body)
	at := p.find(tree.Docs[0].Body, steps(e.Field))
	if at.line == 0 {
		return err
	}
	located := *e
	located.Field = at.String() + ": " + e.Field
	return &located
}

// steps takes a path apart: "channels[3].limits" is "channels", "3", "limits".
func steps(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}

// place is where something stands in a file, counted from one.
type place struct{ line, column int }

// String writes "line 214, column 11".
func (p place) String() string {
	return "line " + strconv.Itoa(p.line) + ", column " + strconv.Itoa(p.column)
}

// places finds nodes in a tree whose anchors are known.
type places struct{ anchors map[string]ast.Node }

// Visit gathers the anchors.
func (p *places) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		p.anchors[a.Name.String()] = a.Value
	}
	return p
}

// find follows the steps as far as they lead, nowhere when not even the first does. A value that begins on the
// line of its key is told by its own column.
func (p *places) find(n ast.Node, path []string) (found place) {
	for i, step := range path {
		next, at := p.step(p.plain(n), step, 0)
		if next == nil {
			return found
		}
		n, found = next, at
		if value := placeOf(firstOf(n)); i == len(path)-1 && value.line == at.line {
			found = value
		}
	}
	return found
}

// plain is what stands behind aliases, anchors and tags.
func (p *places) plain(n ast.Node) ast.Node {
	for range 100 {
		switch v := n.(type) {
		case *ast.AliasNode:
			n = p.anchors[v.Value.String()]
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			n = v.Value
		default:
			return n
		}
	}
	return nil
}

// step goes to an entry of a list or of a mapping, and answers with its place. An own key of a
// mapping goes before what is merged in.
func (p *places) step(n ast.Node, step string, depth int) (ast.Node, place) {
	switch v := n.(type) {
	case *ast.SequenceNode:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v.Values) {
			return nil, place{}
		}
		return v.Values[i], placeOf(firstOf(v.Values[i]))
	case ast.MapNode:
		for i := v.MapRange(); i.Next(); {
			if i.Key().GetToken().Value == step {
				return i.Value(), placeOf(i.Key())
			}
		}
		return p.merged(v, step, depth)
	}
	return nil, place{}
}

// merged looks for a key in what a mapping merges in, one mapping or a list of them.
func (p *places) merged(m ast.MapNode, step string, depth int) (ast.Node, place) {
	for i := m.MapRange(); i.Next() && depth < 20; {
		if !i.Key().IsMergeKey() {
			continue
		}
		sources := []ast.Node{i.Value()}
		if list, ok := p.plain(i.Value()).(*ast.SequenceNode); ok {
			sources = list.Values
		}
		for _, source := range sources {
			if n, at := p.step(p.plain(source), step, depth+1); n != nil {
				return n, at
			}
		}
	}
	return nil, place{}
}

// firstOf is the first key of a mapping that is written here, so that its line is where the entry begins.
func firstOf(n ast.Node) ast.Node {
	if a, ok := n.(*ast.AnchorNode); ok {
		n = a.Value
	}
	if m, ok := n.(ast.MapNode); ok {
		if i := m.MapRange(); i.Next() {
			return i.Key()
		}
	}
	return n
}

func placeOf(n ast.Node) place {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{}
}
