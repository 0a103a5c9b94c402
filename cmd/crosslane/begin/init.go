// Package begin is the command that a seller who begins needs first: a Book of his own.
package begin

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"crosslane/book"
	"crosslane/book/starter"
	"crosslane/merchant/source"
	"crosslane/order/measure"
	"crosslane/order/name"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Init writes the Book of a seller who begins.
type Init struct {
	File      string   `arg:"" optional:"" default:"book.yaml" help:"Where to write it; book.yaml where nothing is named."`
	Name      string   `help:"The business." placeholder:"NAME"`
	Currency  string   `help:"In which costs are compared, and the carriers' prices are." placeholder:"EUR"`
	Warehouse string   `help:"What the warehouse is called, such as its city." placeholder:"NAME"`
	Street    string   `help:"Its street and number, for labels." placeholder:"STREET"`
	City      string   `help:"Its city, for labels." placeholder:"CITY"`
	Country   string   `help:"Where the warehouse lies." placeholder:"DE"`
	Postcode  string   `help:"Its postcode." placeholder:"04109"`
	Region    string   `help:"Its state or province, where the country's addresses have one." placeholder:"TX"`
	Way       []string `sep:"none" help:"A carrier's service; again for each other one." placeholder:"KEY=VALUE,..."`
}

// Help gives an example.
func (Init) Help() string {
	return "Without flags it asks. Examples: crosslane init\n" +
		"          crosslane init book.yaml --name Sonne --currency EUR --warehouse Leipzig \\\n" +
		"            --street 'Lindenweg 5' --city Leipzig --country DE --postcode 04109 \\\n" +
		"            --way 'carrier=Post, kind=postal, to=DE AT FR, days=2-5, price=5.49, kg=1.00, most=31.5 kg' \\\n" +
		"            --way 'carrier=Kurier, kind=express, to=DE AT FR, days=1-2, price=12.49, kg=1.50, most=20 kg'\n\n" +
		"price is what the first kilogram costs, kg what each further one adds; kinds are express, dedicated_line, postal\nand last_mile. A file that is there already is left alone."
}

// Run writes the file, from flags or from answers.
func (i *Init) Run(p *terminal.Program) error {
	if _, err := os.Lstat(i.File); err == nil {
		return shipping.BadField("<file>", strconv.Quote(i.File)+" is there already", "name another file, or move it away")
	}
	s, err := i.seller(p)
	if err != nil {
		return err
	}
	if err := s.Check(); err != nil {
		return byFlag(err)
	}
	f, err := os.OpenFile(i.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return source.Unwritable("<file>", err)
	}
	_, err = f.Write(s.File())
	if err = errors.Join(err, f.Close()); err != nil {
		return source.Unwritable("<file>", err)
	}
	return p.Tell(map[string]any{"file": i.File, "channels": len(s.Ways)},
		"%s is written: read it, change what is not so, then\n  crosslane book check %[1]s\n  crosslane book publish %[1]s --new\n", i.File)
}

// byFlag names a field of the Book by the flag that asks for it.
func byFlag(err error) error {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		e.Field = "--" + e.Field
	}
	return err
}

func (i *Init) seller(p *terminal.Program) (*starter.Seller, error) {
	if i.Name == "" && i.Warehouse == "" && len(i.Way) == 0 {
		return asked(p)
	}
	s := &starter.Seller{Name: i.Name, Currency: shipping.Currency(i.Currency), Warehouse: i.Warehouse, Street: i.Street, City: i.City, Place: shipping.Place{Region: i.Region, Postcode: i.Postcode}}
	if err := countryOf(&s.Place.Country, i.Country); err != nil {
		return nil, shipping.BadField("--country", strconv.Quote(i.Country)+" is not a country", "write its two letters, such as DE")
	}
	if err := s.Currency.LivesOn(p.Now()); err != nil { // prices are read in it
		return nil, byFlag(err)
	}
	for _, text := range i.Way {
		w, err := wayOf(text, s.Currency)
		if err != nil {
			return nil, err
		}
		s.Ways = append(s.Ways, w)
	}
	return s, nil
}

