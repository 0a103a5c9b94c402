package channel_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestRefused holds one parcel against one channel for every rule.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		channel shipping.ChannelID
		book    func(b *book.Book)
		parcel  func(p *fact.ParcelPlan)
		at      time.Time
		rule    string
		note    string
	}{
		"warehouse": {channel: "parcel-de", rule: "warehouse", note: "the channel does not collect at warehouse szx"},
		"unknown warehouse": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Warehouse = "moon" }, rule: "warehouse",
			note: "the channel does not collect at warehouse moon"},
		"lane": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Ship.Country = "US" }, rule: "lane", note: "the channel does not go to US"},
		"no country": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Ship.Country = "" }, rule: "lane",
			note: "the channel does not go to "},
		"market": {channel: "rail", book: func(b *book.Book) { b.Markets[0].Avoid = []book.ChannelKind{book.DedicatedLine} }, rule: "market",
			note: "this market does not use channels of the kind dedicated_line"},
		"small weight": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Weight = 2001 }, rule: "small_weight",
			note: "parcel weighs 2.001 kg, the postal kind is used up to 2 kg"},
		"weight": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Weight = 23_500 }, rule: "weight",
			note: "parcel weighs 23.5 kg, the channel takes at most 20 kg"},
		"min weight": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Weight = 99 }, rule: "min_weight",
			note: "parcel weighs 99 g, the channel takes at least 100 g"},
		"side": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1, Width: 1205, Height: 1} }, rule: "side",
			note: "longest side is 120.5 cm, the channel takes at most 120 cm"},
		"girth": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1000, Width: 501, Height: 500} }, rule: "girth",
			note: "length plus girth is 300.2 cm, the channel takes at most 300 cm"},
		"value": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Value.Amount = 13_801 }, rule: "value",
			note: "goods are worth 138.01 EUR, the channel takes at most 138.00 EUR"},
		"weight at the limit": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Weight = 20_000 }},
		"a gram above": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Weight = 20_001 }, rule: "weight",
			note: "parcel weighs 20.001 kg, the channel takes at most 20 kg"},
		"min weight at the limit":   {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Weight = 100 }},
		"small weight at the limit": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Weight = 2000 }},
		"side at the limit":         {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1, Width: 1200, Height: 1} }},
		"a millimetre longer": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1, Width: 1201, Height: 1} }, rule: "side",
			note: "longest side is 120.1 cm, the channel takes at most 120 cm"},
		"girth at the limit": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1200, Width: 750, Height: 150} }},
		"a millimetre more of girth": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Size = shipping.Dimensions{Length: 1199, Width: 751, Height: 150} }, rule: "girth",
			note: "length plus girth is 300.1 cm, the channel takes at most 300 cm"},
		"min value at the limit": {channel: "parcel-de", parcel: func(p *fact.ParcelPlan) { p.Warehouse, p.Value.Amount, p.Batteries = "duisburg", 100, nil }},
		"no limits": {channel: "rail", book: func(b *book.Book) {
			b.Channels[2].Limits = book.Limits{Batteries: b.Channels[2].Limits.Batteries}
		},
			parcel: func(p *fact.ParcelPlan) {
				p.Weight, p.Size, p.Value.Amount = 1, shipping.Dimensions{Length: 9000, Width: 10, Height: 10}, 0
			}},
		"sheet weight at the limit": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Weight = 2000 },
			book: func(b *book.Book) { b.Policy.SmallWeight = 0 }},
		"a gram above the sheet": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Weight = 2001 },
			book: func(b *book.Book) { b.Policy.SmallWeight = 0 }, rule: "sheet_weight", note: "chargeable weight is 2.001 kg, the rate sheet ends at 2 kg"},
		"value at the limit": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Value.Amount = 13_800 }},
		"min value": {channel: "parcel-de", parcel: func(p *fact.ParcelPlan) { p.Warehouse, p.Value.Amount = "duisburg", 99 }, rule: "min_value",
			note: "goods are worth 0.99 EUR, the channel takes at least 1.00 EUR"},
		"no exchange": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Value.Currency = "CHF" }, rule: "no_exchange",
			note: "no exchange rate for CHF holds on this day"},
		"no exchange yet": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Value.Currency = "JPY" }, at: handover.AddDate(-1, 0, 0), rule: "no_exchange",
			note: "no exchange rate for JPY holds on this day"},
		"batteries": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Batteries = append(p.Batteries, shipping.BatteryAlone) }, rule: "batteries",
			note: `the channel does not take lithium cells carried as "alone"`},
		"unknown cells": {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Batteries = []shipping.Battery{"loose"} }, rule: "batteries",
			note: `the channel does not take lithium cells carried as "loose"`},
		"dangerous":       {channel: "express", parcel: func(p *fact.ParcelPlan) { p.Dangerous = true }, rule: "dangerous", note: "the channel does not take dangerous goods"},
		"dangerous taken": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.Dangerous = true }},
		"hs": {channel: "rail", parcel: func(p *fact.ParcelPlan) { p.HS = []string{"851830", "330300"} }, rule: "hs",
			note: "the channel does not take goods of HS code 330300"},
		"sheet has ended": {channel: "rail", at: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), rule: "no_sheet",
			note: "rate sheet line does not hold on 2025-12-31"},
		"no zone": {channel: "swift-eco", parcel: func(p *fact.ParcelPlan) { p.Ship = shipping.Place{Country: "GB", Postcode: "W1A 1AA"} }, rule: "no_zone",
			note: `the rate sheet has no zone for postcode "W1A 1AA"`},
		"sheet weight": {channel: "packet", parcel: func(p *fact.ParcelPlan) { p.Weight = 2500 },
			book: func(b *book.Book) { b.Policy.SmallWeight = 0 }, rule: "sheet_weight", note: "chargeable weight is 2.5 kg, the rate sheet ends at 2 kg"},
		"no channel": {channel: "pigeon", rule: "no_channel", note: "the Book has no such channel"},
		"taken":      {channel: "rail"},
	} {
		t.Run(name, func(t *testing.T) {
			current, p, at := sample(), earphones(), handover
			if c.book != nil {
				c.book(current)
			}
			if c.parcel != nil {
				c.parcel(p)
			}
			if !c.at.IsZero() {
				at = c.at
			}
			_, why := table(t, current).Quote(c.channel, p, at)
			if why.Rule != c.rule || channel.Explain(why) != c.note {
				t.Errorf("got %+v: %q, want %s: %q", why, channel.Explain(why), c.rule, c.note)
			}
		})
	}
}

