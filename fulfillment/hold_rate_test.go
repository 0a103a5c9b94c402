package fulfillment_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// TestUnratedNamesTheRule: an order whose worth nobody knows is held with the rule that goes by it, wherever that stands; without such
// a rule it goes on.
func TestUnratedNamesTheRule(t *testing.T) {
	for rule, change := range map[string][2]string{
		"policy.high_value goes by": {},
		"the limit of ":             {"high_value: {amount: 40000, currency: EUR}", ""},
	} {
		rules := changedDefault(t, change)
		held := heldIn(t, rules, "HUF")
		if held == nil || len(held.Problems) != 1 || held.Problems[0].Field != "currency" || !strings.Contains(held.Problems[0].Message, rule) || !strings.Contains(held.Problems[0].Hint, "add HUF under fx") {
			t.Errorf("%s: %+v", rule, held)
		}
		if held := heldIn(t, rules, "USD"); held != nil {
			t.Errorf("%s: an order in USD, which has a rate, is held: %+v", rule, held)
		}
	}
}

func changedDefault(t *testing.T, change [2]string) *fulfillment.Rules {
	t.Helper()
	b, err := book.Read([]byte(strings.Replace(string(book.DefaultFile()), change[0], change[1], 1)))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// heldIn takes an order to Germany in a currency in, and answers with its hold; nil when it is accepted.
func heldIn(t *testing.T, rules *fulfillment.Rules, currency shipping.Currency) (held *fact.OrderHeld) {
	t.Helper()
	story, state := fulfillment.New(fulfillment.NewShelf(rules)), fact.Balances{}
	from, on := rules.Book.From, time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	if _, err := record(story, state, &fact.Fact{Stream: shipping.BookStream, At: from, Recorded: from, Body: &fact.BookPublished{Version: rules.Book.Version}}); err != nil {
		t.Fatal(err)
	}
	line := shipping.Line{Quantity: 1, Price: shipping.Money{Amount: 100, Currency: currency}}
	line.SKU, line.Weight, line.HS, line.Origin = "P", 90, "491191", "CN"
	o := shipping.Order{ID: "ord_a", Number: "A", Storefront: "s", Placed: on, Currency: currency, Ship: shipping.Place{Country: "DE", Postcode: "10115"}, To: "pap_a", Lines: []shipping.Line{line}}
	facts, err := record(story, state, &fact.Fact{Stream: o.ID.Stream(), At: on, Recorded: on, Body: &fact.OrderReceived{Order: o}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if b, ok := f.Body.(*fact.OrderHeld); ok {
			held = b
		}
	}
	return held
}
