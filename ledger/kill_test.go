package ledger_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
)

// TestMain lets the test binary be a node of its own, to be killed: see killed.
func TestMain(m *testing.M) {
	if dsn := os.Getenv("CROSSLANE_TEST_NODE"); dsn != "" {
		node(dsn, os.Getenv("CROSSLANE_TEST_CARRIER"))
		return
	}
	os.Exit(m.Run())
}

// slowLease is short, so that the other node need not wait long.
var slowLease = ledger.WorkOptions{Lease: 2 * time.Second, Poll: 100 * time.Millisecond, Concurrency: 4}

// diary is a carrier that writes every call down, and books what it is asked.
type diary struct {
	swift
	file string
}

func (w *diary) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	f, err := os.OpenFile(w.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fact.Outcome{}, err
	}
	defer f.Close()
	fmt.Fprintln(f, t.Job.ID())
	time.Sleep(2 * time.Millisecond)
	return w.swift.Perform(ctx, t)
}

// node takes orders in without end, tells each that was acknowledged, and performs jobs.
func node(dsn, carrier string) {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	go l.Work(ctx, me, &diary{file: carrier}, slowLease)
	l.Record(ctx, me, entry(receipt("MUG", 1_000_000)))
	var mu sync.Mutex
	for w := range 8 {
		go func() {
			for i := w; ; i += 8 {
				_, err := l.Record(ctx, me, entry(order(i, "MUG", 1)))
				mu.Lock()
				fmt.Println("order", i, err)
				mu.Unlock()
			}
		}()
	}
	select {}
}

// killed runs a node, kills it when it has acknowledged some orders, and answers with which.
func killed(t *testing.T, dsn, carrier string, after int) (acknowledged []int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CROSSLANE_TEST_NODE="+dsn, "CROSSLANE_TEST_CARRIER="+carrier)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var n int
		var said string
		if _, err := fmt.Sscanf(lines.Text(), "order %d %s", &n, &said); err != nil || said != "<nil>" {
			t.Fatalf("the node says %q", lines.Text())
		}
		acknowledged = append(acknowledged, n)
		if len(acknowledged) == after {
			cmd.Process.Kill() // and read on: what it still said counts
		}
	}
	cmd.Wait()
	return acknowledged
}

// TestKill: a node is killed while it records and books. Nothing it acknowledged is lost; another
// process takes its jobs up under the same keys, and no parcel is booked twice.
func TestKill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		carrier := t.TempDir() + "/calls"
		var other *ledger.Ledger
		if strings.HasPrefix(dsn, "postgres") { // a second node that lives
			other = open(t, dsn, ledger.Options{})
		}
		acknowledged := killed(t, dsn, carrier, 300)
		if other == nil {
			other = open(t, dsn, ledger.Options{})
		}
		worker, stop := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- other.Work(worker, me, &diary{file: carrier}, slowLease) }()
		for {
			left, err := other.OpenJobs(ctx, me)
			if err != nil {
				t.Fatal(err)
			}
			if len(left) == 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		stop()
		<-done
		top := 0
		for _, n := range acknowledged {
			top = max(top, n)
			if facts, err := other.History(ctx, me, orderID(n).Stream()); err != nil || len(facts) != 3 {
				t.Fatalf("order %d was acknowledged and has %d facts, %v", n, len(facts), err)
			}
		}
		recorded := 0
		for n := range top + 100 {
			if facts, _ := other.History(ctx, me, orderID(n).Stream()); len(facts) > 0 {
				recorded++
			}
		}
		if n := booked(t, other, top+100); n != recorded {
			t.Errorf("%d orders are recorded, %d booked", recorded, n)
		}
		calls, err := os.ReadFile(carrier)
		if err != nil {
			t.Fatal(err)
		}
		keys := map[string]bool{}
		for key := range strings.FieldsSeq(string(calls)) {
			keys[key] = true
		}
		if len(keys) != recorded {
			t.Errorf("the carrier saw %d keys for %d parcels", len(keys), recorded)
		}
		audit(t, dsn)
	})
}

// TestDeathIsNoFailure: an attempt that a kill cut off does not count, so that no job waits longer, or is given up
// earlier, because the server was restarted.
func TestDeathIsNoFailure(t *testing.T) {
	dsn := dbtest.SQLite(t)
	killed(t, dsn, t.TempDir()+"/calls", 100)
	left, err := open(t, dsn, ledger.Options{}).OpenJobs(context.Background(), me)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) == 0 {
		t.Skip("it was killed when no job was open")
	}
	for _, w := range left {
		if w.Attempt != 0 {
			t.Errorf("the job %s counts %d attempts, and none failed", w.Fact.ID(), w.Attempt)
		}
	}
}
