package channel_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

func TestConvert(t *testing.T) {
	current := sample()
	current.FX = []book.Exchange{{Currency: "CNY", Micro: 130_000}, {Currency: "USD", Micro: 900_000}, {Currency: "JPY", Micro: 6_000, From: "2026-03-02"}, {Currency: "JPY", Micro: 7_000, From: "2026-03-05"}, {Currency: "KWD", Micro: 3_000_000}}
	table := table(t, current)
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		amount   int64
		from, to shipping.Currency
		day      int
		want     int64
		problem  string
	}{
		{1234, "EUR", "EUR", 1, 1234, ""},
		{1000, "USD", "EUR", 1, 900, ""},
		{1000, "EUR", "USD", 1, 1111, ""},
		{45, "EUR", "USD", 1, 50, ""},
		{5, "USD", "EUR", 1, 5, ""}, // 4.5: half up
		{4, "USD", "EUR", 1, 4, ""}, // 3.6
		{1, "USD", "EUR", 1, 1, ""}, // 0.9
		{5000, "JPY", "EUR", 2, 3000, ""},
		{5000, "JPY", "EUR", 4, 3000, ""},
		{5000, "JPY", "EUR", 5, 3500, ""},
		{100, "JPY", "USD", 2, 67, ""},
		{1000, "KWD", "JPY", 2, 500, ""},
		{1, "JPY", "KWD", 2, 2, ""},
		{5000, "JPY", "EUR", 1, 0, "no exchange rate for JPY that holds on 2026-03-01"},
		{5000, "EUR", "JPY", 1, 0, "no exchange rate for JPY"},
		{5000, "CHF", "EUR", 1, 0, "no exchange rate for CHF"},
		{1_000_000_000_000_000, "EUR", "EUR", 2, 1_000_000_000_000_000, ""},
		{900_000_000_000_000, "EUR", "USD", 2, 1_000_000_000_000_000, ""},
		{900_000_000_000_001, "EUR", "USD", 2, 0, "too large"},
		{9_000_000_000_000_000_000, "KWD", "JPY", 2, 0, "too large"},
	} {
		got, err := table.Convert(shipping.Money{Amount: c.amount, Currency: c.from}, c.to, day(c.day))
		switch {
		case c.problem != "":
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("%d %s in %s: %v, %v; want %q", c.amount, c.from, c.to, got, err, c.problem)
			}
		case err != nil || got != (shipping.Money{Amount: c.want, Currency: c.to}):
			t.Errorf("%d %s in %s on day %d is %v, %v; want %d", c.amount, c.from, c.to, c.day, got, err, c.want)
		}
	}
}
