package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"crosslane/book"
	"crosslane/merchant"
	"crosslane/web"
)

// TestWhatKeepsNewsFromComingIsShown: a feed without an end, and a carrier to which there is no way.
func TestWhatKeepsNewsFromComingIsShown(t *testing.T) {
	var pages atomic.Int64
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"waybill":"SX9","code":"<b>","time":"2026-03-02T09:00:00Z"}`+"\n"+`{"next":"%d","more":true}`, pages.Add(1))
	}))
	defer endless.Close()
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one, two := b.Carriers[0].ID, b.Carriers[1].ID
	file := string(book.DefaultFile())
	for id, with := range map[string]string{string(one): "address: \"" + endless.URL + "\", ", string(two): "secret: \"env:NOBODYS\", "} {
		file = strings.Replace(file, "id: "+id+",", "id: "+id+", "+with, 1)
	}
	if err := m.Publish(t.Context(), []byte(file), m.Now()); err != nil {
		t.Fatal(err)
	}
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/channels", "/api/carriers"} {
		server := httptest.NewServer(web.Handler(m, web.Options{Title: "Crosslane", Carriers: c}))
		answer, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		server.Close()
		says := []string{string(one), string(two), "this merchant"}
		if path == "/channels" {
			says = append(says, "after which it had more to say: 1")
		} else {
			says = append(says, `"endless":1`)
		}
		for _, want := range says {
			if err != nil || !strings.Contains(string(body), want) {
				t.Errorf("%s does not say %q: %v\n%s", path, want, err, body)
			}
		}
	}
}
