package fact

import (
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Lane is the lane that the parcel travels.
func (p *ParcelPlan) Lane() shipping.Lane { return shipping.NewLane(p.Warehouse, p.Ship.Country) }

// Health is how a channel fares on a lane at an instant, counted from recorded facts. Shares are
// in thousandths, times in whole hours.
type Health struct {
	// Sample is how many parcels the figures speak of: those open, and those that ended in the last seven days.
	Sample int64 `json:"sample"`
	Open   int64 `json:"open"` // booked, and not at their end
	// LateHours is how far the open parcels run behind the channel's own leg times in the middle (median);
	// what has not happened counts as late from when it should have. LateShare are those behind by a day or more.
	LateHours int64 `json:"late_hours"`
	LateShare int64 `json:"late_share"`
	// Backlog are the open parcels that have not departed, BacklogHours how long nine in ten of them wait at most.
	Backlog      int64 `json:"backlog"`
	BacklogHours int64 `json:"backlog_hours"`
	// Waiting are those of the backlog that have not been handed over: they can still be moved.
	Waiting int64 `json:"waiting"`
	// ClearanceHours is the median time at import customs over seven days, those that are still there included.
	ClearanceHours int64 `json:"clearance_hours"`
	InClearance    int64 `json:"in_clearance"`
	// Asked are the bookings asked for in the last 24 hours, Refused the share of the answered ones that were refused.
	Asked   int64 `json:"asked"`
	Refused int64 `json:"refused"`
	// Unanswered are bookings to which the carrier has said nothing for an hour and more.
	Unanswered int64 `json:"unanswered"`
	// Ended are parcels that came to an end in the last seven days, OnTime the share of them that was
	// delivered within the promise, Lost the share that was lost.
	Ended  int64 `json:"ended"`
	OnTime int64 `json:"on_time"`
	Lost   int64 `json:"lost"`
}

// Spread is how long parcels of a channel and lane took from a milestone to the door, in hours:
// five, twenty-five, fifty, seventy-five and ninety-five of a hundred took no longer.
type Spread struct {
	From                    shipping.Milestone `json:"from"`
	Sample                  int64              `json:"sample"`
	P05, P25, P50, P75, P95 int64
}

// LaneState is the balance of a lane: how its channels fare, and which are switched.
type LaneState struct {
	Channels []ChannelControl `json:"channels"`
	// Cases are the open causes, so that many parcels share one case.
	Cases []Cause `json:"cases,omitempty"`
	// Timers are the steps that come next.
	Timers []Timer `json:"timers,omitempty"`
}

// ChannelControl is one channel of a lane, as it was assessed last.
type ChannelControl struct {
	Channel  shipping.ChannelID `json:"channel"`
	At       time.Time          `json:"at"` // of the assessment
	Health   Health             `json:"health"`
	Spreads  []Spread           `json:"spreads,omitempty"`
	Switches []Switch           `json:"switches,omitempty"`
}

// SwitchPhase is where a trigger stands that was set off.
type SwitchPhase string

// The phases. From Away it goes to Clearing when its Clear holds, then by steps of Returning to Over;
// when its condition holds again meanwhile, it is Away again.
const (
	SwitchAway      SwitchPhase = "away"
	SwitchClearing  SwitchPhase = "clearing"
	SwitchReturning SwitchPhase = "returning"
	SwitchOver      SwitchPhase = "over" // it rests until its cool-down ends
)

// Switch is a trigger that was set off on a channel and lane.
type Switch struct {
	Trigger string      `json:"trigger"`
	Phase   SwitchPhase `json:"phase"`
	// Share is how much of the channel's parcels stays away, in per cent; Stop bars even the last resort.
	Share int64           `json:"share"`
	Stop  bool            `json:"stop,omitempty"`
	Tell  bool            `json:"tell,omitempty"`
	Since time.Time       `json:"since"` // of the phase
	Case  shipping.CaseID `json:"case,omitempty"`
}

// Cause is why many parcels are one case: the same thing happens to a channel's parcels on a lane.
type Cause struct {
	What    string             `json:"what"`
	Channel shipping.ChannelID `json:"channel"`
	Case    shipping.CaseID    `json:"case"`
	At      time.Time          `json:"at"` // when the case was opened
}

// Control finds a channel of the lane; nil when it was never assessed nor switched.
func (s *LaneState) Control(id shipping.ChannelID) *ChannelControl {
	for i := range s.Channels {
		if s.Channels[i].Channel == id {
			return &s.Channels[i]
		}
	}
	return nil
}

// Switch is how a trigger stands on a channel; the zero switch when it was never set off.
func (s *LaneState) Switch(id shipping.ChannelID, trigger string) Switch {
	if c := s.Control(id); c != nil {
		for _, w := range c.Switches {
			if w.Trigger == trigger {
				return w
			}
		}
	}
	return Switch{}
}

// Switched reports whether any channel of the lane is kept off now.
func (s *LaneState) Switched() bool {
	return slices.ContainsFunc(s.Channels, func(c ChannelControl) bool {
		return slices.ContainsFunc(c.Switches, func(w Switch) bool { return w.Share > 0 || w.Stop })
	})
}

// Cause finds the case in which a cause was gathered last; empty when there is none.
func (s *LaneState) Cause(what string, id shipping.ChannelID) Cause {
	for _, c := range s.Cases {
		if c.What == what && c.Channel == id {
			return c
		}
	}
	return Cause{}
}

// Apply folds a fact of the lane's stream in.
func (s *LaneState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *ChannelAssessed:
		c := s.control(b.Channel)
		c.At, c.Health = f.At, b.Health
		if b.Spreads != nil {
			c.Spreads = b.Spreads
		}
	case *ChannelSwitched:
		s.control(b.Channel).switched(b, f.At)
		s.Timers = b.Await
	case *CauseGathered:
		s.gathered(b, f.At)
	case *TimerElapsed:
		s.Timers = without(s.Timers, b.Timer.Name)
	}
}

