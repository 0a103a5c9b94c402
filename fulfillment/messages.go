package fulfillment

import (
	"slices"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/shipping"
)

// messages is the Book's section of the same name, made ready to decide by. The zero value
// tells nobody anything.
type messages struct {
	ways        []shipping.MessageWay
	kinds       []shipping.MessageKind
	from, until int // quiet hours, in minutes after midnight; the same: none
}

func compileMessages(m *book.Messages) (messages, error) {
	c := messages{ways: m.Ways, kinds: m.Kinds}
	for _, w := range m.Ways {
		if w != shipping.ByMail && w != shipping.ByWebhook {
			return c, shipping.BadField("messages.ways", "there is no way \""+string(w)+"\"", "use mail or webhook")
		}
	}
	for _, k := range m.Kinds {
		if !slices.Contains(shipping.MessageKinds(), k) {
			return c, shipping.BadField("messages.kinds", "there is no message \""+string(k)+"\"", "see docs/notifications.md for the eight kinds")
		}
	}
	var err error
	if c.from, err = minutesOf("messages.quiet_from", m.QuietFrom, m.QuietUntil); err != nil {
		return c, err
	}
	if c.until, err = minutesOf("messages.quiet_until", m.QuietUntil, m.QuietFrom); err != nil {
		return c, err
	}
	if len(c.ways) == 0 {
		c.ways = []shipping.MessageWay{shipping.ByMail}
	}
	if !m.Enabled {
		return messages{}, nil
	}
	return c, nil
}

// minutesOf reads a time of day; it may be missing only when the other end is missing too.
func minutesOf(field, clock, other string) (int, error) {
	if clock == "" && other == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation("15:04", clock, time.UTC)
	if err != nil {
		return 0, shipping.BadField(field, "\""+clock+"\" is not a time of day", "write it as \"21:00\"; leave both out for no quiet hours")
	}
	return t.Hour()*60 + t.Minute(), nil
}

func (m *messages) wants(k shipping.MessageKind) bool {
	return len(m.kinds) == 0 || slices.Contains(m.kinds, k)
}

// earliest is when a buyer may be disturbed who is not to be now; the zero time when now is right.
func (m *messages) earliest(to shipping.Place, now time.Time) time.Time {
	local := calendar.Local(to, now)
	minute := local.Hour()*60 + local.Minute()
	evening := minute >= m.from
	switch {
	case m.from == m.until:
		return time.Time{}
	case m.from < m.until && (!evening || minute >= m.until), m.from > m.until && !evening && minute >= m.until:
		return time.Time{}
	}
	day := local.Day()
	if m.from > m.until && evening {
		day++
	}
	return calendar.Clock(to, local.Year(), local.Month(), day, m.until)
}

// tongues are the countries whose buyers are told in another language than English. Where a
// country has several, the language of most people.
var tongues = map[string][]shipping.Country{
	"de": {"AT", "CH", "DE", "LI"},
	"fr": {"BF", "BJ", "BL", "CD", "CF", "CG", "CI", "CM", "FR", "GA", "GF", "GN", "GP", "HT", "LU", "MC", "MF", "MG", "ML", "MQ", "NC", "NE", "PF", "PM", "RE", "SN", "TD", "TF", "TG", "WF", "YT"},
	"es": {"AD", "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GQ", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE"},
	"zh": {"CN", "HK", "MO", "TW"},
	"ar": {"AE", "BH", "DJ", "DZ", "EG", "EH", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"},
}

// tongueOf is the language in which a buyer is told.
func tongueOf(to shipping.Place) string {
	if to.Country == "CA" && to.Region == "QC" {
		return "fr"
	}
	for tongue, countries := range tongues {
		if slices.Contains(countries, to.Country) {
			return tongue
		}
	}
	return "en"
}
