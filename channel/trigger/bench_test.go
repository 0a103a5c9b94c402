package trigger

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// BenchmarkAssess assesses 40 channels of a lane in good health by the triggers of the default Book, and says how
// many times as long it takes as the same conditions written in Go.
func BenchmarkAssess(b *testing.B) {
	set := compiled(b, book.Default())
	channels := make([]shipping.ChannelID, 40)
	for i := range channels {
		channels[i] = set.book.Channels[i%len(set.book.Channels)].ID
	}
	at := time.Date(2026, 8, 11, 0, 0, 0, 0, time.UTC)
	st := &fact.LaneState{}
	begin := time.Now()
	for range b.N {
		for _, id := range channels {
			if set.Assessed("szx-DE", st, id, well, at) != nil {
				b.Fatal("set off")
			}
		}
	}
	took := time.Since(begin)
	begin = time.Now()
	for range b.N {
		for _, id := range channels {
			if bare(set, "szx-DE", id, &well, at) {
				b.Fatal("set off")
			}
		}
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N*len(channels)*len(set.rules)), "ns/condition")
	b.ReportMetric(float64(took)/float64(time.Since(begin)), "x-bare-Go")
}

// bare are conditions as many as the default Book's, written in Go, with a look at the calendar.
func bare(s *Set, lane shipping.Lane, id shipping.ChannelID, h *fact.Health, at time.Time) bool {
	c := s.channels[id]
	from, _ := lane.Ends()
	peak := s.peakOn(shipping.DateOf(s.local(from, at)))
	slow := int64(96)
	if c.Kind == book.Postal {
		slow = 168
	}
	return h.Open >= 5 && h.LateHours > 48 || h.Backlog >= 5 && h.BacklogHours > slow || h.Backlog >= 20 && h.Backlog > 6*h.Asked ||
		h.InClearance >= 5 && h.ClearanceHours > 96 || h.Asked >= 5 && h.Refused > 300 || h.Unanswered >= 5 || h.Ended >= 20 && h.Lost > 50 ||
		peak != "" && c.Kind == book.DedicatedLine && c.Capacity != book.BellyHold || peak != "" && c.Capacity == book.BellyHold
}

// BenchmarkCompile makes the default Book's triggers ready.
func BenchmarkCompile(b *testing.B) {
	rules := book.Default()
	for b.Loop() {
		if _, err := Compile(rules); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTouches asks about a parcel on a quiet lane, on one that is switched, and with a condition on parcels.
func BenchmarkTouches(b *testing.B) {
	rule := late()
	rule.Name, rule.Parcels = "heavy", `parcel.weight > 2000 && "electronics" in parcel.classes`
	set := compiled(b, bookWith(late(), rule))
	plan := &fact.ParcelPlan{Warehouse: "szx", Weight: 3000, HS: []string{"851713"}}
	for name, st := range map[string]*fact.LaneState{
		"quiet": laneWith(), "share": laneWith(fact.Switch{Trigger: "late", Share: 50}), "condition": laneWith(fact.Switch{Trigger: "heavy", Share: 100}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set.Touches(st, testChannel, "par_018f2f66a00001", plan)
			}
		})
	}
}
