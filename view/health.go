package view

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crosslane/shipping"
)

// LaneChannel is a channel on a lane.
type LaneChannel struct {
	Lane    shipping.Lane      `json:"lane"`
	Channel shipping.ChannelID `json:"channel"`
}

func compareOn(a, b LaneChannel) int {
	return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Channel, b.Channel))
}

// ChannelHealth is how a channel fares on a lane.
type ChannelHealth struct {
	LaneChannel
	Health shipping.Health `json:"health"`
}

// patience is after how long a booking without an answer counts as unanswered.
const patience = time.Hour

// Health answers, by lane and channel, with how every channel fares at an instant that has parcels on
// the way, ended some or was asked lately, or is switched. What is counted over a time is counted by
// whole hours, the one that now lies in included; clearance by whole days (UTC), today included. Hours
// and shares are rounded down. Parcels that were cancelled on the way count as none that ended.
func (s *Store) Health(ctx context.Context, tenant shipping.Tenant, now time.Time) ([]ChannelHealth, error) {
	g := gauges{now: millis(now), of: map[LaneChannel]*gauge{}}
	hour := hourOf(g.now)
	for _, part := range []struct {
		since int64
		what  []string
		take  func(*gauge, counted)
	}{
		{hour - 23, []string{countAsked, countAnswered, countRefused}, (*gauge).count},
		{hour - 7*24 + 1, []string{countEnded, countOnTime, countLost}, (*gauge).count},
		{dayOf(g.now) - 6, []string{countClearance}, (*gauge).clearance},
	} {
		list, err := s.counts(ctx, tenant, part.since, part.what...)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			part.take(g.on(c.LaneChannel), c)
		}
	}
	if err := s.open(ctx, tenant, &g); err != nil {
		return nil, err
	}
	switches, err := s.Switches(ctx, tenant)
	if err != nil {
		return nil, err
	}
	for _, w := range switches {
		if w.Phase != shipping.SwitchOver {
			g.on(LaneChannel{w.Lane, w.Channel})
		}
	}
	return g.read(), nil
}

// open reads the parcels that are not at their end.
func (s *Store) open(ctx context.Context, tenant shipping.Tenant, g *gauges) error {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT warehouse, country, channel, asked, booked, handed, departed, customs, due, late
		FROM view_parcel WHERE tenant = $1 AND ended = 0 AND (booked > 0 OR asked > 0) ORDER BY warehouse, country, channel`, string(tenant))
	if err != nil {
		return err
	}
	defer rows.Close()
	var from shipping.WarehouseID
	var p parcelNow
	var last *gauge
	var lastFrom shipping.WarehouseID
	var lastTo shipping.Country
	var lastChannel shipping.ChannelID
	for rows.Next() {
		var to shipping.Country
		var channel shipping.ChannelID
		if err := rows.Scan(&from, &to, &channel, &p.asked, &p.booked, &p.handed, &p.departed, &p.customs, &p.due, &p.late); err != nil {
			return err
		}
		if last == nil || channel != lastChannel || to != lastTo || from != lastFrom {
			lastFrom, lastTo, lastChannel = from, to, channel
			last = g.on(LaneChannel{shipping.NewLane(from, to), channel})
		}
		last.open(&p, g.now)
	}
	return rows.Err()
}

// parcelNow is what the health of a channel reads of an open parcel.
type parcelNow struct{ asked, booked, handed, departed, customs, due, late Millis }

// gauges gather the figures of all channels.
type gauges struct {
	now Millis
	of  map[LaneChannel]*gauge
}

func (g *gauges) on(at LaneChannel) *gauge {
	if g.of[at] == nil {
		g.of[at] = &gauge{}
	}
	return g.of[at]
}

// gauge gathers the figures of one channel and lane.
type gauge struct {
	shipping.Health
	answered, refused, onTime, lost, late int64
	lateHours, waitHours                  []int64
	customs                               []counted
}

func (g *gauge) count(c counted) {
	switch c.what {
	case countAsked:
		g.Asked = c.n
	case countAnswered:
		g.answered = c.n
	case countRefused:
		g.refused = c.n
	case countEnded:
		g.Ended = c.n
	case countOnTime:
		g.onTime = c.n
	case countLost:
		g.lost = c.n
	}
}

func (g *gauge) clearance(c counted) { g.customs = append(g.customs, c) }

// open takes a parcel in that is not at its end.
func (g *gauge) open(p *parcelNow, now Millis) {
	if p.booked == 0 {
		if int64(now-p.asked) > patience.Milliseconds() {
			g.Unanswered++
		}
		return
	}
	g.Open++
	hours := int64(behind(p.due, p.late, now) / time.Hour)
	g.lateHours = append(g.lateHours, hours)
	if hours >= 24 {
		g.late++
	}
	if p.departed == 0 {
		g.Backlog++
		g.waitHours = append(g.waitHours, max(0, int64(now-p.booked))/time.Hour.Milliseconds())
	}
	if p.handed == 0 {
		g.Waiting++
	}
	if p.customs > 0 {
		g.InClearance++
		g.customs = append(g.customs, counted{hours: wide(hoursUp(p.customs, now)), n: 1})
	}
}

// read works the figures out, by lane and channel.
func (g *gauges) read() []ChannelHealth {
	list := make([]ChannelHealth, 0, len(g.of))
	for on, one := range g.of {
		list = append(list, ChannelHealth{on, one.read()})
	}
	slices.SortFunc(list, func(a, b ChannelHealth) int { return compareOn(a.LaneChannel, b.LaneChannel) })
	return list
}

func (g *gauge) read() shipping.Health {
	h := g.Health
	h.Sample = h.Open + h.Ended
	h.LateHours, h.BacklogHours = nth(g.lateHours, 50), nth(g.waitHours, 90)
	h.LateShare, h.Refused = thousandths(g.late, h.Open), thousandths(g.refused, g.answered)
	h.OnTime, h.Lost = thousandths(g.onTime, h.Ended), thousandths(g.lost, h.Ended)
	slices.SortFunc(g.customs, func(a, b counted) int { return cmp.Compare(a.hours, b.hours) })
	var all int64
	for _, c := range g.customs {
		all += c.n
	}
	h.ClearanceHours = quantile(g.customs, all, 50)
	return h
}

// nth is the value that so many in a hundred do not exceed; 0 of nothing.
func nth(values []int64, percent int) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[(len(values)*percent+99)/100-1]
}

func thousandths(part, whole int64) int64 {
	if whole == 0 {
		return 0
	}
	return part * 1000 / whole
}

// Waiting lists parcels behind one, ascending, that are booked with a channel on a lane and have not
// been handed over.
func (s *Store) Waiting(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, channel shipping.ChannelID,
	after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
	from, to := lane.Ends()
	rows, err := s.db.Read.QueryContext(ctx, `SELECT id FROM view_parcel WHERE tenant = $1 AND warehouse = $2 AND country = $3 AND channel = $4
		AND ended = 0 AND booked > 0 AND handed = 0 AND id > $5 ORDER BY id LIMIT $6`,
		string(tenant), string(from), string(to), string(channel), string(after), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []shipping.ParcelID
	for rows.Next() {
		var id shipping.ParcelID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}
