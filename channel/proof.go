package channel

import (
	"slices"
	"strings"

	"crosslane/book"
	"crosslane/shipping"
)

// Proof checks what a Book that is to be published says of postcodes and of the ways of its channels, harder than Compile: a
// Book that is in force is not held against it. What can never be is an Invalid error that names the field; what may be
// meant, and decides, is a remark.
func Proof(b *book.Book) (book.Remarks, error) {
	var remarks book.Remarks
	for i := range b.Rates {
		some, err := proofSheet(&b.Rates[i], path("rates", i, ""))
		if err != nil {
			return nil, err
		}
		remarks = append(remarks, some...)
	}
	for i := range b.Channels {
		some, err := proofLane(b, &b.Channels[i], path("channels", i, ""))
		if err != nil {
			return nil, err
		}
		remarks = append(remarks, some...)
	}
	return remarks, nil
}

// proofSheet checks the prefixes of zones and surcharges.
func proofSheet(s *book.RateSheet, at string) (remarks []book.Remark, err error) {
	placed := map[int][]placedSpan{}
	for i := range s.Zones {
		z := &s.Zones[i]
		field := path(at+".zones", i, "")
		some, err := proofPrefixes(z.Prefixes, z.Countries, field)
		if err != nil {
			return nil, err
		}
		remarks = append(remarks, some...)
		for k, text := range z.Prefixes {
			for _, country := range z.Countries {
				one := placedSpan{spanOf(countryOf(country), text), i, text}
				if err := one.meets(placed[countryOf(country)], path(field+".prefixes", k, "")); err != nil {
					return nil, err
				}
				placed[countryOf(country)] = append(placed[countryOf(country)], one)
			}
		}
	}
	for i := range s.Surcharges {
		c := &s.Surcharges[i]
		if c.Kind != book.RemoteSurcharge {
			continue
		}
		some, err := proofPrefixes(c.Prefixes, []shipping.Country{c.Country}, path(at+".surcharges", i, ""))
		if err != nil {
			return nil, err
		}
		remarks = append(remarks, some...)
	}
	return remarks, nil
}

// placedSpan is a span with the zone that it is of.
type placedSpan struct {
	span
	zone int
	text string
}

// meets refuses a span that shares postcodes with one of another zone, so that neither lies within the other.
func (s *placedSpan) meets(others []placedSpan, field string) error {
	for i := range others {
		o := &others[i]
		apart := s.high < o.low || o.high < s.low
		if o.zone == s.zone || apart {
			continue
		}
		if slices.Equal(s.starts, o.starts) {
			return shipping.BadField(field, "\""+s.text+"\" are the postcodes of \""+o.text+"\" of another zone", "keep one of the two")
		}
		if s.within(&o.span) || o.within(&s.span) {
			continue
		}
		return shipping.BadField(field, "\""+s.text+"\" shares postcodes with \""+o.text+"\" of another zone, and neither lies within the other", "let one end where the other begins")
	}
	return nil
}

// proofPrefixes checks that every entry can match in one of the countries, and every country can be matched by one of them.
func proofPrefixes(list []string, countries []shipping.Country, at string) (remarks []book.Remark, err error) {
	matched, loose := map[shipping.Country]bool{}, map[shipping.Country]bool{}
	for k, text := range list {
		var why never
		found := false
		for _, country := range countries {
			no, certain := neverMatches(countryOf(country), text)
			if no.refused {
				return nil, shipping.BadField(path(at+".prefixes", k, ""), no.message, no.hint)
			}
			if no.message != "" {
				why = no
				continue
			}
			found, matched[country] = true, true
			loose[country] = loose[country] || !certain
		}
		if !found {
			return nil, shipping.BadField(path(at+".prefixes", k, ""), why.message, why.hint)
		}
	}
	for k, country := range countries {
		field := path(at+".countries", k, "")
		if len(countries) == 1 {
			field = at + ".prefixes"
		}
		switch {
		case len(list) > 0 && !matched[country]:
			remarks = append(remarks, book.Remark{Field: field, Message: "no prefix of this zone is one of " + string(country) + ", so that none of its parcels has this zone", Hint: "leave the country out, or give it a zone of its own"})
		case loose[country]:
			remarks = append(remarks, book.Remark{Field: field, Message: "postcodes of " + string(country) + " are not checked: most parcels there have none, and match no prefix", Hint: "leave prefixes out for the whole country"})
		}
	}
	return remarks, nil
}

// fault is why an entry is none, and what to write instead.
type fault struct{ message, hint string }

// never is why an entry matches nothing in a country. Refused tells that it is to be written otherwise whatever the country.
type never struct {
	fault
	refused bool
}

