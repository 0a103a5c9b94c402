// Package starter answers the question: with which Book does a seller begin who ships with carriers of his own? It writes one
// from a few words, with nothing invented in it, to be read, changed and published.
package starter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/shipping"
)

// Seller is what is asked of one who begins.
type Seller struct {
	Name      string
	Currency  shipping.Currency // in which costs are compared, and in which the carriers' prices are
	Warehouse string            // what it is called, mostly its city
	Place     shipping.Place    // where it lies
	Street    string            // street and number, as its labels show them below the business's name
	City      string
	Ways      []Way
}

// Way is one of a carrier's services as its price list says it.
type Way struct {
	Carrier string
	Kind    book.ChannelKind
	To      []shipping.Country
	Days    shipping.Days // from door to door
	// First and Further are the price of a parcel of up to one kilogram, and of each kilogram begun above it; the amounts are of
	// the seller's currency.
	First, Further shipping.Money
	Most           shipping.Grams // the heaviest parcel that it takes
}

// Kinds are the kinds of channel that a way can be.
var Kinds = []book.ChannelKind{book.Express, book.DedicatedLine, book.Postal, book.LastMile}

// bounds of a Book to begin with; more is written into the file by hand.
const (
	mostWays  = 20
	mostWords = 60 // signs of a name
)

// Check is the first thing that no Book can be written from, an Invalid error with the field it is asked by.
func (s *Seller) Check() error {
	switch {
	case !named(s.Name):
		return shipping.BadField("name", "the business has no name that can be written", "write up to 60 letters, such as Sonne GmbH")
	case !named(s.Warehouse):
		return shipping.BadField("warehouse", "the warehouse has no name that can be written", "write up to 60 letters, such as Leipzig")
	case !named(s.Street):
		return shipping.BadField("street", "the warehouse has no street that a label can show as where parcels come from", "write street and number in up to 60 signs, such as Lindenweg 5")
	case !named(s.City):
		return shipping.BadField("city", "the warehouse has no city that a label can show as where parcels come from", "write it in up to 60 letters, such as Leipzig")
	case !s.Place.Country.Known():
		return shipping.BadField("country", strconv.Quote(string(s.Place.Country))+" is not a country", "write the two letters of ISO 3166, such as DE")
	case !s.Currency.Valid():
		return shipping.BadField("currency", strconv.Quote(string(s.Currency))+" is not a currency", "write the three letters of ISO 4217, such as EUR")
	}
	if postcode, err := s.Place.Country.NormalPostcode(s.Place.Postcode); err != nil || s.Place.Postcode == "" && s.hasPostcodes() {
		return shipping.BadField("postcode", strconv.Quote(s.Place.Postcode)+" is not a postcode of "+string(s.Place.Country), "write the warehouse's own")
	} else if s.Place.Postcode != "" {
		s.Place.Postcode = postcode
	}
	if missing := s.address().Insist(); len(missing) > 0 {
		return missing[0]
	}
	if len(s.Ways) == 0 || len(s.Ways) > mostWays {
		return shipping.BadField("way", "there is no way to send anything, or there are more than "+strconv.Itoa(mostWays), "name the carrier's service that you use most")
	}
	for i := range s.Ways {
		if err := s.Ways[i].check(s.Currency); err != nil {
			return err
		}
	}
	return nil
}

func (s *Seller) address() *shipping.Address {
	return &shipping.Address{City: s.City, Region: s.Place.Region, Postcode: s.Place.Postcode, Country: s.Place.Country}
}

// WantsRegion reports whether carriers want to know the state or province in which the warehouse lies, and it is not told.
func (s *Seller) WantsRegion() bool {
	return slices.ContainsFunc(s.address().Insist(), func(e *shipping.Error) bool { return e.Field == "region" })
}

func (s *Seller) hasPostcodes() bool {
	info, known := s.Place.Country.Info()
	return known && len(info.Postcode) > 0
}

func (w *Way) check(currency shipping.Currency) error {
	bad := func(key, message, hint string) error {
		return shipping.BadField("way, "+key, message, hint)
	}
	for _, c := range w.To {
		if !c.Destined() {
			return bad("to", strconv.Quote(string(c))+" is not a country", "write two letters each, such as DE AT FR")
		}
	}
	switch {
	case !named(w.Carrier):
		return bad("carrier", "the carrier has no name that can be written", "write up to 60 letters, such as Post")
	case !slices.Contains(Kinds, w.Kind):
		return bad("kind", strconv.Quote(string(w.Kind))+" is not a kind of channel", "write express, dedicated_line, postal or last_mile")
	case len(w.To) == 0:
		return bad("to", "it goes nowhere", "name the countries that it serves, such as DE AT FR")
	case w.Days.Least < 0 || w.Days.Most < 1 || w.Days.Least > w.Days.Most || w.Days.Most > 120:
		return bad("days", "it does not say from how many days to how many", "write the fewest and the most, such as 2-5")
	case w.First.Currency != currency || w.Further.Currency != currency || w.First.Amount <= 0 || w.Further.Amount < 0:
		return bad("price", "the price is missing, or in another currency than "+string(currency), "write what the first kilogram costs, such as 5.49")
	case w.Further.Amount > w.First.Amount:
		return bad("kg", "a further kilogram costs more than the first", "write what each kilogram above the first adds")
	case w.Most < 1 || w.Most > 1_000_000:
		return bad("most", "the heaviest parcel is missing, or above a ton", "write its weight, such as 31.5 kg")
	}
	return nil
}

