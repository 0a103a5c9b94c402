package world

import (
	"math"
	"reflect"
	"testing"
	"time"

	"crosslane/shipping"
	"crosslane/world/scenario"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func bent(t *testing.T, bends ...scenario.Demand) *demand {
	t.Helper()
	d := newDemand(7, "main", 2000)
	if err := d.bend(monday, bends); err != nil {
		t.Fatal(err)
	}
	return d
}

func days(from, to int) scenario.Stretch {
	return scenario.Stretch{From: time.Duration(from-1) * 24 * time.Hour, Until: time.Duration(to) * 24 * time.Hour}
}

// sold counts the orders, and the units of some products, of a day.
func sold(d *demand, day int, count func(shipping.Country, *shipping.Product) bool) (orders, units int64) {
	for h := range 24 {
		for _, p := range d.hour(monday.AddDate(0, 0, day-1).Add(time.Duration(h) * time.Hour)) {
			orders++
			for _, l := range p.order.Lines {
				if count(p.order.Ship.Country, &l.Product) {
					units += l.Quantity
				}
			}
		}
	}
	return orders, units
}

func about(t *testing.T, what string, got, want, off float64) {
	t.Helper()
	if math.Abs(got-want) > off*want {
		t.Errorf("%s: %.2f, want about %.2f", what, got, want)
	}
}

// TestPeak: a factor on everything brings as many more orders, on its days alone; what is bought stays alike.
func TestPeak(t *testing.T) {
	plain, peak := bent(t), bent(t, scenario.Demand{During: days(3, 4), Factor: 350})
	all := func(shipping.Country, *shipping.Product) bool { return true }
	for day := 2; day <= 5; day++ {
		usual, _ := sold(plain, day, all)
		got, _ := sold(peak, day, all)
		switch {
		case day == 3 || day == 4:
			about(t, "orders of the peak", float64(got), 3.5*float64(usual), 0.1)
		case got != usual:
			t.Errorf("day %d has %d orders instead of %d, though the peak is not then", day, got, usual)
		}
	}
}

// TestPromotion: one product that is bought ten times as often, where it is promoted, changes little else.
func TestPromotion(t *testing.T) {
	plain := bent(t)
	best := plain.wares[0]
	for _, w := range plain.wares {
		if w.share > best.share {
			best = w
		}
	}
	promoted := bent(t, scenario.Demand{During: days(1, 3), Factor: 1000, Products: []shipping.SKU{best.SKU}, Countries: []shipping.Country{"US"}})
	here := func(to shipping.Country, p *shipping.Product) bool { return to == "US" && p.SKU == best.SKU }
	there := func(to shipping.Country, p *shipping.Product) bool { return to != "US" }
	var usual, more, usualElsewhere, elsewhere int64
	for day := 1; day <= 3; day++ {
		_, n := sold(plain, day, here)
		_, m := sold(promoted, day, here)
		_, k := sold(plain, day, there)
		_, l := sold(promoted, day, there)
		usual, more, usualElsewhere, elsewhere = usual+n, more+m, usualElsewhere+k, elsewhere+l
	}
	if usual < 20 {
		t.Fatalf("%d sold: too few to say anything", usual)
	}
	about(t, "units of the promoted product", float64(more), 10*float64(usual), 0.3)
	about(t, "units elsewhere", float64(elsewhere), float64(usualElsewhere), 0.06)
}

func TestDemandRepeatsItself(t *testing.T) {
	at := monday.Add(60 * time.Hour)
	bends := []scenario.Demand{{During: days(3, 4), Factor: 350}, {During: days(1, 9), Factor: 50, Classes: []string{"toys"}}}
	whole, alone := bent(t, bends...), bent(t, bends...)
	for h := range 60 {
		whole.hour(monday.Add(time.Duration(h) * time.Hour))
	}
	if !reflect.DeepEqual(whole.hour(at), alone.hour(at)) {
		t.Error("what is bought in an hour depends on the hours before")
	}
}

// TestForecast: suppliers deliver for a peak that was announced, and not for one that was not; and they err.
func TestForecast(t *testing.T) {
	sum := func(d *demand) (all float64) {
		for _, n := range d.forecast(0, monday) {
			all += n
		}
		return all
	}
	usual := sum(bent(t))
	about(t, "an ordinary week", usual, 7*2000*unitsAnOrder*months[2], 0.03)
	peak := scenario.Demand{During: days(3, 4), Factor: 350}
	about(t, "a week with a peak", sum(bent(t, peak)), usual*(5+2*3.5)/7, 0.04)
	peak.Unforeseen = true
	if got := sum(bent(t, peak)); got != usual {
		t.Errorf("nobody foresaw it, and %.0f units came instead of %.0f", got, usual)
	}
	d := bent(t)
	if first, second := d.forecast(1, monday), d.forecast(2, monday); reflect.DeepEqual(first, second) {
		t.Error("the forecast does not err")
	}
}

func TestBendRefusesWhatNobodyBuys(t *testing.T) {
	for _, b := range []scenario.Demand{
		{Factor: 200, Countries: []shipping.Country{"AQ"}}, {Factor: 200, Classes: []string{"boats"}}, {Factor: 200, Products: []shipping.SKU{"x"}},
	} {
		err := newDemand(7, "main", 100).bend(monday, []scenario.Demand{{Factor: 100}, b})
		if shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%+v: %v", b, err)
		}
	}
}

// TestSeason: over a year the factors are about 1, and none is far from it.
func TestSeason(t *testing.T) {
	sum := 0.0
	for day := range 364 {
		f := season(monday.AddDate(0, 0, day))
		if f < 0.85 || f > 1.2 {
			t.Errorf("%.2f on day %d", f, day)
		}
		sum += f
	}
	about(t, "a year", sum/364, 1, 0.01)
}
