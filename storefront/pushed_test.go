package storefront_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/order"
	"crosslane/storefront"
)

// TestAPushIsAsAVisit: an order of Shopify that was visited and is then pushed, in the form of its webhooks, is known just as it comes; what it was told itself is no news in either.
func TestAPushIsAsAVisit(t *testing.T) {
	b, shop := visited(t, dbtest.SQLite(t), storefront.Does{Parcels: storefront.Booked})
	b.receive(t, "MUG,szx,50,GRN-1")
	shop.put("#1", "PAID", graphLine{"MUG", 2, 0})
	if v, err := b.sync(t, "shop"); err != nil || v.Orders[order.Accepted] != 1 {
		t.Fatal(v, err)
	}
	pushed := func(open int, address string) map[order.Verdict]int {
		t.Helper()
		p, err := b.shops.Pushed(t.Context(), b.m, "shop", fmt.Appendf(nil, `{"id":5000,"admin_graphql_api_id":"gid://shopify/Order/5000","name":"#1","created_at":"2026-06-02T10:00:00+02:00","updated_at":%q,"currency":"EUR","email":"ida@example.com","financial_status":"paid","fulfillment_status":"fulfilled","total_price":"18.00",
			"shipping_address":{"name":"Ida Probe","first_name":"Ida","address1":%q,"city":"Wien","zip":"1010","country":"Austria","country_code":"AT","phone":"+43 1 234","latitude":48.2},
			"line_items":[{"id":7,"sku":"MUG","name":"MUG","title":"MUG","quantity":2,"current_quantity":2,"fulfillable_quantity":%d,"price":"9.0","grams":400,"requires_shipping":true,"fulfillment_status":"fulfilled"}],"refunds":[]}`, b.now().Format(time.RFC3339), address, open))
		if err != nil || p.Seen || p.Remote != "gid://shopify/Order/5000" {
			t.Fatal(p, err)
		}
		v, err := p.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v.Orders
	}
	if got := pushed(2, "Testgasse 3"); got[order.Unchanged] != 1 || len(got) != 1 {
		t.Errorf("as it was visited: %v", got)
	}
	for _, p := range b.parcels(t) {
		b.book(t, p.ID, "WB-"+string(p.ID))
	}
	if _, err := b.sync(t, "shop"); err != nil {
		t.Fatal(err)
	}
	if got := pushed(0, "Testgasse 3"); got[order.Unchanged] != 1 || len(got) != 1 {
		t.Errorf("when it was told of the parcels: %v", got)
	}
	b.pass(time.Hour)
	if _, err := b.sync(t, "shop"); err != nil {
		t.Fatal(err)
	}
	old := fmt.Appendf(nil, `{"id":5000,"updated_at":%q,"line_items":[]}`, b.now().Add(-30*time.Minute).Format(time.RFC3339))
	if p, err := b.shops.Pushed(t.Context(), b.m, "shop", old); err != nil || !p.Seen || p.Remote != "gid://shopify/Order/5000" {
		t.Errorf("of before the last visit: %+v, %v", p, err)
	}
	untold := bytes.Replace(old, []byte("5000"), []byte("5001"), 1) // a visit is not told of every order that a shop sends
	if p, err := b.shops.Pushed(t.Context(), b.m, "shop", untold); err != nil || p.Seen || p.Remote != "gid://shopify/Order/5001" {
		t.Errorf("of before the last visit, and not known: %+v, %v", p, err)
	}
}
