package world_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/world"
	"crosslane/world/scenario"
)

// TestWorlds lets worlds pass in which everything goes wrong that can, a different one for each seed, and holds each
// against the laws. WORLDS of the environment says how many.
func TestWorlds(t *testing.T) {
	sum := &worldsSum{began: time.Now()}
	t.Run("sqlite", func(t *testing.T) {
		for seed := range uint64(many("WORLDS", 4)) {
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				playTrouble(t, seed, sum)
			})
		}
	})
	sum.tell(t)
}

func many(name string, usual int) int {
	n, _ := strconv.Atoi(os.Getenv(name))
	return cmp.Or(n, usual)
}

// worldsSum adds the worlds up.
type worldsSum struct {
	mu    sync.Mutex
	began time.Time

	worlds, falls, kills, facts int
	orders, parcels, refusals   int64
	switches, rebooked, cases   int64
	checked, promises           int64
}

// tell prints the figures, also of a run that says nothing else.
func (s *worldsSum) tell(t *testing.T) {
	if t.Failed() {
		return
	}
	fmt.Printf(`
  worlds                                  %9d
  times that the program fell             %9d
  times that the other node was killed    %9d
  orders                                  %9d
  parcels                                 %9d
  facts                                   %9d
  bookings refused                        %9d
  triggers set off                        %9d
  parcels booked anew after a switch      %9d
  cases                                   %9d
  promises in the carriers' books         %9d
  balances folded again                   %9d
  laws broken, double labels, differences         0
  took                                    %9s
`, s.worlds, s.falls, s.kills, s.orders, s.parcels, s.facts, s.refusals, s.switches, s.rebooked, s.cases,
		s.promises, s.checked, time.Since(s.began).Round(time.Second))
}

// trouble makes up what befalls a world.
func trouble(rng *rand.Rand) string {
	var b strings.Builder
	b.WriteString("name: trouble\ntitle: Trouble\nshows: Whatever may befall.\ndemand:\n")
	fmt.Fprintf(&b, "  - {during: 2, factor: %d, unforeseen: %t}\n", 100+rng.IntN(400), rng.IntN(2) == 0)
	b.WriteString("network:\n")
	for _, i := range rng.Perm(len(channels))[:3] {
		fmt.Fprintf(&b, "  - {channel: %s, parcels: %d, hub: %d}\n", channels[i], 2+rng.IntN(20), 1+rng.IntN(8))
	}
	b.WriteString("conditions:\n")
	fmt.Fprintf(&b, "  - {name: bad lines, during: 1..40, faults: {drop_answer: %d, busy: %d, duplicate: %d, late: %d, malformed: %d, unknown: %d}}\n",
		rng.IntN(120), rng.IntN(120), rng.IntN(120), rng.IntN(120), rng.IntN(60), rng.IntN(60))
	fmt.Fprintf(&b, "  - {name: wrong clock, during: 1..40, where: {carriers: [silkway, star]}, skew: %d}\n", rng.IntN(400)-200)
	for n := 1 + rng.IntN(4); n > 0; n-- {
		from := 1 + rng.IntN(6)
		fmt.Fprintf(&b, "  - {name: trouble %d, during: %d..%d, where: {%s}, %s}\n", n, from, from+1+rng.IntN(6), wheres[rng.IntN(len(wheres))], whats[rng.IntN(len(whats))])
	}
	if rng.IntN(4) == 0 {
		b.WriteString("closed:\n  - {warehouse: dui, during: 2..4, spoiled: 200}\n")
	}
	fmt.Fprintf(&b, "crashes:\n  - {during: 1..%d, every: %d}\n", 5+rng.IntN(10), 17+rng.IntN(40))
	return b.String()
}

var (
	channels = []string{"szx-eu-truck", "szx-us-sea", "szx-sea-hub", "szx-post", "dui-star", "dui-star-eu", "lax-gold", "szx-pacific"}
	wheres   = []string{"countries: [DE, US]", "origins: [szx]", "origins: [dui]", "kinds: [postal, dedicated_line]", "kinds: [last_mile]", "carriers: [star, gold, silkway]", "capacity: [belly, freighter]"}
	whats    = []string{"no_departure: true", "no_arrival: true", "no_clearance: true", "embargo: true", "down: true", "slow: 300", "refuse: 400", "lose: 150", "hold: 300", "return: 200", "damage: 200"}
)

