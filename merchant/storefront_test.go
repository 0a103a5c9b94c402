package merchant_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/view"
)

const twoOrders = "Name,Created at,Currency,Financial Status,Cancelled at,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,Lineitem sku,Lineitem quantity,Lineitem price,Lineitem fulfillment status\n" +
	"#5001,2026-03-02 09:00:05 +0100,EUR,paid,,Eva B,Gasse 3,Wien,1010,AT,A,1,12.50,pending\n" +
	"#5002,2026-03-02 09:10:05 +0100,EUR,paid,,Eva C,Gasse 4,Wien,1010,AT,A,1,12.505,pending\n"

// TestARemedyTakesNothingTwice: a mapping of a format means the storefront that the format means without it, so that what is held is
// taken as it is mended, and what was taken is not taken again; and an order whose number and date are known under a storefront that
// nobody named is refused under another one.
func TestARemedyTakesNothingTwice(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	take := func(mapping, storefront, text string) order.Summary {
		t.Helper()
		return took(t, m, mapping, storefront, text)
	}
	if s := take("", "", twoOrders); s.Accepted != 1 || s.Held != 1 {
		t.Fatalf("%+v", s)
	}
	const round = "format: shopify\nmore_decimals: round\ndefaults: {weight_g: 500, hs: \"392690\", origin: CN}\n"
	if s := take(round, "", twoOrders); s.Unchanged != 1 || s.Accepted != 1 || s.Refused() != 0 {
		t.Errorf("the remedy: %+v", s)
	}
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if held, err := m.Views.Orders(t.Context(), m.ID, view.Page{Limit: 10, Only: string(fact.StageHeld)}); err != nil || len(held) > 0 {
		t.Errorf("held stay %+v, %v", held, err)
	}
	for _, name := range []string{"laden", "crosslane", shipping.NoStorefront} {
		if s := take(round, name, twoOrders); s.Rejected != 2 || s.Orders != 2 || !strings.Contains(s.Problems[0].Hint, "--storefront shopify") {
			t.Errorf("as of %s: %+v", name, s)
		}
	}
	if s := take("", "amazon", twoOrders); s.Orders-s.Rejected != 2 { // two formats are two storefronts
		t.Errorf("as of amazon: %+v", s)
	}
	other := strings.NewReplacer("#500", "#600").Replace(twoOrders)
	if s := take(round, shipping.NoStorefront, other); s.Accepted != 2 {
		t.Errorf("of none: %+v", s)
	}
	if s := take(round, "", other); s.Rejected != 2 || !strings.Contains(s.Problems[0].Hint, "--storefront none") {
		t.Errorf("of none before: %+v", s)
	}
	if s := take(round, shipping.NoStorefront, other); s.Unchanged != 2 || s.Refused() != 0 {
		t.Errorf("as told: %+v", s)
	}
	if id, err := m.Named(t.Context(), "6001", shipping.NoStorefront); err != nil || id == "" {
		t.Errorf("named: %v", err)
	}
}

// took takes a file in, by a mapping unless that is empty.
func took(t *testing.T, m *merchant.Merchant, mapping, storefront, text string) (s order.Summary) {
	t.Helper()
	o := order.Options{Merchant: m.ID, Storefront: storefront}
	var err error
	if mapping != "" {
		o.Mapping, err = order.ReadMapping([]byte(mapping))
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := order.NewDecoder(strings.NewReader(text), o)
	if err == nil {
		err = m.Intake("test", "file"+mapping+storefront, listed.New(m.Ledger, m.ID), s.Became).Run(t.Context(), d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWhatSomebodyDecidedStays: an order of which a part was refunded is mended by a file, and the storefront's next export, which tells
// just what it told before, asks nothing again; one that tells something new does.
func TestWhatSomebodyDecidedStays(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	row := "#7001,2026-03-02 09:00:05 +0100,EUR,partially_refunded,,Eva B,Gasse 3,Wien,1010,AT,A,3,12.50,pending\n"
	export := strings.SplitAfter(twoOrders, "\n")[0] + row
	mended := strings.NewReplacer("partially_refunded", "paid", "A,3", "A,2").Replace(export)
	s := took(t, m, "", "", export)
	if s.Held != 1 || !strings.Contains(s.Problems[0].Hint, "write paid in this column") {
		t.Fatalf("%+v", s)
	}
	if s := took(t, m, "", "", mended); s.Accepted != 1 {
		t.Fatalf("mended: %+v", s)
	}
	for range 2 {
		if s := took(t, m, "", "", export); s.Unchanged != 1 || s.Refused() != 0 || stageOf(t, m, "7001") != fact.StageWaiting {
			t.Errorf("the next day: %+v, %s", s, stageOf(t, m, "7001"))
		}
	}
	if s := took(t, m, "", "", strings.Replace(export, "A,3", "A,1", 1)); s.Refused() != 1 {
		t.Errorf("another part is gone: %+v", s)
	}
}

func stageOf(t *testing.T, m *merchant.Merchant, number string) fact.Stage {
	t.Helper()
	id, err := m.Named(t.Context(), number, "")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := m.Views.Bearing(t.Context(), m.ID, string(id))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	return rows[0].Stage
}
