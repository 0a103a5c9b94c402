package zone

import "time"

// summer is the rule of summer time: from begin to end clocks go an hour ahead.
type summer struct{ begin, end change }

// change is the moment of a year at which clocks are changed: so many days after the n-th weekday
// of a month (-1: the last), at minutes after midnight UTC or by the zone's winter time.
type change struct {
	month   time.Month
	n       int
	weekday time.Weekday
	days    int
	minutes int
	utc     bool
}

// The rules in force in 2026, from the IANA time zone database. The end is given in winter time, an hour
// less than clocks show.
var (
	never *summer // all the year

	europe     = &summer{change{time.March, -1, time.Sunday, 0, 60, true}, change{time.October, -1, time.Sunday, 0, 60, true}}
	moldova    = &summer{change{time.March, -1, time.Sunday, 0, 0, true}, change{time.October, -1, time.Sunday, 0, 0, true}}
	america    = &summer{change{time.March, 2, time.Sunday, 0, 120, false}, change{time.November, 1, time.Sunday, 0, 60, false}}
	cuba       = &summer{change{time.March, 2, time.Sunday, 0, 0, false}, change{time.November, 1, time.Sunday, 0, 0, false}}
	australia  = &summer{change{time.October, 1, time.Sunday, 0, 120, false}, change{time.April, 1, time.Sunday, 0, 120, false}}
	newZealand = &summer{change{time.September, -1, time.Sunday, 0, 120, false}, change{time.April, 1, time.Sunday, 0, 120, false}}
	chile      = &summer{change{time.September, 1, time.Saturday, 1, 0, false}, change{time.April, 1, time.Saturday, 0, 23 * 60, false}}
	israel     = &summer{change{time.March, -1, time.Sunday, -2, 120, false}, change{time.October, -1, time.Sunday, 0, 60, false}}
	egypt      = &summer{change{time.April, -1, time.Friday, 0, 0, false}, change{time.October, -1, time.Thursday, 0, 23 * 60, false}}
	lebanon    = &summer{change{time.March, -1, time.Sunday, 0, 0, false}, change{time.October, -1, time.Sunday, -1, 23 * 60, false}}
)

// holds reports whether an instant lies in summer time of a zone with this winter offset.
func (s *summer) holds(t time.Time, offset int) bool {
	year := t.Add(time.Duration(offset) * time.Minute).Year()
	begin, end := s.begin.in(year, offset), s.end.in(year, offset)
	if begin.Before(end) {
		return !t.Before(begin) && t.Before(end)
	}
	return !t.Before(begin) || t.Before(end) // in the south, over the turn of the year
}

func (c *change) in(year, offset int) time.Time {
	day := time.Date(year, c.month, 1, 0, c.minutes, 0, 0, time.UTC)
	ahead := (int(c.weekday) - int(day.Weekday()) + 7) % 7
	if c.n > 0 {
		day = day.AddDate(0, 0, ahead+7*(c.n-1)+c.days)
	} else {
		next := time.Date(year, c.month+1, 1, 0, c.minutes, 0, 0, time.UTC)
		ahead = (int(c.weekday) - int(next.Weekday()) + 7) % 7
		day = next.AddDate(0, 0, ahead-7+c.days)
	}
	if c.utc {
		return day
	}
	return day.Add(-time.Duration(offset) * time.Minute)
}
