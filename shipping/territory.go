package shipping

import (
	"slices"
	"strings"
	"time"
)

// Territory is a part of the world that customs, taxes or carriers treat apart from the country with which addresses in it
// are written: the Canary Islands, Jersey, Réunion, Alaska. A zero Territory is none.
type Territory struct {
	// Code is its ISO 3166-1 code where it has one (RE, JE), else that of ISO 3166-2 (ES-CN), or one of this form that is
	// the program's own (DE-BUE). The Book names it so.
	Code Country
	Name string  // in English
	Of   Country // the country with whose territory it is compared; its postcodes have that country's form
	// Written are the ways in which addresses in it are written, beside its own code.
	Written []Writing
	// Customs and VAT tell whether it lies in the customs territory, and in the area of value added tax, of Of.
	Customs, VAT bool
	// Mainland tells that carriers go there by the ways and prices of Of.
	Mainland bool
	// Since and Until are the first and the last day of what is said here. Empty: open.
	Since, Until Date
	// Source is the law, or the list of codes, that says so.
	Source string
}

// Writing is a way in which an address is written: a country, and postcodes or regions of it.
type Writing struct {
	Country Country
	// Postcodes are beginnings ("35 38"), whole codes ("23041") and ranges of beginnings ("995-999"), blanks between.
	Postcodes string
	// Regions are states and provinces as people write them, in lower case, commas between; with a star behind it, whatever has it in it.
	Regions string
}

// Apart reports whether the Book must name the territory for a parcel to be priced and sent there: it lies outside the
// customs or tax area of its country, or carriers go there by other ways.
func (t *Territory) Apart() bool { return !t.Customs || !t.VAT || !t.Mainland }

// Why says in a few words why it is Apart; empty where it is not.
func (t *Territory) Why() string {
	of := t.Of.PlaceName()
	if strings.HasPrefix(of, "United ") || t.Of == "NL" {
		of = "the " + of
	}
	switch {
	case !t.Customs && !t.VAT:
		return "outside the customs territory and the tax area of " + of
	case !t.Customs:
		return "outside the customs territory of " + of
	case !t.VAT:
		return "outside the tax area of " + of
	case !t.Mainland:
		return "reached by other ways than the rest of " + of
	}
	return ""
}

// Territory answers with the territory that a place lies in on a day, however it is written: FR 97400 and RE 97400 are
// Réunion. Nil: the country itself, or the place does not tell. A postcode goes before a region.
func (p Place) Territory(on time.Time) *Territory {
	rows := territoryRows[p.Country]
	if len(rows) == 0 {
		return nil
	}
	var buf [LongestPostcode]byte
	code := BarePostcode(p.Postcode, buf[:])
	for i := range rows {
		if r := &rows[i]; (r.Code == p.Country || r.takes(code)) && r.holds(on) {
			return r.Territory
		}
	}
	if p.Region == "" {
		return nil
	}
	region := foldRegion(p.Region)
	for i := range rows {
		if r := &rows[i]; r.named(region, len(code) > 0) && r.holds(on) {
			return r.Territory
		}
	}
	return nil
}

// Destination is what a Book calls where the place lies on a day: the territory's code, else the country.
func (p Place) Destination(on time.Time) Country {
	if t := p.Territory(on); t != nil {
		return t.Code
	}
	return p.Country
}

// TerritoryCoded finds a territory as it is today by its code; nil where no territory has it.
func TerritoryCoded(code Country) *Territory {
	for i := len(territories) - 1; i >= 0; i-- {
		if territories[i].Code == code {
			return &territories[i]
		}
	}
	return nil
}

// Territories lists all territories; one that changed stands there more than once, the last of them as it is today.
func Territories() []Territory { return slices.Clone(territories) }

