package order

import (
	"strconv"
	"time"
	"unicode/utf8"

	"crosslane/order/file"
	"crosslane/order/value"
)

// maxNumberSigns is what labels, carriers and pages can bear.
const maxNumberSigns = 64

// firstDay is the first day of orders that anybody still sends.
var firstDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// bounds holds what no label can bear, and days on which nobody ordered.
func (c *checker) bounds() {
	if file.Spreadsheet(c.o.Number) {
		c.order(fNumber, value.Quoted(c.o.Number)+" "+file.Ruin(c.o.Number), "export again, and open the file with that column as text")
	}
	if n := utf8.RuneCountInString(c.o.Number); n > maxNumberSigns {
		c.order(fNumber, "the number has "+strconv.Itoa(n)+" signs, at most "+strconv.Itoa(maxNumberSigns), "labels and carriers bear no more: shorten it")
	}
	if w := misdated(c.o.Placed, c.now); w != nil {
		c.order(fPlaced, w.Message, w.Hint)
	}
}

// misdated is why a day is none on which somebody ordered; nil: it may be one.
func misdated(placed, now time.Time) *value.Wrong {
	switch {
	case placed.IsZero():
		return value.Saying("the order has no date", "add it, or name its form under dates in the mapping")
	case placed.Before(firstDay):
		return value.Saying("the date "+placed.Format(time.DateOnly)+" lies before the year 2000", "correct it, or name its form under dates in the mapping")
	case !now.IsZero() && placed.After(now.AddDate(0, 0, 1)):
		return value.Saying("the date "+placed.Format(time.DateOnly)+" is still to come", "correct it, or name its form or its zone in the mapping")
	}
	return nil
}

// Dated reports whether an order may have been placed then, asked now; never at the zero time, before the year 2000, or a day from now.
func Dated(placed, now time.Time) bool { return misdated(placed, now) == nil }
