package payload

import (
	"strings"

	"golang.org/x/text/language"

	"crosslane/shipping"
)

// Country reads a country however a carrier writes it: by two or three letters (ISO 3166-1) or its English name.
// Empty where it is none that is known.
func Country(text string) shipping.Country {
	text = strings.TrimSpace(text)
	if c, ok := shipping.CountryNamed(text); ok {
		return c
	}
	if len(text) == 3 {
		if r, err := language.ParseRegion(text); err == nil {
			if c := shipping.Country(r.String()); c.Known() {
				return c
			}
		}
	}
	return ""
}
