package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
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

// TestWorldsOfTwoNodes does the same on PostgreSQL, where a second node works beside the first and is killed again and
// again. WORLDS_POSTGRES of the environment says how many.
func TestWorldsOfTwoNodes(t *testing.T) {
	sum := &worldsSum{began: time.Now()}
	for seed := range uint64(many("WORLDS_POSTGRES", 1)) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { playTwoNodes(t, seed, sum) })
	}
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

// troubled is a world to be played, in a directory of its own.
func troubled(t *testing.T, seed uint64) *stage {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 23))
	text := trouble(rng)
	s, err := scenario.Read([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	made := play{seed: seed, days: 2 + rng.IntN(3), orders: 8 + rng.IntN(25), start: demoStart, scenario: s, place: "world"}
	room, _, err := made.room(&commands{Where: Where{Data: t.TempDir(), Tenant: "main"}})
	if err != nil {
		t.Fatal(err)
	}
	return &stage{play: made, at: room, clock: world.NewClock(made.start)}
}

func playTrouble(t *testing.T, seed uint64, sum *worldsSum) {
	ctx, s := t.Context(), troubled(t, seed)
	defer s.close()
	if err := s.open(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := s.world(ctx)
	if err != nil {
		t.Fatal(err)
	}
	falls, again := 0, s.restart(w)
	w.Restart = func(ctx context.Context) error { falls++; return again(ctx) }
	if err := w.Run(ctx); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	s.judge(t, w, sum)
	sum.mu.Lock()
	sum.falls += falls
	sum.mu.Unlock()
}

// judge holds a world that has passed against the laws: of its balances, of its read tables, and of what its carriers
// have promised.
func (s *stage) judge(t *testing.T, w *world.World, sum *worldsSum) {
	t.Helper()
	ctx := context.Background()
	if err := w.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	found, err := s.shop.sumUp(ctx)
	if err != nil {
		t.Fatalf("seed %d: %v", s.seed, err)
	}
	if err := s.fleet.lookout.join(); err != nil {
		t.Fatal(err)
	}
	before := viewRows(t, s.shop.viewDB)
	if err := s.shop.views.Clear(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.shop.fillViews(ctx); err != nil {
		t.Fatal(err)
	}
	after := viewRows(t, s.shop.viewDB)
	for i := range max(len(before), len(after)) {
		if i >= len(before) || i >= len(after) || before[i] != after[i] {
			t.Errorf("seed %d: %d rows in the read tables, %d when they are filled anew; the first that differ:\n%s\n%s", s.seed, len(before), len(after),
				before[min(i, len(before)-1)], after[min(i, len(after)-1)])
			break
		}
	}
	facts, promises := s.judgeLabels(t)
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
func (s *stage) judgeLabels(t *testing.T) (facts int, promises int64) {
	t.Helper()
	state := fact.Balances{}
	if err := s.shop.ledger.Replay(context.Background(), ledger.Cursor{}, func(part []ledger.Recorded) error {
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
	c := &carriers{t: t}
	c.files, _ = filepath.Glob(filepath.Join(s.at.Data, "carriers", "*.jsonl"))
	for _, file := range c.files {
		c.ids = append(c.ids, shipping.CarrierID(strings.TrimSuffix(filepath.Base(file), ".jsonl")))
	}
	byKey, live := c.promises()
	for stream, b := range state {
		id, k := shipping.ParcelID(stream.ID()), b.State.(*fact.ParcelState).Booking
		labels := live[id]
		held := k.Stage == fact.BookingHeld && slices.Contains(c.ids, k.Carrier)
		switch {
		case len(labels) > 1:
			t.Errorf("seed %d: %s has %d labels that are alive", s.seed, id, len(labels))
		case held && (len(labels) != 1 || labels[0].Waybill != k.Waybill):
			t.Errorf("seed %d: %s is booked by %s with %s, whose books say %+v", s.seed, id, k.Waybill, k.Carrier, labels)
		case k.Stage == fact.BookingNone || k.Stage == fact.BookingOff || k.Stage == fact.BookingStuck:
			if len(labels) != 0 {
				t.Errorf("seed %d: %s is %q, and a label is alive: %+v", s.seed, id, k.Stage, labels[0])
			}
		}
	}
	return facts, int64(len(byKey))
}

// worldNode makes the test binary a node beside a world: the address of its database.
const worldNode = "CROSSLANE_TEST_WORLD_NODE"

// playTwoNodes plays a world on PostgreSQL; its carriers are in this process, for both nodes.
func playTwoNodes(t *testing.T, seed uint64, sum *worldsSum) {
	s := troubled(t, seed)
	s.scenario.Crashes = nil // it is the other node that falls
	s.at.DB = dbtest.Postgres(t)
	text := s.startCarriers(t)
	s.book = text
	defer s.close()
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := s.world(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rng, kills := rand.New(rand.NewPCG(seed, 29)), 0
	turns := &inTurn{fleet: s.fleet}
	w.Carriers = turns
	other := startNode(t, s.at)
	w.Passed = func(at time.Time) error {
		if _, err := fmt.Fprintln(other.clock, at.UnixMilli()); err != nil {
			return err
		}
		if turns.rests && rng.IntN(12) == 0 { // in the middle of its work
			time.Sleep(time.Duration(rng.IntN(12)) * time.Millisecond)
			other.kill()
			kills++
			other = startNode(t, s.at)
		} else if turns.rests {
			s.letWork(t)
		}
		turns.rests = rng.IntN(2) == 0
		return nil
	}
	if err := w.Run(t.Context()); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	other.kill()
	s.clock.Set(s.clock.Now().Add(time.Hour)) // what the other had taken is free
	if _, err := s.shop.ledger.Drain(t.Context(), s.fleet.Workers()...); err != nil {
		t.Fatal(err)
	}
	s.judge(t, w, sum)
	sum.kills += kills
}

// inTurn is a fleet whose node performs no wishes while it rests.
type inTurn struct {
	*fleet
	rests bool
}

func (f *inTurn) Workers() []fact.Worker {
	if f.rests {
		return nil
	}
	return f.fleet.Workers()
}

// letWork waits, not for long, until the other node has performed what is due.
func (s *stage) letWork(t *testing.T) {
	for range 40 {
		next, err := s.shop.ledger.NextJob(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(s.clock.Now()) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// startCarriers opens the carriers of the Book in this process, with the scenario's troubles, and answers with the
// file of a Book that names their addresses.
func (s *stage) startCarriers(t *testing.T) []byte {
	t.Helper()
	b := book.Default()
	network, err := s.scenario.On(b, s.start, s.orders)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(s.at.Data, "carriers")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	text := string(book.DefaultFile())
	for _, c := range b.Carriers {
		if c.Connector != "sim" {
			continue
		}
		config := sim.Config{Name: c.Name, Seed: s.seed, Now: s.clock.Now, Capacity: network.Capacity, Conditions: network.Conditions,
			Journal: filepath.Join(dir, string(c.ID)+".jsonl")}
		for _, ch := range b.Channels {
			if ch.Carrier == c.ID {
				config.Channels = append(config.Channels, ch)
			}
		}
		server, err := sim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		url, stop, err := server.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = stop(), server.Close() })
		head, rest, found := strings.Cut(text, "{id: "+string(c.ID)+", ")
		if !found {
			t.Fatalf("the Book has no line of carrier %s", c.ID)
		}
		text = head + "{id: " + string(c.ID) + ", address: \"" + url + "\", " + strings.TrimLeft(rest, " ")
	}
	return []byte(text)
}

// node is the test binary as another node on the same database.
type otherNode struct {
	cmd   *exec.Cmd
	clock io.WriteCloser
}

func startNode(t *testing.T, at *commands) *otherNode {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), worldNode+"="+at.DB)
	c.Stderr = os.Stderr
	clock, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	return &otherNode{c, clock}
}

func (n *otherNode) kill() {
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait() // it was killed
}

// runNode performs wishes and watches timers on a database that a world is played on, by the clock that it is told on
// standard input.
func runNode(dsn string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	lines := bufio.NewScanner(os.Stdin)
	clock := world.NewClock(demoStart)
	tick := func() bool {
		ok := lines.Scan()
		if ms, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			clock.Set(time.UnixMilli(ms))
		}
		return ok
	}
	tick()
	dir, err := os.MkdirTemp("", "crosslane-node-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := (&commands{Where: Where{Data: dir, DB: dsn, Tenant: "main"}, simulated: true}).open(ctx, clock.Now)
	if err != nil {
		return err
	}
	f, _, err := s.connect(ctx, clock.Now, partners{dir: dir})
	if err != nil {
		return err
	}
	f.postbox = &world.Postbox{}
	for _, worker := range f.Workers() {
		go func() { _ = s.ledger.Work(ctx, worker, ledger.WorkOptions{Poll: 5 * time.Millisecond, Concurrency: 4}) }()
	}
	for tick() {
		if _, err := s.ledger.Sweep(ctx, clock.Now()); err != nil && !db.IsConflict(err) {
			return err
		}
	}
	return nil
}
