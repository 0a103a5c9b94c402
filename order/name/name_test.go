package name

import (
	"testing"

	"crosslane/shipping"
)

func TestCountries(t *testing.T) {
	for text, want := range map[string]string{
		"U.S.A.": "US", "USA": "US", "U.S.": "US", "us": "US", "United States of America": "US", "DEU": "DE", "deu": "DE", "FRA": "FR", "GBR": "GB", "CHE": "CH",
		"Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI", "COTE D IVOIRE": "", "Ivory Coast": "CI", "Elfenbeinküste": "CI",
		"Korea, Republic of": "KR", "Republic of Korea": "KR", "South Korea": "KR", "Südkorea": "KR", "대한민국": "KR", "Corée du Sud": "KR",
		"Korea (the Republic of)": "", "Viet Nam": "VN", "Vietnam": "VN", "Taiwan, Province of China": "TW", "Czech Republic": "CZ", "Česko": "CZ", "Tschechien": "CZ",
		"UK": "GB", "U.K.": "GB", "England": "GB", "great britain": "GB", "Royaume-Uni": "GB", "Holland": "NL", "The Netherlands": "NL", "Pays-Bas": "NL", "Niederlande": "NL",
		"Deutschland": "DE", "ALLEMAGNE": "DE", "Alemania": "DE", "Германия": "DE", "日本": "JP", "中国": "CN", "Österreich": "AT", "oesterreich": "AT", "Weissrussland": "BY", "Grossbritannien": "GB", "Espana": "ES", "España": "ES",
		"Türkiye": "TR", "Turkey": "TR", "Réunion": "RE", "Reunion": "RE", "St. Lucia": "LC", "Saint Lucia": "LC", "Trinidad & Tobago": "TT", "Trinidad and Tobago": "TT",
		"Guinea": "GN", "Guinea-Bissau": "GW", "Guinea Bissau": "GW", "Papua New Guinea": "PG", "Equatorial Guinea": "GQ", "Niger": "NE", "Nigeria": "NG", "Dominica": "DM",
		"Dominican Republic": "DO", "Georgia": "GE", "Jordan": "JO", "Samoa": "WS", "Kosovo": "XK", "Åland": "AX", "Aland Islands": "AX", "Macedonia": "MK", "Swaziland": "SZ",
		"United Kingdom (UK)": "GB", "United States (US)": "US", "Deutschland (DE)": "DE", "DE (Germany)": "DE", "Česká republika": "CZ", "Slovenská republika": "SK", "Macao SAR": "MO", "香港": "HK", "Turkiye": "TR", "Korea (South)": "KR",
		"Virgin Islands (US)": "VI", "Virgin Islands (British)": "VG", "United States (US) Minor Outlying Islands": "", "Ireland (Northern)": "", "Spain (Canary Islands)": "", "Germany (AT)": "", "Canary Islands": "", "Crimea": "",
		"Korea": "KP KR", "Congo": "CD CG", "Virgin Islands": "VG VI", "Moldova, Republic of": "MD", "Iran, Islamic Republic of": "IR", "Unspecified": "", "": "", "ZZ": "", "ZZZ": "",
	} {
		got := ""
		for _, c := range Countries(text) {
			got += " " + string(c)
		}
		if got != "" {
			got = got[1:]
		}
		if got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

// Every country is found by its codes and by its own name, and by nothing is one taken for another.
func TestEveryCountry(t *testing.T) {
	for _, code := range shipping.Countries() {
		info, _ := code.Info()
		for _, text := range append([]string{string(code), info.Name}, info.Aliases...) {
			if found := Countries(text); len(found) != 1 || found[0] != code {
				t.Errorf("%q of %s is %v", text, code, found)
			}
		}
	}
	for key, codes := range index() {
		if len(codes) > 1 && key != "korea" && key != "congo" && key != "virgin islands" {
			t.Errorf("%q is any of %v", key, codes)
		}
	}
}
