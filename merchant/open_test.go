package merchant_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
)

// asNode makes the test binary a node that runs the business of every merchant of a place, so that it can be killed.
const asNode = "CROSSLANE_TEST_MERCHANT_NODE"

func TestMain(m *testing.M) {
	if text := os.Getenv(asNode); text != "" {
		if err := runNode(text); err != nil {
			fmt.Fprintln(os.Stderr, "node:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func runNode(text string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var at merchant.At
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return err
	}
	place, err := merchant.Open(ctx, at, merchant.Options{})
	if err != nil {
		return err
	}
	defer place.Close()
	served, err := place.Served(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	var running sync.WaitGroup
	for _, m := range served {
		running.Go(func() {
			c := m.Carriers(merchant.CarrierOptions{Dir: filepath.Join(at.Data, "carriers"), AllowSimulated: true})
			defer c.Close()
			if e := m.Run(ctx, merchant.RunOptions{Carriers: c, Poll: 100 * time.Millisecond, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}); e != nil {
				fmt.Fprintln(os.Stderr, "node:", e)
			}
		})
	}
	running.Wait()
	return nil
}

// node is the test binary as another node on a place.
type node struct {
	cmd   *exec.Cmd
	ready *bufio.Reader
	log   bytes.Buffer
}

func startNode(t *testing.T, at merchant.At) *node {
	t.Helper()
	text, err := json.Marshal(at)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{cmd: exec.Command(os.Args[0])}
	n.cmd.Env = append(os.Environ(), asNode+"="+string(text))
	n.cmd.Stderr = &n.log
	out, err := n.cmd.StdoutPipe()
	if err == nil {
		n.ready, err = bufio.NewReader(out), n.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.cmd.Process.Kill() })
	return n
}

// works waits until the node has opened its merchants and begins to work.
func (n *node) works(t *testing.T) {
	t.Helper()
	if line, err := n.ready.ReadString('\n'); line != "ready\n" {
		_ = n.cmd.Wait()
		t.Fatalf("the node does not start: %q, %v\n%s", line, err, n.log.String())
	}
}

// kill kills the node (-9), which must not have ended by itself.
func (n *node) kill(t *testing.T) {
	t.Helper()
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait() // it was killed
	if status, ok := n.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the node ended by itself: %v\n%s", n.cmd.ProcessState, n.log.String())
	}
}

// placed opens a place of data.
func placed(t testing.TB, at merchant.At, o merchant.Options) *merchant.Place {
	t.Helper()
	p, err := merchant.Open(context.Background(), at, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// of is the business of a merchant of a place.
func of(t testing.TB, p *merchant.Place, id shipping.MerchantID) *merchant.Merchant {
	t.Helper()
	m, err := p.Merchant(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// added adds a merchant.
func added(t testing.TB, p *merchant.Place, id shipping.MerchantID) *merchant.Merchant {
	t.Helper()
	m, err := p.Add(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// published puts a Book in force at once.
func published(t testing.TB, m *merchant.Merchant, text string) {
	t.Helper()
	if err := m.Publish(context.Background(), []byte(text), m.Now()); err != nil {
		t.Fatal(err)
	}
}

// told are the facts of a merchant, in the order in which they were recorded.
func told(t testing.TB, m *merchant.Merchant) []string {
	t.Helper()
	facts, _, err := m.Feed(context.Background(), "", 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, len(facts))
	for i, f := range facts {
		list[i] = string(f.Stream) + " " + string(f.Kind())
	}
	return list
}

// says fails where an error has another code, or does not say something.
func says(t testing.TB, err error, code shipping.Code, words ...string) {
	t.Helper()
	if shipping.CodeOf(err) != code {
		t.Fatalf("code %q, want %q: %v", shipping.CodeOf(err), code, err)
	}
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("it does not say %q: %v", w, err)
		}
	}
}

// eventually waits until something is so.
func eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	for range 3000 {
		if so() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it does not come to this: " + what)
}
