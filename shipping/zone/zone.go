// Package zone answers the question: what time is it where the parcel goes? It knows the zone in
// which most people of every country live, and of the regions of large countries. It computes
// from a table of its own and asks neither clock nor files, so that a decision made again years
// later comes out the same.
package zone

import (
	"strings"
	"time"

	"crosslane/shipping"
)

// zone is an offset in winter, in minutes east of Greenwich, and when summer time holds.
type zone struct {
	minutes int
	summer  *summer
}

// Local tells an instant in the time of a place. It is an approximation where a country has
// several zones and neither the region (the second part of its ISO 3166-2 code) nor the postcode
// says which; an unknown country is told in UTC.
func Local(p shipping.Place, t time.Time) time.Time { return find(p).local(t) }

// Clock answers with the instant at which the clocks of a place show a time of day, in minutes
// after midnight, on a calendar day. A time that is skipped when summer time begins comes as much
// later as the clocks were put forward; of one that comes twice it is the first.
func Clock(p shipping.Place, year int, month time.Month, day, minutes int) time.Time {
	z := find(p)
	wall := time.Date(year, month, day, 0, minutes, 0, 0, time.UTC)
	before := z.offset(wall.Add(-24 * time.Hour))
	t := wall.Add(-before)
	if after := z.offset(wall.Add(24 * time.Hour)); after != before && z.offset(t) == after {
		if later := wall.Add(-after); z.offset(later) == after {
			t = later
		}
	}
	return z.local(t)
}

func (z zone) local(t time.Time) time.Time {
	return t.In(time.FixedZone("", int(z.offset(t)/time.Second)))
}

func (z zone) offset(t time.Time) time.Duration {
	minutes := z.minutes
	if z.summer != nil && z.summer.holds(t.UTC(), minutes) {
		minutes += 60
	}
	return time.Duration(minutes) * time.Minute
}

func find(p shipping.Place) zone {
	region := strings.ToUpper(strings.TrimPrefix(p.Region, string(p.Country)+"-"))
	if name, ok := regionZone[p.Country][region]; ok {
		return zones[name]
	}
	prefixes := postcodeZone[p.Country]
	for n := min(len(p.Postcode), 3); n > 0 && prefixes != nil; n-- {
		if name, ok := prefixes[strings.ToUpper(p.Postcode[:n])]; ok {
			return zones[name]
		}
	}
	return zones[countryZone[p.Country]]
}

// byWord turns a table of lists round: each word of a list leads to its key.
func byWord(lists map[string]string) map[string]string {
	index := map[string]string{}
	for name, words := range lists {
		for _, w := range strings.Fields(words) {
			index[w] = name
		}
	}
	return index
}
