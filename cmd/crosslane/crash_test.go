package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"crosslane/db"
)

// TestCrash kills the server with SIGKILL again and again while shops hand orders in and carriers answer badly,
// and then holds what it recorded against what the shops were told and what the carriers booked. `make crash`
// kills it 1,000 times; docs/reliability.md says what that shows and what it does not.
func TestCrash(t *testing.T) {
	kills := setting("CROSSLANE_CRASH_KILLS", 6)
	c := newCrash(t, uint64(setting("CROSSLANE_CRASH_SEED", 1)))
	began := time.Now()
	for c.kills < kills {
		c.life()
		if c.kills%100 == 0 {
			t.Logf("%d kills in %.0f s, %d orders answered", c.kills, time.Since(began).Seconds(), c.shops.answered())
			c.receiveScarce()
		}
	}
	c.rest()
	f := c.check()
	t.Logf("seed %d, %.0f s, go test and its build left out\n%s", c.seed, time.Since(began).Seconds(), c.table(f))
}

func setting(name string, standard int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return standard
}

// crash is one place of data, the server on it that is killed, and the world around the server that lives on.
type crash struct {
	t        *testing.T
	seed     uint64
	random   *rand.Rand
	binary   string
	data     string
	carriers *carriers
	shops    *shops

	kills, early int // early: killed before it served
	warned       map[string]int
	starts       time.Duration // until it served, of those that did
}

// newCrash builds the program, starts the carriers, publishes the Book that names them, and opens the shops.
func newCrash(t *testing.T, seed uint64) *crash {
	t.Helper()
	dir, err := os.MkdirTemp("", "crosslane-crash-") //nolint:usetesting // what is left of a failure is looked at
	if err != nil {
		t.Fatal(err)
	}
	c := &crash{t: t, seed: seed, random: rand.New(rand.NewPCG(seed, 0)), binary: filepath.Join(dir, "crosslane"),
		data: filepath.Join(dir, "data"), warned: map[string]int{}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("what is left lies in %s", dir)
			return
		}
		_ = os.RemoveAll(dir)
	})
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", c.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	c.carriers = startCarriers(t, seed, dir)
	current := filepath.Join(dir, "book.yaml")
	if err := os.WriteFile(current, []byte(c.carriers.book), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "", "--data", c.data, "book", "publish", current, "--new")
	done(t, plenty(), "--data", c.data, "import", "stock", "-")
	c.shops = openShops(t, seed)
	return c
}

// server is one life of the process.
type server struct {
	cmd    *exec.Cmd
	ready  chan string // where it serves
	ended  chan struct{}
	mu     sync.Mutex
	output []string
}

var serving = regexp.MustCompile(`^Serving (http://\S+)`)

// start starts the server; what it writes is read until it ends.
func (c *crash) start() *server {
	s := &server{cmd: exec.Command(c.binary, "--data", c.data, "serve", "--simulated", "--listen", "127.0.0.1:0", "--poll", "100ms"),
		ready: make(chan string, 1), ended: make(chan struct{})}
	out, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	go func() {
		defer close(s.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := serving.FindStringSubmatch(lines.Text()); m != nil {
				s.ready <- m[1]
			}
			s.mu.Lock()
			s.output = append(s.output, lines.Text())
			s.mu.Unlock()
		}
		_ = s.cmd.Wait() // how it ended stands in its state
	}()
	return s
}

// mostStart is how long the server may take until it serves.
const mostStart = time.Minute

// life starts the server and kills it: mostly while it works, sometimes while it starts.
func (c *crash) life() {
	began, s := time.Now(), c.start()
	defer c.shops.closed()
	if c.random.IntN(8) == 0 {
		time.Sleep(time.Duration(c.random.IntN(60)) * time.Millisecond)
		select {
		case <-s.ready:
		default:
			c.early++
		}
		c.kill(s)
		return
	}
	select {
	case url := <-s.ready:
		c.starts += time.Since(began)
		c.shops.opened(url)
	case <-s.ended:
	case <-time.After(mostStart):
		c.t.Error("the server does not start")
	}
	time.Sleep(time.Duration(50+c.random.IntN(750)) * time.Millisecond)
	c.kill(s)
}

// kill kills the server, which must not have ended by itself.
func (c *crash) kill(s *server) {
	c.t.Helper()
	select {
	case <-s.ended:
		c.t.Fatalf("the server ended by itself after %d kills: %v\n%s", c.kills, s.cmd.ProcessState, strings.Join(s.output, "\n"))
	default:
	}
	_ = s.cmd.Process.Kill() // SIGKILL
	<-s.ended
	if status, ok := s.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		c.t.Fatalf("the server ended by itself after %d kills: %v\n%s", c.kills, s.cmd.ProcessState, strings.Join(s.output, "\n"))
	}
	c.kills++
	c.heed(s)
}

var passing = regexp.MustCompile(`[0-9]+|ord_\w+|par_\w+|SX\w+`)

// heed counts what the server warned of, numbers left out.
func (c *crash) heed(s *server) {
	for _, line := range s.output {
		if _, text, warning := strings.Cut(line, "level=WARN "); warning {
			c.warned[passing.ReplaceAllString(text, "#")]++
		}
	}
}

// mostRest is how long everything may take that is still to be done after the last kill.
const mostRest = 5 * time.Minute

// rest lets the server run until the shops have their answers and nothing is left to do, and stops it in order.
func (c *crash) rest() {
	s := c.start()
	select {
	case url := <-s.ready:
		c.shops.opened(url)
	case <-time.After(mostStart):
		c.t.Fatal("the server does not start after the last kill")
	}
	c.carriers.freeze()
	c.shops.finish()
	d, err := db.OpenReadOnly(context.Background(), filepath.Join(c.data, "ledger.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer d.Close()
	for end, last, since := time.Now().Add(mostRest), "", time.Now(); time.Since(since) < 3*time.Second; time.Sleep(100 * time.Millisecond) {
		var jobs, facts int64
		if err := d.Read.QueryRow("SELECT (SELECT count(*) FROM jobs WHERE due > 0), (SELECT max(pos) FROM facts)").Scan(&jobs, &facts); err != nil {
			c.t.Fatal(err)
		}
		if now := fmt.Sprint(jobs, facts); now != last || jobs > 0 {
			last, since = now, time.Now()
		}
		if time.Now().After(end) {
			c.t.Errorf("not at rest: %d jobs are open", jobs)
			break
		}
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		c.t.Error(err)
	}
	<-s.ended
	if !s.cmd.ProcessState.Success() {
		c.t.Errorf("the server does not stop in order: %v\n%s", s.cmd.ProcessState, strings.Join(s.output, "\n"))
	}
	c.heed(s)
}