// wayOf reads a carrier's service of keys with values.
func wayOf(text string, currency shipping.Currency) (w starter.Way, err error) {
	w.Further.Currency = currency
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return w, shipping.BadField("--way", strconv.Quote(strings.TrimSpace(part))+" is no key with a value", "write carrier=Post, kind=postal, to=DE AT, days=2-5, price=5.49, kg=1.00, most=31.5 kg (a point before decimals)")
		}
		if seen[strings.TrimSpace(key)] {
			return w, shipping.BadField("--way, "+strings.TrimSpace(key), "it is written twice", "write each key once: to=DE AT FR")
		}
		seen[strings.TrimSpace(key)] = true
		if err := setWay(&w, strings.TrimSpace(key), strings.TrimSpace(value), currency); err != nil {
			return w, err
		}
	}
	return w, nil
}

func setWay(w *starter.Way, key, value string, currency shipping.Currency) (err error) {
	bad := func(hint string) error {
		return shipping.BadField("--way, "+key, strconv.Quote(value)+" cannot be read", hint)
	}
	switch key {
	case "carrier":
		w.Carrier = value
	case "kind":
		if w.Kind = book.ChannelKind(value); !slices.Contains(starter.Kinds, w.Kind) {
			err = bad("write express, dedicated_line, postal or last_mile")
		}
	case "to":
		w.To = nil
		for _, code := range strings.FieldsFunc(strings.ToUpper(value), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
			if c := shipping.Country(code); !slices.Contains(w.To, c) {
				w.To = append(w.To, c)
			}
		}
		if i := slices.IndexFunc(w.To, func(c shipping.Country) bool { return !c.Destined() }); i >= 0 {
			return shipping.BadField("--way, to", strconv.Quote(string(w.To[i]))+" is neither a country nor a territory", "write two letters for each country, such as DE AT FR; territories are listed in docs/territories.md")
		} else if len(w.To) == 0 {
			err = bad("write two letters for each country, such as DE AT FR")
		}
	case "days":
		if n, e := fmt.Sscanf(value+" .", "%d-%d .", &w.Days.Least, &w.Days.Most); n != 2 || e != nil {
			err = bad("write the fewest and the most, such as 2-5")
		} else if w.Days.Least < 0 || w.Days.Most < max(1, w.Days.Least) {
			err = bad("write the fewest days first, then the most, such as 2-5")
		}
	case "price":
		if w.First, err = shipping.ParseMoney(value, currency); err != nil || w.First.Amount <= 0 {
			err = bad("write what the first kilogram costs, such as " + starter.Amount(549, currency))
		}
	case "kg":
		if w.Further, err = shipping.ParseMoney(value, currency); err != nil || w.Further.Amount < 0 {
			err = bad("write what each kilogram above the first adds, such as " + starter.Amount(100, currency))
		}
	case "most":
		n, wrong, hint := measure.Weights.Read(value, "kg")
		if w.Most = shipping.Grams(n); wrong != "" {
			err = bad(hint)
		}
	default:
		err = shipping.BadField("--way", "there is no key "+strconv.Quote(key), "the keys are carrier, kind, to, days, price, kg, most")
	}
	return err
}

// asker puts a question again until its answer can be taken.
func asker(p *terminal.Program) func(question string, take func(answer string) error) error {
	in := bufio.NewScanner(p.Stdin)
	return func(question string, take func(answer string) error) error {
		for {
			fmt.Fprintf(p.Stderr, "%s: ", question)
			if !in.Scan() {
				return shipping.Fault(shipping.Invalid, "the questions were not answered to their end", "answer each, or give flags (crosslane init --help)")
			}
			if err := take(strings.TrimSpace(in.Text())); err != nil {
				if e, ok := errors.AsType[*shipping.Error](err); ok { // nobody typed the flag that it names
					err = shipping.Fault(e.Code, e.Message, e.Hint)
				}
				fmt.Fprintln(p.Stderr, " ", err)
				continue
			}
			return nil
		}
	}
}

