package afresh_test

import (
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/order"
	"crosslane/shipping"
)

const taken = `[{"number":"FAR","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["George 3"],"city":"Sydney","region":"NSW","postcode":"2000","country":"AU"},"lines":[{"sku":"MUG","quantity":1,"price":"10.00","weight":640,"hs":"691200","origin":"CN"}]},
{"number":"CROWNS","placed":"2026-06-01T08:00:00Z","currency":"HUF","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"MUG","quantity":1,"price":"10.00","weight":640,"hs":"691200","origin":"CN"}]},
{"number":"HEAVY","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"ANVIL","quantity":1,"price":"10.00","weight":33000,"hs":"691200","origin":"CN"}]},
{"number":"NAMELESS","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"","postcode":"1010","country":"AT"},"lines":[{"sku":"MUG","quantity":1,"price":"10.00","weight":640,"hs":"691200","origin":"CN"}]}]`

// TestAnotherBookLetsThemGo: what is held, or stuck, by the Book alone goes on when one is published by which it can; what is wrong
// with an order itself keeps it held, and nothing is recorded of it.
func TestAnotherBookLetsThemGo(t *testing.T) {
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	moved := func(sku shipping.SKU) {
		facts, err := order.NewStock(strings.NewReader("sku,warehouse,quantity\n" + string(sku) + ",dui,9\n"))
		if err != nil {
			t.Fatal(err)
		}
		item, err := facts.Next()
		if err == nil {
			_, err = m.Ledger.Record(t.Context(), m.ID, entry(sku, &item.Value))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	moved("MUG")
	moved("ANVIL")
	orders, err := m.TakeOrders(t.Context(), []byte(taken), nil)
	if err != nil {
		t.Fatal(err)
	}
	stages := func() string {
		var list []string
		for _, o := range orders {
			state, err := m.Ledger.Read(t.Context(), m.ID, o.ID.Stream(), o.ID.Parcel(1).Stream())
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, string(fact.OrderIn(state, o.ID).Stage)+" "+string(fact.ParcelIn(state, o.ID.Parcel(1)).Booking.Stage))
		}
		return strings.Join(list, ", ")
	}
	if got, want := stages(), "held , held , shipping stuck, held "; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	if n, err := afresh.Look(t.Context(), m); n != 0 || err != nil {
		t.Errorf("by the same Book %d went on, %v", n, err)
	}
	if got, want := stages(), "held , held , shipping stuck, held "; got != want {
		t.Errorf("by the same Book: %s, want %s", got, want)
	}
	text := strings.Replace(string(book.DefaultFile()), "{currency: USD", "{currency: HUF, micro: 2800}\n  - {currency: USD", 1)
	text = strings.ReplaceAll(text, "31500", "36000")
	text = strings.Replace(text, "to: [FR, IT, ES, NL, BE, AT,", "to: [AU, FR, IT, ES, NL, BE, AT,", 1)
	if err := m.Publish(t.Context(), []byte(text), m.Now()); err != nil {
		t.Fatal(err)
	}
	if n, err := afresh.Look(t.Context(), m); n != 2 || err != nil {
		t.Errorf("by another Book %d went on, %v", n, err)
	}
	if got, want := stages(), "shipping stuck, shipping asked, shipping asked, held "; got != want { // the rate sheet does not name AU
		t.Errorf("by another Book: %s, want %s", got, want)
	}
}

func entry(sku shipping.SKU, body fact.Body) ledger.Entry {
	return ledger.Entry{Facts: []*fact.Fact{{Stream: sku.Stream(), By: "test", Body: body}}}
}
