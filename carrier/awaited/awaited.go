// Package awaited answers the question: which open numbers is a carrier asked for next? How soon it is worth asking for each again, in which
// order, and how many calls there are for it. It computes alone; what it answers is kept by whoever asks.
package awaited

import (
	"time"

	"crosslane/shipping"
)

// Number is a number under which a parcel is on its way: what is known of the parcel, and what the carrier was asked. A zero time is not known,
// or never was.
type Number struct {
	Waybill   string
	Parcel    shipping.ParcelID
	Status    shipping.Status
	Milestone shipping.Milestone
	Booked    time.Time
	Handed    time.Time
	Due       time.Time // when what is awaited next should have happened at the latest
	Promised  time.Time // when it should be with the buyer at the latest
	Recorded  time.Time // when the newest was recorded of it
	Question
}

// Question is what a carrier was asked of a number, and when it is to be asked again.
type Question struct {
	Asked  time.Time // when last
	Told   int64     // how many events the last answer had
	Silent int64     // how many answers in a row had nothing new
	Pace   Pace
	Wanted time.Time // from when on it is to be asked again
}

// Pace is how often it is worth asking for a number.
type Pace int

// The paces, the most urgent first.
const (
	Often Pace = iota
	Soon
	Usual
	Seldom
	Rarely
	Paces // how many there are
)

// Pause is how long after a question of this pace the next one is worth a call. Rarely is the longest: nothing is never asked for.
func (p Pace) Pause() time.Duration {
	return [Paces]time.Duration{30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour}[p]
}

const day = 24 * time.Hour

// Next is from when on a number is to be asked for again, and at which pace, by what is known of it. Where calls are not limited news are looked
// for sooner: they come in bursts, and after half as long again as it was quiet little is missed.
func (n *Number) Next(limited bool) (time.Time, Pace) {
	from := n.Asked
	if from.IsZero() {
		from = n.Booked.Add(-settled) // it is asked for at once where that costs nothing
	}
	for at := from; ; {
		pace, until := n.pace(at)
		pause := pace.Pause()
		if !limited {
			pause = min(pause, max(settled, from.Sub(n.newest())/2))
		}
		next := from.Add(pause)
		if until.IsZero() || !next.After(until) {
			return later(next, at), pace
		}
		at = until
	}
}

// pace is how often it is worth asking for a number at an instant, and until when that stays so by itself; the zero time: for good.
func (n *Number) pace(at time.Time) (pace Pace, until time.Time) {
	pace, until = n.stands(at)
	if n.Promised.After(at) && (until.IsZero() || n.Promised.Before(until)) {
		until = n.Promised
	}
	return pace, until
}

// stands is pace by what is nearest, without the promise to come.
func (n *Number) stands(at time.Time) (pace Pace, until time.Time) {
	near := n.near()
	switch {
	case n.Status == shipping.OutForDelivery: // it is at the door today, or it was not
		return fading(at, n.newest(), Often)
	case passed(at, n.Due): // somebody waits for it, and the longer in vain the less an answer is likely
		return fading(at, n.Due, Often)
	case n.Status == shipping.AttemptFailed, n.Status == shipping.Exception: // something is to be done, and the next word says what
		return fading(at, n.newest(), Soon)
	case passed(at, n.Promised): // the buyer asks, though no leg is late
		return fading(at, n.Promised, Soon)
	case n.Status == shipping.InfoReceived && n.Handed.IsZero(): // the carrier has no more than its data; by when it should have more, the hand-over is due
		return Seldom, n.Due
	case passed(at, near): // what ends the leg may have happened any moment
		return Soon, n.Due
	case n.Status == shipping.Returning: // nobody waits at a door
		return Seldom, near
	case !near.IsZero() && near.Sub(at) > 2*day: // a long leg: a ship tells nothing at sea
		return Seldom, near.Add(-2 * day)
	case near.IsZero() && n.Silent >= mostSilent: // nothing is known to be awaited, and nothing is told
		return Rarely, time.Time{}
	}
	return Usual, near
}

// mostSilent is after how many answers in a row without anything new a number is asked for rarely of which nothing is awaited.
const mostSilent = 12

// near is from when on what is awaited may happen any moment: the last quarter of the time that it has, half a day at least and two days at most.
func (n *Number) near() time.Time {
	if n.Due.IsZero() {
		return n.Due
	}
	return n.Due.Add(-min(max(n.Due.Sub(n.newest())/4, day/2), 2*day))
}

// fading is the pace of what is waited for since an instant: from the first one on more and more slowly, and never not at all.
func fading(at, since time.Time, first Pace) (pace Pace, until time.Time) {
	for p, most := range [...]time.Duration{day, 3 * day, 7 * day, 21 * day} {
		if until = since.Add(most); Pace(p) >= first && at.Before(until) {
			return Pace(p), until
		}
	}
	return Rarely, time.Time{}
}

// newest is when there was news of it last; when it was booked, where none is known.
func (n *Number) newest() time.Time { return later(n.Recorded, n.Booked) }

// passed reports whether something that is known was due by an instant.
func passed(at, due time.Time) bool { return !due.IsZero() && !at.Before(due) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Answered is a number that was asked for at an instant, with how many events the answer had. What comes of news is seen a moment later, by when the
// read tables have them.
func (n Number) Answered(at time.Time, told int64, limited bool) Number {
	news := told > n.Told
	n.Asked, n.Told = at, max(told, n.Told)
	if n.Silent++; news {
		n.Silent = 0
	}
	n.Wanted, n.Pace = n.Next(limited)
	if news && n.Wanted.After(at.Add(settled)) {
		n.Wanted, n.Pace = at.Add(settled), Often
	}
	return n
}

// settled is how long the read tables take to have news, and how long a number is left alone at least.
const settled = 10 * time.Second
