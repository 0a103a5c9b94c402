package world

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"crosslane/shipping"
)

// market is a country that buys, with its share of the orders and some of its towns.
type market struct {
	country  shipping.Country
	share    int
	currency shipping.Currency
	regions  []string // of countries whose addresses need one
	towns    []string
	lead     []string // how postcodes begin, where any digits would not do
}

var markets = []market{
	{"DE", 180, "EUR", nil, []string{"Berlin", "Hamburg", "Köln", "Leipzig", "Düsseldorf", "Essen"}, []string{"1", "2", "5", "8", "40", "45"}},
	{"US", 200, "USD", []string{"CA", "TX", "NY", "WA"}, []string{"Los Angeles", "Austin", "Albany", "Seattle"}, []string{"90", "78", "12", "98"}},
	{"FR", 80, "EUR", nil, []string{"Paris", "Lyon", "Nantes"}, []string{"75", "69", "44"}},
	{"GB", 70, "GBP", nil, []string{"London", "Leeds", "Bristol"}, nil},
	{"IT", 50, "EUR", nil, []string{"Milano", "Torino", "Bari"}, []string{"2", "1", "7"}},
	{"ES", 50, "EUR", nil, []string{"Madrid", "Valencia", "Sevilla"}, []string{"28", "46", "41"}},
	{"NL", 40, "EUR", nil, []string{"Utrecht", "Rotterdam"}, []string{"3"}},
	{"BE", 20, "EUR", nil, []string{"Gent", "Liège"}, []string{"9", "4"}},
	{"AT", 20, "EUR", nil, []string{"Wien", "Graz"}, []string{"1", "8"}},
	{"PL", 40, "EUR", nil, []string{"Warszawa", "Kraków"}, []string{"0", "3"}},
	{"SE", 20, "EUR", nil, []string{"Stockholm", "Malmö"}, []string{"1", "2"}},
	{"IE", 12, "EUR", nil, []string{"Dublin", "Cork"}, []string{"D"}},
	{"CH", 15, "EUR", nil, []string{"Zürich", "Bern"}, []string{"8", "3"}},
	{"CA", 40, "USD", []string{"ON", "BC", "QC"}, []string{"Toronto", "Vancouver", "Montréal"}, []string{"M", "V", "H"}},
	{"MX", 25, "USD", []string{"CMX", "JAL"}, []string{"Ciudad de México", "Guadalajara"}, []string{"0", "4"}},
	{"BR", 25, "USD", []string{"SP", "RJ"}, []string{"São Paulo", "Rio de Janeiro"}, []string{"0", "2"}},
	{"CL", 10, "USD", nil, []string{"Santiago"}, nil},
	{"SG", 20, "USD", nil, []string{"Singapore"}, nil},
	{"MY", 18, "USD", []string{"Selangor"}, []string{"Shah Alam"}, []string{"4"}},
	{"TH", 15, "USD", nil, []string{"Bangkok"}, []string{"10"}},
	{"PH", 12, "USD", nil, []string{"Makati"}, []string{"1"}},
	{"JP", 25, "USD", nil, []string{"Tokyo", "Osaka"}, []string{"1", "5"}},
	{"AU", 30, "USD", []string{"NSW", "VIC"}, []string{"Sydney", "Melbourne"}, []string{"2", "3"}},
	{"AE", 8, "USD", nil, []string{"Dubai"}, nil},
}

var (
	givenNames  = strings.Fields("Anna Ben Chen Dana Emil Fatima George Hana Ivan Julia Kofi Lena Marco Nora Omar Paula Quinn Rosa Sven Tomás Ursula Viktor Wei Yara Zoë")
	familyNames = strings.Fields("Adler Brown Costa Dubois Eriksen Ferrari García Huang Ito Jansen Kowalski Lopez Müller Nguyen Okafor Pereira Rossi Schmidt Tanaka Ueda Vogel Wang Young Zhang")
	streets     = strings.Fields("High Station Park Mill Church Garden River Hill Lake Forest")
)

// buyer makes up somebody who lives in a market.
func buyer(m *market, rng *rand.Rand) shipping.Address {
	town := rng.IntN(len(m.towns))
	a := shipping.Address{
		Name:    givenNames[rng.IntN(len(givenNames))] + " " + familyNames[rng.IntN(len(familyNames))],
		Lines:   []string{fmt.Sprintf("%d %s Street", 1+rng.IntN(180), streets[rng.IntN(len(streets))])},
		City:    m.towns[town],
		Country: m.country,
		Phone:   fmt.Sprintf("+%d %09d", 1+rng.IntN(98), rng.IntN(1e9)),
	}
	a.Email = fmt.Sprintf("%s.%d@example.com", strings.ToLower(strings.Fields(a.Name)[0]), rng.IntN(1_000_000))
	if len(m.regions) > 0 {
		a.Region = m.regions[town%len(m.regions)]
	}
	lead := ""
	if len(m.lead) > 0 {
		lead = m.lead[town%len(m.lead)]
	}
	a.Postcode = postcode(m.country, lead, rng)
	return a
}

// postcode makes one up in the country's form that begins with lead; empty where there are none.
func postcode(c shipping.Country, lead string, rng *rand.Rand) string {
	info, _ := c.Info()
	if len(info.Postcode) == 0 {
		return ""
	}
	var b strings.Builder
	for _, sign := range info.Postcode[0] {
		switch {
		case b.Len() < len(lead):
			b.WriteByte(lead[b.Len()])
		case sign == '9' || sign == '*':
			b.WriteByte(byte('0' + rng.IntN(10)))
		case sign == 'A':
			b.WriteByte("ABCEGHJKLMNPRSTVXY"[rng.IntN(18)])
		default:
			b.WriteRune(sign)
		}
	}
	code := b.String()
	if _, err := c.NormalPostcode(code); err != nil { // letters that are given out nowhere
		code = code[:len(code)-1] + "B"
	}
	return code
}
