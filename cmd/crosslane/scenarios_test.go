package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/world"
	"crosslane/world/scenario"
)

// played is the summary of a small world with a scenario.
func played(t *testing.T, args ...string) (text string, s world.Summary) {
	t.Helper()
	text = done(t, "", append([]string{"--data", t.TempDir(), "demo", "--headless", "--seed", "7", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return text, s
}

// viewsIn opens the read tables of the one world below a directory.
func viewsIn(t *testing.T, data string) *db.DB {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "*", "views.db"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	views, err := db.OpenReadOnly(t.Context(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = views.Close() })
	return views
}

// TestScenarios plays every one that comes with the program, small, and holds it against the laws.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, one := range scenario.Shipped() {
		t.Run(one.Name, func(t *testing.T) {
			t.Parallel()
			text, s := played(t, "--days", "12", "--orders", "4", "--scenario", one.Name)
			if s.Orders < 20 || s.Delivered < s.Parcels/2 || s.Laws.Checked < 100 || s.Laws.Violated != 0 {
				t.Errorf("a strange world: %s", text)
			}
		})
	}
}

// faults is a scenario in which everything between the computers goes wrong; with a strike, a flood and a peak.
const faults = `name: faults
title: Faults
demand: [{during: 2, factor: 300}]
network: [{channel: szx-eu-truck, parcels: 24, hub: 5}, {channel: dui-star-eu, parcels: 15, hub: 5}]
closed: [{warehouse: dui, during: 2 06:00..3 18:00, spoiled: 500}]
conditions:
  - {during: 1..60, faults: {drop_answer: 100, busy: 100, duplicate: 100, late: 100, malformed: 50, unknown: 50}}
  - {during: 3..8, where: {countries: [US]}, no_clearance: true}
  - {during: 2 03:00..2 22:00, where: {carriers: [star]}, down: true}
`

func scenarioFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCrashesChangeNothing: the program falls every seven hours in the middle of what it does, or is killed at
// any moment and started again, and the world ends as if nothing had been.
func TestCrashesChangeNothing(t *testing.T) {
	args := []string{"--days", "3", "--orders", "30", "--scenario"}
	want, s := played(t, append(args, scenarioFile(t, faults))...)
	if s.Orders < 100 || s.Laws.Violated != 0 {
		t.Errorf("a strange world: %s", want)
	}
	falling := scenarioFile(t, faults+"crashes: [{during: 1 05:00..12, every: 7}]\n")
	if got, _ := played(t, append(args, falling)...); got != want {
		t.Errorf("falling again and again, the world gave\n%s\nwant\n%s", got, want)
	}
	again := append([]string{"--data", t.TempDir(), "demo", "--headless", "--seed", "7", "--json"}, append(args, scenarioFile(t, faults))...)
	rng := rand.New(rand.NewPCG(5, 6))
	for range 4 {
		if killed(t, time.Duration(500+rng.IntN(1500))*time.Millisecond, again...) {
			break
		}
	}
	if got := done(t, "", again...); got != want {
		t.Errorf("killed and gone on, the world gave\n%s\nwant\n%s", got, want)
	}
}

// TestClosedWarehouse: nothing leaves it while it is closed, and afterwards it sells what is not spoiled.
func TestClosedWarehouse(t *testing.T) {
	data := t.TempDir()
	flood := scenarioFile(t, "name: flood\ntitle: Flood\nclosed: [{warehouse: dui, during: 3..4, spoiled: 250}]\n")
	begins := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	done(t, "", "--data", data, "demo", "--headless", "--days", "6", "--orders", "30", "--scenario", flood)
	views := viewsIn(t, data)
	var before, during, after int
	if err := views.Read.QueryRow(`SELECT count(CASE WHEN handed < $1 THEN 1 END), count(CASE WHEN handed >= $1 AND handed < $2 THEN 1 END),
		count(CASE WHEN handed >= $2 THEN 1 END) FROM view_parcel WHERE warehouse = 'dui' AND handed > 0`,
		begins.AddDate(0, 0, 2).UnixMilli(), begins.AddDate(0, 0, 4).UnixMilli()).Scan(&before, &during, &after); err != nil {
		t.Fatal(err)
	}
	if before < 5 || during > 0 || after < 5 {
		t.Errorf("%d parcels left before, %d during, %d after", before, during, after)
	}
}

// TestNoBackup: where nobody stands by, a refused booking waits for somebody.
func TestNoBackup(t *testing.T) {
	refusing := scenarioFile(t, "name: refusing\ntitle: Refusing\nconditions: [{during: 1..9, refuse: 500}]\n")
	stuck := func(more ...string) (n int64, b *book.Book) {
		data := t.TempDir()
		done(t, "", append([]string{"--data", data, "demo", "--headless", "--days", "2", "--orders", "40", "--scenario", refusing}, more...)...)
		views := viewsIn(t, data)
		if err := views.Read.QueryRow("SELECT count(*) FROM view_case WHERE what = 'stuck'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		place, err := filepath.Glob(filepath.Join(data, "*"))
		if err != nil || len(place) != 1 {
			t.Fatal(place, err)
		}
		if b, err = book.Read([]byte(done(t, "", "--data", place[0], "book", "show"))); err != nil {
			t.Fatal(err)
		}
		return n, b
	}
	with, b := stuck()
	if b.Policy.Backups == 0 {
		t.Error("the ordinary Book has no backups")
	}
	without, bare := stuck("--no-backup")
	if bare.Policy.Backups != 0 || len(bare.Triggers) > 0 || without < 15 || without <= with {
		t.Errorf("%d parcels are stuck with backups, %d without, by a Book with %d", with, without, bare.Policy.Backups)
	}
}

func TestScenarioCommands(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"scenarios", 0, "black-friday"},
		{"scenarios list --json", 0, `"shows"`},
		{"scenarios show port-strike", 0, "no_arrival: true"},
		{"scenarios show nothing", 1, "there are belly-capacity-gone"},
		{"demo --headless --scenario nothing", 1, "no scenario is called"},
		{"demo --headless --scenario " + scenarioFile(t, "name: x\ntitle: X\ndays: 0\ndemand: [{during: 9..3, factor: 100}]\n"), 1, "line 4"},
		{"demo --headless --scenario " + scenarioFile(t, "name: x\ntitle: X\nnetwork: [{channel: nowhere, parcels: 9}]\n"), 1, "the Book knows no nowhere"},
		{"demo --headless --scenario " + scenarioFile(t, "name: x\ntitle: X\ndemand: [{during: 3, factor: 100, classes: [boats]}]\n"), 1, "demand[0]"},
	} {
		out, errs, status := typed(t, "", append([]string{"--data", filepath.Join(t.TempDir(), "data")}, strings.Fields(c.args)...)...)
		if status != c.status || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: status %d, %s%s", c.args, status, out, errs)
		}
	}
}
