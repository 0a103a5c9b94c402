package api_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"crosslane/account"
	"crosslane/web/api"
)

const (
	goods   = "sku,warehouse,quantity,reference\nSPK-1,szx,5,R1\n"
	aChange = `{"do":"adjust","sku":"SPK-1","quantity":2,"at":"szx","reason":"found"}`
)

// stocked is a place with five pieces.
func stocked(t *testing.T) (*served, string) {
	t.Helper()
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	if status, text, _ := s.ask(t, token, "POST", "/v1/receipts", goods, "Content-Type", "text/csv"); status != http.StatusOK {
		t.Fatal(status, text)
	}
	return s, token
}

func (s *served) onHand(t *testing.T, token string, want string) {
	t.Helper()
	if _, text, _ := s.ask(t, token, "GET", "/v1/stock/SPK-1", ""); !strings.Contains(text, `"on_hand":`+want+",") {
		t.Errorf("not %s on hand: %s", want, text)
	}
}

// cut has every call stand as one that its process was cut off from, after its facts were durable and before its answer was kept.
func (s *served) cut(t *testing.T) {
	t.Helper()
	if _, err := s.accounts.DB().Write.ExecContext(t.Context(), "UPDATE idempotency_call SET status = 0, process = 'ended', answer = ''"); err != nil {
		t.Fatal(err)
	}
}

// TestACallSentAgain: under the same key a call is done once and answered alike; without one, or under another, it is another call.
func TestACallSentAgain(t *testing.T) {
	s, token := stocked(t)
	_, router := s.described(t)
	ask := func(token, body, key string) (int, string, http.Header) {
		status, text, head := s.ask(t, token, "POST", "/v1/stock-changes", body, api.KeyHeader, key)
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/v1/stock-changes", nil)
		hold(t, router, r, status, head, text)
		return status, text, head
	}
	_, first, head := ask(token, aChange, "k-1")
	if head.Get(api.RepeatedHeader) != "" {
		t.Error("the first answer is called a repeated one")
	}
	for _, key := range []string{"k-1", `"k-1"`} {
		status, text, head := ask(token, aChange, key)
		if status != http.StatusOK || text != first || head.Get(api.RepeatedHeader) != "true" || head.Get("Content-Type") != "application/json" {
			t.Errorf("again by %s: %d %s %v", key, status, text, head)
		}
	}
	s.onHand(t, token, "7")
	if status, text, _ := ask(token, strings.Replace(aChange, "2", "3", 1), "k-1"); status != http.StatusUnprocessableEntity || !strings.Contains(text, "header.Idempotency-Key") {
		t.Errorf("another body: %d %s", status, text)
	}
	if status, _, _ := s.ask(t, token, "POST", "/v1/receipts", goods, "Content-Type", "text/csv", api.KeyHeader, "k-1"); status != http.StatusUnprocessableEntity {
		t.Errorf("another call: %d", status)
	}
	for _, key := range []string{strings.Repeat("k", 256), "k\u00e9", `""`} {
		if status, _, _ := ask(token, aChange, key); status != http.StatusUnprocessableEntity {
			t.Errorf("key %q: %d", key, status)
		}
	}
	s.onHand(t, token, "7")
	if status, text, _ := ask(s.token(t, account.Grants{"main": account.Warehouse}), aChange, "k-1"); status != http.StatusOK || text != first {
		t.Errorf("the key of somebody else: %d %s", status, text)
	}
	s.onHand(t, token, "9")
}

// TestACallThatFailedIsMended: what was refused leaves its key free.
func TestACallThatFailedIsMended(t *testing.T) {
	s, token := stocked(t)
	for body, want := range map[string]int{`{"do":"adjust"}`: 422, "{": 400, strings.Replace(aChange, "SPK-1", "NONE", 1): 404} {
		if status, text, _ := s.ask(t, token, "POST", "/v1/stock-changes", body, api.KeyHeader, "k"); status != want {
			t.Errorf("%s: %d %s, want %d", body, status, text, want)
		}
	}
	if status, text, _ := s.ask(t, token, "POST", "/v1/stock-changes", aChange, api.KeyHeader, "k"); status != http.StatusOK {
		t.Errorf("mended: %d %s", status, text)
	}
	if status, _, _ := s.ask(t, token, "POST", "/v1/stock-changes", `{"reason":"`+strings.Repeat("x", 2<<20)+`"}`, api.KeyHeader, "large"); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", status)
	}
}

