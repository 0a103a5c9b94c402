package order

import (
	"strings"

	"crosslane/order/amount"
	"crosslane/order/goods"
	"crosslane/order/measure"
	"crosslane/order/name"
	"crosslane/shipping"
)

// reading is how the words and numbers of one file are to be read.
type reading struct {
	writing
	unsure    string // signs of which it is not known whether they stand before decimals or between thousands
	countries map[string]shipping.Country
	last      string // country read last: neighbours mostly go to one
	lastCode  shipping.Country
}

// The signs that are unsure where nobody says which one stands before decimals: numbers of JSON, of mappings and of our own lists have
// a point there.
const (
	pointed = ","
	tabled  = ".,"
)

// wrong is what setProduct says of a value that it cannot read.
type wrong struct{ message, hint string }

// saying is what is wrong, in the form of setProduct; nil where the message is empty.
func saying(message, hint string) *wrong {
	if message == "" {
		return nil
	}
	return &wrong{message, hint}
}

// setProduct reads one field of a product. What cannot be read is kept as it came, and a number as
// -1, so that no default takes its place and [Check] holds the order.
func (rd *reading) setProduct(p *shipping.Product, f field, text string, currency shipping.Currency) *wrong {
	switch f {
	case fProduct:
		p.Name = text
	case fWeight:
		return setMeasure(rd, &p.Weight, text, rd.weight, measure.Weights)
	case fLength:
		return setMeasure(rd, &p.Size.Length, text, rd.size, measure.Lengths)
	case fWidth:
		return setMeasure(rd, &p.Size.Width, text, rd.size, measure.Lengths)
	case fHeight:
		return setMeasure(rd, &p.Size.Height, text, rd.size, measure.Lengths)
	case fHS:
		p.HS = goods.HSWritten(text)
		if why, hint := goods.HS(p.HS); why != "" {
			return &wrong{quote(text) + " " + why, hint}
		}
	case fOrigin:
		return rd.setCountry(&p.Origin, text)
	case fValue:
		return rd.setMoney(&p.Value, text, currency)
	default:
		return setProductWord(p, f, text)
	}
	return nil
}

func setProductWord(p *shipping.Product, f field, text string) *wrong {
	switch f {
	case fBattery:
		p.Battery = shipping.Battery(fold(text))
		if p.Battery == "none" {
			p.Battery = shipping.NoBattery
		}
		return saying(goods.Battery(p.Battery))
	case fDangerous:
		p.Dangerous = goods.UNNumber(text)
		return saying(goods.Dangerous(p.Dangerous))
	case fClass:
		p.Class = text
	case fShelfLife:
		n, ok := measure.Whole(text)
		if p.MinShelfLife = n; !ok || n > goods.MostShelfLife {
			p.MinShelfLife = -1
		}
		return saying(goods.ShelfLife(p.MinShelfLife))
	case fRotation:
		p.Rotation = shipping.Rotation(fold(text))
		return saying(goods.Rotation(p.Rotation))
	}
	return nil
}

// notWhole is what is wrong with a number of pieces.
func notWhole(text string) *wrong {
	why, hint := measure.NotWhole(text)
	return &wrong{quote(text) + " " + why, hint}
}

// withPoint writes a number with a point where the file has a comma before decimals.
func (rd *reading) withPoint(text string) string {
	if rd.decimal == "comma" {
		return amount.Swapped.Replace(text)
	}
	return text
}

func (rd *reading) setMoney(to *shipping.Money, text string, currency shipping.Currency) *wrong {
	m, why, hint := amount.Form{Comma: rd.decimal == "comma", Round: rd.round, Unsure: rd.unsure}.Read(text, currency)
	if *to = m; why != "" {
		*to = shipping.Money{Amount: -1, Currency: currency}
		return &wrong{quote(text) + " " + why, hint}
	}
	return nil
}

func setMeasure[T ~int64](rd *reading, to *T, text, unit string, units *measure.Units) *wrong {
	n := int64(0)
	why, hint := amount.Doubt(text, rd.unsure)
	if why == "" {
		n, why, hint = units.Read(rd.withPoint(text), unit)
	}
	if *to = T(n); why != "" {
		*to = -1
		return &wrong{quote(text) + " " + why, hint}
	}
	return nil
}

func (rd *reading) setCountry(to *shipping.Country, text string) *wrong {
	if text == rd.last && text != "" {
		*to = rd.lastCode
		return nil
	}
	c, ok := rd.countries[fold(text)]
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
		return saying(name.Unknown(text))
	}
	*to, rd.last, rd.lastCode = c, text, c
	return nil
}

func quote(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "..."
	}
	return "\"" + s + "\""
}

func fill[T comparable](to *T, from T) {
	var none T
	if *to == none {
		*to = from
	}
}

// fold makes names of columns and words comparable: lower case, single spaces.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
