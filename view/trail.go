package view

import (
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// trailMark is one entry of a trail: a milestone, when it was reached and what was estimated then, in
// minutes. It is written "i:at" or "i:at:a:b:c:d" in base 36, i being the milestone's place in SpreadFrom,
// a to b the window of 50 in 100 and c to d that of 90 in 100, counted from at.
type trailMark struct {
	milestone    shipping.Milestone
	at           int64
	estimated    bool
	half0, half1 int64
	most0, most1 int64
}

var spreadFrom = SpreadFrom()

var trailIndex = func() map[shipping.Milestone]string {
	index := map[shipping.Milestone]string{}
	for i, m := range spreadFrom {
		index[m] = strconv.Itoa(i) + ":"
	}
	return index
}()

func minuteOf(m Millis) int64 { return int64(m) / time.Minute.Milliseconds() }

func ofMinute(n int64) Millis { return Millis(n * time.Minute.Milliseconds()) }

// mark adds a milestone to the trail, the first time that it is reached.
func (p *Progress) mark(m shipping.Milestone, at Millis, e fact.Estimate) {
	head := trailIndex[m]
	if head == "" || strings.HasPrefix(p.Trail, head) || strings.Contains(p.Trail, " "+head) {
		return
	}
	buf := make([]byte, 0, len(p.Trail)+40)
	if buf = append(buf, p.Trail...); len(buf) > 0 {
		buf = append(buf, ' ')
	}
	from := minuteOf(at)
	buf = strconv.AppendInt(append(buf, head...), from, 36)
	if e.Most != (shipping.Window{}) {
		for _, t := range [...]time.Time{e.Half.From, e.Half.To, e.Most.From, e.Most.To} {
			buf = strconv.AppendInt(append(buf, ':'), minuteOf(millis(t))-from, 36)
		}
	}
	p.Trail = string(buf)
}

// marks reads a trail.
func marks(trail string) []trailMark {
	var list []trailMark
	for entry := range strings.SplitSeq(trail, " ") {
		var n []int64
		for part := range strings.SplitSeq(entry, ":") {
			v, err := strconv.ParseInt(part, 36, 64)
			if err != nil {
				break
			}
			n = append(n, v)
		}
		if len(n) < 2 || n[0] < 0 || n[0] >= int64(len(spreadFrom)) {
			continue
		}
		m := trailMark{milestone: spreadFrom[n[0]], at: n[1]}
		if len(n) == 6 {
			m.estimated, m.half0, m.half1, m.most0, m.most1 = true, n[1]+n[2], n[1]+n[3], n[1]+n[4], n[1]+n[5]
		}
		list = append(list, m)
	}
	return list
}

// delivered counts how long the parcel took from each milestone, and which estimates held.
func (t *tally) delivered(c count, trail string, at Millis) {
	end := minuteOf(at)
	c.period = monthOf(at)
	for _, m := range marks(trail) {
		c.what, c.hours = countFrom+string(m.milestone), widened((max(0, end-m.at)+59)/60)
		t.add(c)
		if !m.estimated {
			continue
		}
		c.what, c.hours = countGiven+string(m.milestone), 0
		t.add(c)
		if c.what = countIn50 + string(m.milestone); end >= m.half0 && end <= m.half1 {
			t.add(c)
		}
		if c.what = countIn90 + string(m.milestone); end >= m.most0 && end <= m.most1 {
			t.add(c)
		}
	}
}
