package book

import (
	"errors"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"crosslane/shipping"
)

// Locate says on which line of the Book's file a mistake stands: the Field "triggers[2].when" becomes
// "line 214: triggers[2].when". What came in by an alias or a merge is told with the line where it is written; what is
// missing, with the line of what it is missing from. An error that names nothing in the file is left as it is.
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
	line := p.line(tree.Docs[0].Body, steps(e.Field))
	if line == 0 {
		return err
	}
	located := *e
	located.Field = "line " + strconv.Itoa(line) + ": " + e.Field
	return &located
}

// steps takes a path apart: "channels[3].limits" is "channels", "3", "limits".
func steps(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}

// places finds lines in a tree whose anchors are known.
type places struct{ anchors map[string]ast.Node }

// Visit gathers the anchors.
func (p *places) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		p.anchors[a.Name.String()] = a.Value
	}
	return p
}

// line follows the steps as far as they lead, zero when not even the first does.
func (p *places) line(n ast.Node, path []string) (line int) {
	for _, step := range path {
		next, at := p.step(p.plain(n), step, 0)
		if next == nil {
			return line
		}
		n, line = next, at
	}
	return line
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

// step goes to an entry of a list or of a mapping, and answers with its line. An own key of a
// mapping goes before what is merged in.
func (p *places) step(n ast.Node, step string, depth int) (ast.Node, int) {
	switch v := n.(type) {
	case *ast.SequenceNode:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v.Values) {
			return nil, 0
		}
		return v.Values[i], lineOf(p.firstOf(v.Values[i]))
	case ast.MapNode:
		for i := v.MapRange(); i.Next(); {
			if i.Key().GetToken().Value == step {
				return i.Value(), lineOf(i.Key())
			}
		}
		return p.merged(v, step, depth)
	}
	return nil, 0
}

// merged looks for a key in what a mapping merges in, one mapping or a list of them.
func (p *places) merged(m ast.MapNode, step string, depth int) (ast.Node, int) {
	for i := m.MapRange(); i.Next() && depth < 20; {
		if !i.Key().IsMergeKey() {
			continue
		}
		sources := []ast.Node{i.Value()}
		if list, ok := p.plain(i.Value()).(*ast.SequenceNode); ok {
			sources = list.Values
		}
		for _, source := range sources {
			if n, line := p.step(p.plain(source), step, depth+1); n != nil {
				return n, line
			}
		}
	}
	return nil, 0
}

// firstOf is the first key of a mapping that is written here, so that its line is where the entry begins.
func (p *places) firstOf(n ast.Node) ast.Node {
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

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}
