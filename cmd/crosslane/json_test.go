package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// odd lists what has not the one form of an answer: keys that are neither small nor a code of the trade, and nulls.
func odd(v any, at string) (list []string) {
	switch v := v.(type) {
	case nil:
		return []string{at + " is null"}
	case []any:
		for _, one := range v {
			list = append(list, odd(one, at+"[]")...)
		}
	case map[string]any:
		for k, one := range v {
			code := strings.HasSuffix(at, "cost") || strings.HasSuffix(at, "channels") || strings.HasSuffix(at, "warehouses") // by currency, by name
			if !code && !small.MatchString(k) {
				list = append(list, at+"."+k+" is no key")
			}
			list = append(list, odd(one, at+"."+k)...)
		}
	}
	return list
}

var small = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// TestOneFormOfAnswers: whatever a command answers in JSON, and whatever it refuses, is one value with small keys and no null.
func TestOneFormOfAnswers(t *testing.T) {
	data := t.TempDir()
	done(t, "", "--data", data, "demo", "--headless", "--days", "2", "--orders", "40", "--seed", "7")
	world, empty := filepath.Join(data, "demo-seed7-days2-orders40"), filepath.Join(t.TempDir(), "empty")
	done(t, "", "--data", empty, "migrate", "--new")
	book := bookFile(t, world, "name: ", "name: ")
	for _, place := range []string{world, empty} {
		var cases []struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal([]byte(done(t, "", "--data", place, "cases", "list", "--state", "all", "--json")), &cases); err != nil || place == world && len(cases) == 0 {
			t.Fatalf("%d cases, %v", len(cases), err)
		}
		lines := []string{"merchants", "book list", "channels", "channels calibration", "cases list --state all", "cases", "jobs list", "audit", "scenarios", "tours dui", "handed dragon",
			"explain 260302-00-001", "label nobody", "rebuild", "migrate", "erase --email nobody@b.example", "book check " + book, "book try " + book, "whatif --book " + book,
			"stock list", "stock list MUG", "stock count nothing 1 --at szx", "stock adjust nothing 1 --at szx --reason typo", "import stock - --count", "track identify zzz RR123456785CN", "cases show cas_x", "bogus", "audit --vews", "import products -", "import stock -", "import orders -", "scans -", "--version"}
		for _, c := range cases[:min(1, len(cases))] {
			lines = append(lines, "cases show "+c.ID)
		}
		for _, line := range lines {
			stdin, args := "", strings.Fields(line)
			switch line {
			case "import products -":
				stdin = "sku,name,weight_g\nmug,Mug,400\nmug,Mug,much\n"
			case "import stock - --count":
				stdin = "sku,warehouse,location,quantity\nmug,szx,,7\nmug,szx,B,2\nmug,szx,B,3\n"
			case "import stock -":
				stdin = "sku,warehouse,quantity,reference\nmug,szx,10,A1\nmug,szx,many,A2\n"
			case "import orders -":
				stdin = "number,placed,country,sku,quantity,price,currency\nA-1,2026-03-02,DE,mug,1,4.00,EUR\n,2026-03-02,DE,mug,1,4.00,EUR\n"
			case "scans -":
				stdin = "carrier,waybill,time,milestone\ndragon,LX1,2026-03-04 14:00Z,delivered\n"
			}
			if line != "--version" {
				args = append(args, "--data", place)
			}
			out, errs, status := typed(t, stdin, append(args, "--json")...)
			if out+errs == "" || status == 0 && out == "" {
				t.Errorf("%s: status %d, and nothing is said", line, status)
			}
			for _, text := range []string{out, errs} {
				var v any
				if text == "" {
					continue
				}
				if err := json.Unmarshal([]byte(text), &v); err != nil {
					t.Errorf("%s: %v: %s", line, err, text)
				}
				for _, what := range odd(v, "") {
					t.Errorf("%s: %s", line, what)
				}
			}
		}
	}
}

// TestRowsThatAreRefused: what was in order is recorded, and the status tells of the rest, whatever is taken in.
func TestRowsThatAreRefused(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct{ args, stdin, says string }{
		{"import products - --new", "sku,name,weight_g\nmug,Mug,400\nbowl,Bowl,much\n", "recorded 1, unchanged 0, rejected 1"},
		{"import stock -", "sku,warehouse,quantity,reference\nmug,szx,10,A1\nmug,szx,many,A2\n", "recorded 1, unchanged 0, rejected 1"},
		{"import orders -", "number,placed,country,sku,quantity,price,currency\nA-1,2026-03-02,DE,mug,1,4.00,EUR\n,2026-03-02,DE,mug,1,4.00,EUR\n", "1 orders"},
		{"import orders -", "number,placed,country,sku,quantity,price,currency\nA-2,2026-03-02,DE,mug,-1,4.00,EUR\n", "rejected 1"},
	} {
		out, errs, status := typed(t, c.stdin, append(strings.Fields(c.args), "--data", data)...)
		if status != 1 || !strings.Contains(out, c.says) || !strings.Contains(out, "  line ") {
			t.Errorf("%s: status %d: %s%s", c.args, status, out, errs)
		}
	}
}

// TestWhatAnImportLeavesUndone: orders that wait for stock are counted, and are no fault; parcels that no channel takes are one.
func TestWhatAnImportLeavesUndone(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	done(t, "sku,warehouse,quantity,reference\nA,szx,9,R1\nH,szx,9,R2\n", "import", "stock", "-", "--new", "--data", data)
	bought := func(number, sku, quantity, weight string) string {
		return strings.NewReplacer("W-1", number, `"A"`, `"`+sku+`"`, `"quantity":1`, `"quantity":`+quantity, "640", weight).Replace(walkedOrder) + "\n"
	}
	for _, c := range []struct {
		orders, says, keys string
		status             int
	}{
		{bought("U-1", "A", "1", "640"), "accepted 1, held 0", `"waiting": 0`, 0},
		{bought("U-2", "A", "100", "640") + bought("U-3", "B", "1", "640"), "of those accepted, 2 wait for stock: crosslane orders --stage waiting", `"waiting": 0`, 0},
		{bought("U-2", "A", "100", "640"), "unchanged 1\n", `"stuck": 0`, 0},
	} {
		if out, errs, status := typed(t, c.orders, "import", "orders", "-", "--data", data); status != c.status || !strings.Contains(out, c.says) {
			t.Errorf("status %d, want %d: %s%s", status, c.status, out, errs)
		}
		if out := done(t, c.orders, "import", "orders", "-", "--json", "--data", data); !strings.Contains(out, c.keys) {
			t.Error(out)
		}
	}
	if out, errs, status := typed(t, bought("U-4", "H", "1", "300000"), "import", "orders", "-", "--data", data); status != 1 || !strings.Contains(out, "no channel takes") {
		t.Errorf("too heavy: status %d: %s%s", status, out, errs)
	}
}

// TestAHandOverThatIsNotWhole: what was named and is not on the manifest is told by the status, too.
func TestAHandOverThatIsNotWhole(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	done(t, "", "--data", data, "migrate", "--new")
	out, errs, status := typed(t, "", "--data", data, "handed", "dragon", "A-1", "--json")
	var list struct {
		Lines   []any                         `json:"lines"`
		LeftOut []struct{ Named, Why string } `json:"left_out"`
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || status != 1 || list.Lines == nil || len(list.LeftOut) != 1 || list.LeftOut[0].Named != "A-1" {
		t.Errorf("status %d, %v: %s%s", status, err, out, errs)
	}
}