// named reports whether a text can stand as a name in a Book.
func named(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && len([]rune(text)) <= mostWords && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 &&
		strings.IndexFunc(text, unicode.IsLetter) >= 0
}

// File writes the Book, comments included. The seller was checked before.
func (s *Seller) File() []byte {
	var b strings.Builder
	ids := newIDs()
	warehouse := ids.of(s.Warehouse, "home")
	example := Amount(549, s.Currency)
	fmt.Fprintf(&b, head, example, quoted(s.Name), s.Currency, warehouse, quoted(s.Warehouse), s.place(), calendar.ZoneOf(s.Place), quoted(s.Name), quoted(s.Street), quoted(s.City), s.calendar())
	carriers := map[string]string{}
	b.WriteString("\ncarriers: # connector table: no program at the carrier's; prices and numbers come from this file\n")
	for i := range s.Ways {
		if name := s.Ways[i].Carrier; carriers[name] == "" {
			carriers[name] = ids.of(name, "carrier")
			fmt.Fprintf(&b, "  - {id: %s, name: %s, connector: table}\n", carriers[name], quoted(name))
		}
	}
	fmt.Fprintf(&b, policy, min(3, len(s.Ways)-1), s.scaled(25), s.scaled(15), s.scaled(1500))
	b.WriteString("\nchannels:\n")
	sheets := make([]string, len(s.Ways))
	for i := range s.Ways {
		w := &s.Ways[i]
		sheets[i] = ids.of(w.Carrier+" "+string(w.Kind), "way")
		w.channel(&b, sheets[i], carriers[w.Carrier], warehouse, string(s.Place.Country))
	}
	b.WriteString("\nrates: # amounts in minor units: 549 is " + example + "\n")
	for i := range s.Ways {
		s.Ways[i].sheet(&b, sheets[i], s.Currency)
	}
	return []byte(b.String())
}

// scaled is an amount of hundredths in minor units of the seller's currency, where those are smaller.
func (s *Seller) scaled(n int) int {
	if s.Currency.Digits() > 2 {
		return n * 10
	}
	return n
}

// Amount writes a number of minor units as people write it, without the currency's name: 549 is 5.49 in EUR, and 549 in JPY.
func Amount(minor int64, c shipping.Currency) string {
	number, _, _ := strings.Cut(shipping.Money{Amount: minor, Currency: c}.String(), " ")
	return number
}

// calendar says when the warehouse's country works: as the Book that ships has it, else its weekend alone.
func (s *Seller) calendar() string {
	known, country := book.Default().Calendars, s.Place.Country
	c := calendar.Calendar{Country: country, Weekend: calendar.WeekendOf(country)}
	i := slices.IndexFunc(known, func(k calendar.Calendar) bool { return k.Country == country })
	if i >= 0 {
		c = known[i]
	}
	text := "  - country: " + quoted(string(country)) + "\n    weekend: [" + strings.Join(c.Weekend, ", ") + "]\n"
	if i < 0 {
		return text + "    # holidays: [\"01-01\", easter+1, \"12-25\"] # write those on which nobody works\n"
	}
	text += "    holidays: " + list(c.Holidays) + "\n"
	if len(c.Works) > 0 {
		text += "    works: " + list(c.Works) + "\n"
	}
	return text
}

func (s *Seller) place() string {
	text := "{country: " + quoted(string(s.Place.Country))
	if s.Place.Region != "" {
		text += ", region: " + quoted(s.Place.Region)
	}
	if s.Place.Postcode != "" {
		text += ", postcode: " + quoted(s.Place.Postcode)
	}
	return text + "}"
}

func (w *Way) channel(b *strings.Builder, id, carrier, warehouse, from string) {
	usual := 12 * (w.Days.Least + w.Days.Most)
	fmt.Fprintf(b, channel, id, quoted(w.Carrier), carrier, w.Kind, warehouse, list(w.To), quoted(from), max(12, usual), max(24*w.Days.Most, usual+1), id, w.Days.Least, w.Days.Most, w.Most, number(id))
}

func (w *Way) sheet(b *strings.Builder, id string, currency shipping.Currency) {
	fmt.Fprintf(b, "  - name: %s\n    currency: %s\n    from: 2024-01-01\n    zones:\n      - {name: All, countries: %s, breaks: [", id, currency, list(w.To))
	if w.Most > 1000 && w.Further.Amount > 0 {
		fmt.Fprintf(b, "{up_to: 1000, flat: %d}, ", w.First.Amount)
		fmt.Fprintf(b, "{up_to: %d, flat: %d, per_step: %d, step: 1000}]}\n", w.Most, w.First.Amount-w.Further.Amount, w.Further.Amount)
		return
	}
	fmt.Fprintf(b, "{up_to: %d, flat: %d}]}\n", w.Most, w.First.Amount)
}

func list[T ~string](texts []T) string {
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = quoted(string(t))
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// number is a pattern of waybills that no other channel of the Book has.
func number(id string) string {
	letters := strings.ToUpper(strings.ReplaceAll(id, "-", ""))
	return letters[:min(4, len(letters))] + "##########C"
}

// quoted writes a text so that it is one to every reader of YAML.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
