package push_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/dhlparcelde/mock"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/merchant/news"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/push"
	"crosslane/shipping"
)

// TestNewsHasTheCarrierAsked: what a carrier sends names parcels, and its own answer about them is recorded; nothing of what was sent is.
func TestNewsHasTheCarrierAsked(t *testing.T) {
	t.Setenv("CROSSLANE_CARRIER_MAIN__DHL", mock.Key+":"+mock.Password)
	y := opened(t, dbtest.SQLite(t))
	if _, err := y.pushes.Make(t.Context(), y.m, push.Door{Name: "dpd", Sort: push.News, Header: "X-A"}, secret); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("of a carrier that nobody can ask: %v", err)
	}
	office := &mock.Server{Now: y.now, Pace: time.Hour}
	web := httptest.NewServer(office)
	defer web.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(y.m.Publish(t.Context(), carriertest.Book("dhl-parcel-de", mock.Billing, mock.Login, web.URL), y.now()))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,bonn,100,A\n"))
	must(err)
	_, err = stock.Receive(t.Context(), y.m, list, stock.AsKnown)
	must(err)
	taken, err := y.m.TakeOrders(t.Context(), []byte(`[{"number":"N-1","placed":"2026-06-02T08:00:00Z","currency":"EUR",
 "address":{"name":"Anne Roux","lines":["Hauptstr. 1"],"city":"Berlin","postcode":"10115","country":"DE"},"lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`), nil)
	must(err)
	c := y.m.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	_, err = y.m.Ledger.Drain(t.Context(), y.m.ID, y.m.Workers(c)...)
	must(err)
	must(y.m.Fill(t.Context()))
	rows, err := y.m.Views.OrderParcels(t.Context(), y.m.ID, taken[0].ID)
	if err != nil || len(rows) != 1 || rows[0].Waybill == "" {
		t.Fatalf("%+v, %v", rows, err)
	}
	y.pass(30 * time.Hour)
	if _, err := y.pushes.Make(t.Context(), y.m, push.Door{Name: "dhl", Sort: push.Carrier, Header: "X-A", Form: push.Plain}, secret); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("scans that nobody signed: %v", err)
	}
	_, err = y.pushes.Make(t.Context(), y.m, push.Door{Name: "dhl", Sort: push.News, Header: "X-Api-Key", Form: push.Plain}, secret)
	must(err)
	sent := `{"trackingNumber":"` + rows[0].Waybill + `","status":"lost at sea"}`
	for _, c := range []struct {
		key    string
		status int
	}{{"", http.StatusUnauthorized}, {secret + "x", http.StatusUnauthorized}, {secret[1:], http.StatusUnauthorized}, {secret, http.StatusOK}} {
		if status, text := y.send(t, "main/dhl", sent, "X-Api-Key", c.key); status != c.status {
			t.Errorf("%q: %d %s", c.key, status, text)
		}
	}
	reader := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{"main": account.ReadOnly}})
	if _, err := news.Ask(reader, y.m, "dhl", []string{rows[0].Waybill}); shipping.CodeOf(err) != shipping.Forbidden {
		t.Errorf("who may only look has a carrier asked: %v", err)
	}
	y.send(t, "main/dhl", `{"trackingNumber":"00340434333301019999"}`, "X-Api-Key", secret)
	y.readAll(t)
	came := y.came(t, "dhl")
	said := ""
	for _, one := range came {
		said += string(one.State) + ": " + one.Told + "\n"
	}
	if len(came) != 2 || !strings.Contains(said, "read: asked about 1 parcels: ") || strings.Contains(said, " 0 scans recorded") || !strings.Contains(said, "read: it names no parcel of ours") {
		t.Fatalf("%s", said)
	}
	lines, err := y.m.Explain(t.Context(), string(taken[0].ID))
	if text := fmt.Sprint(lines); err != nil || strings.Contains(text, "lost at sea") || !strings.Contains(text, "elivered") {
		t.Errorf("%s %v", text, err)
	}
}
