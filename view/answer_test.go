package view_test

import (
	"encoding/json"
	"testing"
	"time"

	"crosslane/view"
)

// TestAnswers: rows tell instants with their zone, and money as an amount with its currency; what is not known is left out.
func TestAnswers(t *testing.T) {
	at := view.Millis(time.Date(2026, 3, 4, 23, 30, 0, 0, time.UTC).UnixMilli())
	for _, c := range []struct {
		row  any
		want string
	}{
		{view.OrderRow{ID: "ord_1", Placed: at, Value: 4389, Currency: "EUR"}, `{"id":"ord_1","number":"","storefront":"","seller":"","placed":"2026-03-04T23:30:00Z","country":"","stage":"","parcels":0,"problem":"","value":{"amount":4389,"currency":"EUR"}}`},
		{view.OrderRow{Value: -1, Currency: "EUR"}, `{"id":"","number":"","storefront":"","seller":"","country":"","stage":"","parcels":0,"problem":""}`},
		{&view.CaseRow{ID: "cas_1", Opened: at, Overdue: 1}, `{"id":"cas_1","what":"","order":"","parcel":"","channel":"","lane":"","opened":"2026-03-04T23:30:00Z","why":"","owner":"","parcels":0,"left":0,"overdue":true}`},
		{view.ParcelRow{ID: "par_1", Booked: at, Cost: view.Charge{Amount: 450, Currency: "CNY"}, Progress: view.Progress{Late: 3000}},
			`{"id":"par_1","order":"","warehouse":"","country":"","weight":0,"channel":"","carrier":"","waybill":"","status":"","milestone":"","booked":"2026-03-04T23:30:00Z","request":{"attempt":0,"refusals":0,"leaving":""},"progress":{"awaits":"","late_ms":3000},"trouble":{"case":""},"cost":{"amount":450,"currency":"CNY"}}`},
		{view.SwitchRow{Since: at, Stop: 1}, `{"id":"","lane":"","channel":"","trigger":"","phase":"","share":0,"since":"2026-03-04T23:30:00Z","case":"","times":0,"book":"","stop":true}`},
	} {
		got, err := json.Marshal(c.row)
		if err != nil || string(got) != c.want {
			t.Errorf("%v:\n%s\nwant\n%s", err, got, c.want)
		}
	}
	for text, want := range map[string]view.Millis{`"2026-03-05T00:30:00+01:00"`: at, `""`: 0} {
		var got view.Millis
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var wrong view.Millis
	if json.Unmarshal([]byte(`"tomorrow"`), &wrong) == nil {
		t.Error("tomorrow is taken for an instant")
	}
}
