package calendar

import (
	"strings"
	"time"

	"crosslane/shipping"
)

// ZoneOf is the zone that most people of a place live in. It is an approximation where a country has
// several and neither the region (the second part of its ISO 3166-2 code) nor the postcode says which;
// of an unknown country it is UTC.
func ZoneOf(p shipping.Place) *time.Location {
	z, err := Zone(nameOf(p))
	if err != nil {
		return time.UTC
	}
	return z
}

// OneZoneOf is the zone of a place that has no other: of a country that has one alone, or a region that lies in one. It is not ok
// where the place leaves that open.
func OneZoneOf(p shipping.Place) (zone *time.Location, ok bool) {
	if !p.Country.Known() || several[p.Country] {
		return nil, false
	}
	if regions := regionZone[p.Country]; regions != nil {
		region := strings.ToUpper(strings.TrimPrefix(p.Region, string(p.Country)+"-"))
		islands := (p.Country == "ES" || p.Country == "PT") && len(p.Postcode) >= 4 // their postcodes say which
		if _, told := regions[region]; !islands && (!told || twoClocks[p.Country+"-"+shipping.Country(region)]) {
			return nil, false
		}
	}
	return ZoneOf(p), true
}

// several are countries whose people live by several clocks, and whose regions are not told apart here.
var several = map[shipping.Country]bool{"CL": true, "CD": true, "EC": true, "FM": true, "KI": true, "KZ": true, "MN": true, "NZ": true, "PF": true, "PG": true, "UM": true, "GL": true, "AQ": true}

// twoClocks are regions in which two clocks hold.
var twoClocks = map[shipping.Country]bool{
	"US-AK": true, "US-AZ": true, "US-FL": true, "US-ID": true, "US-IN": true, "US-KS": true, "US-KY": true, "US-MI": true, "US-ND": true, "US-NE": true, "US-NV": true, "US-OR": true,
	"US-SD": true, "US-TN": true, "US-TX": true, "CA-BC": true, "CA-NL": true, "CA-NU": true, "CA-ON": true, "CA-QC": true, "CA-SK": true,
	"AU-NSW": true, "AU-QLD": true, "AU-WA": true, "AU-SA": true, "BR-AM": true, "BR-PE": true, "MX-BCN": true, "MX-CHH": true, "MX-NAY": true, "MX-TAM": true, "MX-COA": true, "MX-NLE": true, "RU-SA": true,
}

// Local tells an instant in the time of a place, by [ZoneOf].
func Local(p shipping.Place, t time.Time) time.Time { return t.In(ZoneOf(p)) }

// Clock is [ClockIn] by the clocks of a place.
func Clock(p shipping.Place, year int, month time.Month, day, minutes int) time.Time {
	return ClockIn(ZoneOf(p), year, month, day, minutes)
}

// ClockIn answers with the instant at which the clocks of a zone show a time of day, in minutes after
// midnight, on a calendar day. A time that is skipped when clocks are put forward comes as much later as
// they were; of one that comes twice it is the first.
func ClockIn(zone *time.Location, year int, month time.Month, day, minutes int) time.Time {
	wall := time.Date(year, month, day, 0, minutes, 0, 0, time.UTC)
	before, after := offset(zone, wall.Add(-24*time.Hour)), offset(zone, wall.Add(24*time.Hour))
	t := wall.Add(-before)
	if later := wall.Add(-after); offset(zone, t) != before && offset(zone, later) == after {
		t = later
	}
	return t.In(zone)
}

func offset(zone *time.Location, t time.Time) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// nameOf is the name of a place's zone; empty for an unknown country.
func nameOf(p shipping.Place) string {
	region := strings.ToUpper(strings.TrimPrefix(p.Region, string(p.Country)+"-"))
	if name, ok := regionZone[p.Country][region]; ok {
		return name
	}
	prefixes := postcodeZone[p.Country]
	for n := min(len(p.Postcode), 3); n > 0 && prefixes != nil; n-- {
		if name, ok := prefixes[strings.ToUpper(p.Postcode[:n])]; ok {
			return name
		}
	}
	return countryZone[p.Country]
}

// byWord turns a table of lists round: each word of a list leads to its key.
func byWord(lists map[string]string) map[string]string {
	index := map[string]string{}
	for name, words := range lists {
		for w := range strings.FieldsSeq(words) {
			index[w] = name
		}
	}
	return index
}