func (s *LaneState) control(id shipping.ChannelID) *ChannelControl {
	if c := s.Control(id); c != nil {
		return c
	}
	s.Channels = append(s.Channels, ChannelControl{Channel: id})
	return &s.Channels[len(s.Channels)-1]
}

func (c *ChannelControl) switched(b *ChannelSwitched, at time.Time) {
	for i := range c.Switches {
		if w := &c.Switches[i]; w.Trigger == b.Trigger {
			*w = Switch{b.Trigger, b.Phase, b.Share, b.Stop, b.Tell, at, b.Case}
			return
		}
	}
	c.Switches = append(c.Switches, Switch{b.Trigger, b.Phase, b.Share, b.Stop, b.Tell, at, b.Case})
}

func (s *LaneState) gathered(b *CauseGathered, at time.Time) {
	for i := range s.Cases {
		if c := &s.Cases[i]; c.What == b.What && c.Channel == b.Channel {
			c.Case, c.At = b.Case, at
			return
		}
	}
	s.Cases = append(s.Cases, Cause{b.What, b.Channel, b.Case, at})
}

// Due is when the next step is due.
func (s *LaneState) Due() time.Time { return firstDue(s.Timers) }

// DueTimers lists the steps that are due at an instant.
func (s *LaneState) DueTimers(now time.Time) []Timer { return dueTimers(s.Timers, now) }

func (h *Health) Form(c *coder.Coder) {
	for _, n := range []*int64{&h.Sample, &h.Open, &h.LateHours, &h.LateShare, &h.Backlog, &h.BacklogHours, &h.Waiting,
		&h.ClearanceHours, &h.InClearance, &h.Asked, &h.Refused, &h.Unanswered, &h.Ended, &h.OnTime, &h.Lost} {
		coder.Num(c, n)
	}
}

func codeSpread(c *coder.Coder, s *Spread) {
	coder.Text(c, &s.From)
	for _, n := range []*int64{&s.Sample, &s.P05, &s.P25, &s.P50, &s.P75, &s.P95} {
		coder.Num(c, n)
	}
}

func codeControl(c *coder.Coder, k *ChannelControl) {
	coder.Text(c, &k.Channel)
	c.Time(&k.At)
	k.Health.Form(c)
	coder.List(c, &k.Spreads, codeSpread)
	coder.List(c, &k.Switches, func(c *coder.Coder, w *Switch) {
		coder.Pair(c, &w.Trigger, &w.Phase)
		coder.Num(c, &w.Share)
		c.Bool(&w.Stop)
		c.Bool(&w.Tell)
		c.Time(&w.Since)
		coder.Text(c, &w.Case)
	})
}

func (*LaneState) FormVersion() uint64 { return 5 }

func (s *LaneState) Form(c *coder.Coder) {
	coder.List(c, &s.Channels, codeControl)
	coder.List(c, &s.Cases, func(c *coder.Coder, k *Cause) {
		coder.Pair(c, &k.What, &k.Channel)
		coder.Text(c, &k.Case)
		c.Time(&k.At)
	})
	coder.List(c, &s.Timers, codeTimer)
}
