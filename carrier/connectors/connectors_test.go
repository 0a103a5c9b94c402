package connectors

import (
	"maps"
	"reflect"
	"testing"

	"crosslane/book"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/rounds"
)

// TestWhatAQuestionCosts: a carrier that answers for one number at a call is counted a call for each, ShipEngine also the one that finds the label; the others
// one for as many as they take.
func TestWhatAQuestionCosts(t *testing.T) {
	got, limit := map[string]int{}, int64(7)
	for name, open := range List {
		by := open(book.Carrier{ID: "x", CallsPerDay: limit}, "", carriertest.Open())
		defer by.Close()
		asks, ok := reflect.TypeAssert[*rounds.Rounds](reflect.ValueOf(by).Elem().FieldByName("Rounds"))
		if !ok || asks.Who.CallsPerDay != limit || asks.Each == 0 {
			t.Fatalf("%s: %+v", name, asks)
		}
		got[name] = asks.Calls
	}
	want := map[string]int{"canada-post": 1, "dhl-express": 1, "dhl-parcel-de": 1, "fedex": 0, "gls": 0, "la-poste": 0, "shipengine": 2, "ups": 1, "usps": 1, "yunexpress": 1}
	if !maps.Equal(got, want) {
		t.Errorf("calls for each number: %v", got)
	}
}
