package afar_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/idempotency"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/afar"
)

// may has a line begin that may be run, and changes something.
func may(run afar.Runner) afar.Runner {
	return func(ctx context.Context, l *afar.Asked, in io.Reader, out, errs io.Writer) int {
		answered, err := l.Begin(ctx, terminal.Deed{Merchant: "main", Changes: true, Secret: slices.Contains(l.Args, "secret")})
		if err != nil {
			fmt.Fprint(errs, err)
			return 1
		}
		if answered {
			return 0
		}
		return run(ctx, l, in, out, errs)
	}
}

// elsewhere is a server that runs lines by a function, each for whoever is called as the token.
func elsewhere(t *testing.T, until context.Context, run afar.Runner) afar.Server {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	calls, err := idempotency.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	lines := afar.Handler(until, run, calls)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, known := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if r.URL.Path != "/v1/run" || !known {
			t.Errorf("asked at %s by %s", r.URL.Path, r.Header.Get("Authorization"))
		}
		if err := lines(w, r.WithContext(account.As(r.Context(), account.Actor{Name: who}))); err != nil {
			e, _ := errors.AsType[*shipping.Error](err)
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(e.Code.HTTPStatus())
			fmt.Fprintf(w, `{"title":%q,"errors":[{"field":%q,"message":%q,"hint":%q}]}`, e.Code, e.Field, e.Message, e.Hint)
		}
	}))
	t.Cleanup(s.Close)
	return afar.Server{URL: s.URL, Token: "secret"}
}

// named reads a line that means a file of a name, and answers with where that is to lie.
func named(l *afar.Asked, name string) string {
	var c struct {
		File string `arg:"" type:"path"`
	}
	parser, err := kong.New(&c, terminal.Values(l.Files))
	if err == nil {
		_, err = parser.Parse([]string{name})
	}
	if err != nil {
		panic(err)
	}
	return c.File
}

