package book

import (
	"slices"

	"crosslane/shipping"
)

// Market answers with the rules for a destination: a market that names the territory goes before one that names the country,
// and that before one that names its area. Nil when no market speaks of it.
func (b *Book) Market(c shipping.Country) *Market {
	for _, country := range []shipping.Country{c, c.Whole()} {
		for i := range b.Markets {
			if slices.Contains(b.Markets[i].Countries, country) {
				return &b.Markets[i]
			}
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

// SoldBy lists the channels of a carrier, in the Book's order.
func (b *Book) SoldBy(id shipping.CarrierID) (sold []Channel) {
	for i := range b.Channels {
		if b.Channels[i].Carrier == id {
			sold = append(sold, b.Channels[i])
		}
	}
	return sold
}