// TestACallCutOffIsDoneOnce: a process that ended before it kept its answer has the call performed again, and nothing is recorded twice.
func TestACallCutOffIsDoneOnce(t *testing.T) {
	s, token := stocked(t)
	astray := strings.NewReplacer("B-1", "B-2", `"country":"AT"`, `"country":"FJ"`, "1010", "").Replace(anOrder) // where no channel goes
	if status, text, _ := s.ask(t, token, "POST", "/v1/orders", astray); status != http.StatusOK {
		t.Fatal(status, text)
	}
	if err := s.merchants["main"].Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, list, _ := s.ask(t, token, "GET", "/v1/cases", "")
	_, rest, found := strings.Cut(list, `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal(list)
	}
	calls := [][2]string{{"/v1/stock-changes", aChange}, {"/v1/stock-changes", `{"do":"scrap","sku":"SPK-1","quantity":1,"at":"szx","reason":"broken"}`}, {"/v1/cases/" + id + "/notes", `{"text":"asked the depot"}`}, {"/v1/orders", anOrder}}
	for range 3 {
		for i, c := range calls {
			if status, text, head := s.ask(t, token, "POST", c[0], c[1], api.KeyHeader, "k-"+string(rune('a'+i))); status >= 300 || head.Get(api.RepeatedHeader) != "" {
				t.Errorf("%s: %d %s", c[0], status, text)
			}
		}
		s.cut(t)
	}
	s.onHand(t, token, "6")
	if _, text, _ := s.ask(t, token, "GET", "/v1/cases/"+id, ""); strings.Count(text, "asked the depot") != 1 {
		t.Errorf("not one note: %s", text)
	}
	if err := s.merchants["main"].Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, text, _ := s.ask(t, token, "GET", "/v1/orders", ""); strings.Count(text, `"number":"B-1"`) != 1 {
		t.Errorf("not one order: %s", text)
	}
	s.ask(t, token, "POST", "/v1/cases/"+id+"/notes", `{"text":"asked the depot"}`, api.KeyHeader, "k-z")
	if _, text, _ := s.ask(t, token, "GET", "/v1/cases/"+id, ""); strings.Count(text, "asked the depot") != 2 {
		t.Errorf("a note under another key is another: %s", text)
	}
}

// TestNoSecretIsKept: the answer of a call that tells a secret is told once.
func TestNoSecretIsKept(t *testing.T) {
	s, token := stocked(t)
	const body = `{"name":"ERP","grants":{"main":"operations"}}`
	_, text, _ := s.ask(t, token, "POST", "/v1/tokens", body, api.KeyHeader, "k")
	_, secret, found := strings.Cut(text, `"secret":"`)
	if !found {
		t.Fatal(text)
	}
	if status, text, _ := s.ask(t, token, "POST", "/v1/tokens", body, api.KeyHeader, "k"); status != http.StatusConflict || strings.Contains(text, "cl_live_") {
		t.Errorf("again: %d %s", status, text)
	}
	var kept string
	if err := s.accounts.DB().Read.QueryRowContext(t.Context(), "SELECT answer FROM idempotency_call WHERE name = 'k'").Scan(&kept); err != nil || strings.Contains(kept, secret[:20]) || kept != "" {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// TestTheSameCallAtOnce: of many that send the same call at once one is done, and the others are told that it is under way, or its answer.
func TestTheSameCallAtOnce(t *testing.T) {
	s, token := stocked(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if status, text, _ := s.ask(t, token, "POST", "/v1/stock-changes", aChange, api.KeyHeader, "k"); status != http.StatusOK && status != http.StatusConflict {
				t.Errorf("%d %s", status, text)
			}
		})
	}
	all.Wait()
	s.onHand(t, token, "7")
}

// TestPace: who calls too fast is told how long to wait, and keeps nobody else from calling.
func TestPace(t *testing.T) {
	s := serve(t) // whose clock stands still
	fast, other := s.token(t, account.Grants{"main": account.ReadOnly}), s.token(t, account.Grants{"main": account.ReadOnly})
	for i := range 1000 {
		status, _, head := s.ask(t, fast, "GET", "/v1/merchants", "")
		if status != http.StatusOK || i == 0 && (head.Get("Ratelimit-Policy") != `"calls";q=1000;w=2` || head.Get("Ratelimit") != `"calls";r=999;t=1`) {
			t.Fatalf("call %d: %d %v", i, status, head)
		}
	}
	if status, text, head := s.ask(t, fast, "GET", "/v1/merchants", ""); status != http.StatusTooManyRequests || head.Get("Retry-After") != "1" || !strings.Contains(text, "500 calls a second") {
		t.Errorf("%d %s %v", status, text, head)
	}
	if status, _, _ := s.ask(t, other, "GET", "/v1/merchants", ""); status != http.StatusOK {
		t.Errorf("somebody else: %d", status)
	}
}

// TestAnswersArePackedAndNamed: for whoever unpacks them, and by the name that a request has.
func TestAnswersArePackedAndNamed(t *testing.T) {
	s, token := stocked(t)
	for _, packed := range []bool{false, true} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/books/current", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Accept-Encoding", map[bool]string{false: "identity", true: "gzip"}[packed])
		r.Header.Set(api.RequestHeader, "mine-1")
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != packed || a.Header.Get(api.RequestHeader) != "mine-1" {
			t.Errorf("packed %t: %v", packed, a.Header)
		}
		body := io.Reader(a.Body)
		if packed {
			if body, err = gzip.NewReader(a.Body); err != nil {
				t.Fatal(err)
			}
		}
		text, err := io.ReadAll(body)
		if err != nil || !strings.Contains(string(text), "channels:") {
			t.Errorf("%v %s", err, text)
		}
		_ = a.Body.Close()
	}
	for _, odd := range []string{"", "a b", strings.Repeat("x", 101)} {
		if _, _, head := s.ask(t, token, "GET", "/v1/merchants", "", api.RequestHeader, odd); !strings.HasPrefix(head.Get(api.RequestHeader), "req_") {
			t.Errorf("%q: %s", odd, head.Get(api.RequestHeader))
		}
	}
}

