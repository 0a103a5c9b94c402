package fedex

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/fedex/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "fedex", Account: mock.Account, Login: mock.Login}

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
func (r *rig) opened() *Connector {
	to := who
	to.Address = r.url
	c := Open(to, mock.Secret, &r.Account, time.Minute)
	c.now, c.asked = r.Account.Now, since(r.Account.Now)
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

func ask(n int) *carrier.Request {
	return &carrier.Request{Key: fmt.Sprintf("parcel:par_06eci1nc03m9h067tpr0gbo%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), Order: fmt.Sprintf("#10%02d", n), At: carriertest.Begun,
		Channel: book.Channel{ID: "fedex-priority", Service: "FEDEX_INTERNATIONAL_PRIORITY"},
		From:    book.Warehouse{ID: "austin", Name: "Sonne", Street: "1 Main St", City: "Austin", Phone: "+1 512 555 0100", Place: shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 205, Width: 150, Height: 80}, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Hauptstr. 1"}, City: "Bonn", Postcode: "53113", Country: "DE", Phone: "+49 228 5550100"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 200, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "USD"}}}}
}

func tried(n int) *carrier.Request {
	r := ask(n)
	r.Tried = true
	return r
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 69_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("794900000001")
				return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, one, timeout)
			}}
	})
}

// TestWhatABrokenCarrierSaysOnceItGaveAToken: the suite's answers reach the token alone.
func TestWhatABrokenCarrierSaysOnceItGaveAToken(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		return &carriertest.Subject{Connector: start(t, &mock.Server{}), Request: ask, Refused: func() *carrier.Request { a := ask(1); a.To.Lines = nil; return a }(), Pass: func() {},
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("794900000001")
				c := Open(book.Carrier{Account: mock.Account, Address: base}, "", one, timeout)
				c.ship.Bearer = nil
				return c
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 3, Slow: 5, Ends: 7})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || yes.Cost != (shipping.Money{Amount: 2550, Currency: "USD"}) {
			t.Errorf("%d: %+v", n, yes)
		}
	}
	if all, alive := r.Booked(); all != 44 || alive != 30 {
		t.Errorf("%d shipments were made, %d are alive", all, alive)
	}
}

// TestWhatIsFoundAgainIsCancelled: nobody has the label of a shipment whose answer was lost, and FedEx does not give it again.
func TestWhatIsFoundAgainIsCancelled(t *testing.T) {
	r := start(t, &mock.Server{})
	for range 2 { // two processes, and neither kept what it was answered
		if _, err := r.opened().Book(t.Context(), ask(1)); err != nil {
			t.Fatal(err)
		}
	}
	yes, err := r.opened().Book(t.Context(), tried(1))
	if all, alive := r.Booked(); err != nil || all != 3 || alive != 1 || yes.Waybill != "794900000003" {
		t.Errorf("%d shipments, %d alive, %+v, %v", all, alive, yes, err)
	}
}

func TestWhatIsFoundAgainAndNotCancelledIsSomebodysCase(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Shut: true})
	_, _ = r.Book(t.Context(), ask(1))
	r.Lose = 0
	for range 2 {
		_, err := r.Book(t.Context(), ask(1))
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), "794900000001") || !strings.Contains(err.Error(), "ask FedEx to cancel it") {
			t.Errorf("%v", err)
		}
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d shipments were made", all)
	}
}

func TestWhatIsNotFoundYetIsNotBookedTwice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: 20 * time.Hour})
	if _, err := r.Book(t.Context(), ask(1)); err == nil {
		t.Fatal("the answer is lost")
	}
	r.Lose = 0
	r.Pass(time.Hour)
	_, err := r.Book(t.Context(), ask(1))
	if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), "the reference "+ours(ask(1).Key)+" (") || len(ours(ask(1).Key)) != 30 {
		t.Errorf("nobody is told to look: %v", err)
	}
	c := r.opened()
	if _, err = c.Book(t.Context(), tried(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a program that begins anew: %v", err)
	}
	r.Pass(20 * time.Hour)
	yes, err := c.Book(t.Context(), tried(1))
	if all, alive := r.Booked(); err != nil || all != 2 || alive != 1 || yes.Waybill != "794900000002" {
		t.Errorf("%d shipments, %d alive, %+v, %v", all, alive, yes, err)
	}
}

func TestWhatFedExNeverGotIsBookedWhenItWouldHaveBeenFound(t *testing.T) {
	r := start(t, &mock.Server{})
	c, old := r.opened(), tried(1)
	old.At = carriertest.Begun.Add(-70 * 24 * time.Hour) // further back than a search goes
	if _, err := c.Book(t.Context(), old); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	r.Pass(settles)
	if _, err := c.Book(t.Context(), old); err != nil {
		t.Error(err)
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d shipments", all)
	}
}

