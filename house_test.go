package crosslane_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms is the house table of docs/architecture.md: which rooms a room may import.
// A sub-folder of a room follows the room's row and may import the room itself.
var rooms = map[string]string{
	"shipping":       "",
	"fact":           "shipping",
	"book":           "shipping",
	"order":          "shipping fact",
	"inventory":      "shipping fact book",
	"packing":        "shipping book",
	"channel":        "shipping fact book",
	"tracking":       "shipping fact book",
	"route":          "shipping fact book",
	"route/distance": "shipping route",
	"route/http":     "shipping route route/distance",
	"notify":         "shipping fact book",
	"fulfillment":    "shipping fact book order inventory packing channel tracking route",
	"document":       "shipping book",
	"carrier":        "shipping fact book tracking document",
	"dispatch":       "shipping fact book channel route",
	"db":             "shipping", // its errors
	"ledger":         "shipping fact db",
	"view":           "shipping fact book db",
	"web":            "shipping fact book ledger view",
	"rehearsal":      "shipping fact book inventory fulfillment channel ledger view",
	"world":          "shipping fact book channel tracking fulfillment carrier ledger view",
	"cmd/crosslane":  "*",
}

// pure rooms compute: no clock, no environment, no files, no network, no database,
// no randomness without a seed.
var pure = strings.Fields("shipping fact order inventory packing channel tracking route fulfillment")

// libraries are what pure rooms may use beside the standard library, by folder. Each has its decision record.
var libraries = map[string]string{
	"order":           "github.com/goccy/go-yaml", // 10
	"channel/trigger": "cel.dev/cel-go",           // 40
}

var banned = map[string]string{
	"os": "files and environment", "os/exec": "other programs", "net": "the network", "net/http": "the network",
	"database/sql": "the database", "crypto/rand": "randomness without a seed", "log": "output", "log/slog": "output",
}

// bannedCalls are functions that would let the clock or chance into a pure room.
var bannedCalls = map[string][]string{
	"time":         {"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc"},
	"math/rand":    {"Int", "Intn", "Int63", "Int31", "Float64", "Perm", "Shuffle", "Seed", "Uint32", "Uint64"},
	"math/rand/v2": {"Int", "IntN", "Int64", "Int64N", "Int32N", "N", "Float64", "Perm", "Shuffle", "Uint32", "Uint64", "Uint64N"},
}

// Sizes that a reader can hold in the head.
const (
	mostFileLines     = 400
	mostFunctionLines = 60
	mostStructFields  = 20
	mostMethods       = 5
	mostPackageLines  = 2500 // of code, comments and blank lines not counted
)

type source struct {
	path, folder, room string
	lines              int
	set                *token.FileSet
	tree               *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		lines := set.File(tree.Pos()).LineCount()
		list = append(list, source{path, folder, roomOf(folder), lines, set, tree})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// roomOf finds the room that a folder belongs to, empty when it is in none.
func roomOf(folder string) string {
	for f := folder; f != "."; f = filepath.ToSlash(filepath.Dir(f)) {
		if _, ok := rooms[f]; ok {
			return f
		}
	}
	return ""
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.room == "" {
			t.Errorf("%s stands in no room of the house", s.path)
			continue
		}
		for _, spec := range s.tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if inner, ok := strings.CutPrefix(path, "crosslane/"); ok {
				checkArrow(t, s, inner)
			} else if slices.Contains(pure, s.room) && s.tree.Name.Name != "main" {
				checkPure(t, s, path)
			}
		}
	}
}

func checkPure(t *testing.T, s source, path string) {
	t.Helper()
	if why, bad := banned[path]; bad {
		t.Errorf("%s imports %s: %s has no place in a room that computes", s.path, path, why)
	}
	host, _, _ := strings.Cut(path, "/")
	if library := libraries[s.folder]; strings.Contains(host, ".") && (library == "" || path != library && !strings.HasPrefix(path, library+"/")) {
		t.Errorf("%s imports %s: a library in a room that computes needs a decision record, and a row here", s.path, path)
	}
}

func checkArrow(t *testing.T, s source, inner string) {
	t.Helper()
	to := roomOf(inner)
	if to == s.room || rooms[s.room] == "*" {
		return
	}
	if !slices.Contains(strings.Fields(rooms[s.room]), to) {
		t.Errorf("%s imports %s: the house has no such arrow", s.path, inner)
	}
}

func TestNoClockNoChance(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.room) || s.tree.Name.Name == "main" {
			continue
		}
		names := map[string]string{}
		for _, spec := range s.tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			name := filepath.Base(strings.TrimSuffix(path, "/v2"))
			if spec.Name != nil {
				name = spec.Name.Name
			}
			names[name] = path
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); ok && slices.Contains(bannedCalls[names[id.Name]], sel.Sel.Name) {
				t.Errorf("%s uses %s.%s: time and chance are handed in", s.set.Position(sel.Pos()), id.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestSizes(t *testing.T) {
	packages := map[string]int{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_table.go") { // a table is read by looking up, not from end to end
			continue
		}
		packages[s.folder] += codeLines(t, s.path)
		if s.lines > mostFileLines {
			t.Errorf("%s has %d lines, at most %d", s.path, s.lines, mostFileLines)
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			checkSize(t, s, n)
			return true
		})
	}
	for folder, lines := range packages {
		if lines > mostPackageLines {
			t.Errorf("package %s has %d lines, at most %d", folder, lines, mostPackageLines)
		}
	}
}

func codeLines(t *testing.T, path string) (n int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if l := strings.TrimSpace(line); l != "" && !strings.HasPrefix(l, "//") {
			n++
		}
	}
	return n
}

func checkSize(t *testing.T, s source, n ast.Node) {
	t.Helper()
	switch n := n.(type) {
	case *ast.FuncDecl:
		from, to := s.set.Position(n.Pos()), s.set.Position(n.End())
		if lines := to.Line - from.Line + 1; lines > mostFunctionLines {
			t.Errorf("%s: %s has %d lines, at most %d", from, n.Name.Name, lines, mostFunctionLines)
		}
	case *ast.StructType:
		if fields := n.Fields.NumFields(); fields > mostStructFields {
			t.Errorf("%s: a struct of %d fields, at most %d", s.set.Position(n.Pos()), fields, mostStructFields)
		}
	case *ast.InterfaceType:
		if methods := n.Methods.NumFields(); methods > mostMethods {
			t.Errorf("%s: an interface of %d methods, at most %d", s.set.Position(n.Pos()), methods, mostMethods)
		}
	}
}

func TestPublicNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.tree.Name.Name == "main" {
			continue
		}
		for _, decl := range s.tree.Decls {
			checkDocs(t, s, decl)
		}
	}
}

func checkDocs(t *testing.T, s source, decl ast.Decl) {
	t.Helper()
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && receiverExported(d) && d.Doc == nil && !selfEvident[d.Name.Name] {
			t.Errorf("%s: %s is not documented", s.set.Position(d.Pos()), d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					t.Errorf("%s: %s is not documented", s.set.Position(spec.Pos()), spec.Name.Name)
				}
			case *ast.ValueSpec:
				if spec.Names[0].IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s is not documented", s.set.Position(spec.Pos()), spec.Names[0].Name)
				}
			}
		}
	}
}

// selfEvident methods say by their name and their interface what they do.
var selfEvident = map[string]bool{"Kind": true, "Form": true, "String": true, "Error": true, "Unwrap": true}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	id, ok := t.(*ast.Ident)
	return !ok || id.IsExported()
}
