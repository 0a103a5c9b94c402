package view

import (
	"context"
	"database/sql"
	"time"

	"crosslane/db"
	"crosslane/shipping"
	"crosslane/view/trail"
)

// What is counted of a channel on a lane. Counts have a period: the hour, the day or the month in which
// it happened, counted from 1970.
const (
	countAsked     = "asked"     // bookings, by the hour in which they were asked for
	countAnswered  = "answered"  // those of them that were answered, by the hour of asking
	countRefused   = "refused"   // those of them that were refused, by the hour of asking
	countEnded     = "ended"     // parcels that came to an end, by hour
	countOnTime    = "on_time"   // those of them that were delivered within the promise
	countLost      = "lost"      // those of them that were lost
	countClearance = "clearance" // parcels released by import customs, by day and by the hours they spent there
	countFrom      = "from:"     // and a milestone: parcels delivered, by month and by the hours since then
	countGiven     = "given:"    // and a milestone: estimates that were given there, of parcels delivered
	countIn50      = "in50:"     // those of them that held, by their windows
	countIn90      = "in90:"
)

// place is a channel that carries parcels from a warehouse to a country.
type place struct {
	from    shipping.WarehouseID
	to      shipping.Country
	channel shipping.ChannelID
}

func placeOf(on LaneChannel) place {
	from, to := on.Lane.Ends()
	return place{from, to, on.Channel}
}

func (p place) on() LaneChannel { return LaneChannel{shipping.NewLane(p.from, p.to), p.channel} }

// count names one number of the table view_count.
type count struct {
	what   string
	period int64
	place
	hours int64
}

// counts are numbers that were counted.
type counts map[count]int64

// tally gathers what a batch of facts adds to the counts and to the merchant's figures, so that each is written once.
type tally struct {
	counts counts
	totals totals
}

func newTally() *tally {
	return &tally{counts{}, totals{figures: Figures{Cost: map[shipping.Currency]int64{}}}}
}

// add counts one more; the tally of nothing, which is the zero value, counts nothing.
func (t *tally) add(c count) {
	if t.counts != nil {
		t.counts[c]++
	}
}

// delivered counts how long the parcel took from each milestone of its trail, and which estimates held.
func (t *tally) delivered(c count, way string, at Millis) {
	end := trail.Minute(at)
	c.period = monthOf(at)
	for _, m := range trail.Marks(way) {
		c.what, c.hours = countFrom+string(m.Milestone), widened((max(0, end-m.At)+59)/60)
		t.add(c)
		if !m.Estimated {
			continue
		}
		c.what, c.hours = countGiven+string(m.Milestone), 0
		t.add(c)
		if c.what = countIn50 + string(m.Milestone); end >= m.Half[0] && end <= m.Half[1] {
			t.add(c)
		}
		if c.what = countIn90 + string(m.Milestone); end >= m.Most[0] && end <= m.Most[1] {
			t.add(c)
		}
	}
}

var countBulk = db.Bulk{Table: "view_count", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "what", Type: "text"},
	{Name: "period", Type: "bigint"}, {Name: "lane", Type: "text"}, {Name: "channel", Type: "text"}, {Name: "hours", Type: "bigint"}, {Name: "n", Type: "bigint"}},
	Then: "ON CONFLICT (merchant, what, period, lane, channel, hours) DO UPDATE SET n = view_count.n + excluded.n"}

// save adds to what was counted of a merchant before.
func (list counts) save(ctx context.Context, tx *sql.Tx, in *db.Inserter, merchant shipping.MerchantID) error {
	var merchants, whats, lanes, channels []string
	var periods, hours, numbers []int64
	for c, n := range list {
		on := c.on()
		merchants, whats, lanes, channels = append(merchants, string(merchant)), append(whats, c.what), append(lanes, string(on.Lane)), append(channels, string(on.Channel))
		periods, hours, numbers = append(periods, c.period), append(hours, c.hours), append(numbers, n)
	}
	_, err := in.Insert(ctx, tx, merchants, whats, periods, lanes, channels, hours, numbers)
	return err
}

// counted is a sum over periods.
type counted struct {
	LaneChannel
	what  string
	hours int64
	n     int64
}

// countsOf sums up what was counted of a merchant since ever, by lane, channel, what and hours, ascending.
func (s *Store) countsOf(ctx context.Context, merchant shipping.MerchantID, what ...string) ([]counted, error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT lane, channel, what, hours, sum(n) FROM view_count WHERE merchant = $1 AND what "+s.db.In(2, "text")+
		" GROUP BY lane, channel, what, hours ORDER BY lane, channel, what, hours", string(merchant), s.db.List(what))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []counted
	for rows.Next() {
		var c counted
		if err := rows.Scan(&c.Lane, &c.Channel, &c.what, &c.hours, &c.n); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func hourOf(m Millis) int64 { return int64(m) / time.Hour.Milliseconds() }
func dayOf(m Millis) int64  { return hourOf(m) / 24 }

// monthOf counts months, so that the two before one are found by subtracting.
func monthOf(m Millis) int64 {
	t := m.Time()
	return int64(t.Year())*12 + int64(t.Month())
}

// widened rounds hours up to the width at which they are counted: exact to two days, then by four
// hours to ten days, then by twelve.
func widened(hours int64) int64 {
	switch {
	case hours <= 48:
		return max(hours, 0)
	case hours <= 240:
		return (hours + 3) / 4 * 4
	}
	return (hours + 11) / 12 * 12
}

// narrowed is the lower edge of what widened rounds up to the same hours.
func narrowed(hours int64) int64 {
	switch {
	case hours <= 48:
		return max(hours-1, 0)
	case hours <= 240:
		return hours - 4
	}
	return hours - 12
}

// hoursUp are the started hours between two instants.
func hoursUp(from, to Millis) int64 {
	return max(0, int64(to-from)+time.Hour.Milliseconds()-1) / time.Hour.Milliseconds()
}
