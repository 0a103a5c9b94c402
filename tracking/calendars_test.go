package tracking

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata"

	"crosslane/book"
	"crosslane/shipping"
)

// defaults are the calendars of the Book that the program starts with.
func defaults(t testing.TB) *Calendars {
	t.Helper()
	c, err := OpenCalendars(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestHoursThatCount(t *testing.T) {
	c := defaults(t)
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
		{"Spring Festival", "CN", "Asia/Shanghai", "2026-02-13T18:00", 12, "2026-02-24T06:00:00+08:00"},
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
		zone := location(t, k.zone)
		from, err := time.ParseInLocation("2006-01-02T15:04", k.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Add(k.country, zone, from, k.hours); got.Format(time.RFC3339) != k.want {
			t.Errorf("%s: %s, want %s", k.name, got.Format(time.RFC3339), k.want)
		}
		if got := c.Add(k.country, zone, from.UTC(), k.hours); got.In(zone).Format(time.RFC3339) != k.want || got.Location() != time.UTC {
			t.Errorf("%s: told in UTC %s, want %s", k.name, got, k.want)
		}
	}
	var none *Calendars
	if got := none.Add("DE", nil, at(0), 72); !got.Equal(at(72)) {
		t.Errorf("without calendars: %s", got)
	}
}

// TestHoursAgainstAWalk compares with a walk of quarter hours, for zones and places, in countries with and without
// a calendar, and where clocks are changed on days that are worked, or at midnight.
func TestHoursAgainstAWalk(t *testing.T) {
	b := book.Default()
	b.Calendars = append(b.Calendars,
		book.Calendar{Country: "CL", Weekend: []string{"wed"}, Holidays: []string{"09-05", "04-01..04-03"}},
		book.Calendar{Country: "EG", Weekend: []string{"thu"}})
	c, err := OpenCalendars(b)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 5))
	zones := []struct {
		country shipping.Country
		zone    string
	}{{"DE", "Europe/Berlin"}, {"US", "America/New_York"}, {"CN", "Asia/Shanghai"}, {"AU", "Australia/Sydney"}, {"CL", "America/Santiago"}, {"EG", "Africa/Cairo"}, {"TH", "Asia/Bangkok"}}
	for range 4000 {
		z := zones[random.IntN(len(zones))]
		s := site{country: z.country, zone: location(t, z.zone)}
		from := time.Date(2026, 1, 1, 0, 15*random.IntN(365*96), 0, 0, time.UTC)
		hours := int64(random.IntN(200))
		got, byPlace := c.Add(z.country, s.zone, from, hours), c.AddAt(shipping.Place{Country: z.country}, from, hours)
		if want := walk(c, s, from, hours); !got.Equal(want) || !byPlace.Equal(want) {
			t.Fatalf("%s: %s and %d h: %s, by place %s, want %s", z.zone, from.In(s.zone), hours, got.In(s.zone), byPlace.In(s.zone), want.In(s.zone))
		}
	}
}

func walk(c *Calendars, s site, from time.Time, hours int64) time.Time {
	const step = 15 * time.Minute
	works := func(t time.Time) bool {
		days := c.countries[s.country]
		return days == nil || days.look(t.In(s.zone))
	}
	for left := time.Duration(hours) * time.Hour; left > 0 || !works(from); from = from.Add(step) {
		if works(from) {
			left -= step
		}
	}
	return from
}

func TestHoursNeverEndOnADayOffAndNeverGoBack(t *testing.T) {
	c := defaults(t)
	random := rand.New(rand.NewPCG(1, 2))
	for country, days := range c.countries {
		place := shipping.Place{Country: country}
		zone := site{country: country, place: place}
		for range 200 {
			from := time.Unix(1704067200+random.Int64N(6*365*24*3600), random.Int64N(1e9))
			a, b := random.Int64N(300), random.Int64N(300)
			got := c.AddAt(place, from, a)
			if !days.look(date(zone.day(got))) || got.Before(from.Add(time.Duration(a)*time.Hour)) {
				t.Fatalf("%s: %d h after %s is %s", country, a, from, got)
			}
			if both := c.AddAt(place, from, a+b); !both.Equal(c.AddAt(place, got, b)) || both.Before(got) {
				t.Fatalf("%s: %d h and %d h after %s is %s", country, a, b, from, both)
			}
			if c.AddAt(place, from.Add(time.Duration(b)*time.Minute), a).Before(got) {
				t.Fatalf("%s: from a later instant than %s, %d h end earlier", country, from, a)
			}
		}
	}
}

func TestACalendarWithoutWorkEnds(t *testing.T) {
	b := &book.Book{Calendars: []book.Calendar{{Country: "DE", Holidays: []string{"01-01..12-31"}}}}
	c, err := OpenCalendars(b)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Add("DE", time.UTC, at(0), 48); !got.After(at(48)) || got.After(at(4*366*24)) {
		t.Errorf("got %s", got)
	}
}

func TestMistakesInCalendarsNameTheirField(t *testing.T) {
	for field, b := range map[string]book.Book{
		"calendars[0].country":     {Calendars: []book.Calendar{{Country: "XX"}}},
		"calendars[1].country":     {Calendars: []book.Calendar{{Country: "DE"}, {Country: "DE"}}},
		"calendars[0].weekend[1]":  {Calendars: []book.Calendar{{Country: "DE", Weekend: []string{"sat", "sunday"}}}},
		"calendars[0].weekend":     {Calendars: []book.Calendar{{Country: "DE", Weekend: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}}}},
		"calendars[1].holidays[2]": {Calendars: []book.Calendar{{Country: "CN"}, {Country: "DE", Holidays: []string{"12-25", "easter", "13-01"}}}},
		"warehouses[0].zone":       {Warehouses: []book.Warehouse{{ID: "dui", Zone: "Europe/Duisburg"}}},
	} {
		_, err := OpenCalendars(&b)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != field || e.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Four hours over a weekend and a holiday, at a warehouse and at a place; the ratio is to adding hours.
func BenchmarkCalendars(b *testing.B) {
	c := defaults(b)
	from := time.Date(2026, 4, 2, 22, 0, 0, 0, time.UTC)
	berlin, place := location(b, "Europe/Berlin"), shipping.Place{Country: "DE", Postcode: "10115"}
	for name, add := range map[string]func() time.Time{
		"zone":  func() time.Time { return c.Add("DE", berlin, from, 4) },
		"place": func() time.Time { return c.AddAt(place, from, 4) },
		"plain": func() time.Time { return c.Add("VN", berlin, from, 4) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				add()
			}
		})
	}
}
