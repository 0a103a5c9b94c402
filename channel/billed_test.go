package channel

import (
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// priced is what a parcel costs by a sheet with one zone for DE, or the rule by which it has no price, and what it is made of.
func priced(t *testing.T, s book.RateSheet, p fact.ParcelPlan) (int64, string, []Part) {
	t.Helper()
	b := broad(1)
	s.Name, s.Currency = "r", "EUR"
	if s.Zones == nil {
		s.Zones = []book.Zone{{Name: "all", Countries: []shipping.Country{"DE"}, Breaks: []book.Break{{UpTo: 500, Flat: 100}, {UpTo: 30000, Flat: 100, PerStep: 10, Step: 100, Over: 500}}}}
	}
	b.Rates, b.Channels[0].Rates, b.Channels[0].Limits = []book.RateSheet{s}, "r", book.Limits{}
	p.Warehouse = "szx"
	if p.Ship.Country == "" {
		p.Ship = shipping.Place{Country: "DE", Postcode: "10115"}
	}
	table := opened(t, b)
	o, why := table.Quote("c00", &p, day20261121)
	return o.Price.Amount, why.Rule, table.Parts("c00", &p, day20261121)
}

func box(length, width, height shipping.Millimetres) shipping.Dimensions {
	return shipping.Dimensions{Length: length, Width: width, Height: height}
}

// TestBilledWeight: sides, volumetric weight and billed weight are rounded by the carrier's rule. The parcels in inches are those
// by which carriers in the US told of their rule of August 2025, in pounds of 454 g.
func TestBilledWeight(t *testing.T) {
	inches := book.Rounding{Sides: book.WholeInches, Weight: 454}
	for _, tc := range []struct {
		name     string
		rounding book.Rounding
		divisor  int64
		size     shipping.Dimensions
		weight   shipping.Grams
		want     shipping.Grams
	}{
		{"nothing to round", book.Rounding{}, 5000, box(300, 200, 100), 1000, 1200},
		{"volume up to a whole gram", book.Rounding{}, 5000, box(301, 201, 101), 1000, 1223},
		{"weight counts where it is more", book.Rounding{}, 5000, box(300, 200, 100), 1201, 1201},
		{"no divisor", book.Rounding{Sides: book.WholeCentimetres}, 0, box(300, 200, 100), 7, 7},
		{"whole centimetres", book.Rounding{Sides: book.WholeCentimetres}, 5000, box(300, 200, 100), 1, 1200},
		{"a millimetre above a centimetre", book.Rounding{Sides: book.WholeCentimetres}, 5000, box(301, 201, 101), 1, 1433},
		{"half a kilo, exactly", book.Rounding{Weight: 500}, 5000, box(100, 100, 100), 1500, 1500},
		{"half a kilo, a gram above", book.Rounding{Weight: 500}, 5000, box(100, 100, 100), 1501, 2000},
		{"volume by the half kilo", book.Rounding{Volume: 500}, 5000, box(300, 200, 100), 1100, 1500},
		{"weight is not rounded with it", book.Rounding{Volume: 500}, 5000, box(300, 200, 100), 1501, 1501},
		{"volume up to its threshold does not count", book.Rounding{Above: 6000}, 5000, box(300, 200, 100), 900, 900},
		{"volume above its threshold", book.Rounding{Above: 5999}, 5000, box(300, 200, 100), 900, 1200},
		{"11.1 x 8.1 x 4.1 in, four pounds", inches, 5022, box(282, 206, 104), 1, 4 * 454},
		{"11.1 x 8.5 x 6.2 in, six pounds", inches, 5022, box(282, 216, 157), 1, 6 * 454},
		{"an inch exactly", inches, 5022, box(254, 254, 254), 1, 8 * 454}, // 1000 in³: 7.2 lb
	} {
		q := query{plan: &fact.ParcelPlan{Size: tc.size, Weight: tc.weight}}
		q.volume = int64(tc.size.Length) * int64(tc.size.Width) * int64(tc.size.Height)
		s := sheet{RateSheet: &book.RateSheet{Divisor: tc.divisor, Rounding: tc.rounding}}
		if got := s.billed(&q); got != tc.want {
			t.Errorf("%s: %d g, want %d", tc.name, got, tc.want)
		}
	}
}

// TestFuelCounts: fuel is charged on the base price, and on the surcharges that the sheet names, whatever their order.
func TestFuelCounts(t *testing.T) {
	remote := book.Surcharge{Name: "remote", Kind: book.RemoteSurcharge, Flat: 1000, Country: "DE", Prefixes: []string{"101"}}
	peak := book.Surcharge{Name: "peak", Kind: book.PeakSurcharge, PerMille: 500, From: "2026-11-21", Until: "2026-11-21"}
	fuel := book.Surcharge{Name: "fuel", Kind: book.FuelSurcharge, PerMille: 205}
	for _, tc := range []struct {
		on   []string
		list []book.Surcharge
		want int64 // base 100
	}{
		{nil, []book.Surcharge{fuel, remote, peak}, 100 + 21 + 1000 + 50},
		{[]string{"remote"}, []book.Surcharge{fuel, remote, peak}, 100 + 1000 + 50 + 226}, // 1100 x 0.205 = 225.5
		{[]string{"remote"}, []book.Surcharge{remote, peak, fuel}, 100 + 1000 + 50 + 226},
		{[]string{"remote", "peak"}, []book.Surcharge{remote, fuel, peak}, 100 + 1000 + 50 + 236}, // 1150 x 0.205 = 235.75
		{[]string{"peak"}, []book.Surcharge{remote, fuel, peak}, 100 + 1000 + 50 + 31},            // 150 x 0.205 = 30.75
	} {
		price, rule, parts := priced(t, book.RateSheet{Surcharges: tc.list, FuelOn: tc.on}, fact.ParcelPlan{Weight: 450})
		sum := int64(0)
		for i, p := range parts {
			sum += p.Amount
			if i > 0 && p.Name != tc.list[i-1].Name {
				t.Errorf("part %d is %s, in the sheet %s", i, p.Name, tc.list[i-1].Name)
			}
		}
		if price != tc.want || rule != "" || sum != price {
			t.Errorf("fuel on %v: %d %s, parts %v, want %d", tc.on, price, rule, parts, tc.want)
		}
	}
	elsewhere := fact.ParcelPlan{Weight: 450, Ship: shipping.Place{Country: "DE", Postcode: "20095"}}
	if price, _, _ := priced(t, book.RateSheet{Surcharges: []book.Surcharge{remote, fuel}, FuelOn: []string{"remote"}}, elsewhere); price != 121 {
		t.Errorf("fuel is charged on what is not due: %d", price)
	}
}

// TestBoundaries: a limit takes what reaches it, and nothing above it; a range of postcodes takes both its ends.
func TestBoundaries(t *testing.T) {
	size := book.Surcharge{Name: "size", Kind: book.SizeSurcharge, Flat: 700, Side: 1000, Girth: 2600, Weight: 20000, LeastWeight: 25000}
	sheet := book.RateSheet{Surcharges: []book.Surcharge{size}}
	ranges := book.RateSheet{Surcharges: []book.Surcharge{{Name: "remote", Kind: book.RemoteSurcharge, Flat: 30, Country: "DE", Prefixes: []string{"25849-25869", "99"}}}}
	days := book.RateSheet{Surcharges: []book.Surcharge{{Name: "peak", Kind: book.PeakSurcharge, Flat: 30, From: "2026-11-21", Until: "2026-11-21"}, {Name: "old", Kind: book.PeakSurcharge, Flat: 500, From: "2026-11-01", Until: "2026-11-20"}, {Name: "new", Kind: book.PeakSurcharge, Flat: 500, From: "2026-11-22", Until: "2026-12-01"}}}
	to := func(postcode string) fact.ParcelPlan {
		return fact.ParcelPlan{Weight: 500, Ship: shipping.Place{Country: "DE", Postcode: postcode}}
	}
	for _, tc := range []struct {
		name  string
		sheet book.RateSheet
		plan  fact.ParcelPlan
		want  int64
		rule  string
	}{
		{"at the break", sheet, fact.ParcelPlan{Weight: 500}, 100, ""},
		{"a gram above the break", sheet, fact.ParcelPlan{Weight: 501}, 110, ""},
		{"a step", sheet, fact.ParcelPlan{Weight: 600}, 110, ""},
		{"a gram above a step", sheet, fact.ParcelPlan{Weight: 601}, 120, ""},
		{"at the end of the sheet", book.RateSheet{}, fact.ParcelPlan{Weight: 30000}, 3050, ""},
		{"a gram above it", book.RateSheet{}, fact.ParcelPlan{Weight: 30001}, 0, ruleSheetWeight},
		{"at the weight of the surcharge", sheet, fact.ParcelPlan{Weight: 20000}, 2050, ""},
		{"a gram above it, charged for 25 kg", sheet, fact.ParcelPlan{Weight: 20001}, 2550 + 700, ""},
		{"above the least weight", sheet, fact.ParcelPlan{Weight: 25001}, 2560 + 700, ""},
		{"at the side", sheet, fact.ParcelPlan{Weight: 500, Size: box(1000, 100, 100)}, 100, ""},
		{"a millimetre longer", sheet, fact.ParcelPlan{Weight: 500, Size: box(100, 1001, 100)}, 2550 + 700, ""},
		{"at the girth", sheet, fact.ParcelPlan{Weight: 500, Size: box(1000, 400, 400)}, 100, ""},
		{"a millimetre wider", sheet, fact.ParcelPlan{Weight: 500, Size: box(999, 401, 400)}, 2550 + 700, ""},
		{"before the range", ranges, to("25848"), 100, ""},
		{"first of the range", ranges, to("25849"), 130, ""},
		{"last of the range", ranges, to("25869"), 130, ""},
		{"behind the range", ranges, to("25870"), 100, ""},
		{"no postcode", ranges, to(""), 0, ruleNoPostcode},
		{"no postcode, one price", sheet, to(""), 100, ""},
		{"on its day alone", days, fact.ParcelPlan{Weight: 500}, 130, ""},
	} {
		price, rule, _ := priced(t, tc.sheet, tc.plan)
		if price != tc.want || rule != tc.rule {
			t.Errorf("%s: %d %s, want %d %s", tc.name, price, rule, tc.want, tc.rule)
		}
	}
}