// TestALineElsewhere: words, files and what comes in arrive byte for byte; what is said and written comes back, with the status.
func TestALineElsewhere(t *testing.T) {
	t.Chdir(t.TempDir())
	odd := "st\xe4ck \"x\" \\ y.csv"
	if err := os.WriteFile(odd, []byte(strings.Repeat("z", 3<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := elsewhere(t, t.Context(), func(ctx context.Context, l *afar.Asked, in io.Reader, out, errs io.Writer) int {
		path := named(l, odd)
		return may(func(_ context.Context, l *afar.Asked, in io.Reader, out, errs io.Writer) int {
			text, _ := io.ReadAll(in)
			lies, _ := os.Stat(path)
			fmt.Fprintf(out, "%q of %s, %d came in, %d lie there%s", l.Args, l.Merchant, len(text), lies.Size(), strings.Repeat("y", 100_000))
			fmt.Fprint(errs, "said")
			return 3
		})(ctx, l, in, out, errs)
	})
	var out, errs bytes.Buffer
	l := &afar.Line{Args: []string{"import", odd, "", "\n"}, Merchant: "main", Reads: []string{odd}, Stdin: strings.NewReader(strings.Repeat("x", 3<<20))}
	status, err := afar.Ask(t.Context(), s, l, &out, &errs)
	if want := fmt.Sprintf("%q of main, 3145728 came in, 3145728 lie there", l.Args); status != 3 || err != nil || !strings.HasPrefix(out.String(), want) || out.Len() != len(want)+100_000 || errs.String() != "said" {
		t.Errorf("%d, %v: %.100s, %s", status, err, out.String(), errs.String())
	}
}

// TestWhatIsNotSent: a file or an input that cannot be read to its end is never taken for all of it: nothing is run.
func TestWhatIsNotSent(t *testing.T) {
	t.Chdir(t.TempDir())
	s := elsewhere(t, t.Context(), may(func(context.Context, *afar.Asked, io.Reader, io.Writer, io.Writer) int {
		t.Error("it was run")
		return 0
	}))
	for _, l := range []*afar.Line{
		{Args: []string{"x"}, Reads: []string{"nothing.csv"}}, {Args: []string{"x"}, Reads: []string{"."}},
		{Args: []string{"x"}, Stdin: io.MultiReader(strings.NewReader("half of a file"), iotest.ErrReader(io.ErrClosedPipe))},
	} {
		if _, err := afar.Ask(t.Context(), s, l, io.Discard, io.Discard); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%v: %v", l, err)
		}
	}
	for _, args := range [][]string{{strings.Repeat("x", 70<<10)}, slices.Repeat([]string{"x"}, 1100)} {
		if _, err := afar.Ask(t.Context(), s, &afar.Line{Args: args}, io.Discard, io.Discard); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "put what it says into a file") {
			t.Errorf("a line of %d words: %v", len(args), err)
		}
	}
}

// TestWhereTheTokenGoes: a token goes to the server that was named, by a way on which nobody else reads it, and nowhere else.
func TestWhereTheTokenGoes(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it went on") }))
	defer other.Close()
	answering := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	for _, c := range []struct {
		afar.Server
		says string
	}{
		{afar.Server{URL: "ship.example", Token: "x"}, "--server: is no address of a server"}, {afar.Server{URL: "ftp://ship.example", Token: "x"}, "no address"}, {afar.Server{URL: "https://", Token: "x"}, "no address"}, {afar.Server{URL: "https://a.example/?x=1", Token: "x"}, "no address"},
		{afar.Server{URL: "https://a:b@ship.example", Token: "x"}, "names a user or a password"}, {afar.Server{URL: "http://ship.example", Token: "x"}, "would cross the network in the clear"}, {afar.Server{URL: "http://10.0.0.1:8080", Token: "x"}, "in the clear"},
		{afar.Server{URL: "http://localhost.evil.example", Token: "x"}, "in the clear"}, {afar.Server{URL: "https://ship.example", Token: " "}, "--token: is missing"}, {afar.Server{URL: "https://ship.example", Token: "a\nb"}, "--token: is missing"},
		{afar.Server{URL: gone.URL, Token: "x"}, "nobody listens at that address"}, {afar.Server{URL: "http://nowhere.invalid", Token: "x", Clear: true}, "--server: the server cannot be asked"},
		{afar.Server{URL: answering(302, ""), Token: "x"}, "it sends whoever asks elsewhere"}, {afar.Server{URL: answering(404, `{"title":"not_found","errors":[{"message":"there is no call /v1/run"}]}`), Token: "x"}, "nobody there runs command lines (it answers 404)"},
		{afar.Server{URL: answering(200, "<html>"), Token: "x"}, "nobody there runs command lines"}, {afar.Server{URL: answering(401, `{"title":"unauthorized","errors":[{"field":"Authorization","message":"nobody is known"}]}`), Token: "x"}, "--token: nobody is known (crosslane tokens add"},
		{afar.Server{URL: answering(429, `{"title":"too_many","errors":[{"field":"request","message":"too fast","hint":"wait"}]}`), Token: "x"}, "request: too fast (wait)"},
	} {
		if _, err := afar.Ask(t.Context(), c.Server, &afar.Line{Args: []string{"x"}}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.URL, err, c.says)
		}
	}
}

// TestWhoGoesElsewhere: a command whose typist has gone is stopped, and so is one whose server ends.
func TestWhoGoesElsewhere(t *testing.T) {
	until, end := context.WithCancel(t.Context())
	begun, stopped := make(chan string, 1), make(chan bool, 1)
	s := elsewhere(t, until, may(func(ctx context.Context, l *afar.Asked, _ io.Reader, out, _ io.Writer) int {
		begun <- l.Files.AsTyped("here")
		<-ctx.Done()
		fmt.Fprint(out, "half")
		stopped <- true
		return 1
	}))
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-begun; leave() }()
	if _, err := afar.Ask(ctx, s, &afar.Line{Args: []string{"x"}}, io.Discard, io.Discard); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("who has gone: %v", err)
	}
	<-stopped
	go func() { <-begun; end() }()
	var out bytes.Buffer
	if status, err := afar.Ask(t.Context(), s, &afar.Line{Args: []string{"x"}}, &out, io.Discard); status != 1 || err != nil || out.String() != "half" {
		t.Errorf("the server ended: %d, %v, %s", status, err, out.String())
	}
	<-stopped
}

