package zone

import (
	"testing"
	"time"
	_ "time/tzdata"

	"crosslane/shipping"
)

// inexact are zones whose summer time follows the moon, or an order of the day.
var inexact = map[string]bool{"Africa/Casablanca": true, "Africa/El_Aaiun": true, "Asia/Hebron": true}

// TestAgainstDatabase compares every zone with the IANA time zone database, each half hour of two years.
func TestAgainstDatabase(t *testing.T) {
	for name, z := range zones {
		want, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if inexact[name] {
			continue
		}
		at, wrong := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), 0
		for ; at.Year() < 2027 && wrong < 3; at = at.Add(30 * time.Minute) {
			_, offset := at.In(want).Zone()
			if got := int(z.offset(at) / time.Second); got != offset {
				t.Errorf("%s at %v: %d minutes, want %d", name, at, got/60, offset/60)
				wrong++
			}
		}
	}
}

func TestEveryPlaceHasAZone(t *testing.T) {
	for _, c := range shipping.Countries() {
		if _, ok := zones[countryZone[c]]; !ok {
			t.Errorf("%s has no zone", c)
		}
	}
	for _, table := range []map[shipping.Country]map[string]string{regionZone, postcodeZone} {
		for c, words := range table {
			for word, name := range words {
				if _, ok := zones[name]; !ok {
					t.Errorf("%s %s is in %s, which is not in the table", c, word, name)
				}
			}
		}
	}
}

func TestLocal(t *testing.T) {
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for place, want := range map[shipping.Place]string{
		{Country: "DE"}:               "14:00",
		{Country: "GB"}:               "13:00",
		{Country: "CN"}:               "20:00",
		{Country: "IN"}:               "17:30",
		{Country: "US"}:               "08:00",
		{Country: "US", Region: "CA"}: "05:00",
		{Country: "US", Region: "California", Postcode: "94107"}: "05:00",
		{Country: "US", Postcode: "60601"}:                       "07:00",
		{Country: "US", Postcode: "85001"}:                       "05:00",
		{Country: "US", Postcode: "96801"}:                       "02:00",
		{Country: "CA", Region: "BC"}:                            "05:00",
		{Country: "CA", Postcode: "H2X 1Y4"}:                     "08:00",
		{Country: "AU", Region: "WA"}:                            "20:00",
		{Country: "AU", Postcode: "2000"}:                        "22:00",
		{Country: "BR", Region: "AM"}:                            "08:00",
		{Country: "BR", Postcode: "01310-100"}:                   "09:00",
		{Country: "MX", Region: "BCN"}:                           "05:00",
		{Country: "RU", Postcode: "690000"}:                      "22:00",
		{Country: "RU", Region: "RU-SVE"}:                        "17:00",
		{Country: "ID", Region: "PA"}:                            "21:00",
		{Country: "ES", Postcode: "35001"}:                       "13:00",
		{Country: "??"}:                                          "12:00",
	} {
		if got := Local(place, noon).Format("15:04"); got != want {
			t.Errorf("%v: %s, want %s", place, got, want)
		}
	}
}

// TestClock: a time of day on the days when clocks are changed.
func TestClock(t *testing.T) {
	berlin, york, sydney := shipping.Place{Country: "DE"}, shipping.Place{Country: "US", Region: "NY"}, shipping.Place{Country: "AU", Region: "NSW"}
	for _, c := range []struct {
		place      shipping.Place
		month      time.Month
		day, clock int
		want       string
	}{
		{berlin, time.March, 28, 8 * 60, "2026-03-28T08:00:00+01:00"},
		{berlin, time.March, 29, 8 * 60, "2026-03-29T08:00:00+02:00"},
		{berlin, time.March, 29, 2*60 + 30, "2026-03-29T03:30:00+02:00"}, // is skipped
		{berlin, time.March, 29, 60, "2026-03-29T01:00:00+01:00"},
		{berlin, time.October, 25, 2*60 + 30, "2026-10-25T02:30:00+02:00"}, // comes twice
		{berlin, time.October, 25, 8 * 60, "2026-10-25T08:00:00+01:00"},
		{york, time.March, 8, 8 * 60, "2026-03-08T08:00:00-04:00"},
		{york, time.November, 1, 7 * 60, "2026-11-01T07:00:00-05:00"},
		{sydney, time.October, 4, 8 * 60, "2026-10-04T08:00:00+11:00"},
		{sydney, time.April, 5, 8 * 60, "2026-04-05T08:00:00+10:00"},
		{sydney, time.December, 31, 24 * 60, "2027-01-01T00:00:00+11:00"},
	} {
		if got := Clock(c.place, 2026, c.month, c.day, c.clock).Format(time.RFC3339); got != c.want {
			t.Errorf("%v %d %v %d min: %s, want %s", c.place, c.day, c.month, c.clock, got, c.want)
		}
	}
}
