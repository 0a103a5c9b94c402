package shipping

import (
	"slices"
	"strings"
	"time"
)

// What carriers insist on beside street and postcode, by country (Universal Postal Union, addressing systems; the required fields of
// Google's address metadata; the required fields of international express carriers): a state or province, and a city nearly everywhere.
const (
	regionNeeded = "US CA AU MX BR IN CN JP IT AE"
	noCities     = "SG HK MO MC VA GI NR PN IO GS AQ BV HM TF" // the place is one city, or none
)

// emirates are the states of AE, which addresses name as the city.
var emirates = []string{"dubai", "abu dhabi", "sharjah", "ajman", "umm al quwain", "umm al-quwain", "ras al khaimah", "ras al-khaimah", "fujairah", "al ain", "دبي", "أبو ظبي", "أبوظبي", "الشارقة", "عجمان"}

// checkProvince holds a state or province that is known against a postcode that can be.
func (a *Address) checkProvince() *Error {
	if _, wrong := a.Country.NormalPostcode(a.Postcode); wrong != nil {
		return nil //nolint:nilerr // the postcode is told, and tells nothing of the province
	}
	key := strings.TrimPrefix(foldRegion(a.Region), strings.ToLower(string(a.Country))+"-")
	for _, p := range provinces[a.Country] {
		if !slices.Contains(strings.Split(p.names, ","), key) || a.Postcode == "" || begins(a.Postcode, p.begin) {
			continue
		}
		return &Error{Code: Invalid, Field: "region", Message: "the state or province is \"" + shortened(a.Region) + "\", and its postcodes begin with " + strings.Join(strings.Fields(p.begin), " or ") + ", not as \"" + shortened(a.Postcode) + "\" does",
			Hint: "correct the one that is wrong"}
	}
	return nil
}

// begins reports whether a postcode begins with one of some beginnings, or ranges of them, blanks between.
func begins(postcode, with string) bool {
	for span := range strings.FieldsSeq(with) {
		from, to, ranged := strings.Cut(span, "-")
		if !ranged {
			to = from
		}
		if start := postcode[:min(len(from), len(postcode))]; start >= from && start <= to {
			return true
		}
	}
	return false
}

// carriers is the country whose carriers bring a parcel to an address: a territory with a code of its own, that is written with another
// country's postcodes, has no states of that one. Those of the US have.
func (a *Address) carriers() Country {
	if t := a.Place().Territory(time.Time{}); t != nil && len(t.Code) == 2 && a.Country != "US" {
		return t.Code
	}
	return a.Country
}

// Insist tells what an address lacks, or what contradicts itself in it, that the carriers of its country insist on: BadField
// errors of city and region. A country that is not known asks for nothing.
func (a *Address) Insist() (missing []*Error) {
	if !a.Country.Known() {
		return nil
	}
	to := string(a.carriers())
	want := "carriers to " + string(a.Country) + " want it: add it"
	if a.City == "" && !strings.Contains(noCities, to) {
		missing = append(missing, &Error{Code: Invalid, Field: "city", Message: "the address has no city", Hint: want})
	}
	emirate := a.Country == "AE" && slices.Contains(emirates, foldRegion(a.City))
	if a.Region == "" && strings.Contains(regionNeeded, to) && !emirate {
		missing = append(missing, &Error{Code: Invalid, Field: "region", Message: "the address has no state or province", Hint: want})
	}
	if a.Country == "US" && a.Region != "" {
		if wrong := checkState(a.Region, a.Postcode); wrong != nil {
			missing = append(missing, wrong)
		}
	}
	if wrong := a.checkProvince(); wrong != nil {
		missing = append(missing, wrong)
	}
	if wrong := a.checkTerritory(); wrong != nil {
		missing = append(missing, wrong)
	}
	return missing
}

// checkTerritory holds a region that is a territory against its postcodes: priced as the one, the parcel may go to the other.
func (a *Address) checkTerritory() *Error {
	region := foldRegion(a.Region)
	if region == "" || a.Postcode == "" || a.Country == "US" {
		return nil
	}
	var buf [LongestPostcode]byte
	for _, t := range territoryRows[a.Country] {
		for i := range t.Written {
			w := &t.Written[i]
			if w.Country == a.Country && w.Postcodes != "" && slices.Contains(strings.Split(w.Regions, ","), region) && !t.takes(BarePostcode(a.Postcode, buf[:])) {
				return &Error{Code: Invalid, Field: "region", Message: "\"" + shortened(a.Region) + "\" is " + t.Name + ", and the postcode \"" + shortened(a.Postcode) + "\" lies elsewhere", Hint: "correct the one that is wrong: they are priced and cleared apart"}
			}
		}
	}
	return nil
}

// checkState holds a state of the US against how its ZIPs begin.
func checkState(region, zip string) *Error {
	key := strings.TrimPrefix(foldRegion(region), "us-")
	at := slices.IndexFunc(usStates, func(s struct{ code, name, zips string }) bool { return key == s.name || strings.EqualFold(key, s.code) })
	if at < 0 {
		return &Error{Code: Invalid, Field: "region", Message: "\"" + shortened(region) + "\" is not a state of the US", Hint: "write its two letters, such as CA"}
	}
	if len(zip) < 5 || !allDigits(zip[:3]) || begins(zip, usStates[at].zips) {
		return nil
	}
	var others []string
	for _, s := range usStates {
		if begins(zip, s.zips) {
			others = append(others, s.code)
		}
	}
	where := "in no state"
	if len(others) > 0 {
		where = "in " + strings.Join(others, " or ")
	}
	return &Error{Code: Invalid, Field: "region", Message: "the state is \"" + shortened(region) + "\", and the ZIP \"" + shortened(zip) + "\" lies " + where, Hint: "correct the one that is wrong"}
}
