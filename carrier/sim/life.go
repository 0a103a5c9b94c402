package sim

import (
	"cmp"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/tracking"
)

// step is one event in the life of a parcel. Times are seconds since 1970.
type step struct {
	at, reported int64
	code         uint8
	spot         spot
	leg          uint8 // of the channel, from 1; what happens before and after is no part of any
	seq          uint8
	torn         bool // it is reported in a form that cannot be read
	partner      bool // the carrier to whom the parcel was handed on reports it
}

// spot is where along the way an event happens.
type spot uint8

const (
	atOrigin spot = iota
	atPort        // of the origin country
	atEntry       // of the destination country
	atDestination
)

// way is what happens to a parcel that crosses a border; home to one that does not.
var (
	way = []mark{
		{shipping.PickedUp, atOrigin}, {shipping.OriginHubIn, atOrigin}, {shipping.OriginHubOut, atOrigin},
		{shipping.ExportSubmitted, atPort}, {shipping.ExportReleased, atPort}, {shipping.HandedToLinehaul, atPort},
		{shipping.DepartedOrigin, atPort}, {shipping.ArrivedDestination, atEntry}, {shipping.ImportSubmitted, atEntry},
		{shipping.ImportReleased, atEntry}, {shipping.LeftImportOffice, atEntry}, {shipping.HandedToLastMile, atEntry},
		{shipping.AtDeliveryOffice, atDestination}, {shipping.WithCourier, atDestination}, {shipping.DeliveredMilestone, atDestination},
	}
	home = []mark{
		{shipping.PickedUp, atOrigin}, {shipping.OriginHubIn, atOrigin}, {shipping.OriginHubOut, atOrigin},
		{shipping.AtDeliveryOffice, atDestination}, {shipping.WithCourier, atDestination}, {shipping.DeliveredMilestone, atDestination},
	}
)

type mark struct {
	milestone shipping.Milestone
	spot      spot
}

// life is the decisions of one parcel while it is being made up.
type life struct {
	*draw
	steps []step
	leg   uint8 // of the steps that are added; the first is 1
}

// fate is what goes wrong in a life.
type fate struct{ held, missed, damaged, back, lost bool }

// imagine makes up the whole life of a parcel that is booked at an instant, as it goes when nothing stands in its way.
func imagine(seed uint64, key string, channel *book.Channel, how Behaviour, booked time.Time) ([]step, fate) {
	l, f := begin(seed, key, channel, how, booked)
	l.bend(f, 0, how.Miss)
	return l.steps, f
}

// begin lets the parcel travel without mishap, and draws which there shall be.
func begin(seed uint64, key string, channel *book.Channel, how Behaviour, booked time.Time) (*life, fate) {
	l := &life{draw: newDraw(seed, "life", key), steps: make([]step, 0, 20)}
	l.add(booked.Add(time.Second), shipping.LabelCreated, atOrigin)
	l.travel(channel, how, booked.Add(l.between(2, 20)))
	return l, fate{l.chance(how.Hold), l.chance(how.Miss), l.chance(how.Damage), l.chance(how.Return), l.chance(how.Lose)}
}

func (l *life) add(at time.Time, m shipping.Milestone, where spot) {
	l.steps = append(l.steps, step{at: at.Unix(), code: indexes[m], spot: where, leg: l.leg})
}

// marksOf is what happens to the parcels of a channel.
func marksOf(channel *book.Channel) []mark {
	switch {
	case !tracking.Crosses(channel):
		return home
	case len(channel.Legs) > 0 && !clears(channel):
		return slices.DeleteFunc(slices.Clone(way), atCustoms)
	}
	return way
}

// within counts the marks that belong to a leg, of those that are not behind.
func within(leg *book.Leg, marks []mark) int {
	n := 0
	for n < len(marks) && tracking.Rank(marks[n].milestone) <= tracking.Rank(leg.Ends) {
		n++
	}
	return n
}

// travel takes the parcel through the channel's legs.
func (l *life) travel(channel *book.Channel, how Behaviour, at time.Time) {
	marks := marksOf(channel)
	l.add(at, marks[0].milestone, marks[0].spot)
	marks = marks[1:]
	slow := cmp.Or(how.Slow, 100)
	for _, leg := range legs(channel) {
		l.leg++
		n := within(&leg, marks)
		took := l.draw.leg(leg.Usual, leg.Most) * time.Duration(slow) / 100
		for i, m := range marks[:n] {
			part := float64(i+1) / float64(n)
			if i < n-1 {
				part -= l.random.Float64() / float64(2*n)
			}
			l.add(at.Add(time.Duration(float64(took)*part)), m.milestone, m.spot)
		}
		at, marks = at.Add(took), marks[n:]
	}
}

