package main

import (
	"strings"
	"testing"
)

// TestStock counts, moves, scraps and corrects as a clerk does.
func TestStock(t *testing.T) {
	data := t.TempDir()
	const header = "sku,warehouse,location,lot,expires,quantity,reference\n"
	done(t, header+"MUG,szx,A,L1,2030-01-31,10,GRN-1\n", "--data", data, "import", "stock", "-", "--new")
	for _, step := range []struct{ stdin, args, says string }{
		{"", "stock list", "MUG  szx/A  L1   2030-01-31  10       0         10"},
		{"", "stock move MUG 4 --from szx/A --to dui", "4 x MUG of lot L1: szx/A to dui"},
		{"", "stock scrap MUG 1 --at dui --reason wet", "1 x MUG of lot L1: dui to @scrap"},
		{"", "stock adjust MUG -2 --at szx/A --reason typo --reference C-1", "2 x MUG of lot L1: szx/A to @count"},
		{"", "stock adjust MUG +1 --at szx/A --reason typo", "1 x MUG of lot L1: @count to szx/A"},
		{"", "stock count MUG 5 --at szx/A --json", `"moves": []`},
		{"", "stock count MUG 5 --at szx/A", "As it was known: nothing changed."},
		{"", "stock count MUG 0 --at szx/Z-9", "Nothing of it was known to lie there, and nothing changed; it lies in szx/A, lot L1; dui, lot L1."},
		{"", "stock count MUG 0 --at szx/A --lot L9", "If one of these is meant, count it by its name."},
		{"", "stock list MUG --json", `"on_hand": 5`},
		{header + "MUG,szx,A,L1,,7,ST-1\n", "import stock - --count", "MUG at szx/A, lot L1: 7 instead of 5"},
		{header + "MUG,szx,A,L1,,7,ST-1\n", "import stock - --count", "recorded 0, unchanged 1, rejected 0"},
		{"", "stock list", "MUG  szx/A  L1   2030-01-31  7        0         7"},
		{"", "audit", "In order"},
	} {
		if out := done(t, step.stdin, append([]string{"--data", data}, strings.Fields(step.args)...)...); !strings.Contains(out, step.says) {
			t.Errorf("%s does not say %q: %s", step.args, step.says, out)
		}
	}
	for args, says := range map[string]string{
		"stock adjust MUG 2 --at szx/A --reason typo": "write +3 where three more lie there",
		"stock adjust MUG -2 --at szx/A":              "--reason: is missing (say why",
		"stock move MUG 9 --from szx/A --to dui":      "only 7 lie at szx/A, not 9",
		"stock count mug 5 --at szx/A":                "did you mean MUG?",
		"stock scrap MUG 1 --at nowhere --reason wet": "is not a warehouse",
		"stock move MUG 1 --from szx/A --to @scrap":   "crosslane stock scrap",
	} {
		if out, errs, status := typed(t, "", append([]string{"--data", data}, strings.Fields(args)...)...); status == 0 || !strings.Contains(errs, says) {
			t.Errorf("%s ends with %d: %s%s", args, status, out, errs)
		}
	}
}
