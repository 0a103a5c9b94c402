package fact_test

import (
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestBalanceOfAnotherForm: a balance that was stored in another form of its sort is not read, and is no damage.
func TestBalanceOfAnotherForm(t *testing.T) {
	for _, sort := range []shipping.StreamSort{shipping.OrderSort, shipping.StockSort, shipping.ParcelSort, shipping.CaseSort,
		shipping.BookSort, shipping.ImportSort, shipping.DepotSort, shipping.LaneSort, "unknown"} {
		stored := fact.AppendState(nil, fact.NewBalance(shipping.Stream(string(sort)+":x")).State)
		if _, ok, err := fact.DecodeState(sort, stored); !ok || err != nil {
			t.Errorf("%s: what was written is not read: %v", sort, err)
		}
		stored[0]++
		if _, ok, err := fact.DecodeState(sort, stored); ok || err != nil {
			t.Errorf("%s: another form is read: %v, %v", sort, ok, err)
		}
	}
	if _, ok, err := fact.DecodeState(shipping.OrderSort, nil); ok || shipping.CodeOf(err) != shipping.Corrupt {
		t.Errorf("nothing is read as a balance: %v, %v", ok, err)
	}
}
