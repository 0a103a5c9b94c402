package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

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
	id := anyCase(t, worlds[0])
	for _, step := range []struct{ args, says string }{
		{"cases assign " + id + " anna", "Recorded"},
		{"cases list --owner anna", id},
		{"cases note " + id + " called --by bert", "Recorded"},
		{"cases due " + id + " 2026-12-01T12:00:00Z", "Recorded"},
		{"cases list --owner anna", "2026-12-01 12:00Z"},
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

// anyCase finds a case that is open.
func anyCase(t *testing.T, data string) string {
	t.Helper()
	var cases []view.CaseRow
	if err := json.Unmarshal([]byte(done(t, "", "--data", data, "cases", "list", "--json")), &cases); err != nil || len(cases) == 0 {
		t.Fatalf("no case is open in this world: %v", err)
	}
	return string(cases[0].ID)
}
