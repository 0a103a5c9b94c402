package shipping

import (
	"strings"
	"testing"
)

// TestInsist: what carriers want beside street and postcode, by country.
func TestInsist(t *testing.T) {
	for _, tc := range []struct {
		city, region, postcode string
		country                Country
		want                   string // fields, and words of the message
	}{
		{"Berlin", "", "10115", "DE", ""}, {"", "", "10115", "DE", "city: has no city"}, {"", "", "018956", "SG", ""}, {"", "", "", "HK", ""}, {"", "", "", "XX", ""},
		{"Los Angeles", "CA", "90001", "US", ""}, {"Los Angeles", "california", "90001-1234", "US", ""}, {"Los Angeles", "US-CA", "90001", "US", ""}, {"Los Angeles", "C.A.", "90001", "US", ""},
		{"Los Angeles", "", "90001", "US", "region: no state"}, {"Cambridge", "MA", "90001", "US", "region: lies in CA"}, {"Cambridge", "ZZ", "02138", "US", "region: is not a state"},
		{"San Juan", "PR", "00907", "US", ""}, {"APO", "AE", "09012", "US", ""}, {"APO", "AP", "09012", "US", "region: lies in AE"}, {"Saint Thomas", "VI", "00802", "US", ""},
		{"Toronto", "ON", "M5V 2T6", "CA", ""}, {"Gatineau", "Québec", "K1A 0B1", "CA", ""}, {"Vancouver", "BC", "M5V 2T6", "CA", "region: begin with V, not as"}, {"Iqaluit", "NU", "X0A 0H0", "CA", ""},
		{"Toronto", "Somewhere", "M5V 2T6", "CA", ""}, {"Toronto", "", "M5V 2T6", "CA", "region: no state"}, {"Toronto", "CA-ON", "V5V 2T6", "CA", "region: begin with K or L"},
		{"Dubai", "", "", "AE", ""}, {"Abu  Dhabi", "", "", "AE", ""}, {"Jumeirah", "Dubai", "", "AE", ""}, {"Jumeirah", "", "", "AE", "region: no state"}, {"", "", "", "AE", "city: no city region: no state"},
	} {
		a := Address{City: tc.city, Region: tc.region, Postcode: tc.postcode, Country: tc.country}
		got := ""
		for _, e := range a.Insist() {
			got += e.Field + ": " + e.Message + " (" + e.Hint + ") "
		}
		at := got
		for word := range strings.SplitSeq(tc.want, ": ") {
			_, rest, ok := strings.Cut(at, strings.TrimSuffix(strings.TrimSuffix(word, " region"), " city"))
			if at = rest; !ok {
				t.Errorf("%+v: %q, want %q", a, got, tc.want)
				break
			}
		}
		if (got == "") != (tc.want == "") || strings.Count(got, "(") != strings.Count(tc.want, ": ") {
			t.Errorf("%+v: %q, want %q", a, got, tc.want)
		}
	}
}
