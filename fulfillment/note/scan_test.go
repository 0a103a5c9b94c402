package note

import (
	"testing"

	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

func TestAScanInWords(t *testing.T) {
	alone := fact.ScanLeg{Carrier: "Star Parcel", Number: "LM100001"}
	for want, body := range map[string]fact.Body{
		"line reported LM09 in Lyon, under the number LM100001 of Star Parcel.":                                   &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Code: "LM09", Place: fact.ScanPlace{City: "Lyon"}, Milestone: shipping.Sorted, Leg: alone}},
		"line told that it goes on, under the number LM100001 of Star Parcel.":                                    &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Milestone: shipping.Unmapped, Leg: alone}},
		"line reported PHOTO; that is no step of the way.":                                                        &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Code: "PHOTO", Milestone: shipping.Unmapped, Noted: fact.Silent}},
		"line reported LM09; it could not be read, or cannot have happened when it says, so it is kept as it is.": &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Code: "LM09", Milestone: shipping.Unmapped, Noted: fact.Unread}},
		"line reported ZZ; nobody knows what that means, so it is kept as it is.":                                 &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Code: "ZZ", Milestone: shipping.Unmapped}},
		"Travels under the number LM100001 of Star Parcel and X100001 of a carrier that was not named, too.":      &fact.ParcelNumbered{Onward: onward.Numbers{{Carrier: "Star Parcel", Number: "LM100001"}, {Number: "X100001"}}},
		"Delivered (Delivered), told by star.":                                                                    &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered, By: "star"},
		"Delivered (Delivered).":                                                                                  &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered},
	} {
		if got := Of([]*fact.Fact{{Stream: "parcel:par_1", Body: body}}); len(got) != 1 || got[0].Text != want || got[0].Echo {
			t.Errorf("%+v, want %q", got, want)
		}
	}
}

func TestAnEchoIsMarked(t *testing.T) {
	f := &fact.Fact{Stream: "parcel:par_1", Version: 4, Body: &fact.ScanReceived{Scan: fact.Scan{Carrier: "line", Code: "LM09", Milestone: shipping.DeliveredMilestone}}}
	got := WithEchoes([]*fact.Fact{f, {Stream: "parcel:par_1", Version: 5, Body: f.Body}}, map[shipping.FactID]bool{f.ID(): true})
	if len(got) != 2 || !got[0].Echo || got[0].Text != "line reported LM09; who has it in hand told that already, and nothing follows." || got[1].Echo || got[1].Text != "line reported LM09." {
		t.Errorf("%+v", got)
	}
}
