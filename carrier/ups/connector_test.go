package ups

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	"crosslane/carrier/ups/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "ups", Account: mock.Account, Login: mock.Login}

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
	c.asked = again.Since(settles, r.Account.Now)
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
		Channel: book.Channel{ID: "ups-saver", Service: "65"},
		From:    book.Warehouse{ID: "leipzig", Name: "Leipzig", Street: "Lindenweg 5", City: "Leipzig", Phone: "+49 341 5550100", Place: shipping.Place{Country: "DE", Postcode: "04109"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 150, Width: 205, Height: 80}, Ship: shipping.Place{Country: "US"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"1 Elm St", "Apt 2"}, City: "Boise", Region: "ID", Postcode: "83701-1234", Country: "US", Phone: "+1 (208) 555-0100", Email: "ana@example.org"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 200, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "EUR"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 71_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector { return behind(base, mock.Secret, timeout) }}
	})
}

// behind is a connector to whatever answers.
func behind(base, secret string, timeout time.Duration) *Connector {
	one := carriertest.Open("1ZA1B2C30300000001")
	return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, secret, one, timeout)
}

// TestWhatABrokenCarrierSaysOnceItGaveAToken: the suite's answers reach the token alone.
func TestWhatABrokenCarrierSaysOnceItGaveAToken(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		return &carriertest.Subject{Connector: start(t, &mock.Server{}), Request: ask, Refused: func() *carrier.Request { a := ask(1); a.To.Lines = nil; return a }(), Pass: func() {},
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				c := behind(base, "", timeout)
				c.wire.Bearer = nil
				return c
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 7, Late: 4, Ends: 9})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || yes.Cost != (shipping.Money{Amount: 1250, Currency: "EUR"}) || yes.Reference != again.Reference(ask(n).Key) {
			t.Errorf("%d: %+v", n, yes)
		}
	}
	if all, alive := r.Booked(); all != 30 || alive != 30 {
		t.Errorf("%d parcels were booked, %d are alive", all, alive)
	}
}

func TestWhatIsNotFoundYetIsNotBookedTwice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: time.Hour})
	if _, err := r.Book(t.Context(), ask(1)); err == nil {
		t.Fatal("the answer is lost")
	}
	r.Lose = 0
	r.Pass(time.Minute)
	_, err := r.Book(t.Context(), ask(1))
	if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), again.Reference(ask(1).Key)) {
		t.Errorf("nobody is told to look: %v", err)
	}
	c, tried := r.opened(), ask(1)
	tried.Tried = true
	if _, err = c.Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a program that begins anew: %v", err)
	}
	r.Pass(time.Hour)
	yes, err := c.Book(t.Context(), tried)
	if all, _ := r.Booked(); err != nil || all != 1 || yes.Waybill != "1ZA1B2C30300000001" {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
	}
}

func TestWhatNobodyFindsIsBookedWhenItWouldHaveBeenFound(t *testing.T) {
	r := start(t, &mock.Server{})
	tried := ask(1)
	tried.Tried = true
	if _, err := r.Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	r.Pass(settles)
	if _, err := r.Book(t.Context(), tried); err != nil {
		t.Error(err)
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d parcels", all)
	}
}

// TestWhatTrackingDoesNotKnowYetIsFoundByItsLabel: a label can be had by the reference before the parcel has a history.
func TestWhatTrackingDoesNotKnowYetIsFoundByItsLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Untracked: time.Hour})
	if _, err := r.Book(t.Context(), ask(1)); err == nil {
		t.Fatal("the answer is lost")
	}
	yes, err := r.Book(t.Context(), ask(1))
	if all, _ := r.Booked(); err != nil || all != 1 || yes.Waybill != "1ZA1B2C30300000001" || yes.Media != "application/pdf" {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
	}
}

