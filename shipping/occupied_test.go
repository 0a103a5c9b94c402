package shipping_test

import (
	"testing"
	"time"

	"crosslane/shipping"
)

// TestOccupiedCities: an address that names its city alone is held as one that names its region; places of the same name elsewhere are free.
func TestOccupiedCities(t *testing.T) {
	on := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		country        shipping.Country
		city, postcode string
		held           bool
	}{
		{"UA", "Sevastopol", "01001", true}, {"RU", "Севастополь", "101000", true}, {"UA", "Simferopol", "01001", true}, {"RU", "Ялта, Крым", "101000", true}, {"RU", "г. Симферополь", "101000", true}, {"UA", "Yalta, Crimea", "", true},
		{"UA", "Донецьк", "01001", true}, {"UA", "Луганськ", "01001", true}, {"RU", "Мелитополь", "272312", true}, {"RU", "Херсон", "273000", true},
		{"RU", "Донецк", "346330", false}, {"RU", "Москва", "101000", false}, {"UA", "Kyiv", "01001", false}, {"UA", "Запоріжжя", "69000", false}, {"UA", "Херсон", "73000", false}, {"RU", "Керчево", "618547", false}, {"US", "Sebastopol", "95472", false},
	} {
		p := shipping.Address{Country: c.country, City: c.city, Postcode: c.postcode}.Place()
		if held := shipping.EmbargoOn(p.Destination(on), on) != nil; held != c.held {
			t.Errorf("%s %s %s: held %v (%+v)", c.country, c.city, c.postcode, held, p)
		}
	}
}
