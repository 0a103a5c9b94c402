package channel_test

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// handover is a day of the sample Book's autumn.
var handover = time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// sample is a small Book: Shenzhen and Duisburg, four carriers, five channels to Germany,
// France, Britain and the United States.
func sample() *book.Book {
	return &book.Book{
		Version: "v1", Base: "EUR",
		FX: []book.Exchange{
			{Currency: "USD", Micro: 920_000}, {Currency: "CNY", Micro: 125_000},
			{Currency: "JPY", Micro: 6_100, From: "2026-01-01"}, {Currency: "USD", Micro: 900_000, From: "2026-12-01"},
		},
		Warehouses: []book.Warehouse{
			{ID: "szx", Place: shipping.Place{Country: "CN"}},
			{ID: "duisburg", Place: shipping.Place{Country: "DE"}, Overseas: true},
		},
		Carriers: []book.Carrier{{ID: "swift"}, {ID: "post"}, {ID: "rail"}, {ID: "domestic"}},
		Channels: sampleChannels(),
		Rates:    sampleRates(),
		Markets:  []book.Market{{Name: "Europe", Areas: []shipping.Area{shipping.Europe}, Prefer: []book.ChannelKind{book.DedicatedLine}}},
		Policy: book.Policy{DayCost: 20, SpreadCost: 10, LateCost: 1500, PreferBonus: 50, Backups: 2,
			HighValue: shipping.Money{Amount: 50000, Currency: "EUR"}, SmallWeight: 2000},
	}
}

func sampleChannels() []book.Channel {
	szx := []shipping.WarehouseID{"szx"}
	west := []shipping.Country{"DE", "FR", "GB", "US"}
	inside := []shipping.Battery{shipping.BatteryInside}
	return []book.Channel{
		{ID: "express", Carrier: "swift", Kind: book.Express, From: szx, To: west, Rates: "express",
			Limits: book.Limits{Weight: 30_000, Side: 1200, Girth: 3000, Batteries: []shipping.Battery{shipping.BatteryInside, shipping.BatteryWith}},
			Days:   shipping.Days{Least: 3, Most: 5}, Reliability: 980},
		{ID: "swift-eco", Carrier: "swift", Kind: book.DedicatedLine, From: szx, To: west, Rates: "line",
			Limits: book.Limits{Weight: 20_000, Batteries: inside}, Days: shipping.Days{Least: 8, Most: 13}, Reliability: 930},
		{ID: "rail", Carrier: "rail", Kind: book.DedicatedLine, From: szx, To: []shipping.Country{"DE", "FR"}, Rates: "line",
			Limits: book.Limits{Weight: 20_000, MinWeight: 100, NoHS: []string{"3303", "36"}, Batteries: inside, Dangerous: true},
			Days:   shipping.Days{Least: 14, Most: 18}, Reliability: 900},
		{ID: "packet", Carrier: "post", Kind: book.Postal, From: szx, To: west, Rates: "packet",
			Limits: book.Limits{Value: shipping.Money{Amount: 15000, Currency: "USD"}, Batteries: inside},
			Days:   shipping.Days{Least: 15, Most: 30}, Reliability: 800},
		{ID: "parcel-de", Carrier: "domestic", Kind: book.LastMile, From: []shipping.WarehouseID{"duisburg"}, To: []shipping.Country{"DE"}, Rates: "domestic",
			Limits: book.Limits{Weight: 31_500, MinValue: shipping.Money{Amount: 100, Currency: "EUR"}}, Days: shipping.Days{Least: 1, Most: 2}, Reliability: 950},
	}
}

func sampleRates() []book.RateSheet {
	return []book.RateSheet{
		{Name: "express", Currency: "CNY", Divisor: 5000, Minimum: 9000,
			Zones: []book.Zone{
				{Name: "west", Countries: []shipping.Country{"DE", "FR", "GB", "US"}, Breaks: []book.Break{
					{UpTo: 500, Flat: 12000}, {UpTo: 30_000, Flat: 12000, PerStep: 2500, Step: 500, Over: 500}}},
				{Name: "islands", Countries: []shipping.Country{"GB"}, Prefixes: []string{"ZE", "HS", "kw15-1"}, Breaks: []book.Break{{UpTo: 30_000, Flat: 40000}}},
			},
			Surcharges: []book.Surcharge{
				{Name: "fuel", Kind: book.FuelSurcharge, PerMille: 185},
				{Name: "peak", Kind: book.PeakSurcharge, Flat: 1500, From: "2026-11-15", Until: "2026-12-24"},
				{Name: "remote", Kind: book.RemoteSurcharge, Flat: 2000, Country: "GB", Prefixes: []string{"ZE", "IV"}},
				{Name: "oversize", Kind: book.SizeSurcharge, Flat: 10000, Side: 1000, Weight: 25_000},
			}},
		{Name: "line", Currency: "CNY", From: "2026-01-01", Until: "2026-12-31", Divisor: 8000,
			Zones: []book.Zone{{Name: "all", Countries: []shipping.Country{"DE", "FR", "US"}, Breaks: []book.Break{
				{UpTo: 20_000, Flat: 1500, PerStep: 55, Step: 10}}}}},
		{Name: "line", Currency: "CNY", From: "2027-01-01",
			Zones: []book.Zone{{Name: "all", Countries: []shipping.Country{"DE"}, Breaks: []book.Break{{UpTo: 20_000, Flat: 99900}}}}},
		{Name: "packet", Currency: "USD",
			Zones: []book.Zone{{Name: "all", Countries: []shipping.Country{"DE", "FR", "GB", "US"}, Breaks: []book.Break{
				{UpTo: 2000, Flat: 200, PerStep: 9, Step: 10}}}}},
		{Name: "domestic", Currency: "EUR", Minimum: 390,
			Zones: []book.Zone{{Name: "all", Countries: []shipping.Country{"DE"}, Breaks: []book.Break{{UpTo: 2000, Flat: 350}, {UpTo: 31_500, Flat: 690}}}}},
	}
}

func table(t testing.TB, current *book.Book) *channel.Table {
	t.Helper()
	compiled, err := channel.Compile(current)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// earphones are an ordinary parcel from Shenzhen to Berlin.
func earphones() *fact.ParcelPlan {
	return &fact.ParcelPlan{Warehouse: "szx", Ship: shipping.Place{Country: "DE", Postcode: "10115"}, Weight: 450,
		Size:  shipping.Dimensions{Length: 200, Width: 150, Height: 60},
		Value: shipping.Money{Amount: 4990, Currency: "EUR"}, Batteries: []shipping.Battery{shipping.BatteryInside}, HS: []string{"851830"}}
}
