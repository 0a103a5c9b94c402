package fulfillment

import (
	"errors"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// TestQuietHours: when a buyer may be disturbed who is not to be at night, also when clocks are changed.
func TestQuietHours(t *testing.T) {
	night := book.Messages{Enabled: true, QuietFrom: "21:00", QuietUntil: "08:00"}
	siesta := book.Messages{Enabled: true, QuietFrom: "13:00", QuietUntil: "15:30"}
	early := book.Messages{Enabled: true, QuietFrom: "00:00", QuietUntil: "02:30"}
	for _, c := range []struct {
		m        book.Messages
		to       shipping.Place
		now      string
		earliest string // empty: now
	}{
		{night, shipping.Place{Country: "DE"}, "2026-03-12T12:00:00Z", ""},
		{night, shipping.Place{Country: "DE"}, "2026-03-12T19:59:00Z", ""},
		{night, shipping.Place{Country: "DE"}, "2026-03-12T20:00:00Z", "2026-03-13T08:00:00+01:00"},
		{night, shipping.Place{Country: "DE"}, "2026-03-13T06:59:59Z", "2026-03-13T08:00:00+01:00"},
		{night, shipping.Place{Country: "DE"}, "2026-03-13T07:00:00Z", ""},
		{night, shipping.Place{Country: "DE"}, "2026-12-31T22:00:00Z", "2027-01-01T08:00:00+01:00"},
		{night, shipping.Place{Country: "US", Region: "CA"}, "2026-03-12T14:59:00Z", "2026-03-12T08:00:00-07:00"},
		{night, shipping.Place{Country: "US", Region: "NY"}, "2026-03-12T14:59:00Z", ""},
		// Clocks go forward in Europe on 29 March and back on 25 October 2026, in America on 8 March and 1 November.
		{night, shipping.Place{Country: "DE"}, "2026-03-28T22:30:00Z", "2026-03-29T08:00:00+02:00"},
		{night, shipping.Place{Country: "DE"}, "2026-03-29T05:59:00Z", "2026-03-29T08:00:00+02:00"},
		{night, shipping.Place{Country: "DE"}, "2026-03-29T06:00:00Z", ""},
		{night, shipping.Place{Country: "DE"}, "2026-10-24T22:30:00Z", "2026-10-25T08:00:00+01:00"},
		{night, shipping.Place{Country: "DE"}, "2026-10-25T06:59:00Z", "2026-10-25T08:00:00+01:00"},
		{night, shipping.Place{Country: "US", Region: "NY"}, "2026-03-08T05:00:00Z", "2026-03-08T08:00:00-04:00"},
		{night, shipping.Place{Country: "US", Region: "NY"}, "2026-11-01T05:30:00Z", "2026-11-01T08:00:00-05:00"},
		{early, shipping.Place{Country: "DE"}, "2026-03-29T00:10:00Z", "2026-03-29T03:30:00+02:00"}, // 02:30 does not come
		{siesta, shipping.Place{Country: "ES"}, "2026-07-01T11:30:00Z", "2026-07-01T15:30:00+02:00"},
		{siesta, shipping.Place{Country: "ES"}, "2026-07-01T10:59:00Z", ""},
		{siesta, shipping.Place{Country: "ES"}, "2026-07-01T13:30:00Z", ""},
		{book.Messages{Enabled: true}, shipping.Place{Country: "DE"}, "2026-03-12T23:00:00Z", ""},
	} {
		m, err := compileMessages(&c.m)
		if err != nil {
			t.Fatal(err)
		}
		now, _ := time.Parse(time.RFC3339, c.now)
		got := ""
		if at := m.earliest(c.to, now); !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		if got != c.earliest {
			t.Errorf("%v at %s, quiet from %s: %q, want %q", c.to, c.now, c.m.QuietFrom, got, c.earliest)
		}
	}
}

func TestMistakesInMessages(t *testing.T) {
	for _, c := range []struct {
		field string
		m     book.Messages
	}{
		{"ways", book.Messages{Ways: []shipping.MessageWay{"pigeon"}}},
		{"kinds", book.Messages{Kinds: []shipping.MessageKind{"departed"}}},
		{"quiet_from", book.Messages{QuietFrom: "9 pm", QuietUntil: "08:00"}},
		{"quiet_from", book.Messages{QuietFrom: "9 pm"}},
		{"quiet_from", book.Messages{QuietUntil: "08:00"}},
		{"quiet_until", book.Messages{QuietFrom: "21:00"}},
	} {
		_, err := compileMessages(&c.m) // also of a section that is not enabled
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != "messages."+c.field || e.Hint == "" {
			t.Errorf("%s of %+v: %v", c.field, c.m, err)
		}
	}
}

func TestTongues(t *testing.T) {
	seen := map[shipping.Country]string{}
	for tongue, countries := range tongues {
		for _, c := range countries {
			if !c.Known() || seen[c] != "" {
				t.Errorf("%s is listed under %s and %q", c, tongue, seen[c])
			}
			seen[c] = tongue
		}
	}
	for to, want := range map[shipping.Place]string{
		{Country: "AT"}: "de", {Country: "CA"}: "en", {Country: "CA", Region: "QC"}: "fr", {Country: "MX"}: "es", {Country: "SA"}: "ar", {Country: "TD"}: "fr", {Country: "IR"}: "en", {Country: "CN"}: "zh", {Country: "JP"}: "en",
	} {
		if got := tongueOf(to); got != want {
			t.Errorf("%v is told in %s, want %s", to, got, want)
		}
	}
}
