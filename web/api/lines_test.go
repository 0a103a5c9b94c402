package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/shipping"
)

// lineAsked runs a command line, or tells why not: it says who asked, and is refused without a form.
func lineAsked(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return &shipping.Error{Code: shipping.WrongMedia, Field: "header.Content-Type", Message: "a command line comes as multipart/form-data", Hint: "send a form"}
	}
	w.Header().Set("Content-Type", "application/vnd.crosslane.run")
	if until, waits := waiting[r.Header.Get("Request-Id")]; waits {
		_, _ = w.Write([]byte("begun"))
		_ = http.NewResponseController(w).Flush()
		<-until
	}
	_, err := w.Write([]byte(account.By(r.Context(), "nobody")))
	return err
}

// waiting are lines that say that they have begun, and wait, by the name of their request.
var waiting = map[string]chan bool{"x": make(chan bool)}

// TestAnswersBitByBit: what is answered bit by bit comes at once, also to whoever would take it packed.
func TestAnswersBitByBit(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	ask := func(method, path, body string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set("Request-Id", "x")
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		client := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 12 * time.Second}} // sooner than a heartbeat
		a, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return a
	}
	events := ask(http.MethodGet, "/v1/events", "")
	defer events.Body.Close()
	if events.StatusCode != http.StatusOK || events.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("events: %s, %v", events.Status, events.Header)
	}
	a := ask(http.MethodPost, "/v1/run", "--x--")
	defer a.Body.Close()
	begun := make([]byte, 5)
	if _, err := io.ReadFull(a.Body, begun); err != nil || string(begun) != "begun" {
		t.Errorf("a line: %s, %q, %v", a.Status, begun, err)
	}
	close(waiting["x"])
}

// TestLines: a command line is run for whoever proves who he is, and for nobody else; what is no line is refused as every call refuses.
func TestLines(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Partner})
	if status, body, _ := s.ask(t, token, "POST", "/v1/run", "--x--", "Content-Type", "multipart/form-data; boundary=x"); status != http.StatusOK || !strings.HasPrefix(body, "token:tok_") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := s.ask(t, token, "POST", "/v1/run", "{}"); status != http.StatusUnsupportedMediaType || !strings.Contains(body, `"field":"header.Content-Type"`) {
		t.Errorf("no form: %d %s", status, body)
	}
	if status, _, _ := s.ask(t, "", "POST", "/v1/run", "--x--", "Content-Type", "multipart/form-data; boundary=x"); status != http.StatusUnauthorized {
		t.Errorf("of nobody: %d", status)
	}
}
