package shipping

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/currency"
)

func TestCurrencyLivesOn(t *testing.T) {
	for _, c := range []struct {
		code Currency
		day  Date
		want string // a part of message and hint; empty: it lives
	}{
		{"EUR", "2026-05-01", ""},
		{"HRK", "2022-12-31", ""},
		{"HRK", "2023-01-01", "last day was 2022-12-31 (write EUR"},
		{"BGN", "2025-12-31", ""},
		{"BGN", "2026-01-01", "last day was 2025-12-31 (write EUR"},
		{"SLL", "2026-05-01", "write SLE"}, {"SLE", "2026-05-01", ""}, {"SLE", "2020-05-01", "before 2022-04-01"},
		{"VEF", "2026-05-01", "write VES"}, {"ZWL", "2026-05-01", "write ZWG"}, {"MRO", "2026-05-01", "write MRU"},
		{"STD", "2026-05-01", "write STN"}, {"BYR", "2026-05-01", "write BYN"}, {"ANG", "2026-05-01", "write XCG"},
		{"RMB", "2026-05-01", "calls it CNY"}, {"CNH", "2026-05-01", "calls it CNY"}, {"GBX", "2026-05-01", "divided by 100"}, {"NIS", "2026-05-01", "calls it ILS"}, {"EURO", "2026-05-01", "calls it EUR"},
		{"XXX", "2026-05-01", "nobody pays"}, {"XTS", "2026-05-01", "nobody pays"}, {"XAU", "2026-05-01", "nobody pays"}, {"CLF", "2026-05-01", "nobody pays"},
		{"ABC", "2026-05-01", "is not a currency code"}, {"R B", "2026-05-01", "is not a currency code"}, {"eur", "2026-05-01", "is not a currency code"}, {"", "2026-05-01", "is not a currency code"},
		{"HRK", "", ""}, {"SLE", "", ""}, {"XXX", "", "nobody pays"},
	} {
		day := time.Time{}
		if c.day != "" {
			day, _ = time.Parse(time.DateOnly, string(c.day))
		}
		err := c.code.LivesOn(day)
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), " (")) {
			t.Errorf("%s on %s: %v, want %q", c.code, c.day, err, c.want)
		}
	}
}

// Minor units are held against golang.org/x/text: where its figures are what shops print instead of the minor unit of ISO 4217, that is
// said here, and so is what it does not know.
func TestMinorUnitsAgainstLibrary(t *testing.T) {
	var differ, unknown []string
	for code := range strings.FieldsSeq(livingCurrencies) {
		unit, err := currency.ParseISO(code)
		if err != nil {
			unknown = append(unknown, code)
			continue
		}
		if scale, _ := currency.Standard.Rounding(unit); scale != Currency(code).Digits() {
			differ = append(differ, code)
		}
	}
	if want := strings.Fields("AFN ALL AMD COP GYD IDR IQD IRR KPW LAK LBP MGA MMK MNT MUR PKR RSD SOS SYP TZS UZS YER"); !slices.Equal(differ, want) {
		t.Errorf("other minor units than ISO 4217: %v, not %v", differ, want)
	}
	if want := strings.Fields("MRU SLE VED VES XCG ZWG"); !slices.Equal(unknown, want) {
		t.Errorf("not known to the library: %v, not %v", unknown, want)
	}
	for code := range currencyEnds {
		if next := currencyEnds[code].next; next.LivesOn(time.Time{}) != nil || strings.Contains(livingCurrencies, string(code)) {
			t.Errorf("%s is followed by %s", code, next)
		}
	}
	for _, info := range countries {
		if info.Currency != "" && !strings.Contains(livingCurrencies, string(info.Currency)) {
			t.Errorf("%s pays in %s", info.Code, info.Currency)
		}
	}
}

// The last days of currencies stand in the library where it is as old as they are; it counts the days in which both were taken.
func TestLastDaysAgainstLibrary(t *testing.T) {
	last := map[string]time.Time{}
	for it := currency.Query(currency.Historical); it.Next(); {
		if to, ok := it.To(); ok && to.After(last[it.Unit().String()]) {
			last[it.Unit().String()] = to
		}
	}
	for code, end := range currencyEnds {
		to, ok := last[string(code)]
		if !ok || code == "ZWL" || code == "ANG" { // the library says when the dollar of 2009 was given up, and when Curaçao left the Antilles
			continue
		}
		ours, _ := time.Parse(time.DateOnly, string(end.last))
		if days := ours.Sub(to).Hours() / 24; days > 400 || days < -400 {
			t.Errorf("%s ended %s, the library says %s", code, end.last, to.Format(time.DateOnly))
		}
	}
}

func TestWhatCannotBeReadIsInNoSum(t *testing.T) {
	eur := func(n int64) Money { return Money{n, "EUR"} }
	o := Order{Currency: "EUR", Lines: []Line{
		{Product: Product{Weight: 100}, Quantity: 2, Price: eur(-1)}, {Product: Product{Weight: -1}, Quantity: 2, Price: eur(4550)},
	}}
	if o.Value() != eur(9100) || o.Weight() != 200 {
		t.Error(o.Value(), o.Weight())
	}
	if got := o.Lines[0].PriceText() + ", " + o.Lines[1].PriceText() + ", " + o.Lines[1].Weight.String(); got != "not readable, 45.50 EUR, not readable" {
		t.Error(got)
	}
}
