package channel_test

import (
	"testing"
	"time"

	"crosslane/channel"
	"crosslane/shipping"
)

// handover is a day of the sample Book's autumn.
var handover = time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// sample is a small Book: Shenzhen and Duisburg, four carriers, five channels to Germany,
// France, Britain and the United States.
func sample() *shipping.Book {
	return &shipping.Book{
		Version: "v1", Base: "EUR",
		FX: []shipping.Exchange{
			{Currency: "USD", Micro: 920_000}, {Currency: "CNY", Micro: 125_000},
			{Currency: "JPY", Micro: 6_100, From: "2026-01-01"}, {Currency: "USD", Micro: 900_000, From: "2026-12-01"},
		},
		Warehouses: []shipping.Warehouse{
			{ID: "szx", Place: shipping.Place{Country: "CN"}},
			{ID: "duisburg", Place: shipping.Place{Country: "DE"}, Overseas: true},
		},
		Carriers: []shipping.Carrier{{ID: "swift"}, {ID: "post"}, {ID: "rail"}, {ID: "domestic"}},
		Channels: sampleChannels(),
		Rates:    sampleRates(),
		Markets:  []shipping.Market{{Name: "Europe", Areas: []shipping.Area{shipping.Europe}, Prefer: []shipping.ChannelKind{shipping.DedicatedLine}}},
		Policy: shipping.Policy{DayCost: 20, SpreadCost: 10, LateCost: 1500, PreferBonus: 50, Backups: 2,
			HighValue: shipping.Money{Amount: 50000, Currency: "EUR"}, SmallWeight: 2000},
	}
}

func sampleChannels() []shipping.Channel {
	szx := []shipping.WarehouseID{"szx"}
	west := []shipping.Country{"DE", "FR", "GB", "US"}
	inside := []shipping.Battery{shipping.BatteryInside}
	return []shipping.Channel{
		{ID: "express", Carrier: "swift", Kind: shipping.Express, From: szx, To: west, Rates: "express",
			Limits: shipping.Limits{Weight: 30_000, Side: 1200, Girth: 3000, Batteries: []shipping.Battery{shipping.BatteryInside, shipping.BatteryWith}},
			Days:   shipping.Days{Least: 3, Most: 5}, Reliability: 980},
		{ID: "swift-eco", Carrier: "swift", Kind: shipping.DedicatedLine, From: szx, To: west, Rates: "line",
			Limits: shipping.Limits{Weight: 20_000, Batteries: inside}, Days: shipping.Days{Least: 8, Most: 13}, Reliability: 930},
		{ID: "rail", Carrier: "rail", Kind: shipping.DedicatedLine, From: szx, To: []shipping.Country{"DE", "FR"}, Rates: "line",
			Limits: shipping.Limits{Weight: 20_000, MinWeight: 100, NoHS: []string{"3303", "36"}, Batteries: inside, Dangerous: true},
			Days:   shipping.Days{Least: 14, Most: 18}, Reliability: 900},
		{ID: "packet", Carrier: "post", Kind: shipping.Postal, From: szx, To: west, Rates: "packet",
			Limits: shipping.Limits{Value: shipping.Money{Amount: 15000, Currency: "USD"}, Batteries: inside},
			Days:   shipping.Days{Least: 15, Most: 30}, Reliability: 800},
		{ID: "parcel-de", Carrier: "domestic", Kind: shipping.LastMile, From: []shipping.WarehouseID{"duisburg"}, To: []shipping.Country{"DE"}, Rates: "domestic",
			Limits: shipping.Limits{Weight: 31_500, MinValue: shipping.Money{Amount: 100, Currency: "EUR"}}, Days: shipping.Days{Least: 1, Most: 2}, Reliability: 950},
	}
}

func sampleRates() []shipping.RateSheet {
	return []shipping.RateSheet{
		{Name: "express", Currency: "CNY", Divisor: 5000, Minimum: 9000,
			Zones: []shipping.Zone{
				{Name: "west", Countries: []shipping.Country{"DE", "FR", "GB", "US"}, Breaks: []shipping.Break{
					{UpTo: 500, Flat: 12000}, {UpTo: 30_000, Flat: 12000, PerStep: 2500, Step: 500, Over: 500}}},
				{Name: "islands", Countries: []shipping.Country{"GB"}, Prefixes: []string{"ZE", "HS", "kw15-1"}, Breaks: []shipping.Break{{UpTo: 30_000, Flat: 40000}}},
			},
			Surcharges: []shipping.Surcharge{
				{Name: "fuel", Kind: shipping.FuelSurcharge, PerMille: 185},
				{Name: "peak", Kind: shipping.PeakSurcharge, Flat: 1500, From: "2026-11-15", Until: "2026-12-24"},
				{Name: "remote", Kind: shipping.RemoteSurcharge, Flat: 2000, Country: "GB", Prefixes: []string{"ZE", "IV"}},
				{Name: "oversize", Kind: shipping.SizeSurcharge, Flat: 10000, Side: 1000, Weight: 25_000},
			}},
		{Name: "line", Currency: "CNY", From: "2026-01-01", Until: "2026-12-31", Divisor: 8000,
			Zones: []shipping.Zone{{Name: "all", Countries: []shipping.Country{"DE", "FR", "US"}, Breaks: []shipping.Break{
				{UpTo: 20_000, Flat: 1500, PerStep: 55, Step: 10}}}}},
		{Name: "line", Currency: "CNY", From: "2027-01-01",
			Zones: []shipping.Zone{{Name: "all", Countries: []shipping.Country{"DE"}, Breaks: []shipping.Break{{UpTo: 20_000, Flat: 99900}}}}},
		{Name: "packet", Currency: "USD",
			Zones: []shipping.Zone{{Name: "all", Countries: []shipping.Country{"DE", "FR", "GB", "US"}, Breaks: []shipping.Break{
				{UpTo: 2000, Flat: 200, PerStep: 9, Step: 10}}}}},
		{Name: "domestic", Currency: "EUR", Minimum: 390,
			Zones: []shipping.Zone{{Name: "all", Countries: []shipping.Country{"DE"}, Breaks: []shipping.Break{{UpTo: 2000, Flat: 350}, {UpTo: 31_500, Flat: 690}}}}},
	}
}

func table(t testing.TB, book *shipping.Book) *channel.Table {
	t.Helper()
	compiled, err := channel.Compile(book)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// earphones are an ordinary parcel from Shenzhen to Berlin.
func earphones() *shipping.ParcelPlan {
	return &shipping.ParcelPlan{Warehouse: "szx", Ship: shipping.Place{Country: "DE", Postcode: "10115"}, Weight: 450,
		Size:  shipping.Dimensions{Length: 200, Width: 150, Height: 60},
		Value: shipping.Money{Amount: 4990, Currency: "EUR"}, Batteries: []shipping.Battery{shipping.BatteryInside}, HS: []string{"851830"}}
}
