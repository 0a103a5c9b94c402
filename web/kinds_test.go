package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"crosslane/fulfillment/note"
)

// TestEveryKindOfCaseHasAWord: what the facts name as a kind of case is a kind that the lists know.
func TestEveryKindOfCaseHasAWord(t *testing.T) {
	names, err := parser.ParseFile(token.NewFileSet(), "../fact/names.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known, found := note.CaseKinds(), 0
	ast.Inspect(names, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(v.Names[0].Name, "Case") || v.Names[0].Name == "CaseDue" {
			return true
		}
		found++
		if text, ok := v.Values[0].(*ast.BasicLit); ok && !slices.Contains(known, strings.Trim(text.Value, `"`)) {
			t.Errorf("%s has no word", v.Names[0].Name)
		}
		return true
	})
	if found != len(known) {
		t.Errorf("%d kinds, %d words", found, len(known))
	}
}
