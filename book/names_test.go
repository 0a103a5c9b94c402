package book

import (
	"errors"
	"strings"
	"testing"

	"crosslane/shipping"
)

// TestNamesForPartners: what is no domain, or no global location number, is refused in its place.
func TestNamesForPartners(t *testing.T) {
	const text = "name: x\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\nepcis: {domain: DOMAIN}\nwarehouses: [{id: a, place: {country: DE}}, {id: b, place: {country: DE}, gln: \"GLN\"}]\n"
	for _, c := range []struct{ domain, gln, field string }{
		{"shop.example", "4012345000009", ""}, {"a-b.xn--p1ai", "4012345000016", ""}, {"\"\"", "", ""},
		{"https://shop.example", "", "epcis.domain"}, {"shop", "", "epcis.domain"}, {"Shop.example", "", "epcis.domain"}, {"shop.example/x", "", "epcis.domain"}, {"bücher.example", "", "epcis.domain"},
		{"1.2.3.4", "", "epcis.domain"}, {strings.Repeat("abcdefgh.", 28) + "example", "", "epcis.domain"},
		{"shop.example", "4012345000008", "warehouses[1].gln"}, {"shop.example", "401234500000", "warehouses[1].gln"}, {"shop.example", "401234500000X", "warehouses[1].gln"},
	} {
		_, err := Read([]byte(strings.NewReplacer("DOMAIN", c.domain, "GLN", c.gln).Replace(text)))
		field := ""
		if known, ok := errors.AsType[*shipping.Error](err); ok {
			field = known.Field
		}
		if (err == nil) != (c.field == "") || !strings.Contains(field, c.field) {
			t.Errorf("%s, %s: %v", c.domain, c.gln, err)
		}
	}
}
