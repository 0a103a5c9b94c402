// Package value answers the question: what do the words and numbers of one file say of a product, of money and of countries?
package value

import (
	"regexp"
	"strings"

	"crosslane/order/amount"
	"crosslane/order/goods"
	"crosslane/order/measure"
	"crosslane/order/name"
	"crosslane/shipping"
)

// Form is how a file writes numbers. The zero value: whole grams and millimetres, and nobody says what stands before decimals.
type Form struct {
	Weight, Size string // units; empty: whole grams and millimetres
	Decimal      string // what stands before decimals, "point" or "comma"; empty: nobody says, and a point does mostly
	Round        bool   // more decimals than the currency has are rounded
}

// Reader reads the values of one file. It is not for use by several goroutines at once.
type Reader struct {
	Form
	Unsure    string                      // signs of which it is not known whether they stand before decimals or between thousands
	Countries map[string]shipping.Country // the file's own names, folded as [Fold] does
	last      string                      // country read last: neighbours mostly go to one
	lastCode  shipping.Country
}

// The signs that are unsure where nobody says which one stands before decimals: numbers of JSON, of mappings and of our own lists have
// a point there.
const (
	Pointed = ","
	Tabled  = ".,"
)

// Wrong is why a value cannot be read, and what to do.
type Wrong struct{ Message, Hint string }

// Saying is what is wrong with a value; nil where the message is empty.
func Saying(message, hint string) *Wrong {
	if message == "" {
		return nil
	}
	return &Wrong{message, hint}
}

// Product reads one field of a product, by the name of its column. What cannot be read is kept as it came, and a number as
// -1, so that no default takes its place and the order is held.
func (rd *Reader) Product(p *shipping.Product, field, text string, currency shipping.Currency) *Wrong {
	switch field {
	case "product":
		p.Name = text
	case "weight_g":
		return setMeasure(rd, &p.Weight, text, rd.Weight, measure.Weights)
	case "length_mm":
		return setMeasure(rd, &p.Size.Length, text, rd.Size, measure.Lengths)
	case "width_mm":
		return setMeasure(rd, &p.Size.Width, text, rd.Size, measure.Lengths)
	case "height_mm":
		return setMeasure(rd, &p.Size.Height, text, rd.Size, measure.Lengths)
	case "hs":
		p.HS = goods.HSWritten(text)
		if why, hint := goods.HS(p.HS); why != "" {
			return &Wrong{Quoted(text) + " " + why, hint}
		}
	case "origin":
		return rd.Country(&p.Origin, text)
	case "value":
		return rd.Money(&p.Value, text, currency)
	default:
		return setProductWord(p, field, text)
	}
	return nil
}

func setProductWord(p *shipping.Product, field, text string) *Wrong {
	switch field {
	case "battery":
		p.Battery = shipping.Battery(Fold(text))
		if p.Battery == "none" {
			p.Battery = shipping.NoBattery
		}
		return Saying(goods.Battery(p.Battery))
	case "dangerous":
		p.Dangerous = goods.UNNumber(text)
		return Saying(goods.Dangerous(p.Dangerous))
	case "class":
		p.Class = text
	case "min_shelf_life_days":
		n, ok := measure.Whole(text)
		if p.MinShelfLife = n; !ok || n > goods.MostShelfLife {
			p.MinShelfLife = -1
		}
		return Saying(goods.ShelfLife(p.MinShelfLife))
	case "rotation":
		p.Rotation = shipping.Rotation(Fold(text))
		return Saying(goods.Rotation(p.Rotation))
	}
	return nil
}

// NotWhole is what is wrong with a number of pieces.
func NotWhole(text string) *Wrong {
	why, hint := measure.NotWhole(text)
	return &Wrong{Quoted(text) + " " + why, hint}
}

// grouped is a number with commas between thousands and a point before decimals, so that nobody can doubt which is which, and what stands
// behind it.
var grouped = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+\.[0-9]+[^0-9.,]*$`)

// withPoint writes a number with a point where the file has a comma before decimals, and without thousands.
func (rd *Reader) withPoint(text string) string {
	if rd.Decimal == "comma" {
		text = amount.Swapped.Replace(text)
	}
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	return text
}

// Money reads an amount in a currency; what is none is below zero.
func (rd *Reader) Money(to *shipping.Money, text string, currency shipping.Currency) *Wrong {
	m, why, hint := amount.Form{Comma: rd.Decimal == "comma", Round: rd.Round, Unsure: rd.Unsure}.Read(text, currency)
	if *to = m; why != "" {
		*to = shipping.Money{Amount: -1, Currency: currency}
		return &Wrong{Quoted(text) + " " + why, hint}
	}
	return nil
}

func setMeasure[T ~int64](rd *Reader, to *T, text, unit string, units *measure.Units) *Wrong {
	n := int64(0)
	why, hint := amount.Doubt(text, rd.Unsure)
	if why == "" {
		n, why, hint = units.Read(rd.withPoint(text), unit)
	}
	if *to = T(n); why != "" {
		*to = -1
		return &Wrong{Quoted(text) + " " + why, hint}
	}
	return nil
}

// Country reads the code or the name of a country; what is none stays as it came.
func (rd *Reader) Country(to *shipping.Country, text string) *Wrong {
	if text == rd.last && text != "" {
		*to = rd.lastCode
		return nil
	}
	c, ok := rd.Countries[Fold(text)]
	if !ok {
		c, ok = shipping.CountryNamed(text)
	}
	if !ok {
		if found := name.Countries(text); len(found) == 1 {
			c, ok = found[0], true
		}
	}
	if !ok {
		*to = shipping.Country(text)
		return Saying(name.Unknown(text))
	}
	*to, rd.last, rd.lastCode = c, text, c
	return nil
}

// Quoted is a word of a file in quotes, of which eighty signs are enough.
func Quoted(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "..."
	}
	return "\"" + s + "\""
}

// Fold makes names of columns and words comparable: lower case, single spaces.
func Fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
