package goods

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/order/file"
	"crosslane/shipping"
)

// UNNumber writes the number of a dangerous good as "UN1266"; it takes "1266" and "UN 1266" too.
func UNNumber(text string) string {
	n := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(n) == 4 && allDigits(n) {
		return "UN" + n
	}
	return n
}

// Charge reports whether a code names no goods but postage, a discount, a fee: it is one of the codes, of which those with a star
// behind them are all that begin so.
func Charge(codes []string, sku string) bool {
	return slices.ContainsFunc(codes, func(c string) bool {
		start, open := strings.CutSuffix(c, "*")
		return strings.EqualFold(sku, c) || open && len(sku) >= len(start) && strings.EqualFold(sku[:len(start)], start)
	})
}

// mostSKUSigns is what labels and shelves can bear.
const mostSKUSigns = 64

// SKU tells what is wrong with the seller's number of a product.
func SKU(sku string) (message, hint string) {
	switch n := utf8.RuneCountInString(sku); {
	case sku == "":
		return "the line has no SKU", "stock is kept by SKU: give the product one"
	case n > mostSKUSigns:
		return "the SKU has " + strconv.Itoa(n) + " signs, at most " + strconv.Itoa(mostSKUSigns), "labels and shelves bear no more: shorten it"
	}
	if file.Spreadsheet(sku) {
		return quoted(sku) + " " + file.Ruin(sku), "what stood there is lost: export again, and open the file with that column as text"
	}
	return "", ""
}

// MostShelfLife is for how many days at most goods that expire are to be good at the door.
const MostShelfLife = 3650

// ShelfLife tells what is wrong with for how many days goods are to be good at the door: below zero, they could not be read.
func ShelfLife(days int64) (message, hint string) {
	if days < 0 {
		return "for how many days it must be good at the door cannot be read", "write whole days, at most " + strconv.Itoa(MostShelfLife)
	}
	return "", ""
}

// MostPieces are the most of one product that a line of an order may want.
const MostPieces = 1_000_000

// Quantity tells what is wrong with how many a line wants; 0 is one that could not be read.
func Quantity(n int64) (message, hint string) {
	switch {
	case n == 0:
		return "the quantity is missing or cannot be read", "write a whole number above zero"
	case n < 0:
		return "the quantity is below zero", "take the line out, or cancel the order it belongs to"
	case n > MostPieces:
		return "the quantity is above a million", "split the order"
	}
	return "", ""
}

// Battery tells what is wrong with a word for how cells are packed.
func Battery(b shipping.Battery) (message, hint string) {
	switch b {
	case shipping.NoBattery, shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone:
		return "", ""
	}
	return quoted(string(b)) + " does not say how cells are packed", "write none, inside, with or alone"
}

// Dangerous tells what is wrong with a UN number; nothing of one that is not known.
func Dangerous(un string) (message, hint string) {
	if un == "" || len(un) == 6 && un[:2] == "UN" && allDigits(un[2:]) && un != "UN0000" {
		return "", ""
	}
	return quoted(un) + " is not a UN number", "write UN and four digits, such as UN1266"
}

// Rotation tells what is wrong with a word for the order in which lots leave.
func Rotation(r shipping.Rotation) (message, hint string) {
	switch r {
	case "", shipping.FIFO, shipping.FEFO, shipping.LIFO:
		return "", ""
	}
	return quoted(string(r)) + " is not a rotation", "write fifo, fefo or lifo"
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// quoted is a word of a file in quotes, of which eighty signs are enough.
func quoted(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "..."
	}
	return "\"" + s + "\""
}
