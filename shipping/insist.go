package shipping

import (
	"slices"
	"strings"
)

// What carriers insist on beside street and postcode, by country (Universal Postal Union, addressing systems; the required fields of
// Google's address metadata; the required fields of international express carriers): a state or province, and a city nearly everywhere.
const (
	regionNeeded = "US CA AU MX BR IN CN JP IT AE"
	noCities     = "SG HK MO MC VA GI NR PN IO GS AQ BV HM TF" // the place is one city, or none
)

// emirates are the states of AE, which addresses name as the city.
var emirates = []string{"dubai", "abu dhabi", "sharjah", "ajman", "umm al quwain", "umm al-quwain", "ras al khaimah", "ras al-khaimah", "fujairah", "al ain", "دبي", "أبو ظبي", "أبوظبي", "الشارقة", "عجمان"}

// usStates are the states, districts, islands and army posts of the US with their names and the first three digits of their ZIPs, from and
// to (USPS Publication 65 and L002, three-digit ZIP code prefixes).
var usStates = []struct {
	code, name string
	zips       string
}{
	{"AL", "alabama", "350-369"}, {"AK", "alaska", "995-999"}, {"AZ", "arizona", "850-865"}, {"AR", "arkansas", "716-729 755-755"}, {"CA", "california", "900-961"},
	{"CO", "colorado", "800-816"}, {"CT", "connecticut", "060-069"}, {"DE", "delaware", "197-199"}, {"DC", "district of columbia", "200-205 569-569"}, {"FL", "florida", "320-349"},
	{"GA", "georgia", "300-319 398-399"}, {"HI", "hawaii", "967-968"}, {"ID", "idaho", "832-838"}, {"IL", "illinois", "600-629"}, {"IN", "indiana", "460-479"}, {"IA", "iowa", "500-528"},
	{"KS", "kansas", "660-679"}, {"KY", "kentucky", "400-427"}, {"LA", "louisiana", "700-715"}, {"ME", "maine", "039-049"}, {"MD", "maryland", "206-219"}, {"MA", "massachusetts", "010-027 055-055"},
	{"MI", "michigan", "480-499"}, {"MN", "minnesota", "550-567"}, {"MS", "mississippi", "386-397"}, {"MO", "missouri", "630-658"}, {"MT", "montana", "590-599"}, {"NE", "nebraska", "680-693"},
	{"NV", "nevada", "889-898"}, {"NH", "new hampshire", "030-038"}, {"NJ", "new jersey", "070-089"}, {"NM", "new mexico", "870-884"}, {"NY", "new york", "005-005 063-063 100-149"},
	{"NC", "north carolina", "270-289"}, {"ND", "north dakota", "580-588"}, {"OH", "ohio", "430-459"}, {"OK", "oklahoma", "730-749"}, {"OR", "oregon", "970-979"}, {"PA", "pennsylvania", "150-196"},
	{"RI", "rhode island", "028-029"}, {"SC", "south carolina", "290-299"}, {"SD", "south dakota", "570-577"}, {"TN", "tennessee", "370-385"}, {"TX", "texas", "750-799 885-885 733-733"},
	{"UT", "utah", "840-847"}, {"VT", "vermont", "050-059"}, {"VA", "virginia", "201-201 220-246"}, {"WA", "washington", "980-994"}, {"WV", "west virginia", "247-268"},
	{"WI", "wisconsin", "530-549"}, {"WY", "wyoming", "820-831"}, {"PR", "puerto rico", "006-009"}, {"VI", "virgin islands", "008-008"}, {"GU", "guam", "969-969"}, {"AS", "american samoa", "967-967"},
	{"MP", "northern mariana islands", "969-969"}, {"FM", "micronesia", "969-969"}, {"MH", "marshall islands", "969-969"}, {"PW", "palau", "969-969"},
	{"AA", "armed forces americas", "340-340"}, {"AE", "armed forces europe", "090-098"}, {"AP", "armed forces pacific", "962-966"},
}