// TestASearchThatTellsNothingIsNoNo: a no to a search is none to the parcel, of which another channel would then make a second label.
func TestASearchThatTellsNothingIsNoNo(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		says   string
	}{
		"several":      {200, `{"output":{"completeTrackResults":[{"trackResults":[{"error":{"code":"TRACKING.DATA.NOTUNIQUE","message":"not unique"}}]}]}}`},
		"a wrong date": {400, `{"errors":[{"code":"TRACKING.SHIPDATEEND.FUTURE","message":"End date must not be in the future."}]}`},
		"a good no":    {200, `{"errors":[{"code":"TRACKING.REFERENCEVALUE.INVALID","message":"Invalid reference number."}]}`},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != references {
				t.Errorf("asked %s", r.URL.Path)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.says)
		}))
		by := Open(book.Carrier{Account: "1", Address: web.URL}, "", nil, time.Minute)
		by.ship.Bearer = nil
		passed := time.Duration(0)
		by.asked = since(func() time.Time { return carriertest.Begun.Add(passed) })
		passed = 10 * settles
		_, err := by.Book(t.Context(), tried(1))
		if what, _ := carrier.Hindrance(err); shipping.CodeOf(err) != shipping.Unavailable || what != fact.CaseUnusableAnswer {
			t.Errorf("%s: %v", name, err)
		}
		web.Close()
	}
}

func TestWhatBearsAnotherReferenceIsLeftAlone(t *testing.T) {
	for identifiers, want := range map[string]bool{
		`[{"type":"CUSTOMER_REFERENCE","values":["CL-1"]}]`:                                                           false,
		`[{"type":"CUSTOMER_REFERENCE","value":"` + ours(ask(1).Key) + `"}]`:                                          true,
		`[{"type":"INVOICE","values":["7"]},{"type":"CUSTOMER_REFERENCE","values":["7","` + ours(ask(1).Key) + `"]}]`: true,
		`[{"type":"INVOICE","values":["7"]}]`:                                                                         true,
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"output":{"completeTrackResults":[{"trackResults":[{"trackingNumberInfo":{"trackingNumber":"7"},"additionalTrackingInfo":{"packageIdentifiers":%s}}]}]}}`, identifiers)
		}))
		by := Open(book.Carrier{Account: "1", Address: web.URL}, "", nil, time.Minute)
		by.ship.Bearer = nil
		if list, err := by.numbers(t.Context(), ask(1)); err != nil || (len(list) == 1) != want {
			t.Errorf("%s: %v, %v", identifiers, list, err)
		}
		web.Close()
	}
}

func TestWhatWasCancelledIsNotFoundAgain(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err == nil {
		err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: first.Waybill})
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(settles)
	second, err := r.Book(t.Context(), ask(1))
	if err != nil || second.Waybill == first.Waybill {
		t.Errorf("%+v, %v", second, err)
	}
}

// TestWhatStandsCancelledShortensNoWait: it was cancelled by a program that ended, which may have bought anew.
func TestWhatStandsCancelledShortensNoWait(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err == nil {
		err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: first.Waybill})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.opened().Book(t.Context(), tried(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestWhatABookThatChangedRefusesIsNotBooked: what was booked before is cancelled first, or nothing is refused.
func TestWhatABookThatChangedRefusesIsNotBooked(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: time.Hour})
	carriertest.Lost(t, r, ask(1))
	r.Pass(time.Hour)
	changed := ask(1)
	changed.Channel.Service = ""
	_, err := r.Book(t.Context(), changed)
	if all, alive := r.Booked(); shipping.CodeOf(err) != shipping.Invalid || all != 1 || alive != 0 {
		t.Errorf("%d shipments, %d alive, %v", all, alive, err)
	}
}

func TestTooManyCallsAreNoFailure(t *testing.T) {
	r := start(t, &mock.Server{Slow: 1})
	_, err := r.Book(t.Context(), ask(1))
	if busy, ok := errors.AsType[*carrier.BusyError](err); !ok || !busy.Many || busy.For != time.Second {
		t.Errorf("%v", err)
	}
	r.Slow = 0
	if _, err = r.Book(t.Context(), ask(1)); err != nil {
		t.Errorf("nothing was booked, and nothing is to be looked for: %v", err)
	}
}

func TestTheAccountIsTheProgramsOwnAffair(t *testing.T) {
	r := start(t, &mock.Server{})
	c := Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute)
	other := Open(book.Carrier{Account: "9", Login: mock.Login, Address: r.url}, mock.Secret, nil, time.Minute)
	for _, by := range []*Connector{c, other} {
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
			t.Errorf("%v", err)
		}
	}
}

// TestTrackingMayHaveAKeyOfItsOwn: FedEx gives some accounts a project for tracking beside that for all else.
func TestTrackingMayHaveAKeyOfItsOwn(t *testing.T) {
	by := map[string]string{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == signIn {
			fmt.Fprintf(w, `{"access_token":"%s:%s","expires_in":3600}`, r.PostFormValue("client_id"), r.PostFormValue("client_secret"))
			return
		}
		by[r.URL.Path] = r.Header.Get("Authorization")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"errors":[{"code":"NOT.FOUND.ERROR","message":"not there"}]}`)
	}))
	defer web.Close()
	c := Open(book.Carrier{Account: "1", Login: "ship track", Address: web.URL}, "s1 s2", nil, time.Minute)
	defer c.Close()
	_, _ = c.Track(t.Context(), []string{"7"})
	_ = c.Cancel(t.Context(), &carrier.Cancellation{Waybill: "7"})
	_, _ = c.Book(t.Context(), tried(1))
	if by[traces] != "Bearer track:s2" || by[references] != "Bearer track:s2" || by[cancels] != "Bearer ship:s1" {
		t.Errorf("%v", by)
	}
}

