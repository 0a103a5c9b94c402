package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/rehearsal"
	"crosslane/shipping"
)

// simulated lets a small world pass and answers with its directory.
func simulated(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	done(t, "", "--data", data, "demo", "--headless", "--days", "4", "--orders", "25", "--seed", "5")
	return filepath.Join(data, "demo-seed5-days4-orders25")
}

// bookFile writes the Book in force with a text replaced.
func bookFile(t *testing.T, data, from, to string) string {
	t.Helper()
	text := done(t, "", "--data", data, "book", "show")
	if !strings.Contains(text, from) {
		t.Fatalf("the Book does not say %q", from)
	}
	file := filepath.Join(t.TempDir(), "book.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(text, from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func whatif(t *testing.T, data, file string, more ...string) (a rehearsal.Answer) {
	t.Helper()
	out := done(t, "", append([]string{"--data", data, "--json", "whatif", "--book", file}, more...)...)
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// tooHeavy lists the parcels that the recorded story gave to the post and that weigh more than that.
func tooHeavy(t *testing.T, data string, most shipping.Grams) (list []string) {
	t.Helper()
	d, err := db.OpenReadOnly(context.Background(), filepath.Join(data, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	facts, err := ledger.Look(d).Feed(context.Background(), "main", 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	heavy := map[shipping.Stream]bool{}
	for _, r := range facts {
		switch b := r.Fact.Body.(type) {
		case *fact.ParcelPlanned:
			heavy[r.Fact.Stream] = b.Plan.Weight > most
		case *fact.ChannelChosen:
			if b.Primary.Channel == "szx-post" && heavy[r.Fact.Stream] {
				list = append(list, r.Fact.Stream.ID())
			}
		}
	}
	return list
}

// A recorded world decided again: by the same Book nothing changes, and by one that gives less to the
// post exactly the parcels go elsewhere that are too heavy for it now. The data may be in use meanwhile.
func TestWhatifOnARecordedWorld(t *testing.T) {
	data := simulated(t)
	same := whatif(t, data, bookFile(t, data, "name: ", "name: "))
	if same.Orders < 80 || same.Recorded.Parcels < 80 || same.Elsewhere+same.Repacked+same.Repriced != 0 || len(same.Parcels) > 0 {
		t.Fatalf("by the same Book: %+v", same)
	}
	lighter := bookFile(t, data, "small_weight: 2000", "small_weight: 300")
	if lock, err := db.Open(context.Background(), filepath.Join(data, "ledger.db")); err != nil {
		t.Fatal(err)
	} else {
		defer lock.Close()
	}
	a := whatif(t, data, lighter)
	var moved []string
	for _, d := range a.Parcels {
		moved = append(moved, string(d.Parcel))
		if !strings.Contains(d.Text, "the postal kind is used up to 300 g") || d.To.Cost.Amount <= d.From.Cost.Amount && d.To.Days.Most >= d.From.Days.Most {
			t.Errorf("%+v", d)
		}
	}
	want := tooHeavy(t, data, 300)
	slices.Sort(moved)
	slices.Sort(want)
	if len(want) < 5 || !slices.Equal(moved, want) {
		t.Errorf("these go elsewhere: %v\nwant %v", moved, want)
	}
	if got := done(t, "", "--data", data, "whatif", "--book", lighter, "--limit", "2"); !strings.Contains(got, "... and") || !strings.Contains(got, "does not know") {
		t.Errorf("in words:\n%s", got)
	}
	if none := whatif(t, data, lighter, "--since", "2027-01-01"); none.Orders != 0 {
		t.Errorf("%d orders next year", none.Orders)
	}
	if _, errs, status := typed(t, "", "--data", data, "whatif", "--book", lighter, "--since", "soon"); status != 2 || !strings.Contains(errs, "--since") {
		t.Errorf("--since soon: status %d: %s", status, errs)
	}
}

// The same Book twice comes to the same in every world, and what a world needed is removed.
func TestSimulateTheSameBookTwice(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	data := t.TempDir()
	done(t, "", "--data", data, "migrate", "--new")
	file := bookFile(t, data, "name: ", "name: ")
	out := done(t, "", "simulate", "--book", file, "--book", file, "--seeds", "2", "--days", "1", "--orders", "4", "--json")
	var c rehearsal.Contest
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Lines) != len(rehearsal.Measures()) {
		t.Fatalf("%d measures", len(c.Lines))
	}
	for _, l := range c.Lines {
		if l.Against[1].Mean != 0 || l.Against[1].Half != 0 || l.Mean[0] != l.Mean[1] {
			t.Errorf("%s differs: %+v", l.Name, l)
		}
	}
	if c.Lines[0].Name != "cost_per_parcel" || c.Lines[0].Mean[0].N != 2 || c.Lines[0].Mean[0].Mean < 100 {
		t.Errorf("cost per parcel: %+v", c.Lines[0])
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "crosslane-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, errs, status := typed(t, "", "simulate", "--book", file, "--seeds", "1"); status != 2 || !strings.Contains(errs, "from 2 to 1000") {
		t.Errorf("one seed: status %d: %s", status, errs)
	}
}
