package crosslane_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// breach is one place that breaks a law of the house.
type breach struct {
	where string // what breaks it, as the list of what is owed names it
	what  string
}

// owed are the breaches known today, and what is owed for each. One that is mended must leave this list.
var owed = map[string]string{
	"world.Summary":       "the figures of a world are held beside what its audit found",
	"route/solver.search": "the plan is held, not embedded",
}

// TestHouse holds the tree against every law.
func TestHouse(t *testing.T) {
	found := map[string]bool{}
	for _, b := range breaches(t) {
		found[b.where] = true
		if owed[b.where] == "" {
			t.Errorf("%s: %s", b.where, b.what)
		}
	}
	for where := range owed {
		if !found[where] {
			t.Errorf("%s breaks no law any more: take it off the list of what is owed", where)
		}
	}
}

func breaches(t *testing.T) (all []breach) {
	t.Helper()
	h, err := readTable(read(t, "docs/architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := tree(t)
	list := sources(t, files)
	for _, s := range list {
		all = append(all, slices.Concat(h.arrows(s), h.purity(s), sizes(s), documented(s))...)
	}
	all = append(all, wide(list)...)
	all = append(all, weights(list)...)
	for _, path := range files {
		all = append(all, leftover(path)...)
		if written(path) {
			all = append(all, unfinished(path, read(t, path))...)
		}
	}
	return all
}

// source is one Go file of the program; tests are held against the laws of words alone.
type source struct {
	path, folder string
	text         string
	set          *token.FileSet
	tree         *ast.File
}

// tree lists the files of the repository, with what is new and not yet recorded.
func tree(t *testing.T) (files []string) {
	t.Helper()
	if out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output(); err == nil {
		for path := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			if _, err := os.Stat(path); err == nil { // not one that is about to be removed
				files = append(files, path)
			}
		}
		return files
	}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if err == nil && !d.IsDir() {
			files = append(files, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sources(t *testing.T, files []string) (list []source) {
	t.Helper()
	for _, path := range files {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.Contains("/"+path, "/testdata/") {
			list = append(list, parse(t, path, read(t, path)))
		}
	}
	return list
}

func parse(t *testing.T, path, text string) source {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{path, filepath.ToSlash(filepath.Dir(path)), text, set, file}
}

// imports answers with the path behind each name that the file uses for a package.
func (s source) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range s.tree.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		name := filepath.Base(path)
		if len(name) == 2 && name[0] == 'v' { // a major version
			name = filepath.Base(filepath.Dir(path))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = path
	}
	return names
}

// documented asks that every exported name says what it is.
func documented(s source) (all []breach) {
	if s.tree.Name.Name == "main" {
		return nil
	}
	missing := func(at token.Pos, name string) {
		all = append(all, breach{s.set.Position(at).String(), name + " is not documented"})
	}
	for _, decl := range s.tree.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && receiverExported(d) && d.Doc == nil && !selfEvident[d.Name.Name] {
				missing(d.Pos(), d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if name, doc := documentOf(spec); name.IsExported() && d.Doc == nil && doc == nil {
					missing(spec.Pos(), name.Name)
				}
			}
		}
	}
	return all
}

func documentOf(spec ast.Spec) (name *ast.Ident, doc *ast.CommentGroup) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Name, spec.Doc
	case *ast.ValueSpec:
		return spec.Names[0], cmp.Or(spec.Doc, spec.Comment)
	}
	return ast.NewIdent("_"), nil
}

// selfEvident methods say by their name and their interface what they do.
var selfEvident = map[string]bool{"Kind": true, "Form": true, "FormVersion": true, "String": true, "Error": true, "Unwrap": true}

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
