package tracking

import (
	"errors"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/calendar"
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

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := calendar.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestHoursByTheBook: days off and made up for, by the clocks of a warehouse.
func TestHoursByTheBook(t *testing.T) {
	c := defaults(t)
	for _, k := range []struct {
		name      string
		warehouse shipping.WarehouseID
		from      string
		hours     int64
		want      string
	}{
		{"National Day in China", "szx", "2026-09-30T12:00:00+08:00", 24, "2026-10-08T12:00:00+08:00"},
		{"a Saturday that makes up for it", "szx", "2026-10-09T12:00:00+08:00", 24, "2026-10-10T12:00:00+08:00"},
		{"Spring Festival", "szx", "2026-02-14T18:00:00+08:00", 12, "2026-02-24T06:00:00+08:00"},
		{"National Day of a year without notice", "szx", "2029-09-28T12:00:00+08:00", 24, "2029-10-04T12:00:00+08:00"},
		{"Easter 2027 and summer time", "dui", "2027-03-25T12:00:00+01:00", 24, "2027-03-30T11:00:00+01:00"},
		{"Thanksgiving", "lax", "2026-11-25T12:00:00-08:00", 24, "2026-11-27T12:00:00-08:00"},
		{"New Year's Day of a Saturday is kept in the old year", "lax", "2027-12-30T12:00:00-08:00", 24, "2028-01-03T12:00:00-08:00"},
	} {
		from, err := time.Parse(time.RFC3339, k.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.add(c.warehouses[k.warehouse], from, k.hours); got.Format(time.RFC3339) != k.want {
			t.Errorf("%s: %s, want %s", k.name, got.Format(time.RFC3339), k.want)
		}
	}
	var none *Calendars
	if got := none.add(c.warehouses["dui"], at(0), 72); !got.Equal(at(72)) {
		t.Errorf("without calendars: %s", got)
	}
}

// TestWarehouseWithoutAZone goes by the clocks of most people where it lies.
func TestWarehouseWithoutAZone(t *testing.T) {
	c, err := OpenCalendars(&book.Book{Warehouses: []book.Warehouse{{ID: "ont", Place: shipping.Place{Country: "US", Region: "CA"}}}})
	if err != nil || c.warehouses["ont"].Zone.String() != "America/Los_Angeles" || c.warehouses["ont"].Country != "US" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestMistakesInCalendarsNameTheirField(t *testing.T) {
	for field, b := range map[string]book.Book{
		"calendars[0].country": {Calendars: []calendar.Calendar{{Country: "XX"}}},
		"warehouses[0].zone":   {Warehouses: []book.Warehouse{{ID: "dui", Zone: "Europe/Duisburg"}}},
	} {
		_, err := OpenCalendars(&b)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != field || e.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}
