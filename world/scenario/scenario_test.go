package scenario

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

var begins = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// TestShipped reads every scenario that comes with the program and lays it over the Book that does.
func TestShipped(t *testing.T) {
	list := Shipped()
	if len(list) < 8 {
		t.Errorf("%d scenarios", len(list))
	}
	b := book.Default()
	for _, s := range list {
		if _, err := File(s.Name); err != nil {
			t.Errorf("%s lies in a file of another name", s.Name)
		}
		if len(s.Shows) < 40 || s.Days == 0 || s.Orders == 0 {
			t.Errorf("%s says too little of itself", s.Name)
		}
		n, err := s.On(b, s.Begins(begins), s.Orders)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if len(s.Demand)+len(n.Capacity)+len(n.Conditions)+len(s.Crashes) == 0 {
			t.Errorf("%s is an ordinary world", s.Name)
		}
		for i := range s.Conditions {
			if end := s.Conditions[i].During.From; end >= time.Duration(s.Days)*24*time.Hour {
				t.Errorf("%s: conditions[%d] begins after the last order", s.Name, i)
			}
		}
	}
	if _, err := File("../black-friday"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("another folder: %v", err)
	}
}

// TestBlackFridayIsThatDay holds the peak against the calendar.
func TestBlackFridayIsThatDay(t *testing.T) {
	text, err := File("black-friday")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	friday := s.Begins(begins).Add(s.Demand[1].During.From)
	if friday.Month() != time.November || friday.Weekday() != time.Friday || friday.Day() < 23 || friday.Day() > 29 {
		t.Errorf("the highest day is %s", friday.Format(time.RFC1123))
	}
}

func TestStretch(t *testing.T) {
	day := func(n float64) time.Duration { return time.Duration((n - 1) * float64(24*time.Hour)) }
	for text, want := range map[string]Stretch{
		"1":                     {day(1), day(2)},
		"12":                    {day(12), day(13)},
		"12..16":                {day(12), day(17)},
		" 12 .. 16 ":            {day(12), day(17)},
		"12..12":                {day(12), day(13)},
		"12 06:00..12 18:00":    {day(12.25), day(12.75)},
		"12 06:00..14":          {day(12.25), day(15)},
		"12..14 18:00":          {day(12), day(14.75)},
		"3660":                  {day(3660), day(3661)},
		"":                      {},
		"0":                     {},
		"-1":                    {},
		"12..11":                {},
		"12 06:00":              {},
		"12 06:00..12 06:00":    {},
		"12 25:00..13":          {},
		"3661":                  {},
		"12..":                  {},
		"12..13..14":            {},
		"99999999999999999999":  {},
		"twelve":                {},
		"12 06:00:30..12 18:00": {},
	} {
		got, ok := stretch(text)
		if ok != (want != Stretch{}) || ok && got != want {
			t.Errorf("%q is read as %v (%v)", text, got, ok)
		}
	}
}

const small = `name: small
title: Small
shows: nothing
`

// TestMistakes: each has its line, and says what is wrong.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, line, says string }{
		{"name: A b\ntitle: x\n", "line 1", "is no name"},
		{"name: a\n", "", "title"},
		{small + "begin: 2026-01-01\n", "line 4", "begin"},
		{small + "start: tomorrow\n", "line 4", "is no day"},
		{small + "days: many\n", "line 4", ""},
		{small + "days: -3\n", "line 4", "1 to 3660"},
		{small + "orders: -3\n", "line 4", "at least one"},
		{small + "demand:\n  - {during: 3, factor: 200}\n  - {during: 5..4, factor: 200}\n", "line 6", "5..4"},
		{small + "demand:\n  - during: [3, 4]\n    factor: 200\n", "line 5", "stretch"},
		{small + "demand:\n  - factor: 200\n", "line 5", "demand[0].during"},
		{small + "demand:\n  - during: 3\n    factor: 0\n", "line 6", "demand[0].factor"},
		{small + "demand:\n  - {during: 3, factor: 200, country: DE}\n", "line 5", "country"},
		{small + "network:\n  - channel: szx-post\n    parcels: 0\n", "line 6", "network[0].parcels"},
		{small + "network:\n  - {channel: szx-post, parcels: 3}\n  - {channel: szx-post, parcels: 3}\n", "line 6", "another channel"},
		{small + "closed:\n  - {warehouse: dui, during: 3..4}\n  - {warehouse: lax, during: 4..5}\n", "line 6", "one after the other"},
		{small + "closed:\n  - {warehouse: dui, during: 3 06:30..4}\n", "line 5", "on the hour"},
		{small + "crashes:\n  - {during: 3..4}\n", "line 5", "every how many hours"},
		{small + "conditions:\n  - {no_arrival: true}\n", "line 5", "conditions[0].during"},
		{small + "conditions:\n  - {during: 3, no_such: true}\n", "line 5", "no_such"},
		{small + "conditions:\n  - {during: 3, where: {port: [USLAX]}}\n", "line 5", "port"},
		{small + "conditions:\n  - {during: 3, from: 2026-01-01T00:00:00Z, no_arrival: true}\n", "line 5", "said by during"},
		{small + "conditions:\n  - during: 3\n    lose: 1200\n", "line 6", "thousandths"},
		{small + "conditions:\n  - during: 3\n    faults:\n      late: -1\n", "line 7", "conditions[0].faults.late"},
		{"", "", "name"},
		{"- a\n", "", ""},
		{"name: [", "", ""},
	} {
		s, err := Read([]byte(c.text))
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || s != nil {
			t.Errorf("%q: %v, %v", c.text, s, err)
			continue
		}
		line, _, _ := strings.Cut(e.Field, ", column ")
		if c.line != "" && line != c.line || !strings.Contains(e.Error(), c.says) {
			t.Errorf("%q: %v; want %s and %q", c.text, e, c.line, c.says)
		}
	}
}