// TestStockInPages: every product once, in the order of their SKUs, however long a page is.
func TestStockInPages(t *testing.T) {
	s, token := stocked(t)
	var rows strings.Builder
	rows.WriteString("sku,warehouse,quantity,reference\n")
	for i := range 30 {
		fmt.Fprintf(&rows, "P-%02d,szx,1,R%d\n", i, i+2)
	}
	if status, text, _ := s.ask(t, token, "POST", "/v1/receipts", rows.String(), "Content-Type", "text/csv"); status != http.StatusOK {
		t.Fatal(status, text)
	}
	for _, limit := range []int{1, 7, 31, 100} {
		var seen []string
		for cursor := ""; ; {
			_, text, _ := s.ask(t, token, "GET", fmt.Sprintf("/v1/stock?limit=%d&cursor=%s", limit, cursor), "")
			var page struct {
				Products []struct{ SKU string }
				Next     string
			}
			if err := json.Unmarshal([]byte(text), &page); err != nil || len(page.Products) > limit {
				t.Fatal(err, text)
			}
			for _, p := range page.Products {
				seen = append(seen, p.SKU)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(seen) != 31 || !slices.IsSorted(seen) {
			t.Errorf("by %d: %v", limit, seen)
		}
	}
}

// TestWhatIsKnownIsNotSentAgain: an answer that whoever asks has already is told as that, and one that differs is sent; a Book is published
// over the one that was read, and over no other.
func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	s, token := stocked(t)
	_, _, head := s.ask(t, token, "GET", "/v1/stock", "")
	tag := head.Get("ETag")
	if status, text, again := s.ask(t, token, "GET", "/v1/stock", "", "If-None-Match", `"other", `+tag); status != http.StatusNotModified || text != "" || again.Get("ETag") != tag {
		t.Errorf("%d %q %v", status, text, again)
	}
	s.ask(t, token, "POST", "/v1/stock-changes", aChange)
	if status, text, again := s.ask(t, token, "GET", "/v1/stock", "", "If-None-Match", tag); status != http.StatusOK || !strings.Contains(text, `"on_hand":7`) || again.Get("ETag") == tag {
		t.Errorf("changed: %d %q %v", status, text, again)
	}
	if _, _, head := s.ask(t, token, "GET", "/v1/orders/none", ""); head.Get("ETag") != "" {
		t.Errorf("what is not there has a tag: %v", head)
	}
	_, book, head := s.ask(t, token, "GET", "/v1/books/current", "")
	read := head.Get("ETag")
	mine := strings.Replace(book, "name: Trade defaults", "name: Mine", 1)
	publish := func(match, book string) int {
		status, text, _ := s.ask(t, token, "POST", "/v1/books", book, "Content-Type", "application/yaml", "If-Match", match)
		if status != http.StatusOK && !strings.Contains(text, "header.If-Match") {
			t.Error(text)
		}
		return status
	}
	for i, c := range []struct {
		match, book string
		want        int
	}{{`"bok_other"`, mine, 412}, {read, mine, 200}, {read, book, 412}, {"*", book, 200}} {
		if got := publish(c.match, c.book); got != c.want {
			t.Errorf("%d: %d, want %d", i, got, c.want)
		}
	}
}

// leaving is whoever asks and goes as soon as he hears the status.
type leaving struct {
	*httptest.ResponseRecorder

	goes func()
}

// WriteHeader hears the status, and goes.
func (l *leaving) WriteHeader(status int) {
	l.ResponseRecorder.WriteHeader(status)
	l.goes()
}

// TestWhoHasGone: the answer of a call is kept also where whoever asked has gone by then, so that he hears it when he asks again.
func TestWhoHasGone(t *testing.T) {
	s, token := stocked(t)
	ctx, gone := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/stock-changes", strings.NewReader(aChange))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set(api.KeyHeader, "gone")
	first := &leaving{httptest.NewRecorder(), gone}
	s.handler.ServeHTTP(first, r)
	if first.Code != http.StatusOK || ctx.Err() == nil {
		t.Fatal(first.Code, ctx.Err(), first.Body)
	}
	status, text, head := s.ask(t, token, "POST", "/v1/stock-changes", aChange, api.KeyHeader, "gone")
	if status != http.StatusOK || text != first.Body.String() || head.Get(api.RepeatedHeader) != "true" {
		t.Errorf("asked again: %d %s %v", status, text, head)
	}
	s.onHand(t, token, "7")
}

// TestQuestionsAreAskedAnew: a question has no key, whatever its head says: it is answered as things stand; nor has a call that names none.
func TestQuestionsAreAskedAnew(t *testing.T) {
	s, token := stocked(t)
	on := func() string {
		_, text, head := s.ask(t, token, "GET", "/v1/stock/SPK-1", "", api.KeyHeader, "k")
		if head.Get(api.RepeatedHeader) != "" {
			t.Error("a question was answered as before")
		}
		return text
	}
	before := on()
	for range 2 {
		if status, text, head := s.ask(t, token, "POST", "/v1/stock-changes", aChange); status != http.StatusOK || head.Get(api.RepeatedHeader) != "" {
			t.Errorf("without a key: %d %s", status, text)
		}
	}
	if after := on(); after == before || !strings.Contains(after, `"on_hand":9,`) {
		t.Errorf("it is answered as it was: %s", after)
	}
	var n int
	if err := s.accounts.DB().Read.QueryRowContext(t.Context(), "SELECT count(*) FROM idempotency_call").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d calls are kept, %v", n, err)
	}
}