// caProvinces are the provinces and territories of Canada with the first letters of their postal codes (Canada Post, Addressing
// Guidelines).
var caProvinces = []struct{ names, letters string }{
	{"nl,nf,newfoundland,newfoundland and labrador,terre-neuve-et-labrador", "A"}, {"ns,nova scotia,nouvelle-écosse", "B"}, {"pe,pei,prince edward island,île-du-prince-édouard", "C"},
	{"nb,new brunswick,nouveau-brunswick", "E"}, {"qc,pq,quebec,québec", "GHJK"}, {"on,ontario", "KLMNP"}, {"mb,manitoba", "R"}, {"sk,saskatchewan", "S"},
	{"ab,alberta", "T"}, {"bc,british columbia,colombie-britannique", "V"}, {"nt,northwest territories,nu,nunavut", "X"}, {"yt,yk,yukon,yukon territory", "Y"},
}

// checkProvince holds a province of Canada that is known against the first letter of the postal code; K is Ottawa and, across the
// river, a little of Quebec.
func checkProvince(region, postcode string) *Error {
	key := strings.TrimPrefix(foldRegion(region), "ca-")
	for _, p := range caProvinces {
		if !slices.Contains(strings.Split(p.names, ","), key) || postcode == "" || strings.Contains(p.letters, postcode[:1]) {
			continue
		}
		return &Error{Code: Invalid, Field: "region", Message: "the province is \"" + shortened(region) + "\", and its postal codes begin with " + strings.Join(strings.Split(p.letters, ""), " or ") + ", not as \"" + shortened(postcode) + "\" does",
			Hint: "correct the one that is wrong"}
	}
	return nil
}

// Insist tells what an address lacks, or what contradicts itself in it, that the carriers of its country insist on: BadField
// errors of city and region. A country that is not known asks for nothing.
func (a *Address) Insist() (missing []*Error) {
	if !a.Country.Known() {
		return nil
	}
	want := "carriers to " + string(a.Country) + " want it: add it"
	if a.City == "" && !strings.Contains(noCities, string(a.Country)) {
		missing = append(missing, &Error{Code: Invalid, Field: "city", Message: "the address has no city", Hint: want})
	}
	emirate := a.Country == "AE" && slices.Contains(emirates, foldRegion(a.City))
	if a.Region == "" && strings.Contains(regionNeeded, string(a.Country)) && !emirate {
		missing = append(missing, &Error{Code: Invalid, Field: "region", Message: "the address has no state or province", Hint: want})
	}
	if a.Country == "US" && a.Region != "" {
		if wrong := checkState(a.Region, a.Postcode); wrong != nil {
			missing = append(missing, wrong)
		}
	}
	if a.Country == "CA" && a.Region != "" {
		if wrong := checkProvince(a.Region, a.Postcode); wrong != nil {
			missing = append(missing, wrong)
		}
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
			if w.Country == a.Country && w.Postcodes != "" && slices.Contains(strings.Split(w.Regions, ","), region) && !t.takes(a.Country, BarePostcode(a.Postcode, buf[:])) {
				return &Error{Code: Invalid, Field: "region", Message: "\"" + shortened(a.Region) + "\" is " + t.Name + ", and the postcode \"" + shortened(a.Postcode) + "\" lies elsewhere", Hint: "correct the one that is wrong: they are priced and cleared apart"}
			}
		}
	}
	return nil
}

// checkState holds a state of the US against the first three digits of the ZIP.
func checkState(region, zip string) *Error {
	key := strings.TrimPrefix(foldRegion(region), "us-")
	at := slices.IndexFunc(usStates, func(s struct{ code, name, zips string }) bool { return key == s.name || strings.EqualFold(key, s.code) })
	if at < 0 {
		return &Error{Code: Invalid, Field: "region", Message: "\"" + shortened(region) + "\" is not a state of the US", Hint: "write its two letters, such as CA"}
	}
	if len(zip) < 5 || !allDigits(zip[:3]) || inZips(usStates[at].zips, zip[:3]) {
		return nil
	}
	var others []string
	for _, s := range usStates {
		if inZips(s.zips, zip[:3]) {
			others = append(others, s.code)
		}
	}
	where := "in no state"
	if len(others) > 0 {
		where = "in " + strings.Join(others, " or ")
	}
	return &Error{Code: Invalid, Field: "region", Message: "the state is \"" + shortened(region) + "\", and the ZIP \"" + shortened(zip) + "\" lies " + where, Hint: "correct the one that is wrong"}
}

func inZips(zips, three string) bool {
	for span := range strings.FieldsSeq(zips) {
		if from, to, _ := strings.Cut(span, "-"); three >= from && three <= to {
			return true
		}
	}
	return false
}
