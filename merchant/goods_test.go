package merchant_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
)

// stocked receives a thousand pieces of some products at the warehouse in Shenzhen.
func stocked(t testing.TB, m *merchant.Merchant, skus ...string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("sku,warehouse,quantity,reference\n")
	for _, sku := range skus {
		fmt.Fprintf(&b, "%s,szx,1000,szx-%s\n", sku, sku)
	}
	list, err := order.NewStock(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := stock.Receive(context.Background(), m, list, stock.AsKnown); err != nil || sum.Recorded != len(skus) {
		t.Fatalf("%+v, %v", sum, err)
	}
}

// mug is an order of a mug for somebody in a country, the same whenever it is handed in: what simulated carriers make of
// it hangs on its name.
func mug(number, country, postcode string) string {
	return fmt.Sprintf(`{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR",
 "address":{"name":"Anne Roux","lines":["1 rue de la Paix"],"city":"Paris","postcode":%q,"country":%q},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`,
		number, postcode, country)
}

// mugs are orders of a mug for France.
func mugs(first, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = mug(fmt.Sprint("M-", 100+first+i), "FR", "75011")
	}
	return list
}

// ordered takes orders in, which must all be accepted.
func ordered(t testing.TB, m *merchant.Merchant, orders ...string) []merchant.Taken {
	t.Helper()
	taken, err := m.TakeOrders(context.Background(), []byte("["+strings.Join(orders, ",")+"]"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range taken {
		if o.Verdict != order.Accepted {
			text, _ := json.Marshal(o)
			t.Fatalf("not accepted: %s", text)
		}
	}
	return taken
}
