package value

import (
	"strings"
	"time"

	"crosslane/order/file"
	"crosslane/shipping"
)

// Warehouse reads the name of a warehouse.
func Warehouse(text string) (shipping.Location, *Wrong) {
	if text == "" || strings.ContainsAny(text, "/@") {
		return shipping.Location(text), &Wrong{Quoted(text) + " is not the name of a warehouse", "write the short word by which the Book knows it"}
	}
	return shipping.Location(text), nil
}

// Shelf reads a place in a warehouse; the warehouse as a whole where it is empty.
func Shelf(in shipping.Location, text string) (at shipping.Location, wrong *Wrong) {
	if strings.Contains(text, "@") {
		wrong = &Wrong{Quoted(text) + " is not the name of a place in a warehouse", "write it without @"}
	}
	if text != "" {
		in += shipping.Location("/" + text)
	}
	return in, wrong
}

// Day tells what is wrong with a day; nothing of an empty one.
func Day(text string) *Wrong {
	if _, err := time.ParseInLocation(time.DateOnly, text, time.UTC); text != "" && err != nil {
		return &Wrong{Quoted(text) + " is not a day", "write it as 2026-12-31"}
	}
	return nil
}

// Reference refuses what is no name of a paper: whatever bears it would be known as the delivery that bore it first.
func Reference(text string) *Wrong {
	if what := file.Nameless(text); what != "" {
		return &Wrong{Quoted(text) + " " + what, "write the number of the delivery note or count sheet, or leave it empty"}
	}
	return nil
}