// asked puts the questions.
func asked(p *terminal.Program) (*starter.Seller, error) {
	ask := asker(p)
	s := &starter.Seller{}
	for _, q := range []struct {
		text string
		take func(string) error
	}{
		{"Name of the business", word(&s.Name, "write it, such as Sonne GmbH")},
		{"Currency of your costs (EUR, USD, ...)", func(a string) error {
			s.Currency = shipping.Currency(strings.ToUpper(a))
			return s.Currency.LivesOn(p.Now())
		}},
		{"Name of the warehouse, such as its city", word(&s.Warehouse, "write it, such as Leipzig")},
		{"Its street and number, as labels show where parcels come from", word(&s.Street, "write them, such as Lindenweg 5")},
		{"Its city", word(&s.City, "write it, such as Leipzig")},
		{"Country of the warehouse (DE, US, ...)", func(a string) error { return countryOf(&s.Place.Country, a) }},
		{"Its postcode", func(a string) error { s.Place.Postcode = a; _, err := s.Place.Country.NormalPostcode(a); return err }},
		{askRegion, func(a string) error { return regionOf(s, a) }},
	} {
		if q.text == askRegion && !s.WantsRegion() {
			continue
		}
		if err := ask(q.text, q.take); err != nil {
			return nil, err
		}
	}
	for {
		w := starter.Way{}
		question := "Carrier that you ship with"
		if len(s.Ways) > 0 {
			question = "Another carrier or service (nothing: that was all)"
		}
		take := word(&w.Carrier, "write it, such as Post")
		if len(s.Ways) > 0 {
			take = func(a string) error { w.Carrier = a; return nil }
		}
		if err := ask(question, take); err != nil || w.Carrier == "" && len(s.Ways) > 0 {
			return s, err
		}
		for _, q := range wayQuestions {
			if err := ask("  "+q.in(s.Currency), func(a string) error { return setWay(&w, q.key, a, s.Currency) }); err != nil {
				return nil, err
			}
		}
		s.Ways = append(s.Ways, w)
	}
}

// askRegion is asked where the country's addresses have one.
const askRegion = "Its state or province, as labels show it (TX)"

// regionOf reads the state or province of the warehouse.
func regionOf(s *starter.Seller, answer string) error {
	if s.Place.Region = answer; s.WantsRegion() {
		return shipping.BadField("region", strconv.Quote(answer)+" is not a state or province of "+string(s.Place.Country)+" that its postcode lies in", "write its code, such as TX")
	}
	return nil
}

// wayQuestions are what is asked of each carrier's service.
var wayQuestions = []wayQuestion{
	{"kind", "Its kind: express, postal, dedicated_line, or last_mile (from a warehouse abroad)", 0},
	{"to", "Countries that it serves (DE AT FR)", 0},
	{"days", "Days from door to door, fewest and most (2-5)", 0},
	{"price", "Price of the first kilogram", 549},
	{"kg", "Price of each further kilogram", 100},
	{"most", "Heaviest parcel in kilograms (31.5)", 0},
}

// wayQuestion asks for a key of a service; such is an amount that is shown as an example, 0 where none is asked for.
type wayQuestion struct {
	key, text string
	such      int64
}

// in is the question to a seller whose prices are in a currency.
func (q *wayQuestion) in(c shipping.Currency) string {
	if q.such == 0 {
		return q.text
	}
	return q.text + " (" + starter.Amount(q.such, c) + ")"
}

func word(to *string, hint string) func(string) error {
	return func(a string) error {
		if *to = a; a == "" {
			return shipping.Fault(shipping.Invalid, "nothing was written", hint)
		}
		return nil
	}
}

func countryOf(to *shipping.Country, text string) error {
	c, ok := shipping.CountryNamed(text)
	if found := name.Countries(text); !ok && len(found) == 1 {
		c, ok = found[0], true
	}
	if *to = c; !ok {
		return shipping.Fault(shipping.Invalid, strconv.Quote(text)+" is not a country", "write its two letters, such as DE")
	}
	return nil
}
