package shipping

import (
	"strings"
	"time"
)

// Address is where a person or a company can be reached. It names people, so it
// never lies in a fact: it is kept as a document that can be erased.
type Address struct {
	Name     string   `json:"name,omitempty"`
	Company  string   `json:"company,omitempty"`
	Lines    []string `json:"lines,omitempty"`
	City     string   `json:"city,omitempty"`
	Region   string   `json:"region,omitempty"` // state or province, as the country writes it
	Postcode string   `json:"postcode,omitempty"`
	Country  Country  `json:"country"`
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
}

// Place answers with the part of the address that facts may hold. A city in a region under embargo stands in for the region,
// which people leave out, or write otherwise.
func (a Address) Place() Place {
	p := Place{Country: a.Country, Region: a.Region, Postcode: a.Postcode}
	if region := occupiedRegion(a.Country, a.City); region != "" {
		p.Region = region
	}
	return p
}

// writesCodes are the countries in whose addresses a state or province stands as its code (Universal Postal Union, addressing systems).
const writesCodes = "US CA AU BR IT MX"

// Called is the region of an address as its country writes it: the code where that stands on letters there, else the name, such as
// Seoul and not KR-11. What is not told is empty.
func (c Country) Called(code, name string) string {
	if name == "" || code != "" && strings.Contains(writesCodes, string(c)) {
		return code
	}
	return name
}

// Within is the place with its region written otherwise, such as by its code, unless that tells less of the territory in which it lies.
func (p Place) Within(region string, on time.Time) Place {
	other := p
	other.Region = region
	if region == "" || p.Territory(on) != nil && other.Territory(on) == nil {
		return p
	}
	return other
}

// Place is a destination or an origin as far as zones, rules and rates need it.
// It names nobody.
type Place struct {
	Country  Country `json:"country"`
	Region   string  `json:"region,omitempty"`
	Postcode string  `json:"postcode,omitempty"`
}

// String writes "DE 10115", "US CA 90210" or "HK".
func (p Place) String() string {
	s := string(p.Country)
	if p.Region != "" {
		s += " " + p.Region
	}
	if p.Postcode != "" {
		s += " " + p.Postcode
	}
	return s
}
