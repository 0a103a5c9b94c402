package trigger

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// Assessed answers with what follows when a channel is found in this health: triggers that are set off, that
// begin to clear, that go again, and those that end because the Book has them no more. Nothing follows for the
// most part. It is the same whether the assessment is folded into st or not; a nil st is a lane of which nothing
// is known. Of several answers each one's Await holds what the ones before it await.
//
// Case is the one that the trigger had, and empty when it is set off: the decisions fills it in. Phase is
// SwitchAway both when a trigger is set off and when it goes again; a parcel has to move when Share
// is above what the switch had before, or Stop is new.
func (s *Set) Assessed(lane shipping.Lane, st *fact.LaneState, channel shipping.ChannelID, health fact.Health, at time.Time) []*fact.ChannelSwitched {
	c := s.course(st, channel, at)
	from, _ := lane.Ends()
	now := scene{set: s, lane: lane, channel: s.channels[channel], health: &health, at: s.local(from, at)}
	for i := range s.rules {
		if now.channel != nil {
			c.assess(&s.rules[i], &now)
		}
	}
	for _, w := range c.switches {
		switch {
		case w.Phase == fact.SwitchOver:
		case now.channel == nil:
			c.end(w, "the Book has no such channel any more")
		case s.rule(w.Trigger) == nil:
			c.end(w, "the Book has no such trigger any more")
		}
	}
	return c.answers
}

// Elapsed answers with the next step back, or the end, of the trigger whose timer fell due. A timer that is not
// of a trigger, or that nobody awaits any more, is answered with nothing. It does not matter whether st
// still holds the timer.
func (s *Set) Elapsed(lane shipping.Lane, st *fact.LaneState, timer fact.Timer, at time.Time) []*fact.ChannelSwitched {
	name, channel, ok := readTimer(timer.Name)
	if !ok || st == nil || renewed(st.Timers, timer) {
		return nil
	}
	c := s.course(st, channel, at)
	w := c.known(name)
	if w.Phase != fact.SwitchClearing && w.Phase != fact.SwitchReturning {
		return nil
	}
	if r := s.rule(name); r != nil {
		c.back(r, w, "")
	} else {
		c.end(w, "the Book has no such trigger any more")
	}
	return c.answers
}

// course is what happens to one channel of a lane at an instant.
type course struct {
	set      *Set
	channel  shipping.ChannelID
	at       time.Time
	switches []fact.Switch
	timers   []fact.Timer // of the lane, as the answers so far leave them
	answers  []*fact.ChannelSwitched
}

func (s *Set) course(st *fact.LaneState, channel shipping.ChannelID, at time.Time) course {
	c := course{set: s, channel: channel, at: at}
	if st != nil {
		c.timers = st.Timers
		if control := st.Control(channel); control != nil {
			c.switches = control.Switches
		}
	}
	return c
}

// known is where a trigger stands; the zero value when it was never set off.
func (c *course) known(name string) fact.Switch {
	for _, w := range c.switches {
		if w.Trigger == name {
			return w
		}
	}
	return fact.Switch{Trigger: name}
}

// assess goes on from the phase in which the trigger stands.
func (c *course) assess(r *rule, now *scene) {
	w := c.known(r.Name)
	switch w.Phase {
	case fact.SwitchAway:
		if over, by := r.cleared(now); over {
			c.clearing(r, w, by.note(now))
		}
	case fact.SwitchClearing:
		if over, by := r.cleared(now); !over {
			c.away(r, w, by.note(now))
		}
	case fact.SwitchReturning:
		if r.when.holds(now) {
			c.away(r, w, r.when.note(now))
		}
	default:
		if !c.rests(r, w) && r.when.holds(now) {
			w.Case = ""
			c.away(r, w, r.when.note(now))
		}
	}
}

// rests: a trigger that is over waits for its cool-down.
func (c *course) rests(r *rule, w fact.Switch) bool {
	return w.Phase == fact.SwitchOver && c.at.Before(w.Since.Add(hours(r.CoolDownHours)))
}

// cleared: the trigger's condition does not hold, and the one under which it may end does. It
// answers with the condition that decided as well.
func (r *rule) cleared(now *scene) (bool, *condition) {
	switch {
	case r.when.holds(now):
		return false, r.when
	case r.clear == nil:
		return true, r.when
	}
	return r.clear.holds(now), r.clear
}

func (c *course) away(r *rule, w fact.Switch, why string) {
	w.Phase, w.Share, w.Stop, w.Tell = fact.SwitchAway, full(&r.Then), r.Then.Stop, r.Then.Tell
	c.say(w, why, 0)
}

// clearing waits whether the channel stays well, if the trigger wants to.
func (c *course) clearing(r *rule, w fact.Switch, why string) {
	if r.HoldHours == 0 {
		c.back(r, w, why)
		return
	}
	w.Phase = fact.SwitchClearing
	c.say(w, why, r.HoldHours)
}

// back lets the next share of the parcels come back, or all that are left. Steps that do not lie below the share
// that stays away now are passed over: the Book may have changed on the way.
func (c *course) back(r *rule, w fact.Switch, why string) {
	for _, share := range r.Back {
		if share < w.Share && r.StepHours > 0 {
			w.Phase, w.Share, w.Stop, w.Tell = fact.SwitchReturning, share, false, r.Then.Tell
			c.say(w, join(why, strconv.FormatInt(share, 10)+" of 100 stay away"), r.StepHours)
			return
		}
	}
	c.end(w, join(why, "all come back"))
}

func (c *course) end(w fact.Switch, why string) {
	w.Phase, w.Share, w.Stop, w.Tell = fact.SwitchOver, 0, false, false
	c.say(w, why, 0)
}

// say answers that the trigger stands so from now on; its next step comes after so many hours, if any.
func (c *course) say(w fact.Switch, why string, next int64) {
	name := timerName(w.Trigger, c.channel)
	c.timers = slices.DeleteFunc(slices.Clone(c.timers), func(t fact.Timer) bool { return t.Name == name })
	if next > 0 {
		c.timers = append(c.timers, fact.Timer{Name: name, Due: c.at.Add(hours(next))})
	}
	c.answers = append(c.answers, &fact.ChannelSwitched{
		Channel: c.channel, Trigger: w.Trigger, Phase: w.Phase, Share: w.Share, Stop: w.Stop, Tell: w.Tell, Case: w.Case,
		Why:  []fact.Reason{{Desk: fact.ChannelDesk, Rule: channel.RuleTrigger, About: w.Trigger, Note: why}},
		Book: c.set.book.Version, Await: c.timers,
	})
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

func hours(n int64) time.Duration { return time.Duration(n) * time.Hour }

// timerName names a trigger's next step on a channel; there is one at most.
func timerName(trigger string, channel shipping.ChannelID) string {
	return fact.TimerBack + trigger + ":" + string(channel)
}

func readTimer(name string) (trigger string, channel shipping.ChannelID, ok bool) {
	rest, ok := strings.CutPrefix(name, fact.TimerBack)
	if !ok {
		return "", "", false
	}
	trigger, id, ok := strings.Cut(rest, ":")
	return trigger, shipping.ChannelID(id), ok
}

// renewed: the step is awaited at a later time than that of the timer that fell due.
func renewed(timers []fact.Timer, t fact.Timer) bool {
	return slices.ContainsFunc(timers, func(o fact.Timer) bool { return o.Name == t.Name && o.Due.After(t.Due) })
}
