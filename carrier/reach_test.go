package carrier_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// logTo makes the office tell a log how carriers answer.
func logTo(d *office) *strings.Builder {
	var log strings.Builder
	d.Reach = &carrier.Reach{Log: slog.New(slog.NewTextHandler(&log, nil))}
	return &log
}

// TestACarrierThatFailsLastinglyIsToldOnce: at its third failure in a row, and once more when it answers, be it with a no.
// Nothing of what it says, and of the parcel, stands in the log.
func TestACarrierThatFailsLastinglyIsToldOnce(t *testing.T) {
	quoting := carrier.Unavailable("the carrier answered: nobody at Domstr. 1 of Ann Example", errors.New("https://x/W77"))
	for name, c := range map[string]struct {
		broken func(*office, *answers)
		why    string
	}{
		"unreachable": {func(_ *office, a *answers) { a.no = quoting }, "it does not answer"},
		"unusable":    {func(_ *office, a *answers) { a.yes.Label, a.yes.Media = []byte("<p>Ann Example"), "text/html" }, "its answers cannot be used"},
		"no way": {func(d *office, _ *answers) {
			d.Connector = func(shipping.MerchantID, shipping.CarrierID) (carrier.Connector, error) { return nil, quoting }
		}, "there is no way to it"},
		"no account": {func(_ *office, a *answers) {
			a.no = &shipping.Error{Code: shipping.Unauthorized, Message: "the carrier does not accept the account: ann@example.org"}
		}, "it does not accept the account"},
	} {
		d, a := openAnswers(t)
		log, sound := logTo(d), *a
		open := d.Connector
		for round := range 2 {
			c.broken(d, a)
			for n := range 9 {
				job := d.toBook(parcel)
				if n%3 == 1 {
					job = d.toCancel(parcel)
				}
				if name == "unusable" {
					job = d.toBook(parcel)
				}
				if out, err := d.perform(t, job); err == nil {
					t.Fatalf("%s: %+v", name, out)
				}
				if told := strings.Count(log.String(), "bookings with a carrier fail"); told != round && n < 2 || n >= 2 && told != round+1 {
					t.Errorf("%s: told %d times after %d failures", name, told, n+1)
				}
			}
			*a, d.Connector = sound, open
			if round == 1 {
				a.no = carrier.Refuse("NO", "not to Ann Example")
			}
			for range 3 {
				if _, err := d.perform(t, d.toBook(parcel)); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
		text := log.String()
		if strings.Count(text, "\n") != 4 || strings.Count(text, "work again") != 2 || strings.Count(text, "carrier=simpost") != 4 || strings.Count(text, c.why) != 2 {
			t.Errorf("%s: it is told\n%s", name, text)
		}
		for _, word := range []string{"Ann", "ann@", "Domstr", "W1", "W77"} {
			if strings.Contains(text, word) {
				t.Errorf("%s: the log names %s:\n%s", name, word, text)
			}
		}
	}
}

// A mishap, however often, is no failure that lasts; nor is what the end of the program breaks off.
func TestMishapsAreNotTold(t *testing.T) {
	d, a := openAnswers(t)
	log := logTo(d)
	for n := range 12 {
		if a.no = nil; n%3 < 2 {
			a.no = carrier.Unavailable("away", nil)
		}
		_, _ = d.perform(t, d.toBook(parcel))
	}
	ended, end := context.WithCancel(t.Context())
	end()
	a.no = carrier.Unavailable("broken off", context.Canceled)
	for range 5 {
		task := &fact.Task{Merchant: "t", Job: d.toBook(parcel),
			Stream:   func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return d.balance(s), nil },
			Document: func(_ context.Context, id shipping.DocumentID) (shipping.Document, error) { return d.docs[id], nil }}
		_, _ = d.Perform(ended, task)
	}
	if text := log.String(); text != "" {
		t.Errorf("it is told\n%s", text)
	}
}

// hanging is a carrier that answers when it is let to.
type hanging struct {
	answers
	asked chan struct{}
	let   chan error
}

func (h *hanging) Book(context.Context, *carrier.Request) (*carrier.Confirmation, error) {
	h.asked <- struct{}{}
	if err := <-h.let; err != nil {
		return nil, err
	}
	return &h.yes, nil
}

// Of a carrier that fails lastingly one answer is waited for, and no more: the others' parcels are booked meanwhile.
func TestACarrierThatHangsIsWaitedForOnce(t *testing.T) {
	d, a := openAnswers(t)
	logTo(d)
	h := &hanging{answers: *a, asked: make(chan struct{}, 1), let: make(chan error)}
	d.Connector = func(_ shipping.MerchantID, id shipping.CarrierID) (carrier.Connector, error) {
		if id == "post" {
			return a, nil
		}
		return h, nil
	}
	job := d.toBook(parcel)
	wait := func() chan error {
		ended := make(chan error, 1)
		go func() {
			_, err := d.perform(t, job)
			ended <- err
		}()
		<-h.asked
		return ended
	}
	for range 3 {
		ended := wait()
		h.let <- carrier.Unavailable("no answer", nil)
		<-ended
	}
	ended := wait()
	for range 100 {
		if _, err := d.perform(t, job); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), "at present") {
			t.Fatalf("got %v", err)
		}
	}
	other := parcel[:len(parcel)-1] + "9"
	d.planFor(other, 500)
	if out, err := d.perform(t, d.record(other.Stream(), &fact.BookingRequested{Channel: packet.ID, Carrier: "post", Attempt: 1})); err != nil || len(out.Facts) != 1 {
		t.Errorf("another carrier: %v", err)
	}
	h.let <- nil
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	one, two := wait(), wait() // it answers again
	h.let <- nil
	h.let <- nil
	if err := errors.Join(<-one, <-two); err != nil {
		t.Error(err)
	}
}

