package channel_test

import (
	"errors"
	"testing"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/shipping"
)

func TestCompileNamesTheFault(t *testing.T) {
	for _, c := range []struct {
		field string
		spoil func(b *book.Book)
	}{
		{"base", func(b *book.Book) { b.Base = "euro" }},
		{"fx[1].currency", func(b *book.Book) { b.FX[1].Currency = "RMB1" }},
		{"fx[1].currency", func(b *book.Book) { b.FX[1].Currency = "EUR" }},
		{"rates[0].zones[1].prefixes[2]", func(b *book.Book) { b.Rates[0].Zones[1].Prefixes[2] = "--" }},
		{"rates[0].surcharges[2].prefixes[0]", func(b *book.Book) { b.Rates[0].Surcharges[2].Prefixes[0] = "" }},
		{"fx[0].micro", func(b *book.Book) { b.FX[0].Micro = 0 }},
		{"fx[2].from", func(b *book.Book) { b.FX[2].From = "2026-02-30" }},
		{"fx[3]", func(b *book.Book) { b.FX[3].From = "" }},
		{"warehouses[1].id", func(b *book.Book) { b.Warehouses[1].ID = "szx" }},
		{"warehouses[0].id", func(b *book.Book) { b.Warehouses[0].ID = "" }},
		{"warehouses[1].place.country", func(b *book.Book) { b.Warehouses[1].Place.Country = "XX" }},
		{"carriers[2].id", func(b *book.Book) { b.Carriers[2].ID = "post" }},
		{"channels[1].id", func(b *book.Book) { b.Channels[1].ID = "express" }},
		{"channels[2].carrier", func(b *book.Book) { b.Channels[2].Carrier = "sail" }},
		{"channels[0].kind", func(b *book.Book) { b.Channels[0].Kind = "pigeon" }},
		{"channels[3].rates", func(b *book.Book) { b.Channels[3].Rates = "packets" }},
		{"channels[0].from[0]", func(b *book.Book) { b.Channels[0].From = []shipping.WarehouseID{"lax"} }},
		{"channels[0].from", func(b *book.Book) { b.Channels[0].From = nil }},
		{"channels[0].to[1]", func(b *book.Book) { b.Channels[0].To = []shipping.Country{"DE", "UK"} }},
		{"channels[0].to", func(b *book.Book) { b.Channels[0].To = nil }},
		{"channels[0].days.most", func(b *book.Book) { b.Channels[0].Days.Most = 2 }},
		{"channels[0].reliability", func(b *book.Book) { b.Channels[0].Reliability = 1001 }},
		{"channels[0].limits.girth", func(b *book.Book) { b.Channels[0].Limits.Girth = -1 }},
		{"channels[0].limits.batteries[0]", func(b *book.Book) { b.Channels[0].Limits.Batteries = []shipping.Battery{"loose"} }},
		{"channels[2].limits.no_hs[1]", func(b *book.Book) { b.Channels[2].Limits.NoHS[1] = "36." }},
		{"channels[3].limits.value.currency", func(b *book.Book) { b.Channels[3].Limits.Value.Currency = "CHF" }},
		{"rates[0].name", func(b *book.Book) { b.Rates[0].Name = "" }},
		{"rates[0].currency", func(b *book.Book) { b.Rates[0].Currency = "CHF" }},
		{"rates[1].until", func(b *book.Book) { b.Rates[1].Until = "2025-12-31" }},
		{"rates[1].from", func(b *book.Book) { b.Rates[1].From = "1.1.2026" }},
		{"rates[2].from", func(b *book.Book) { b.Rates[2].From = "2026-12-31" }},
		{"rates[0].zones", func(b *book.Book) { b.Rates[0].Zones = nil }},
		{"rates[0].zones[1].countries[0]", func(b *book.Book) { b.Rates[0].Zones[1].Prefixes = nil }},
		{"rates[0].zones[0].countries[1]", func(b *book.Book) { b.Rates[0].Zones[0].Countries[1] = "FX" }},
		{"rates[0].zones[0].breaks", func(b *book.Book) { b.Rates[0].Zones[0].Breaks = nil }},
		{"rates[0].zones[0].breaks[1].up_to", func(b *book.Book) { b.Rates[0].Zones[0].Breaks[1].UpTo = 500 }},
		{"rates[0].zones[0].breaks[1].step", func(b *book.Book) { b.Rates[0].Zones[0].Breaks[1].Step = 0 }},
		{"rates[0].zones[0].breaks[0].flat", func(b *book.Book) { b.Rates[0].Zones[0].Breaks[0].Flat = -1 }},
		{"rates[0].surcharges[0].per_mille", func(b *book.Book) { b.Rates[0].Surcharges[0].PerMille = 10_001 }},
		{"rates[0].surcharges[0].kind", func(b *book.Book) { b.Rates[0].Surcharges[0].Kind = "petrol" }},
		{"rates[0].surcharges[1].from", func(b *book.Book) { b.Rates[0].Surcharges[1].From = "" }},
		{"rates[0].surcharges[2].country", func(b *book.Book) { b.Rates[0].Surcharges[2].Country = "" }},
		{"rates[0].surcharges[3].side", func(b *book.Book) { b.Rates[0].Surcharges[3].Side, b.Rates[0].Surcharges[3].Weight = 0, 0 }},
		{"markets[0].areas[0]", func(b *book.Book) { b.Markets[0].Areas[0] = "europa" }},
		{"markets[1].areas[0]", func(b *book.Book) { b.Markets = append(b.Markets, b.Markets[0]) }},
		{"markets[0].prefer[0]", func(b *book.Book) { b.Markets[0].Prefer[0] = "fast" }},
		{"markets[0].countries[0]", func(b *book.Book) { b.Markets[0].Countries = []shipping.Country{"UK"} }},
		{"policy.day_cost", func(b *book.Book) { b.Policy.DayCost = -1 }},
		{"policy.high_value.currency", func(b *book.Book) { b.Policy.HighValue.Currency = "GBP" }},
	} {
		t.Run(c.field, func(t *testing.T) {
			current := sample()
			c.spoil(current)
			_, err := channel.Compile(current)
			var told *shipping.Error
			if !errors.As(err, &told) || told.Field != c.field || told.Code != shipping.Invalid || told.Message == "" {
				t.Errorf("got %v, want a fault in %s", err, c.field)
			}
		})
	}
}

func TestCompileEmptyBook(t *testing.T) {
	got := table(t, &book.Book{Base: "EUR"}).Choose(earphones(), handover)
	if got.Primary.Channel != "" || len(got.Refused) != 0 {
		t.Errorf("a Book without channels chose %+v", got)
	}
}
