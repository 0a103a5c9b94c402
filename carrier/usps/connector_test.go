package usps

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/usps/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "usps", Account: mock.Account, Login: mock.Login}

// rig is an account that answers, a connector to it, and the numbers that were booked.
type rig struct {
	carriertest.Account
	*mock.Server
	*Connector
	url string
}

// Book books, and keeps the number.
func (r *rig) Book(ctx context.Context, ask *carrier.Request) (*carrier.Confirmation, error) {
	return r.Took(r.Connector.Book(ctx, ask))
}

// opened is a connector by the rig's clock, as a program has it that begins now.
func (r *rig) opened() *Connector { return r.by(r.url) }

// by is one that goes by another way.
func (r *rig) by(way string) *Connector {
	to := who
	to.Address = way
	c := Open(to, mock.Secret, &r.Account, time.Minute)
	c.now, c.asked = r.Account.Now, again.Since(0, r.Account.Now)
	return c
}

func start(t *testing.T, server *mock.Server) *rig {
	t.Helper()
	r := &rig{Server: server}
	server.Now = r.Account.Now
	r.url = carriertest.At(t, server)
	r.Connector = r.opened()
	t.Cleanup(r.Close)
	return r
}

// ask is for a parcel abroad where n is odd, and within the United States where it is even.
func ask(n int) *carrier.Request {
	r := &carrier.Request{Key: fmt.Sprintf("parcel:par_06eci1nc03m9h067tpr0gbo%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), Order: fmt.Sprintf("#10%02d", n), At: carriertest.Begun,
		Channel: book.Channel{ID: "usps-abroad", Service: "PRIORITY_MAIL_INTERNATIONAL"},
		From:    book.Warehouse{ID: "austin", Name: "Sonne", Street: "1 Main St", City: "Austin", Place: shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 205, Width: 150, Height: 80}, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Maria Berg", Lines: []string{"Hauptstr. 1"}, City: "Bonn", Postcode: "53113", Country: "DE"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 200, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "USD"}}}}
	if n%2 == 0 {
		r.Channel = book.Channel{ID: "usps-ground", Service: "USPS_GROUND_ADVANTAGE"}
		r.To = shipping.Address{Name: "Ida Probe", Lines: []string{"1 Elm St", "Apt 2"}, City: "Boise", Region: "ID", Postcode: "83701-1234", Country: "US"}
	}
	return r
}

func tried(n int) *carrier.Request {
	r := ask(n)
	r.Tried = true
	return r
}

// lost books by a way on which the answers to bookings are lost, also when the transport asks again under the key.
func lost(t *testing.T, r *rig, ask *carrier.Request) *Connector {
	t.Helper()
	c := r.by(carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method != http.MethodPost || q.URL.Path != labels && q.URL.Path != abroadLabels {
			r.ServeHTTP(w, q)
			return
		}
		r.ServeHTTP(httptest.NewRecorder(), q)
		panic(http.ErrAbortHandler)
	})))
	t.Cleanup(c.Close)
	if _, err := c.Book(t.Context(), ask); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer is lost: %v", err)
	}
	return c
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 32_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("9400100000000000000001")
				return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, one, timeout)
			}}
	})
}

// TestWhatABrokenCarrierSaysOnceItGaveTokens: the suite's answers reach the token alone.
func TestWhatABrokenCarrierSaysOnceItGaveTokens(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		return &carriertest.Subject{Connector: start(t, &mock.Server{}), Request: ask, Refused: func() *carrier.Request { a := ask(1); a.To.Lines = nil; return a }(), Pass: func() {},
			Behind: func(base string, timeout time.Duration) carrier.Connector { return behind(base, timeout) }}
	})
}

// behind is a connector that has its tokens, to whatever answers.
func behind(base string, timeout time.Duration) *Connector {
	one := carriertest.Open("9400100000000000000001")
	c := Open(book.Carrier{Account: mock.Account, Address: base}, "", one, timeout)
	c.wire.Bearer = nil
	c.now = func() time.Time { return carriertest.Begun }
	c.pay.token, c.pay.until = "p", carriertest.Begun.Add(time.Hour)
	return c
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 5, Ends: 7, Spends: 3})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || yes.Cost != (shipping.Money{Amount: 825, Currency: "USD"}) || len(yes.Reference) != 36 {
			t.Errorf("%d: %+v", n, yes)
		}
	}
	if all, alive := r.Booked(); all != 30 || alive != 30 {
		t.Errorf("%d labels were made, %d are alive", all, alive)
	}
}

func TestAProgramThatBeginsAnewIsAnsweredWithTheSameLabel(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Hour)
	second, err := r.opened().Book(t.Context(), tried(1))
	if all, _ := r.Booked(); err != nil || all != 1 || second.Waybill != first.Waybill || second.Reference != first.Reference {
		t.Errorf("%d labels, %+v, %v", all, second, err)
	}
}

