package order

import (
	"html"
	"regexp"
	"strings"

	"crosslane/order/file"
	"crosslane/shipping"
)

// entity is a sign as HTML writes it.
var entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

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
		if v = file.Seen(v); f == int(fNumber) || f == int(fSKU) {
			v = bareText(v)
		}
		r.values[f] = v
	}
	r.values[fSKU] = string(SKU(r.values[fSKU]))
}
