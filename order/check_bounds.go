package order

import (
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"crosslane/order/file"
)

// Bounds that labels, carriers and pages can bear.
const (
	maxNumberSigns = 64
	maxSKUSigns    = 64
)

// firstDay is the first day of orders that anybody still sends.
var firstDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// bounds holds what no label can bear, and days on which nobody ordered.
func (c *checker) bounds() {
	if n := c.o.Number; file.Spreadsheet(n) || scientific.MatchString(n) || decimalNumber.MatchString(n) {
		c.order(fNumber, quote(n)+" is what a spreadsheet makes of a number", "export again, and open the file with that column as text")
	}
	if n := utf8.RuneCountInString(c.o.Number); n > maxNumberSigns {
		c.order(fNumber, "the number has "+strconv.Itoa(n)+" signs, at most "+strconv.Itoa(maxNumberSigns), "labels and carriers bear no more: shorten it")
	}
	switch placed := c.o.Placed; {
	case placed.IsZero():
		c.order(fPlaced, "the order has no date", "add it, or name its form under dates in the mapping")
	case placed.Before(firstDay):
		c.order(fPlaced, "the date "+placed.Format(time.DateOnly)+" lies before the year 2000", "correct it, or name its form under dates in the mapping")
	case !c.now.IsZero() && placed.After(c.now.AddDate(0, 0, 1)):
		c.order(fPlaced, "the date "+placed.Format(time.DateOnly)+" is still to come", "correct it, or name its form or its zone in the mapping")
	}
}

// scientific is how a spreadsheet writes a long number that it takes for an amount.
var scientific = regexp.MustCompile(`^[0-9][.,][0-9]+[eE]\+[0-9]+$`)

func checkSKU(sku string) *wrong {
	switch n := utf8.RuneCountInString(sku); {
	case sku == "":
		return &wrong{"the line has no SKU", "stock is kept by SKU: give the product one"}
	case n > maxSKUSigns:
		return &wrong{"the SKU has " + strconv.Itoa(n) + " signs, at most " + strconv.Itoa(maxSKUSigns), "labels and shelves bear no more: shorten it"}
	case file.Spreadsheet(sku):
		return &wrong{quote(sku) + " is what a spreadsheet writes where it cannot calculate or show a cell", "what stood there is lost: export again, and open the file with that column as text"}
	case scientific.MatchString(sku):
		return &wrong{quote(sku) + " is a number as a spreadsheet shortens it", "its digits are lost: export again, and open the file with that column as text"}
	}
	return nil
}

// decimalNumber is a number as a spreadsheet writes it with decimals or thousands.
var decimalNumber = regexp.MustCompile(`^[0-9]+\.0+$|^[0-9]{1,3}(,[0-9]{3})+$`)
