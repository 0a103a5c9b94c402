package book

import (
	"slices"
	"time"

	"crosslane/shipping"
)

// proofRates checks the rate sheets, row by row and one after the other.
func (b *Book) proofRates() (remarks []Remark, err error) {
	for i := range b.Rates {
		if err := proofSurcharges(b.Rates[i].Surcharges, entryAt("rates", i, "")); err != nil {
			return nil, err
		}
		if err := proofBreaks(b.Rates[i].Zones, entryAt("rates", i, "zones")); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{}
	for i := range b.Rates {
		name := b.Rates[i].Name
		if seen[name] {
			continue
		}
		seen[name] = true
		some, err := b.proofSheets(name)
		if err != nil {
			return nil, err
		}
		remarks = append(remarks, some...)
	}
	for i, e := range b.FX {
		first := !slices.ContainsFunc(b.FX, func(o Exchange) bool { return o.Currency == e.Currency && o.From < e.From })
		if first && e.From > b.day() {
			remarks = append(remarks, Remark{entryAt("fx", i, "from"), "there is no rate of " + string(e.Currency) + " before " + string(e.From) + ", and the Book holds from " + string(b.day()) + " on", "leave from out for a rate that holds always"})
		}
	}
	return remarks, nil
}

// proofBreaks refuses weights that would go free, and steps that begin behind the break.
func proofBreaks(zones []Zone, at string) error {
	for i := range zones {
		for k, b := range zones[i].Breaks {
			field := entryAt(entryAt(at, i, "breaks"), k, "")
			switch {
			case b.Flat == 0 && (b.PerStep == 0 || b.Step == 0):
				return shipping.BadField(field, "the break has no price: parcels of its weights would go free", "write flat, or per_step and step")
			case b.PerStep == 0 && (b.Over > 0 || b.Step > 0):
				unread := "over"
				if b.Over == 0 {
					unread = "step"
				}
				return shipping.BadField(field+"."+unread, "it says nothing without per_step: the break costs its flat price, whatever the weight", "write per_step and step, or take it out")
			case b.Over > 0 && b.Over >= b.UpTo:
				return shipping.BadField(field, "its steps begin above its own weights", "write over below up_to")
			}
		}
	}
	return nil
}

// day is the first day of the Book.
func (b *Book) day() shipping.Date { return shipping.DateOf(b.From) }

// row is what holds from a day until a day, both included, either open, and its path in the Book.
type row struct {
	from, until shipping.Date
	at          string
}

// meets reports whether there is a day on which both hold.
func (r *row) meets(o *row) bool {
	return (r.until == "" || o.from <= r.until) && (o.until == "" || r.from <= o.until)
}

// gap finds the first row that another precedes and does not reach; nil when each follows at once.
func gap(rows []row) (before, after *row) {
	slices.SortFunc(rows, func(a, b row) int {
		if a.from < b.from {
			return -1
		}
		return 1
	})
	for i := range rows {
		if i > 0 && rows[i-1].until != "" && nextDay(rows[i-1].until) < rows[i].from {
			return &rows[i-1], &rows[i]
		}
	}
	return nil, nil
}

// nextDay is the day after another, the same where it is none.
func nextDay(d shipping.Date) shipping.Date {
	t, err := time.ParseInLocation(time.DateOnly, string(d), time.UTC)
	if err != nil {
		return d
	}
	return shipping.DateOf(t.AddDate(0, 0, 1))
}

func dayBefore(d shipping.Date) string {
	t, err := time.ParseInLocation(time.DateOnly, string(d), time.UTC)
	if err != nil {
		return string(d)
	}
	return string(shipping.DateOf(t.AddDate(0, 0, -1)))
}

// proofSheets checks the sheets of one name: those that channels have follow each other without a gap, and hold when the Book does.
func (b *Book) proofSheets(name string) (remarks []Remark, err error) {
	var rows []row
	for i := range b.Rates {
		if s := &b.Rates[i]; s.Name == name {
			rows = append(rows, row{s.From, s.Until, entryAt("rates", i, "")})
		}
	}
	if before, after := gap(rows); after != nil {
		return nil, shipping.BadField(after.at+".from", "nothing of \""+name+"\" holds between "+string(before.until)+" and "+string(after.from)+": its channels would have no price", "end the one before with until: "+dayBefore(after.from))
	}
	if !slices.ContainsFunc(b.Channels, func(c Channel) bool { return c.Rates == name }) {
		return []Remark{{rows[0].at + ".name", "no channel has the rate sheet \"" + name + "\"", "name it under rates of a channel, or take it out"}}, nil
	}
	first, last := rows[0], rows[len(rows)-1]
	switch {
	case last.until != "" && last.until < b.day():
		return nil, shipping.BadField(last.at+".until", "\""+name+"\" ends on "+string(last.until)+", before the Book holds: its channels would have no price", "add a sheet of this name with a later from, or leave until out")
	case last.until != "":
		remarks = append(remarks, Remark{last.at + ".until", "\"" + name + "\" ends on " + string(last.until) + ", and none follows: its channels take nothing from then on", "add a sheet of this name from the next day on, or leave until out"})
	}
	if first.from > b.day() {
		remarks = append(remarks, Remark{first.at + ".from", "\"" + name + "\" begins on " + string(first.from) + ", and the Book holds from " + string(b.day()) + " on: its channels take nothing until then", "add a sheet of this name for the days before"})
	}
	return remarks, nil
}

// proofSurcharges checks that every surcharge has an effect, and is charged once a day.
func proofSurcharges(list []Surcharge, at string) error {
	fuel := map[string][]row{}
	for i := range list {
		c, field := &list[i], at+entryAt(".surcharges", i, "")
		if err := proofSurcharge(c, field); err != nil {
			return err
		}
		this := row{c.From, c.Until, field}
		for k := range list[:i] {
			o := &list[k]
			other := row{from: o.From, until: o.Until}
			if c.Kind != o.Kind || c.Kind != FuelSurcharge && c.Kind != PeakSurcharge || !this.meets(&other) {
				continue
			}
			if c.Name == o.Name {
				return shipping.BadField(field+".from", "two rows \""+c.Name+"\" hold on one day ("+string(max(c.From, o.From))+"), and both would be charged", "end one the day before the other begins, until and from are both charged")
			}
			if c.Kind == FuelSurcharge {
				return shipping.BadField(field, "\""+c.Name+"\" and \""+o.Name+"\" are both fuel, and hold on one day", "write one row of fuel a day: give them the same name, and days, where one takes the other's place; what else is charged on every parcel is remote in its country")
			}
		}
		if c.Kind == FuelSurcharge {
			fuel[c.Name] = append(fuel[c.Name], this)
		}
	}
	for i := range list {
		if before, after := gap(fuel[list[i].Name]); after != nil {
			return shipping.BadField(after.at+".from", "no row of \""+list[i].Name+"\" holds between "+string(before.until)+" and "+string(after.from)+": it would not be charged", "end the one before with until: "+dayBefore(after.from)+", or write a row of 0 between them")
		}
	}
	return nil
}

// proofSurcharge refuses what a surcharge of its kind does not look at.
func proofSurcharge(c *Surcharge, at string) error {
	const hint = "leave it out, or choose another kind"
	switch {
	case c.Kind != RemoteSurcharge && len(c.Prefixes) > 0:
		return shipping.BadField(at+".prefixes", "a surcharge of kind "+string(c.Kind)+" is charged wherever a parcel goes", hint)
	case c.Kind != RemoteSurcharge && c.Country != "":
		return shipping.BadField(at+".country", "a surcharge of kind "+string(c.Kind)+" is charged wherever a parcel goes", hint)
	case c.Kind != SizeSurcharge && c.Side > 0:
		return shipping.BadField(at+".side", "a surcharge of kind "+string(c.Kind)+" does not look at measures", hint)
	case c.Kind != SizeSurcharge && c.Girth > 0:
		return shipping.BadField(at+".girth", "a surcharge of kind "+string(c.Kind)+" does not look at measures", hint)
	case c.Kind != SizeSurcharge && c.Weight > 0:
		return shipping.BadField(at+".weight", "a surcharge of kind "+string(c.Kind)+" does not look at weights", hint)
	}
	return nil
}
