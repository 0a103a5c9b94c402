package shipping

import (
	"testing"
	"time"
)

func TestGoodsAreDeclaredWhereACustomsAreaEnds(t *testing.T) {
	on := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		from, to Place
		declared bool
	}{
		{Place{Country: "DE"}, Place{Country: "DE"}, false},
		{Place{Country: "DE"}, Place{Country: "FR"}, false},
		{Place{Country: "CN"}, Place{Country: "FR"}, true},
		{Place{Country: "DE"}, Place{Country: "CH"}, true},
		{Place{Country: "DE"}, Place{Country: "GB"}, true},
		{Place{Country: "US"}, Place{Country: "US", Region: "AK"}, false},
		{Place{Country: "FR"}, Place{Country: "MC", Postcode: "98000"}, false},
		{Place{Country: "ES", Postcode: "28001"}, Place{Country: "ES", Postcode: "35001"}, true},
		{Place{Country: "DE"}, Place{Country: "FR", Postcode: "97400"}, true},
		{Place{Country: "DE"}, Place{Country: "PT", Postcode: "9000-001"}, false},
	} {
		if got := CustomsBetween(c.from, c.to, on); got != c.declared {
			t.Errorf("%v to %v: declared %t", c.from, c.to, got)
		}
	}
}
