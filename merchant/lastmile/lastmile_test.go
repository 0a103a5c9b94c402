package lastmile

import (
	"reflect"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/view/onward"
)

var carriers = []book.Carrier{{ID: "silk", Name: "Silkway Lines", Connector: "sim"}, {ID: "us-one", Name: "Parcels One", Connector: "usps"}, {ID: "us-two", Name: "Parcels Two", Connector: "usps"},
	{ID: "star", Name: "Star Parcel", Connector: "sim"}, {ID: "courier", Name: "USPS by hand", Connector: "table"}}

func TestWhoIsAsked(t *testing.T) {
	for name, want := range map[string]string{"USPS": "us-one", "Parcels Two": "us-two", "us-two": "us-two", "STAR-PARCEL": "star", "USPS by hand": "courier", "Royal Mail": "", "Correos": "", "": ""} {
		if got := Asked(carriers, name); string(got) != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestANumberOfTwoIsNobodys(t *testing.T) {
	a, b, old := onward.Claim{Parcel: "par_a", Number: "A100001", Carrier: "USPS"}, onward.Claim{Parcel: "par_b", Number: "A100001", Carrier: "usps"}, onward.Claim{Parcel: "par_old", Number: "A100001", Carrier: "USPS", Ended: 1}
	other, older := onward.Claim{Parcel: "par_c", Number: "A100001", Carrier: "Star Parcel"}, onward.Claim{Parcel: "par_older", Number: "A100001", Carrier: "USPS", Ended: 1}
	for i, c := range []struct {
		claims []onward.Claim
		want   string
		found  bool
	}{{nil, "", false}, {[]onward.Claim{a}, "par_a", true}, {[]onward.Claim{a, b}, "par_a", false}, {[]onward.Claim{old, a}, "par_a", true}, {[]onward.Claim{a, other}, "par_a", true}, {[]onward.Claim{other}, "", false},
		{[]onward.Claim{old}, "par_old", true}, {[]onward.Claim{old, older}, "par_old", false}} {
		if got, found := Bearer(carriers, "us-one", c.claims); string(got.Parcel) != c.want || found != c.found {
			t.Errorf("%d: %s %v", i, got.Parcel, found)
		}
	}
	c, d := onward.Claim{Parcel: "par_a", Number: "C100001", Carrier: "USPS"}, onward.Claim{Parcel: "par_a", Number: "B100001", Carrier: "USPS"}
	if got := Numbers(carriers, "us-one", []onward.Claim{a, b, c, d, other}); !reflect.DeepEqual(got, []onward.Claim{d, c}) {
		t.Errorf("%+v", got)
	}
	if got := Numbers(carriers, "star", []onward.Claim{a, b, c, other}); !reflect.DeepEqual(got, []onward.Claim{other}) {
		t.Errorf("%+v", got)
	}
	named, unknown, none := onward.Claim{Parcel: "par_a", Number: "D100001"}, onward.Claim{Parcel: "par_a", Number: "E100001", Carrier: "Correos"}, onward.Claim{Parcel: "par_a", Number: "F100001", Carrier: "Royal Mail"}
	var told []string
	for _, n := range tell(carriers, []onward.Claim{a, c, named, unknown, none}, []onward.Claim{a, b, c, named, unknown, none}) {
		told = append(told, n.Number+" "+string(n.Asked)+": "+n.Why)
	}
	if want := []string{"A100001 : another parcel is told to travel under it, too: look which of them does", "C100001 us-one: ", "D100001 : nobody said whose number it is",
		"E100001 : the Book has no carrier of this name", "F100001 : the Book has no carrier with connector royal-mail"}; !reflect.DeepEqual(told, want) {
		t.Errorf("%q", told)
	}
}

func TestWhoseAnswersAre(t *testing.T) {
	owners := []carrier.Owner{{Parcel: "par_booked"}, {}, {}, {}}
	Match(carriers, "us-one", []string{"A100001", "A100001", "B100001", "X100001"}, []onward.Claim{{Parcel: "par_a", Number: "A100001", Carrier: "USPS", Country: "US", Booked: 1000}, {Parcel: "par_b", Number: "B100001", Carrier: "USPS"},
		{Parcel: "par_c", Number: "B100001", Carrier: "USPS"}}, owners)
	if want := []carrier.Owner{{Parcel: "par_booked"}, {Parcel: "par_a", Onward: true, To: "US", Booked: time.Unix(1, 0).UTC()}, {}, {}}; !reflect.DeepEqual(owners, want) {
		t.Errorf("%+v", owners)
	}
}
