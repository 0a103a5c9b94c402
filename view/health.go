package view

import (
	"cmp"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/share"
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

// healthSums gathers what the health of one channel and lane is made of.
type healthSums struct {
	health                                fact.Health
	shown                                 bool // there is something to tell
	answered, refused, onTime, lost, late int64
	lateHours, waitHours                  []int64
	customs                               []counter
}

// clear makes it ready to be used again.
func (s *healthSums) clear() {
	*s = healthSums{lateHours: s.lateHours[:0], waitHours: s.waitHours[:0], customs: s.customs[:0]}
}

// count takes a number in that was counted.
func (s *healthSums) count(what string, c counter) {
	s.shown = true
	switch what {
	case countAsked:
		s.health.Asked += c.n
	case countAnswered:
		s.answered += c.n
	case countRefused:
		s.refused += c.n
	case countEnded:
		s.health.Ended += c.n
	case countOnTime:
		s.onTime += c.n
	case countLost:
		s.lost += c.n
	case countClearance:
		s.customs = append(s.customs, c)
	}
}

// counts reports whether a parcel is asked for or booked, so that it counts for its channel while it is open.
func (r *ParcelRow) counts() bool { return r.Booked > 0 || r.Request.Asked > 0 }

// open takes a parcel in that counts for the channel and is not at its end.
func (s *healthSums) open(p *ParcelRow, now Millis) {
	s.shown = true
	if p.Booked == 0 {
		if int64(now-p.Request.Asked) > patience.Milliseconds() {
			s.health.Unanswered++
		}
		return
	}
	s.health.Open++
	hours := int64(p.Progress.behind(now) / time.Hour)
	s.lateHours = append(s.lateHours, hours)
	if hours >= 24 {
		s.late++
	}
	if p.Progress.Departed == 0 {
		s.health.Backlog++
		s.waitHours = append(s.waitHours, max(0, int64(now-p.Booked))/time.Hour.Milliseconds())
	}
	if p.Handed == 0 {
		s.health.Waiting++
	}
	if p.Progress.Customs > 0 {
		s.health.InClearance++
		s.customs = append(s.customs, counter{hours: widened(hoursUp(p.Progress.Customs, now)), n: 1})
	}
}

func (s *healthSums) read() fact.Health {
	h := s.health
	h.Sample = h.Open + h.Ended
	h.LateHours, h.BacklogHours = nth(s.lateHours, 50), nth(s.waitHours, 90)
	h.LateShare, h.Refused = share.Rounded(s.late, 1000, h.Open), share.Rounded(s.refused, 1000, s.answered)
	h.OnTime, h.Lost = share.Rounded(s.onTime, 1000, h.Ended), share.Rounded(s.lost, 1000, h.Ended)
	h.ClearanceHours = quantile(s.customs, sorted(s.customs), 50)
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
