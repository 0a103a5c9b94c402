package note

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/route/tour"
	"crosslane/tracking"
)

// desks are where reasons are given, by whom, and who has the words.
var desks = []struct {
	desk    fact.Desk
	folders string
	explain func(fact.Reason) string
}{
	{fact.ChannelDesk, "channel channel/trigger dispatch", channel.Explain},
	{fact.InventoryDesk, "inventory", inventory.Explain},
	{fact.TrackingDesk, "tracking", tracking.Explain},
	{fact.TourDesk, "route/tour", tour.Explain},
	{fact.FulfillmentDesk, "fulfillment", ownWords},
}

// TestEveryRuleHasItsDesk reads the source: each rule is a constant named Rule or rule of the desk that says it, and
// is explained by that desk alone. So a desk may use a word that another uses.
func TestEveryRuleHasItsDesk(t *testing.T) {
	total := 0
	for _, d := range desks {
		rules := map[string]string{}
		for folder := range strings.FieldsSeq(d.folders) {
			readRules(t, filepath.Join("..", "..", folder), rules)
		}
		if d.desk == fact.TourDesk {
			readTyped(t, filepath.Join("..", "..", "route"), "Reason", rules) // why a stop is on no tour
		}
		for name, rule := range rules {
			total++
			for _, other := range desks {
				text := other.explain(fact.Reason{Desk: d.desk, Rule: rule})
				if (text != "") != (other.desk == d.desk) {
					t.Errorf("%s of %s (%q) is explained by %s as %q", name, d.desk, rule, other.desk, text)
				}
			}
			if explain(fact.Reason{Desk: d.desk, Rule: rule}) != d.explain(fact.Reason{Rule: rule}) {
				t.Errorf("%s of %s (%q) reads another way without its desk", name, d.desk, rule)
			}
		}
	}
	if total < 60 {
		t.Errorf("only %d rules were found", total)
	}
}

func parse(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func named(name string) bool {
	return len(name) > 5 && (strings.HasPrefix(name, "Rule") || strings.HasPrefix(name, "rule")) && strings.ToUpper(name[4:5]) == name[4:5]
}

// readRules gathers the constants that are rules, and finds reasons that are given without one, or without their desk.
func readRules(t *testing.T, folder string, rules map[string]string) {
	for _, file := range parse(t, folder) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if named(name.Name) && i < len(n.Values) {
						if text, ok := n.Values[i].(*ast.BasicLit); ok {
							rules[name.Name], _ = strconv.Unquote(text.Value)
						}
					}
				}
			case *ast.CallExpr:
				if at, ok := ruleAt[called(n)]; ok && at < len(n.Args) {
					if text, ok := n.Args[at].(*ast.BasicLit); ok {
						t.Errorf("%s: the rule %s is no constant", folder, text.Value)
					}
				}
			case *ast.CompositeLit:
				checkReason(t, folder, n)
			}
			return true
		})
	}
}

// ruleAt are the short ways to give a reason, and which of their arguments is the rule.
var ruleAt = map[string]int{"because": 1, "late": 0, "why": 0}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func checkReason(t *testing.T, folder string, lit *ast.CompositeLit) {
	fields := map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				fields[id.Name] = kv.Value
			}
		}
	}
	rule := fields["Rule"]
	if rule == nil {
		return
	}
	if fields["Desk"] == nil {
		t.Errorf("%s: a reason is given without its desk", folder)
	}
	if text, ok := rule.(*ast.BasicLit); ok {
		t.Errorf("%s: the rule %s is no constant", folder, text.Value)
	}
}

// readTyped gathers the constants of a type.
func readTyped(t *testing.T, folder, typed string, rules map[string]string) {
	for _, file := range parse(t, folder) {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				if id, ok := spec.Type.(*ast.Ident); ok && id.Name == typed {
					for i, name := range spec.Names {
						rules[name.Name], _ = strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
					}
				}
			}
			return true
		})
	}
}
