package carrier_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// door is a connection to a carrier that hangs, and what became of it.
type door struct {
	*carrier.Connection
	h      *hanging
	closed atomic.Bool
}

func openDoor(follows *carrier.Connection, also func(*carrier.Opened)) *door {
	d := &door{h: &hanging{asked: make(chan struct{}, 1), let: make(chan error)}}
	d.Connection = carrier.Connect("post", func() (carrier.Opened, error) {
		o := carrier.Opened{Connector: d.h, Close: func() { d.closed.Store(true) }}
		if also != nil {
			also(&o)
		}
		return o, nil
	}, follows)
	return d
}

// A connection is closed when its last user is done, whoever ends it, and opened anew only then.
func TestAConnectionEndsWithItsLastUser(t *testing.T) {
	first := openDoor(nil, nil)
	if !first.Wait(t.Context(), time.Minute) || first.Trouble() != nil || first.Simulated() {
		t.Fatal(first.Trouble())
	}
	booked := make(chan error, 1)
	go func() {
		_, err := first.Book(context.Background(), &carrier.Request{})
		booked <- err
	}()
	<-first.h.asked
	second := openDoor(first.Connection, nil)
	for second.Wait(t.Context(), 0); ; time.Sleep(time.Millisecond) { // no new user comes in meanwhile
		err := first.Cancel(t.Context(), &carrier.Cancellation{})
		if shipping.CodeOf(err) == shipping.Unavailable {
			break
		}
	}
	time.Sleep(20 * time.Millisecond)
	if first.closed.Load() || second.IsOpened() || !second.Late(time.Millisecond) || second.Late(time.Hour) {
		t.Errorf("closed %t while it is in use, the next opened %t", first.closed.Load(), second.IsOpened())
	}
	if err := second.Cancel(t.Context(), &carrier.Cancellation{}); err == nil {
		t.Error("it is not open")
	}
	first.h.let <- nil
	if err := <-booked; err != nil {
		t.Error(err)
	}
	if !second.Wait(t.Context(), time.Minute) || !first.closed.Load() || second.Trouble() != nil {
		t.Errorf("closed %t, the next opened %t", first.closed.Load(), second.IsOpened())
	}
	second.End()
	if _, err := second.Book(t.Context(), &carrier.Request{}); shipping.CodeOf(err) != shipping.Unavailable || !second.closed.Load() {
		t.Errorf("after its end: %v", err)
	}
}

// The end of a connection ends its polls, which are users too, and a poll by the next begins where that one kept its place.
func TestTheEndOfAConnectionEndsItsPolls(t *testing.T) {
	l := listen(func(string) (*carrier.Batch, error) { return &carrier.Batch{Next: "1"}, nil })
	d := openDoor(nil, l.opens)
	if err := listenTo(t, d.Connection); err != nil { // it is not open yet, or is
		t.Fatal(err)
	}
	followed := make(chan struct{})
	go func() {
		d.Follow(context.Background(), time.Hour, slog.New(slog.DiscardHandler))
		close(followed)
	}()
	for {
		if s, ok := d.State(); ok && !s.Answered.IsZero() {
			break
		}
		time.Sleep(time.Millisecond)
	}
	d.Ask(t.Context())
	d.End()
	<-followed
	asked := len(l.asked)
	if err := listenTo(t, d.Connection); err != nil || len(l.asked) != asked || !d.closed.Load() {
		t.Errorf("after its end: %v, asked %d times", err, len(l.asked)-asked)
	}
}

// A page that was heard, and could not be recorded, is asked for again, though the carrier has nothing more to say.
func TestAPageThatWasNotRecordedIsAskedForAgain(t *testing.T) {
	l := listen(func(cursor string) (*carrier.Batch, error) {
		if cursor == "1" {
			return &carrier.Batch{Next: "1"}, nil
		}
		return &carrier.Batch{Messages: []carrier.Message{said("W1", "a")}, Next: "1"}, nil
	})
	d := openDoor(nil, func(o *carrier.Opened) {
		l.opens(o)
		o.Silent = func(cursor string) bool { return cursor == "1" }
	})
	d.Wait(t.Context(), time.Minute)
	hear := func() error {
		return carrier.ListenTogether(t.Context(), []*carrier.Connection{d.Connection}, l.Record)[0]
	}
	l.answer = func(carrier.Report) error { return shipping.Fault(shipping.Unavailable, "the disk is full", "") }
	for range 2 {
		if err := hear(); shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("got %v", err)
		}
		d.Ask(t.Context())
	}
	l.answer = nil
	if err := hear(); err != nil || len(l.recorded) != 1 || l.cursor != "1" {
		t.Errorf("%v, %d recorded, up to %q", err, len(l.recorded), l.cursor)
	}
	asked := len(l.asked)
	if err := hear(); err != nil || len(l.asked) != asked {
		t.Errorf("it has nothing to say, and is asked: %v", err)
	}
	d.End()
}

// What cannot be opened is told, and harms nobody who waits.
func TestAConnectionThatCannotBeOpened(t *testing.T) {
	dark := errors.New("dark")
	c := carrier.Connect("post", func() (carrier.Opened, error) { return carrier.Opened{}, dark }, nil)
	c.Follow(t.Context(), time.Second, slog.New(slog.DiscardHandler))
	_, err := c.Book(t.Context(), &carrier.Request{})
	var noWay *carrier.NoWayError
	if s, ok := c.State(); !ok || !errors.Is(s.Trouble, dark) || s.Carrier != "post" || !errors.As(err, &noWay) || !errors.Is(err, dark) || c.Simulated() {
		t.Errorf("%+v, %v", s, err)
	}
	c.End()
	let := make(chan struct{})
	hangs := carrier.Connect("post", func() (carrier.Opened, error) { <-let; return carrier.Opened{}, nil }, nil)
	next := openDoor(hangs, nil)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	hangs.Follow(ctx, time.Second, slog.New(slog.DiscardHandler))
	if !next.Wait(t.Context(), time.Minute) || hangs.Wait(ctx, time.Hour) {
		t.Error("it waits for one that hangs at its opening")
	}
	close(let)
}

// TestAskingAheadIsAUse: a connection is not closed while it asks ahead, and is held by nobody when there was nothing to ask, for
// the place is not known yet, or the answer is there, or one waits already.
func TestAskingAheadIsAUse(t *testing.T) {
	asked, let := make(chan struct{}), make(chan struct{})
	l := listen(func(cursor string) (*carrier.Batch, error) {
		if cursor == "1" {
			close(asked)
			<-let
		}
		return &carrier.Batch{Next: "1"}, nil
	})
	early := openDoor(nil, listen(func(string) (*carrier.Batch, error) { return &carrier.Batch{}, nil }).opens)
	early.Wait(t.Context(), time.Minute)
	early.Ask(t.Context()) // its place was not read yet
	early.End()
	d := openDoor(nil, l.opens)
	d.Wait(t.Context(), time.Minute)
	if err := listenTo(t, d.Connection); err != nil {
		t.Fatal(err)
	}
	d.Ask(t.Context())
	<-asked
	d.Ask(t.Context()) // an answer is waited for already
	ended := make(chan struct{})
	go func() {
		d.End()
		close(ended)
	}()
	select {
	case <-ended:
		t.Error("it ends while it is in use")
	case <-time.After(20 * time.Millisecond):
	}
	if d.closed.Load() {
		t.Error("it is closed while it is in use")
	}
	close(let)
	<-ended
	if !d.closed.Load() || !early.closed.Load() {
		t.Error("it is not closed")
	}
}
