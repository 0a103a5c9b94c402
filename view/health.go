package view

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crosslane/fact"
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
	Health fact.Health `json:"health"`
}

// patience is after how long a booking without an answer counts as unanswered.
const patience = time.Hour

// Health answers with how every channel fares at an instant, as of the facts that the read tables hold; see Pulse.
func (s *Store) Health(ctx context.Context, tenant shipping.MerchantID, now time.Time) ([]ChannelHealth, error) {
	p, _, err := s.Pulse(ctx, tenant, now)
	if err != nil {
		return nil, err
	}
	return p.Health(now), nil
}

// gauge gathers the figures of one channel and lane.
type gauge struct {
	fact.Health
	shown                                 bool // there is something to tell
	answered, refused, onTime, lost, late int64
	lateHours, waitHours                  []int64
	customs                               []slot
}

// clear makes it ready to be used again.
func (g *gauge) clear() {
	*g = gauge{lateHours: g.lateHours[:0], waitHours: g.waitHours[:0], customs: g.customs[:0]}
}

// count takes a number in that was counted.
func (g *gauge) count(what string, c slot) {
	g.shown = true
	switch what {
	case countAsked:
		g.Asked += c.n
	case countAnswered:
		g.answered += c.n
	case countRefused:
		g.refused += c.n
	case countEnded:
		g.Ended += c.n
	case countOnTime:
		g.onTime += c.n
	case countLost:
		g.lost += c.n
	case countClearance:
		g.customs = append(g.customs, c)
	}
}

// open takes a parcel in that is asked for or booked and not at its end.
func (g *gauge) open(p *ParcelRow, now Millis) {
	g.shown = true
	if p.Booked == 0 {
		if int64(now-p.Asked) > patience.Milliseconds() {
			g.Unanswered++
		}
		return
	}
	g.Open++
	hours := int64(behind(p.Due, p.Late, now) / time.Hour)
	g.lateHours = append(g.lateHours, hours)
	if hours >= 24 {
		g.late++
	}
	if p.Departed == 0 {
		g.Backlog++
		g.waitHours = append(g.waitHours, max(0, int64(now-p.Booked))/time.Hour.Milliseconds())
	}
	if p.Handed == 0 {
		g.Waiting++
	}
	if p.Customs > 0 {
		g.InClearance++
		g.customs = append(g.customs, slot{hours: wide(hoursUp(p.Customs, now)), n: 1})
	}
}

func (g *gauge) read() fact.Health {
	h := g.Health
	h.Sample = h.Open + h.Ended
	h.LateHours, h.BacklogHours = nth(g.lateHours, 50), nth(g.waitHours, 90)
	h.LateShare, h.Refused = thousandths(g.late, h.Open), thousandths(g.refused, g.answered)
	h.OnTime, h.Lost = thousandths(g.onTime, h.Ended), thousandths(g.lost, h.Ended)
	h.ClearanceHours = quantile(g.customs, sorted(g.customs), 50)
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
func (s *Store) Waiting(ctx context.Context, tenant shipping.MerchantID, lane shipping.Lane, channel shipping.ChannelID,
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
