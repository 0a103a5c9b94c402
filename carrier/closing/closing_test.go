package closing

import (
	"context"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

var gls = book.Carrier{ID: "gls", Name: "GLS", Connector: "gls"}

// TestLists: a list has the parcels of one warehouse, and a key that is made of them; what was asked for before stays together under the key of then.
func TestLists(t *testing.T) {
	one, two, far := Parcel{ID: "par_1", Warehouse: "a", Waybill: "W1"}, Parcel{ID: "par_2", Warehouse: "a", Waybill: "W2"}, Parcel{ID: "par_3", Warehouse: "b", Waybill: "W3"}
	lists := Lists("main", gls, []Parcel{far, two, one})
	if len(lists) != 2 || lists[0].Warehouse != "a" || len(lists[0].Parcels) != 2 || lists[1].Parcels[0] != far || lists[0].Key == lists[1].Key || lists[0].Again {
		t.Fatalf("%+v", lists)
	}
	key := lists[0].Key
	if same := Lists("main", gls, []Parcel{one, two}); same[0].Key != key {
		t.Errorf("the same parcels have another key: %s, %s", same[0].Key, key)
	}
	for name, other := range map[string][]List{"fewer": Lists("main", gls, []Parcel{one}), "of another merchant": Lists("other", gls, []Parcel{one, two}),
		"of another carrier": Lists("main", book.Carrier{ID: "ups"}, []Parcel{one, two})} {
		if other[0].Key == key {
			t.Errorf("%s have the same key", name)
		}
	}
	one.List = "MFT-1"
	if again := Lists("main", gls, []Parcel{one, two}); len(again) != 2 || again[1].Key != "MFT-1" || !again[1].Again || again[0].Again || again[0].Parcels[0] != two {
		t.Errorf("%+v", again)
	}
}

// depot answers as it is told.
type depot struct {
	carrier.Connector
	gives *carrier.Closing
	says  error
}

func (d depot) Manifest(context.Context, *carrier.Handover) (*carrier.Closing, error) {
	return d.gives, d.says
}

// TestAnAnswerIsNotBelieved farther than it goes: what is recorded is of the list alone, and a manifest has a number.
func TestAnAnswerIsNotBelieved(t *testing.T) {
	noon := func() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }
	parcels := []Parcel{{ID: "par_1", Warehouse: "a", Waybill: "W1"}, {ID: "par_2", Warehouse: "a", Waybill: "W2"}}
	for name, c := range map[string]struct {
		by    carrier.Connector
		again bool
		code  shipping.Code // of the fault
		says  string        // the fault
		facts string        // manifest or code of each parcel
	}{
		"closed":             {depot{gives: &carrier.Closing{Reference: "P1\nX\x00", Waybills: []string{"W1", "W2"}}}, false, "", "", "P1 X, P1 X"},
		"another's number":   {depot{gives: &carrier.Closing{Reference: "P1", Waybills: []string{"W2", "W9"}, Unknown: []string{"W8"}}}, false, "", "", "not_on_manifest, P1"},
		"without a number":   {depot{gives: &carrier.Closing{Waybills: []string{"W1"}}}, false, shipping.Unavailable, "its manifest has no number", ""},
		"none of them":       {depot{says: carrier.Refuse("nothing_to_close", "none")}, false, "", "", "not_on_manifest, not_on_manifest"},
		"refused":            {depot{says: carrier.Refuse("E1", "on hold")}, false, shipping.Refused, "mend what it says", "E1, E1"},
		"refused when again": {depot{says: carrier.Refuse("E1", "on hold")}, true, shipping.Refused, "--closed NUMBER", "E1, E1"},
		"no answer":          {depot{says: carrier.Unavailable("it is silent", nil)}, false, shipping.Unavailable, "nothing is closed twice", ""},
		"not asked":          {depot{says: shipping.BadField("street", "is missing", "write it")}, false, shipping.Invalid, "write it; the hand-over is recorded", ""},
		"no manifester":      {struct{ carrier.Connector }{}, false, shipping.Unsupported, "closes no manifests", ""},
	} {
		l := Lists("main", gls, parcels)[0]
		l.Again = c.again
		o, facts := l.Ask(t.Context(), c.by, book.Warehouse{}, noon)
		var got []string
		for i, f := range facts {
			b := f.Body.(*fact.ManifestAnswered)
			if got = append(got, b.Manifest+b.Code); f.Stream != parcels[i].ID.Stream() || b.Waybill != parcels[i].Waybill || f.By != "carrier:gls" {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if strings.Join(got, ", ") != c.facts || len(o.Closed)+len(o.Unknown)+len(o.Open) != 2 {
			t.Errorf("%s: %q, %+v", name, got, o)
		}
		if (o.Fault == nil) != (c.code == "") || o.Fault != nil && (o.Fault.Code != c.code || !strings.Contains(o.Fault.Error(), c.says) || !strings.Contains(o.Words(), "NOT CLOSED")) {
			t.Errorf("%s: %v", name, o.Fault)
		}
	}
}
