package beside_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"crosslane/shipping"
	"crosslane/terminal/beside"
)

func served(t *testing.T, run beside.Runner) (dir string, stop func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "beside") //nolint:usetesting // the path of a socket is bounded
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	stop, err = beside.Serve(t.Context(), dir, run)
	if err != nil {
		t.Fatal(err)
	}
	return dir, stop
}

// silent fails the test when somebody reads from it.
type silent struct{ *testing.T }

func (s silent) Read([]byte) (int, error) {
	s.Error("it was read")
	return 0, io.EOF
}

func TestAsk(t *testing.T) {
	dir, stop := served(t, func(_ context.Context, l *beside.Line, in io.Reader, out, errs io.Writer) int {
		if l.Args[0] == "read" {
			text, err := io.ReadAll(in)
			fmt.Fprintf(out, "%d of %d, %v", len(text), bytes.Count(text, []byte("x")), err)
			return 0
		}
		fmt.Fprint(out, strings.Join(l.Args, " "), " in ", l.Dir, " of ", l.Merchant, strings.Repeat("y", 100_000))
		fmt.Fprint(errs, "said")
		return 2
	})
	info, err := os.Stat(filepath.Join(dir, "server.sock"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info.Mode(), err)
	}
	var out, errs bytes.Buffer
	status, there, err := beside.Ask(t.Context(), &beside.Line{Args: []string{"orders", "--json"}, Dir: "/work", Place: dir, Merchant: "main"}, silent{t}, &out, &errs)
	if status != 2 || !there || err != nil || !strings.HasPrefix(out.String(), "orders --json in /work of main") || out.Len() < 100_000 || errs.String() != "said" {
		t.Errorf("%d, %t, %v: %.80s, %s", status, there, err, out.String(), errs.String())
	}
	out.Reset()
	status, _, err = beside.Ask(t.Context(), &beside.Line{Args: []string{"read"}, Place: dir}, strings.NewReader(strings.Repeat("x", 3<<20)), &out, &errs)
	if status != 0 || err != nil || out.String() != "3145728 of 3145728, <nil>" {
		t.Errorf("%d, %v: %s", status, err, out.String())
	}
	stop()
	if _, there, err := beside.Ask(t.Context(), &beside.Line{Args: []string{"x"}, Place: dir}, nil, nil, nil); there || err != nil {
		t.Errorf("after its end: %t, %v", there, err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Errorf("it leaves %v", list)
	}
}

// TestStops: who presses Ctrl-C has the command stop, and is told how far it came; a server that ends has it stop, too.
func TestStops(t *testing.T) {
	begun := make(chan bool, 1)
	dir, stop := served(t, func(ctx context.Context, _ *beside.Line, _ io.Reader, out, _ io.Writer) int {
		begun <- true
		<-ctx.Done()
		fmt.Fprint(out, "half")
		return 1
	})
	for _, by := range []string{"whoever typed it", "the server"} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-begun
			if by == "the server" {
				stop()
			} else {
				cancel()
			}
		}()
		var out bytes.Buffer
		status, there, err := beside.Ask(ctx, &beside.Line{Args: []string{"x"}, Place: dir}, nil, &out, io.Discard)
		if status != 1 || !there || err != nil || out.String() != "half" {
			t.Errorf("%s: %d, %t, %v: %s", by, status, there, err, out.String())
		}
		cancel()
	}
}

// TestWhoGoes: a command whose typist has gone is stopped, also while it waits for input; a line that is too long is refused.
func TestWhoGoes(t *testing.T) {
	stopped := make(chan error, 1)
	dir, _ := served(t, func(ctx context.Context, _ *beside.Line, in io.Reader, out, _ io.Writer) int {
		fmt.Fprint(out, "begun")
		_, err := in.Read(make([]byte, 1))
		<-ctx.Done()
		stopped <- err
		return 0
	})
	never, _ := io.Pipe()
	_, there, err := beside.Ask(t.Context(), &beside.Line{Args: []string{"x"}, Place: dir}, never, broken{}, io.Discard)
	if !there || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("an answer that nobody takes: %t, %v", there, err)
	}
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("the command read %v", err)
	}
	_, _, err = beside.Ask(t.Context(), &beside.Line{Args: []string{strings.Repeat("x", 2<<20)}, Place: dir}, never, io.Discard, io.Discard)
	if shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a long line: %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestWhoNeverReads: an answer that nobody reads keeps no server from ending.
func TestWhoNeverReads(t *testing.T) {
	dir, stop := served(t, func(_ context.Context, _ *beside.Line, _ io.Reader, out, _ io.Writer) int {
		for range 1000 {
			if _, err := out.Write(make([]byte, 64<<10)); err != nil {
				return 1
			}
		}
		return 0
	})
	hold := make(chan struct{})
	defer close(hold)
	go func() {
		_, _, _ = beside.Ask(t.Context(), &beside.Line{Args: []string{"x"}, Place: dir}, nil, stuck{hold}, io.Discard)
	}()
	time.Sleep(200 * time.Millisecond) // until its pipe is full
	ended := make(chan struct{})
	go func() { stop(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the server waits for whoever does not read")
	}
}

type stuck struct{ until chan struct{} }

func (s stuck) Write(p []byte) (int, error) { <-s.until; return len(p), nil }

// TestOddNames: a line arrives byte for byte.
func TestOddNames(t *testing.T) {
	var got *beside.Line
	dir, _ := served(t, func(_ context.Context, l *beside.Line, _ io.Reader, _, _ io.Writer) int { got = l; return 0 })
	want := beside.Line{Args: []string{"st\xe4ck.csv", "", "\"\n"}, Dir: "/\xff", Place: dir, Merchant: "a"}
	if _, _, err := beside.Ask(t.Context(), &want, nil, io.Discard, io.Discard); err != nil || fmt.Sprint(*got) != fmt.Sprint(want) {
		t.Errorf("%q, %v", *got, err)
	}
}

// TestInputThatBreaks: input that cannot be read to its end is never taken for all of it.
func TestInputThatBreaks(t *testing.T) {
	read := make(chan error, 1)
	dir, _ := served(t, func(_ context.Context, _ *beside.Line, in io.Reader, _, _ io.Writer) int {
		_, err := io.ReadAll(in)
		read <- err
		return 0
	})
	input := io.MultiReader(strings.NewReader("half of a file"), iotest.ErrReader(io.ErrClosedPipe))
	_, there, err := beside.Ask(t.Context(), &beside.Line{Args: []string{"x"}, Place: dir}, input, io.Discard, io.Discard)
	if !there || shipping.CodeOf(err) != shipping.Unavailable || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("whoever typed it is told %t, %v", there, err)
	}
	if err := <-read; err == nil {
		t.Error("the command took half of it for all")
	}
}
