package order

import (
	"strconv"
	"unicode/utf8"

	"crosslane/order/file"
	"crosslane/order/moment"
	"crosslane/order/value"
)

// maxNumberSigns is what labels, carriers and pages can bear.
const maxNumberSigns = 64

// bounds holds what no label can bear, and days on which nobody ordered.
func (c *checker) bounds() {
	if file.Spreadsheet(c.o.Number) {
		c.order(fNumber, value.Quoted(c.o.Number)+" "+file.Ruin(c.o.Number), "export again, and open the file with that column as text")
	}
	if n := utf8.RuneCountInString(c.o.Number); n > maxNumberSigns {
		c.order(fNumber, "the number has "+strconv.Itoa(n)+" signs, at most "+strconv.Itoa(maxNumberSigns), "labels and carriers bear no more: shorten it")
	}
	if message, hint := moment.Misdated(c.o.Placed, c.now); message != "" {
		c.order(fPlaced, message, hint)
	}
}
