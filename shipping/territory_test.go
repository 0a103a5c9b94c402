package shipping

import (
	"slices"
	"testing"
	"time"
)

var on20261121 = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// TestTerritoryTable: every row says what it is and by which law, has a country that is known, and postcodes as they are compared.
func TestTerritoryTable(t *testing.T) {
	for i := range territories {
		row := &territories[i]
		if row.Name == "" || row.Source == "" || !row.Of.Known() || len(row.Code) == 2 && !row.Code.Known() || row.Code == row.Of || len(row.Written) == 0 {
			t.Errorf("%+v", row)
		}
		if row.Apart() != (row.Why() != "") {
			t.Errorf("%s is apart: %v, because %q", row.Code, row.Apart(), row.Why())
		}
		if len(row.Code) > 2 && row.Code.Whole() != row.Of || len(row.Code) == 2 && row.Code.Whole() != row.Code {
			t.Errorf("%s belongs to %s", row.Code, row.Code.Whole())
		}
		for _, w := range row.Written {
			if w.Postcodes == "" && w.Regions == "" || !w.Country.Known() || w.Regions != foldRegion(w.Regions) {
				t.Errorf("%s is written %+v", row.Code, w)
			}
		}
		for k := range territories[:i] {
			if o := &territories[k]; o.Code == row.Code && (o.Until == "" || row.Since <= o.Until) {
				t.Errorf("two rows of %s hold on one day", row.Code)
			}
		}
	}
}

