package book_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/shipping"
)

// TestProof: each kind of what would stop or starve the business; what is in order passes.
func TestProof(t *testing.T) {
	known := []string{"sim", "table"}
	if remarks, err := book.Default().Proof(known); err != nil || len(remarks) != 0 {
		t.Fatalf("the Book that ships: %v, %v", remarks, err)
	}
	fuel := func(name string, from, until shipping.Date) book.Surcharge {
		return book.Surcharge{Name: name, Kind: book.FuelSurcharge, PerMille: 10, From: from, Until: until}
	}
	fuels := func(list ...book.Surcharge) func(*book.Book) {
		return func(b *book.Book) { b.Rates[0].Surcharges = list }
	}
	sheets := func(days ...shipping.Date) func(*book.Book) {
		return func(b *book.Book) {
			first := b.Rates[0]
			b.Rates = b.Rates[1:]
			for i := 0; i < len(days); i += 2 {
				first.From, first.Until = days[i], days[i+1]
				b.Rates = append(b.Rates, first)
			}
		}
	}
	for _, c := range []struct {
		name, field, says string // field and says of the error; empty: none
		remark            string
		change            func(*book.Book)
	}{
		{"a connector", "carriers[2].connector", `no connector "ups"`, "", func(b *book.Book) { b.Carriers[2].Connector = "ups" }},
		{"no connector", "carriers[2].connector", `no connector ""`, "", func(b *book.Book) { b.Carriers[2].Connector = "" }},
		{"legs", "channels[1].legs", "missing", "", func(b *book.Book) { b.Channels[1].Legs = nil }},
		{"weights that go free", "rates[0].zones[0].breaks[1]", "no price", "", func(b *book.Book) {
			b.Rates[0].Zones[0].Breaks = []book.Break{{UpTo: 1000, Flat: 5}, {UpTo: 2000}}
		}},
		{"steps behind the break", "rates[0].zones[0].breaks[0]", "above its own weights", "", func(b *book.Book) {
			b.Rates[0].Zones[0].Breaks = []book.Break{{UpTo: 1000, PerStep: 5, Step: 100, Over: 1000}}
		}},
		{"usual is most", "", "", "", func(b *book.Book) { b.Channels[1].Legs[0].Usual = b.Channels[1].Legs[0].Most }},
		{"usual above most", "channels[1].legs[0].usual_hours", "41 is more than the most, 40", "", func(b *book.Book) { b.Channels[1].Legs[0].Usual = 41 }},
		{"a leg's carrier", "channels[1].legs[0].carrier", "not a known carrier", "", func(b *book.Book) { b.Channels[1].Legs[0].Carrier = "x" }},
		{"a simulated carrier numbers itself", "", "", "", func(b *book.Book) { b.Channels[1].Waybill = "" }},
		{"limits that meet", "", "", "", func(b *book.Book) { b.Channels[1].Limits.MinWeight = b.Channels[1].Limits.Weight }},
		{"limits", "channels[1].limits.min_weight", "no parcel fits", "", func(b *book.Book) { b.Channels[1].Limits.MinWeight = b.Channels[1].Limits.Weight + 1 }},
		{"a share of a kilogram", "packing.per_kilogram", "155 is counted by the hundred grams, and would be cut to 150", "", func(b *book.Book) { b.Packing.PerKilogram = 155 }},
		{"limits of value", "channels[1].limits.min_value", "no parcel fits", "", func(b *book.Book) {
			b.Channels[1].Limits.Value, b.Channels[1].Limits.MinValue = shipping.Money{Amount: 1, Currency: "EUR"}, shipping.Money{Amount: 2, Currency: "EUR"}
		}},
		{"one row of fuel after the other", "", "", "", fuels(fuel("f", "", "2026-06-30"), fuel("f", "2026-07-01", ""))},
		{"in another order", "", "", "", fuels(fuel("f", "2026-07-01", ""), fuel("f", "", "2026-06-30"))},
		{"over the end of a year", "", "", "", fuels(fuel("f", "", "2026-12-31"), fuel("f", "2027-01-01", ""))},
		{"fuel on one day twice", "rates[0].surcharges[1].from", `two rows "f" hold on one day (2026-07-01)`, "", fuels(fuel("f", "", "2026-07-01"), fuel("f", "2026-07-01", ""))},
		{"over without steps", "rates[0].zones[0].breaks[0].over", "nothing without per_step", "", func(b *book.Book) {
			k := &b.Rates[0].Zones[0].Breaks[0]
			k.Flat, k.PerStep, k.Step, k.Over = 100, 0, 0, 1
		}},
		{"a step without its price", "rates[0].zones[0].breaks[0].step", "nothing without per_step", "", func(b *book.Book) {
			k := &b.Rates[0].Zones[0].Breaks[0]
			k.Flat, k.PerStep, k.Step, k.Over = 100, 0, 100, 0
		}},
		{"two that are open", "rates[0].surcharges[1].from", "hold on one day", "", fuels(fuel("f", "", ""), fuel("f", "", ""))},
		{"fuel with a day left out", "rates[0].surcharges[1].from", "holds between 2026-06-30 and 2026-07-02", "", fuels(fuel("f", "", "2026-06-30"), fuel("f", "2026-07-02", ""))},
		{"two kinds of fuel", "rates[0].surcharges[1]", `"g" and "f" are both fuel, and hold on one day`, "", fuels(fuel("f", "", ""), fuel("g", "", ""))},
		{"peaks of one name apart", "", "", "", fuels(
			book.Surcharge{Name: "p", Kind: book.PeakSurcharge, Flat: 1, From: "2026-11-15", Until: "2027-01-10"}, book.Surcharge{Name: "p", Kind: book.PeakSurcharge, Flat: 1, From: "2027-11-15", Until: "2028-01-10"})},
		{"peaks of one name that meet", "rates[0].surcharges[1].from", "hold on one day", "", fuels(
			book.Surcharge{Name: "p", Kind: book.PeakSurcharge, Flat: 1, From: "2026-11-15", Until: "2027-01-10"}, book.Surcharge{Name: "p", Kind: book.PeakSurcharge, Flat: 1, From: "2027-01-10", Until: "2027-01-11"})},
		{"measures of fuel", "rates[0].surcharges[0].girth", "does not look at measures", "", fuels(book.Surcharge{Name: "f", Kind: book.FuelSurcharge, Girth: 1})},
		{"weight of a remote area", "rates[0].surcharges[0].weight", "does not look at weights", "", fuels(book.Surcharge{Name: "f", Kind: book.RemoteSurcharge, Country: "DE", Weight: 1})},
		{"sheets one after the other", "", "", "", sheets("", "2026-02-28", "2026-03-01", "")},
		{"sheets with a day left out", "rates[21].from", "between 2026-02-28 and 2026-03-02", "", sheets("", "2026-02-28", "2026-03-02", "")},
		{"a sheet that was over", "rates[20].until", "before the Book holds", "", sheets("", "2023-12-31")},
		{"a sheet that ends", "", "", "none follows", sheets("", "2024-01-01")},
		{"a sheet that begins later", "", "", "take nothing until then", sheets("2024-01-02", "")},
		{"no sender", "", "", "street, city left out: labels of dui", func(b *book.Book) { b.Warehouses[1].Street, b.Warehouses[1].City = "", "" }},
		{"no calendar of a warehouse", "", "", "none of DE: every day counts as worked there", func(b *book.Book) {
			b.Calendars = slices.DeleteFunc(b.Calendars, func(c calendar.Calendar) bool { return c.Country == "DE" })
		}},
		{"no calendar of a leg", "", "", "none of CA: every day counts as worked there", func(b *book.Book) {
			b.Calendars = slices.DeleteFunc(b.Calendars, func(c calendar.Calendar) bool { return c.Country == "CA" })
		}},
		{"a sheet that begins with the Book", "", "", "", sheets("2024-01-01", "")},
	} {
		b := book.Default()
		c.change(b)
		remarks, err := b.Proof(known)
		if c.says == "" {
			if err != nil || (len(remarks) > 0) != (c.remark != "") || !strings.Contains(remarks.String(), c.remark) {
				t.Errorf("%s: %v, %v, want %q", c.name, remarks, err, c.remark)
			}
			continue
		}
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != c.field || !strings.Contains(e.Message, c.says) || e.Hint == "" {
			t.Errorf("%s: %v, want %s: %s", c.name, err, c.field, c.says)
		}
	}
}

