package book

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestKeysAreOfTheTypes: every key of a Go type has a row, and every row is of a key.
func TestKeysAreOfTheTypes(t *testing.T) {
	seen := map[string]bool{}
	var look func(reflect.Type)
	look = func(part reflect.Type) {
		for part.Kind() == reflect.Slice {
			part = part.Elem()
		}
		if part.Kind() != reflect.Struct || part == reflect.TypeFor[time.Time]() {
			return
		}
		for name, f := range fieldsOf(part) {
			row := part.Name() + "." + name
			k, ok := keys[row]
			if !ok || k.says == "" {
				t.Errorf("keys.go does not say what %s is", row)
			}
			inner := f
			for inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if (inner.Kind() == reflect.Int64) != (k.in != nil) {
				t.Errorf("%s is a %s, and its unit is %v", row, inner, k.in)
			}
			if !seen[row] {
				seen[row] = true
				look(f)
			}
		}
	}
	look(reflect.TypeFor[Book]())
	for row := range keys {
		if !seen[row] {
			t.Errorf("%s is no key of the Book", row)
		}
	}
}

// TestWordsAreThoseOfTheTypes: a new constant of one of these types is a word that a Book may write.
func TestWordsAreThoseOfTheTypes(t *testing.T) {
	declared := map[string][]string{}
	for _, pattern := range []string{"*.go", "../shipping/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			constants(file, declared)
		}
	}
	for typ, words := range map[string][]string{
		"ChannelKind": channelKinds, "SurchargeKind": surchargeKinds, "Capacity": capacities, "Battery": cells, "MessageWay": ways,
		"MessageKind": messageKinds, "Area": areas, "Milestone": milestones,
	} {
		// NoBattery is no way of carrying cells; what is not mapped ends no leg.
		want := slices.DeleteFunc(declared[typ], func(w string) bool { return w == "" || w == "unmapped" })
		if len(want) == 0 || !slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(words))) {
			t.Errorf("%s: the types have %q, keys.go %q", typ, want, words)
		}
	}
}

// constants gathers texts that are declared with a type of their own.
func constants(file *ast.File, into map[string][]string) {
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			typ, ok := v.Type.(*ast.Ident)
			if !ok || len(v.Values) != 1 {
				continue
			}
			if lit, ok := v.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				into[typ.Name] = append(into[typ.Name], text)
			}
		}
	}
}
