package crosslane_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Sizes that a reader can hold in the head.
const (
	mostFileLines     = 400
	mostFunctionLines = 60
	mostStructFields  = 20
	mostMethods       = 5
	mostPackageLines  = 2500 // of code, comments and blank lines not counted
	mostCommandLines  = 2000 // of code, in each folder of cmd
)

// data tells whether a file only holds variables without functions: it is read by looking up, not from end to end.
func (s source) data() bool {
	for _, d := range s.tree.Decls {
		if g, ok := d.(*ast.GenDecl); !ok || g.Tok != token.IMPORT && g.Tok != token.VAR {
			return false
		}
	}
	functions := false
	ast.Inspect(s.tree, func(n ast.Node) bool {
		_, fn := n.(*ast.FuncLit)
		functions = functions || fn
		return true
	})
	return !functions && len(s.tree.Decls) > 0
}

func (s source) codeLines() (n int) {
	for line := range strings.Lines(s.text) {
		if l := strings.TrimSpace(line); l != "" && !strings.HasPrefix(l, "//") {
			n++
		}
	}
	return n
}

// sizes finds files, functions and interfaces that are too large, and names that say nothing.
func sizes(s source) (all []breach) {
	if lines := strings.Count(s.text, "\n"); lines > mostFileLines && !s.data() {
		all = append(all, breach{s.path, fmt.Sprintf("%d lines, at most %d", lines, mostFileLines)})
	}
	if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "model", "models", "misc"}, s.tree.Name.Name) {
		all = append(all, breach{s.path, "package " + s.tree.Name.Name + " is named after nothing of the trade"})
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			from, to := s.set.Position(n.Pos()), s.set.Position(n.End())
			if lines := to.Line - from.Line + 1; lines > mostFunctionLines {
				all = append(all, breach{s.folder + "." + n.Name.Name, fmt.Sprintf("%s: %d lines, at most %d", from, lines, mostFunctionLines)})
			}
		case *ast.InterfaceType:
			if methods := n.Methods.NumFields(); methods > mostMethods {
				all = append(all, breach{s.set.Position(n.Pos()).String(), fmt.Sprintf("an interface of %d methods, at most %d", methods, mostMethods)})
			}
		}
		return true
	})
	return all
}

// weights adds up packages, and the commands.
func weights(list []source) (all []breach) {
	lines := map[string]int{}
	for _, s := range list {
		if !s.data() || within(s.folder, "cmd") {
			lines["package "+s.folder] += s.codeLines()
		}
	}
	for what, n := range lines {
		most := mostPackageLines
		if within(strings.TrimPrefix(what, "package "), "cmd") {
			most = mostCommandLines
		}
		if n > most {
			all = append(all, breach{what, fmt.Sprintf("%d lines of code, at most %d", n, most)})
		}
	}
	slices.SortFunc(all, func(a, b breach) int { return cmp.Compare(a.where, b.where) })
	return all
}

// structs finds the fields of every struct of the program, those of embedded ones among them.
type structs map[string]structAt

type structAt struct {
	source source
	fields *ast.StructType
}

func wide(list []source) (all []breach) {
	known := structs{}
	for _, s := range list {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if st, ok := spec.Type.(*ast.StructType); ok {
					known[s.folder+"."+spec.Name.Name] = structAt{s, st}
				}
			}
			return true
		})
	}
	for _, s := range list {
		name := "a struct without a name"
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				name = n.Name.Name
			case *ast.StructType:
				if fields := known.count(structAt{s, n}, 0); fields > mostStructFields {
					all = append(all, breach{s.folder + "." + name, fmt.Sprintf("%s: %d fields, at most %d", s.set.Position(n.Pos()), fields, mostStructFields)})
				}
			}
			return true
		})
	}
	return all
}

func (k structs) count(at structAt, depth int) (n int) {
	for _, f := range at.fields.Fields.List {
		inner, ours := k[at.source.named(f.Type)]
		switch {
		case len(f.Names) > 0:
			n += len(f.Names)
		case ours && depth < 10:
			n += k.count(inner, depth+1)
		default:
			n++
		}
	}
	return n
}

// named answers with the folder and name of a type of this module.
func (s source) named(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return s.named(x.X)
	case *ast.IndexExpr:
		return s.named(x.X)
	case *ast.Ident:
		return s.folder + "." + x.Name
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok {
			return strings.TrimPrefix(s.imports()[id.Name], "crosslane/") + "." + x.Sel.Name
		}
	}
	return ""
}

// leftover finds files that an editor or a merge left behind.
func leftover(file string) []breach {
	if strings.HasSuffix(file, "~") || slices.Contains([]string{".bak", ".orig", ".rej", ".tmp", ".swp"}, path.Ext(file)) {
		return []breach{{file, "is a leftover"}}
	}
	if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") && strings.Contains("/"+file, "/testdata/") {
		return []breach{{file, "is a program among samples, where no law looks"}}
	}
	return nil
}

