package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
)

const toldBook = `
name: Sonne
from: 2024-01-01T00:00:00Z
base: EUR
epcis: {domain: sonne.example}
warehouses: [{id: leipzig, name: Leipzig, place: {country: DE}, zone: Europe/Berlin}]
carriers: [{id: hand, name: By hand, connector: table}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48}
channels:
  - {id: hand, name: By hand, carrier: hand, service: X, waybill: "HAND######", kind: express, from: [leipzig], to: [DE], legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 84, most_hours: 120}], rates: all, days: {least: 2, most: 5}, limits: {weight: 30000}, reliability: 950}
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [DE], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

// TestAParcelIsToldAsEPCIS: its document comes with its media type, and how much was left out, as the document of the calls says.
func TestAParcelIsToldAsEPCIS(t *testing.T) {
	s := serve(t)
	m := s.merchants[merchant.First]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(m.Publish(t.Context(), []byte(toldBook), m.Now()))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,leipzig,100,A\n"))
	must(err)
	_, err = stock.Receive(t.Context(), m, list, stock.AsKnown)
	must(err)
	_, err = m.TakeOrders(t.Context(), []byte(`[{"number":"N-1","placed":"2026-03-20T08:00:00Z","currency":"EUR","address":{"name":"Anne Roux","lines":["Haute Gasse 1"],"city":"Bonn","postcode":"53111","country":"DE","email":"anne@b.example"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`), nil)
	must(err)
	c := m.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	_, err = m.Ledger.Drain(t.Context(), m.ID, m.Workers(c)...)
	must(err)
	must(m.Fill(t.Context()))
	status, text, head := s.ask(t, s.token(t, account.Grants{"main": account.ReadOnly}), "GET", "/v1/parcels/N-1/epcis", "")
	var doc struct {
		Type string
		Body struct {
			Events []struct {
				Step string `json:"bizStep"`
			} `json:"eventList"`
		} `json:"epcisBody"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || status != http.StatusOK || doc.Type != "EPCISDocument" || len(doc.Body.Events) != 1 || doc.Body.Events[0].Step != "commissioning" {
		t.Errorf("%d, %v: %s", status, err, text)
	}
	if head.Get("Content-Type") != "application/ld+json" || head.Get("Left-Out-Unmapped") != "0" || head.Get("Left-Out-No-Instant") != "0" {
		t.Errorf("%v", head)
	}
	_, router := s.described(t)
	r, err := http.NewRequest(http.MethodGet, s.URL+"/v1/parcels/N-1/epcis", nil) // it is not sent
	must(err)
	hold(t, router, r, status, head, text)
}

// TestEPCIS: what a document tells is answered event by event, as the document of the calls says; a parcel that is not there has none.
func TestEPCIS(t *testing.T) {
	s := serve(t)
	_, router := s.described(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	const body = `{"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[{"type":"ObjectEvent","eventID":"urn:x:1","eventTime":"2026-03-05T03:10:00Z","eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"arriving","epcList":["https://l.example/obj/NOBODY"]}]}}`
	for _, c := range []struct {
		method, path, body, media string
		status                    int
		says                      []string
	}{
		{"POST", "/v1/epcis?carrier=meteor", body, "application/ld+json", http.StatusOK, []string{`"recorded":0`, `"event":1`, `"event_id":"urn:x:1"`, `"field":"waybill"`, `no parcel bears the number NOBODY`}},
		{"POST", "/v1/epcis?carrier=meteor", body, "application/json", http.StatusOK, []string{`"to_mend":1`}},
		{"POST", "/v1/epcis", `{"type":"ObjectEvent"}`, "application/ld+json", http.StatusUnprocessableEntity, []string{`"field":"type"`, "hand in an EPCISDocument"}},
		{"GET", "/v1/parcels/nothing/epcis", "", "", http.StatusNotFound, []string{"no parcel nothing"}},
	} {
		status, text, head := s.ask(t, token, c.method, c.path, c.body, "Content-Type", c.media)
		if status != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, text)
		}
		for _, part := range c.says {
			if !strings.Contains(text, part) {
				t.Errorf("%s %s: %s does not say %s", c.method, c.path, text, part)
			}
		}
		r, err := http.NewRequest(c.method, s.URL+c.path, nil) // it is not sent
		if err != nil {
			t.Fatal(err)
		}
		hold(t, router, r, status, head, text)
	}
}
