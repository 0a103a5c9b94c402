package channel

import (
	"slices"

	"crosslane/shipping"
)

// Destinations have numbers: the codes of two letters first, then the territories that have none.
const (
	countryCodes = 26 * 26
	destinations = countryCodes + 64
)

// territoryCodes are the codes of territories that have no code of two letters, in the order of their numbers.
var territoryCodes = shipping.Destinations()[len(shipping.Countries()):]

// countryNumber numbers the codes of two letters, and those of territories; it is not ok for anything else.
func countryNumber(c shipping.Country) (int, bool) {
	if len(c) != 2 {
		i := slices.Index(territoryCodes, c)
		if i < 0 {
			return 0, false
		}
		return countryCodes + i, true
	}
	if c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z' {
		return 0, false
	}
	return int(c[0]-'A')*26 + int(c[1]-'A'), true
}

// countryCode is the code of a number; empty for a number that nothing has.
func countryCode(n int) shipping.Country {
	switch {
	case n < countryCodes:
		return shipping.Country([]byte{'A' + byte(n/26), 'A' + byte(n%26)})
	case n < countryCodes+len(territoryCodes):
		return territoryCodes[n-countryCodes]
	}
	return ""
}

// countryOf is the number of a country that is known.
func countryOf(c shipping.Country) int {
	n, _ := countryNumber(c)
	return n
}

// goal is where a parcel goes as customs and carriers see it.
type goal struct {
	to          int                 // number of the destination: the country, or the territory
	of          int                 // number of the country whose postcodes and areas it has
	known       bool                // it is a code of two letters
	apart       *shipping.Territory // nil but where only what names it goes there
	destination string              // as the Book names it
}

// locate finds out where the parcel goes as customs and carriers see it, however it is written.
func (q *query) locate(t *shipping.Territory) {
	q.to, q.known = countryNumber(q.plan.Ship.Country)
	q.of, q.apart, q.destination = q.to, t, string(q.plan.Ship.Country)
	if t == nil {
		return
	}
	q.to, q.of, q.destination = countryOf(t.Code), countryOf(t.Of), string(t.Code)
	if !t.Apart() {
		q.apart = nil
	}
}