// said tells a choice as "rail, swift-eco, express | packet score, parcel-de warehouse".
func said(c fact.ChannelChosen) string {
	kept := []string{string(c.Primary.Channel)}
	for _, b := range c.Backups {
		kept = append(kept, string(b.Channel))
	}
	var refused []string
	for _, r := range c.Refused {
		refused = append(refused, r.About+" "+r.Rule)
	}
	return strings.Join(kept, ", ") + " | " + strings.Join(refused, ", ")
}

// TestChoose on earphones to Berlin. By hand, in euro cents, cost + 20 a day + 10 a day of spread + late - bonus:
// express 1965 + 100 + 20 + 30 = 2115; swift-eco 497 + 260 + 50 + 105 - 50 = 862; rail 497 + 360 + 40 + 150 - 50 = 997;
// packet 557 + 600 + 150 + 300 = 1607.
func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		book   func(b *book.Book)
		parcel func(p *fact.ParcelPlan)
		want   string
	}{
		"other carriers stand by": {want: "swift-eco, rail, packet | parcel-de warehouse, express score"},
		"one backup":              {book: func(b *book.Book) { b.Policy.Backups = 1 }, want: "swift-eco, rail | parcel-de warehouse, express score, packet score"},
		"no backup":               {book: func(b *book.Book) { b.Policy.Backups = 0 }, want: "swift-eco | parcel-de warehouse, express score, rail score, packet score"},
		"the primary's carrier comes last": {book: func(b *book.Book) { b.Policy.Backups = 9 },
			want: "swift-eco, rail, packet, express | parcel-de warehouse"},
		"time is worth more": {book: func(b *book.Book) { b.Policy.DayCost = 200 }, want: "express, rail, packet | parcel-de warehouse, swift-eco same_carrier"},
		"without the bonus, rail is slow": {book: func(b *book.Book) { b.Policy.PreferBonus = 0 },
			want: "swift-eco, rail, packet | parcel-de warehouse, express score"},
		"high value goes by express": {parcel: func(p *fact.ParcelPlan) { p.Value.Amount = 50_000 },
			want: "express, rail, swift-eco | packet value, parcel-de warehouse"},
		"a cent below it is judged by its score": {parcel: func(p *fact.ParcelPlan) { p.Value.Amount = 49_999 },
			want: "swift-eco, rail, express | packet value, parcel-de warehouse"},
		"a draw with the last one kept is no better": {book: func(b *book.Book) {
			b.Channels[0] = b.Channels[2]
			b.Channels[0].ID, b.Channels[0].Carrier, b.Policy.Backups = "z-line", "swift", 1
		}, want: "swift-eco, rail | parcel-de warehouse, z-line score, packet score"},
		"unless no express takes it": {parcel: func(p *fact.ParcelPlan) { p.Value.Amount, p.Dangerous = 50_000, true },
			want: "rail | express dangerous, swift-eco dangerous, packet value, parcel-de warehouse"},
		"nobody goes there": {parcel: func(p *fact.ParcelPlan) { p.Ship.Country = "BR" },
			want: " | express lane, swift-eco lane, rail lane, packet lane, parcel-de warehouse"},
		"a draw goes to the first id": {book: func(b *book.Book) {
			b.Channels[2] = b.Channels[1]
			b.Channels[2].ID, b.Channels[2].Carrier = "a-line", "rail"
		}, want: "a-line, swift-eco, packet | parcel-de warehouse, express score"},
		"express before a better score": {book: func(b *book.Book) {
			b.Channels[1].Kind, b.Policy.Backups = book.Express, 1
			b.Channels[1].Carrier = "domestic"
		}, parcel: func(p *fact.ParcelPlan) { p.Value.Amount = 50_000 },
			want: "swift-eco, express | packet value, parcel-de warehouse, rail express_first"},
	} {
		t.Run(name, func(t *testing.T) {
			current, p := sample(), earphones()
			if c.book != nil {
				c.book(current)
			}
			if c.parcel != nil {
				c.parcel(p)
			}
			got := table(t, current).Choose(p, handover)
			if said(got) != c.want {
				t.Errorf("got  %s\nwant %s", said(got), c.want)
			}
			for _, r := range got.Refused {
				if channel.Explain(r) == "" {
					t.Errorf("no words for %+v", r)
				}
			}
		})
	}
	got := table(t, sample()).Choose(earphones(), handover)
	if got.Primary.Score != 862 || got.Backups[0].Score != 997 || got.Backups[1].Score != 1607 || got.Book != "v1" {
		t.Errorf("scores %+v", got)
	}
}

