package view_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/view"
	onwards "crosslane/view/onward"
)

func numbered(n int, list ...onward.Number) *fact.Fact {
	return factOf(shipping.OrderID(fmt.Sprintf("ord_%03d", n)).Parcel(1).Stream(), day, &fact.ParcelNumbered{Onward: list})
}

// TestAParcelIsFoundByEachOfItsNumbers: the newest word of each parcel counts, a number of two is told of both, and a booking that is undone has none.
func TestAParcelIsFoundByEachOfItsNumbers(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		var all []*fact.Fact
		for n := range 4 {
			all = append(all, life(n, 1, map[bool]int{true: 2}[n == 3])...) // the last one was delivered
		}
		all = append(all, numbered(0, onward.Number{Carrier: "USPS", Number: "OLD100001", Since: day}), numbered(0, onward.Number{Carrier: "USPS", Number: "A100001", Since: day}, onward.Number{Number: "B100001", Since: day}),
			numbered(1, onward.Number{Carrier: "GLS", Number: "A100001", Since: day}), numbered(2, onward.Number{Number: "C100001"}), numbered(3, onward.Number{Number: "D100001"}),
			factOf(shipping.OrderID("ord_002").Parcel(1).Stream(), day, &fact.BookingCancelled{Waybill: "W2"}))
		for i, cut := 0, 7; i < len(all); i += cut {
			if err := s.Apply(ctx, "main", all[i:min(i+cut, len(all))], fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		theirs := append(life(7, 1, 0), factOf(shipping.OrderID("ord_007").Parcel(1).Stream(), day, &fact.ParcelNumbered{Onward: onward.Numbers{{Carrier: "USPS", Number: "A100001", Since: day}}}))
		if err := s.Apply(ctx, "another", theirs, "x"); err != nil {
			t.Fatal(err)
		}
		claims := func(list []onwards.Claim, err error) (told []string) {
			t.Helper()
			for _, c := range list {
				told = append(told, fmt.Sprintf("%s %s %s", c.Number, c.Parcel, c.Carrier))
				if c.Country != "DE" || c.Booked.Time() != day || c.Ended > 0 != (c.Parcel == "par_003-1") {
					t.Errorf("%+v", c)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			return told
		}
		for what, c := range map[string]struct{ got, want []string }{
			"claims":           {claims(s.Onward.Claims(ctx, "main", []string{"A100001", "OLD100001", "C100001", "D100001"})), []string{"A100001 par_000-1 USPS", "A100001 par_001-1 GLS", "D100001 par_003-1 "}},
			"open":             {claims(s.Onward.Open(ctx, "main")), []string{"A100001 par_000-1 USPS", "A100001 par_001-1 GLS", "B100001 par_000-1 "}},
			"of two":           {claims(s.Onward.Of(ctx, "main", []shipping.ParcelID{"par_000-1", "par_002-1"})), []string{"A100001 par_000-1 USPS", "B100001 par_000-1 "}},
			"other":            {claims(s.Onward.Open(ctx, "other")), nil},
			"theirs":           {claims(s.Onward.Claims(ctx, "another", []string{"A100001", "D100001"})), []string{"A100001 par_007-1 USPS"}},
			"asked of another": {claims(s.Onward.Of(ctx, "another", []shipping.ParcelID{"par_000-1"})), nil},
		} {
			if !reflect.DeepEqual(c.got, c.want) {
				t.Errorf("%s: %q, want %q", what, c.got, c.want)
			}
		}
		for name, want := range map[string]int{"b-100001": 1, "A100001": 2, "OLD100001": 0, "D100001": 1, "W1": 1} {
			if list, err := s.ParcelsNamed(ctx, "main", name); err != nil || len(list) != want {
				t.Errorf("%s: %d parcels, %v", name, len(list), err)
			}
		}
		if err := s.Clear(ctx, "main"); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Onward.Of(ctx, "main", []shipping.ParcelID{"par_000-1"}); err != nil || list != nil {
			t.Errorf("after it was cleared: %v, %v", list, err)
		}
	})
}
