package carrier_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// script is a carrier that answers what the test says, cursor by cursor.
type script func(cursor string) (*carrier.Batch, error)

func (s script) Changes(_ context.Context, cursor string) (*carrier.Batch, error) { return s(cursor) }

func (s script) Track(context.Context, []string) ([]carrier.Message, error) { return nil, nil }

// listener is a poller with a ledger and a place in memory.
type listener struct {
	carrier.Poller
	clock    time.Time
	owners   map[string]carrier.Owner
	asked    []string
	recorded []carrier.Report
	pages    int // how often something was recorded
	answer   func(carrier.Report) error
	cursor   string
	waiting  string
	kept     int
	keep     error
	lookups  [][]string
	recalls  int
}

func listen(s script) *listener {
	l := &listener{clock: start.Add(time.Hour), owners: map[string]carrier.Owner{"W1": {Parcel: "par_1", Person: "per_1"}, "W2": {Parcel: "par_2", Person: "per_2"}}}
	l.restart(s)
	return l
}

// restart makes a new poller with the same ledger and place.
func (l *listener) restart(s script) {
	l.Poller = carrier.Poller{
		Reader: carrier.Reader{Carrier: "post", Now: func() time.Time { return l.clock },
			Owners: func(_ context.Context, _ shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
				l.lookups = append(l.lookups, slices.Clone(waybills))
				owners := make([]carrier.Owner, len(waybills))
				for i, w := range waybills {
					owners[i] = l.owners[w]
				}
				return owners, nil
			}},
		Tracker: script(func(cursor string) (*carrier.Batch, error) {
			l.asked = append(l.asked, cursor)
			return s(cursor)
		}),
		Record: func(_ context.Context, reports []carrier.Report) []error {
			l.pages++
			errs := make([]error, len(reports))
			for i, r := range reports {
				if l.answer != nil {
					errs[i] = l.answer(r)
				}
				if errs[i] == nil {
					l.recorded = append(l.recorded, r)
				}
			}
			return errs
		},
		Recall: func(context.Context) (string, string, error) {
			l.recalls++
			return l.cursor, l.waiting, nil
		},
		Keep: func(_ context.Context, cursor, waiting, _ string) error {
			if l.keep != nil {
				return l.keep
			}
			l.cursor, l.waiting, l.kept = cursor, waiting, l.kept+1
			return nil
		},
	}
}

func said(waybill, code string) carrier.Message {
	return carrier.Message{Waybill: waybill, Raw: []byte(waybill + " " + code), At: start, Scan: fact.Scan{Code: code, Milestone: shipping.PickedUp}}
}

func named(t *testing.T, err error, message string) {
	t.Helper()
	var e *shipping.Error
	if !errors.As(err, &e) || e.Field != "carrier post" && !strings.HasPrefix(e.Field, "carrier post, ") || !strings.Contains(err.Error(), message) {
		t.Errorf("want the carrier post and %q, got %v", message, err)
	}
}

