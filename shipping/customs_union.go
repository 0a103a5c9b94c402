package shipping

import (
	"strings"
	"time"
)

// members are the states of the European Union (Treaty on European Union, article 52), which is a customs union (Treaty on the Functioning of the European
// Union, article 28).
const members = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

// CustomsBetween reports whether goods that go from one place to another on a day are declared to customs. Within a country, and between
// members of the European Union, they are not; what lies outside the customs or the tax area of its country lies apart here too.
func CustomsBetween(from, to Place, on time.Time) bool {
	return customsArea(from, on) != customsArea(to, on)
}

func customsArea(p Place, on time.Time) Country {
	c := p.Country
	if t := p.Territory(on); t != nil {
		if !t.Customs || !t.VAT {
			return t.Code
		}
		c = t.Of
	}
	if len(c) == 2 && strings.Contains(members, string(c)) {
		return "EU"
	}
	return c
}
