package order

import (
	"html"
	"strings"

	"crosslane/order/amount"
	"crosslane/order/file"
	"crosslane/order/measure"
	"crosslane/shipping"
)

// SKU is the one name of a product that is written so: of several ways in which Unicode writes it.
func SKU(text string) shipping.SKU { return shipping.SKU(file.Composed(strings.TrimSpace(text))) }

// clean takes signs that nobody sees out of a record, and reads signs of HTML where the storefront writes them.
func (m *Mapping) clean(r *record) {
	for f := range r.values {
		v := r.values[f]
		if m.written.entities && strings.Contains(v, "&") {
			v = strings.TrimSpace(html.UnescapeString(v))
			r.values[f] = v
		}
		if f := field(f); f >= fName && f <= fEmail {
			v = file.Unmarked(v, map[bool]string{true: "\n", false: " "}[f == fAddress1 || f == fAddress2])
			if f == fCompany || f == fAddress2 || f == fRegion || f == fRegionName || f == fPhone || f == fEmail { // may be empty
				v = file.Told(v)
			}
		}
		v = m.number(field(f), v)
		if v = file.Seen(file.Formula(v)); f == int(fNumber) || f == int(fSKU) {
			v = bareText(v)
		}
		r.values[f] = v
	}
	r.values[fSKU], r.values[fNumber] = string(SKU(r.values[fSKU])), file.Composed(r.values[fNumber])
}

func fill[T comparable](to *T, from T) {
	var none T
	if *to == none {
		*to = from
	}
}

// cleanRow is clean for a row of a list of goods.
func (m *Mapping) cleanRow(r *record) {
	for f := range r.values {
		r.values[f] = m.number(field(f), file.Composed(file.Formula(r.values[f])))
	}
	r.values[fSKU], r.values[fReference] = bareText(r.values[fSKU]), bareText(r.values[fReference])
}

// number writes a number in signs as wide as letters of Latin, and one of pieces without decimals that say nothing: 2,0 where decimals
// stand behind a comma.
func (m *Mapping) number(f field, v string) string {
	pieces := f == fQuantity || f == fOrdered || f >= fShippedQuantity && f <= fToShip
	if !pieces && !amounts[f] && (f < fQuantity || f > fHS) && f != fValue && f != fShelfLife {
		return v
	}
	if v = file.Narrow(v); pieces && m.written.Decimal == "comma" && strings.Contains(v, ",") {
		point := amount.Swapped.Replace(v)
		if _, ok := measure.Whole(point); ok {
			return point
		}
	}
	return v
}
