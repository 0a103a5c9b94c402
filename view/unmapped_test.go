package view_test

import (
	"reflect"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// TestUnmapped counts the codes that are not known: not those that are known and no step of the way, nor what could not be read.
func TestUnmapped(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		var all []*fact.Fact
		told := func(parcel shipping.ParcelID, hours int, scan fact.Scan) {
			all = append(all, factOf(parcel.Stream(), day.Add(time.Duration(hours)*time.Hour), &fact.ScanReceived{Scan: scan}))
		}
		told("par_1-1", 1, fact.Scan{Carrier: "post", Code: "ZZ", Milestone: shipping.Unmapped})
		told("par_2-1", 2, fact.Scan{Carrier: "post", Code: "PU", Milestone: shipping.PickedUp})
		told("par_2-1", 3, fact.Scan{Carrier: "post", Code: "PHOTO", Milestone: shipping.Unmapped, Noted: fact.Silent})
		told("par_2-1", 4, fact.Scan{Carrier: "post", Code: "ZZ", Milestone: shipping.Unmapped, Noted: fact.Unread})
		told("par_3-1", 5, fact.Scan{Carrier: "line", Milestone: shipping.Unmapped})
		told("par_2-1", 6, fact.Scan{Carrier: "post", Code: "ZZ", Milestone: shipping.Unmapped})
		told("par_1-1", 2, fact.Scan{Carrier: "post", Code: "ZZ", Milestone: shipping.Unmapped})
		told("par_3-1", 7, fact.Scan{Carrier: "post", Code: "Z", Milestone: shipping.Unmapped})
		for i, part := range [][]*fact.Fact{all[:4], all[4:]} {
			if err := s.Apply(t.Context(), "main", part, string(rune('a'+i))); err != nil {
				t.Fatal(err)
			}
		}
		at := func(hours int) view.Millis { return view.Millis(day.Add(time.Duration(hours) * time.Hour).UnixMilli()) }
		want := []view.UnmappedRow{{"post ZZ", "post", "ZZ", 3, at(1), at(6), "par_1-1", "ord_1"}, {"line ", "line", "", 1, at(5), at(5), "par_3-1", "ord_3"}, {"post Z", "post", "Z", 1, at(7), at(7), "par_3-1", "ord_3"}}
		if got, err := s.Unmapped(t.Context(), "main"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.UnmappedScans(t.Context(), "main"); err != nil || !reflect.DeepEqual(got, map[shipping.CarrierID]int64{"post": 4, "line": 1}) {
			t.Errorf("%v, %v", got, err)
		}
		if err := s.Clear(t.Context(), "main"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Unmapped(t.Context(), "main"); err != nil || len(got) != 0 {
			t.Errorf("cleared, and there is %v, %v", got, err)
		}
	})
}
