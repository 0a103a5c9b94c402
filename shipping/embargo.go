package shipping

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Embargo is a place to which nothing is sent unasked: sanctions forbid most or all trade with it. It is no legal advice;
// a merchant whose law allows it says so in the Book.
type Embargo struct {
	Place        Country // a country, or the code of a territory
	Since, Until Date    // first and last day; empty: open
	Source       string  // the law, in short
}

// embargoes are the places with which the United Nations, the European Union, the United Kingdom or the United States forbid
// trade as a whole. Countries of which only goods, persons or sectors are sanctioned (RU, BY, VE, MM) are not among them: there
// the goods and the recipient decide, and a Book may name them.
var embargoes = []Embargo{
	{"KP", "2006-10-14", "", "UN Security Council resolutions 1718 (2006) and 2270 (2016); Regulation (EU) 2017/1509; 31 CFR part 510"},
	{"CU", "1962-02-07", "", "US Proclamation 3447; 31 CFR part 515"},
	{"IR", "1995-05-06", "", "US Executive Order 12959; 31 CFR part 560; Regulation (EU) 267/2012"},
	{"SY", "2004-05-11", "", "US Executive Order 13338; 31 CFR part 542 until 30 June 2025, and still 15 CFR 746.9 for nearly all goods"},
	{"UA-43", "2014-06-25", "", "Regulation (EU) 692/2014; US Executive Order 13685 of 19 December 2014"},
	{"UA-40", "2014-06-25", "", "Regulation (EU) 692/2014; US Executive Order 13685 of 19 December 2014"},
	{"UA-14", "2022-02-21", "", "US Executive Order 14065; Regulation (EU) 2022/263"},
	{"UA-09", "2022-02-21", "", "US Executive Order 14065; Regulation (EU) 2022/263"},
	{"UA-65", "2022-10-07", "", "Regulation (EU) 2022/263 as amended by Regulation (EU) 2022/1903"},
	{"UA-23", "2022-10-07", "", "Regulation (EU) 2022/263 as amended by Regulation (EU) 2022/1903"},
}

// occupiedCities are cities in regions under embargo, as people write them under a country: how each word begins. Donetsk under RU is
// not among them: a town of Rostov oblast has that name, and the postcode tells.
var occupiedCities = []struct {
	countries, region, words string
}{
	{"UA RU", "Sevastopol", "sevastopol sebastopol севастопол"},
	{"UA RU", "Crimea", "crimea krym крим крым simferopol симферопол сімферопол yalta jalta ялт kerch керч feodosi феодос yevpatori evpatori jevpatori євпатор евпатор alusht алушт sudak судак dzhanko джанко bakhchisara bakhchysara бахчисара"},
	{"UA", "Donetsk", "donetsk donets'k донецьк донецк makiivk makeevk макіївк макеевк horlivk gorlovk горлівк горловк mariupol маріупол мариупол"},
	{"RU", "DNR", "makeevk макеевк gorlovk горловк mariupol мариупол"},
	{"UA RU", "Luhansk", "luhansk luhans'k lugansk луганс alchevsk алчевс"},
	{"RU", "Zaporizhzhia", "melitopol мелитопол berdyansk berdiansk бердянск energodar enerhodar энергодар zaporizh zaporozh запорож"},
	{"RU", "Kherson", "kherson херсон"},
}

// occupiedRegion is the region under embargo in which a city lies; empty for other cities.
func occupiedRegion(country Country, city string) string {
	if country != "UA" && country != "RU" || city == "" {
		return ""
	}
	words := strings.FieldsFunc(strings.ToLower(city), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	for _, c := range occupiedCities {
		if !strings.Contains(c.countries, string(country)) {
			continue
		}
		for stem := range strings.FieldsSeq(c.words) {
			if slices.ContainsFunc(words, func(w string) bool {
				return strings.HasPrefix(w, stem) && utf8.RuneCountInString(w) <= utf8.RuneCountInString(stem)+2
			}) {
				return c.region
			}
		}
	}
	return ""
}

// Embargoes lists the places to which nothing is sent unasked.
func Embargoes() []Embargo { return slices.Clone(embargoes) }

// EmbargoOn finds the embargo on a destination (a country, or the code of a territory) that holds on a day; nil for none. An
// embargo on a country binds its territories without an ISO 3166-1 code too.
func EmbargoOn(to Country, on time.Time) *Embargo {
	day := DateOf(on)
	for i := range embargoes {
		e := &embargoes[i]
		if (e.Place == to || e.Place == to.Whole()) && day.Covers(e.Since, e.Until) {
			return e
		}
	}
	return nil
}

// PlaceText is the code of a country, and of a territory that lies apart its name, its code and why.
func (c Country) PlaceText() string {
	if t := TerritoryCoded(c); t != nil && t.Apart() {
		return t.Name + " (" + string(c) + "), " + t.Why()
	}
	return string(c)
}

// PlaceName is what people call a country or a territory; the code where it is not known.
func (c Country) PlaceName() string {
	if t := TerritoryCoded(c); t != nil {
		return t.Name
	}
	if info, ok := c.Info(); ok {
		return info.Name
	}
	return string(c)
}
