package sim

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// country is where the carrier has its houses in one country. Offset is the standard time of its
// main gateway in minutes east of Greenwich; the carrier does not know of summer time.
type country struct {
	offset int
	city   string
	port   string
}

// countries are those with houses of the carrier's own; elsewhere it reports in UTC.
var countries = map[shipping.Country]country{
	"CN": {480, "Shenzhen", "Shenzhen Bao'an"}, "HK": {480, "Hong Kong", "Hong Kong Intl"}, "DE": {60, "Duisburg", "Frankfurt"},
	"US": {-480, "Los Angeles", "Los Angeles Intl"}, "GB": {0, "London", "Heathrow"}, "FR": {60, "Paris", "Roissy"},
	"ES": {60, "Madrid", "Barajas"}, "IT": {60, "Milano", "Malpensa"}, "NL": {60, "Utrecht", "Schiphol"}, "PL": {60, "Łódź", "Warszawa Okęcie"},
	"BE": {60, "Bruxelles", "Liège"}, "AT": {60, "Wien", "Schwechat"}, "SE": {60, "Stockholm", "Arlanda"}, "CH": {60, "Zürich", "Kloten"},
	"IE": {0, "Dublin", "Dublin"}, "PT": {0, "Lisboa", "Lisboa"}, "CA": {-300, "Toronto", "Pearson"}, "MX": {-360, "Ciudad de México", "Felipe Ángeles"},
	"BR": {-180, "São Paulo", "Viracopos"}, "CL": {-240, "Santiago", "Santiago"}, "AU": {600, "Sydney", "Kingsford Smith"}, "NZ": {720, "Auckland", "Auckland"},
	"JP": {540, "Tōkyō", "Narita"}, "KR": {540, "Seoul", "Incheon"}, "SG": {480, "Singapore", "Changi"}, "MY": {480, "Kuala Lumpur", "Sepang"},
	"TH": {420, "Bangkok", "Suvarnabhumi"}, "VN": {420, "Ho Chi Minh City", "Tan Son Nhat"}, "ID": {420, "Jakarta", "Soekarno-Hatta"}, "PH": {480, "Manila", "Ninoy Aquino"},
	"IN": {330, "Mumbai", "Chhatrapati Shivaji"}, "AE": {240, "Dubai", "Al Maktoum"}, "SA": {180, "Riyadh", "King Khalid"}, "IL": {120, "Tel Aviv", "Ben Gurion"},
	"TR": {180, "İstanbul", "İstanbul"}, "ZA": {120, "Johannesburg", "O.R. Tambo"}, "KZ": {300, "Almaty", "Almaty"}, "DK": {60, "København", "Kastrup"},
	"CZ": {60, "Praha", "Ruzyně"}, "GR": {120, "Athína", "Elefthérios Venizélos"}, "FI": {120, "Helsinki", "Vantaa"}, "NO": {60, "Oslo", "Gardermoen"},
}

// zones are the fixed zones of the countries, made once.
var zones = makeZones()

func makeZones() map[shipping.Country]*time.Location {
	list := make(map[shipping.Country]*time.Location, len(countries))
	for id, c := range countries {
		list[id] = time.FixedZone("", 60*c.offset)
	}
	return list
}

// zoneOf is the zone in which the carrier reports from a country.
func zoneOf(id shipping.Country) *time.Location {
	if z, ok := zones[id]; ok {
		return z
	}
	return time.UTC
}

// place tells country, city and facility of a spot along the way of a parcel.
func (b *booking) place(s spot) fact.ScanPlace {
	id := b.From
	if s == atEntry || s == atDestination {
		id = b.To
	}
	c := countries[id]
	p := fact.ScanPlace{Country: id, City: c.city, Facility: string(id) + " hub"}
	switch {
	case s == atDestination:
		p.City, p.Facility = b.City, "Delivery office "+b.Postcode
	case s != atOrigin && c.port != "":
		p.Facility = c.port
	}
	return p
}