// TestWhatTheShippedBookKnows: it has a calendar for every country that it serves, and a rate of the currencies that buyers there pay in.
func TestWhatTheShippedBookKnows(t *testing.T) {
	b := book.Default()
	apart := []shipping.Country{"PR", "JE", "GG", "AX", "RE", "GP", "MQ"} // territories with a code of their own
	for i := range b.Channels {
		for _, to := range b.Channels[i].To {
			rests := func(c calendar.Calendar) bool { return c.Country == to.Whole() }
			if !slices.Contains(apart, to) && !slices.ContainsFunc(b.Calendars, rests) {
				t.Errorf("%s is served, and has no calendar", to)
			}
		}
	}
	for _, c := range []shipping.Currency{"USD", "GBP", "CNY", "AUD", "BRL", "CAD", "CHF", "DKK", "JPY", "KRW", "MXN", "NOK", "NZD", "SEK", "SGD", "ZAR", "AED"} {
		if !slices.ContainsFunc(b.FX, func(e book.Exchange) bool { return e.Currency == c && e.From == "" && e.Micro > 0 }) {
			t.Errorf("there is no rate of %s", c)
		}
	}
}

// TestOutOfDays: who lists days by their date is told when what is promised reaches into a year of which none is listed.
func TestOutOfDays(t *testing.T) {
	channels := []book.Channel{{ID: "quick", Days: shipping.Days{Least: 1, Most: 3}}, {ID: "slow", Days: shipping.Days{Least: 20, Most: 30}}}
	for _, c := range []struct {
		holidays, works []string
		on              shipping.Date
		last            string
	}{
		{[]string{"01-01", "easter+1", "11-thu-4"}, nil, "2040-01-01", ""},
		{[]string{"01-01", "2026-02-15..2026-02-23"}, nil, "2026-03-01", ""},
		{[]string{"01-01", "2026-02-15..2026-02-23"}, nil, "2026-12-01", ""},
		{[]string{"01-01", "2026-02-15..2026-02-23"}, nil, "2026-12-02", "2026-02-23"},
		{[]string{"2026-05-01", "2026-02-15..2026-02-23"}, nil, "2027-01-01", "2026-05-01"},
		{[]string{"2026-05-01"}, []string{"2026-10-10"}, "2027-01-01", "2026-10-10"},
		{[]string{"2026-05-01", "2027-02-06"}, nil, "2026-12-31", ""},
		{nil, nil, "2027-01-01", ""},
	} {
		b := book.Book{Channels: channels, Calendars: []calendar.Calendar{{Country: "CN", Holidays: c.holidays, Works: c.works}}}
		said := b.OutOfDays(nil, c.on).String()
		if (said != "") != (c.last != "") || !strings.Contains(said, c.last) {
			t.Errorf("%v on %s: %q, want %q", c.holidays, c.on, said, c.last)
		}
	}
	if said := book.Default().OutOfDays(book.DefaultFile(), "2029-11-01").String(); !strings.Contains(said, "line ") || !strings.Contains(said, "end with 2027-") {
		t.Errorf("the shipped Book in 2029: %q", said)
	}
}
