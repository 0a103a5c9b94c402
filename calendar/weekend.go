package calendar

import (
	"slices"

	"crosslane/shipping"
)

// fridays are the countries whose weekend is Friday and Saturday.
var fridays = []shipping.Country{"BD", "BH", "DJ", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "PS", "QA", "SA", "SD", "SY", "YE"}

// WeekendOf is which days of the week are not worked in most of a country, as a Calendar's Weekend has them: Friday and Saturday, or
// Saturday alone, where that is known of the country, and Saturday and Sunday elsewhere.
func WeekendOf(c shipping.Country) []string {
	switch {
	case slices.Contains(fridays, c):
		return []string{"fri", "sat"}
	case c == "NP":
		return []string{"sat"}
	}
	return []string{"sat", "sun"}
}