func TestTheSecondOfTwoParcelsGoesBack(t *testing.T) {
	for _, untracked := range []time.Duration{0, time.Hour} {
		r := start(t, &mock.Server{Untracked: untracked})
		for range 2 {
			if _, err := r.opened().Book(t.Context(), ask(1)); err != nil {
				t.Fatal(err)
			}
		}
		tried := ask(1)
		tried.Tried = true
		yes, err := r.Book(t.Context(), tried)
		if all, alive := r.Booked(); err != nil || all != 2 || alive != 1 || yes.Waybill != "1ZA1B2C30300000001" {
			t.Errorf("%d parcels, %d alive, %+v, %v", all, alive, yes, err)
		}
	}
	r := start(t, &mock.Server{Shut: true})
	for range 2 {
		if _, err := r.opened().Book(t.Context(), ask(1)); err != nil {
			t.Fatal(err)
		}
	}
	if yes, err := r.Book(t.Context(), func() *carrier.Request { a := ask(1); a.Tried = true; return a }()); err != nil || !strings.HasSuffix(yes.Reference, ", besides 1ZA1B2C30300000002") {
		t.Errorf("the second cannot be voided, and is not named: %+v, %v", yes, err)
	}
}

func TestWhatWasVoidedIsNotFoundAgain(t *testing.T) {
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

// TestWhatIsNotOursOrWasVoidedIsNotFound: neither another's parcel of a like reference, nor the label of one that was voided, which UPS may still draw.
func TestWhatIsNotOursOrWasVoidedIsNotFound(t *testing.T) {
	ours := again.Reference(ask(1).Key)
	c, end := saying(func(r *http.Request) string {
		if strings.HasPrefix(r.URL.Path, references) {
			return `{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z1","referenceNumber":[{"number":"` + ours + `0"}]},
				{"trackingNumber":"1Z2","referenceNumber":[{"number":"` + ours + `"}],"currentStatus":{"type":"MV"}},{"trackingNumber":"1Z3","activity":[{"status":{"statusCode":"007"}}]}]}]}}`
		}
		if r.URL.Path != recovery {
			t.Error("asked for " + r.URL.Path)
		}
		return `{"LabelRecoveryResponse":{"LabelResults":[{"TrackingNumber":"1Z2","LabelImage":{"LabelImageFormat":{"Code":"PDF"},"GraphicImage":"JVBERi0xLjQK"}}]}}`
	})
	defer end()
	tried := ask(1)
	tried.Tried, tried.At = true, time.Now()
	if yes, err := c.Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), ours) {
		t.Errorf("%+v, %v", yes, err)
	}
}

