package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/shipping"
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
	c := commands{Where: Where{Data: worlds[0], Tenant: "main"}}
	id := anyCase(t, &c)
	for _, step := range []struct{ args, says string }{
		{"cases assign " + id + " anna", "Recorded"},
		{"cases list --owner anna", id},
		{"cases note " + id + " called", "Recorded"},
		{"cases due " + id + " 2026-12-01T12:00:00Z", "Recorded"},
		{"cases list --owner anna", "2026-12-01 12:00Z"},
		{"cases show " + id, "wrote: called"},
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
func anyCase(t *testing.T, c *commands) string {
	t.Helper()
	s, err := c.open(context.Background(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	cases, err := s.views.Cases(context.Background(), s.tenant, view.Page{State: "open"})
	if err != nil || len(cases) == 0 {
		t.Fatalf("no case is open in this world: %v", err)
	}
	return string(cases[0].ID)
}

// TestAssessing assesses the channels of a world on its last day: each once, and again only on the next day.
func TestAssessing(t *testing.T) {
	data := t.TempDir()
	done(t, "", "--data", data, "demo", "--headless", "--days", "2", "--orders", "30", "--seed", "5")
	worlds, _ := filepath.Glob(filepath.Join(data, "demo*"))
	c := commands{Where: Where{Data: worlds[0], Tenant: "main"}}
	ctx, at := context.Background(), time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC)
	s, err := c.open(ctx, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var found []int
	for _, later := range []time.Duration{0, time.Hour, 24 * time.Hour} {
		if err := assessed(ctx, s, at.Add(later)); err != nil {
			t.Fatal(err)
		}
		found = append(found, assessments(t, s))
	}
	if found[0] == 0 || found[1] != found[0] || found[2] <= found[1] {
		t.Errorf("assessments after each: %v", found)
	}
}

// assessments counts what the lanes' streams hold.
func assessments(t *testing.T, s *shop) (n int) {
	t.Helper()
	health, err := s.views.Health(context.Background(), s.tenant, time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[shipping.Lane]bool{}
	for _, h := range health {
		if seen[h.Lane] {
			continue
		}
		seen[h.Lane] = true
		facts, err := s.ledger.History(context.Background(), s.tenant, h.Lane.Stream())
		if err != nil {
			t.Fatal(err)
		}
		n += len(facts)
	}
	return n
}
