package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/order"
	"crosslane/view"
)

// TestCases works on a case of a simulated world as a clerk does.
func TestCases(t *testing.T) {
	data := t.TempDir()
	done(t, "", "--data", data, "demo", "--headless", "--days", "3", "--orders", "30", "--seed", "5")
	worlds, err := filepath.Glob(filepath.Join(data, "demo*"))
	if err != nil || len(worlds) != 1 {
		t.Fatalf("%v, %v", worlds, err)
	}
	there := []string{"--data", worlds[0]}
	id, due := anyCase(t, worlds[0]), time.Now().UTC().AddDate(0, 0, 7).Truncate(time.Hour)
	for _, step := range []struct{ args, says string }{
		{"cases assign " + id + " anna", "Recorded"},
		{"cases list --owner anna", id},
		{"cases note " + id + " called --by bert", "Recorded"},
		{"cases due " + id + " " + due.Format(time.RFC3339), "Recorded"},
		{"cases list --owner anna", due.Format("2006-01-02 15:04Z")},
		{"cases show " + id, "Note, clerk:bert: called"},
		{"cases close " + id + " done --by bert", "Recorded"},
		{"cases list --state closed --owner anna", "done"},
		{"cases show " + id + " --json", `"owner": "anna"`},
		{"channels --at 2026-03-05T00:00:00Z", "szx-"},
	} {
		if out := done(t, "", append(there, strings.Fields(step.args)...)...); !strings.Contains(out, step.says) {
			t.Errorf("%s does not say %q: %s", step.args, step.says, out)
		}
	}
}

// TestKindsOfCases: a kind that nothing opens a case of is a wrong command line; one of which there is none now is an empty list.
func TestKindsOfCases(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	done(t, "", "migrate", "--new", "--data", data)
	if out := done(t, "", "cases", "--what", "stuck", "--json", "--data", data); out != "[]\n" {
		t.Error(out)
	}
	if out, errs, status := typed(t, "", "cases", "--what", "stucc", "--data", data); status != 2 || out != "" || !strings.HasPrefix(errs, `crosslane: --what: "stucc" is not known (known: arrive, at_risk, `) || !strings.Contains(errs, ", stuck") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

// anyCase finds a case that is open.
func anyCase(t *testing.T, data string) string {
	t.Helper()
	var cases []view.CaseRow
	if err := json.Unmarshal([]byte(done(t, "", "--data", data, "cases", "list", "--json")), &cases); err != nil || len(cases) == 0 {
		t.Fatalf("no case is open in this world: %v", err)
	}
	return string(cases[0].ID)
}

// TestTheRecordSaysWhatTheImportSaid: of an order that its file holds, explain, orders and cases name what the import named, in the
// file's words, and nothing else; also when the same comes in again.
func TestTheRecordSaysWhatTheImportSaid(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	const file = "number,placed,payment,currency,Empfänger,address1,city,postcode,country,sku,Menge,price,weight_g,hs,origin\n" +
		"P-1,2026-05-01T08:00:00Z,paid,EUR,Ida Probe,Weg 1,Köln,50667,DE,A,\"1,000\",5.00,100,610910,PT\n" +
		"P-2,2026-05-01T08:00:00Z,paid,EUR,Ida Probe,Stra?e 1,Köln,50667,DE,A,1,5.00,100,610910,PT\n" +
		"P-3,2026-05-01T08:00:00Z,perhaps,EUR,Ida Probe,Weg 1,Köln,50667,DE,A,1,5.00,100,610910,PT\n" +
		"P-4,yesterday,paid,EUR,,Weg 1,Köln,50667,DE,A,1,5.00,12 stone,610910,PT\n" +
		"P-5,2026-05-01T08:00:00Z,paid,EUR,Ida Probe \U0001F600,Weg 1,Köln,50667,DE,A,1,5.00,0.1,610910,PT\n" +
		"1.23E+11,2026-05-01T08:00:00Z,paid,EUR,Ida Probe,Weg 1,Köln,50667,DE,#N/A,1,5.00,100,610910,PT\n"
	mapping := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(mapping, []byte("format: crosslane\ncolumns: {payment: payment, name: Empfänger, quantity: Menge}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		out, errs, _ := typed(t, file, "--data", data, "import", "orders", "-", "--mapping", mapping, "--new", "--json")
		var s order.Summary
		if err := json.Unmarshal([]byte(out), &s); err != nil || s.Held+s.Unchanged != 6 {
			t.Fatalf("%s%s%v", out, errs, err)
		}
		said, listed, cases := map[string][]string{}, done(t, "", "--data", data, "orders"), done(t, "", "--data", data, "cases")
		for _, p := range s.Problems {
			if first := p.Field + ": " + p.Message; len(said[p.Order]) == 0 && (!strings.Contains(listed, first) || !strings.Contains(cases, first)) {
				t.Errorf("%s: neither orders nor cases name %s:\n%s%s", p.Order, first, listed, cases)
			}
			said[p.Order] = append(said[p.Order], fmt.Sprintf("- line %d, %s: %s", p.Line, p.Field, p.Message))
		}
		for number, all := range said {
			_, why, _ := strings.Cut(done(t, "", "--data", data, "explain", number), "Held until this is put right:")
			for _, one := range all {
				if !strings.Contains(why, one) || strings.Count(why, "- line ") != len(all) {
					t.Errorf("of %s the import said %q, and explain %s", number, one, why)
				}
			}
		}
	}
}
