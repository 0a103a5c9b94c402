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
		{"Fishers Island", "NY", "06390", "US", ""}, {"Stonington", "NY", "06378", "US", "region: lies in CT"}, {"Greenwich", "CT", "06830", "US", ""}, {"Alta", "WY", "83414", "US", ""}, {"Driggs", "WY", "83422", "US", "region: lies in ID"}, {"Driggs", "ID", "83414", "US", ""},
		{"Sydney", "NSW", "2000", "AU", ""}, {"Sydney", "New South Wales", "2000", "AU", ""}, {"Sydney", "AU-NSW", "2000", "AU", ""}, {"Sydney", "VIC", "2000", "AU", "region: begin with 3 or 8, not as"}, {"Brisbane", "Queensland", "4000", "AU", ""}, {"Brisbane", "Queensland", "5000", "AU", "region: begin with 4"},
		{"Canberra", "ACT", "2600", "AU", ""}, {"Canberra", "ACT", "0200", "AU", ""}, {"Darwin", "NT", "0800", "AU", ""}, {"Darwin", "NT", "2000", "AU", "region: begin with 08"}, {"Pukatja", "SA", "0872", "AU", ""}, {"Warburton", "WA", "0872", "AU", ""}, {"Barooga", "NSW", "3644", "AU", ""}, {"Mungindi", "QLD", "2406", "AU", ""},
		{"Hobart", "TAS", "7000", "AU", ""}, {"Hobart", "TAS", "3000", "AU", "region: begin with 7"}, {"Perth", "Western Australia", "6000", "AU", ""}, {"Sydney", "Somewhere", "2000", "AU", ""}, {"Sydney", "", "2000", "AU", "region: no state"},
		{"São Paulo", "SP", "01310-100", "BR", ""}, {"São Paulo", "RJ", "01310-100", "BR", "region: begin with 20-28, not as"}, {"Rio", "Rio de Janeiro", "20040-002", "BR", ""}, {"Brasília", "DF", "70040-010", "BR", ""}, {"Luziânia", "GO", "72800-000", "BR", ""}, {"Luziânia", "DF", "72800-000", "BR", "region: begin with 700-727"},
		{"Manaus", "AM", "69005-000", "BR", ""}, {"Boa Vista", "Roraima", "69301-000", "BR", ""}, {"Boa Vista", "AM", "69301-000", "BR", "region: begin with 690-692"}, {"Porto Velho", "RO", "76801-000", "BR", ""}, {"Porto Alegre", "BR-RS", "90010-000", "BR", ""}, {"Porto Alegre", "SC", "90010-000", "BR", "region: begin with 88-89"},
		{"Hong Kong", "", "999077", "CN", ""}, {"Macau", "", "999078", "CN", ""}, {"", "", "999077", "CN", ""}, {"Shenzhen", "", "518000", "CN", "region: no state"}, {"San Marino", "", "47890", "IT", ""}, {"Dogana", "", "47891", "IT", ""}, {"Serravalle", "", "47899", "IT", ""}, {"Rimini", "", "47921", "IT", "region: no state"}, {"", "", "00120", "IT", ""},
		{"Christmas Island", "", "6798", "AU", ""}, {"San Juan", "", "00907", "US", "region: no state"}, {"Los Llanos", "", "38760", "ES", ""}, {"Livigno", "", "23041", "IT", "region: no state"},
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