// TestEveryChannelOnce: whatever the parcel, each channel of the Book stands exactly once among
// primary, backups and refused, and the same question gives the same bytes.
func TestEveryChannelOnce(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	current := sample()
	first, second := table(t, current), table(t, sample())
	kept := map[int]int{}
	var again fact.ChannelChosen
	for range 3000 {
		p := randomParcel(rnd)
		at := handover.AddDate(0, 0, rnd.IntN(90)-45)
		c := first.Choose(p, at)
		seen := map[string]int{}
		for _, name := range strings.FieldsFunc(said(c), func(r rune) bool { return strings.ContainsRune(",| ", r) }) {
			seen[name]++
		}
		for _, ch := range current.Channels {
			if seen[string(ch.ID)] != 1 {
				t.Fatalf("%s stands %d times in %s", ch.ID, seen[string(ch.ID)], said(c))
			}
		}
		one, _ := json.Marshal(c)
		second.ChooseInto(&again, p, at, nil) // in the room of the answer before
		if again.Backups = slices.Clip(again.Backups); len(again.Backups) == 0 {
			again.Backups = nil
		}
		two, _ := json.Marshal(again)
		if string(one) != string(two) || string(fact.Encode(&c)) == "" {
			t.Fatalf("two answers to one question:\n%s\n%s", one, two)
		}
		checkRanks(t, current, c)
		kept[len(c.Backups)]++
	}
	if len(kept) != 3 {
		t.Errorf("the parcels are too tame: backups %v", kept)
	}
}

// checkRanks checks that the backups follow the order that Choose promises.
func checkRanks(t *testing.T, current *book.Book, c fact.ChannelChosen) {
	t.Helper()
	if c.Primary.Channel == "" {
		if len(c.Backups) > 0 {
			t.Fatalf("backups without a primary: %s", said(c))
		}
		return
	}
	carrier := map[shipping.ChannelID]shipping.CarrierID{}
	for _, ch := range current.Channels {
		carrier[ch.ID] = ch.Carrier
	}
	for i := 1; i < len(c.Backups); i++ {
		a, b := c.Backups[i-1], c.Backups[i]
		own := carrier[a.Channel] == carrier[c.Primary.Channel]
		if own != (carrier[b.Channel] == carrier[c.Primary.Channel]) {
			if own {
				t.Fatalf("the primary's carrier stands by before another: %s", said(c))
			}
			continue
		}
		if a.Score > b.Score && a.Channel != "express" {
			t.Fatalf("backups out of order: %+v", c.Backups)
		}
	}
}

func randomParcel(rnd *rand.Rand) *fact.ParcelPlan {
	p := earphones()
	p.Warehouse = []shipping.WarehouseID{"szx", "szx", "duisburg"}[rnd.IntN(3)]
	p.Ship = []shipping.Place{{Country: "DE", Postcode: "10115"}, {Country: "FR", Postcode: "75001"}, {Country: "GB", Postcode: "ZE2 9XX"},
		{Country: "US"}, {Country: "JP"}}[rnd.IntN(5)]
	p.Weight = shipping.Grams(1 + rnd.IntN(3000)*(1+rnd.IntN(12)))
	p.Size = shipping.Dimensions{Length: shipping.Millimetres(rnd.IntN(1300)), Width: shipping.Millimetres(rnd.IntN(600)), Height: shipping.Millimetres(rnd.IntN(400))}
	p.Value = shipping.Money{Amount: rnd.Int64N(80_000), Currency: []shipping.Currency{"EUR", "USD", "JPY", "CHF"}[rnd.IntN(4)]}
	p.Batteries = [][]shipping.Battery{nil, {shipping.BatteryInside}, {shipping.BatteryAlone}}[rnd.IntN(3)]
	p.Dangerous = rnd.IntN(6) == 0
	return p
}

// TestReadsOnly: a table is shared, and a question leaves it as it was.
func TestReadsOnly(t *testing.T) {
	current := sample()
	table(t, current).Choose(earphones(), handover)
	if !reflect.DeepEqual(current, sample()) {
		t.Errorf("compiling or choosing changed the Book: %+v", current)
	}
}
