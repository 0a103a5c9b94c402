package notify

import (
	"strconv"
	"strings"
	"time"

	"crosslane/calendar"
	"crosslane/shipping"
)

// tongue is how a language writes.
type tongue struct {
	tag, direction string
	months         []string
	date           string // D the day, M the month
}

// tongues are the languages that templates ship for, by the first part of their tag.
var tongues = map[string]tongue{
	"en": {"en", "ltr", strings.Fields("January February March April May June July August September October November December"), "D M"},
	"de": {"de", "ltr", strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"), "D. M"},
	"fr": {"fr", "ltr", strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"), "D M"},
	"es": {"es", "ltr", strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"), "D de M"},
	"zh": {"zh-Hans", "ltr", strings.Fields("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"), "MD日"},
	"ar": {"ar", "rtl", strings.Fields("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"), "D M"},
}

// monthFirst are the countries where English puts the month before the day.
var monthFirst = map[shipping.Country]bool{"US": true, "CA": true, "PH": true, "PR": true}

// day writes the calendar day that an instant falls on where the buyer is; empty for the zero time.
func (g tongue) day(t time.Time, to shipping.Place) string {
	if t.IsZero() {
		return ""
	}
	local := calendar.Local(to, t)
	form := g.date
	if g.tag == "en" && monthFirst[to.Country] {
		form = "M D"
	}
	day := strconv.Itoa(local.Day())
	if g.tag == "fr" && day == "1" {
		day = "1er"
	}
	return strings.NewReplacer("D", day, "M", g.months[local.Month()-1]).Replace(form)
}

// isolate keeps words of another script from disturbing the order of a line that runs from
// right to left (Unicode Standard Annex 9, section 2.4: first strong isolate).
func (g tongue) isolate(s string) string {
	if g.direction == "ltr" || s == "" {
		return s
	}
	return "\u2068" + s + "\u2069"
}