// A carrier that asks to be left in peace is asked for no parcel meanwhile.
func TestACarrierThatIsBusyIsNotAsked(t *testing.T) {
	d, a := openAnswers(t)
	logTo(d)
	a.no = carrier.RetryAfter("slow down", "90", start)
	for _, c := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {time.Second, 1}, {89 * time.Second, 1}, {90 * time.Second, 2}} {
		d.clock.Store(start.Add(c.after).Unix())
		if _, err := d.perform(t, d.toBook(parcel)); shipping.CodeOf(err) != shipping.Unavailable || a.booked != c.asked {
			t.Errorf("after %s: asked %d times, %v", c.after, a.booked, err)
		}
	}
}

// It is left in peace from its answer on, not from when it was asked, and no other answer shortens that.
func TestPeaceIsCountedFromTheAnswer(t *testing.T) {
	d, a := openAnswers(t)
	d.Reach = &carrier.Reach{} // nobody is told
	h := &hanging{answers: *a, asked: make(chan struct{}, 1), let: make(chan error)}
	d.Connector = func(shipping.MerchantID, shipping.CarrierID) (carrier.Connector, error) { return h, nil }
	job := d.toBook(parcel)
	asked := func() chan error {
		ended := make(chan error, 1)
		go func() {
			_, err := d.perform(t, job)
			ended <- err
		}()
		<-h.asked
		return ended
	}
	one, two := asked(), asked()
	d.clock.Store(start.Add(time.Minute).Unix())
	h.let <- carrier.RetryAfter("slow down", "90", start)
	select { // either hears it first
	case <-one:
		one = two
	case <-two:
	}
	h.let <- nil
	<-one
	for after, busy := range map[time.Duration]bool{61 * time.Second: true, 149 * time.Second: true, 151 * time.Second: false} {
		d.clock.Store(start.Add(after).Unix())
		ended := make(chan error, 1)
		go func() {
			_, err := d.perform(t, job)
			ended <- err
		}()
		select {
		case err := <-ended:
			if !busy || err == nil {
				t.Errorf("after %s it is not asked: %v", after, err)
			}
		case <-h.asked:
			if busy {
				t.Errorf("after %s it is asked", after)
			}
			h.let <- nil
			<-ended
		}
	}
	d.clock.Store(start.Add(time.Hour).Unix())
	for range 5 { // it fails lastingly, and works again
		ended := asked()
		h.let <- carrier.Unavailable("away", nil)
		<-ended
	}
	ended := asked()
	h.let <- nil
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