// monday is when the worlds begin.
var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// troubled is what a world is made of in which something goes wrong.
func troubled(t *testing.T, seed uint64) world.Config {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 23))
	text := trouble(rng)
	s, err := scenario.Read([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return world.Config{Seed: seed, Days: 2 + rng.IntN(3), PerDay: 8 + rng.IntN(25), Start: monday, Scenario: s}
}

// opened is a world in a directory of its own, or in a database beside it.
func opened(t *testing.T, c world.Config, at merchant.At, rules world.Rules) *world.Play {
	t.Helper()
	p, err := world.Open(t.Context(), c, at, rules, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func playTrouble(t *testing.T, seed uint64, sum *worldsSum) {
	at := merchant.At{Data: t.TempDir()}
	p := opened(t, troubled(t, seed), at, world.Rules{})
	falls, again := 0, p.Restart
	p.Restart = func(ctx context.Context) error { falls++; return again(ctx) }
	if err := p.Run(t.Context()); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	judge(t, p, at, sum)
	sum.mu.Lock()
	sum.falls += falls
	sum.mu.Unlock()
}

// judge holds a world that has passed against the laws: of its balances, of its read tables, and of what its carriers
// have promised.
func judge(t *testing.T, p *world.Play, at merchant.At, sum *worldsSum) {
	t.Helper()
	m := p.Merchant
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := p.Sum(t.Context())
	if err != nil {
		t.Fatalf("seed %d: %v", p.Seed, err)
	}
	anew, err := view.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)))
	if err == nil {
		err = anew.CatchUp(t.Context(), m.ID, m.Feed)
	}
	if err != nil {
		t.Fatal(err)
	}
	if differs, err := view.Difference(t.Context(), m.Views, anew, m.ID); err != nil || differs != nil {
		t.Errorf("seed %d: the read tables differ when they are filled anew: %+v, %v", p.Seed, differs, err)
	}
	facts, promises := judgeLabels(t, p, at)
	sum.mu.Lock()
	defer sum.mu.Unlock()
	sum.worlds++
	sum.facts += facts
	sum.orders, sum.parcels, sum.refusals = sum.orders+found.Orders, sum.parcels+found.Parcels, sum.refusals+found.Refusals
	sum.switches, sum.rebooked, sum.cases = sum.switches+found.Switches, sum.rebooked+found.Rebooked, sum.cases+found.CasesOpened
	sum.checked, sum.promises = sum.checked+found.Laws.Checked, sum.promises+promises
}

// judgeLabels: what the ledger believes to be booked is what the carriers have booked, and no parcel has two labels
// that are alive.
func judgeLabels(t *testing.T, p *world.Play, at merchant.At) (facts int, promises int64) {
	t.Helper()
	state := fact.Balances{}
	if err := p.Merchant.Ledger.Replay(t.Context(), p.Merchant.ID, 0, func(part []ledger.Recorded) error {
		facts += len(part)
		for _, r := range part {
			if r.Fact.Stream.Sort() == shipping.ParcelSort {
				state.Balance(r.Fact.Stream).Apply(r.Fact)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	kept := readJournals(t, filepath.Join(at.Data, "carriers"))
	for stream, b := range state {
		id, k := shipping.ParcelID(stream.ID()), b.State.(*fact.ParcelState).Booking
		labels := kept.live[id]
		held := k.Stage == fact.BookingHeld && slices.Contains(kept.carriers, k.Carrier)
		switch {
		case len(labels) > 1:
			t.Errorf("seed %d: %s has %d labels that are alive", p.Seed, id, len(labels))
		case held && (len(labels) != 1 || labels[0].Waybill != k.Waybill):
			t.Errorf("seed %d: %s is booked by %s with %s, whose books say %+v", p.Seed, id, k.Waybill, k.Carrier, labels)
		case k.Stage == fact.BookingNone || k.Stage == fact.BookingOff || k.Stage == fact.BookingStuck:
			if len(labels) != 0 {
				t.Errorf("seed %d: %s is %q, and a label is alive: %+v", p.Seed, id, k.Stage, labels[0])
			}
		}
	}
	return facts, int64(kept.promises)
}
