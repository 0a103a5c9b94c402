// Package review decides a recorded history again, fact by fact, and finds the first that would be told otherwise now.
package review

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// Review decides a merchant's recorded history again, fact by fact, and finds the first that would be told otherwise
// now. What was decided by another [fulfillment.Version] is taken as it is. A Review is for one goroutine.
type Review struct {
	// Decided is how many facts were decided again and found the same, Folded how many were taken as they are.
	Decided, Folded int64

	decider  *fulfillment.Decider
	state    fact.State
	expected []*fact.Fact // what the fact that came from outside brings about, as far as it was not taken yet
	was, is  []byte
}

// New begins a review by the Books on the shelf, which must be all that were published. The state holds the
// balances as they were before the first fact that is taken: empty ones for a whole history.
func New(shelf *fulfillment.Shelf, state fact.State) *Review {
	return &Review{decider: fulfillment.New(shelf), state: state}
}

// Counts are Decided and Folded.
func (r *Review) Counts() (decided, folded int64) { return r.Decided, r.Folded }

// Take takes the next recorded fact of the merchant, in the order of the record. It is folded into the state. An
// error is the difference that was found, a Corrupt error that names the fact; nothing is to be taken behind it.
func (r *Review) Take(f *fact.Fact) error {
	if len(r.expected) > 0 {
		return r.follow(f)
	}
	if fact.BooksIn(r.state).Decisions != fulfillment.Version && !revision(f) {
		r.Folded++
		r.state.Balance(f.Stream).Apply(f)
		return nil
	}
	return r.begin(f)
}

func revision(f *fact.Fact) bool {
	_, is := f.Body.(*fact.DecisionsRevised)
	return is
}

// begin takes a fact from outside, and decides what it brings about.
func (r *Review) begin(f *fact.Fact) error {
	if f.Cause != "" && f.By == "" { // the outcome of a job has a cause, and somebody who told it
		return different(f, "follows from "+string(f.Cause)+", which brings about nothing like it now")
	}
	if err := r.decider.Admit(r.state, f); err != nil {
		return different(f, "would not be recorded now: "+err.Error())
	}
	version := f.Version
	facts, err := fact.Unfold(r.decider, r.state, f)
	if err != nil {
		return err
	}
	if f.Version != version {
		f.Version, version = version, f.Version
		return different(f, fmt.Sprintf("is the fact %d of its stream", version))
	}
	r.expected = facts[1:]
	r.Decided++
	return nil
}

// follow takes a fact that must be the next consequence.
func (r *Review) follow(f *fact.Fact) error {
	want := r.expected[0]
	switch {
	case f.Stream != want.Stream || f.Version != want.Version || f.Kind() != want.Kind() || f.Cause != want.Cause || f.By != "":
		return different(f, "is recorded where "+string(want.ID())+" "+string(want.Kind())+", which follows from "+string(want.Cause)+", is decided now")
	case !f.At.Equal(want.At) || !f.Recorded.Equal(want.Recorded):
		return different(f, "happens at another time now: "+want.At.Format("2006-01-02T15:04:05.000Z07:00"))
	}
	r.was, r.is = fact.AppendBody(r.was[:0], f.Body), fact.AppendBody(r.is[:0], want.Body)
	if !bytes.Equal(r.was, r.is) {
		return different(f, "says otherwise now: "+difference(f.Body, want.Body))
	}
	r.expected = r.expected[1:]
	r.Decided++
	return nil
}

// End ends the review: an error tells of a consequence that was not recorded.
func (r *Review) End() error {
	if len(r.expected) == 0 {
		return nil
	}
	return different(r.expected[0], "is decided now, and is not recorded")
}

func different(f *fact.Fact, what string) error {
	return shipping.Fault(shipping.Corrupt, string(f.ID())+" "+string(f.Kind())+" "+what,
		"a program of another version decided it without saying so, or the record was changed")
}

// difference names the first field in which two bodies part, as JSON names it.
func difference(was, is fact.Body) string {
	var a, b any
	for body, v := range map[fact.Body]*any{was: &a, is: &b} {
		raw, err := json.Marshal(body)
		if err == nil {
			err = json.Unmarshal(raw, v)
		}
		if err != nil {
			return err.Error()
		}
	}
	return part("", a, b)
}

// part finds the first place in which two values of JSON part; empty when they are the same.
func part(path string, was, is any) string {
	switch w := was.(type) {
	case map[string]any:
		if i, ok := is.(map[string]any); ok {
			both := maps.Clone(w)
			maps.Copy(both, i)
			for _, key := range slices.Sorted(maps.Keys(both)) {
				if text := part(path+"."+key, w[key], i[key]); text != "" {
					return text
				}
			}
			return ""
		}
	case []any:
		if i, ok := is.([]any); ok && len(i) == len(w) {
			for n := range w {
				if text := part(fmt.Sprintf("%s[%d]", path, n), w[n], i[n]); text != "" {
					return text
				}
			}
			return ""
		}
	default:
		if was == is {
			return ""
		}
	}
	return fmt.Sprintf("%s was %v, and is %v", path[min(1, len(path)):], was, is)
}
