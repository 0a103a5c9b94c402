package api_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/account"
)

// following opens the events behind one, and answers with their lines as they come.
func (s *served) following(t *testing.T, token, query, last string) (lines <-chan string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	a, err := http.DefaultClient.Do(r) //nolint:bodyclose // it is, where its lines are read
	if err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(a.Status, a.Header)
	}
	out := make(chan string, 1000)
	go func() {
		defer a.Body.Close()
		defer close(out)
		for lines := bufio.NewScanner(a.Body); lines.Scan(); {
			out <- lines.Text()
		}
	}()
	return out, cancel
}

// next reads lines until one begins so, for a while.
func next(t *testing.T, lines <-chan string, begin string) string {
	t.Helper()
	for end := time.After(20 * time.Second); ; {
		select {
		case l, ok := <-lines:
			if !ok {
				t.Fatalf("it ended before %s", begin)
			}
			if strings.HasPrefix(l, begin) {
				return l
			}
		case <-end:
			t.Fatalf("nothing begins with %s", begin)
		}
	}
}

// TestEvents: who listens is told what is recorded, once, from where he was, and of what he asked for alone.
func TestEvents(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Operations})
	hand := func(number string) {
		t.Helper()
		if status, body, _ := s.ask(t, token, "POST", "/v1/orders", strings.Replace(anOrder, "B-1", number, 1)); status != http.StatusOK {
			t.Fatal(status, body)
		}
	}
	hand("E-1")
	lines, stop := s.following(t, token, "?about=order", "")
	hand("E-2")
	if got := next(t, lines, "data:"); !strings.Contains(got, "order E-2") || strings.Contains(got, "E-1") {
		t.Errorf("told: %s", got)
	}
	stop()
	lines, stop = s.following(t, token, "", "0")
	id := next(t, lines, "id:")
	for l := next(t, lines, "data:"); !strings.Contains(l, "order E-1 of"); l = next(t, lines, "data:") {
		id = next(t, lines, "id:")
	}
	stop()
	lines, stop = s.following(t, token, "?about=order&about=stock", strings.TrimSpace(strings.TrimPrefix(id, "id:")))
	seen := ""
	for !strings.Contains(seen, "order E-2 of") {
		seen += next(t, lines, "data:")
	}
	if strings.Count(seen, "order E-1 of") > 1 {
		t.Errorf("from there on: %s", seen)
	}
	stop()
	if status, body, _ := s.ask(t, token, "GET", "/v1/events", "", "Last-Event-ID", "yesterday"); status != http.StatusUnprocessableEntity {
		t.Errorf("behind yesterday: %d %s", status, body)
	}
	if status, _, _ := s.ask(t, s.token(t, account.Grants{"main": account.Partner}), "GET", "/v1/events", ""); status != http.StatusForbidden {
		t.Errorf("a partner listens: %d", status)
	}
}