func TestOn(t *testing.T) {
	s, err := Read([]byte(small + `
network:
  - {channel: szx-eu-truck, parcels: 29, hub: 20}
  - {channel: szx-us-sea, parcels: 1}
conditions:
  - {during: 3 12:00..5, where: {ports: [USLAX]}, no_arrival: true}
closed:
  - {warehouse: dui, during: 11..12, spoiled: 250}
`))
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.On(book.Default(), begins, 150)
	if err != nil {
		t.Fatal(err)
	}
	if c := n.Capacity["szx-eu-truck"]; c.PerDay != 44 || c.Hub != 30 {
		t.Errorf("a truck line of 29 and 20 for a hundred has %+v for 150", c)
	}
	if small, err := s.On(book.Default(), begins, 3); err != nil || small.Capacity["szx-us-sea"].PerDay != 1 {
		t.Errorf("the smallest world: %+v, %v", small, err)
	}
	strike, flood := n.Conditions[0], n.Conditions[1]
	if !strike.From.Equal(begins.Add(60*time.Hour)) || !strike.Until.Equal(begins.Add(120*time.Hour)) || !strike.NoArrival {
		t.Errorf("the strike: %+v", strike)
	}
	if !flood.Embargo || !slices.Contains(flood.Where.Channels, "dui-star-eu") || slices.Contains(flood.Where.Channels, "szx-eu-truck") {
		t.Errorf("the flood: %+v", flood)
	}
	for _, unknown := range []string{
		"network: [{channel: nowhere, parcels: 3}]", "closed: [{warehouse: nowhere, during: 3}]",
		"conditions: [{during: 3, where: {channels: [szx-post, nowhere]}, embargo: true}]",
		"conditions: [{during: 3, where: {carriers: [nowhere]}, embargo: true}]", "conditions: [{during: 3, where: {ports: [nowhere]}, embargo: true}]",
	} {
		s, err := Read([]byte(small + unknown))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.On(book.Default(), begins, 150); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("%s: %v", unknown, err)
		}
	}
}

func TestCrashAt(t *testing.T) {
	c := Crash{Stretch{24 * time.Hour, 48 * time.Hour}, 7}
	var hours []int
	for h := range 72 {
		if c.At(time.Duration(h) * time.Hour) {
			hours = append(hours, h)
		}
	}
	if !slices.Equal(hours, []int{24, 31, 38, 45}) {
		t.Errorf("it falls at %v", hours)
	}
}

// FuzzRead: whatever a file says, it is read or refused as Invalid; what is read can be laid over a Book, or
// names what the Book has not.
func FuzzRead(f *testing.F) {
	for _, s := range Shipped() {
		text, _ := File(s.Name)
		f.Add(text)
	}
	f.Add([]byte(small + "conditions:\n  - {during: 3, faults: {late: 5}}\n"))
	f.Add([]byte(small + "demand: &x\n  - {during: *x}\n"))
	b := book.Default()
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read(text)
		if err != nil {
			if shipping.CodeOf(err) != shipping.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		n, err := s.On(b, s.Begins(begins), 100)
		if err != nil && shipping.CodeOf(err) != shipping.Invalid {
			t.Fatalf("%v", err)
		}
		for _, c := range n.Conditions {
			if !c.Until.After(c.From) {
				t.Fatalf("a condition from %s until %s", c.From, c.Until)
			}
		}
	})
}
