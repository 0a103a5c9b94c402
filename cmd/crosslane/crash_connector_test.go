package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	shipengine "crosslane/carrier/shipengine/mock"
	"crosslane/db"
)

// connectorBook is the Book of a seller whose parcels all go by one carrier with an interface of its own.
const connectorBook = `name: One carrier
from: 2024-01-01T00:00:00Z
base: USD
warehouses:
  - {id: austin, name: Austin, street: 1 Main St, city: Austin, place: {country: US, region: TX, postcode: "78701"}, zone: America/Chicago}
carriers:
  - {id: usps, name: USPS, connector: shipengine, account: se-123456, secret: "env:CROSSLANE_CARRIER_MAIN__USPS", address: %q}
markets:
  - {name: World, areas: [north_america], prefer: [postal]}
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500, backups: 1}
alerts: {depart: 48, arrive: 168, silence: 240, pickup: 168}
channels:
  - id: ground
    name: Ground
    carrier: usps
    service: usps_ground_advantage
    kind: postal
    from: [austin]
    to: [US]
    legs:
      - {name: domestic, from: US, to: US, ends: delivered, usual_hours: 48, most_hours: 120}
    rates: sheet
    days: {least: 1, most: 5}
    reliability: 950
rates:
  - name: sheet
    currency: USD
    from: 2024-01-01
    divisor: 8000
    zones:
      - {name: All, countries: [US], breaks: [{up_to: 30000, flat: 240, per_step: 48, step: 100}]}
`

// TestCrashOfAConnector kills the server while it books with a carrier's own interface, which loses answers, asks to be left in peace and has labels late: each
// parcel has one label in the end, and the record and the carrier agree on its number.
func TestCrashOfAConnector(t *testing.T) {
	kills, perLife := setting("CROSSLANE_CRASH_KILLS", 3), 6
	dir := t.TempDir()
	c := &crash{t: t, random: rand.New(rand.NewPCG(uint64(setting("CROSSLANE_CRASH_SEED", 1)), 1)), binary: filepath.Join(dir, "crosslane"), data: filepath.Join(dir, "data"), warned: map[string]int{}}
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", c.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	account := &shipengine.Server{Lose: 3, Slow: 50, Late: 4}
	web := httptest.NewServer(account)
	defer web.Close()
	t.Setenv("CROSSLANE_CARRIER_MAIN__USPS", shipengine.Key)
	file := filepath.Join(dir, "book.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, connectorBook, web.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "", "--data", c.data, "book", "publish", file, "--new")
	done(t, "sku,warehouse,quantity,reference\nMUG,austin,1000000,R1\n", "--data", c.data, "import", "stock", "-")
	orders := 0
	for c.kills < kills {
		var b strings.Builder
		b.WriteString("number,placed,name,address1,city,region,postcode,country,sku,quantity,price,currency,weight_g,hs,origin\n")
		for range perLife {
			orders++
			fmt.Fprintf(&b, "%d,2026-11-01,Ida Probe,%d Elm St,Boise,ID,83701,US,MUG,1,9.00,USD,400,691200,CN\n", 1000+orders, orders)
		}
		done(t, b.String(), "--data", c.data, "import", "orders", "-")
		s := c.start()
		select {
		case <-s.ready:
		case <-s.ended:
		case <-time.After(mostStart):
			t.Fatal("the server does not start")
		}
		time.Sleep(time.Duration(c.random.IntN(400)) * time.Millisecond)
		c.kill(s)
	}
	c.untilBooked()
	c.checkLabels(account, orders)
}

// untilBooked lets the server run until no job is left, and stops it.
func (c *crash) untilBooked() {
	s := c.start()
	<-s.ready
	d, err := db.OpenReadOnly(context.Background(), filepath.Join(c.data, "ledger.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer d.Close()
	for end, left := time.Now().Add(mostRest), int64(1); left > 0; time.Sleep(100 * time.Millisecond) {
		if err := d.Read.QueryRow("SELECT count(*) FROM jobs WHERE due > 0").Scan(&left); err != nil {
			c.t.Fatal(err)
		}
		if time.Now().After(end) {
			c.t.Fatalf("not at rest: %d jobs are open", left)
		}
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		c.t.Error(err)
	}
	<-s.ended
}

// checkLabels: each order's parcel has a number of its own, and the carrier has so many labels and no more.
func (c *crash) checkLabels(account *shipengine.Server, orders int) {
	parcels, numbers := 0, map[string]bool{}
	for before := ""; ; {
		var page []struct{ ID, Waybill string }
		if err := json.Unmarshal([]byte(done(c.t, "", "--data", c.data, "parcels", "--limit", "1000", "--before", before, "--json")), &page); err != nil {
			c.t.Fatal(err)
		}
		for _, p := range page {
			numbers[p.Waybill], before = true, p.ID
		}
		if parcels += len(page); len(page) < 1000 {
			break
		}
	}
	if all, alive := account.Bought(); all != orders || alive != orders || parcels != orders || len(numbers) != orders || numbers[""] {
		c.t.Errorf("%d orders have %d parcels with %d numbers, and the carrier has %d labels, of which %d are alive", orders, parcels, len(numbers), all, alive)
	}
	if out := done(c.t, "", "--data", c.data, "audit", "--json"); !strings.Contains(out, `"violated": 0`) {
		c.t.Error(out)
	}
	c.t.Logf("%d kills, %d orders, as many labels", c.kills, orders)
}
