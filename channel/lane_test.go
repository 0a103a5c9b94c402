package channel

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
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

// TestLanesInTurn: whatever was asked before, a parcel is answered as by a table of which nothing was asked: places as they are
// written, known and unknown, from each warehouse and from none, on some days.
func TestLanesInTurn(t *testing.T) {
	current := book.Default()
	current.Markets = append(current.Markets, book.Market{Name: "jungle", Countries: []shipping.Country{"GF"}, Avoid: []book.ChannelKind{book.Postal}})
	asked, err := Compile(current)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(5, 17))
	places := []shipping.Place{{}, {Country: "XX"}, {Country: "DEU", Postcode: "10115"}, {Country: "DE"}}
	for _, w := range asWritten {
		places = append(places, shipping.Place{Country: w.goes, Postcode: w.postcode}, shipping.Place{Country: shipping.Country(w.country), Postcode: w.postcode, Region: w.region})
	}
	warehouses := []shipping.WarehouseID{"szx", "dui", "lax", "moon"}
	taken := 0
	for range 600 {
		p := broadParcel()
		p.Ship, p.Warehouse, p.Weight = places[rnd.IntN(len(places))], warehouses[rnd.IntN(len(warehouses))], shipping.Grams(rnd.IntN(40_000))
		p.Value.Amount, p.Batteries, p.Dangerous = rnd.Int64N(100_000), nil, rnd.IntN(9) == 0
		at := day20261121.Add(time.Duration(rnd.IntN(6)) * 24 * time.Hour)
		fresh, err := Compile(current)
		if err != nil {
			t.Fatal(err)
		}
		want, got := fresh.Choose(p, at), asked.Choose(p, at)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s to %+v on %v: %+v, want %+v", p.Warehouse, p.Ship, at, got, want)
		}
		if got.Primary.Channel != "" {
			taken++
		}
	}
	if taken < 60 {
		t.Errorf("only %d parcels go anywhere", taken)
	}
}

// TestEachSheetWeighsByItsOwnDivisor: a choice prices every channel as a quote of that channel alone does.
func TestEachSheetWeighsByItsOwnDivisor(t *testing.T) {
	current := broad(9)
	for i := range current.Rates {
		current.Rates[i].Divisor = []int64{1000, 0, 9000, 4000}[i%4]
	}
	compiled, err := Compile(current)
	if err != nil {
		t.Fatal(err)
	}
	p := broadParcel()
	c := compiled.Choose(p, day20261121)
	prices := map[int64]bool{}
	for _, o := range append(c.Backups, c.Primary) {
		alone, why := compiled.Quote(o.Channel, p, day20261121)
		if why.Rule != "" || alone != o {
			t.Errorf("%s is chosen as %+v, and quoted as %+v %s", o.Channel, o, alone, why.Rule)
		}
		prices[o.Price.Amount] = true
	}
	if len(prices) < 3 {
		t.Errorf("the divisors make no difference: %v", prices)
	}
}

// TestNoRateYet: what is priced in a currency that has no exchange rate on the day is refused with that word.
func TestNoRateYet(t *testing.T) {
	current := broad(3)
	for i := range current.FX {
		current.FX[i].From = "2026-11-22"
	}
	current.Channels[0].Limits.Value = shipping.Money{} // the price alone needs a rate
	compiled, err := Compile(current)
	if err != nil {
		t.Fatal(err)
	}
	if _, why := compiled.Quote("c00", broadParcel(), day20261121); why.Rule != ruleNoExchange {
		t.Errorf("before the first rate: %+v", why)
	}
	if o, why := compiled.Quote("c00", broadParcel(), day20261121.Add(24*time.Hour)); why.Rule != "" || o.Cost.Amount == 0 {
		t.Errorf("from the first rate on: %+v %+v", o, why)
	}
}

// TestLanesToNowhere: a destination that is no code shares no lane with another one, nor with the first code of all.
func TestLanesToNowhere(t *testing.T) {
	asked, err := Compile(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, country := range []shipping.Country{"DEU", "", "AA", "DE-NO", "DEU"} {
		fresh, err := Compile(book.Default())
		if err != nil {
			t.Fatal(err)
		}
		p := broadParcel()
		p.Ship, p.Warehouse = shipping.Place{Country: country}, "szx"
		if want, got := fresh.Choose(p, day20261121), asked.Choose(p, day20261121); !reflect.DeepEqual(got, want) {
			t.Errorf("to %q: %+v, want %+v", country, got, want)
		}
	}
}