// neverMatches says why an entry can match no postcode of a country; an empty message where it can. It is certain where
// the forms of the country's postcodes are known.
func neverMatches(country int, text string) (no never, certain bool) {
	s, code := spanOf(country, text), string(countryCode(country))
	forms := formsOf(country)
	low, high, ranged := endsOf(text)
	switch {
	case s.doubtful:
		single := low + high
		if outward.has(country) {
			single = low + " " + high
		}
		return never{fault{"\"" + text + "\" may be a postcode of " + code + " as well as a range", "write \"" + low + ".." + high + "\" for the range, \"" + single + "\" for the postcode"}, true}, true
	case s.backward:
		return never{fault{"the range \"" + text + "\" ends before it begins", "write the lower end first: \"" + high + "-" + low + "\""}, true}, true
	case strings.ContainsFunc(text, oddSign):
		return never{fault{"\"" + text + "\" has a sign that no entry has", "write letters, digits and blanks; a hyphen or two dots for a range; no star: an entry takes all that begin so"}, true}, true
	case ranged && !s.ranged && strings.Contains(text, ".."):
		return never{noRange(text), true}, true
	case len(forms) == 0:
		return never{}, false
	case !s.ranged:
		no := unfitStart(country, text, forms)
		if no.message == "" && ranged && !fitsAsWritten(country, text) {
			return never{noRange(text), true}, true
		}
		return never{fault: no}, true
	}
	for _, end := range []string{low, high} {
		if outward.has(country) {
			break // its districts were read
		}
		if no := unfitStart(country, end, forms); no.message != "" {
			return never{fault: no}, true
		}
	}
	return never{}, true
}

func noRange(text string) fault {
	return fault{"\"" + text + "\" is no range: its ends have not the same form", "write both ends with as many signs, such as 97000..97999"}
}

// oddSign reports whether neither a postcode nor a range has a sign, such as a dash that is no hyphen.
func oddSign(r rune) bool {
	return r != ' ' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// endsOf are the two ends of an entry that is written as a range.
func endsOf(text string) (low, high string, ok bool) {
	if low, high, ok = strings.Cut(text, ".."); !ok {
		low, high, ok = strings.Cut(text, "-")
	}
	return strings.TrimSpace(low), strings.TrimSpace(high), ok
}

// unfitStart says why no postcode of the country begins so; an empty message where one can.
func unfitStart(country int, text string, forms []string) fault {
	code, start := string(countryCode(country)), bareText(text)
	hint := "its postcodes have the form " + strings.Join(forms, " or ") + " (9 a digit, A a letter, * either)"
	longest := 0
	for _, form := range forms {
		bare := bareForm(form)
		longest = max(longest, len(bare))
		if len(start) <= len(bare) && fitsForm(bare, start) {
			return fault{}
		}
	}
	if p, ok := partWritten(strings.ToUpper(text)); ok && outward.has(country) && p.inward == "" {
		return fault{}
	}
	switch {
	case len(start) > longest:
		return fault{"\"" + text + "\" is longer than any postcode of " + code + ", and matches nothing", hint}
	case strings.ContainsFunc(start, func(r rune) bool { return r >= 'A' && r <= 'Z' }) && !strings.ContainsAny(strings.Join(forms, ""), "ABCDEFGHIJKLMNOPQRSTUVWXYZ*"):
		return fault{"\"" + text + "\" has letters, and postcodes of " + code + " have digits alone: it matches nothing", hint}
	}
	return fault{"no postcode of " + code + " begins with \"" + text + "\"", hint}
}

// proofLane checks that a channel has prices where it goes.
func proofLane(b *book.Book, c *book.Channel, at string) (remarks []book.Remark, err error) {
	var zones []book.Zone
	for i := range b.Rates {
		if b.Rates[i].Name == c.Rates {
			zones = append(zones, b.Rates[i].Zones...)
		}
	}
	priced := func(to shipping.Country) bool {
		t := shipping.TerritoryCoded(to)
		return slices.ContainsFunc(zones, func(z book.Zone) bool { return shipping.Serves(z.Countries, to) || t != nil && z.Within(t) })
	}
	if !slices.ContainsFunc(c.To, priced) {
		return nil, shipping.BadField(at+".to", "the rate sheet \""+c.Rates+"\" has a zone for none of its countries, so that no parcel can go there", "add zones, or name another sheet under rates")
	}
	for k, to := range c.To {
		if !priced(to) {
			remarks = append(remarks, book.Remark{Field: path(at+".to", k, ""), Message: "the rate sheet \"" + c.Rates + "\" has no zone for " + string(to) + ", so that the channel takes no parcel there", Hint: "add a zone, or leave the country out"})
		}
	}
	return remarks, nil
}
