package calendar

import (
	"testing"
	"time"

	"crosslane/shipping"
)

func TestEveryPlaceHasAZone(t *testing.T) {
	for _, c := range shipping.Countries() {
		if _, err := Zone(countryZone[c]); err != nil {
			t.Errorf("%s: %v", c, err)
		}
	}
	for _, table := range []map[shipping.Country]map[string]string{regionZone, postcodeZone} {
		for c, words := range table {
			for word, name := range words {
				if _, err := Zone(name); err != nil {
					t.Errorf("%s %s: %v", c, word, err)
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
		{Country: "CA", Region: "NU"}:                            "08:00",
		{Country: "CA", Postcode: "X0A 0H0"}:                     "08:00",
		{Country: "CA", Postcode: "X1A 2N9"}:                     "06:00",
		{Country: "MA"}:                                          "13:00",
		{Country: "PT", Postcode: "9500-150"}:                    "12:00",
		{Country: "US", Region: "ny"}:                            "08:00",
		{Country: "US", Postcode: "006"}:                         "08:00",
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
	cairo, havana, dublin := shipping.Place{Country: "EG"}, shipping.Place{Country: "CU"}, shipping.Place{Country: "IE"}
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
		{sydney, time.October, 4, 2*60 + 15, "2026-10-04T03:15:00+11:00"},  // is skipped
		{sydney, time.April, 5, 2*60 + 15, "2026-04-05T02:15:00+11:00"},    // comes twice
		{cairo, time.April, 24, 0, "2026-04-24T01:00:00+03:00"},            // there is no midnight
		{cairo, time.October, 30, 0, "2026-10-30T00:00:00+02:00"},          // clocks are put back when it strikes
		{cairo, time.October, 29, 23*60 + 30, "2026-10-29T23:30:00+03:00"}, // comes twice
		{havana, time.November, 1, 0, "2026-11-01T00:00:00-04:00"},         // midnight comes twice
		{dublin, time.March, 29, 90, "2026-03-29T02:30:00+01:00"},          // winter is the exception by law
	} {
		if got := Clock(c.place, 2026, c.month, c.day, c.clock).Format(time.RFC3339); got != c.want {
			t.Errorf("%v %d %v %d min: %s, want %s", c.place, c.day, c.month, c.clock, got, c.want)
		}
	}
}

// TestClockAgainstAWalk looks for every quarter of an hour among all minutes of two days.
func TestClockAgainstAWalk(t *testing.T) {
	for zone, day := range map[string]time.Time{
		"Australia/Lord_Howe": time.Date(2026, 4, 5, 0, 0, 0, 0, time.UTC), // half an hour comes twice
		"America/Santiago":    time.Date(2026, 4, 5, 0, 0, 0, 0, time.UTC),
		"Africa/Casablanca":   time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC),
		"Africa/Cairo":        time.Date(2026, 10, 30, 0, 0, 0, 0, time.UTC),
		"America/New_York":    time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		"Asia/Kathmandu":      time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		"Pacific/Apia":        time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	} {
		z, err := Zone(zone)
		if err != nil {
			t.Fatal(err)
		}
		first := map[string]time.Time{}
		for at := day.Add(-60 * time.Hour); at.Before(day.Add(60 * time.Hour)); at = at.Add(time.Minute) {
			if shown := at.In(z).Format("02T15:04"); first[shown].IsZero() {
				first[shown] = at
			}
		}
		for minutes := -24 * 60; minutes < 24*60; minutes += 15 {
			want := first[day.Add(time.Duration(minutes)*time.Minute).Format("02T15:04")]
			if got := ClockIn(z, day.Year(), day.Month(), day.Day(), minutes); !got.Equal(want) || got.Location() != z {
				t.Errorf("%s, %d minutes after %s: %s, want %s", zone, minutes, day, got, want.In(z))
			}
		}
	}
}

func TestAPlaceThatHasOneZoneAlone(t *testing.T) {
	for p, want := range map[shipping.Place]string{
		{Country: "DE"}: "Europe/Berlin", {Country: "CN"}: "Asia/Shanghai", {Country: "US", Region: "CA"}: "America/Los_Angeles", {Country: "ES", Postcode: "35001"}: "Atlantic/Canary",
		{Country: "ES", Postcode: "28001"}: "Europe/Madrid", {Country: "US"}: "", {Country: "US", Region: "TX"}: "", {Country: "US", Region: "ZZ"}: "", {Country: "ES"}: "", {Country: "KZ"}: "", {}: "", {Country: "XX"}: "",
	} {
		zone, ok := OneZoneOf(p)
		if ok != (want != "") || ok && zone.String() != want {
			t.Errorf("%+v: %v %v, not %q", p, zone, ok, want)
		}
	}
}