// TestANoToALookIsNoneToTheParcel: it may be booked, and no other channel may take it meanwhile.
func TestANoToALookIsNoneToTheParcel(t *testing.T) {
	for _, path := range []string{references, recovery, rates} {
		r := start(t, &mock.Server{Lose: 1})
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if strings.HasPrefix(q.URL.Path, path) {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"response":{"errors":[{"code":"1","message":"no"}]}}`)
				return
			}
			r.ServeHTTP(w, q)
		}))
		r.url = web.URL
		c := r.opened()
		_, _ = c.Book(t.Context(), ask(1))
		if _, err := c.Book(t.Context(), ask(1)); err != nil && shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("%s: %v", path, err)
		}
		if all, _ := r.Booked(); all != 1 {
			t.Errorf("%s: %d parcels", path, all)
		}
		if r.Pass(2 * settles); path == references {
			r.Hide = 99 * time.Hour
			if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), again.Reference(ask(1).Key)) {
				t.Errorf("a search that is refused finds nothing out, however late it is: %v", err)
			}
		}
		web.Close()
	}
}

func TestWhatMayBeBookedIsNotRefusedByABookThatChanged(t *testing.T) {
	carriertest.Lost(t, start(t, &mock.Server{Lose: 1}), ask(1))
}

// TestWhatIsFoundNeedsNoPrice: a channel that the Book does not have any more has none, and the parcel is there.
func TestWhatIsFoundNeedsNoPrice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1})
	if _, err := r.Book(t.Context(), ask(1)); err == nil {
		t.Fatal("the answer is lost")
	}
	changed := ask(1)
	changed.Channel.Service = ""
	if yes, err := r.Book(t.Context(), changed); err != nil || !yes.BySheet || yes.Waybill == "" {
		t.Errorf("%+v, %v", yes, err)
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
	for _, c := range []*Connector{Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute),
		Open(book.Carrier{Account: "X9X9X9", Login: mock.Login, Address: r.url}, mock.Secret, nil, time.Minute)} {
		if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "Invalid Authentication") {
			t.Errorf("%v", err)
		}
	}
}

func TestAParcelOnItsWayIsNotVoided(t *testing.T) {
	r := start(t, &mock.Server{Shut: true})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	if err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill}); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "cannot be voided") {
		t.Errorf("%v", err)
	}
	for answer, code := range map[string]shipping.Code{
		`{"SummaryResult":{"Status":{"Code":"0","Description":"Not Voided"}}}`:                                                                            shipping.Refused,
		`{"SummaryResult":{"Status":{"Code":"0"}},"PackageLevelResults":[{"TrackingNumber":"1Z1","Status":{"Code":"1","Description":"Already Voided"}}]}`: "",
		`{"SummaryResult":{"Status":{"Code":"0"}},"PackageLevelResults":[{"TrackingNumber":"1Z2","Status":{"Code":"1","Description":"Voided"}}]}`:         shipping.Refused,
		`{"Response":{"ResponseStatus":{"Code":"1"}}}`:                                                                                                    shipping.Unavailable,
	} {
		c, end := saying(func(*http.Request) string {
			return `{"VoidShipmentResponse":` + answer + `,"trackResponse":{"shipment":[]}}`
		})
		if err := c.Cancel(t.Context(), &carrier.Cancellation{Waybill: "1Z1"}); shipping.CodeOf(err) != code {
			t.Errorf("%s: %v", answer, err)
		}
		end()
	}
}

// TestTheHistoryOfAnotherParcelIsNotTold: UPS may answer with more than was asked for.
func TestTheHistoryOfAnotherParcelIsNotTold(t *testing.T) {
	c, end := saying(func(*http.Request) string {
		const event = `"activity":[{"date":"20260505","time":"100000","gmtDate":"20260505","gmtTime":"08:00:00","gmtOffset":"+02:00","status":{"type":"D","statusCode":"011","description":"DELIVERED"}}]`
		return `{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z1",` + event + `},{"trackingNumber":"1Z12",` + event + `}]}]}}`
	})
	defer end()
	if list, err := c.Track(t.Context(), []string{"1Z1"}); err != nil || len(list) != 1 || list[0].Waybill != "1Z1" {
		t.Errorf("%+v, %v", list, err)
	}
}

