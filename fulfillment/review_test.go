package fulfillment_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/fulfillment/review"
	"crosslane/shipping"
)

// TestReviewFindsDifferences changes a recorded month in one place: the review names the fact.
func TestReviewFindsDifferences(t *testing.T) {
	find := func(facts []*fact.Fact, kind fact.Kind) int {
		for i, f := range facts {
			if f.Kind() == kind && i > 100 {
				return i
			}
		}
		t.Fatalf("the month has no %s", kind)
		return 0
	}
	drop := func(facts []*fact.Fact, i int) []*fact.Fact { return append(facts[:i:i], facts[i+1:]...) }
	for name, c := range map[string]struct {
		change func(facts []*fact.Fact) []*fact.Fact
		want   string
	}{
		"another value": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "ParcelPlanned")].Body.(*fact.ParcelPlanned).Plan.Value.Amount++
			return l
		}, "ParcelPlanned says otherwise now: plan.value.amount was"},
		"another reason": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "Allocated")].Body.(*fact.Allocated).Why[0].Desk = ""
			return l
		}, "Allocated says otherwise now: why[0].desk was <nil>, and is inventory"},
		"another length": {func(l []*fact.Fact) []*fact.Fact {
			b := l[find(l, "ChannelChosen")].Body.(*fact.ChannelChosen)
			b.Refused = b.Refused[:1]
			return l
		}, "ChannelChosen says otherwise now: refused was"},
		"another time": {func(l []*fact.Fact) []*fact.Fact {
			i := find(l, "OrderAccepted")
			l[i].At = l[i].At.Add(time.Millisecond)
			return l
		}, "OrderAccepted happens at another time now: 2026-03"},
		"recorded at another time": {func(l []*fact.Fact) []*fact.Fact {
			i := find(l, "OrderAccepted")
			l[i].Recorded = l[i].Recorded.Add(time.Millisecond)
			return l
		}, "OrderAccepted happens at another time now: 2026-03"},
		"another cause": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderAccepted")].Cause = "order:ord_9#9"
			return l
		}, "OrderAccepted is recorded where"},
		"by somebody": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderAccepted")].By = "anna"
			return l
		}, "OrderAccepted is recorded where"},
		"another place in its stream": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderAccepted")].Version++
			return l
		}, "OrderAccepted is recorded where"},
		"another place in its stream, from outside": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderReceived")].Version++
			return l
		}, "#2 OrderReceived is the fact 1 of its stream"},
		"another stream": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderAccepted")].Stream = "order:ord_x"
			return l
		}, "order:ord_x#3 OrderAccepted is recorded where"},
		"another kind": {func(l []*fact.Fact) []*fact.Fact {
			l[find(l, "OrderAccepted")].Body = &fact.OrderCompleted{}
			return l
		}, "OrderCompleted is recorded where"},
		"a consequence is missing":        {func(l []*fact.Fact) []*fact.Fact { return drop(l, find(l, "Allocated")) }, "Allocated, which follows from order:"},
		"the last consequence is missing": {func(l []*fact.Fact) []*fact.Fact { return l[:find(l, "Allocated")] }, "Allocated is decided now, and is not recorded"},
		"a consequence of nothing":        {func(l []*fact.Fact) []*fact.Fact { return drop(l, find(l, "OrderReceived")) }, " follows from order:"},
		"not to be admitted": {func(l []*fact.Fact) []*fact.Fact {
			return append(l, &fact.Fact{Stream: "order:ord_none", Recorded: l[len(l)-1].Recorded, Body: &fact.OrderCancelled{Why: "x"}})
		}, "order:ord_none#0 OrderCancelled would not be recorded now: no such order"},
		"a timer that nobody waits for": {func(l []*fact.Fact) []*fact.Fact {
			f := *l[find(l, "TimerElapsed")]
			return append(l, &f)
		}, "TimerElapsed would not be recorded now: nobody waits"},
	} {
		t.Run(name, func(t *testing.T) {
			_, file, facts := readMonth(t)
			_, shelf := shelfOf(t, file)
			r := review.New(shelf, fact.Balances{})
			var err error
			for _, f := range c.change(facts) {
				if err = r.Take(f); err != nil {
					break
				}
			}
			if err == nil {
				err = r.End()
			}
			if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestReviewFoldsOtherVersions: what another version decided is taken as it is, until the record says that this
// version decides.
func TestReviewFoldsOtherVersions(t *testing.T) {
	_, file, facts := readMonth(t)
	_, shelf := shelfOf(t, file)
	for i, f := range facts {
		if b, ok := f.Body.(*fact.DecisionsRevised); ok {
			b.Version = fulfillment.Version + 1
			facts[i+1].Cause = "order:ord_9#9" // as no decision of now would say it
		}
	}
	half := len(facts) / 2
	for facts[half].Cause != "" {
		half++
	}
	books := int64(2)
	back := &fact.Fact{Stream: shipping.BookStream, Version: books + 1, Recorded: facts[half].Recorded, At: facts[half].Recorded, Body: &fact.DecisionsRevised{Version: fulfillment.Version}}
	state := fact.Balances{}
	r := review.New(shelf, state)
	for _, f := range append(append(facts[:half:half], back), facts[half:]...) {
		if err := r.Take(f); err != nil {
			t.Fatal(err)
		}
	}
	if r.Folded != int64(half)-1 || r.Decided != int64(len(facts)-half)+2 || r.End() != nil {
		t.Errorf("%d folded, %d decided, of %d and %d", r.Folded, r.Decided, half, len(facts)-half)
	}
	for stream, b := range state {
		fresh := fact.NewBalance(stream)
		for _, f := range facts {
			if f.Stream == stream {
				fresh.Apply(f)
			}
		}
		if stream != shipping.BookStream && string(fact.AppendState(nil, fresh.State)) != string(fact.AppendState(nil, b.State)) {
			t.Errorf("%s is not what its facts add up to", stream)
		}
	}
}

// TestRevisionIsRecordedOnce: the same version decides already.
func TestRevisionIsRecordedOnce(t *testing.T) {
	story, state := opened(t)
	tell := func(version int64) error {
		_, err := record(story, state, &fact.Fact{Stream: shipping.BookStream, Body: &fact.DecisionsRevised{Version: version}})
		return err
	}
	if err := tell(fulfillment.Version); err != nil {
		t.Fatal(err)
	}
	if err := tell(fulfillment.Version); shipping.CodeOf(err) != shipping.Known {
		t.Error(err)
	}
	if err := tell(fulfillment.Version + 1); err != nil || fact.BooksIn(state).Decisions != fulfillment.Version+1 {
		t.Error(err)
	}
}

// BenchmarkReview decides a month again: what an audit does beside the hashing of its facts.
func BenchmarkReview(b *testing.B) {
	_, file, facts := readMonth(b)
	_, shelf := shelfOf(b, file)
	for b.Loop() {
		r := review.New(shelf, fact.Balances{})
		for _, f := range facts {
			if err := r.Take(f); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(facts))*float64(b.N)/b.Elapsed().Seconds(), "facts/s")
	b.ReportMetric(0, "ns/op")
}
