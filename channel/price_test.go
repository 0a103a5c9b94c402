package channel_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestPrice holds prices that were computed by hand.
func TestPrice(t *testing.T) {
	compiled := table(t, sample())
	for name, c := range map[string]struct {
		channel shipping.ChannelID
		change  func(p *fact.ParcelPlan)
		at      string
		want    string // price = parts
		cost    int64  // euro cents
	}{
		// 450 g; 200x150x60 mm = 1,800 cm³ / 5000 = 360 g: weight counts. 18.5 % of 120.00 = 22.20.
		"flat break, fuel, peak": {"express", nil, "2026-11-21", "157.20 CNY = base 12000 + fuel 2220 + peak 1500", 1965},
		"after the peak":         {"express", nil, "2026-12-25", "142.20 CNY = base 12000 + fuel 2220", 1778},
		"last day of the peak":   {"express", nil, "2026-12-24", "157.20 CNY = base 12000 + fuel 2220 + peak 1500", 1965},
		// 1,001 g: two started steps of 500 g above 500 g. 18.5 % of 170.00 = 31.45.
		"started steps": {"express", func(p *fact.ParcelPlan) { p.Weight = 1001 }, "2026-10-01",
			"201.45 CNY = base 17000 + fuel 3145", 2518},
		"the break's own limit": {"express", func(p *fact.ParcelPlan) { p.Weight = 500 }, "2026-10-01",
			"142.20 CNY = base 12000 + fuel 2220", 1778},
		// 400x300x200 mm = 24,000 cm³ / 5000 = 4,800 g: nine steps above 500 g.
		"volume counts": {"express", func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 200, Width: 400, Height: 300} }, "2026-10-01",
			"408.83 CNY = base 34500 + fuel 6383", 5110}, // 63.825 is rounded up
		"a longer prefix is dearer": {"express", func(p *fact.ParcelPlan) { p.Ship = shipping.Place{Country: "GB", Postcode: "ze2 9xx"} }, "2026-10-01",
			"494.00 CNY = base 40000 + fuel 7400 + remote 2000", 6175},
		"a prefix with a hyphen": {"express", func(p *fact.ParcelPlan) { p.Ship = shipping.Place{Country: "GB", Postcode: "KW15 1AA"} }, "2026-10-01",
			"474.00 CNY = base 40000 + fuel 7400", 5925},
		"remote, ordinary zone": {"express", func(p *fact.ParcelPlan) { p.Ship = shipping.Place{Country: "GB", Postcode: "IV1 1AA"} }, "2026-10-01",
			"162.20 CNY = base 12000 + fuel 2220 + remote 2000", 2028},
		"the same digits elsewhere": {"express", func(p *fact.ParcelPlan) { p.Ship = shipping.Place{Country: "US", Postcode: "IV1"} }, "2026-10-01",
			"142.20 CNY = base 12000 + fuel 2220", 1778},
		"oversize": {"express", func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1001, Width: 10, Height: 10} }, "2026-10-01",
			"242.20 CNY = base 12000 + fuel 2220 + oversize 10000", 3028},
		// 51 started steps of 500 g; 18.5 % of 1,395.00 is 258.075.
		"overweight": {"express", func(p *fact.ParcelPlan) { p.Weight = 26_000 }, "2026-10-01",
			"1753.08 CNY = base 139500 + fuel 25808 + oversize 10000", 21914},
		"per ten grams":          {"rail", nil, "2026-11-21", "39.75 CNY = base 3975", 497},
		"next year's row":        {"rail", nil, "2027-01-01", "999.00 CNY = base 99900", 12488},
		"in dollars":             {"packet", nil, "2026-11-21", "6.05 USD = base 605", 557},
		"dollars since December": {"packet", nil, "2026-12-01", "6.05 USD = base 605", 545},
		"minimum": {"parcel-de", func(p *fact.ParcelPlan) { p.Warehouse, p.Batteries = "duisburg", nil }, "2026-11-21",
			"3.90 EUR = base 350 + minimum 40", 390},
	} {
		t.Run(name, func(t *testing.T) {
			p := earphones()
			if c.change != nil {
				c.change(p)
			}
			at, _ := time.Parse(time.DateOnly, c.at)
			option, why := compiled.Quote(c.channel, p, at)
			var parts []string
			var sum int64
			for _, part := range compiled.Parts(c.channel, p, at) {
				parts = append(parts, fmt.Sprintf("%s %d", part.Name, part.Amount))
				sum += part.Amount
			}
			got := option.Price.String() + " = " + strings.Join(parts, " + ")
			if got != c.want || sum != option.Price.Amount || option.Cost != (shipping.Money{Amount: c.cost, Currency: "EUR"}) {
				t.Errorf("got %s (cost %s, %v), want %s (cost %d)", got, option.Cost, why, c.want, c.cost)
			}
		})
	}
}

// TestMinorUnits converts between currencies with different minor units.
func TestMinorUnits(t *testing.T) {
	current := sample()
	current.Rates[4].Currency = "JPY" // 390 yen at 0.0061 EUR = 2.379 EUR
	p := earphones()
	p.Warehouse, p.Batteries = "duisburg", nil
	if o, why := table(t, current).Quote("parcel-de", p, handover); o.Cost.Amount != 238 {
		t.Errorf("390 JPY cost %v (%v), want 2.38 EUR", o.Cost, why)
	}
	current.Base, current.FX = "JPY", []book.Exchange{{Currency: "EUR", Micro: 163_500_000}, {Currency: "CNY", Micro: 20_000_000}, {Currency: "USD", Micro: 150_000_000}}
	current.Rates[4].Currency = "EUR" // 3.90 EUR at 163.5 JPY = 637.65 JPY
	if o, why := table(t, current).Quote("parcel-de", p, handover); o.Cost != (shipping.Money{Amount: 638, Currency: "JPY"}) {
		t.Errorf("3.90 EUR cost %v (%v), want 638 JPY", o.Cost, why)
	}
}

// TestPriceRises: within a sheet whose breaks rise, more weight never costs less.
func TestPriceRises(t *testing.T) {
	compiled := table(t, sample())
	for _, id := range []shipping.ChannelID{"express", "swift-eco", "rail", "packet"} {
		p, last := earphones(), int64(0)
		for p.Weight = 1; p.Weight <= 20_500; p.Weight += 7 {
			o, why := compiled.Quote(id, p, handover)
			if why.Rule != "" {
				continue
			}
			if o.Price.Amount < last {
				t.Fatalf("%s: %d g cost %d, less than before (%d)", id, p.Weight, o.Price.Amount, last)
			}
			last = o.Price.Amount
		}
		if last == 0 {
			t.Errorf("%s took no parcel at all", id)
		}
	}
}
