package channel

import (
	"reflect"
	"testing"
	"time"

	"crosslane/book"
)

// TestTermsOfTheDay: whatever days were asked about before, each day's own sheets, exchange rates and value limits hold.
func TestTermsOfTheDay(t *testing.T) {
	current := broad(12)
	for i := range current.FX {
		current.FX = append(current.FX, book.Exchange{Currency: current.FX[i].Currency, Micro: current.FX[i].Micro * 2, From: "2026-11-24"})
	}
	current.Rates[0].Until = "2026-11-22"
	later := current.Rates[0]
	later.From, later.Until, later.Minimum = "2026-11-25", "", 9000
	current.Rates = append(current.Rates, later)
	asked, err := Compile(current)
	if err != nil {
		t.Fatal(err)
	}
	p := broadParcel()
	seen := map[string]bool{}
	for _, n := range []int{0, 4, 0, 3, 7, 2, 1, 5, 4, 0, 8} { // some of them share a place in memory
		at := day20261121.Add(time.Duration(n) * 24 * time.Hour)
		fresh, err := Compile(current)
		if err != nil {
			t.Fatal(err)
		}
		want, got := fresh.Choose(p, at), asked.Choose(p, at)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %+v, want %+v", at, got, want)
		}
		quote, why := asked.Quote("c00", p, at)
		seen[quote.Price.String()+" "+quote.Cost.String()+" "+why.Rule] = true
	}
	if len(seen) != 3 { // the first sheet, none, and the second at another exchange rate
		t.Errorf("the days do not differ: %v", seen)
	}
}
