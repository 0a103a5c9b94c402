package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/shipping"
)

// crashBook is the Book of the shops: three carriers that all sell the same lanes, the first one cheapest.
const crashBook = `name: Three carriers
from: 2024-01-01T00:00:00Z
base: EUR
warehouses:
  - {id: szx, name: Shenzhen, place: {country: CN, postcode: "518000"}, zone: Asia/Shanghai}
carriers:
  - {id: first,  name: First Line,  connector: sim, address: "%[1]s"}
  - {id: second, name: Second Line, connector: sim, address: "%[2]s"}
  - {id: third,  name: Third Line,  connector: sim, address: "%[3]s"}
markets:
  - {name: World, areas: [europe, north_america], prefer: [dedicated_line]}
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500, backups: 3}
alerts: {depart: 48, arrive: 168, silence: 240, pickup: 168}
channels:
  - &line
    id: line-first
    name: First
    carrier: first
    service: ONE
    kind: dedicated_line
    from: [szx]
    to: [DE, FR, AT, US]
    legs:
      - {name: first mile, from: CN, to: CN, ends: departed_origin,     usual_hours: 2, most_hours: 4}
      - {name: linehaul,   from: CN, to: "", ends: arrived_destination, usual_hours: 3, most_hours: 5}
      - {name: import,     from: "", to: "", ends: import_released,     usual_hours: 1, most_hours: 2}
      - {name: last mile,  from: "", to: "", ends: delivered,           usual_hours: 3, most_hours: 5}
    rates: cheap
    days: {least: 7, most: 11}
    reliability: 950
  - {<<: *line, id: line-second, name: Second, carrier: second, service: TWO,   rates: middling}
  - {<<: *line, id: line-third,  name: Third,  carrier: third,  service: THREE, rates: dear}
rates:
  - &sheet
    name: cheap
    currency: EUR
    from: 2024-01-01
    divisor: 8000
    zones:
      - {name: All, countries: [DE, FR, AT, US], breaks: [{up_to: 30000, flat: 240, per_step: 48, step: 100}]}
  - {<<: *sheet, name: middling, minimum: 9000}
  - {<<: *sheet, name: dear,     minimum: 19000}
`

// carriers are three simulated carriers in this process, each with its own books.
type carriers struct {
	t       *testing.T
	ids     []shipping.CarrierID
	servers []*sim.Server
	urls    []string
	files   []string // their journals
	book    string
	clock   *quickClock
}

// quickClock runs faster than the wall's and behind it, so that parcels come to their end within the run;
// it never overtakes the wall's.
type quickClock struct {
	began  time.Time
	frozen atomic.Pointer[time.Time]
}

// The clock starts a day behind, which is no more than a time written in another zone, and catches up within about five minutes.
const (
	behind = 24 * time.Hour
	quick  = 288
)

func (q *quickClock) now() time.Time {
	if at := q.frozen.Load(); at != nil {
		return *at
	}
	wall := time.Now()
	at := q.began.Add(-behind).Add(quick * wall.Sub(q.began))
	if at.After(wall) {
		return wall
	}
	return at
}

// crashFaults are what goes wrong between the server and its carriers, in thousandths.
var crashFaults = sim.Faults{DropAnswer: 60, Busy: 60, Duplicate: 50, Late: 50, Malformed: 20, Unknown: 30}

func startCarriers(t *testing.T, seed uint64, dir string) *carriers {
	t.Helper()
	c := &carriers{t: t, ids: []shipping.CarrierID{"first", "second", "third"}, clock: &quickClock{began: time.Now()}}
	b, err := book.Read([]byte(fmt.Sprintf(crashBook, "", "", "")))
	if err != nil {
		t.Fatal(err)
	}
	behave := sim.Ordinary()
	behave.Refuse, behave.RefuseCancel = 100, 50
	for i, id := range c.ids {
		c.files = append(c.files, filepath.Join(dir, string(id)+".jsonl"))
		server, err := sim.New(sim.Config{Name: string(id), Seed: seed + uint64(i), Now: c.clock.now, Channels: b.Channels[i : i+1],
			Behave: func(shipping.ChannelID) sim.Behaviour { return behave }, Faults: crashFaults, Journal: c.files[i]})
		if err != nil {
			t.Fatal(err)
		}
		url, stop, err := server.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = stop(), server.Close() })
		c.servers, c.urls = append(c.servers, server), append(c.urls, url)
	}
	c.book = fmt.Sprintf(crashBook, c.urls[0], c.urls[1], c.urls[2])
	return c
}

// freeze stops the carriers' clock: nothing more happens to their parcels.
func (c *carriers) freeze() {
	at := c.clock.now()
	c.clock.frozen.Store(&at)
}

// stats adds up what the carriers were asked to do.
func (c *carriers) stats() (sum sim.Stats) {
	for _, s := range c.servers {
		one := s.Stats()
		sum.Asked, sum.Keys, sum.Booked, sum.Refused = sum.Asked+one.Asked, sum.Keys+one.Keys, sum.Booked+one.Booked, sum.Refused+one.Refused
		sum.Cancelled, sum.Doubles, sum.Events = sum.Cancelled+one.Cancelled, sum.Doubles+one.Doubles, sum.Events+one.Events
	}
	return sum
}

// promised is what a carrier has in its books about one request to book.
type promised struct {
	by      shipping.CarrierID
	Key     string
	Waybill string // empty when refused
	Parcel  shipping.ParcelID
	Channel shipping.ChannelID
	void    bool
}

// promises reads the carriers' books: what was promised, by key, and what is still alive, by parcel.
func (c *carriers) promises() (byKey map[string]*promised, live map[shipping.ParcelID][]*promised) {
	byKey, live = map[string]*promised{}, map[shipping.ParcelID][]*promised{}
	for i, file := range c.files {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		byWaybill := map[string]*promised{}
		for line := range bytes.Lines(text) {
			var e struct {
				Book   *promised
				Cancel *promised
			}
			if err := json.Unmarshal(line, &e); err != nil {
				c.t.Fatalf("%s: %v", file, err)
			}
			p := e.Book
			switch {
			case e.Cancel != nil:
				byWaybill[e.Cancel.Waybill].void = true
				continue
			case p == nil: // a request that was put off
				continue
			}
			p.by = c.ids[i]
			if byKey[p.Key] != nil {
				c.t.Errorf("two promises were made for the job %s", p.Key)
			}
			byKey[p.Key] = p
			if p.Waybill != "" {
				byWaybill[p.Waybill] = p
			}
		}
	}
	for _, p := range byKey {
		if p.Waybill != "" && !p.void {
			live[p.Parcel] = append(live[p.Parcel], p)
		}
	}
	return byKey, live
}

// scarce is the product of which there is never enough.
const scarce = "SKU-00"

// plenty is stock of every product but one, of which there is little.
func plenty() string {
	var b strings.Builder
	b.WriteString("sku,warehouse,quantity,reference\n" + scarce + ",szx,20,first\n")
	for i := 1; i < 20; i++ {
		fmt.Fprintf(&b, "SKU-%02d,szx,1000000,R%d\n", i, i)
	}
	return b.String()
}

// receiveScarce lets some of the scarce product come in while the server is down, for those who wait.
func (c *crash) receiveScarce() {
	done(c.t, fmt.Sprintf("sku,warehouse,quantity,reference\n%s,szx,50,K%d\n", scarce, c.kills), "--data", c.data, "import", "stock", "-", "--new")
}
