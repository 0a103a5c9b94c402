package merchant

import (
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// comings are parcels that came into a case, every second of which left it again.
func comings(n int) (facts []*fact.Fact) {
	for i := range n {
		id := shipping.OrderID("ord_" + string(rune('a'+i))).Parcel(1)
		for j, body := range []fact.Body{&fact.CaseJoined{Parcel: id}, &fact.CaseLeft{Parcel: id, Why: "delivered"}}[:1+i%2] {
			facts = append(facts, &fact.Fact{Stream: "case:cas_1", At: day.Add(time.Duration(i+j) * time.Hour), Body: body})
		}
	}
	return facts
}

// TestManyParcelsAreOneLine: few are told one by one, many in one line that counts them.
func TestManyParcelsAreOneLine(t *testing.T) {
	if few := remarksOn(comings(2)); len(few) != 3 || !strings.Contains(few[0].Text, "par_a-1") {
		t.Errorf("few: %+v", few)
	}
	many := remarksOn(comings(6))
	if len(many) != 1 || !many[0].At.Equal(day) || many[0].Text != "Until 2026-03-02 15:00 UTC the same happened to 6 more parcels, and 3 needed nothing more." {
		t.Errorf("many: %+v", many)
	}
	if none := remarksOn(nil); len(none) != 0 {
		t.Errorf("none: %+v", none)
	}
}

// TestTouching leaves out what happened to other parcels of a case.
func TestTouching(t *testing.T) {
	facts := append([]*fact.Fact{{Body: &fact.CaseOpened{What: "leg"}}}, append(comings(6), &fact.Fact{Body: &fact.CaseClosed{Why: "done"}})...)
	var kinds []string
	for _, f := range touching([]shipping.ParcelID{"par_b-1"}, facts) {
		kinds = append(kinds, string(f.Kind()))
	}
	if got := strings.Join(kinds, " "); got != "CaseOpened CaseJoined CaseLeft CaseClosed" {
		t.Errorf("%s", got)
	}
}