func TestAPollRecordsPageByPage(t *testing.T) {
	var l *listener
	l = listen(func(cursor string) (*carrier.Batch, error) {
		n := len(cursor)
		if l.pages != n || l.cursor != cursor {
			t.Errorf("page %d is asked for with %d recorded, and the place %q kept", n, l.pages, l.cursor)
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W1", fmt.Sprint(n))}, Next: cursor + "x", More: n < 3}, nil
	})
	if err := l.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := l.State()
	if len(l.recorded) != 4 || l.cursor != "xxxx" || !s.Asked.Equal(l.clock) || !s.Answered.Equal(l.clock) || s.Trouble != nil || s.Behind > 0 || s.Carrier != "post" {
		t.Errorf("%d recorded up to %q, %+v", len(l.recorded), l.cursor, s)
	}
	if by := l.recorded[0].Fact.By; by != "carrier:post" {
		t.Errorf("said by %s", by)
	}
}

func TestACarrierThatRepeatsItsCursorEndsThePoll(t *testing.T) {
	for name, next := range map[string]func(string) string{
		"the same": func(string) string { return "same" },
		"in a ring": func(from string) string {
			return map[string]string{"": "a", "a": "b", "b": "c", "c": "a"}[from]
		},
	} {
		l := listen(func(cursor string) (*carrier.Batch, error) {
			return &carrier.Batch{Messages: []carrier.Message{said("W1", cursor), said("W9", cursor)}, Next: next(cursor), More: true}, nil
		})
		err := l.Poll(t.Context())
		named(t, err, "repeats its cursor")
		var unusable *carrier.UnusableError
		if !errors.As(err, &unusable) || len(l.asked) > 4 || len(l.recorded) != len(l.asked) || len(l.waiting) == 0 {
			t.Errorf("%s: asked %q, recorded %d, kept %q", name, l.asked, len(l.recorded), l.waiting)
		}
		if s := l.State(); s.Failures != 1 || s.Trouble == nil || !s.Answered.IsZero() || s.Unmatched == 0 || !strings.Contains(s.Words(), "post") || !strings.Contains(s.Words(), "repeats its cursor") {
			t.Errorf("%s: got %+v", name, s)
		}
	}
}

func TestCursorsThatNobodyCanReadOnFrom(t *testing.T) {
	for next, want := range map[string]string{strings.Repeat("x", 4097): "longer", "a\x00b": "no text", "a\xff": "no text", "": "forgets"} {
		l := listen(func(cursor string) (*carrier.Batch, error) {
			if cursor == "" {
				return &carrier.Batch{Next: "first", More: true}, nil
			}
			return &carrier.Batch{Messages: []carrier.Message{said("W1", "a")}, Next: next}, nil
		})
		named(t, l.Poll(t.Context()), want)
		if l.cursor != "first" || len(l.recorded) != 1 {
			t.Errorf("%.10q: the place is %q, %d recorded", next, l.cursor, len(l.recorded))
		}
	}
	sound := listen(func(string) (*carrier.Batch, error) { return &carrier.Batch{Next: strings.Repeat("x", 4096)}, nil })
	silent := listen(func(cursor string) (*carrier.Batch, error) { return &carrier.Batch{Next: cursor}, nil })
	if err := errors.Join(sound.Poll(t.Context()), sound.Poll(t.Context()), silent.Poll(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestAPollEndsThoughTheCarrierHasMore(t *testing.T) {
	for pages, want := range map[int]int{0: carrier.PagesPerPoll, 3: 3} {
		n := 0
		l := listen(func(string) (*carrier.Batch, error) {
			n++
			b := &carrier.Batch{Next: fmt.Sprint(n), More: true}
			if n%want == 0 { // one message in a poll is enough
				b.Messages = []carrier.Message{said("W1", "a")}
			}
			return b, nil
		})
		l.Pages = pages
		if err := l.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := l.State(); n != want || s.Behind != 1 || s.Trouble != nil || l.Pause(time.Minute) != time.Second || l.Pause(time.Millisecond) != time.Millisecond {
			t.Errorf("%d pages, want %d: %+v", n, want, s)
		}
		if err := l.Poll(t.Context()); err != nil || l.asked[want] != fmt.Sprint(want) || l.recalls != 1 {
			t.Errorf("it goes on at %q, %v", l.asked[want], err)
		}
	}
}

func TestACarrierThatTellsNothingAgainAndAgain(t *testing.T) {
	n := 0
	l := listen(func(string) (*carrier.Batch, error) {
		n++
		return &carrier.Batch{Next: fmt.Sprint(n), More: true}, nil
	})
	named(t, l.Poll(t.Context()), "tells nothing")
	if s := l.State(); n != carrier.PagesPerPoll || s.Behind > 0 || s.Failures != 1 {
		t.Errorf("%d pages, %+v", n, s)
	}
}

// TestTooManyCallsAreNoFailureOfTheCarrier: it is left in peace for as long as it says, however often it says so, and is asked as usual then.
func TestTooManyCallsAreNoFailureOfTheCarrier(t *testing.T) {
	var fault error
	l := listen(func(string) (*carrier.Batch, error) { return &carrier.Batch{Next: "1"}, fault })
	for range 5 {
		fault = carrier.TooManyCalls("slow down", "90", time.Time{})
		if err := l.Poll(t.Context()); err == nil || l.State().Failures != 0 || l.State().Trouble == nil {
			t.Errorf("%v, %+v", err, l.State())
		}
		if p, q := l.Pause(time.Minute), l.Pause(time.Hour); p != 90*time.Second || q != time.Hour {
			t.Errorf("it rests for %v, and for %v", p, q)
		}
	}
	fault = carrier.RetryAfter("out of order", "90", time.Time{})
	if _ = l.Poll(t.Context()); l.State().Failures != 1 {
		t.Errorf("out of order: %+v", l.State())
	}
}

// TestWhatWaitsIsTold: of a carrier that is asked for single numbers its state tells since when the oldest question waits.
func TestWhatWaitsIsTold(t *testing.T) {
	l := listen(func(string) (*carrier.Batch, error) { return &carrier.Batch{Next: "1"}, nil })
	if s := l.State(); !s.Waits.IsZero() {
		t.Errorf("nobody waits: %+v", s)
	}
	since := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	l.Waits = func() time.Time { return since }
	if s := l.State(); !s.Waits.Equal(since) {
		t.Errorf("%+v", s)
	}
}

func TestACarrierThatFailsIsLeftInPeace(t *testing.T) {
	var fault error
	l := listen(func(cursor string) (*carrier.Batch, error) { return &carrier.Batch{Next: "1"}, fault })
	for i, want := range []time.Duration{0, 2, 4, 8, 15, 15, 15} {
		if i > 0 {
			fault = &shipping.Error{Code: shipping.NotFound, Field: "feed", Message: "no such feed", Hint: "ask"}
			err := l.Poll(t.Context())
			named(t, err, "no such feed")
			if shipping.CodeOf(err) != shipping.NotFound || l.State().Failures != i {
				t.Errorf("got %v, %+v", err, l.State())
			}
		}
		if got := l.Pause(time.Minute); got != time.Duration(60*max(int(want), 1))*time.Second {
			t.Errorf("after %d failures it rests for %s", i, got)
		}
	}
	if got := l.Pause(time.Hour); got != time.Hour {
		t.Errorf("it is asked once an hour, and rests for %s", got)
	}
	fault = nil
	if err := l.Poll(t.Context()); err != nil || l.Pause(time.Minute) != time.Minute || l.State().Failures != 0 {
		t.Errorf("it answers again: %v, %+v", err, l.State())
	}
	fault = errors.New("plain")
	named(t, l.Poll(t.Context()), "cannot be taken in")
	fault = &shipping.Error{Code: shipping.Refused, Message: strings.Repeat("x", 301)}
	if err := l.Poll(t.Context()); strings.Contains(err.Error(), strings.Repeat("x", 300)) || !strings.Contains(err.Error(), "x…") {
		t.Errorf("a long answer stands whole in %d signs", len(err.Error()))
	}
	fault = carrier.Unavailable(strings.Repeat("x", 301), nil)
	if strings.Contains(fault.Error(), strings.Repeat("x", 300)) {
		t.Errorf("a long answer stands whole in %d signs", len(fault.Error()))
	}
}

// What the program itself cannot do is no failure of the carrier, and nothing is lost by it.
func TestWhatCannotBeRecordedIsAskedForAgain(t *testing.T) {
	for name, fail := range map[string]func(*listener, error){
		"the ledger is away": func(l *listener, err error) { l.answer = func(carrier.Report) error { return err } },
		"the ledger is in doubt": func(l *listener, err error) {
			l.answer = func(carrier.Report) error { return errors.Join(context.Canceled, err) }
		},
		"somebody was first": func(l *listener, err error) {
			l.answer = func(carrier.Report) error { return shipping.Fault(shipping.Conflict, err.Error(), "") }
		},
		"the place is not kept": func(l *listener, err error) { l.keep = err },
		"the owners are not found": func(l *listener, err error) {
			l.Owners = func(context.Context, shipping.CarrierID, []string) ([]carrier.Owner, error) { return nil, err }
		},
		"owners are missing": func(l *listener, _ error) {
			l.Owners = func(context.Context, shipping.CarrierID, []string) ([]carrier.Owner, error) {
				return make([]carrier.Owner, 1), nil
			}
		},
		"answers are missing": func(l *listener, _ error) { l.Record = func(context.Context, []carrier.Report) []error { return nil } },
		"the place is unknown": func(l *listener, err error) {
			l.Recall = func(context.Context) (string, string, error) { return "", "", err }
		},
	} {
		s := script(func(cursor string) (*carrier.Batch, error) {
			return &carrier.Batch{Messages: []carrier.Message{said("W1", "a"), said("W2", "b")}, Next: "1"}, nil
		})
		l := listen(s)
		fail(l, shipping.Fault(shipping.Unavailable, "not now", ""))
		err := l.Poll(t.Context())
		want := "not now"
		if strings.HasSuffix(name, "missing") {
			want = "of 2 numbers"
		}
		if name == "answers are missing" {
			want = "answered for"
		}
		named(t, err, want)
		if st := l.State(); err == nil || st.Failures != 0 || st.Trouble == nil || !st.Answered.IsZero() || l.cursor != "" {
			t.Errorf("%s: %v, %+v, kept %q", name, err, st, l.cursor)
		}
		l.answer, l.keep, l.recorded = nil, nil, nil
		l.restart(s)
		if err := l.Poll(t.Context()); err != nil || len(l.recorded) != 2 || l.cursor != "1" {
			t.Errorf("%s, and then not: %v, %d recorded", name, err, len(l.recorded))
		}
	}
}

func TestOneBadMessageHoldsUpNoOther(t *testing.T) {
	page := script(func(cursor string) (*carrier.Batch, error) {
		if cursor != "" {
			return &carrier.Batch{Next: cursor}, nil
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W1", "a"), said("W1", "bad"), said("W2", "b")}, Next: "1"}, nil
	})
	for _, c := range []struct {
		code  shipping.Code
		waits int
		again int // how often it is tried in the second poll
	}{{shipping.Known, 0, 0}, {shipping.Invalid, 1, 0}, {shipping.Refused, 1, 0}, {shipping.NotFound, 1, 0}, {shipping.Internal, 1, 1}, {shipping.Corrupt, 1, 1}} {
		tried := 0
		l := listen(page)
		l.answer = func(r carrier.Report) error {
			if r.Fact.Body.(*fact.ScanReceived).Scan.Code != "bad" {
				return nil
			}
			tried++
			return shipping.Fault(c.code, "not this one", "")
		}
		if err := l.Poll(t.Context()); err != nil || len(l.recorded) != 2 || l.cursor != "1" || l.State().Unmatched != c.waits {
			t.Errorf("%s: %v, %d recorded, %+v", c.code, err, len(l.recorded), l.State())
		}
		list, err := l.Unmatched(t.Context())
		if err != nil || len(list) != c.waits {
			t.Fatal(list, err)
		}
		if c.waits > 0 && (string(list[0].Raw) != "W1 bad" || !list[0].Since.Equal(l.clock) || (list[0].Refused != "") != (c.again == 0)) {
			t.Errorf("%s: kept as %+v", c.code, list[0])
		}
		tried = 0
		err = l.Poll(t.Context())
		if tried != c.again || (err != nil) != (c.again > 0) { // alone, a fault of the program ends the poll
			t.Errorf("%s: tried %d times again, %v", c.code, tried, err)
		}
	}
}

func TestUnmatchedMessagesFindTheirParcels(t *testing.T) {
	s := script(func(cursor string) (*carrier.Batch, error) {
		if cursor != "" {
			return &carrier.Batch{Next: cursor}, nil
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W8", "a"), said("", "b"), said("W9", "c"),
			{Waybill: "W8", Raw: []byte("torn"), Problem: errors.New("not an event")}}, Next: "1"}, nil
	})
	l := listen(s)
	for range 2 { // the same page again adds nothing
		l.cursor = ""
		l.restart(s)
		if err := l.Poll(t.Context()); err != nil || l.State().Unmatched != 4 || len(l.recorded) != 0 {
			t.Fatalf("%v, %+v", err, l.State())
		}
	}
	l.owners["W8"] = carrier.Owner{Parcel: "par_8", Person: "per_8"}
	l.owners[""] = carrier.Owner{Parcel: "par_none"}
	l.clock = l.clock.Add(24 * time.Hour)
	if err := l.Poll(t.Context()); err != nil || len(l.recorded) != 2 || l.State().Unmatched != 2 {
		t.Fatalf("%v, %d recorded, %+v", err, len(l.recorded), l.State())
	}
	if r := l.recorded[0]; r.Fact.Stream != shipping.ParcelID("par_8").Stream() || !r.Fact.At.Equal(start) {
		t.Errorf("got %+v", r.Fact)
	}
	torn := l.recorded[1]
	if docs := torn.Documents(); len(docs) != 1 || docs[0].Person != "per_8" || string(docs[0].Body) != "torn" {
		t.Errorf("got %+v", torn)
	}
	kept := l.kept
	if err := l.Poll(t.Context()); err != nil || l.kept != kept {
		t.Errorf("nothing has changed, and it is kept again: %v", err)
	}
	l.restart(s)
	list, err := l.Unmatched(t.Context())
	if err != nil || len(list) != 2 || list[1].Waybill != "W9" || list[1].Scan.Code != "c" || !list[1].At.Equal(start) {
		t.Errorf("after a restart: %+v, %v", list, err)
	}
}

// A time that cannot be written does not keep the place from being kept.
func TestAnUnmatchedMessageOfAnImpossibleTime(t *testing.T) {
	odd, torn := said("W8", "a"), said("W7", "b")
	odd.At, torn.At, torn.Problem = time.Date(50_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), errors.New("torn")
	l := listen(func(string) (*carrier.Batch, error) {
		return &carrier.Batch{Messages: []carrier.Message{odd, torn}, Next: "1"}, nil
	})
	if err := l.Poll(t.Context()); err != nil || l.cursor != "1" {
		t.Fatalf("%v, kept %q", err, l.cursor)
	}
	list, err := l.Unmatched(t.Context())
	if err != nil || len(list) != 2 || !list[0].At.IsZero() || list[0].Problem != "its time is none that a calendar has" || list[1].Problem != "torn" || string(list[0].Raw) != "W8 a" {
		t.Errorf("%+v, %v", list, err)
	}
}

// A message that waited, and that the ledger then does not take, is kept with the reason and not tried again.
func TestAMessageThatWaitedAndIsRefused(t *testing.T) {
	s := script(func(cursor string) (*carrier.Batch, error) {
		if cursor != "" {
			return &carrier.Batch{Next: cursor}, nil
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W8", "a"), said("W7", "b")}, Next: "1"}, nil
	})
	l := listen(s)
	if err := l.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	tried := 0
	l.answer = func(carrier.Report) error { tried++; return shipping.Fault(shipping.Refused, "not this one", "") }
	l.owners["W8"] = carrier.Owner{Parcel: "par_8"}
	for range 2 {
		if err := l.Poll(t.Context()); err != nil || tried != 1 || len(l.recorded) != 0 || l.State().Unmatched != 2 {
			t.Fatalf("tried %d times, %v, %+v", tried, err, l.State())
		}
		l.restart(s) // the reason is kept
		l.lookups = nil
	}
	if err := l.Poll(t.Context()); err != nil || len(l.lookups) != 1 || !slices.Equal(l.lookups[0], []string{"W7"}) {
		t.Errorf("looked up %q, %v", l.lookups, err)
	}
	list, err := l.Unmatched(t.Context())
	if err != nil || list[0].Waybill != "W8" || !strings.Contains(list[0].Refused, "not this one") || list[1].Refused != "" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestUnmatchedMessagesAreBounded(t *testing.T) {
	n, size, words := 0, 1, 0
	tracker := script(func(cursor string) (*carrier.Batch, error) {
		b := &carrier.Batch{Next: cursor + "x"}
		for range n {
			m := said(fmt.Sprintf("Z%d", len(b.Messages)), cursor)
			m.Raw, m.Scan.Text = make([]byte, size), strings.Repeat("x", words)
			b.Messages = append(b.Messages, m)
		}
		return b, nil
	})
	l := listen(tracker)
	poll := func(messages, bytes, waits int, letGo int64) {
		t.Helper()
		n, size = messages, bytes
		if err := l.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := l.State(); s.Unmatched != waits || s.LetGo != letGo {
			t.Errorf("%d messages of %d bytes: %+v", messages, bytes, s)
		}
	}
	poll(carrier.UnmatchedKept, 1, carrier.UnmatchedKept, 0)
	poll(1, 1, carrier.UnmatchedKept, 1)
	list, err := l.Unmatched(t.Context())
	if err != nil || list[0].Waybill != "Z1" || list[len(list)-1].Waybill != "Z0" || list[len(list)-1].Scan.Code != "x" {
		t.Errorf("the oldest is let go: %+v, %v", list[0], err)
	}
	l.clock = l.clock.Add(carrier.UnmatchedDays * 24 * time.Hour)
	poll(0, 1, carrier.UnmatchedKept, 1)
	l.clock = l.clock.Add(time.Second)
	poll(0, 1, 0, carrier.UnmatchedKept+1)
	if l.restart(func(cursor string) (*carrier.Batch, error) { return &carrier.Batch{Next: cursor}, nil }); l.Poll(t.Context()) != nil || l.State().LetGo != carrier.UnmatchedKept+1 {
		t.Errorf("after a restart: %+v", l.State())
	}
	l.restart(tracker)
	poll(5, carrier.UnmatchedBytes/4, 3, carrier.UnmatchedKept+3)
	words = carrier.UnmatchedBytes / 4
	poll(5, 1, 3, carrier.UnmatchedKept+8)
	words = 0
	poll(5*carrier.UnmatchedKept, 1, carrier.UnmatchedKept, 5*carrier.UnmatchedKept+11)
	l.restart(func(cursor string) (*carrier.Batch, error) { return &carrier.Batch{Next: cursor}, nil })
	if err := l.Poll(t.Context()); err != nil || l.State().Unmatched != carrier.UnmatchedKept || l.State().LetGo == 0 {
		t.Errorf("after a restart: %v, %+v", err, l.State())
	}
}

func TestAnErasedPersonIsForgotten(t *testing.T) {
	l := listen(func(cursor string) (*carrier.Batch, error) {
		ann, scan := said("W7", "a"), said("W6", "b")
		ann.Raw = []byte("left with ANN Example, Domstr. 1")
		scan.Scan.Text, scan.Raw = "signed by Ann Example", nil
		return &carrier.Batch{Messages: []carrier.Message{ann, scan, said("W5", "c"), said("W4", "d")}, Next: "1"}, nil
	})
	if err := l.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, n, err := carrier.Forget(l.waiting, nil, []string{"", "  ", "W", "5", "nn example", "ann exampl"}); n != 0 || err != nil || left != l.waiting {
		t.Errorf("too short a word: %d, %v", n, err)
	}
	left, n, err := carrier.Forget(l.waiting, nil, []string{"ann example", " W4 w4"})
	if n != 2 || err != nil || strings.Contains(left, "W7") || strings.Contains(left, "Ann") || !strings.Contains(left, "W5") || !strings.Contains(left, "W4") {
		t.Errorf("%d, %v, left: %s", n, err, left)
	}
	l.waiting = "{"
	l.restart(nil)
	if _, _, err := carrier.Forget(l.waiting, nil, []string{"ann"}); shipping.CodeOf(err) != shipping.Corrupt {
		t.Errorf("got %v", err)
	}
	_, err = l.Unmatched(t.Context())
	for _, err := range []error{err, l.Poll(t.Context())} {
		if named(t, err, "cannot be read"); shipping.CodeOf(err) != shipping.Corrupt {
			t.Errorf("got %v", err)
		}
	}
}

// Many carriers, each with a poller of its own: one that never answers holds up no other.
func TestOneCarrierHoldsUpNoOther(t *testing.T) {
	hang := make(chan struct{})
	stuck := listen(func(string) (*carrier.Batch, error) { <-hang; return nil, context.Canceled })
	ended := make(chan error, 1)
	go func() { ended <- stuck.Poll(t.Context()) }()
	other := listen(func(string) (*carrier.Batch, error) {
		return &carrier.Batch{Messages: []carrier.Message{said("W1", "a")}, Next: "1"}, nil
	})
	if err := other.Poll(t.Context()); err != nil || len(other.recorded) != 1 {
		t.Errorf("%v, %d recorded", err, len(other.recorded))
	}
	if s := stuck.State(); s.Carrier != "post" || !s.Asked.IsZero() { // a page does not wait for the poll
		t.Errorf("got %+v", s)
	}
	close(hang)
	if err := <-ended; err == nil {
		t.Error("it was broken off")
	}
}

// A message of an erased person is found by the number of a parcel too, in however many parts it stands and behind however
// many words, and no other by a part of it.
func TestAnErasedPersonsNumbersAreForgotten(t *testing.T) {
	long := strings.Repeat("1 word and 2 words; ", 100)
	for raw, gone := range map[string]bool{
		`{"waybill":["SX0000012"],"who":"x"`: true, `{"waybill":["SX00000123"]`: false, `{"waybill":["ASX0000012"]`: false,
		"of SX 000 0012 we know": true, "sx-0000-012": true, "SX.0000012": true, "SX 0000 013": false, "X0000012": false,
		long + "SX0000012": true, long: false, "\u55ae\u865fSX0000012\u5df2\u7c3d\u6536": true, "call +49 (30) 123-4567": true, "call 49301234568": false,
		"it is SX 000": false, "it is SX 000 0012": true,
		"W-1": false, "number A12 of": true, "number A123": false, "NO-DIGITS": true,
		"\u738b\u4f1f\u5df2\u7c3d\u6536": true, "\u738b\u82b3\u5df2\u7c3d\u6536": false, "signed by Li": true, "signed by Lid": false,
	} {
		l := listen(func(string) (*carrier.Batch, error) {
			return &carrier.Batch{Messages: []carrier.Message{{Raw: []byte(raw), Problem: errors.New("torn")}, said("W9", "x")}, Next: "1"}, nil
		})
		if err := l.Poll(t.Context()); err != nil || l.State().Unmatched != 2 {
			t.Fatal(err, l.State())
		}
		_, n, err := carrier.Forget(l.waiting, []string{"SX0000012", "A-12", "W1", "no digits", "+49 30 1234567", ""}, []string{"\u738b\u4f1f", "Li", "X"})
		if err != nil || (n == 1) != gone {
			t.Errorf("%q: %d go, %v", raw, n, err)
		}
	}
	for waybill, gone := range map[string]bool{"W1": true, "w 1": true, "1": true, "W11": false, "": false} {
		l := listen(func(string) (*carrier.Batch, error) {
			return &carrier.Batch{Messages: []carrier.Message{{Waybill: waybill, Raw: []byte("it"), Problem: errors.New("torn")}}, Next: "1"}, nil
		})
		l.owners = nil
		if err := l.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, n, err := carrier.Forget(l.waiting, []string{"W-1", "1", " "}, nil); err != nil || (n == 1) != gone {
			t.Errorf("its own number %q: %d go, %v", waybill, n, err)
		}
	}
}

// A poller that runs while another process erases somebody keeps nothing of what it has in memory; what it reads again is known.
func TestAnErasureElsewhereIsHeard(t *testing.T) {
	erasures := ""
	var l *listener
	page := func(cursor string) (*carrier.Batch, error) {
		if cursor == "1" {
			return &carrier.Batch{Messages: []carrier.Message{said("W9", "b")}, Next: "2"}, nil
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W8", "a")}, Next: "1"}, nil
	}
	l = listen(page)
	l.Erased = func(context.Context) (string, error) { return erasures, nil }
	if err := l.Poll(t.Context()); err != nil || !strings.Contains(l.waiting, "W8") {
		t.Fatal(err, l.waiting)
	}
	l.waiting, erasures = "", "once" // by another process, between two polls
	if err := l.Poll(t.Context()); err != nil || l.recalls != 2 || strings.Contains(l.waiting, "W8") || !strings.Contains(l.waiting, "W9") {
		t.Fatalf("%v, %d, %s", err, l.recalls, l.waiting)
	}
	l.cursor, l.waiting, erasures = "", "", "twice"
	l.Tracker = script(func(cursor string) (*carrier.Batch, error) {
		erasures += "!" // within each poll
		return page(cursor)
	})
	named(t, l.Poll(t.Context()), "erased meanwhile")
	if s := l.State(); s.Failures != 0 || l.waiting != "" || l.cursor != "" {
		t.Errorf("%+v, kept %q up to %q", s, l.waiting, l.cursor)
	}
	l.Tracker = script(page)
	if err := l.Poll(t.Context()); err != nil || l.cursor != "1" {
		t.Errorf("%v, up to %q", err, l.cursor)
	}
	keep := l.Keep // it was erased between the look and the write
	l.Keep = func(context.Context, string, string, string) error {
		return shipping.Fault(shipping.Conflict, "kept", "")
	}
	recalls := l.recalls
	l.cursor = "1"
	l.Tracker = script(func(string) (*carrier.Batch, error) {
		return &carrier.Batch{Messages: []carrier.Message{said("W7", "z")}, Next: "3"}, nil
	})
	named(t, l.Poll(t.Context()), "erased meanwhile")
	if l.Keep = keep; l.Poll(t.Context()) != nil || l.recalls != recalls+1 || l.cursor != "3" {
		t.Errorf("recalled %d times, up to %q", l.recalls-recalls, l.cursor)
	}
	gone := errors.New("gone")
	l.Erased = func(context.Context) (string, error) { return "", gone }
	if err := l.Poll(t.Context()); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}

// A feed that always has more is read on from where it ended, told once, and not asked without a pause for ever.
func TestAFeedWithoutAnEndIsTold(t *testing.T) {
	n, end := 0, false
	l := listen(func(cursor string) (*carrier.Batch, error) {
		if cursor != fmt.Sprint(n) && n > 0 {
			t.Fatalf("page %d is asked for at %q", n, cursor)
		}
		n++
		return &carrier.Batch{Messages: []carrier.Message{said("W1", fmt.Sprint(n)), said("W9", fmt.Sprint(n))}, Next: fmt.Sprint(n), More: !end}, nil
	})
	l.Pages = 3
	var pauses []time.Duration
	for range 12 {
		if err := l.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		pauses = append(pauses, l.Pause(time.Minute))
	}
	if s := l.State(); s.Behind != 12 || s.Unmatched != 36 || len(l.recorded) != 36 || l.cursor != "36" || s.Answered.IsZero() {
		t.Errorf("%+v, %d recorded up to %q", s, len(l.recorded), l.cursor)
	}
	if pauses[0] != time.Second || pauses[8] != time.Second || pauses[9] != time.Minute {
		t.Errorf("it rests for %v", pauses)
	}
	ctx, stop := context.WithCancel(t.Context())
	var log strings.Builder
	polls := 0
	l.Tracker = script(func(cursor string) (*carrier.Batch, error) {
		if polls++; polls > 9 {
			end = true
		}
		if polls > 11 {
			stop()
		}
		n++
		return &carrier.Batch{Messages: []carrier.Message{said("W1", fmt.Sprint(n))}, Next: fmt.Sprint(n), More: !end}, nil
	})
	l.Follow(ctx, time.Millisecond, slog.New(slog.NewTextHandler(&log, nil)))
	if text := log.String(); strings.Count(text, "news do not end") != 1 || strings.Count(text, "as they should again") != 1 || strings.Count(text, "carrier=post") != 2 {
		t.Errorf("it is told:\n%s", text)
	}
	if s := l.State(); s.Behind != 0 {
		t.Errorf("%+v", s)
	}
}

// A carrier that asks to be left in peace is, for as long as it says, within reason.
func TestACarrierIsLeftInPeaceForAsLongAsItAsks(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "3": 2 * time.Second, "": 2 * time.Second, "0": 2 * time.Second, "-5": 2 * time.Second, "soon": 2 * time.Second, "1.5": 2 * time.Second,
		"99999999999999999999": 2 * time.Second, "2000000000": carrier.MostPause,
		start.Add(5 * time.Minute).Format(http.TimeFormat): 5 * time.Minute, start.Add(-time.Hour).Format(http.TimeFormat): 2 * time.Second,
		"Wed, 31 Dec 9999 23:59:59 GMT": carrier.MostPause,
	} {
		if header == "3" {
			want = 3 * time.Second
		}
		l := listen(func(string) (*carrier.Batch, error) { return nil, carrier.RetryAfter("slow down", header, start) })
		named(t, l.Poll(t.Context()), "slow down")
		if got := l.Pause(time.Second); got != want {
			t.Errorf("%q: it rests for %s, want %s", header, got, want)
		}
	}
}
