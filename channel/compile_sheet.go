package channel

import (
	"crosslane/book"
	"crosslane/shipping"
)

const (
	mostPrice  = 1_000_000_000_000 // of one parcel before surcharges, in minor units
	mostWeight = 1_000_000_000     // grams, and millimetres
	mostMille  = 10_000            // a surcharge of ten times the base price
)

// compileSheets checks the rate sheets and gathers them by name. A name may stand for
// several sheets, whose days do not overlap.
func (t *Table) compileSheets() (map[string][]*sheet, error) {
	sheets := make(map[string][]*sheet)
	for i := range t.book.Rates {
		c := sheetCompiler{Table: t, at: path("rates", i, "")}
		s, err := c.compile(&t.book.Rates[i])
		if err != nil {
			return nil, err
		}
		for _, other := range sheets[s.Name] {
			if s.overlaps(other.period) {
				return nil, shipping.BadField(c.at+".from", "two sheets \""+s.Name+"\" hold on the same day", "end one before the other begins")
			}
		}
		sheets[s.Name] = append(sheets[s.Name], s)
	}
	return sheets, nil
}

// sheetCompiler checks one rate sheet of the Book.
type sheetCompiler struct {
	*Table
	at string // path of the sheet
}

func (c *sheetCompiler) compile(r *book.RateSheet) (*sheet, error) {
	s := &sheet{RateSheet: r}
	var err error
	if r.Name == "" {
		return nil, shipping.BadField(c.at+".name", "missing", "give it the name that channels speak of")
	}
	if s.fx, err = c.fx.of(r.Currency, c.at+".currency"); err != nil {
		return nil, err
	}
	if s.period, err = parsePeriod(c.at, r.From, r.Until); err != nil {
		return nil, err
	}
	if err = within(c.at+".divisor", r.Divisor, 0, mostWeight); err != nil {
		return nil, err
	}
	if err = within(c.at+".minimum", r.Minimum, 0, mostPrice); err != nil {
		return nil, err
	}
	if err = c.rounding(s); err != nil {
		return nil, err
	}
	if err = c.zones(s); err != nil {
		return nil, err
	}
	if err = c.surcharges(s); err != nil {
		return nil, err
	}
	return s, c.fuelOn(s)
}

// zones checks the zones and writes the index of postcodes.
func (c *sheetCompiler) zones(s *sheet) error {
	for i, z := range s.Zones {
		at := path(c.at+".zones", i, "")
		if err := filled(at+".countries", len(z.Countries)); err != nil {
			return err
		}
		if err := breaks(at, z.Breaks); err != nil {
			return err
		}
		if err := notEmpty(at, z.Prefixes); err != nil {
			return err
		}
		for k, country := range z.Countries {
			if err := s.place(i, z.Prefixes, path(at+".countries", k, ""), country); err != nil {
				return err
			}
		}
	}
	s.implied()
	for _, codes := range s.postcodes {
		if codes != nil {
			codes.link()
		}
	}
	return filled(c.at+".zones", len(s.Zones))
}

// notEmpty checks that every prefix of a zone or a surcharge has something to compare.
func notEmpty(at string, list []string) error {
	for i, text := range list {
		if bareText(text) == "" {
			return shipping.BadField(path(at+".prefixes", i, ""), "\""+text+"\" is not the beginning of a postcode", "leave prefixes out for the whole country")
		}
	}
	return nil
}

// place notes that a zone holds in a country for postcodes that begin so, or for all of them.
func (s *sheet) place(zone int, list []string, field string, country shipping.Country) error {
	if err := knownDestination(field, country); err != nil {
		return err
	}
	n := countryOf(country)
	if s.postcodes[n] == nil {
		s.postcodes[n] = &prefixes{}
	}
	if len(list) == 0 {
		list = []string{""}
	}
	for _, text := range list {
		if !s.postcodes[n].take(spanOf(n, text), zone) {
			return shipping.BadField(field, "postcodes \""+text+"\" of "+string(country)+" are in a zone already", "keep one of the two")
		}
	}
	return nil
}