// saying is a connector to a carrier that says this, and needs no token for it.
func saying(words func(*http.Request) string) (c *Connector, end func()) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, words(r)) }))
	c = Open(book.Carrier{Account: mock.Account, Address: web.URL}, "", nil, time.Minute)
	c.wire.Bearer = nil
	return c, web.Close
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, c := range map[string]struct {
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":         {func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":           {func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":           {func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"no phone":          {func(a *carrier.Request) { a.To.Phone = "" }, "no_phone", "let the shop ask"},
		"half a phone":      {func(a *carrier.Request) { a.To.Phone = "555 0100" }, "no_phone", "none that UPS takes"},
		"no state":          {func(a *carrier.Request) { a.To.Region = "Idaho" }, "no_state", "code of two letters"},
		"four lines":        {func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d"} }, "too_many_lines", "4 lines, and UPS takes 3"},
		"a long line":       {func(a *carrier.Request) { a.To.Lines[1] = strings.Repeat("ß", 36) }, "too_long", "line 2 of the address has 36 signs, and UPS takes 35"},
		"a long name":       {func(a *carrier.Request) { a.To.Company = strings.Repeat("a", 36) }, "too_long", "the name of the address"},
		"a long mail":       {func(a *carrier.Request) { a.To.Email = strings.Repeat("a", 50) + "@" }, "too_long", "the mail address of the address has 51 signs"},
		"a long phone":      {func(a *carrier.Request) { a.To.Country, a.To.Phone = "FR", strings.Repeat("1", 16) }, "no_phone", "none that UPS takes"},
		"too much declared": {func(a *carrier.Request) { a.Lines = slices.Repeat(a.Lines, 101) }, "no_goods", "it has 101"},
		"a long city":       {func(a *carrier.Request) { a.To.City = strings.Repeat("a", 31) }, "too_long", "the city of the address"},
		"a long order":      {func(a *carrier.Request) { a.Order = strings.Repeat("1", 36) }, "too_long", "number of the order has 36 signs"},
		"no order number":   {func(a *carrier.Request) { a.Order = "" }, "no_order_number", "invoice"},
		"nothing declared":  {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"no price":          {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"a gift":            {func(a *carrier.Request) { a.Lines[0].Price.Amount = 0 }, "no_value", "above zero"},
		"no origin":         {func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"a short HS code":   {func(a *carrier.Request) { a.Lines[0].HS = "6912" }, "hs_code", "4 signs, and UPS takes 6 to 15"},
		"a word that is no": {func(a *carrier.Request) { a.Lines[0].Name = strings.Repeat("a", 36) }, "too_long", "3 lines of 35 signs"},
		"four lines of it":  {func(a *carrier.Request) { a.Lines[0].Name = "a" + strings.Repeat(" "+strings.Repeat("a", 34), 4) }, "too_long", "shorten it"},
		"a wrong postcode":  {func(a *carrier.Request) { a.To.Postcode = "00000" }, "20008", "look at the address of the order"},
		"too heavy":         {func(a *carrier.Request) { a.Plan.Weight = 71_000 }, "20008", "look at weight and size of the parcel"},
		"another service":   {func(a *carrier.Request) { a.Channel.Service = "99" }, "111210", "channel's service in the Book"},
		"two currencies": {func(a *carrier.Request) {
			a.Lines = append(a.Lines, ask(1).Lines...)
			a.Lines[1].Price.Currency = "USD"
		}, "two_currencies", "EUR and USD"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for name, change := range map[string]func(*carrier.Request){
		"no service": func(a *carrier.Request) { a.Channel.Service = "" }, "a service in words": func(a *carrier.Request) { a.Channel.Service = "SAVER" }, "a service and more": func(a *carrier.Request) { a.Channel.Service = "65 COD" },
		"no phone of the warehouse": func(a *carrier.Request) { a.From.Phone = "" }, "no street of the warehouse": func(a *carrier.Request) { a.From.Street = "" },
	} {
		a := ask(1)
		change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d parcels were booked", all)
	}
}

func TestWhatIsNoAnswerOfUPS(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   shipping.Code
	}{
		"blocked": {403, `{"response":{"errors":[{"code":"10403","message":"Blocked Merchant"}]}}`, shipping.Unauthorized}, "out of order": {400, `{"response":{"errors":[{"code":"20001","message":"General process failure"}]}}`, shipping.Unavailable},
		"another's answer": {400, `{"detail":"no"}`, shipping.Unavailable}, "a no without a code": {400, `{"response":{"errors":[{"message":"no"}]}}`, shipping.Refused},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		by := behind(web.URL, "", time.Minute)
		by.wire.Bearer = nil
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != c.code || c.code == shipping.Refused && carrier.RefusalCode(err) != "status_400" {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
		web.Close()
	}
}

// asks is what is asked when a request is booked.
func asks(t *testing.T, change func(*carrier.Request)) (got string) {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path == signIn {
			fmt.Fprint(w, `{"access_token":"t","expires_in":"14399"}`)
			return
		}
		got = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	a := ask(1)
	change(a)
	_, _ = Open(book.Carrier{Account: "A1B2C3", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute).Book(t.Context(), a)
	return got
}
