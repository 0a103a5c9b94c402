package afar_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/shipping"
	"crosslane/terminal/afar"
)

// stalled sends the head of a request and the beginning of its body, and then nothing more; it answers once the server reads.
func stalled(t *testing.T, s afar.Server, who, begins string) *bufio.Reader {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	fmt.Fprintf(c, "POST /v1/run HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n", who)
	in := bufio.NewReader(c)
	if head, err := in.ReadString('\n'); err != nil || !strings.Contains(head, "100 Continue") {
		t.Fatalf("%q, %v", head, err)
	}
	_, _ = in.ReadString('\n')
	_, _ = io.WriteString(c, begins)
	return in
}

// part is one part of a form.
func part(name, file, text string) string {
	if file != "" {
		file = `; filename="` + file + `"`
	}
	return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file + "\r\n\r\n" + text + "\r\n"
}

// TestSlowCallers: who sends his lines slowly keeps nobody else out.
func TestSlowCallers(t *testing.T) {
	s := elsewhere(t, t.Context(), may(func(context.Context, *afar.Asked, io.Reader, io.Writer, io.Writer) int { return 0 }))
	for range 8 {
		stalled(t, s, "slow", part("arg", "", "orders")+part("file", "orders.csv", "half of a file"))
	}
	l := &afar.Line{Args: []string{"orders"}}
	if _, err := afar.Ask(t.Context(), afar.Server{URL: s.URL, Token: "slow"}, l, io.Discard, io.Discard); shipping.CodeOf(err) != shipping.TooMany {
		t.Errorf("a ninth of the same: %v", err)
	}
	if status, err := afar.Ask(t.Context(), s, l, io.Discard, io.Discard); status != 0 || err != nil {
		t.Errorf("of somebody else: %d, %v", status, err)
	}
}

// TestWordsFirst: a line that may not be run is answered by its words alone: nothing of what is sent along comes in.
func TestWordsFirst(t *testing.T) {
	s := elsewhere(t, t.Context(), func(_ context.Context, l *afar.Asked, in io.Reader, _, errs io.Writer) int {
		text, err := io.ReadAll(in)
		kept, _ := filepath.Glob(filepath.Join(os.TempDir(), "crosslane-run-*/line-*/*"))
		fmt.Fprintf(errs, "%v may not, %q came in, %v; kept: %v", l.Args, text, err, kept)
		return 1
	})
	in := stalled(t, s, "x", part("merchant", "", "main")+part("arg", "", "import")+part("arg", "", "a.csv")+part("file", "a.csv", "half of a file"))
	head := make([]byte, 2000)
	for said := ""; !strings.Contains(said, "X\x00\x00\x00\x01\x01"); {
		n, err := in.Read(head)
		if said += string(head[:n]); err != nil {
			t.Fatalf("%q, %v", said, err)
		}
		if strings.Contains(said, "X\x00\x00\x00\x01\x01") && !strings.Contains(said, `[import a.csv] may not, "" came in, <nil>; kept: []`) {
			t.Errorf("%q", said)
		}
	}
}

// TestWhatIsNoLine: a form that says something else than a line is refused, and nothing is run.
func TestWhatIsNoLine(t *testing.T) {
	s := elsewhere(t, t.Context(), may(func(context.Context, *afar.Asked, io.Reader, io.Writer, io.Writer) int {
		t.Error("it was run")
		return 0
	}))
	for body, says := range map[string]string{
		part("file", "a", "x") + part("arg", "", "orders") + "--x--": "a word behind what is sent along", part("arg", "", "orders") + part("other", "", "x") + "--x--": "a part that is not known: other",
		part("arg", "", "orders") + part("stdin", "-", "x") + part("stdin", "-", "y") + "--x--": "two parts stdin", part("arg", "", "orders") + part("stdin", "-", "cut off"): "it broke off", part("arg", "", "orders"): "it broke off",
		part("arg", "", strings.Repeat("x", 65<<10)) + "--x--": "a word of more than 64 kB",
	} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v1/run", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer x")
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		if !strings.Contains(string(text), says) {
			t.Errorf("%.60q: %d %s, want %s", body, a.StatusCode, text, says)
		}
	}
}
