package carrier_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// listenTo asks one carrier for its news.
func listenTo(t *testing.T, c *carrier.Connection) error {
	t.Helper()
	return carrier.ListenTogether(t.Context(), []*carrier.Connection{c}, func(_ context.Context, r []carrier.Report) []error {
		return make([]error, len(r))
	})[0]
}

// opens gives the listener as what reads a carrier's news.
func (l *listener) opens(o *carrier.Opened) {
	o.Ahead = &carrier.Ahead{Tracker: l.Tracker}
	l.Tracker, o.Poller = o.Ahead, &l.Poller
}

// What several carriers report at the same time is recorded together, in their order, whoever answers first; one that has
// nothing to say or does not answer holds nobody up, and each has its own answers.
func TestReportsAreRecordedTogether(t *testing.T) {
	dark := errors.New("dark")
	quickAnswered := make(chan struct{})
	pages := func(before func(), list ...*carrier.Batch) script {
		return func(string) (*carrier.Batch, error) {
			before()
			b := list[0]
			list = list[1:]
			return b, nil
		}
	}
	none := func() {}
	listeners := []*listener{
		listen(pages(func() { <-quickAnswered }, &carrier.Batch{Next: "1", Messages: []carrier.Message{said("W1", "A")}})),
		listen(func(string) (*carrier.Batch, error) { return nil, dark }),
		listen(pages(none, &carrier.Batch{Next: "1"})),
		listen(pages(func() {
			select {
			case <-quickAnswered:
			default:
				close(quickAnswered)
			}
		}, &carrier.Batch{Next: "1", More: true, Messages: []carrier.Message{said("W1", "B"), said("W2", "C")}},
			&carrier.Batch{Next: "2", Messages: []carrier.Message{said("W2", "D")}})),
	}
	var list []*carrier.Connection
	for _, l := range listeners {
		d := openDoor(nil, l.opens)
		d.Wait(t.Context(), time.Minute)
		defer d.End()
		list = append(list, d.Connection)
	}
	var commits [][]string
	errs := carrier.ListenTogether(t.Context(), list, func(_ context.Context, reports []carrier.Report) []error {
		var codes []string
		answers := make([]error, len(reports))
		for i, r := range reports {
			code := r.Fact.Body.(*fact.ScanReceived).Scan.Code
			if codes = append(codes, code); code == "C" {
				answers[i] = shipping.Fault(shipping.Refused, "not this one", "")
			}
		}
		commits = append(commits, codes)
		return answers
	})
	if want := [][]string{{"A", "B", "C"}, {"D"}}; !slices.EqualFunc(commits, want, slices.Equal) {
		t.Errorf("recorded %v, want %v", commits, want)
	}
	for i, err := range errs {
		if errors.Is(err, dark) != (i == 1) {
			t.Errorf("the carrier in place %d: %v", i, err)
		}
	}
	for i, want := range []int{0, 0, 0, 1} {
		if got := listeners[i].State().Unmatched; got != want {
			t.Errorf("the carrier in place %d has %d refused reports, want %d", i, got, want)
		}
	}
}

// A recorder that answers for too few reports is a fault of the program for those whose reports it left out.
func TestTooFewAnswers(t *testing.T) {
	l := listen(func(string) (*carrier.Batch, error) {
		return &carrier.Batch{Next: "1", Messages: []carrier.Message{said("W1", "A"), said("W2", "B")}}, nil
	})
	d := openDoor(nil, l.opens)
	d.Wait(t.Context(), time.Minute)
	defer d.End()
	errs := carrier.ListenTogether(t.Context(), []*carrier.Connection{d.Connection}, func(context.Context, []carrier.Report) []error { return make([]error, 1) })
	if shipping.CodeOf(errs[0]) != shipping.Internal || l.cursor != "" {
		t.Errorf("%v, and it goes on at %q", errs[0], l.cursor)
	}
}

// Whoever waits for a carrier that hangs does not wait longer than is wanted, and nothing of it is recorded.
func TestACarrierThatHangsHoldsUpTheOthersUntilTheEnd(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	quick := listen(func(string) (*carrier.Batch, error) {
		defer end()
		return &carrier.Batch{Next: "1", Messages: []carrier.Message{said("W1", "A")}}, nil
	})
	let := make(chan struct{})
	hung := listen(func(string) (*carrier.Batch, error) {
		<-let
		return nil, context.Canceled
	})
	var list []*carrier.Connection
	for _, l := range []*listener{quick, hung} {
		d := openDoor(nil, l.opens)
		d.Wait(t.Context(), time.Minute)
		list = append(list, d.Connection)
	}
	ended := make(chan []error)
	go func() {
		ended <- carrier.ListenTogether(ctx, list, func(context.Context, []carrier.Report) []error {
			t.Error("it is recorded")
			return nil
		})
	}()
	<-ctx.Done()
	list[0].End() // its user is done, though the other hangs
	close(let)
	if errs := <-ended; errs[0] == nil || errs[1] == nil || quick.cursor != "" {
		t.Errorf("%v, and it goes on at %q", errs, quick.cursor)
	}
}