// implied gives a territory that no zone names those zones of its country that name postcodes in it.
func (s *sheet) implied() {
	for _, t := range shipping.Territories() {
		n := countryOf(t.Code)
		if s.postcodes[n] != nil && len(s.postcodes[n].spans) > 0 {
			continue
		}
		codes := &prefixes{}
		for i := range s.Zones {
			if !s.Zones[i].Within(&t) {
				continue
			}
			for _, entry := range s.Zones[i].Prefixes {
				if t.Covers(t.Of, entry) {
					codes.take(spanOf(countryOf(t.Of), entry), i) // two zones of one postcode were refused
				}
			}
		}
		if len(codes.texts) > 0 {
			s.postcodes[n] = codes
		}
	}
}

// breaks checks that weights rise, and that no price gets out of bounds.
func breaks(at string, list []book.Break) error {
	var below shipping.Grams
	for i, b := range list {
		field := path(at+".breaks", i, "")
		if b.UpTo <= below {
			return shipping.BadField(field+".up_to", b.UpTo.String()+" is not above "+below.String(), "write the breaks in ascending order")
		}
		below = b.UpTo
		if b.PerStep != 0 && b.Step <= 0 {
			return shipping.BadField(field+".step", "missing", "say for how many grams per_step is charged")
		}
		for _, f := range []struct {
			name  string
			value int64
			most  int64
		}{
			{".up_to", int64(b.UpTo), mostWeight}, {".flat", b.Flat, mostPrice}, {".per_step", b.PerStep, 1_000_000_000},
			{".step", int64(b.Step), mostWeight}, {".over", int64(b.Over), mostWeight},
		} {
			if err := within(field+f.name, f.value, 0, f.most); err != nil {
				return err
			}
		}
		if err := within(field, breakPrice(&b, b.UpTo), 0, mostPrice); err != nil {
			return err
		}
	}
	return filled(at+".breaks", len(list))
}

func (c *sheetCompiler) surcharges(s *sheet) error {
	if err := within(c.at+".surcharges", int64(len(s.Surcharges)), 0, 64); err != nil {
		return err
	}
	s.surcharges = make([]surcharge, len(s.Surcharges))
	for i := range s.Surcharges {
		s.surcharges[i].Surcharge = s.Surcharges[i]
		if err := s.surcharges[i].compile(path(c.at+".surcharges", i, "")); err != nil {
			return err
		}
	}
	return nil
}

func (c *surcharge) compile(at string) error {
	var err error
	if err = within(at+".least_weight", int64(c.LeastWeight), 0, mostWeight); err != nil {
		return err
	}
	if c.period, err = parsePeriod(at, c.From, c.Until); err != nil {
		return err
	}
	if err = within(at+".per_mille", c.PerMille, 0, mostMille); err != nil {
		return err
	}
	if err = within(at+".flat", c.Flat, 0, mostPrice); err != nil {
		return err
	}
	switch c.Kind {
	case book.FuelSurcharge:
		c.fuel = true
	case book.PeakSurcharge:
		if c.From == "" || c.Until == "" {
			return shipping.BadField(at+".from", "a peak has a first and a last day", "fill in from and until")
		}
	case book.RemoteSurcharge:
		return c.compilePlace(at)
	case book.SizeSurcharge:
		if c.Side <= 0 && c.Girth <= 0 && c.Weight <= 0 {
			return shipping.BadField(at+".side", "nothing says from which size on it is charged", "fill in side, girth or weight")
		}
		c.sized = true
	default:
		return shipping.BadField(at+".kind", "\""+string(c.Kind)+"\" is not a kind of surcharge", "fuel, peak, remote or size")
	}
	return nil
}

func (c *surcharge) compilePlace(at string) error {
	if err := knownDestination(at+".country", c.Country); err != nil {
		return err
	}
	c.country = countryOf(c.Country)
	for _, text := range c.Prefixes {
		c.postcodes.take(spanOf(c.country, text), 0)
	}
	c.postcodes.link()
	return notEmpty(at, c.Prefixes)
}