// TestWhatWasLostOnADayBeforeIsUndone: a key holds for one request alone, and the day of mailing is a part of that.
func TestWhatWasLostOnADayBeforeIsUndone(t *testing.T) {
	for name, sent := range map[string]bool{"cancelled": false, "refunded": true} {
		for n := range 2 {
			r := start(t, &mock.Server{})
			lost(t, r, ask(n))
			r.Sent = sent
			r.Pass(72 * time.Hour)
			for range 2 {
				yes, err := r.opened().Book(t.Context(), tried(n))
				if all, alive := r.Booked(); err != nil || all != 2 || alive != 1 || !strings.Contains(yes.Waybill, "0000002") {
					t.Errorf("%s, %d: %d labels, %d alive, %+v, %v", name, n, all, alive, yes, err)
				}
			}
		}
	}
}

// TestWhatIsNotUndoneIsNamed: asked for the same again, USPS tells the number of what was made.
func TestWhatIsNotUndoneIsNamed(t *testing.T) {
	r := start(t, &mock.Server{})
	lost(t, r, ask(2))
	r.Shut = true
	r.Pass(24 * time.Hour)
	_, err := r.opened().Book(t.Context(), tried(2))
	if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), "9400100000000000000001") {
		t.Errorf("%v", err)
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d labels were made", all)
	}
}

func TestWhatIsNotUndoneIsSomebodysCase(t *testing.T) {
	r := start(t, &mock.Server{})
	c := lost(t, r, ask(1))
	r.Shut = true
	r.Pass(24 * time.Hour)
	for range 2 {
		_, err := c.Book(t.Context(), ask(1))
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), keyOf(ask(1).Key, "2026-05-04")) || !strings.Contains(err.Error(), "Business Customer Gateway") {
			t.Errorf("%v", err)
		}
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d labels were made", all)
	}
}

// TestANoToWhatIsAskedOtherwiseLeavesNoLabel: where the Book changed in between, the same key does not fit any more, and the next channel takes the parcel.
func TestANoToWhatIsAskedOtherwiseLeavesNoLabel(t *testing.T) {
	r := start(t, &mock.Server{})
	lost(t, r, ask(2))
	other := tried(2)
	other.From.Labels = "zpl203"
	if _, err := r.opened().Book(t.Context(), other); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("%v", err)
	}
	if all, alive := r.Booked(); all != 1 || alive != 0 {
		t.Errorf("%d labels, %d alive", all, alive)
	}
	r.Shut = true
	lost(t, r, ask(4))
	if _, err := r.opened().Book(t.Context(), func() *carrier.Request { a := tried(4); a.From.Labels = "zpl203"; return a }()); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a label may be alive: %v", err)
	}
}

// TestWhatABookThatChangedRefusesIsNotBooked: what was made before is undone first.
func TestWhatABookThatChangedRefusesIsNotBooked(t *testing.T) {
	for n := range 2 {
		r := start(t, &mock.Server{})
		lost(t, r, ask(n))
		changed := tried(n)
		changed.Channel.Service = ""
		_, err := r.opened().Book(t.Context(), changed)
		if all, alive := r.Booked(); shipping.CodeOf(err) != shipping.Invalid || all != 1 || alive != 0 {
			t.Errorf("%d: %d labels, %d alive, %v", n, all, alive, err)
		}
	}
	r := start(t, &mock.Server{})
	lost(t, r, ask(1))
	r.Shut = true
	changed := tried(1)
	changed.Channel.Service = ""
	if _, err := r.opened().Book(t.Context(), changed); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a label may be alive: %v", err)
	}
}

// TestANoInBetweenHidesNoLabelOfTheDayBefore: it answers the last call alone.
func TestANoInBetweenHidesNoLabelOfTheDayBefore(t *testing.T) {
	r := start(t, &mock.Server{})
	c := lost(t, r, ask(1))
	slow := r.by(carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == abroadLabels {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		r.ServeHTTP(w, q)
	})))
	slow.asked = c.asked
	if _, err := slow.Book(t.Context(), ask(1)); !errors.As(err, new(*carrier.BusyError)) {
		t.Fatal(err)
	}
	r.Pass(24 * time.Hour)
	next := r.opened()
	next.asked = c.asked
	_, err := next.Book(t.Context(), ask(1))
	if all, alive := r.Booked(); err != nil || all != 2 || alive != 1 {
		t.Errorf("%d labels, %d alive, %v", all, alive, err)
	}
}

