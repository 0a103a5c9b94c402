package awaited

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Turn is how many places the most urgent have to one of those that have waited longest: every fourth place goes to the oldest question, whatever it
// is about. So none starves: a question is overtaken in that line by older ones alone, by each once, and where a day has p places, and n numbers are open,
// it is asked within 4n/p days after it was wanted.
const Turn = 4

// Choose takes so many of the numbers that are wanted at an instant: the most urgent first, and in every fourth place the one that has waited longest.
// Urgent is what has waited for long, measured by its pause, so that what is asked often is asked as much oftener when calls are short. Places is how
// many were taken before. The same list gives the same answer, in whatever order it comes.
func Choose(wanted []Number, now time.Time, places uint64, most int) []Number {
	urgent, old := slices.Clone(wanted), slices.Clone(wanted)
	slices.SortFunc(old, older)
	slices.SortFunc(urgent, func(a, b Number) int {
		return cmp.Or(cmp.Compare(b.waited(now), a.waited(now)), older(a, b))
	})
	taken := make(map[string]bool, most)
	list := make([]Number, 0, min(most, len(wanted)))
	for len(list) < cap(list) {
		line := &urgent
		if (places+uint64(len(list)))%Turn == Turn-1 {
			line = &old
		}
		if len(*line) == 0 { // a number stood in the list twice
			break
		}
		first := (*line)[0]
		*line = (*line)[1:]
		if !taken[first.Waybill] {
			taken[first.Waybill] = true
			list = append(list, first)
		}
	}
	return list
}

// Early reports whether a number may be asked for before it is wanted, by calls that would be made for nothing else: half of its pause has passed
// since the last question, and no more than the other half is left.
func (n *Number) Early(now time.Time) bool {
	return n.waited(now) >= -0.5 && now.Sub(n.Asked) >= n.Pace.Pause()/2
}

// Ahead is how long before it is wanted a number may be asked for at most.
const Ahead = 12 * time.Hour

// waited is for how many of its pauses a number is wanted.
func (n *Number) waited(now time.Time) float64 {
	return float64(now.Sub(n.Wanted)) / float64(n.Pace.Pause())
}

// older orders by who was wanted first; of two at once, by the number.
func older(a, b Number) int {
	return cmp.Or(a.Wanted.Compare(b.Wanted), strings.Compare(a.Waybill, b.Waybill))
}