// TestFilesThatComeBack: a file is written where the line named it, whole or not at all, and nowhere else.
func TestFilesThatComeBack(t *testing.T) {
	t.Chdir(t.TempDir())
	name := ""
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", afar.Media)
		frame := func(s byte, text string) {
			_, _ = w.Write(append([]byte{s, 0, 0, 0, byte(len(text))}, text...))
		}
		frame('N', name)
		frame('D', "half")
		if name == "whole" || name == "whole.more" {
			frame('K', "")
			frame('D', " and half")
			frame('D', "")
			frame('X', "\x00")
		}
	}))
	defer front.Close()
	for as, says := range map[string]string{"whole": "", "whole.more": "", "cut": "broke off", "../elsewhere": "that nobody asked for", "whole.other": "that nobody asked for", "": "that nobody asked for"} {
		name = as
		_, err := afar.Ask(t.Context(), afar.Server{URL: front.URL, Token: "x"}, &afar.Line{Args: []string{"x"}, Writes: map[string][]string{"whole": {"", ".more"}, "cut": {""}}}, io.Discard, io.Discard)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v, want %q", as, err, says)
		}
	}
	left, _ := os.ReadDir(".")
	if text, _ := os.ReadFile("whole.more"); string(text) != "half and half" || len(left) != 2 {
		t.Errorf("%q, and %v lie there", text, left)
	}
}

// TestHowManyAtOnce: who has many lines run is told to come again, and keeps nobody else out; the next one is run.
func TestHowManyAtOnce(t *testing.T) {
	free, in := make(chan bool), make(chan bool, 40)
	s := elsewhere(t, t.Context(), may(func(context.Context, *afar.Asked, io.Reader, io.Writer, io.Writer) int {
		in <- true
		<-free
		return 0
	}))
	done := make(chan error, 40)
	ask := func(who string) {
		go func() {
			_, err := afar.Ask(t.Context(), afar.Server{URL: s.URL, Token: who}, &afar.Line{Args: []string{"x"}}, io.Discard, io.Discard)
			done <- err
		}()
		<-in
	}
	full := func(who string, want shipping.Code) {
		t.Helper()
		if _, err := afar.Ask(t.Context(), afar.Server{URL: s.URL, Token: who}, &afar.Line{Args: []string{"x"}}, io.Discard, io.Discard); shipping.CodeOf(err) != want {
			t.Errorf("one more of %s: %v", who, err)
		}
	}
	for range 8 {
		ask("a")
	}
	full("a", shipping.TooMany)
	for who := range strings.SplitSeq(strings.Repeat("b", 8)+strings.Repeat("c", 8)+strings.Repeat("d", 4), "") { // what is left is one of each
		ask(who)
	}
	full("d", shipping.Unavailable)
	ask("e")
	full("e", shipping.Unavailable)
	close(free)
	for range 8 + 8 + 8 + 4 + 1 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestWhatAKilledServerLeaves goes with the next; what another one that lives has stays.
func TestWhatAKilledServerLeaves(t *testing.T) {
	run := func(context.Context, *afar.Asked, io.Reader, io.Writer, io.Writer) int { return 0 }
	s := elsewhere(t, t.Context(), run)
	left := filepath.Join(os.TempDir(), "crosslane-run-left", "line-1")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	ask := func(s afar.Server) {
		if _, err := afar.Ask(t.Context(), s, &afar.Line{Args: []string{"x"}}, io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	ask(s)
	if _, err := os.Stat(left); err == nil {
		t.Error("it is there still")
	}
	lines := afar.Handler(t.Context(), run, nil)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = lines(w, r) }))
	defer other.Close()
	ask(afar.Server{URL: other.URL, Token: "secret"})
	if there, _ := filepath.Glob(filepath.Join(os.TempDir(), "crosslane-run-*")); len(there) != 2 {
		t.Errorf("of two servers there are %v", there)
	}
	ask(s)
}