// TestWhatMayStillBeUnderWayIsWaitedFor: a label of yesterday may be made a moment after it was looked for.
func TestWhatMayStillBeUnderWayIsWaitedFor(t *testing.T) {
	r := start(t, &mock.Server{})
	late := ask(1)
	r.asked.Ask(late)
	r.Pass(24 * time.Hour)
	r.asked.Ask(late)
	if _, err := r.Book(t.Context(), late); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	r.Pass(flight)
	if _, err := r.Book(t.Context(), late); err != nil {
		t.Error(err)
	}
}

func TestTooManyCallsAreNoFailure(t *testing.T) {
	r := start(t, &mock.Server{Slow: 1})
	_, err := r.Book(t.Context(), ask(1))
	if busy, ok := errors.AsType[*carrier.BusyError](err); !ok || !busy.Many || busy.For != time.Second {
		t.Errorf("%v", err)
	}
}

func TestTheAccountIsTheProgramsOwnAffair(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, by := range map[string]*Connector{
		"another secret":  Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute),
		"another account": Open(book.Carrier{Account: "1 2 3 4", Login: mock.Login, Address: r.url}, mock.Secret, nil, time.Minute),
	} {
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, account := range []string{"", "1", "1 2 3"} {
		by := Open(book.Carrier{Account: account, Login: mock.Login, Address: r.url}, mock.Secret, nil, time.Minute)
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "CRID, MID") {
			t.Errorf("%q: %v", account, err)
		}
	}
}

// TestAnAuthorizationToPayHasAnEndOfItsOwn: it is asked for anew before its eight hours are over, and when it is not taken.
func TestAnAuthorizationToPayHasAnEndOfItsOwn(t *testing.T) {
	var given int
	takes := true
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == payments {
			given++
			fmt.Fprintf(w, `{"paymentAuthorizationToken":"p%d"}`, given)
			return
		}
		if r.Header.Get("X-Payment-Authorization-Token") != fmt.Sprintf("p%d", given) || !takes {
			takes = true
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"error":{"code":"403","message":"Access is denied."}}`)
			return
		}
		fmt.Fprint(w, `{"status":"CANCELED"}`)
	}))
	defer web.Close()
	clock := &carriertest.Account{}
	c := behind(web.URL, time.Minute)
	c.now, c.pay.token = clock.Now, ""
	cancels := func(want int) {
		t.Helper()
		if err := c.Cancel(t.Context(), &carrier.Cancellation{Waybill: "94"}); err != nil || given != want {
			t.Errorf("%d authorizations, %v", given, err)
		}
	}
	cancels(1)
	clock.Pass(7 * time.Hour)
	cancels(1)
	clock.Pass(time.Hour)
	cancels(2)
	takes = false
	cancels(3)
}

func TestCancelling(t *testing.T) {
	for n := range 2 {
		r := start(t, &mock.Server{Sent: true})
		yes, err := r.Book(t.Context(), ask(n))
		if err != nil {
			t.Fatal(err)
		}
		x := &carrier.Cancellation{Waybill: yes.Waybill}
		for range 2 { // a refund is asked for once a day
			if err := r.Cancel(t.Context(), x); err != nil {
				t.Errorf("%d: %v", n, err)
			}
		}
		if _, alive := r.Booked(); alive != 0 {
			t.Errorf("%d: it is alive", n)
		}
		r.Shut = true
		if err := r.Cancel(t.Context(), x); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "cannot be submitted") {
			t.Errorf("%d: %v", n, err)
		}
	}
	for says, code := range map[string]shipping.Code{`{"trackingNumber":"94"}`: shipping.Unavailable, `{"status":"PENDING"}`: shipping.Unavailable} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, says) }))
		if err := behind(web.URL, time.Minute).Cancel(t.Context(), &carrier.Cancellation{Waybill: "94"}); shipping.CodeOf(err) != code {
			t.Errorf("%s: %v", says, err)
		}
		web.Close()
	}
}

// TestAWordThatIsNoYesIsANo: what USPS says of a cancellation otherwise than that it is one.
func TestAWordThatIsNoYesIsANo(t *testing.T) {
	url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodDelete {
			fmt.Fprint(w, `{"status":"PENDING"}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":"404","message":"Not Found"}}`)
	}))
	if err := behind(url, time.Minute).Cancel(t.Context(), &carrier.Cancellation{Waybill: "94"}); carrier.RefusalCode(err) != "not_cancelled" {
		t.Errorf("%v", err)
	}
}