// TestTerritoryDates: a row holds on its days, both ends included.
func TestTerritoryDates(t *testing.T) {
	campione, crimea := Place{Country: "IT", Postcode: "22061"}, Place{Country: "RU", Postcode: "295000"}
	for day, want := range map[string][2]bool{"2019-12-31": {false, true}, "2020-01-01": {true, true}, "2014-03-17": {false, false}, "2014-03-18": {false, true}} {
		on, err := time.ParseInLocation(time.DateOnly, day, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if c := campione.Territory(on); c == nil || c.Customs != want[0] || c.VAT {
			t.Errorf("%s: %+v", day, c)
		}
		if c := crimea.Territory(on); (c != nil) != want[1] {
			t.Errorf("%s: %+v", day, c)
		}
	}
}

// TestTerritoryBorders: the postcodes before and behind a territory's are the country's.
func TestTerritoryBorders(t *testing.T) {
	for code, want := range map[Place]Country{
		{Country: "US", Postcode: "99499"}: "US", {Country: "US", Postcode: "99500"}: "US-AK", {Country: "US", Postcode: "99999-9999"}: "US-AK",
		{Country: "US", Postcode: "96699"}: "US-MIL", {Country: "US", Postcode: "96700"}: "US-HI", {Country: "US", Postcode: "96798"}: "US-HI",
		{Country: "US", Postcode: "96799"}: "AS", {Country: "US", Postcode: "96800"}: "US-HI", {Country: "US", Postcode: "96933"}: "US",
		{Country: "US", Postcode: "00599"}: "US", {Country: "US", Postcode: "00600"}: "PR", {Country: "US", Postcode: "00899"}: "VI", {Country: "US", Postcode: "01000"}: "US",
		{Country: "US", Postcode: "09000"}: "US-MIL", {Country: "US", Postcode: "09899"}: "US-MIL", {Country: "US", Postcode: "09900"}: "US",
		{Country: "PT", Postcode: "8999-999"}: "PT", {Country: "PT", Postcode: "9000-000"}: "PT-30", {Country: "PT", Postcode: "9499-999"}: "PT-30", {Country: "PT", Postcode: "9500-000"}: "PT-20",
		{Country: "ES", Postcode: "34999"}: "ES", {Country: "ES", Postcode: "36000"}: "ES", {Country: "ES", Postcode: "39000"}: "ES", {Country: "ES", Postcode: "53000"}: "ES",
		{Country: "FR", Postcode: "96999"}: "FR", {Country: "FR", Postcode: "97700"}: "BL", {Country: "FR", Postcode: "97800"}: "MF", {Country: "FR", Postcode: "98100"}: "FR",
		{Country: "RU", Postcode: "294999"}: "UA-09", {Country: "RU", Postcode: "300000"}: "RU", {Country: "UA", Postcode: "94999"}: "UA-09", {Country: "UA", Postcode: "84300"}: "UA", {Country: "UA", Postcode: "83001"}: "UA-14", {Country: "UA", Postcode: "73000", Region: "Khersonska oblast"}: "UA", {Country: "RU", Postcode: "101000", Region: "Херсонская обл."}: "UA-65", {Country: "RU", Postcode: "346330", Region: "Rostovskaya oblast"}: "RU", {Country: "UA", Region: "Autonomous Republic of Crimea"}: "UA-43", {Country: "RU", Region: "Республика Крым"}: "UA-43", {Country: "UA", Region: "Sevastopol City"}: "UA-40", {Country: "UA", Postcode: "98999"}: "UA-43",
		{Country: "IT", Postcode: "47889"}: "IT", {Country: "IT", Postcode: "47900"}: "IT", {Country: "CH", Postcode: "9484"}: "CH", {Country: "CH", Postcode: "9485"}: "LI",
		{Country: "ES"}: "ES", {Country: "XX", Postcode: "35001"}: "XX", {}: "",
		{Country: "UA", Postcode: "84300", Region: "Donets'ka Oblast'"}: "UA-14", {Country: "US", Region: "P.R."}: "PR", {Country: "IT", Postcode: "21100", Region: "VA"}: "IT", {Country: "ES", Postcode: "28001", Region: "Las Palmas"}: "ES", {Country: "NL", Postcode: "1012 JS", Region: "Curaçao"}: "CW", {Country: "RU", Postcode: "346000", Region: "DNR"}: "UA-14", {Country: "ES", Postcode: "28001", Region: "Madrid"}: "ES",
	} {
		if got := code.Destination(on20261121); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

// TestTerritoryPostcodes: what has the form of a territory alone is taken with its country too, and nothing that is cut short.
func TestTerritoryPostcodes(t *testing.T) {
	for _, tc := range []struct {
		country       Country
		written, want string
	}{
		{"CY", "99010", "99010"}, {"CY", "98010", ""}, {"CY", "9901", "9901"}, {"GB", "fiqq1zz", "FIQQ 1ZZ"}, {"GB", "bfpo12", "BFPO 12"}, {"GB", "BFPO", ""}, {"GB", "BF1", ""},
		{"FR", "974", ""}, {"GB", "gx111aa", "GX11 1AA"}, {"RU", "295", ""},
	} {
		got, err := tc.country.NormalPostcode(tc.written)
		if got != tc.want || (err == nil) != (tc.want != "") {
			t.Errorf("%s %s is %q, %v, want %q", tc.country, tc.written, got, err, tc.want)
		}
	}
}

// TestCovers: an entry of a Book lies in a territory with both its ends.
func TestCovers(t *testing.T) {
	alaska, jersey := TerritoryCoded("US-AK"), TerritoryCoded("JE")
	for entry, want := range map[string]bool{"995": true, "995-999": true, "99500..99999": true, "99": false, "994-996": false, "994..999": false, "9": false, "": false} {
		if alaska.Covers("US", entry) != want {
			t.Errorf("%q in Alaska: want %v", entry, want)
		}
	}
	for entry, want := range map[string]bool{"JE": true, "JE2": true, "JE1-3": true, "JE1-JE3": true, "J": false, "GY1": false} {
		if jersey.Covers("GB", entry) != want {
			t.Errorf("%q in Jersey: want %v", entry, want)
		}
	}
}

// TestServes: a list takes in what it names, and the territories of a country that do not lie apart.
func TestServes(t *testing.T) {
	list := []Country{"FR", "ES-CN", "GB"}
	for to, want := range map[Country]bool{"FR": true, "MC": true, "RE": false, "ES": false, "ES-CN": true, "GB-NIR": true, "IM": true, "JE": false, "US": false} {
		if Serves(list, to) != want {
			t.Errorf("%s: want %v", to, want)
		}
	}
}

// TestEmbargoes: every row names a destination and its law, holds from its first day on, and binds what lies in its country.
func TestEmbargoes(t *testing.T) {
	for _, e := range Embargoes() {
		if !e.Place.Destined() || e.Source == "" || e.Since == "" {
			t.Errorf("%+v", e)
		}
	}
	if EmbargoOn("CU", time.Date(1962, 2, 6, 0, 0, 0, 0, time.UTC)) != nil || EmbargoOn("CU", time.Date(1962, 2, 7, 0, 0, 0, 0, time.UTC)) == nil {
		t.Error("the embargo on Cuba does not begin on its day")
	}
	for _, free := range []Country{"RU", "BY", "UA", "DE", ""} {
		if EmbargoOn(free, on20261121) != nil {
			t.Errorf("%s is under embargo", free)
		}
	}
	if !slices.Contains(Destinations(), "UA-43") || Country("UA-43").Area() != Europe || Country("RE").Area() != Africa {
		t.Error("Crimea is no destination in Europe, or Réunion is not in Africa")
	}
}
