package book

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// same holds what was read against what is written: every key that is there, and nothing where none is.
func (p *proof) same(t *testing.T, v reflect.Value, n ast.Node, at string) {
	t.Helper()
	n = p.plain(n)
	switch {
	case v.Kind() == reflect.Struct && v.Type() != instants:
		entries, err := p.entries(n, at, 0)
		if err != nil {
			t.Fatal(err)
		}
		written := map[string]ast.Node{}
		for _, e := range entries {
			written[e.name] = e.value
		}
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			switch {
			case written[name] != nil:
				p.same(t, v.Field(i), written[name], at+"."+name)
			case !v.Field(i).IsZero() && name != "version":
				t.Errorf("%s.%s is read as %v, and not written", at, name, v.Field(i))
			}
		}
	case v.Kind() == reflect.Slice:
		list := n.(*ast.SequenceNode)
		if len(list.Values) != v.Len() {
			t.Fatalf("%s has %d entries, %d are read", at, len(list.Values), v.Len())
		}
		for i := range v.Len() {
			p.same(t, v.Index(i), list.Values[i], at+"["+strconv.Itoa(i)+"]")
		}
	default:
		text := n.GetToken().Value
		if literal, ok := n.(*ast.LiteralNode); ok {
			text = literal.Value.GetToken().Value
		}
		if got := plainly(v); got != text && got != strings.ToLower(text) {
			t.Errorf("%s is written %q, and read as %q", at, text, got)
		}
	}
}

// plainly writes a value as it stands in a Book.
func plainly(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.String:
		return v.String()
	}
	return v.Interface().(time.Time).Format(time.RFC3339)
}

// TestReadAsWritten: the Book that ships is read as Proofread walks over it, merges and anchors among it.
func TestReadAsWritten(t *testing.T) {
	const merged = `
name: Merged
from: 2026-01-01T00:00:00+08:00
base: EUR
alerts: {depart: 0, case: 5}
peaks: [&peak {name: a, days: [12-25]}, {<<: *peak, name: b}, {<<: {name: c, days: ["1", 2, NO]}, name: d}]
classes:
  - &deep
    <<: {name: e, hs: ["85"]}
    hs: ["04", 42, 0]
  - <<: *deep
    name: >-
      folded
      over
  - name: |
      kept
    hs: ["1"]
`
	for _, file := range []string{string(defaultFile), merged} {
		if err := Proofread([]byte(file)); err != nil {
			t.Fatal(err)
		}
		held(t, []byte(file))
	}
}

func held(t *testing.T, file []byte) {
	t.Helper()
	b, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parser.ParseBytes(file, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := proof{places: places{anchors: map[string]ast.Node{}}}
	ast.Walk(&p, tree.Docs[0].Body)
	p.same(t, reflect.ValueOf(*b), tree.Docs[0].Body, "")
}

// FuzzReadAsWritten: what Proofread lets through is read as it is written.
func FuzzReadAsWritten(f *testing.F) {
	f.Add("DE", "42", "1650", "true", "2026-01-01")
	f.Add("NO", `"04"`, "0", "false", "''")
	f.Add("'x y'", "1e3", "16.5", "True", "~")
	f.Fuzz(func(t *testing.T, name, code, number, truth, day string) {
		file := []byte("name: " + name + "\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\nclasses: [{name: a, hs: [" + code + "]}]\npolicy: {day_cost: " + number +
			", split_backorder: " + truth + "}\nfx: [{currency: USD, micro: 1, from: " + day + "}]\n")
		if Proofread(file) == nil {
			held(t, file)
		}
	})
}