// written files are read by people: code and documents, not samples.
func written(file string) bool {
	return !strings.Contains(file, "testdata/") && slices.Contains([]string{".go", ".md", ".sql", ".html", ".css", ".js", ".yaml", ".yml", ".tmpl", ""}, path.Ext(file))
}

var (
	promises = regexp.MustCompile(`(?:^|[^"\x60A-Za-z])(?:TO` + `DO|FIX` + `ME|XX` + `X)\b`)
	machines = regexp.MustCompile(`(?:^|[\s"'(=:])/(?:work|root|tmp|home|Users)/`)
)

// unfinished finds words that put work off, and paths of the machine that a file was written on.
func unfinished(file, text string) (all []breach) {
	if strings.Contains(text, "\x00") { // a program
		return nil
	}
	for line := range strings.Lines(text) {
		if word := promises.FindString(line); word != "" {
			all = append(all, breach{file, "puts off: " + strings.TrimSpace(line)})
		}
		if machines.MatchString(line) {
			all = append(all, breach{file, "names a path of one machine: " + strings.TrimSpace(line)})
		}
	}
	return all
}

func TestSizes(t *testing.T) {
	long := strings.Repeat("\n", mostFileLines)
	for _, c := range []struct{ text, want string }{
		{"package a\n" + long[:mostFileLines-1], ""},
		{"package a\n" + long, "x/a.go 401 lines, at most 400"},
		{"package a\nvar rows = []int{" + long + "}\n", ""},
		{"package a\nvar rows = []func(){func() {" + long + "}}\n", "x/a.go 402 lines, at most 400"},
		{"package a\nvar rows = []int{" + long + "}\nfunc f() {}\n", "x/a.go 403 lines, at most 400"},
		{"package a\ntype T struct{" + long + "}\n", "x/a.go 402 lines, at most 400"},
		{"package a\nfunc f() {" + long[:59] + "}\n", ""},
		{"package a\nfunc f() {" + long[:60] + "}\n", "x.f x/a.go:2:1: 61 lines, at most 60"},
		{"package a\ntype T interface{ A(); B(); C(); D(); E() }\n", ""},
		{"package a\ntype T interface{ A(); B(); C(); D(); E(); F() }\n", "x/a.go:2:8 an interface of 6 methods, at most 5"},
		{"package util\n", "x/a.go package util is named after nothing of the trade"},
	} {
		if got := told(sizes(parse(t, "x/a.go", c.text))); got != c.want {
			t.Errorf("%.60q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWidths(t *testing.T) {
	part := parse(t, "part/p.go", "package part\ntype Way struct { A, B, C, D, E, F, G, H, I, J int }\n")
	for text, want := range map[string]string{
		"type T struct { Way part.Way; A, B int }":                             "",
		"type T struct { *part.Way; K, L, M, N, O, P, Q, R, S, T int }":        "",
		"type T struct { part.Way; U; J int }\ntype U struct { *part.Way }":    "x.T x/a.go:3:8: 21 fields, at most 20",
		"type T struct { *T; A, B, C, D, E, F, G, H, I, J, K, L, M, N, O int}": "x.T x/a.go:3:8: 166 fields, at most 20",
	} {
		if got := told(wide([]source{part, parse(t, "x/a.go", "package x\nimport \"crosslane/part\"\n"+text+"\n")})); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestWeights(t *testing.T) {
	code := func(path string, lines int) source {
		return parse(t, path, "package a // one\n\n// none\n"+strings.Repeat("const _ = 1\n", lines-1))
	}
	rows := parse(t, "b/rows.go", "package b\nvar rows = []int{"+strings.Repeat("1,\n", 9000)+"}\n")
	got := told(weights([]source{code("a/a.go", 2500), code("b/a.go", 2000), code("b/c.go", 501), code("cmd/x/a.go", 1000), code("cmd/y/a.go", 1001), code("cmd/y/b.go", 1000), rows}))
	if want := "package b 2501 lines of code, at most 2500\npackage cmd/y 2001 lines of code, at most 2000"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLeftoversAndPromises(t *testing.T) {
	for file, want := range map[string]string{"a/b.go": "", "a/b.go.bak": "a/b.go.bak is a leftover", "x~": "x~ is a leftover", ".b.swp": ".b.swp is a leftover",
		"a/testdata/b.go": "a/testdata/b.go is a program among samples, where no law looks", "a/mytestdata/b.go": "", "testdata/b_test.go": ""} {
		if got := told(leftover(file)); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	for text, want := range map[string]string{
		"currency \"XX" + "X\"":        "",
		"// TO" + "DO later":           "f puts off: // TO" + "DO later",
		"see (/ro" + "ot/x)":           "f names a path of one machine: see (/ro" + "ot/x)",
		"GET https://x.test/tm" + "p/": "",
	} {
		if got := told(unfinished("f", text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
