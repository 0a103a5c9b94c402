package carriertest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// Road is the way between a connector and its carrier's mock, on which something befalls a call.
type Road struct {
	Mock http.Handler
	// By makes a connector to a base address, as a program has it that begins now. It goes by the clock of Pass and Now.
	By      func(base string) carrier.Connector
	Request *carrier.Request
	Now     func() time.Time
	Pass    func(time.Duration)
	// Booked is how many parcels the carrier booked, and how many of them are not void.
	Booked func() (all, alive int)
}

// A mishap is what befalls a call: it has the carrier's answer made where the call reaches it, and answers in its place.
type mishap func(w http.ResponseWriter, carriers func() *httptest.ResponseRecorder)

var mishaps = map[string]mishap{
	"its answer is lost": func(_ http.ResponseWriter, carriers func() *httptest.ResponseRecorder) {
		carriers()
		panic(http.ErrAbortHandler)
	},
	"its answer breaks off": func(w http.ResponseWriter, carriers func() *httptest.ResponseRecorder) {
		said := carriers()
		maps.Copy(w.Header(), said.Header())
		w.Header().Set("Content-Length", strconv.Itoa(said.Body.Len()+2))
		w.WriteHeader(said.Code)
		_, _ = w.Write(said.Body.Bytes()[:said.Body.Len()/2])
		panic(http.ErrAbortHandler)
	},
	"a page stands in place of its answer": func(w http.ResponseWriter, carriers func() *httptest.ResponseRecorder) {
		carriers()
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html><body>We are back soon.</body></html>")
	},
	"a gateway has no answer": func(w http.ResponseWriter, carriers func() *httptest.ResponseRecorder) {
		carriers()
		w.WriteHeader(http.StatusGatewayTimeout)
		_, _ = io.WriteString(w, "<html>504</html>")
	},
	"it was called too often": func(w http.ResponseWriter, _ func() *httptest.ResponseRecorder) {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
	},
	"its token has ended": func(w http.ResponseWriter, _ func() *httptest.ResponseRecorder) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "{}")
	},
}

// Mishaps has each mishap befall each call of a booking once, with a program that goes on and with one that begins anew behind it. None may be taken for the carrier's no, by
// which the next channel would take the parcel; and in the end the parcel has one label, or it is a case, and has one when somebody has looked.
func Mishaps(t *testing.T, open func(t *testing.T) *Road) {
	t.Helper()
	calls := 0
	road := open(t)
	base := At(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		road.Mock.ServeHTTP(w, r)
	}))
	if _, err := road.By(base).Book(t.Context(), road.Request); err != nil {
		t.Fatal(err)
	}
	for name, befalls := range mishaps {
		for call := 1; call <= calls; call++ {
			for _, anew := range []bool{false, true} {
				what := name + ", call " + strconv.Itoa(call)
				if anew {
					what += ", and the program begins anew"
				}
				t.Run(what, func(t *testing.T) { open(t).travel(t, call, befalls, anew) })
			}
		}
	}
}

// tries is how often a booking is asked for before somebody looks at its case: half a day, by quarters of an hour.
const tries = 48

// travel has something befall one call, and asks again until there is an answer.
func (r *Road) travel(t *testing.T, call int, befalls mishap, anew bool) {
	t.Helper()
	n := 0
	base := At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if n++; n != call {
			r.Mock.ServeHTTP(w, q)
			return
		}
		befalls(w, func() *httptest.ResponseRecorder {
			said := httptest.NewRecorder()
			r.Mock.ServeHTTP(said, q)
			return said
		})
	}))
	by, ask := r.By(base), *r.Request
	yes, err := r.ask(t, by, &ask)
	if err != nil && anew {
		by = r.By(base)
	}
	for i := 0; err != nil && i < tries; i++ {
		r.Pass(15 * time.Minute)
		yes, err = r.ask(t, by, &ask)
	}
	if _, alive := r.Booked(); err != nil {
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || alive > 1 {
			t.Fatalf("%d labels, and nobody is told: %v", alive, err)
		}
		before, _ := r.Booked()
		ask.NotBooked = r.Now()
		_, err = r.ask(t, by, &ask)
		if all, _ := r.Booked(); err != nil || all != before+1 {
			t.Fatalf("somebody has looked, and %d more were booked: %v", all-before, err)
		}
		return
	}
	if _, alive := r.Booked(); alive != 1 || len(yes.Label) == 0 {
		t.Errorf("%d labels are alive: %+v", alive, yes)
	}
}

// ask asks for the booking. What is no answer is no refusal either.
func (r *Road) ask(t *testing.T, by carrier.Booker, ask *carrier.Request) (*carrier.Confirmation, error) {
	t.Helper()
	yes, err := by.Book(t.Context(), ask)
	ask.Tried = true
	switch shipping.CodeOf(err) {
	case "", shipping.Unavailable, shipping.Unauthorized:
	default:
		t.Fatalf("it is taken for an answer: %v", err)
	}
	return yes, err
}
