package merchant_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/order"
)

// TestWhatNoLabelShows: an order whose address cannot be printed is held with the field, the script and what to do; mended, it goes on.
// The record names no sign of a name. An order that was accepted stays so.
func TestWhatNoLabelShows(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	text := func(number, name, street string) string {
		return `{"number":"` + number + `","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"` + name + `","lines":["` + street + `"],"city":"Wien","postcode":"1010","country":"AT"},` +
			`"lines":[{"sku":"A","name":"Sp","quantity":1,"price":"100.00","weight":640,"hs":"851822","origin":"CN"}]}` + "\n"
	}
	take := func(orders ...string) (s order.Summary) {
		t.Helper()
		d, err := order.NewDecoder(strings.NewReader(strings.Join(orders, "")), order.Options{Merchant: m.ID})
		if err == nil {
			err = m.Intake("test", "file", listed.New(m.Ledger, m.ID), s.Became).Run(t.Context(), d)
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	gift, long := text("V-1", "Eva 🎁", "Gasse 3"), text("V-2", "E B", strings.Repeat("W", 70)+" 1234")
	s := take(gift, long, text("V-3", "สมชาย ใจดี", "99/1 ถนนสุขุมวิท"), text("V-4", "محمد", "شارع الملك فهد 1234"))
	if s.Held != 2 || s.Accepted != 2 || len(s.Problems) != 2 {
		t.Fatalf("%+v", s)
	}
	for i, words := range []string{"name: no font of this machine draws emoji (leave it out)", "lines[0]: there is no room for it on a label: 75 signs, the longest word 70"} {
		if p := s.Problems[i]; !strings.Contains(p.Message, words) || p.Field == "" || p.Hint == "" || strings.Contains(p.Message, "🎁") {
			t.Errorf("%+v", p)
		}
	}
	if s := take(gift, long); s.Unchanged != 2 {
		t.Errorf("again: %+v", s)
	}
	if s := take(text("V-1", "Eva", "Gasse 3"), text("V-2", "E B", "Wienzeile 1234")); s.Accepted != 2 {
		t.Errorf("mended: %+v", s)
	}
	facts, _, err := m.Feed(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, f := range facts {
		if b, ok := f.Body.(*fact.OrderHeld); ok {
			held++
			if len(b.Problems) != 1 || b.Problems[0].Field != "address" {
				t.Errorf("%+v", b.Problems)
			}
		}
	}
	if held != 2 {
		t.Errorf("%d were held", held)
	}
}