// legs are the channel's, with a last one to the door where the Book names none. A channel that ends
// at a delivery office leaves the door to that depot's tours.
func legs(channel *book.Channel) []book.Leg {
	list := channel.Legs
	if n := len(list); n > 0 && (list[n-1].Ends == shipping.DeliveredMilestone || list[n-1].Ends == shipping.AtDeliveryOffice) {
		return list
	}
	door := book.Leg{Ends: shipping.DeliveredMilestone, Usual: 24, Most: 72}
	if len(list) == 0 {
		door.Usual, door.Most = 12*(channel.Days.Least+channel.Days.Most), 24*channel.Days.Most
	}
	return append(slices.Clone(list), door)
}

// clears reports whether a channel goes through import customs; within a customs union none does.
func clears(channel *book.Channel) bool {
	return slices.ContainsFunc(channel.Legs, func(l book.Leg) bool { return l.Ends == shipping.ImportReleased })
}

func atCustoms(m mark) bool {
	switch m.milestone {
	case shipping.ExportSubmitted, shipping.ExportReleased, shipping.ImportSubmitted, shipping.ImportReleased, shipping.LeftImportOffice:
		return true
	}
	return false
}

// bend lets what goes wrong go wrong, as far as chance has a choice behind the first steps of the life.
func (l *life) bend(f fate, first int, missAgain int64) {
	first = max(first, 2)
	if f.held {
		l.hold()
	}
	if f.damaged {
		l.damage(first)
	}
	door := codes[l.steps[len(l.steps)-1].code].milestone == shipping.DeliveredMilestone
	switch {
	case f.lost:
		l.lose(first)
	case !door:
		// What happens at the door, others tell.
	case f.back:
		l.sendBack()
	case f.missed:
		l.miss(missAgain)
	}
}

// hold lets import customs look into the parcel for one to five days.
func (l *life) hold() {
	for i, s := range l.steps {
		if codes[s.code].milestone != shipping.ImportReleased {
			continue
		}
		wait := int64(l.between(24, 120) / time.Second)
		for j := i; j < len(l.steps); j++ {
			l.steps[j].at += wait
		}
		l.steps = slices.Insert(l.steps, i, step{at: (l.steps[i-1].at + s.at) / 2, code: indexes[shipping.ImportHeld], spot: atEntry, leg: s.leg})
		return
	}
}

// damage spoils the parcel somewhere on the way; it travels on.
func (l *life) damage(first int) {
	if first >= len(l.steps)-1 {
		return
	}
	i := first + l.random.IntN(len(l.steps)-1-first)
	s := l.steps[i]
	l.steps = slices.Insert(l.steps, i+1, step{at: (s.at + l.steps[i+1].at) / 2, code: indexes[shipping.Damaged], spot: s.spot, leg: l.steps[i+1].leg})
}

// lose ends the news somewhere after the pick-up; every second time the carrier owns up to it.
func (l *life) lose(first int) {
	n := min(first+l.random.IntN(max(1, len(l.steps)-1-first)), len(l.steps))
	l.steps = l.steps[:n]
	owns, after := l.random.IntN(2) == 0, l.between(15*24, 25*24)
	if owns {
		last := l.steps[n-1]
		l.leg = last.leg
		l.add(time.Unix(last.at, 0).Add(after), shipping.DeclaredLost, last.spot)
	}
}

// miss finds nobody at home: another try the next day, and after that the parcel waits at the office.
func (l *life) miss(again int64) {
	at := l.fail()
	if l.chance(again) {
		l.add(at.Add(hours(3)), shipping.AwaitingPickup, atDestination)
		l.add(at.Add(l.between(8, 100)), shipping.DeliveredMilestone, atDestination)
		return
	}
	l.add(at.Add(l.between(17, 20)), shipping.WithCourier, atDestination)
	l.add(at.Add(l.between(21, 28)), shipping.DeliveredMilestone, atDestination)
}

// sendBack lets the addressee refuse, and the parcel travel home.
func (l *life) sendBack() {
	at := l.fail()
	l.add(at.Add(l.between(20, 60)), shipping.ReturnStarted, atDestination)
	l.add(at.Add(l.between(72, 200)), shipping.ReturnTransit, atEntry)
	l.add(at.Add(l.between(240, 480)), shipping.BackWithSender, atOrigin)
}

// fail makes a vain attempt of the delivery, and answers with its time.
func (l *life) fail() time.Time {
	last := &l.steps[len(l.steps)-1]
	last.code = indexes[shipping.DeliveryFailed]
	l.leg++
	return time.Unix(last.at, 0)
}
