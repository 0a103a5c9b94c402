package sim

import (
	"cmp"
	"slices"
	"time"

	"crosslane/shipping"
	"crosslane/tracking"
)

// step is one event in the life of a parcel. Times are seconds since 1970.
type step struct {
	at, reported int64
	code         uint8
	spot         spot
	seq          uint8
	torn         bool // it is reported in a form that cannot be read
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

// life is the story of one parcel while it is being made up.
type life struct {
	*draw
	steps []step
}

// imagine makes up the whole life of a parcel that is booked at an instant.
func imagine(seed uint64, key string, channel *shipping.Channel, how Behaviour, f Faults, booked time.Time) []step {
	l := &life{draw: newDraw(seed, "life", key), steps: make([]step, 0, 20)}
	l.add(booked.Add(time.Second), shipping.LabelCreated, atOrigin)
	l.travel(channel, how, booked.Add(l.between(2, 20)))
	l.mishaps(how)
	return l.report(newDraw(seed, "faults", key), f)
}

func (l *life) add(at time.Time, m shipping.Milestone, where spot) {
	l.steps = append(l.steps, step{at: at.Unix(), code: indexes[m], spot: where})
}

// travel takes the parcel through the channel's legs.
func (l *life) travel(channel *shipping.Channel, how Behaviour, at time.Time) {
	marks := way
	if !tracking.Crosses(channel) {
		marks = home
	} else if len(channel.Legs) > 0 && !clears(channel) {
		marks = slices.DeleteFunc(slices.Clone(way), atCustoms)
	}
	l.add(at, marks[0].milestone, marks[0].spot)
	marks = marks[1:]
	slow := cmp.Or(how.Slow, 100)
	for _, leg := range legs(channel) {
		n := 0
		for n < len(marks) && tracking.Rank(marks[n].milestone) <= tracking.Rank(leg.Ends) {
			n++
		}
		took := l.leg(leg.Usual, leg.Most) * time.Duration(slow) / 100
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
func legs(channel *shipping.Channel) []shipping.Leg {
	list := channel.Legs
	if n := len(list); n > 0 && (list[n-1].Ends == shipping.DeliveredMilestone || list[n-1].Ends == shipping.AtDeliveryOffice) {
		return list
	}
	door := shipping.Leg{Ends: shipping.DeliveredMilestone, Usual: 24, Most: 72}
	if len(list) == 0 {
		door.Usual, door.Most = 12*(channel.Days.Least+channel.Days.Most), 24*channel.Days.Most
	}
	return append(slices.Clone(list), door)
}

// clears reports whether a channel goes through import customs; within a customs union none does.
func clears(channel *shipping.Channel) bool {
	return slices.ContainsFunc(channel.Legs, func(l shipping.Leg) bool { return l.Ends == shipping.ImportReleased })
}

func atCustoms(m mark) bool {
	switch m.milestone {
	case shipping.ExportSubmitted, shipping.ExportReleased, shipping.ImportSubmitted, shipping.ImportReleased, shipping.LeftImportOffice:
		return true
	}
	return false
}

// mishaps bends the life where chance will have it.
func (l *life) mishaps(how Behaviour) {
	held, missed, damaged, back, lost := l.chance(how.Hold), l.chance(how.Miss), l.chance(how.Damage), l.chance(how.Return), l.chance(how.Lose)
	if held {
		l.hold()
	}
	if damaged {
		l.damage()
	}
	door := codes[l.steps[len(l.steps)-1].code].milestone == shipping.DeliveredMilestone
	switch {
	case lost:
		l.lose()
	case !door:
		// What happens at the door, others tell.
	case back:
		l.sendBack()
	case missed:
		l.miss(how.Miss)
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
		l.steps = slices.Insert(l.steps, i, step{at: (l.steps[i-1].at + s.at) / 2, code: indexes[shipping.ImportHeld], spot: atEntry})
		return
	}
}

// damage spoils the parcel somewhere on the way; it travels on.
func (l *life) damage() {
	i := 2 + l.random.IntN(len(l.steps)-3)
	s := l.steps[i]
	l.steps = slices.Insert(l.steps, i+1, step{at: (s.at + l.steps[i+1].at) / 2, code: indexes[shipping.Damaged], spot: s.spot})
}

// lose ends the news somewhere after the pick-up; every second time the carrier owns up to it.
func (l *life) lose() {
	n := 2 + l.random.IntN(len(l.steps)-3)
	l.steps = l.steps[:n]
	owns, after := l.random.IntN(2) == 0, l.between(15*24, 25*24)
	if owns {
		last := l.steps[n-1]
		l.add(time.Unix(last.at, 0).Add(after), shipping.DeclaredLost, last.spot)
	}
}

// miss finds nobody at home: another try the next day, and after that the parcel waits at the office.
func (l *life) miss(again int64) {
	at := l.undelivered()
	l.add(at, shipping.DeliveryFailed, atDestination)
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
	at := l.undelivered()
	l.add(at, shipping.DeliveryFailed, atDestination)
	l.add(at.Add(l.between(20, 60)), shipping.ReturnStarted, atDestination)
	l.add(at.Add(l.between(72, 200)), shipping.ReturnTransit, atEntry)
	l.add(at.Add(l.between(240, 480)), shipping.BackWithSender, atOrigin)
}

// undelivered takes the delivery out and answers with when it would have been.
func (l *life) undelivered() time.Time {
	n := len(l.steps) - 1
	at := time.Unix(l.steps[n].at, 0)
	l.steps = l.steps[:n]
	return at
}

// report decides how the events come through: counted, and as the faults have it torn, twice or late. The
// answer is in the order in which they are reported.
func (l *life) report(d *draw, f Faults) []step {
	list := make([]step, 0, len(l.steps))
	for i, s := range l.steps {
		s.seq, s.reported = uint8(i+1), s.at
		twice, late, unknown := d.chance(f.Duplicate), d.chance(f.Late), d.chance(f.Unknown)
		s.torn = d.chance(f.Malformed)
		delay := int64(d.between(2, 40) / time.Second)
		if late {
			s.reported += delay
		}
		list = append(list, s)
		if twice {
			s.torn, s.reported = false, s.reported+delay
			list = append(list, s)
		}
		if unknown {
			s.code, s.seq, s.torn = uint8(len(codes)-1), 0, false
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b step) int { return cmp.Compare(a.reported, b.reported) })
	return list
}
