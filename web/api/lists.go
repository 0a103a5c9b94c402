package api

import (
	"regexp"
	"time"

	"crosslane/shipping"
	"crosslane/view"
)

// Listing is what every list may be asked with.
type Listing struct {
	Limit  int64  `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"at most so many"`
	Cursor string `query:"cursor" maxLength:"200" doc:"go on behind the list before: its next; empty: from the newest on"`
}

// What cursors look like, by what is listed.
var (
	nameOfOrder  = regexp.MustCompile(`^ord_[0-9a-z_-]+$`)
	nameOfParcel = regexp.MustCompile(`^par_[0-9a-z_-]+$`)
	placeOfCase  = regexp.MustCompile(`^[01]:-?[0-9]{1,19}:cas_[0-9a-z_-]+$`)
)

// page is what the read tables are asked; one more than is shown tells whether there are more. A cursor of another list is refused.
func (l *Listing) page(only string, cursor *regexp.Regexp) (view.Page, error) {
	if l.Cursor != "" && !cursor.MatchString(l.Cursor) {
		return view.Page{}, shipping.BadField("query.cursor", "is no cursor of this list", "send what an answer gave as next, or leave it out")
	}
	return view.Page{Limit: l.Limit + 1, Before: l.Cursor, Only: only}, nil
}

// List is one page of a list.
type List[T any] struct {
	Items []T    `json:"items" doc:"newest first" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"the cursor of the next page; left out: there is none"`
}

type listOf[T any] struct{ Body List[T] }

// listOut is a page of rows, each shown by itself; name is the identifier of a row.
func listOut[R, T any](l *Listing, rows []R, name func(*R) string, show func(*R) T) *listOf[T] {
	out := &listOf[T]{List[T]{Items: []T{}}}
	most := int(l.Limit)
	for i := range rows[:min(len(rows), most)] {
		out.Body.Items = append(out.Body.Items, show(&rows[i]))
	}
	if len(rows) > most {
		out.Body.Next = name(&rows[most-1])
	}
	return out
}

// money is an amount; nil where it is not known.
func money(amount int64, c shipping.Currency) *shipping.Money {
	if c == "" || amount < 0 {
		return nil
	}
	return &shipping.Money{Amount: amount, Currency: c}
}

// instant is a moment; nil where there was none yet.
func instant(m view.Millis) *time.Time {
	if m == 0 {
		return nil
	}
	t := m.Time()
	return &t
}

// given is a moment of the business; nil where there is none.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
