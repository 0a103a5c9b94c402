package shipping

import (
	"slices"
	"time"
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
