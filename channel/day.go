package channel

import (
	"time"

	"crosslane/shipping"
)

// day is a calendar day as the number 20261121. Zero: open.
type day int32

// lastDay stands for an open end.
const lastDay day = 9999_12_31

// dayOf is the day of an instant in the instant's own zone.
func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(y*10000 + int(m)*100 + d)
}

func parseDay(field string, d shipping.Date) (day, error) {
	if d == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, string(d), time.UTC)
	if err != nil {
		return 0, shipping.BadField(field, "\""+string(d)+"\" is not a day", "write it as 2026-11-21")
	}
	return dayOf(t), nil
}

// period is from a day until a day, both included.
type period struct{ from, until day }

func (p period) covers(d day) bool { return p.from <= d && d <= p.until }

func (p period) overlaps(o period) bool { return p.from <= o.until && o.from <= p.until }

func parsePeriod(at string, from, until shipping.Date) (period, error) {
	var p period
	var err error
	if p.from, err = parseDay(at+".from", from); err != nil {
		return p, err
	}
	if p.until, err = parseDay(at+".until", until); err != nil {
		return p, err
	}
	if until == "" {
		p.until = lastDay
	}
	if p.until < p.from {
		return p, shipping.BadField(at+".until", string(until)+" lies before "+string(from), "write the later day behind until")
	}
	return p, nil
}
