package carrier

import (
	"fmt"
	"testing"

	"crosslane/shipping"
)

func TestAParcelHoldsWhatWasPicked(t *testing.T) {
	line := func(sku shipping.SKU, n int64) shipping.Line {
		return shipping.Line{Product: shipping.Product{SKU: sku}, Quantity: n}
	}
	order := &shipping.Order{Lines: []shipping.Line{line("MUG", 3), line("CUP", 1), line("MUG", 2)}}
	for want, picks := range map[string][]shipping.Pick{
		"MUG 3, MUG 1, ": {{SKU: "MUG", Quantity: 4}},
		"MUG 2, CUP 1, ": {{SKU: "CUP", Quantity: 1}, {SKU: "MUG", Quantity: 1}, {SKU: "MUG", Quantity: 1}},
		"":               {{SKU: "JAR", Quantity: 1}},
	} {
		got := ""
		for _, l := range contents(order, picks) {
			got += fmt.Sprint(l.SKU, " ", l.Quantity, ", ")
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