func TestAParcelThatIsHandedOverIsNotCancelled(t *testing.T) {
	r := start(t, &mock.Server{Shut: true})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "TRACKINGIDS.TRACKINGNUMBER.CLOSED" || !strings.Contains(err.Error(), "not cancelled any more") {
		t.Errorf("%v", err)
	}
}

// TestWhatIsSaidOfACancellation: FedEx says some a yes as an error, and some a no as an answer.
func TestWhatIsSaidOfACancellation(t *testing.T) {
	const known, cancelled = `{"trackingNumberInfo":{"trackingNumber":"7"},"latestStatusDetail":{"code":"OC"}}`, `{"trackingNumberInfo":{"trackingNumber":"7"},"latestStatusDetail":{"derivedCode":"CA"}}`
	for says, c := range map[string]struct {
		stands string
		code   shipping.Code
	}{
		`{"output":{"cancelledShipment":true}}`:                                                    {known, ""},
		`{"output":{"cancelledShipment":false,"message":"no"}}`:                                    {known, shipping.Refused},
		`{"output":{"cancelledShipment":false}}`:                                                   {cancelled, ""},
		`{"output":{"cancelledShipment":false,"message":"late"}}`:                                  {"", shipping.Refused},
		`{"output":{"cancelledShipment":false,"message":"used again"}}`:                            {cancelled + "," + known, shipping.Refused},
		`{"output":{"message":"Success"}}`:                                                         {cancelled, shipping.Unavailable},
		`{"errors":[{"code":"MASTERTRACKINGID.TRACKINGNUMBER.CANCELLED","message":"already"}]}`:    {known, ""},
		`{"errors":[{"code":"SHIPMENT.CANCELEDWITHOUTPICKUP.SUCCESS","message":"cancelled"}]}`:     {known, ""},
		`{"errors":[{"code":"TRACKINGIDS.TRACKINGNUMBER.CLOSED","message":"closed"}]}`:             {cancelled, ""},
		`{"errors":[{"code":"TRACKINGNUMBER.ENTERED.INVALID","message":"the number is no such"}]}`: {known, shipping.Refused},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path != traces:
				fmt.Fprint(w, says)
			case c.stands == "":
				fmt.Fprint(w, `{"errors":[{"code":"TRACKING.TRACKINGNUMBER.INVALID","message":"Invalid tracking number."}]}`)
			default:
				fmt.Fprintf(w, `{"output":{"completeTrackResults":[{"trackResults":[%s]}]}}`, c.stands)
			}
		}))
		by := Open(book.Carrier{Account: "1", Address: web.URL}, "", nil, time.Minute)
		by.ship.Bearer = nil
		if err := by.Cancel(t.Context(), &carrier.Cancellation{Waybill: "7"}); shipping.CodeOf(err) != c.code || c.stands == "" && carrier.RefusalCode(err) != "not_cancelled" {
			t.Errorf("%s: %v", says, err)
		}
		web.Close()
	}
}

func TestOneNumberThatFedExMindsHidesNoOther(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"output":{"completeTrackResults":[{"trackResults":[{"trackingNumberInfo":{"trackingNumber":"6"},"error":{"code":"TRACKING.TRACKINGNUMBER.INVALID","message":"Invalid tracking number."}}]},
			{"trackResults":[{"trackingNumberInfo":{"trackingNumber":"77"},"scanEvents":[{"date":"2026-05-05T10:00:00-05:00","eventType":"PU","eventDescription":"Picked up"}]}]},
			{"trackResults":[{"trackingNumberInfo":{"trackingNumber":"7"},"scanEvents":[{"date":"2026-05-05T10:00:00-05:00","eventType":"PU","eventDescription":"Picked up"}]}]}]}}`)
	}))
	defer web.Close()
	by := Open(book.Carrier{Account: "1", Address: web.URL}, "", nil, time.Minute)
	by.ship.Bearer = nil
	list, err := by.Track(t.Context(), []string{"6", "7"})
	if err != nil || len(list) != 1 || list[0].Waybill != "7" || list[0].Scan.Milestone != shipping.PickedUp {
		t.Errorf("%+v, %v", list, err)
	}
}
