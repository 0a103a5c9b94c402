package book

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"crosslane/calendar"
	"crosslane/shipping"
)

// Remark is a word about a Book that may be meant, and decides something: no mistake, and told with the place as one is.
type Remark struct {
	Field   string `json:"field"` // as in shipping.Error
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// String writes field, message and hint on one line, as an error is written.
func (r Remark) String() string { return shipping.BadField(r.Field, r.Message, r.Hint).Error() }

// Placed is the remark with its place in the Book's file, as Locate has it.
func (r Remark) Placed(file []byte) Remark {
	if e, ok := errors.AsType[*shipping.Error](Locate(file, shipping.BadField(r.Field, r.Message, r.Hint))); ok {
		r.Field = e.Field
	}
	return r
}

// Remarks are all that is said of a Book.
type Remarks []Remark

// String writes a line for each, "Mind: " before it.
func (r Remarks) String() string {
	var b strings.Builder
	for _, one := range r {
		b.WriteString("Mind: " + one.String() + "\n")
	}
	return b.String()
}

// leftOutOfPlaces tells what is not written of warehouses and countries: where parcels come from, and when people work.
func (b *Book) leftOutOfPlaces() (remarks []Remark) {
	for i := range b.Warehouses {
		w := &b.Warehouses[i]
		var missing []string
		for _, k := range [][2]string{{"sender", w.Sender}, {"street", w.Street}, {"city", w.City}} {
			if k[1] == "" {
				missing = append(missing, k[0])
			}
		}
		if len(missing) > 0 {
			remarks = append(remarks, Remark{entryAt("warehouses", i, missing[0]), strings.Join(missing, ", ") + " left out: labels of " + string(w.ID) + " do not say whole where a parcel comes from", "write the business, its street with the number, and its city"})
		}
	}
	rests := func(country shipping.Country) bool {
		return slices.ContainsFunc(b.Calendars, func(c calendar.Calendar) bool { return c.Country == country })
	}
	for _, at := range b.atWork() {
		if !rests(at) {
			remarks = append(remarks, Remark{"calendars", "there is none of " + string(at) + ": every day counts as worked there, weekends too", "write one with its weekend and its holidays"})
		}
	}
	return remarks
}

// OutOfDays tells which calendars do not know the days of the year to which what is promised on a day may reach: those that list days by
// their date, and none of that year or a later one. File is that of the Book.
func (b *Book) OutOfDays(file []byte, on shipping.Date) (remarks Remarks) {
	var most int64
	for i := range b.Channels {
		most = max(most, b.Channels[i].Days.Most)
	}
	reaches := on.Plus(most)
	for i := range b.Calendars {
		c := &b.Calendars[i]
		if last := c.Last(); last != "" && last[:4] < reaches[:4] {
			r := Remark{entryAt("calendars", i, "holidays"), "the days of " + string(c.Country) + " that are listed by date end with " + string(last) + ", and what is promised now reaches to " + string(reaches) + ": behind them only days of every year are kept",
				"write in the days of " + string(reaches[:4])}
			remarks = append(remarks, r.Placed(file))
		}
	}
	return remarks
}

// atWork lists the countries whose days count by name: those of warehouses, and of legs that rest and say where they are done.
func (b *Book) atWork() (list []shipping.Country) {
	for i := range b.Warehouses {
		list = append(list, b.Warehouses[i].Place.Country)
	}
	for i := range b.Channels {
		for _, l := range b.Channels[i].Legs {
			if at := cmp.Or(l.To, l.From); l.Working && at != "" {
				list = append(list, at)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
