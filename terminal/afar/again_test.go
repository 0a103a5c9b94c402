package afar_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"crosslane/shipping"
	"crosslane/terminal/afar"
)

// front stands in front of a server; of so many answers that it has it loses all.
func front(t *testing.T, s afar.Server, loses int32) (afar.Server, *atomic.Int32) {
	t.Helper()
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	var left atomic.Int32
	left.Store(loses)
	p := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(at) }, ModifyResponse: func(a *http.Response) error {
		if left.Add(-1) >= 0 {
			_, _ = io.Copy(io.Discard, a.Body)
			panic(http.ErrAbortHandler)
		}
		return nil
	}}
	f := httptest.NewServer(p)
	t.Cleanup(f.Close)
	return afar.Server{URL: f.URL, Token: s.Token}, &left
}

// TestSentAgain: a line under a key is done once, however often it is sent, and is answered as the first time; another line under that key is refused.
func TestSentAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	var runs atomic.Int32
	status := 0
	s := elsewhere(t, t.Context(), may(func(_ context.Context, l *afar.Asked, in io.Reader, out, errs io.Writer) int {
		text, _ := io.ReadAll(in)
		fmt.Fprintf(out, "%v, %d times, %s\x00\xff", l.Args, runs.Add(1), text)
		fmt.Fprint(errs, "said")
		return status
	}))
	ask := func(l *afar.Line) (string, int, error) {
		t.Helper()
		var out, errs bytes.Buffer
		status, err := afar.Ask(t.Context(), s, l, &out, &errs)
		return out.String() + errs.String(), status, err
	}
	asks := func(l *afar.Line, want string) {
		t.Helper()
		if said, _, err := ask(l); said != want || err != nil {
			t.Errorf("%v under %s: %q, %v, want %q", l.Args, l.Key, said, err, want)
		}
	}
	for range 2 {
		asks(&afar.Line{Args: []string{"move"}, Key: "k1", Stdin: strings.NewReader("5")}, "[move], 1 times, 5\x00\xffsaid")
	}
	asks(&afar.Line{Args: []string{"move"}, Key: "k2", Stdin: strings.NewReader("5")}, "[move], 2 times, 5\x00\xffsaid")
	for _, other := range []*afar.Line{{Args: []string{"move"}, Key: "k1", Stdin: strings.NewReader("6")}, {Args: []string{"move"}, Key: "k1"}, {Args: []string{"move", "5"}, Key: "k1"}, {Args: []string{"move"}, Merchant: "two", Key: "k1", Stdin: strings.NewReader("5")}} {
		if said, status, err := ask(other); status != 1 || err != nil || !strings.Contains(said, "--again: was used for something else") {
			t.Errorf("%v: %q, %d, %v", other, said, status, err)
		}
	}
	asks(&afar.Line{Args: []string{"secret"}, Key: "k3"}, "[secret], 3 times, \x00\xffsaid")
	if said, _, err := ask(&afar.Line{Args: []string{"secret"}, Key: "k3"}); err != nil || !strings.Contains(said, "the secret was told then") {
		t.Errorf("a secret is told twice: %q, %v", said, err)
	}
	status = 1
	asks(&afar.Line{Args: []string{"fails"}, Key: "k4"}, "[fails], 4 times, \x00\xffsaid")
	status = 0
	asks(&afar.Line{Args: []string{"fails"}, Key: "k4"}, "[fails], 5 times, \x00\xffsaid")
	asks(&afar.Line{Args: []string{"fails"}, Key: "k4"}, "[fails], 5 times, \x00\xffsaid")
	if _, _, err := ask(&afar.Line{Args: []string{"x"}, Key: strings.Repeat("k", 300)}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a long key: %v", err)
	}
}

// TestALostAnswer: a line whose answer is lost is sent once more by itself; where that is lost, too, its key is told, and under it the line has its answer.
func TestALostAnswer(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.csv", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int32
	s := elsewhere(t, t.Context(), may(func(_ context.Context, _ *afar.Asked, _ io.Reader, out, _ io.Writer) int {
		fmt.Fprintf(out, "%d times", runs.Add(1))
		return 0
	}))
	for i, c := range []struct {
		*afar.Line
		loses, sent int32
		says        string // the fault
	}{
		{&afar.Line{Args: []string{"move"}, Key: "k1", Reads: []string{"a.csv"}}, 1, 2, ""}, {&afar.Line{Args: []string{"move"}, Key: "k2"}, 2, 2, "--server: the server cannot be asked"},
		{&afar.Line{Args: []string{"move"}, Key: "k3", Stdin: strings.NewReader("x")}, 1, 1, "--again k3: what was done is answered, and not done twice"}, {&afar.Line{Args: []string{"orders"}}, 1, 1, "(run the command again)"},
	} {
		f, left := front(t, s, c.loses)
		var out bytes.Buffer
		_, err := afar.Ask(t.Context(), f, c.Line, &out, io.Discard)
		if c.says == "" && (err != nil || out.String() != fmt.Sprintf("%d times", i+1)) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || c.Key != "" && !strings.Contains(err.Error(), "--again "+c.Key)) || c.loses-left.Load() != c.sent {
			t.Errorf("%v under %s: %s, %v, sent %d times", c.Args, c.Key, out.String(), err, c.loses-left.Load())
		}
		if int(runs.Load()) != i+1 {
			t.Errorf("%v under %s: done %d times", c.Args, c.Key, int(runs.Load())-i)
		}
	}
	var out bytes.Buffer
	if _, err := afar.Ask(t.Context(), s, &afar.Line{Args: []string{"move"}, Key: "k2"}, &out, io.Discard); err != nil || out.String() != "2 times" {
		t.Errorf("by its key: %s, %v", out.String(), err)
	}
}

// TestWhoLeavesADeed: a deed that needs nothing more is done to its end when whoever asked goes, and its answer is there under its key; while it is done nobody
// does it a second time.
func TestWhoLeavesADeed(t *testing.T) {
	begun, goOn := make(chan bool), make(chan bool)
	s := elsewhere(t, t.Context(), may(func(ctx context.Context, _ *afar.Asked, _ io.Reader, out, _ io.Writer) int {
		begun <- true
		<-goOn
		fmt.Fprint(out, "done, ", ctx.Err())
		return 0
	}))
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-begun; leave() }()
	l := &afar.Line{Args: []string{"move"}, Key: "k"}
	if _, err := afar.Ask(ctx, s, l, io.Discard, io.Discard); err == nil {
		t.Error("who has gone was answered")
	}
	var errs bytes.Buffer
	if _, err := afar.Ask(t.Context(), s, l, io.Discard, &errs); err != nil || !strings.Contains(errs.String(), "--again: the same command is being done now (type the same once more with --again k") {
		t.Errorf("meanwhile: %s, %v", errs.String(), err)
	}
	goOn <- true
	for out := (bytes.Buffer{}); out.String() != "done, <nil>"; { // as soon as it is kept
		errs.Reset()
		if _, err := afar.Ask(t.Context(), s, l, &out, &errs); err != nil || errs.Len() > 0 && !strings.Contains(errs.String(), "being done now") {
			t.Fatal(errs.String(), errors.Join(err))
		}
	}
}
