package channel

import (
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// asWritten are places as buyers and shops write them: what they are, whether the shipped Book serves them from Shenzhen by the
// line of their continent (truck to Europe, sea to the US), by post and by express, and why the line does not go there.
var asWritten = []struct {
	country, postcode, region string
	goes                      shipping.Country
	line, post, express       bool
	why                       string
}{
	{"DE", "10115", "", "DE", true, true, true, ""},
	{"DE", "27498", "", "DE-HEL", false, false, false, "outside the customs territory and the tax area of Germany"},
	{"DE", "", "Helgoland", "DE-HEL", false, false, false, "do not name Heligoland (DE-HEL)"},
	{"DE", "27499", "", "DE", true, true, true, ""}, // Neuwerk and Scharhörn
	{"DE", "78266", "", "DE-BUE", false, false, false, "do not name Büsingen (DE-BUE)"},
	{"CH", "8238", "", "DE-BUE", false, false, false, "do not name Büsingen (DE-BUE)"},
	{"DE", "78267", "", "DE", true, true, true, ""},
	{"CH", "8001", "", "CH", true, true, true, ""},
	{"CH", "9490", "", "LI", true, true, true, ""},
	{"LI", "9490", "", "LI", true, true, true, ""},
	{"CH", "9499", "", "CH", true, true, true, ""},
	{"CH", "7563", "", "CH-SAM", false, false, false, "outside the customs territory and the tax area of Switzerland"},
	{"CH", "6911", "", "IT-CAM", false, false, false, "do not name Campione d'Italia (IT-CAM), outside the tax area of Italy"},
	{"FR", "75001", "", "FR", true, true, true, ""},
	{"FR", "20000", "", "FR", true, true, true, ""}, // Corsica
	{"FR", "97100", "", "GP", false, true, true, "outside the tax area of France"},
	{"FR", "97200", "", "MQ", false, true, true, "outside the tax area of France"},
	{"FR", "97300", "", "GF", false, false, false, "outside the tax area of France"},
	{"FR", "97400", "", "RE", false, true, true, "do not name Réunion (RE), outside the tax area of France"},
	{"FR", "", "La Réunion", "RE", false, true, true, "outside the tax area of France"},
	{"RE", "97400", "", "RE", false, true, true, "outside the tax area of France"},
	{"FR", "97500", "", "PM", false, false, false, "outside the customs territory and the tax area of France"},
	{"FR", "97600", "", "YT", false, false, false, "outside the tax area of France"},
	{"FR", "97133", "", "BL", false, false, false, "outside the customs territory and the tax area of France"},
	{"FR", "97150", "", "MF", false, false, false, "outside the tax area of France"},
	{"FR", "98400", "", "TF", false, false, false, "outside the customs territory"},
	{"FR", "98600", "", "WF", false, false, false, "outside the customs territory"},
	{"FR", "98714", "", "PF", false, false, false, "outside the customs territory"},
	{"FR", "98800", "", "NC", false, false, false, "outside the customs territory"},
	{"NC", "98800", "", "NC", false, false, false, "outside the customs territory"},
	{"FR", "98000", "", "MC", true, true, true, ""},
	{"MC", "98000", "", "MC", true, true, true, ""},
	{"ES", "28001", "", "ES", true, true, true, ""},
	{"ES", "07001", "", "ES", true, true, true, ""}, // Balearic Islands
	{"ES", "34001", "", "ES", true, true, true, ""},
	{"ES", "35001", "GC", "ES-CN", false, true, true, "do not name Canary Islands (ES-CN), outside the tax area of Spain"},
	{"ES", "38001", "", "ES-CN", false, true, true, "outside the tax area of Spain"},
	{"ES", "", "Las Palmas", "ES-CN", false, true, true, "outside the tax area of Spain"},
	{"ES", "51001", "", "ES-CE", false, false, false, "do not name Ceuta (ES-CE), outside the customs territory and the tax area of Spain"},
	{"ES", "52006", "", "ES-ML", false, false, false, "do not name Melilla (ES-ML)"},
	{"PT", "1000-001", "", "PT", true, true, true, ""},
	{"PT", "8999-999", "", "PT", true, true, true, ""},
	{"PT", "9000-018", "", "PT-30", false, true, true, "reached by other ways than the rest of Portugal"},
	{"PT", "9400-150", "", "PT-30", false, true, true, "do not name Madeira (PT-30)"},
	{"PT", "9500-150", "", "PT-20", false, true, true, "do not name Azores (PT-20)"},
	{"PT", "9980-024", "", "PT-20", false, true, true, "do not name Azores (PT-20)"},
	{"IT", "20121", "", "IT", true, true, true, ""},
	{"IT", "23041", "SO", "IT-LIV", false, false, false, "do not name Livigno (IT-LIV)"},
	{"IT", "23030", "SO", "IT", true, true, true, ""}, // Valdidentro and others
	{"IT", "22061", "", "IT-CAM", false, false, false, "outside the tax area of Italy"},
	{"IT", "47890", "", "SM", false, false, false, "do not name San Marino (SM)"},
	{"SM", "47890", "", "SM", false, false, false, "do not name San Marino (SM)"},
	{"IT", "47900", "", "IT", true, true, true, ""}, // Rimini
	{"IT", "00120", "", "VA", false, false, false, "do not name Vatican City (VA)"},
	{"VA", "00120", "", "VA", false, false, false, "do not name Vatican City (VA)"},
	{"FI", "00100", "", "FI", true, true, true, ""},
	{"FI", "22100", "", "AX", false, true, true, "outside the tax area of Finland"},
	{"AX", "22100", "", "AX", false, true, true, "outside the tax area of Finland"},
	{"FI", "23100", "", "FI", true, true, true, ""},
	{"GR", "630 86", "", "GR-69", false, false, false, "does not go to GR-69"},
	{"GR", "630 88", "", "GR", false, false, false, "does not go to GR"},
	{"CY", "99010", "", "CY-NOR", false, false, false, "does not go to CY-NOR"},
	{"CY", "1010", "", "CY", false, false, false, "does not go to CY"},
	{"CY", "9930", "", "CY", false, false, false, "does not go to CY"},
	{"DK", "2100", "", "DK", true, true, true, ""},
	{"DK", "3900", "", "GL", false, false, false, "do not name Greenland (GL)"},
	{"GL", "3900", "", "GL", false, false, false, "do not name Greenland (GL)"},
	{"FO", "100", "", "FO", false, false, false, "do not name Faroe Islands (FO)"},
	{"NO", "0150", "", "NO", false, true, true, "does not go to NO"},
	{"NO", "9170", "", "SJ", false, false, false, "does not go to SJ"},
	{"NL", "1012 JS", "", "NL", true, true, true, ""},
	{"NL", "", "Curaçao", "CW", false, false, false, "do not name Curaçao (CW), outside the customs territory and the tax area of the Netherlands"},
	{"NL", "", "Bonaire", "BQ", false, false, false, "do not name Caribbean Netherlands (BQ)"},
	{"GB", "SW1A 1AA", "", "GB", true, true, true, ""},
	{"GB", "B10 1AA", "", "GB", true, true, true, ""}, // Birmingham
	{"GB", "BT1 1AA", "", "GB-NIR", true, true, true, ""},
	{"GB", "JE2 3AB", "", "JE", false, true, true, "do not name Jersey (JE), outside the tax area of the United Kingdom"},
	{"JE", "JE2 3AB", "", "JE", false, true, true, "do not name Jersey (JE)"},
	{"GB", "GY1 1AA", "", "GG", false, true, true, "do not name Guernsey (GG)"},
	{"GB", "IM1 1AA", "", "IM", true, true, true, ""},
	{"IM", "IM1 1AA", "", "IM", true, true, true, ""},
	{"GB", "BF1 2AT", "", "GB-BFP", false, false, false, "do not name British Forces post offices (GB-BFP)"},
	{"GB", "BFPO 12", "", "GB-BFP", false, false, false, "do not name British Forces post offices (GB-BFP)"},
	{"GB", "GX11 1AA", "", "GI", false, false, false, "do not name Gibraltar (GI)"},
	{"GB", "FIQQ 1ZZ", "", "FK", false, false, false, "do not name Falkland Islands (FK)"},
	{"US", "10001", "NY", "US", true, true, true, ""},
	{"US", "96162", "CA", "US", true, true, true, ""},
	{"US", "99403", "WA", "US", true, true, true, ""},
	{"US", "00907", "PR", "PR", false, true, true, "do not name Puerto Rico (PR), outside the tax area of the United States"},
	{"PR", "00907", "", "PR", false, true, true, "outside the tax area of the United States"},
	{"US", "00802", "VI", "VI", false, false, false, "outside the customs territory and the tax area of the United States"},
	{"US", "96910", "GU", "GU", false, false, false, "do not name Guam (GU)"},
	{"US", "96799", "AS", "AS", false, false, false, "do not name American Samoa (AS)"},
	{"US", "96950", "MP", "MP", false, false, false, "do not name Northern Mariana Islands (MP)"},
	{"US", "96941", "FM", "FM", false, false, false, "do not name Micronesia (FM)"},
	{"US", "99501-1234", "AK", "US-AK", false, true, true, "do not name Alaska (US-AK), reached by other ways than the rest of the United States"},
	{"US", "96801", "HI", "US-HI", false, true, true, "do not name Hawaii (US-HI)"},
	{"US", "09626", "AE", "US-MIL", false, false, false, "(US-MIL)"},
	{"US", "96201", "AP", "US-MIL", false, false, false, "(US-MIL)"},
	{"US", "34002", "AA", "US-MIL", false, false, false, "(US-MIL)"},
	{"CN", "518000", "", "CN", false, false, false, "does not go to CN"},
	{"CN", "999077", "", "HK", false, false, false, "does not go to HK"},
	{"CN", "", "Taiwan", "TW", false, false, false, "does not go to TW"},
	{"AU", "2000", "NSW", "AU", false, true, true, "does not go to AU"},
	{"AU", "6798", "", "CX", false, false, false, "does not go to CX"},
	{"AU", "2899", "", "NF", false, false, false, "does not go to NF"},
	{"RS", "11000", "", "RS", false, false, false, "does not go to RS"},
	{"RS", "10000", "Kosovo", "XK", false, false, false, "does not go to XK"},
	{"UA", "01001", "", "UA", false, false, false, "does not go to UA"},
	{"UA", "95000", "", "UA-43", false, false, false, "does not go to UA-43"},
	{"RU", "295000", "", "UA-43", false, false, false, "does not go to UA-43"},
	{"RU", "299011", "", "UA-40", false, false, false, "does not go to UA-40"},
	{"UA", "", "Donetsk Oblast", "UA-14", false, false, false, "does not go to UA-14"},
	{"RU", "101000", "", "RU", false, false, false, "does not go to RU"},
}

// TestTerritories: a parcel is priced as what it goes to, however that is written, and the shipped Book says why a line does not
// go there.
func TestTerritories(t *testing.T) {
	table := opened(t, book.Default())
	for _, p := range asWritten {
		name := strings.Join([]string{p.country, p.postcode, p.region}, " ")
		ship := shipping.Place{Country: shipping.Country(p.country), Region: p.region, Postcode: p.postcode}
		if got := ship.Destination(day20261121); got != p.goes {
			t.Errorf("%s is %s, want %s", name, got, p.goes)
		}
		plan := fact.ParcelPlan{Warehouse: "szx", Ship: ship, Weight: 450, Value: shipping.Money{Amount: 4990, Currency: "EUR"}}
		line := shipping.ChannelID("szx-eu-truck")
		if p.country == "US" || p.country == "PR" {
			line = "szx-us-sea"
		}
		served := func(id shipping.ChannelID) bool {
			_, why := table.Quote(id, &plan, day20261121)
			return why.Rule == "" || why.Rule == ruleNoPostcode
		}
		if a, b, c := served(line), served("szx-post-hk"), served("szx-meteor"); a != p.line || b != p.post || c != p.express {
			t.Errorf("%s: by line %v, by post %v, by express %v; want %v, %v, %v", name, a, b, c, p.line, p.post, p.express)
		}
		if _, why := table.Quote(line, &plan, day20261121); !p.line && !strings.Contains(Explain(why), p.why) {
			t.Errorf("%s: %q, want %q", name, Explain(why), p.why)
		}
	}
	if len(asWritten) < 80 {
		t.Errorf("%d places", len(asWritten))
	}
}

// TestNamedByItsPostcode: the shipped Book's zone of islands has the postcode of Heligoland, and a price for it.
func TestNamedByItsPostcode(t *testing.T) {
	plan := fact.ParcelPlan{Warehouse: "dui", Ship: shipping.Place{Country: "DE", Postcode: "27498"}, Weight: 450}
	if o, why := opened(t, book.Default()).Quote("dui-star", &plan, day20261121); why.Rule != "" || o.Price.Amount < 1450 {
		t.Errorf("%v, %v", o, why)
	}
}

// TestAlikeHoweverWritten: two ways to write a place have one price on every channel of the shipped Book.
func TestAlikeHoweverWritten(t *testing.T) {
	table := opened(t, book.Default())
	for _, two := range [][2]shipping.Place{
		{{Country: "FR", Postcode: "97400"}, {Country: "RE", Postcode: "97400"}},
		{{Country: "GB", Postcode: "JE2 3AB"}, {Country: "JE", Postcode: "JE2 3AB"}},
		{{Country: "US", Postcode: "00907", Region: "PR"}, {Country: "PR", Postcode: "00907"}},
		{{Country: "FI", Postcode: "22100"}, {Country: "AX", Postcode: "22100"}},
		{{Country: "FR", Postcode: "98000"}, {Country: "MC", Postcode: "98000"}},
		{{Country: "CH", Postcode: "9490"}, {Country: "LI", Postcode: "9490"}},
		{{Country: "GB", Postcode: "IM1 1AA"}, {Country: "IM", Postcode: "IM1 1AA"}},
	} {
		for _, c := range book.Default().Channels {
			var costs [2]fact.Option
			var rules [2]fact.Reason
			for i, ship := range two {
				plan := fact.ParcelPlan{Warehouse: c.From[0], Ship: ship, Weight: 450}
				costs[i], rules[i] = table.Quote(c.ID, &plan, day20261121)
			}
			if costs[0] != costs[1] || rules[0] != rules[1] {
				t.Errorf("%s to %s is %v %v, to %s %v %v", c.ID, two[0], costs[0], rules[0], two[1], costs[1], rules[1])
			}
		}
	}
}

// TestTerritoryNamed: a Book names a territory by its code, or by postcodes of its country that lie in it; the country alone
// does not name one that lies apart.
func TestTerritoryNamed(t *testing.T) {
	canary := shipping.Place{Country: "ES", Postcode: "35001"}
	for _, tc := range []struct {
		to       []shipping.Country
		zones    []book.Zone
		want     string // name of the zone, or the rule
		mainland string
	}{
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "all", Countries: []shipping.Country{"ES"}}}, ruleTerritory, "all"},
		{[]shipping.Country{"ES", "ES-CN"}, []book.Zone{{Name: "all", Countries: []shipping.Country{"ES"}}}, ruleTerritory, "all"},
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "all", Countries: []shipping.Country{"ES", "ES-CN"}}}, ruleTerritory, "all"},
		{[]shipping.Country{"ES", "ES-CN"}, []book.Zone{{Name: "all", Countries: []shipping.Country{"ES", "ES-CN"}}}, "all", "all"},
		{[]shipping.Country{"ES-CN"}, []book.Zone{{Name: "all", Countries: []shipping.Country{"ES", "ES-CN"}}}, "all", ruleLane},
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "isles", Countries: []shipping.Country{"ES"}, Prefixes: []string{"07", "35", "38"}}, {Name: "all", Countries: []shipping.Country{"ES"}}}, "isles", "all"},
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "isles", Countries: []shipping.Country{"ES"}, Prefixes: []string{"35000-35999"}}, {Name: "all", Countries: []shipping.Country{"ES"}}}, "isles", "all"},
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "south", Countries: []shipping.Country{"ES"}, Prefixes: []string{"3"}}, {Name: "all", Countries: []shipping.Country{"ES"}}}, ruleTerritory, "all"},
		{[]shipping.Country{"ES"}, []book.Zone{{Name: "most", Countries: []shipping.Country{"ES"}, Prefixes: []string{"30-36"}}, {Name: "all", Countries: []shipping.Country{"ES"}}}, ruleTerritory, "all"},
	} {
		b := broad(1)
		for i := range tc.zones {
			tc.zones[i].Breaks = []book.Break{{UpTo: 30000, Flat: int64(100 + i)}}
		}
		b.Rates = []book.RateSheet{{Name: "r", Currency: "EUR", Zones: tc.zones}}
		b.Channels[0].To, b.Channels[0].Rates, b.Channels[0].Limits = tc.to, "r", book.Limits{}
		table := opened(t, b)
		for place, want := range map[shipping.Place]string{canary: tc.want, {Country: "ES", Postcode: "28001"}: tc.mainland} {
			plan := fact.ParcelPlan{Warehouse: b.Channels[0].From[0], Ship: place, Weight: 450}
			o, why := table.Quote(b.Channels[0].ID, &plan, day20261121)
			got := why.Rule
			if got == "" {
				got = tc.zones[o.Price.Amount-100].Name
			}
			if got != want {
				t.Errorf("to %v, zones %v: %s is %q, want %q", tc.to, tc.zones, place, got, want)
			}
		}
	}
}

