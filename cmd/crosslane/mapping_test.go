package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMappingIsTried: what a file is taken for, from which columns, what nothing is read from, and how its first orders are
// understood; nothing is recorded, and no place of data is needed.
func TestMappingIsTried(t *testing.T) {
	dir := t.TempDir()
	data, mapping := filepath.Join(dir, "data"), filepath.Join(dir, "own.yaml")
	if err := os.WriteFile(mapping, []byte("format: crosslane\nstorefront: fair\nother_columns: ignore\ncolumns: {number: [Nr], name: {join: [First, Last]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const file = "Nr,placed,First,Last,address1,city,postcode,country,sku,quantity,price,currency,Gift wrap\n" +
		"7,2026-03-02,Ida,Probe,Weg 1,Köln,50667,DE,mug,2,4.00,EUR,yes\n8,2026-03-02,Ida,Probe,Weg 1,Köln,5,DE,mug,1,4.00,EUR,\n7,2026-03-02,Ida,Probe,Weg 1,Köln,50667,DE,pot,1,9.00,EUR,\n"
	out := done(t, file, "--data", data, "import", "mapping", "try", "-", "--mapping", mapping)
	for _, want := range []string{"name         First, Last", "not read     Gift wrap", "7 of fair, placed 2026-03-02 00:00 +00:00, worth 17.00 EUR: held", "to Ida Probe, Weg 1, 50667, Köln, DE",
		"2 x mug  at 4.00 EUR", "HS unknown, from unknown", "1 x pot", "2 orders", "held 2", "the weight is missing", `"5" is not a postcode of Germany`} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a place of data was begun")
	}
	done(t, "sku,name,weight_g,hs,origin\nmug,Mug,400,691200,CN\npot,Pot,900,691200,CN\n", "--data", data, "import", "products", "-", "--new")
	var listed struct {
		Accepted int
		Unread   []string
		First    []struct{ Verdict string }
	}
	text := done(t, file, "--data", data, "import", "mapping", "try", "-", "--mapping", mapping, "--orders", "1", "--json")
	if err := json.Unmarshal([]byte(text), &listed); err != nil || listed.Accepted != 1 || len(listed.First) != 1 || len(listed.Unread) != 1 {
		t.Errorf("%v: %s", err, text)
	}
	if out := done(t, "", "--data", data, "orders"); out != "No such orders.\n" {
		t.Errorf("trying recorded %s", out)
	}
	if _, errs, status := typed(t, file, "--data", data, "import", "mapping", "try", "-"); status != 1 || !strings.Contains(errs, "none of the known formats") {
		t.Errorf("status %d: %s", status, errs)
	}
}
