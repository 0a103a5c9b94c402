package shipping

import "strings"

// Country is an ISO 3166-1 alpha-2 code in capitals, such as "DE". "XK" is used
// for Kosovo, as postal operators do.
type Country string

// Area groups countries by how parcels reach them.
type Area string

// The areas. Market rules of the Book speak of them.
const (
	Europe        Area = "europe"
	NorthAmerica  Area = "north_america"
	LatinAmerica  Area = "latin_america"
	SoutheastAsia Area = "southeast_asia"
	EastAsia      Area = "east_asia"
	SouthAsia     Area = "south_asia"
	MiddleEast    Area = "middle_east"
	Africa        Area = "africa"
	Oceania       Area = "oceania"
	CentralAsia   Area = "central_asia"
	Antarctic     Area = "antarctic"
)

// CountryInfo is what the trade needs to know of a country.
type CountryInfo struct {
	Code     Country
	Name     string   // English short name
	Aliases  []string // other English names that exports use, such as "EIRE"
	Currency Currency
	Area     Area
	// Postcode lists the forms of the country's postcodes: 9 is a digit, A a letter,
	// * either of them, other signs stand for themselves. Empty: the country has no postcodes or they are not checked.
	Postcode []string
}

// Info answers with what is known of the country.
func (c Country) Info() (CountryInfo, bool) {
	i, ok := countryIndex[c]
	if !ok {
		return CountryInfo{}, false
	}
	return countries[i], true
}

// Countries lists every known country by its code.
func Countries() []Country {
	list := make([]Country, len(countries))
	for i := range countries {
		list[i] = countries[i].Code
	}
	return list
}

// Known reports whether the code is a country's.
func (c Country) Known() bool { _, ok := countryIndex[c]; return ok }

// Area answers with the country's area, of a territory without a code of its own with that of its country; empty for an unknown code.
func (c Country) Area() Area {
	if i, ok := countryIndex[c.Whole()]; ok {
		return countries[i].Area
	}
	return ""
}

// CountryNamed finds a country by its code or by an English name, in any case:
// "de", "Germany", "EIRE". It is not ok when the name is not known or names no one country.
func CountryNamed(name string) (Country, bool) {
	key := foldName(name)
	if c := Country(strings.ToUpper(key)); len(c) == 2 && c.Known() {
		return c, true
	}
	c, ok := countryNames[key]
	return c, ok
}

func foldName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.TrimSpace(name))), " ")
}

// countryIndex finds a row of countries by code, countryNames a code by folded name.
var countryIndex, countryNames = indexCountries()

func indexCountries() (map[Country]int, map[string]Country) {
	codes := make(map[Country]int, len(countries))
	names := make(map[string]Country, 2*len(countries))
	for i, info := range countries {
		codes[info.Code] = i
		names[foldName(info.Name)] = info.Code
		for _, alias := range info.Aliases {
			names[foldName(alias)] = info.Code
		}
	}
	return codes, names
}
