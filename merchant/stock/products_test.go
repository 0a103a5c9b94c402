package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// TestAListThatContradictsItself: a product that is told twice and otherwise is refused each time, with both lines; what is told twice
// alike is one product, and others are recorded.
func TestAListThatContradictsItself(t *testing.T) {
	m := opened(t)
	const text = "sku,name,weight_g,hs,origin,value,currency\n" +
		"CUP,Cup,300,691200,CN,5.00,EUR\n" +
		"BOWL,Bowl,400,691200,CN,5.00,EUR\n" +
		"CUP,Cup,310,691200,CN,5.00,EUR\n" +
		"JUG,Jug,500,691200,CN,5.00,EUR\n" +
		"JUG,Jug,500,691200,CN,6.00,EUR\n" +
		"BOWL,Bowl,400,691200,CN,5.00,EUR\n" +
		"POT,Pot,500,691200,CN,,\n" +
		"POT,Pot,,691200,CN,,\n"
	for range 2 {
		list, err := order.NewProducts(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := stock.Products(t.Context(), m, list, stock.AsKnown)
		if err != nil || sum.Lines != 8 || sum.Recorded+sum.Unchanged != 2 || sum.Rejected != 6 {
			t.Fatalf("%+v, %v", sum, err)
		}
		told := ""
		for _, p := range sum.Problems {
			told += fmt.Sprintf("%d %s: %s\n", p.Line, p.Field, p.Message)
		}
		const want = "2 weight_g: CUP is told twice, and otherwise: 300 on line 2, 310 on line 4\n" +
			"4 weight_g: CUP is told twice, and otherwise: 300 on line 2, 310 on line 4\n" +
			"5 value: JUG is told twice, and otherwise: 5.00 EUR on line 5, 6.00 EUR on line 6\n" +
			"6 value: JUG is told twice, and otherwise: 5.00 EUR on line 5, 6.00 EUR on line 6\n" +
			"8 weight_g: POT is told twice, and otherwise: 500 on line 8, nothing on line 9\n" +
			"9 weight_g: POT is told twice, and otherwise: 500 on line 8, nothing on line 9\n"
		if told != want {
			t.Errorf("it says\n%snot\n%s", told, want)
		}
	}
	for sku, weight := range map[shipping.SKU]shipping.Grams{"BOWL": 400, "CUP": 0, "JUG": 0, "POT": 0} {
		state, err := m.Ledger.Read(t.Context(), m.ID, sku.Stream())
		if got := fact.StockIn(state, sku).Product.Weight; err != nil || got != weight {
			t.Errorf("%s weighs %d, %v", sku, got, err)
		}
	}
}
