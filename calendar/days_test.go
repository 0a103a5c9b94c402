package calendar

import (
	"errors"
	"testing"
	"time"

	"crosslane/shipping"
)

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		rule    string
		in, out []shipping.Date
	}{
		{"2026-02-17", []shipping.Date{"2026-02-17"}, []shipping.Date{"2026-02-16", "2026-02-18", "2027-02-17", "", "2026-2-17"}},
		{"2026-02-15..2026-02-23", []shipping.Date{"2026-02-15", "2026-02-20", "2026-02-23"}, []shipping.Date{"2026-02-14", "2026-02-24", "2025-02-20"}},
		{"2026-02-17..2026-02-17", []shipping.Date{"2026-02-17"}, []shipping.Date{"2026-02-16", "2026-02-18"}},
		{"2026-12-30..2027-01-02", []shipping.Date{"2026-12-31", "2027-01-01"}, []shipping.Date{"2027-12-31"}},
		{"12-29", []shipping.Date{"2026-12-29"}, []shipping.Date{"2026-12-28"}},
		{"12-25", []shipping.Date{"2024-12-25", "2031-12-25"}, []shipping.Date{"2024-12-24"}},
		{"11-20..12-02", []shipping.Date{"2026-11-20", "2026-12-02"}, []shipping.Date{"2026-11-19", "2026-12-03"}},
		{"12-20..01-06", []shipping.Date{"2026-12-20", "2026-12-31", "2027-01-01", "2027-01-06"}, []shipping.Date{"2026-12-19", "2027-01-07", "2026-06-01"}},
		{"11-thu-4", []shipping.Date{"2026-11-26", "2025-11-27", "2024-11-28"}, []shipping.Date{"2026-11-19", "2026-11-25"}},
		{"11-thu-4+1..11-thu-4+4", []shipping.Date{"2026-11-27", "2026-11-30", "2024-12-02"}, []shipping.Date{"2026-11-26", "2026-12-01"}},
		{"05-mon-last", []shipping.Date{"2026-05-25", "2027-05-31"}, []shipping.Date{"2027-05-24"}},
		{"12-sun-last", []shipping.Date{"2026-12-27"}, []shipping.Date{"2026-12-20"}},
		{"09-mon-1", []shipping.Date{"2026-09-07", "2025-09-01"}, []shipping.Date{"2026-09-14"}},
		{"easter", []shipping.Date{"1961-04-02", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2285-03-22"}, []shipping.Date{"2026-04-06"}},
		{"easter-2", []shipping.Date{"2026-04-03"}, []shipping.Date{"2026-04-05"}},
		{"easter+39", []shipping.Date{"2026-05-14", "2025-05-29"}, nil},
		{"easter-2..easter+1", []shipping.Date{"2026-04-03", "2026-04-06"}, []shipping.Date{"2026-04-02", "2026-04-07"}},
	} {
		d, err := ParseDays("x", []string{"01-01", c.rule})
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		for _, day := range c.in {
			if !d.Covers(day) {
				t.Errorf("%s does not cover %s", c.rule, day)
			}
		}
		for _, day := range c.out {
			if d.Covers(day) {
				t.Errorf("%s covers %s", c.rule, day)
			}
		}
	}
	var none *Days
	if none.Covers("2026-01-01") {
		t.Error("no rules cover a day")
	}
}

func TestMistakes(t *testing.T) {
	for _, rule := range []string{
		"", "easter2", "easter-101", "easter-", "easter+x", "13-01", "00-10", "02-30", "02-29", "12-32", "1-1", "12-25 ", "2026-02-30", "2026-13-01",
		"11-thu", "11-thu-5", "11-thu-0", "11-thursday-4", "11-thu-4-1", "11-thu-4+31", "11-thu-4+", "..", "12-25..", "2026-01-01..12-31", "2026-02-02..2026-02-01", "0000-01-01", "2026/02-17", "2026-02/17", "2026-02-00", "2026-02-32", "2026-00-10",
	} {
		_, err := ParseDays("x", []string{"12-25", rule})
		var e *shipping.Error
		if !errors.As(err, &e) || e.Field != "x[1]" || e.Message == "" || e.Hint == "" {
			t.Errorf("%q: %v", rule, err)
		}
	}
}

// TestEveryYearAlike: what is said of every year holds once in each.
func TestEveryYearAlike(t *testing.T) {
	for _, rule := range []string{"12-25", "11-thu-4", "05-mon-last", "02-fri-last", "easter", "easter-52", "easter+60", "12-mon-last+3"} {
		d, err := ParseDays("x", []string{rule})
		if err != nil {
			t.Fatal(err)
		}
		from, n := time.Date(1990, 1, 8, 0, 0, 0, 0, time.UTC), 0
		for day := from; day.Year() < 2090 || day.YearDay() < 8; day = day.AddDate(0, 0, 1) {
			if d.Covers(shipping.DateOf(day)) {
				n++
			}
		}
		if n != 100 {
			t.Errorf("%s: %d times in 100 years", rule, n)
		}
	}
}

// TestNumbers holds the arithmetic of days against the standard library's.
func TestNumbers(t *testing.T) {
	for day := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2210; day = day.AddDate(0, 0, 1) {
		y, m, d := day.Date()
		n := number(y, m, d)
		if n != floor(day.Unix()) || weekday(n) != day.Weekday() {
			t.Fatalf("%s: number %d, %s", day, n, weekday(n))
		}
	}
	if number(2026, 13, 1) != number(2027, 1, 1) || number(2024, 3, 0) != number(2024, 2, 29) {
		t.Error("month 13 and day 0")
	}
}

// TestEaster holds it against the rule of Gauss, with his two exceptions.
func TestEaster(t *testing.T) {
	for year := 1583; year < 4100; year++ {
		a, b, c, k := year%19, year%4, year%7, year/100
		m := (15 - (13+8*k)/25 + k - k/4) % 30
		d := (19*a + m) % 30
		e := (2*b + 4*c + 6*d + (4+k-k/4)%7) % 7
		march := 22 + d + e
		if d == 29 && e == 6 || d == 28 && e == 6 && (11*m+11)%30 < 19 {
			march -= 7
		}
		if got := easter(year); got != number(year, time.March, 1)+int64(march)-1 {
			t.Fatalf("%d: %s, want day %d of March", year, date(got).Format(time.DateOnly), march)
		}
	}
}

func FuzzParseDays(f *testing.F) {
	for _, s := range []string{"2026-02-15..2026-02-23", "12-25", "easter-2", "11-thu-4+1", "05-mon-last", "12-20..01-06", "..", "easter"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		d, err := ParseDays("x", []string{rule})
		if (err == nil) == (d == nil) {
			t.Fatalf("%q: %v and %v", rule, d, err)
		}
		if err == nil {
			for _, day := range []shipping.Date{"2024-02-29", "2026-12-31", "9999-12-31", "0001-01-01"} {
				d.Covers(day)
			}
		}
	})
}

func BenchmarkCovers(b *testing.B) {
	d, err := ParseDays("x", []string{"01-01", "easter-2", "easter+1", "05-01", "easter+39", "easter+50", "10-03", "12-25", "12-26", "11-thu-4"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if d.Covers("2026-08-11") {
			b.Fatal("no holiday")
		}
	}
}
