package main

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
)

// change is one small fault put into a source file.
type change struct {
	file       string
	line       int
	start, end int    // bytes replaced
	was, is    string // source text
	context    string // the line it stands in, without its indent
}

// String names the change as the list of equivalent ones does; line numbers move, so it has none.
func (c change) String() string { return c.file + ": " + c.what() }

func (c change) what() string {
	return c.context + ": " + cmp.Or(oneLine(c.was), "nothing") + " -> " + cmp.Or(oneLine(c.is), "nothing")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// operators says what each operator may be mistaken for.
var operators = map[token.Token][]string{
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.EQL: {"!="}, token.NEQ: {"=="}, token.LAND: {"||"}, token.LOR: {"&&"},
	token.ADD: {"-"}, token.SUB: {"+"}, token.MUL: {"/"}, token.QUO: {"*"}, token.REM: {"*"},
	token.INC: {"--"}, token.DEC: {"++"}, token.ADD_ASSIGN: {"-="}, token.SUB_ASSIGN: {"+="},
}

// finder collects the changes that can be made in one file.
type finder struct {
	set  *token.FileSet
	path string
	text []byte
	all  []change
}

// changesIn lists every change that can be made inside the functions of a file; none in a program's main package.
func changesIn(path string) ([]change, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &finder{set: token.NewFileSet(), path: path, text: text}
	tree, err := parser.ParseFile(f.set, path, text, parser.SkipObjectResolution)
	if err != nil || tree.Name.Name == "main" {
		return nil, err
	}
	for _, d := range tree.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			ast.Inspect(fn.Body, func(n ast.Node) bool { f.look(n); return true })
		}
	}
	return f.all, nil
}

func (f *finder) look(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.IncDecStmt:
		f.operator(n.TokPos, n.Tok)
	case *ast.AssignStmt:
		f.operator(n.TokPos, n.Tok)
		if _, local := n.Lhs[0].(*ast.Ident); !local && n.Tok == token.ASSIGN {
			f.replace(n.Pos(), n.End(), "")
		}
	case *ast.ExprStmt:
		f.replace(n.Pos(), n.End(), "")
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			f.replace(n.OpPos, n.X.Pos(), "")
		}
	case *ast.Ident:
		if n.Name == "true" || n.Name == "false" {
			f.replace(n.Pos(), n.End(), strconv.FormatBool(n.Name == "false"))
		}
	case *ast.IfStmt:
		f.condition(n.Cond)
	}
}

// binary mistakes the operator, leaves out one side of a condition, and counts one further.
func (f *finder) binary(n *ast.BinaryExpr) {
	if text(n.X) || text(n.Y) { // sentences put together
		return
	}
	f.operator(n.OpPos, n.Op)
	for _, side := range []ast.Expr{n.X, n.Y} {
		if n.Op == token.LAND || n.Op == token.LOR {
			f.replace(side.Pos(), side.End(), strconv.FormatBool(n.Op == token.LAND))
		}
		if lit, ok := side.(*ast.BasicLit); ok && lit.Kind == token.INT {
			if i, err := strconv.Atoi(lit.Value); err == nil {
				f.replace(lit.Pos(), lit.End(), strconv.Itoa(i+1))
			}
		}
	}
}

func text(x ast.Expr) bool {
	lit, ok := x.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}

func (f *finder) operator(at token.Pos, op token.Token) {
	for _, other := range operators[op] {
		f.replace(at, at+token.Pos(len(op.String())), other)
	}
}

// condition turns round a condition that is a single name or question.
func (f *finder) condition(x ast.Expr) {
	switch x.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr:
		f.replace(x.Pos(), x.Pos(), "!")
	}
}

func (f *finder) replace(from, to token.Pos, is string) {
	p := f.set.Position(from)
	end := f.set.Position(to).Offset
	begin := bytes.LastIndexByte(f.text[:p.Offset], '\n') + 1
	context, _, _ := strings.Cut(string(f.text[begin:]), "\n")
	f.all = append(f.all, change{f.path, p.Line, p.Offset, end, string(f.text[p.Offset:end]), is, oneLine(context)})
}

// apply answers with the file's text after the change.
func (c change) apply() ([]byte, error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return nil, err
	}
	return append(append(append([]byte(nil), text[:c.start]...), c.is...), text[c.end:]...), nil
}
