package world_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/world"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(worldNode); dsn != "" {
		if err := runNode(dsn); err != nil {
			fmt.Fprintln(os.Stderr, "node:", err)
		}
		return
	}
	os.Exit(m.Run())
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

// worldNode makes the test binary a node beside a world: the address of its database.
const (
	worldNode = "CROSSLANE_TEST_WORLD_NODE"
	// worldNodeDir is the directory of its own files.
	worldNodeDir = "CROSSLANE_TEST_WORLD_NODE_DIR"
)

// playTwoNodes plays a world on PostgreSQL; its carriers are in this process, for both nodes.
func playTwoNodes(t *testing.T, seed uint64, sum *worldsSum) {
	c := troubled(t, seed)
	c.Scenario.Crashes = nil // it is the other node that falls
	at := merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)}
	var playing atomic.Pointer[world.Play]
	text := startCarriers(t, c, at, func() time.Time {
		if p := playing.Load(); p != nil {
			return p.Clock.Now()
		}
		return c.Start
	})
	p := opened(t, c, at, world.Rules{Book: text})
	playing.Store(p)
	rng, kills, rests := rand.New(rand.NewPCG(seed, 29)), 0, false
	p.Rests = func() bool { return rests }
	other := startNode(t, at)
	p.Passed = func(now time.Time) error {
		if _, err := fmt.Fprintln(other.clock, now.UnixMilli()); err != nil {
			return err
		}
		if rests && rng.IntN(12) == 0 { // in the middle of its work
			time.Sleep(time.Duration(rng.IntN(12)) * time.Millisecond)
			other.kill()
			kills++
			other = startNode(t, at)
		} else if rests {
			letWork(t, p)
		}
		rests = rng.IntN(2) == 0
		return nil
	}
	if err := p.Run(t.Context()); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	other.kill()
	p.Clock.Set(p.Clock.Now().Add(time.Hour)) // what the other had taken is free
	if _, err := p.Merchant.Ledger.Drain(t.Context(), p.Merchant.ID, append(p.Merchant.Workers(p.Carriers), &world.Postbox{})...); err != nil {
		t.Fatal(err)
	}
	judge(t, p, at, sum)
	sum.kills += kills
}

// letWork waits, not for long, until the other node has performed what is due.
func letWork(t *testing.T, p *world.Play) {
	for range 40 {
		next, err := p.Merchant.Ledger.NextJob(t.Context(), p.Merchant.ID)
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(p.Clock.Now()) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// startCarriers opens the carriers of the Book in this process, with the scenario's troubles, and answers with the
// file of a Book that names their addresses.
func startCarriers(t *testing.T, c world.Config, at merchant.At, now func() time.Time) []byte {
	t.Helper()
	b := book.Default()
	network, err := c.Scenario.On(b, c.Start, c.PerDay)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(at.Data, "carriers")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	text := string(book.DefaultFile())
	for _, one := range b.Carriers {
		if one.Connector != "sim" {
			continue
		}
		config := sim.Config{Name: one.Name, Seed: c.Seed, Now: now, Capacity: network.Capacity, Conditions: network.Conditions,
			Journal: filepath.Join(dir, string(one.ID)+".jsonl")}
		for _, ch := range b.Channels {
			if ch.Carrier == one.ID {
				config.Channels = append(config.Channels, ch)
			}
		}
		text = withAddress(t, text, one.ID, listening(t, config))
	}
	return []byte(text)
}

// listening starts a simulated carrier and answers with its address.
func listening(t *testing.T, c sim.Config) string {
	t.Helper()
	server, err := sim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = stop(), server.Close() })
	return url
}

// withAddress writes a carrier's address into the file of a Book.
func withAddress(t *testing.T, text string, id shipping.CarrierID, url string) string {
	t.Helper()
	head, rest, found := strings.Cut(text, "{id: "+string(id)+", ")
	if !found {
		t.Fatalf("the Book has no line of carrier %s", id)
	}
	return head + "{id: " + string(id) + ", address: \"" + url + "\", " + strings.TrimLeft(rest, " ")
}

// otherNode is the test binary as another node on the same database.
type otherNode struct {
	cmd   *exec.Cmd
	clock io.WriteCloser
}

func startNode(t *testing.T, at merchant.At) *otherNode {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), worldNode+"="+at.DB, worldNodeDir+"="+t.TempDir())
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

// runNode performs jobs and watches timers on a database that a world is played on, by the clock that it is told on
// standard input.
func runNode(dsn string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	lines := bufio.NewScanner(os.Stdin)
	clock := world.NewClock(monday)
	tick := func() bool {
		ok := lines.Scan()
		if ms, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			clock.Set(time.UnixMilli(ms))
		}
		return ok
	}
	tick()
	dir := os.Getenv(worldNodeDir)
	place, err := merchant.Open(ctx, merchant.At{Data: dir, DB: dsn}, merchant.Options{Now: clock.Now})
	if err != nil {
		return err
	}
	m, err := place.Merchant(ctx, merchant.First)
	if err != nil {
		return err
	}
	for _, worker := range append(m.Workers(m.Carriers(merchant.CarrierOptions{Dir: dir, AllowSimulated: true})), &world.Postbox{}) {
		go func() {
			_ = m.Ledger.Work(ctx, m.ID, worker, ledger.WorkOptions{Poll: 5 * time.Millisecond, Concurrency: 4})
		}()
	}
	for tick() {
		if _, err := m.Ledger.Sweep(ctx, m.ID, clock.Now()); err != nil && !db.IsConflict(err) {
			return err
		}
	}
	return nil
}