// Destinations lists all that a Book may name as a destination: every country, and the territories that are none.
func Destinations() []Country {
	list := Countries()
	for i := range territories {
		if c := territories[i].Code; len(c) > 2 && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// TerritoriesApart names the territories that lie apart on a day and are told from the rest of the country by the postcode alone.
func (c Country) TerritoriesApart(on time.Time) (list []string) {
	for i := range territoryRows[c] {
		t := territoryRows[c][i].Territory
		byCode := slices.ContainsFunc(t.Written, func(w Writing) bool { return w.Country == c && w.Postcodes != "" })
		if byCode && t.Apart() && t.holds(on) {
			list = append(list, t.Name)
		}
	}
	return list
}

// Whole is the country of a territory that has no ISO 3166-1 code, the code itself for everything else: ES for ES-CN, RE for RE.
func (c Country) Whole() Country {
	if len(c) > 2 {
		if t := TerritoryCoded(c); t != nil {
			return t.Of
		}
	}
	return c
}

// Destined reports whether a Book may name it as a destination: a country, or a territory.
func (c Country) Destined() bool { return c.Known() || len(c) > 2 && TerritoryCoded(c) != nil }

// Serves reports whether a list of destinations takes one in: it names it, or names the country of a territory that is not Apart.
func Serves(list []Country, to Country) bool {
	if slices.Contains(list, to) {
		return true
	}
	t := TerritoryCoded(to)
	return t != nil && !t.Apart() && slices.Contains(list, t.Of)
}

// Covers reports whether the postcodes of a country that begin so lie in the territory, all of them; "974" and "97400-97490"
// are in Réunion. Of a range both ends count.
func (t *Territory) Covers(country Country, entry string) bool {
	var buf [LongestPostcode]byte
	low, high, ranged := strings.Cut(entry, "..")
	if !ranged {
		low, high, ranged = strings.Cut(entry, "-")
	}
	if !t.has(country, BarePostcode(low, buf[:])) {
		return false
	}
	end := BarePostcode(high, buf[:])
	return !ranged || len(end) < len(low) || t.has(country, end)
}

func (t *Territory) holds(on time.Time) bool {
	return t.Since == "" && t.Until == "" || DateOf(on).Covers(t.Since, t.Until)
}

// whole reports whether a bare postcode of a country is one of the territory that is written out in the table.
func (t *Territory) whole(country Country, bare string) bool {
	for i := range t.Written {
		w := &t.Written[i]
		for span := range strings.FieldsSeq(w.Postcodes) {
			low, high, _ := strings.Cut(span, "-")
			if w.Country == country && len(low) == len(bare) && low <= bare && bare <= max(low, high) {
				return true
			}
		}
	}
	return false
}

// has reports whether a bare postcode of a country lies in the territory.
func (t *Territory) has(country Country, code []byte) bool {
	return slices.ContainsFunc(territoryRows[country], func(r territoryRow) bool { return r.Code == t.Code && r.Since == t.Since && r.takes(code) })
}

// foldRegion writes a region as Writing has it: small letters, one blank between words, no dots.
func foldRegion(region string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(region, ".", ""))), " ")
}

// territoryRow is a territory in which addresses of one country may lie, with how they are written then.
type territoryRow struct {
	*Territory
	spans   []postcodeSpan
	regions []regionName
}

// postcodeSpan is the postcodes that begin between two beginnings of one length, both included.
type postcodeSpan struct{ low, high string }

// regionName is how a region is written: as a whole, or open: with others around it. One that is coded has postcodes of its own.
type regionName struct {
	text        string
	open, coded bool
}

func (r *territoryRow) add(w *Writing) {
	for span := range strings.FieldsSeq(w.Postcodes) {
		low, high, ranged := strings.Cut(span, "-")
		if !ranged {
			high = low
		}
		r.spans = append(r.spans, postcodeSpan{low, high})
	}
	for one := range strings.SplitSeq(w.Regions, ",") {
		if text, open := strings.CutSuffix(one, "*"); one != "" {
			r.regions = append(r.regions, regionName{text, open, w.Postcodes != ""})
		}
	}
}

// takes reports whether a bare postcode lies in the territory.
func (r *territoryRow) takes(code []byte) bool {
	for _, s := range r.spans {
		if n := len(s.low); len(code) >= n && string(code[:n]) >= s.low && string(code[:n]) <= s.high {
			return true
		}
	}
	return false
}

// named reports whether a region, folded, is the territory. A postcode that is none of the territory's, where it has some,
// goes before the name of a region, but not before a word that tells in any case.
func (r *territoryRow) named(region string, coded bool) bool {
	for _, n := range r.regions {
		if n.open && strings.Contains(region, n.text) || n.text == region && !n.open && (!coded || !n.coded) {
			return true
		}
	}
	return false
}

// territoryRows are the territories that addresses of a country may lie in, in the table's order.
var territoryRows = indexTerritories()

func indexTerritories() map[Country][]territoryRow {
	rows := make(map[Country][]territoryRow)
	row := func(t *Territory, c Country) *territoryRow {
		list := rows[c]
		if len(list) == 0 || list[len(list)-1].Territory != t {
			list = append(list, territoryRow{Territory: t})
			rows[c] = list
		}
		return &list[len(list)-1]
	}
	for i := range territories {
		t := &territories[i]
		row(t, t.Code)
		for k := range t.Written {
			row(t, t.Written[k].Country).add(&t.Written[k])
		}
	}
	return rows
}
