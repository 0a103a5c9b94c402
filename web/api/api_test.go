package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/web/api"
	"crosslane/webhook"
)

// served is a place with some merchants, its accounts, and the calls.
type served struct {
	*httptest.Server
	merchants map[shipping.MerchantID]*merchant.Merchant
	accounts  *account.Store
	handler   http.Handler
}

func serve(t *testing.T, names ...shipping.MerchantID) *served {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) }
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	merchants := map[shipping.MerchantID]*merchant.Merchant{}
	for _, id := range append([]shipping.MerchantID{merchant.First}, names...) {
		if id != merchant.First {
			if _, err := place.Add(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		if merchants[id], err = place.Merchant(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	accounts, err := account.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)), now)
	if err != nil {
		t.Fatal(err)
	}
	hooks, err := webhook.Open(t.Context(), accounts.DB(), webhook.Options{Now: now, Keys: seal.Of(t.TempDir()), Note: accounts.Note})
	if err != nil {
		t.Fatal(err)
	}
	shops, err := storefront.Open(t.Context(), accounts.DB(), storefront.Options{Now: now, Keys: seal.Of(t.TempDir())})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := api.Handler(t.Context(), api.Options{Merchants: func() map[shipping.MerchantID]*merchant.Merchant { return merchants }, Accounts: accounts, Webhooks: hooks, Storefronts: shops, At: "https://ship.example", Now: now,
		Lines: lineAsked})
	if err != nil {
		t.Fatal(err)
	}
	s := &served{httptest.NewServer(handler), merchants, accounts, handler}
	t.Cleanup(s.Close)
	return s
}

