package calendar

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"crosslane/shipping"
)

var weekend = []string{"sat", "sun"}

// some are calendars of some countries.
func some() []Calendar {
	return []Calendar{
		{Country: "CN", Weekend: weekend, Holidays: []string{"01-01", "05-01..05-02", "10-01..10-03", "2026-02-15..2026-02-23", "2026-10-01..2026-10-07"},
			Works: []string{"2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10"}},
		{Country: "DE", Weekend: weekend, Holidays: []string{"01-01", "easter-2", "easter+1", "05-01", "easter+39", "easter+50", "10-03", "12-25", "12-26"}},
		{Country: "US", Weekend: weekend, Holidays: []string{"01-01", "11-thu-4", "12-25", "2027-12-31"}},
		{Country: "GB", Weekend: weekend, Holidays: []string{"12-25", "12-26", "2026-12-28"}},
		{Country: "FR", Weekend: weekend, Holidays: []string{"easter+1"}},
		{Country: "JP", Weekend: weekend, Holidays: []string{"09-mon-3", "2026-09-22..2026-09-23"}},
	}
}

func open(t testing.TB, list []Calendar) *Workdays {
	t.Helper()
	w, err := Open(list)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func at(hours int) time.Time {
	return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
}

func TestHoursThatCount(t *testing.T) {
	c := open(t, some())
	for _, k := range []struct {
		name    string
		country shipping.Country
		zone    string
		from    string
		hours   int64
		want    string
	}{
		{"within a day", "DE", "Europe/Berlin", "2026-03-04T09:00", 10, "2026-03-04T19:00:00+01:00"},
		{"over a weekend on which summer time begins", "DE", "Europe/Berlin", "2026-03-27T12:00", 24, "2026-03-30T12:00:00+02:00"},
		{"over a weekend on which summer time ends", "DE", "Europe/Berlin", "2026-10-23T12:00", 24, "2026-10-26T12:00:00+01:00"},
		{"summer time in America", "US", "America/New_York", "2026-03-06T12:00", 24, "2026-03-09T12:00:00-04:00"},
		{"until a weekend", "DE", "Europe/Berlin", "2026-03-06T00:00", 24, "2026-03-09T00:00:00+01:00"},
		{"nothing, on a Saturday", "DE", "Europe/Berlin", "2026-03-07T10:00", 0, "2026-03-09T00:00:00+01:00"},
		{"nothing, on a Monday", "DE", "Europe/Berlin", "2026-03-09T10:00", 0, "2026-03-09T10:00:00+01:00"},
		{"National Day in China", "CN", "Asia/Shanghai", "2026-09-30T12:00", 24, "2026-10-08T12:00:00+08:00"},
		{"Spring Festival, and the Saturday that is worked for it", "CN", "Asia/Shanghai", "2026-02-13T18:00", 12, "2026-02-14T06:00:00+08:00"},
		{"over Spring Festival", "CN", "Asia/Shanghai", "2026-02-14T18:00", 12, "2026-02-24T06:00:00+08:00"},
		{"over a weekend of which the Sunday is worked", "CN", "Asia/Shanghai", "2026-09-18T18:00", 12, "2026-09-20T06:00:00+08:00"},
		{"the same weekend of another year", "CN", "Asia/Shanghai", "2027-09-17T18:00", 12, "2027-09-20T06:00:00+08:00"},
		{"by nobody's clocks", "DE", "", "2026-03-06T18:00", 12, "2026-03-09T06:00:00Z"},
		{"National Day of a year without notice", "CN", "Asia/Shanghai", "2029-09-28T12:00", 24, "2029-10-04T12:00:00+08:00"},
		{"Easter 2024", "DE", "Europe/Berlin", "2024-03-28T12:00", 24, "2024-04-02T12:00:00+02:00"},
		{"Easter 2025", "DE", "Europe/Berlin", "2025-04-17T12:00", 24, "2025-04-22T12:00:00+02:00"},
		{"Easter 2026", "DE", "Europe/Berlin", "2026-04-02T12:00", 24, "2026-04-07T12:00:00+02:00"},
		{"Easter 2027 and summer time", "DE", "Europe/Berlin", "2027-03-25T12:00", 24, "2027-03-30T12:00:00+02:00"},
		{"Good Friday is worked in Paris", "FR", "Europe/Paris", "2026-04-02T12:00", 24, "2026-04-03T12:00:00+02:00"},
		{"Christmas on a Friday in Germany", "DE", "Europe/Berlin", "2026-12-24T12:00", 24, "2026-12-28T12:00:00+01:00"},
		{"and in England, where Boxing Day is made up for", "GB", "Europe/London", "2026-12-24T12:00", 24, "2026-12-29T12:00:00Z"},
		{"New Year's Day of a Saturday is kept in the old year", "US", "America/Chicago", "2027-12-30T12:00", 24, "2028-01-03T12:00:00-06:00"},
		{"Thanksgiving", "US", "America/Los_Angeles", "2026-11-25T12:00", 24, "2026-11-27T12:00:00-08:00"},
		{"citizens' holiday between two others", "JP", "Asia/Tokyo", "2026-09-18T12:00", 24, "2026-09-24T12:00:00+09:00"},
		{"no calendar", "VN", "Asia/Ho_Chi_Minh", "2026-12-24T12:00", 48, "2026-12-26T12:00:00+07:00"},
	} {
		site, zone := Site{Country: k.country}, time.UTC
		if k.zone != "" {
			zone = location(t, k.zone)
			site.Zone = zone
		}
		from, err := time.ParseInLocation("2006-01-02T15:04", k.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Add(site, from, k.hours); got.Format(time.RFC3339) != k.want {
			t.Errorf("%s: %s, want %s", k.name, got.Format(time.RFC3339), k.want)
		}
		if got := c.Add(site, from.UTC(), k.hours); got.In(zone).Format(time.RFC3339) != k.want || got.Location() != time.UTC {
			t.Errorf("%s: told in UTC %s, want %s", k.name, got, k.want)
		}
	}
	var none *Workdays
	if got := none.Add(Site{Country: "DE"}, at(0), 72); !got.Equal(at(72)) {
		t.Errorf("without calendars: %s", got)
	}
}

// TestHoursAgainstAWalk compares with a walk of quarter hours, for zones and places, in countries with and without
// a calendar, and where clocks are changed on days that are worked, or at midnight.
func TestHoursAgainstAWalk(t *testing.T) {
	c := open(t, append(some(),
		Calendar{Country: "CL", Weekend: []string{"wed"}, Holidays: []string{"09-05", "04-01..04-03"}},
		Calendar{Country: "EG", Weekend: []string{"thu"}}))
	random := rand.New(rand.NewPCG(3, 5))
	zones := []struct {
		country shipping.Country
		zone    string
	}{{"DE", "Europe/Berlin"}, {"US", "America/New_York"}, {"CN", "Asia/Shanghai"}, {"AU", "Australia/Sydney"}, {"CL", "America/Santiago"}, {"EG", "Africa/Cairo"}, {"TH", "Asia/Bangkok"}}
	for range 4000 {
		z := zones[random.IntN(len(zones))]
		s := Site{z.country, location(t, z.zone)}
		from := time.Date(2026, 1, 1, 0, 15*random.IntN(365*96), 0, 0, time.UTC)
		hours := int64(random.IntN(200))
		got, byPlace := c.Add(s, from, hours), c.Add(SiteOf(shipping.Place{Country: z.country}), from, hours)
		if want := walk(c, s, from, hours); !got.Equal(want) || !byPlace.Equal(want) {
			t.Fatalf("%s: %s and %d h: %s, by place %s, want %s", z.zone, from.In(s.Zone), hours, got.In(s.Zone), byPlace.In(s.Zone), want.In(s.Zone))
		}
	}
}

func walk(c *Workdays, s Site, from time.Time, hours int64) time.Time {
	const step = 15 * time.Minute
	works := func(t time.Time) bool {
		return c.Works(s, t)
	}
	for left := time.Duration(hours) * time.Hour; left > 0 || !works(from); from = from.Add(step) {
		if works(from) {
			left -= step
		}
	}
	return from
}

func TestHoursNeverEndOnADayOffAndNeverGoBack(t *testing.T) {
	c := open(t, some())
	random := rand.New(rand.NewPCG(1, 2))
	for country := range c.countries {
		s := SiteOf(shipping.Place{Country: country})
		for range 200 {
			from := time.Unix(1704067200+random.Int64N(6*365*24*3600), random.Int64N(1e9))
			a, b := random.Int64N(300), random.Int64N(300)
			got := c.Add(s, from, a)
			if !c.Works(s, got) || got.Before(from.Add(time.Duration(a)*time.Hour)) {
				t.Fatalf("%s: %d h after %s is %s", country, a, from, got)
			}
			if both := c.Add(s, from, a+b); !both.Equal(c.Add(s, got, b)) || both.Before(got) {
				t.Fatalf("%s: %d h and %d h after %s is %s", country, a, b, from, both)
			}
			if c.Add(s, from.Add(time.Duration(b)*time.Minute), a).Before(got) {
				t.Fatalf("%s: from a later instant than %s, %d h end earlier", country, from, a)
			}
		}
	}
}

func TestACalendarWithoutWorkEnds(t *testing.T) {
	c := open(t, []Calendar{{Country: "DE", Holidays: []string{"01-01..12-31"}}})
	if got := c.Add(Site{Country: "DE"}, at(0), 48); !got.After(at(48)) || got.After(at(4*366*24)) {
		t.Errorf("got %s", got)
	}
}

func TestWorks(t *testing.T) {
	c := open(t, some())
	for _, k := range []struct {
		country shipping.Country
		day     shipping.Date
		want    bool
	}{
		{"CN", "2026-02-13", true}, {"CN", "2026-02-14", true}, {"CN", "2026-02-15", false}, {"CN", "2026-02-21", false}, {"CN", "2026-02-28", true},
		{"CN", "2026-03-07", false}, {"CN", "2027-02-14", false}, {"CN", "2027-10-01", false},
		{"DE", "2026-04-03", false}, {"DE", "2026-12-31", true}, {"DE", "2005-12-26", false}, {"DE", "2005-12-27", true}, {"DE", "2090-12-25", false}, {"DE", "2090-12-27", true},
		{"DE", "2010-01-01", false}, {"DE", "2010-01-04", true}, {"DE", "2073-12-25", false}, {"DE", "2073-12-27", true}, {"DE", "2074-12-25", false}, {"DE", "2024-12-31", true},
		{"VN", "2026-12-25", true},
	} {
		noon, _ := time.Parse(time.DateOnly, string(k.day))
		if got := c.Works(Site{Country: k.country}, noon.Add(12*time.Hour)); got != k.want {
			t.Errorf("%s on %s: %v", k.country, k.day, got)
		}
	}
	var none *Workdays
	evening := time.Date(2026, 3, 6, 17, 0, 0, 0, time.UTC) // a Friday, and Saturday in China
	if c.Works(SiteOf(shipping.Place{Country: "CN"}), evening) || !c.Works(SiteOf(shipping.Place{Country: "DE"}), evening) || !none.Works(Site{Country: "DE"}, evening) {
		t.Error("whose Friday it is")
	}
}

func TestCutOff(t *testing.T) {
	c := open(t, some())
	shenzhen, berlin := SiteOf(shipping.Place{Country: "CN"}), SiteOf(shipping.Place{Country: "DE"})
	for _, k := range []struct {
		site    Site
		after   string
		minutes int
		want    string
	}{
		{shenzhen, "2026-03-04T01:00:00Z", 16 * 60, "2026-03-04T16:00:00+08:00"},
		{shenzhen, "2026-03-04T08:00:00Z", 16 * 60, "2026-03-05T16:00:00+08:00"}, // at the cut-off it is too late
		{shenzhen, "2026-03-04T07:59:59Z", 16 * 60, "2026-03-04T16:00:00+08:00"},
		{shenzhen, "2026-03-06T17:00:00Z", 16 * 60, "2026-03-09T16:00:00+08:00"}, // Saturday there
		{shenzhen, "2026-03-06T09:00:00Z", 16 * 60, "2026-03-09T16:00:00+08:00"},
		{shenzhen, "2026-02-13T09:00:00Z", 16 * 60, "2026-02-14T16:00:00+08:00"}, // a Saturday that is worked
		{shenzhen, "2026-02-14T09:00:00Z", 16 * 60, "2026-02-24T16:00:00+08:00"},
		{berlin, "2026-03-27T20:00:00Z", 8 * 60, "2026-03-30T08:00:00+02:00"},                            // clocks are put forward on Sunday
		{SiteOf(shipping.Place{Country: "TH"}), "2026-03-06T17:30:00Z", 60, "2026-03-07T01:00:00+07:00"}, // no calendar
	} {
		after, _ := time.Parse(time.RFC3339, k.after)
		if got := c.CutOff(k.site, after, k.minutes); got.Format(time.RFC3339) != k.want {
			t.Errorf("%s after %s: %s, want %s", k.site.Country, k.after, got.Format(time.RFC3339), k.want)
		}
	}
	var none *Workdays
	if got := none.CutOff(berlin, time.Date(2026, 12, 25, 12, 0, 0, 0, time.UTC), 6*60); got.Format(time.RFC3339) != "2026-12-26T06:00:00+01:00" {
		t.Errorf("without calendars: %s", got)
	}
}

func TestMistakesInCalendarsNameTheirField(t *testing.T) {
	for field, list := range map[string][]Calendar{
		"calendars[0].country":     {{Country: "XX"}},
		"calendars[1].country":     {{Country: "DE"}, {Country: "DE"}},
		"calendars[0].weekend[1]":  {{Country: "DE", Weekend: []string{"sat", "sunday"}}},
		"calendars[0].weekend":     {{Country: "DE", Weekend: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}}},
		"calendars[1].holidays[2]": {{Country: "CN"}, {Country: "DE", Holidays: []string{"12-25", "easter", "13-01"}}},
		"calendars[0].works[1]":    {{Country: "CN", Works: []string{"2026-02-14", "2026-02-30"}}},
	} {
		_, err := Open(list)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != field || e.Message == "" || e.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Four hours over a weekend and a holiday; the ratio is to adding hours.
func BenchmarkAdd(b *testing.B) {
	c := open(b, some())
	from := time.Date(2026, 4, 2, 22, 0, 0, 0, time.UTC)
	for name, site := range map[string]Site{
		"calendar": {"DE", location(b, "Europe/Berlin")},
		"none":     {"VN", location(b, "Asia/Ho_Chi_Minh")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Add(site, from, 4)
			}
		})
	}
	b.Run("place", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			SiteOf(shipping.Place{Country: "DE", Postcode: "10115"})
		}
	})
}
