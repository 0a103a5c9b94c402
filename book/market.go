package book

import (
	"slices"

	"crosslane/shipping"
)

// Market answers with the rules for a destination: a market that names the country
// goes before one that names its area. Nil when no market speaks of it.
func (b *Book) Market(c shipping.Country) *Market {
	for i := range b.Markets {
		if slices.Contains(b.Markets[i].Countries, c) {
			return &b.Markets[i]
		}
	}
	area := c.Area()
	for i := range b.Markets {
		if area != "" && slices.Contains(b.Markets[i].Areas, area) {
			return &b.Markets[i]
		}
	}
	return nil
}