func opened(t *testing.T, b *book.Book) *Table {
	t.Helper()
	table, err := Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestRemoteInATerritory: a surcharge counts by the postcodes of the country, also where the territory has a zone of its own, and
// by the territory's code; Alaska is no cheaper than New York.
func TestRemoteInATerritory(t *testing.T) {
	table := opened(t, book.Default())
	price := func(channel shipping.ChannelID, place shipping.Place) int64 {
		o, why := table.Quote(channel, &fact.ParcelPlan{Warehouse: "szx", Ship: place, Weight: 450}, day20261121)
		if why.Rule != "" {
			t.Fatalf("%s: %+v", place, why)
		}
		return o.Price.Amount
	}
	york := price("szx-meteor", shipping.Place{Country: "US", Region: "NY", Postcode: "10001"})
	for _, far := range []shipping.Place{{Country: "US", Region: "AK", Postcode: "99501"}, {Country: "US", Region: "HI", Postcode: "96801"}} {
		if got := price("szx-meteor", far); got != york+1900 {
			t.Errorf("%s is %d, New York %d", far, got, york)
		}
	}
	jersey := []book.Surcharge{{Name: "isle", Kind: book.RemoteSurcharge, Flat: 7, Country: "JE"}, {Name: "south", Kind: book.RemoteSurcharge, Flat: 50, Country: "GB", Prefixes: []string{"JE2"}}}
	zones := []book.Zone{{Name: "isles", Countries: []shipping.Country{"JE", "GB"}, Breaks: []book.Break{{UpTo: 30000, Flat: 100}}}}
	for postcode, want := range map[string]int64{"JE2 3AB": 157, "JE3 1AA": 107, "SW1A 1AA": 100} {
		b := broad(1)
		b.Channels[0].To, b.Rates[0].Zones, b.Rates[0].Surcharges, b.Rates[0].Currency, b.Rates[0].Minimum = []shipping.Country{"GB", "JE"}, zones, jersey, "EUR", 0
		o, why := opened(t, b).Quote("c00", &fact.ParcelPlan{Warehouse: "szx", Ship: shipping.Place{Country: "GB", Postcode: postcode}, Weight: 450}, day20261121)
		if o.Price.Amount != want {
			t.Errorf("%s is %d (%s), want %d", postcode, o.Price.Amount, why.Rule, want)
		}
	}
}
