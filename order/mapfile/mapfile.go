// Package mapfile answers the question: what does a mapping file say, and where? It reads YAML into values that know
// their key and their line, so that whatever is wrong is told where a person finds it.
package mapfile

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	yamltoken "github.com/goccy/go-yaml/token"

	"crosslane/book"
	"crosslane/shipping"
)

// Entry is a value of a mapping file with its place.
type Entry struct {
	path string
	line int
	node ast.Node
}

// Bad is what is wrong with the value, at its place and line: an Invalid error.
func (e Entry) Bad(message, hint string) error {
	return shipping.BadField(e.path, "line "+strconv.Itoa(e.line)+": "+message, hint)
}

// Line is where in the file the value stands.
func (e Entry) Line() int { return e.line }

// Text reads a single value as it is written: 0123 stays 0123.
func (e Entry) Text() (string, error) {
	switch n := e.node.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, nil
	}
	return "", e.Bad("a single value is expected", "write it as "+lastKey(e.path)+": value")
}

// List reads a list of values, or one value alone.
func (e Entry) List() ([]string, error) {
	seq, ok := e.node.(*ast.SequenceNode)
	if !ok {
		one, err := e.Text()
		return []string{one}, err
	}
	out := make([]string, 0, len(seq.Values))
	for i, n := range seq.Values {
		one, err := Entry{e.path + "[" + strconv.Itoa(i) + "]", lineOf(n, e.line), n}.Text()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Block reports whether keys with values stand below.
func (e Entry) Block() bool {
	_, ok := e.node.(*ast.MappingNode)
	return ok
}

// Keys walks over a block of keys in the order of the file.
func (e Entry) Keys(each func(key string, value Entry) error) error {
	block, ok := e.node.(*ast.MappingNode)
	if !ok {
		return e.Bad("keys with values are expected", "write them indented below, one on a line")
	}
	for _, v := range block.Values {
		key := v.Key.GetToken().Value
		path := strings.TrimPrefix(e.path+"."+key, ".")
		if err := each(key, Entry{path, lineOf(v.Key, e.line), v.Value}); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(n ast.Node, otherwise int) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return otherwise
}

func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// Read answers with the one document of a file, which is YAML. False: the file is empty.
func Read(text []byte) (top Entry, ok bool, err error) {
	body, err := parse(text)
	return Entry{"", 1, body}, body != nil, err
}

func parse(text []byte) (ast.Node, error) {
	if err := cmp.Or(book.Shallow(text), book.Pasted(text)); err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		message, line := err.Error(), 0
		var at interface{ GetToken() *yamltoken.Token }
		if asToken(err, &at) {
			line = at.GetToken().Position.Line
		}
		message, _, _ = strings.Cut(message, "\n")
		return nil, &shipping.Error{Code: shipping.Invalid, Message: "line " + strconv.Itoa(line) + ": this is not YAML: " + message, Hint: "check indents, quotes and brackets there"}
	}
	if len(file.Docs) > 1 {
		return nil, shipping.Fault(shipping.Invalid, "the file holds more than one document", "take out the lines of three hyphens")
	}
	if len(file.Docs) == 0 {
		return nil, nil //nolint:nilnil // an empty file maps nothing
	}
	return file.Docs[0].Body, nil
}

// Word reads one of two words.
func (e Entry) Word(first, second string) (string, error) {
	text, err := e.Text()
	if err != nil || text == first || text == second {
		return text, err
	}
	return "", e.Bad(strconv.Quote(text)+" is not known here", "write "+first+" or "+second)
}

// Either reads one of two words and reports whether it is the second.
func (e Entry) Either(first, second string) (bool, error) {
	text, err := e.Word(first, second)
	return text == second, err
}

// asToken finds the place in a fault of the YAML library.
func asToken(err error, at *interface{ GetToken() *yamltoken.Token }) bool {
	return errors.As(err, at) && (*at).GetToken() != nil && (*at).GetToken().Position != nil
}
