package book

import (
	"slices"

	"crosslane/shipping"
)

// Reaches reports whether a channel goes to a destination: a country, or a territory by its code. It goes where its To says. To
// a territory of a country that To names it goes as well where that is not Apart, or where a zone of its rate sheet names
// postcodes that lie in it.
func (b *Book) Reaches(c *Channel, to shipping.Country) bool {
	if shipping.Serves(c.To, to) {
		return true
	}
	t := shipping.TerritoryCoded(to)
	if t == nil || !slices.Contains(c.To, t.Of) {
		return false
	}
	return slices.ContainsFunc(b.Rates, func(s RateSheet) bool {
		return s.Name == c.Rates && slices.ContainsFunc(s.Zones, func(z Zone) bool { return z.Within(t) })
	})
}

// Within reports whether a zone names postcodes of its country that lie in a territory.
func (z *Zone) Within(t *shipping.Territory) bool {
	return slices.Contains(z.Countries, t.Of) && slices.ContainsFunc(z.Prefixes, func(entry string) bool { return t.Covers(t.Of, entry) })
}
