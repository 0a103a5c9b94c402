package afresh_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/merchant/listed"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/order/tally"
	"crosslane/shipping"
)

const fromShopify = "Name,Created at,Currency,Financial Status,Cancelled at,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,Lineitem sku,Lineitem quantity,Lineitem price,Lineitem fulfillment status\n" +
	"#1,2026-03-02 09:00:05 +0100,EUR,paid,,Eva B,Gasse 3,Wien,1010,AT,MUG,1,12.50,pending\n"

// opened is the first merchant of a place, and what became of orders of his.
func opened(t *testing.T) (m *merchant.Merchant, is func(number string) *fact.OrderState) {
	t.Helper()
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if m, err = p.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	return m, func(number string) *fact.OrderState {
		t.Helper()
		id, err := m.Named(t.Context(), number, "")
		if err != nil {
			t.Fatal(err)
		}
		state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
		if err != nil {
			t.Fatal(err)
		}
		return fact.OrderIn(state, id)
	}
}

// TestWhatStoodInGivesWayToTheList: an order that waits with the mapping's weight, HS code and origin travels by those of a list that is
// imported afterwards, and explain tells them; one that is held for want of a weight goes on by it.
func TestWhatStoodInGivesWayToTheList(t *testing.T) {
	m, is := opened(t)
	var sum order.Summary
	d, err := order.NewDecoder(strings.NewReader(fromShopify), order.Options{Merchant: m.ID})
	if err == nil {
		err = m.Intake("test", "file", listed.New(m.Ledger, m.ID), sum.Became).Run(t.Context(), d)
	}
	if err != nil || sum.Accepted != 1 {
		t.Fatal(err, tally.Text(&sum, order.Shopify))
	}
	if _, err := m.TakeOrders(t.Context(), []byte(`{"number":"2","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"MUG","quantity":1,"price":"10.00"}]}`), nil); err != nil {
		t.Fatal(err)
	}
	if l := is("1").Order.Lines[0]; l.Weight != 500 || l.HS != "392690" || l.Origin != "CN" || is("2").Stage != fact.StageHeld {
		t.Fatalf("%+v, %s", l, is("2").Stage)
	}
	list, err := order.NewProducts(strings.NewReader("sku,weight_g,hs,origin\nMUG,400,691200,PT\n"))
	if err != nil {
		t.Fatal(err)
	}
	said, err := afresh.Products(t.Context(), m, list, stock.AsKnown)
	if err != nil || said.WentOn != 1 || !strings.Contains(said.Text(), "1 orders that were held go on now") {
		t.Fatalf("%v: %+v", err, said)
	}
	for _, number := range []string{"1", "2"} {
		if st := is(number); st.Stage != fact.StageWaiting || st.Order.Lines[0].Weight != 400 || st.Order.Lines[0].HS != "691200" || st.Order.Lines[0].Origin != "PT" {
			t.Errorf("%s is %s: %+v", number, st.Stage, st.Order.Lines[0])
		}
	}
	rows, err := order.NewStock(strings.NewReader("sku,warehouse,quantity\nMUG,szx,9\n"))
	if err == nil {
		_, err = stock.Receive(t.Context(), m, rows, stock.AsKnown)
	}
	if err != nil {
		t.Fatal(err)
	}
	notes, err := m.Explain(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, n := range notes {
		told = append(append(told, n.Text), n.Why...)
	}
	for _, want := range []string{"400 g each, HS 691200, made in PT", "HS 691200, made in PT: 1 x MUG", "500 g each, HS 392690, made in CN"} {
		if !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("it does not tell %q:\n%s", want, strings.Join(told, "\n"))
		}
	}
	if n, err := m.Ledger.Read(t.Context(), m.ID, shipping.SKU("MUG").Stream()); err != nil || len(fact.StockIn(n, "MUG").Waiting) > 0 {
		t.Error("somebody still waits")
	}
}
