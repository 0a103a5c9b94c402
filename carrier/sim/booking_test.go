package sim

import (
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

func TestALostAnswerIsNotASecondBooking(t *testing.T) {
	r := open(t, Config{Behave: always(plain), Faults: Faults{DropAnswer: 1000, Busy: 1000}})
	for n, tries := 0, 0; n < 20; tries++ {
		_, err := r.Book(t.Context(), request(n))
		if err == nil {
			n++
		} else if shipping.CodeOf(err) != shipping.Unavailable || tries > 100 {
			t.Fatal(err)
		}
	}
	if s := r.Stats(); s.Asked != 60 || s.Keys != 20 || s.Booked != 20 || s.Doubles != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestManyAtOnceAreAsOneAfterTheOther(t *testing.T) {
	crowd, queue := open(t, Config{}), open(t, Config{})
	var group sync.WaitGroup
	for g := range 6 {
		group.Go(func() {
			for n := range 40 {
				// Neighbours ask for the same parcels with the same keys.
				_, err := crowd.Book(t.Context(), request(20*g+n))
				if err != nil && shipping.CodeOf(err) != shipping.Refused {
					t.Error(err)
				}
				if _, err := crowd.Changes(t.Context(), ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for n := range 140 {
		_, _ = queue.Book(t.Context(), request(n)) // refused ones count too
	}
	for _, r := range []*rig{crowd, queue} {
		r.pass(90 * 24 * time.Hour)
	}
	if a, b := crowd.feed(t), queue.feed(t); len(a) < 1000 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d messages and %d", len(a), len(b))
	}
	if s := crowd.Stats(); s.Asked != 240 || s.Keys != 140 || s.Doubles != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestTwoBookingsOfOneParcelAreCounted(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	first, again := r.take(t, 1), request(1)
	again.Key = "another key"
	if _, err := r.Book(t.Context(), again); err != nil || r.Stats().Doubles != 1 {
		t.Errorf("%v, %+v", err, r.Stats())
	}
	again = request(2)
	r.take(t, 2)
	yes := r.take(t, 2)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
		t.Fatal(err)
	}
	again.Key = "a third key"
	if _, err := r.Book(t.Context(), again); err != nil || r.Stats().Doubles != 1 || first.Waybill == yes.Waybill {
		t.Errorf("a parcel may be booked again when its booking is undone: %v, %+v", err, r.Stats())
	}
}

func TestAParcelOnItsWayIsNotCancelled(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	yes := r.take(t, 1)
	r.pass(24 * time.Hour)
	err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "IN_TRANSIT" {
		t.Errorf("got %v", err)
	}
	r = open(t, Config{Behave: always(plain)})
	yes = r.take(t, 1)
	r.pass(time.Hour)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
		t.Fatal(err)
	}
	r.pass(90 * 24 * time.Hour)
	if news := r.feed(t); len(news) != 2 || news[0].Scan.Milestone != shipping.LabelCreated || news[1].Scan.Milestone != shipping.VoidedMilestone {
		t.Errorf("a voided parcel does not travel: %d messages", len(news))
	}
	stubborn := open(t, Config{Behave: always(Behaviour{RefuseCancel: 1000})})
	err = stubborn.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: stubborn.take(t, 1).Waybill})
	if carrier.RefusalCode(err) != "NOT_NOW" {
		t.Errorf("got %v", err)
	}
}

func TestACarrierThatStartsAgainKnowsItsBookings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	first := open(t, Config{Journal: path})
	var kept []*carrier.Confirmation
	for n := range 30 {
		yes, err := first.Book(t.Context(), request(n))
		if err != nil && shipping.CodeOf(err) != shipping.Refused {
			t.Fatal(err)
		}
		kept = append(kept, yes)
		if n == 10 && yes != nil {
			first.pass(time.Hour)
			if err := first.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
				t.Fatal(err)
			}
		}
		first.pass(time.Hour)
		if n%7 == 0 {
			first.feed(t)
		}
	}
	torn, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := torn.WriteString(`{"book":{"key":"half a li`); err != nil || torn.Close() != nil {
		t.Fatal(err)
	}
	first.release(t)
	second := open(t, Config{Journal: path, Behave: always(Behaviour{Refuse: 1000})})
	second.clock.Store(first.clock.Load())
	for n, want := range kept {
		if yes, err := second.Book(t.Context(), request(n)); !reflect.DeepEqual(yes, want) {
			t.Errorf("request %d: %+v, %v, before it was %+v", n, yes, err, want)
		}
	}
	for _, r := range []*rig{first, second} {
		r.pass(90 * 24 * time.Hour)
	}
	if a, b := first.feed(t), second.feed(t); len(a) < 300 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d messages, and %d after the restart", len(a), len(b))
	}
	if a, b := first.Stats(), second.Stats(); a.Booked != b.Booked || a.Cancelled != b.Cancelled || a.Refused != b.Refused {
		t.Errorf("%+v, after the restart %+v", a, b)
	}
}

func TestAChannelThatIsNoLongerSoldIsStillKnown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	first := open(t, Config{Journal: path, Behave: always(plain)})
	yes := first.take(t, 1)
	first.release(t)
	second := open(t, Config{Journal: path, Channels: []book.Channel{local}})
	second.Labels = true
	if again, err := second.Book(t.Context(), request(1)); err != nil || again.Waybill != yes.Waybill || len(again.Label) == 0 {
		t.Errorf("%+v, %v", again, err)
	}
}
