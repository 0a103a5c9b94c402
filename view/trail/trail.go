// Package trail answers the question: when did a parcel reach the milestones on its way to the door, and what was estimated there? A trail is a
// text, as read tables keep it: an entry for each milestone, "i:at" or "i:at:a:b:c:d" in base 36, i being its place in Milestones, a to b the window
// of 50 in 100 and c to d that of 90 in 100, counted from at.
package trail

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/instant"
)

// Milestones lists those that a trail keeps, from which the hours to the door are counted, in the order of travel.
func Milestones() []shipping.Milestone { return slices.Clone(milestones) }

var milestones = []shipping.Milestone{shipping.LabelCreated, shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination,
	shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier}

var heads = func() map[shipping.Milestone]string {
	index := map[shipping.Milestone]string{}
	for i, m := range milestones {
		index[m] = strconv.Itoa(i) + ":"
	}
	return index
}()

// Mark is one entry: a milestone, when it was reached, and what was estimated then. All times are minutes since 1970.
type Mark struct {
	Milestone shipping.Milestone
	At        int64
	Estimated bool
	Half      [2]int64 // the window of 50 in 100
	Most      [2]int64 // the window of 90 in 100
}

// Minute is an instant in started minutes since 1970, Of such a minute's beginning.
func Minute(m instant.Millis) int64 { return int64(m) / time.Minute.Milliseconds() }

// Of is the beginning of a minute.
func Of(minute int64) instant.Millis { return instant.Millis(minute * time.Minute.Milliseconds()) }

// With adds a milestone to a trail, the first time that it is reached.
func With(trail string, m shipping.Milestone, at instant.Millis, e fact.Estimate) string {
	head := heads[m]
	if head == "" || strings.HasPrefix(trail, head) || strings.Contains(trail, " "+head) {
		return trail
	}
	buf := make([]byte, 0, len(trail)+40)
	if buf = append(buf, trail...); len(buf) > 0 {
		buf = append(buf, ' ')
	}
	from := Minute(at)
	buf = strconv.AppendInt(append(buf, head...), from, 36)
	if e.Most != (shipping.Window{}) {
		for _, t := range [...]time.Time{e.Half.From, e.Half.To, e.Most.From, e.Most.To} {
			buf = strconv.AppendInt(append(buf, ':'), Minute(instant.Of(t))-from, 36)
		}
	}
	return string(buf)
}

// Marks reads a trail. What is not of the form is passed over.
func Marks(trail string) []Mark {
	var list []Mark
	for entry := range strings.SplitSeq(trail, " ") {
		var n []int64
		for part := range strings.SplitSeq(entry, ":") {
			v, err := strconv.ParseInt(part, 36, 64)
			if err != nil {
				break
			}
			n = append(n, v)
		}
		if len(n) < 2 || n[0] < 0 || n[0] >= int64(len(milestones)) {
			continue
		}
		m := Mark{Milestone: milestones[n[0]], At: n[1]}
		if len(n) == 6 {
			m.Estimated, m.Half, m.Most = true, [2]int64{n[1] + n[2], n[1] + n[3]}, [2]int64{n[1] + n[4], n[1] + n[5]}
		}
		list = append(list, m)
	}
	return list
}
