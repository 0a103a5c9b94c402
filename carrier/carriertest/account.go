package carriertest

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/awaited"
	"crosslane/shipping"
)

// Begun is when the trials of connectors begin.
var Begun = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// Account is a merchant's side of a trial: the clock that carrier and connector go by, and the numbers that were booked. The zero value is at Begun, and safe
// for concurrent use.
type Account struct {
	mu      sync.Mutex
	passed  time.Duration
	numbers []awaited.Number // that were booked, as their parcels stand
	kept    map[string]awaited.Number
}

// Open is an account under which numbers were booked when the trial began.
func Open(waybills ...string) *Account {
	a := &Account{}
	for _, w := range waybills {
		a.numbers = append(a.numbers, awaited.Number{Waybill: w, Booked: Begun})
	}
	return a
}

// Now is the instant of the trial.
func (a *Account) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Begun.Add(a.passed)
}

// Pass lets time pass.
func (a *Account) Pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.passed += d
}

// Changed lists numbers that were booked since an instant and are not kept, or of whose parcels something was recorded since, as a merchant lists those of
// its parcels.
func (a *Account) Changed(_ context.Context, since time.Time, most int) (list []awaited.Number, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, n := range a.numbers {
		k, kept := a.kept[n.Waybill]
		if n.Question = k.Question; (!kept || k.Recorded.Before(n.Recorded)) && !n.Booked.Before(since) {
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(a, b awaited.Number) int { return a.Booked.Compare(b.Booked) })
	return list[:min(most, len(list))], nil
}

// Wanted lists, of each pace, the numbers that have waited longest to be asked for by an instant, as many of each as most.
func (a *Account) Wanted(_ context.Context, by time.Time, most int) (list []awaited.Number, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var of [awaited.Paces]int
	all := make([]awaited.Number, 0, len(a.numbers))
	for _, n := range a.numbers {
		if k, kept := a.kept[n.Waybill]; kept && !k.Wanted.After(by) {
			n.Question = k.Question
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b awaited.Number) int {
		return cmp.Or(a.Wanted.Compare(b.Wanted), strings.Compare(a.Waybill, b.Waybill))
	})
	for _, n := range all {
		if of[n.Pace]++; of[n.Pace] <= most {
			list = append(list, n)
		}
	}
	return list, nil
}

// Keep keeps what was asked of numbers.
func (a *Account) Keep(_ context.Context, list []awaited.Number) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept == nil {
		a.kept = map[string]awaited.Number{}
	}
	for _, n := range list {
		n.Asked, n.Wanted = n.Asked.Truncate(time.Millisecond), n.Wanted.Truncate(time.Millisecond) // as a database keeps them
		a.kept[n.Waybill] = n
	}
	return nil
}

// Record has it recorded now that a parcel stands otherwise.
func (a *Account) Record(waybill string, status shipping.Status) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.numbers {
		if n := &a.numbers[i]; n.Waybill == waybill {
			n.Status, n.Recorded = status, Begun.Add(a.passed)
		}
	}
}

// Took keeps the number of what was booked, and hands the answer on.
func (a *Account) Took(yes *carrier.Confirmation, err error) (*carrier.Confirmation, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil && !slices.ContainsFunc(a.numbers, func(n awaited.Number) bool { return n.Waybill == yes.Waybill }) {
		a.numbers = append(a.numbers, awaited.Number{Waybill: yes.Waybill, Booked: Begun.Add(a.passed)})
	}
	return yes, err
}

// At has a mock answer over HTTP until the test ends, and tells its address.
func At(t *testing.T, mock http.Handler) (base string) {
	t.Helper()
	web := httptest.NewServer(mock)
	t.Cleanup(web.Close)
	return web.URL
}

// Lost asks for a booking whose answer is lost, and then for the same when the Book no longer has its channel, and the buyer's address no street: what may be
// booked is not refused by that, as the next channel would take the parcel.
func Lost(t *testing.T, by carrier.Booker, r *carrier.Request) {
	t.Helper()
	if _, err := by.Book(t.Context(), r); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer is lost: %v", err)
	}
	changed := *r
	changed.Channel, changed.To.Lines, changed.Tried = book.Channel{ID: r.Channel.ID}, nil, true
	for range 3 {
		if _, err := by.Book(t.Context(), &changed); err != nil && shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("what may be booked is refused: %v", err)
		}
	}
}

// Minds has a carrier that says no to what is asked about the number 400, and looks that this hides no other number. By makes a connector to a base address.
func Minds(t *testing.T, mock http.Handler, no, waybill string, by func(base string) carrier.Tracker) {
	t.Helper()
	base := At(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path+"?"+r.URL.RawQuery+"&", "/400/") || strings.Contains(r.URL.RawQuery+"&", "=400&") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, no)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	list, err := by(base).Track(t.Context(), []string{"400", waybill})
	if err != nil || len(list) == 0 || list[0].Waybill != waybill {
		t.Errorf("%+v, %v", list, err)
	}
}

// Until asks again as the worker does, until there is an answer: after no more than twenty times.
func Until(t *testing.T, by carrier.Booker, r *carrier.Request) *carrier.Confirmation {
	t.Helper()
	for range 20 {
		yes, err := by.Book(t.Context(), r)
		if err == nil {
			return yes
		}
		if shipping.CodeOf(err) != shipping.Unavailable {
			t.Fatal(err)
		}
	}
	t.Fatal("it never answers")
	return nil
}