// token makes a token.
func (s *served) token(t *testing.T, g account.Grants, scopes ...account.Right) string {
	t.Helper()
	_, secret, err := s.accounts.MakeToken(t.Context(), account.Token{Name: "test", Grants: g, Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// ask makes a call and answers with status and body; head are pairs of names and values.
func (s *served) ask(t *testing.T, token, method, path, body string, head ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(text), a.Header
}

const anOrder = `{"number":"B-1","placed":"2026-03-19T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"SPK-1","name":"Speaker","quantity":2,"price":"49.90","weight_g":640,"hs":"851822","origin":"CN"}]}`

// TestReasonsOfAParcel: what happened to a parcel is told by each of its names, with what was decided about its order.
func TestReasonsOfAParcel(t *testing.T) {
	s := serve(t)
	all := s.token(t, account.Grants{"main": account.Operations})
	if status, body, _ := s.ask(t, all, "POST", "/v1/receipts", "sku,warehouse,quantity,reference\nSPK-1,szx,5,R1\n", "Content-Type", "text/csv"); status != 200 {
		t.Fatal(body)
	}
	if status, body, _ := s.ask(t, all, "POST", "/v1/orders", anOrder); status != 200 {
		t.Fatal(body)
	}
	m := s.merchants[merchant.First]
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := m.Views.ParcelsNamed(t.Context(), m.ID, "B-1")
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	for _, name := range []string{string(rows[0].ID), "B-1", string(rows[0].Order)} {
		status, body, _ := s.ask(t, all, "GET", "/v1/parcels/"+name+"/reasons", "")
		if status != 200 || !strings.Contains(body, `"fact":"OrderReceived"`) || !strings.Contains(body, `"fact":"ChannelChosen"`) {
			t.Errorf("%s: %d %.300s", name, status, body)
		}
	}
	if status, body, _ := s.ask(t, all, "GET", "/v1/parcels/par_0nothing-1/reasons", ""); status != 404 {
		t.Errorf("none: %d %s", status, body)
	}
}

func TestOrders(t *testing.T) {
	s := serve(t)
	all := s.token(t, account.Grants{"main": account.Operations})
	_, router := s.described(t)
	for _, c := range []struct {
		method, path, body string
		head               []string
		status             int
		says               []string
	}{
		{"POST", "/v1/orders", anOrder, nil, 200, []string{`"verdict":"accepted"`, `"counts":{"accepted":1}`}},
		{"POST", "/v1/orders", anOrder, nil, 200, []string{`"verdict":"accepted"`}},
		{"GET", "/v1/orders", "", nil, 200, []string{`"number":"B-1"`, `"value":{"amount":9980,"currency":"EUR"}`}},
		{"GET", "/v1/orders/B-1", "", nil, 200, []string{`"stage":"waiting"`, `"parcels_sent":[]`}},
		{"GET", "/v1/orders/B-1/reasons", "", nil, 200, []string{`"fact":"OrderReceived"`, `"by":"token:tok_`}},
		{"GET", "/v1/orders/B-9", "", nil, 404, []string{`"title":"not_found"`}},
		{"POST", "/v1/orders/B-1/cancel", `{"why":"changed her mind"}`, nil, 200, []string{`"order":"ord_`}},
		{"POST", "/v1/orders/B-1/cancel", `{"why":"changed her mind"}`, nil, 200, []string{`"order":"ord_`}},
		{"GET", "/v1/orders?stage=cancelled", "", nil, 200, []string{`"number":"B-1"`}},
		{"GET", "/v1/orders?stage=nonsense", "", nil, 422, []string{`"field":"query.stage"`}},
		{"GET", "/v1/orders?limit=0", "", nil, 422, []string{`"field":"query.limit"`}},
		{"GET", "/v1/orders?sort=up", "", nil, 422, []string{`"field":"query.sort"`}},
		{"POST", "/v1/orders", "{", nil, 422, []string{`not closed`}},
		{"PUT", "/v1/orders", anOrder, nil, 405, []string{"ask by GET, POST"}},
		{"GET", "/v1/nothing", "", nil, 404, []string{"there is no call"}},
		{"POST", "/v1/orders/B-1/cancel", `{"why":""}`, nil, 422, []string{`"field":"body.why"`}},
		{"POST", "/v1/orders/B-1/cancel", `{"why":"x","who":"y"}`, nil, 422, []string{`"field":"body.who"`}},
		{"POST", "/v1/rates", `{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":700}`, nil, 200, []string{"channel"}},
		{"GET", "/v1/channels", "", nil, 200, []string{`"channels":[`}},
		{"GET", "/v1/figures", "", nil, 200, []string{`"orders":1`}},
		{"GET", "/v1/cases?state=all", "", nil, 200, []string{`"items":[`}},
		{"GET", "/v1/stock", "", nil, 200, []string{`"products":[`}},
		{"POST", "/v1/receipts", "sku,warehouse,quantity,reference\nSPK-1,szx,5,R1\n", []string{"Content-Type", "text/csv"}, 200, []string{`"recorded":1`}},
		{"GET", "/v1/stock/SPK-1", "", nil, 200, []string{`"on_hand":5`}},
		{"POST", "/v1/stock-changes", `{"do":"scrap","sku":"SPK-1","quantity":1,"at":"szx","reason":"broken"}`, nil, 200, []string{`"moves":[`}},
		{"POST", "/v1/stock-changes", `{"do":"adjust","sku":"SPK-1","quantity":2,"at":"szx","reason":"typing","reference":"A-1"}`, nil, 200, []string{`"quantity":2`}},
		{"POST", "/v1/stock-changes", `{"do":"adjust","sku":"SPK-1","quantity":2,"at":"szx","reason":"typing","reference":"A-1"}`, nil, 200, []string{`"moves":[]`}},
		{"GET", "/v1/books", "", nil, 200, []string{`"in_force":"`}},
		{"GET", "/v1/books/current", "", nil, 200, []string{"channels:"}},
		{"POST", "/v1/book-checks", "channels: [", []string{"Content-Type", "application/yaml"}, 422, []string{`"field":"`}},
		{"GET", "/v1/merchants", "", nil, 200, []string{`"id":"main"`, `"token:tok_`}},
		{"GET", "/v1/tokens", "", nil, 200, []string{`"items":[]`}},
		{"POST", "/v1/tokens", `{"name":"x","grants":{"main":"owner"}}`, nil, 403, []string{`forbidden`}},
	} {
		if c.method == "GET" { // as a running server does all the time
			if err := s.merchants[merchant.First].Fill(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		status, body, head := s.ask(t, all, c.method, c.path, c.body, c.head...)
		if status != c.status || head.Get(api.VersionHeader) != api.Version && status != 405 && c.path != "/v1/nothing" {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, body)
		}
		if status != http.StatusMethodNotAllowed && c.path != "/v1/nothing" {
			r, err := http.NewRequest(c.method, s.URL+c.path, nil) // it is not sent
			if err != nil {
				t.Fatal(err)
			}
			hold(t, router, r, status, head, body)
		}
		for _, want := range c.says {
			if !strings.Contains(body, want) {
				t.Errorf("%s %s does not say %s: %s", c.method, c.path, want, body)
			}
		}
		if status >= 400 && head.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %s", c.method, c.path, head.Get("Content-Type"))
		}
	}
}

// TestPages: each row comes once, also where there are as many as a page holds, and a cursor of another list is refused.
func TestPages(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Operations})
	const n = 6
	for i := range n {
		s.ask(t, token, "POST", "/v1/orders", strings.Replace(anOrder, "B-1", fmt.Sprint("P-", i), 1))
	}
	if err := s.merchants[merchant.First].Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{1, 2, 3, 5, 6, 7} {
		seen, pages := map[string]bool{}, 0
		for cursor := ""; ; pages++ {
			_, body, _ := s.ask(t, token, "GET", fmt.Sprintf("/v1/orders?limit=%d&cursor=%s", limit, cursor), "")
			var page struct {
				Items []struct{ Number string }
				Next  string
			}
			if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Items) > limit || len(page.Items) == 0 {
				t.Fatal(body, err)
			}
			for _, o := range page.Items {
				if seen[o.Number] {
					t.Errorf("%s comes twice in pages of %d", o.Number, limit)
				}
				seen[o.Number] = true
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(seen) != n || pages != (n-1)/limit {
			t.Errorf("pages of %d: %d rows on %d pages", limit, len(seen), pages+1)
		}
	}
	for _, path := range []string{"/v1/orders?cursor=zzz", "/v1/orders?cursor=par_1-1", "/v1/parcels?cursor=0", "/v1/cases?cursor=cas_1", "/v1/cases?cursor=2:5:cas_1"} {
		if status, body, _ := s.ask(t, token, "GET", path, ""); status != http.StatusUnprocessableEntity || !strings.Contains(body, "query.cursor") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// TestABookTakesNothingAway: over HTTP, too, a Book that leaves out a warehouse with stock is refused unless that is said.
func TestABookTakesNothingAway(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Operations})
	s.ask(t, token, "POST", "/v1/receipts", "sku,warehouse,quantity,reference\nSPK-1,lax,5,R1\n", "Content-Type", "text/csv")
	if err := s.merchants[merchant.First].Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := strings.NewReplacer("lax", "sea").Replace(string(book.DefaultFile()))
	status, body, _ := s.ask(t, token, "POST", "/v1/books", file, "Content-Type", "application/yaml")
	if status == http.StatusOK || !strings.Contains(body, "lax") {
		t.Errorf("published: %d %.300s", status, body)
	}
	if status, body, _ = s.ask(t, token, "POST", "/v1/books?drop=lax", file, "Content-Type", "application/yaml"); status != http.StatusOK {
		t.Errorf("with a word: %d %.300s", status, body)
	}
}
