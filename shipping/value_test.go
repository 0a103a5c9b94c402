package shipping

import "testing"

// TestWhatIsNotKnownIsNotNothing: an order without a currency, or with goods of which no price is told, is worth nobody knows what.
func TestWhatIsNotKnownIsNotNothing(t *testing.T) {
	line := Line{Quantity: 2, Price: Money{Amount: 450, Currency: "EUR"}}
	for _, c := range []struct {
		want string
		o    Order
	}{
		{"9.00 EUR", Order{Currency: "EUR", Lines: []Line{line}}},
		{"unknown", Order{Lines: []Line{line}}},
		{"unknown", Order{Currency: "EUR", Lines: []Line{line, {Quantity: 1}}}},
		{"unknown", Order{Currency: "EUR", Lines: []Line{{Quantity: 1, Price: Money{Amount: -1, Currency: "EUR"}}}}},
		{"0.00 EUR", Order{Currency: "EUR", Lines: []Line{{Quantity: 1, Price: Money{Currency: "EUR"}}}}},
	} {
		if got := c.o.ValueText(); got != c.want {
			t.Errorf("%+v: %s, not %s", c.o, got, c.want)
		}
	}
}
