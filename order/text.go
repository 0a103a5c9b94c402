package order

import (
	"html"
	"strings"

	"crosslane/order/file"
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
		if f := field(f); f >= fQuantity && f <= fHS || f == fValue || f >= fShelfLife && f <= fToShip || amounts[f] {
			v = file.Narrow(v)
		}
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
