package carriertest

import (
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
	"crosslane/shipping"
)

// Begun is when the trials of connectors begin.
var Begun = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// Account is a merchant's side of a trial: the clock that carrier and connector go by, and the numbers that were booked. The zero value is at Begun, and safe
// for concurrent use.
type Account struct {
	mu      sync.Mutex
	passed  time.Duration
	numbers []string
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

// Numbers lists those that were booked, as a merchant lists those of its parcels.
func (a *Account) Numbers(context.Context) ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.numbers), nil
}

// Keep keeps the number of what was booked, and hands the answer on.
func (a *Account) Keep(yes *carrier.Confirmation, err error) (*carrier.Confirmation, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil && !slices.Contains(a.numbers, yes.Waybill) {
		a.numbers = append(a.numbers, yes.Waybill)
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
