package dhlparcelde

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"crosslane/carrier"
	"crosslane/shipping"
)

// Where a parcel goes, in DHL's words.
type (
	address struct {
		Name1    string `json:"name1"`
		Name2    string `json:"name2,omitempty"`
		Name3    string `json:"name3,omitempty"`
		Street   string `json:"addressStreet"`
		More     string `json:"additionalAddressInformation1,omitempty"` // stands on labels to other countries alone
		Postcode string `json:"postalCode,omitempty"`
		City     string `json:"city"`
		State    string `json:"state,omitempty"`
		Country  string `json:"country"`
		Phone    string `json:"phone,omitempty"`
		Email    string `json:"email,omitempty"`
	}
	locker struct {
		Name       string `json:"name"`
		Locker     int    `json:"lockerID"`
		PostNumber string `json:"postNumber"`
		City       string `json:"city"`
		Country    string `json:"country"`
		Postcode   string `json:"postalCode"`
	}
	postOffice struct {
		Name       string `json:"name"`
		Office     int    `json:"retailID"`
		PostNumber string `json:"postNumber,omitempty"`
		Email      string `json:"email,omitempty"`
		City       string `json:"city"`
		Country    string `json:"country"`
		Postcode   string `json:"postalCode"`
	}
)

// Where others have a street buyers write a locker or a post office, and in another line their own number there.
var (
	lockers = regexp.MustCompile(`(?i)^packstation\s*([1-9][0-9]{2})$`)
	offices = regexp.MustCompile(`(?i)^(?:postfiliale|filiale|paketshop)\s*([4-9][0-9]{2})$`)
	numbers = regexp.MustCompile(`(?i)^(?:post-?(?:nummer|nr\.?)\s*:?\s*)?([0-9]{6,10})$`)
)

func sender(r *carrier.Request) (address, error) {
	from := r.From.Address()
	if len(from.Lines) == 0 || from.City == "" {
		return address{}, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street or no city, and DHL asks the sender's", "write street: and city: under warehouses in the Book")
	}
	from.Region, from.Phone = "", "" // a sender has none there
	return place(from, "of the warehouse", "in the Book")
}

// receiver writes where a parcel goes. Within Germany neither telephone number nor mail address of the buyer is told: DHL takes no number there, and
// an address only where the buyer agreed.
func receiver(r *carrier.Request) (any, error) {
	to := r.To
	switch {
	case len(to.Lines) == 0:
		return nil, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case to.City == "":
		return nil, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case to.Name == "" && to.Company == "":
		return nil, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	}
	if to.Country != "DE" {
		if own := to.Place().Destination(r.At); len(own) == 2 && own != to.Country { // overseas, islands: by a code of their own, however they are written
			to.Country, to.Region = own, ""
		}
		return place(to, "of the address", "in the order")
	}
	for i, line := range to.Lines {
		if number := lockers.FindStringSubmatch(line); number != nil {
			return droppoint(to, i, number[1], false)
		}
		if number := offices.FindStringSubmatch(line); number != nil {
			return droppoint(to, i, number[1], true)
		}
	}
	to.Region, to.Phone, to.Email = "", "", ""
	return place(to, "of the address", "in the order")
}

// droppoint writes a locker, or a post office, that stands in a line of an address.
func droppoint(to shipping.Address, line int, id string, office bool) (any, error) {
	n, _ := strconv.Atoi(id) // three digits
	person, own := "", ""
	for i, text := range append([]string{to.Name, to.Company}, to.Lines...) {
		number := numbers.FindStringSubmatch(text)
		switch {
		case i == line+2 || text == "":
		case number != nil && own == "":
			own = number[1]
		case person == "":
			person = text
		default:
			return nil, carrier.Refuse("too_many_lines", "at a locker or post office DHL takes a name and the buyer's number there, and the address has more lines (shorten it in the order)")
		}
	}
	if err := short("the name", person, 50, "in the order"); err != nil {
		return nil, err
	}
	switch {
	case person == "":
		return nil, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	case own != "" && !office:
		return locker{person, n, own, to.City, "DEU", to.Postcode}, nil
	case own != "":
		return postOffice{Name: person, Office: n, PostNumber: own, City: to.City, Country: "DEU", Postcode: to.Postcode}, nil
	case office && to.Email != "":
		return postOffice{Name: person, Office: n, Email: to.Email, City: to.City, Country: "DEU", Postcode: to.Postcode}, short("the mail address", to.Email, 80, "in the order")
	}
	return nil, carrier.Refuse("no_post_number", "the parcel goes to a locker or post office of DHL, and the buyer's number there (Postnummer) is missing (ask the buyer, and write it into a line of the address)")
}

// mostNames is how many lines an address has for names. What of it is more than street and city stands in those that are left.
const mostNames = 3

// place writes an address. What has more signs than DHL takes is refused and not cut.
func place(a shipping.Address, whose, where string) (to address, err error) {
	to = address{Street: a.Lines[0], Postcode: a.Postcode, City: a.City, State: a.Region, Phone: a.Phone, Email: a.Email}
	if to.Country, err = threeLetters(a.Country); err != nil {
		return to, err
	}
	more := a.Lines[1:]
	if a.Country != "DE" && len(more) > 0 {
		to.More, more = more[0], more[1:]
	}
	if a.Country == "US" && len(to.State) == 2 {
		to.State = "US-" + strings.ToUpper(to.State)
	}
	var names []string
	for _, line := range append([]string{a.Company, a.Name}, more...) {
		if line != "" {
			names = append(names, line)
		}
	}
	if len(names) > mostNames {
		return to, carrier.Refuse("too_many_lines", "company, name and further lines "+whose+" are "+strconv.Itoa(len(names))+", and DHL takes "+strconv.Itoa(mostNames)+" (shorten it "+where+")")
	}
	names = append(names, "", "", "")
	to.Name1, to.Name2, to.Name3 = names[0], names[1], names[2]
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"line 1 of the names", to.Name1, 50}, {"line 2 of the names", to.Name2, 50}, {"line 3 of the names", to.Name3, 50}, {"the street", to.Street, 50}, {"line 2", to.More, 60},
		{"the postcode", to.Postcode, 10}, {"the city", to.City, 40}, {"the region", to.State, 20}, {"the telephone number", to.Phone, 20}, {"the mail address", to.Email, 80},
	} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return to, err
		}
	}
	return to, nil
}

// threeLetters is a country by the code of three letters (ISO 3166-1).
func threeLetters(c shipping.Country) (string, error) {
	region, err := language.ParseRegion(string(c))
	if code := region.ISO3(); err == nil && c.Known() && code[0] != 'X' { // those with an X are of nobody but their users (ISO 3166-1, 8.1.3)
		return code, nil
	}
	return "", carrier.Refuse("no_country", "the country "+string(c)+" has no code of three letters, by which DHL asks (take another channel for it)")
}