// TestTooManyCallsTellNothingOfALabel: whether it is undone is asked again, and nothing is bought meanwhile.
func TestTooManyCallsTellNothingOfALabel(t *testing.T) {
	r := start(t, &mock.Server{})
	lost(t, r, ask(1))
	r.Pass(24 * time.Hour)
	c := r.by(carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch q.Method + q.URL.Path {
		case http.MethodDelete + abroadLabels:
			w.WriteHeader(http.StatusTooManyRequests)
		case http.MethodPost + abroadLabels:
			t.Error("a label is asked for")
		default:
			r.ServeHTTP(w, q)
		}
	})))
	if _, err := c.Book(t.Context(), tried(1)); !errors.As(err, new(*carrier.BusyError)) {
		t.Errorf("%v", err)
	}
}

// TestTheHistoryOfAnotherParcelIsNotTold: USPS may answer with another number than was asked for.
func TestTheHistoryOfAnotherParcelIsNotTold(t *testing.T) {
	for number, n := range map[string]int{"9400 1000 01": 1, "94001000012": 0} {
		url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"trackingNumber":"%s","trackingEvents":[{"eventType":"Delivered","eventTimestamp":"2026-05-05T10:00:00","GMTTimestamp":"2026-05-05T15:00:00Z","GMTOffset":"-05:00","eventCode":"01"}]}`, number)
		}))
		if list, err := behind(url, time.Minute).Track(t.Context(), []string{"9400100001"}); err != nil || len(list) != n {
			t.Errorf("%s: %+v, %v", number, list, err)
		}
	}
}

func TestASCANFormIsMadeOnce(t *testing.T) {
	r := start(t, &mock.Server{})
	one, err := r.Book(t.Context(), ask(2))
	if err != nil {
		t.Fatal(err)
	}
	l := &carrier.Handover{Key: "m", From: ask(2).From, Waybills: []string{one.Waybill, "9400"}}
	a, err := r.Manifest(t.Context(), l)
	if err != nil || a.Reference != "9475038234567000031430" || !slices.Equal(a.Waybills, l.Waybills[:1]) || !slices.Equal(a.Unknown, l.Waybills[1:]) {
		t.Errorf("%+v, %v", a, err)
	}
	l.Key = "another"
	if _, err := r.Manifest(t.Context(), l); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("a label is on one form alone: %v", err)
	}
	l.From = book.Warehouse{ID: "w"}
	if _, err := r.Manifest(t.Context(), l); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("of a warehouse that is not known: %v", err)
	}
	r.Pass(24 * time.Hour)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: one.Waybill}); err != nil {
		t.Errorf("what is on a form is refunded: %v", err)
	}
}

func TestOneNumberThatUSPSMindsHidesNoOther(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(98 * time.Hour)
	list, err := r.Track(t.Context(), []string{"0", yes.Waybill})
	if err != nil || len(list) != 5 || list[4].Scan.Milestone != shipping.DeliveredMilestone || list[4].Scan.Place.Country != "DE" || !list[4].At.Equal(carriertest.Begun.Add(96*time.Hour)) {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestWhatKindOfNoItIs: what the account or USPS itself is to blame for is no refusal of the parcel.
func TestWhatKindOfNoItIs(t *testing.T) {
	for says, c := range map[string]struct {
		status int
		code   shipping.Code
		own    string
	}{
		`{"error":{"code":"401","message":"Unauthorized","errors":[{"detail":"The token is not valid."}]}}`: {401, shipping.Unauthorized, ""},
		`{"error":"invalid_token","error_description":"ended"}`:                                             {401, shipping.Unauthorized, ""},
		`{"error":{"code":"403","message":"Access is denied."}}`:                                            {403, shipping.Unauthorized, ""},
		`{"error":{"code":"404","message":"There is no such thing."}}`:                                      {404, shipping.NotFound, ""},
		`{"error":{"code":"503","message":"Service is unavailable."}}`:                                      {503, shipping.Unavailable, ""},
		`{"error":{}}`: {400, shipping.Unavailable, ""},
		`{"error":{"code":"400","message":"Bad Request"}}`: {400, shipping.Refused, "status_400"},
		`{"error":{"code":"400","message":"Bad Request","errors":[{"code":"160159","detail":"Address Not Found.","source":{"parameter":"toAddress"}},{"title":"More"}]}}`: {400, shipping.Refused, "160159"},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == payments {
				fmt.Fprint(w, `{"paymentAuthorizationToken":"p"}`)
				return
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, says)
		}))
		_, err := behind(web.URL, time.Minute).Book(t.Context(), ask(1))
		if shipping.CodeOf(err) != c.code || c.own != "" && carrier.RefusalCode(err) != c.own {
			t.Errorf("%s: %v (%s)", says, err, carrier.RefusalCode(err))
		}
		if c.own == "160159" && !strings.Contains(err.Error(), "toAddress: Address Not Found.; More (look at the address of the order)") {
			t.Error(err)
		}
		web.Close()
	}
}
