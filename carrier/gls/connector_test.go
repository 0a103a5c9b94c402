package gls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/gls/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "gls", Account: mock.Contact, Login: mock.Login}

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
	c.now, c.asked = r.Account.Now, again.Since(settles, r.Account.Now)
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
		Channel: book.Channel{ID: "gls-parcel", Service: "PARCEL"},
		From:    book.Warehouse{ID: "leipzig", Name: "Leipzig", Street: "Lindenweg 5", City: "Leipzig", Place: shipping.Place{Country: "DE", Postcode: "04109"}},
		Plan:    fact.ParcelPlan{Weight: 450, Ship: shipping.Place{Country: "FR"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Rue Haute 1"}, City: "Lyon", Postcode: "69001", Country: "FR", Email: "ana@example.org"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "EUR"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 41_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("ZM000001")
				return Open(book.Carrier{Account: mock.Contact, Login: mock.Login, Address: base}, mock.Secret, one, timeout)
			}}
	})
}

// TestWhatABrokenCarrierSaysOnceItGaveAToken: the suite's answers reach the token alone.
func TestWhatABrokenCarrierSaysOnceItGaveAToken(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		return &carriertest.Subject{Connector: start(t, &mock.Server{}), Request: ask, Refused: func() *carrier.Request { a := ask(1); a.To.Lines = nil; return a }(), Pass: func() {},
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("ZM000001")
				c := Open(book.Carrier{Account: mock.Contact, Address: base}, "", one, timeout)
				c.wire.Bearer = nil
				return c
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 5, Late: 3, Ends: 7})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || !yes.BySheet || yes.Reference == "" {
			t.Errorf("%d: %+v", n, yes)
		}
	}
	if all, alive := r.Booked(); all != 30 || alive != 30 {
		t.Errorf("%d parcels were booked, %d are alive", all, alive)
	}
}

func TestWhatIsNotFoundYetIsNotBookedTwice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: 5 * time.Minute})
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
	r.Pass(5 * time.Minute)
	yes, err := c.Book(t.Context(), tried)
	if all, _ := r.Booked(); err != nil || all != 1 || yes.Waybill != "ZM000001" {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
	}
}

func TestTheSecondOfTwoParcelsGoesBack(t *testing.T) {
	r := start(t, &mock.Server{})
	for range 2 {
		if _, err := r.opened().Book(t.Context(), ask(1)); err != nil {
			t.Fatal(err)
		}
	}
	tried := ask(1)
	tried.Tried = true
	yes, err := r.Book(t.Context(), tried)
	if all, alive := r.Booked(); err != nil || all != 2 || alive != 1 || yes.Waybill != "ZM000001" {
		t.Errorf("%d parcels, %d alive, %+v, %v", all, alive, yes, err)
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
	r.Pass(time.Hour)
	second, err := r.Book(t.Context(), ask(1))
	if err != nil || second.Waybill == first.Waybill {
		t.Errorf("%+v, %v", second, err)
	}
}

// TestASearchThatIsRefusedIsNoRefusal: by a refusal the next channel would take the parcel, and there would be two labels of it.
func TestASearchThatIsRefusedIsNoRefusal(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Error", "DATE_NOT_VALID")
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer web.Close()
	c := Open(book.Carrier{Address: web.URL}, "", nil, time.Minute)
	c.wire.Bearer = nil
	tried := ask(1)
	tried.Tried = true
	_, err := c.Book(t.Context(), tried)
	if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), again.Reference(tried.Key)) {
		t.Errorf("%v", err)
	}
}

func TestWhatMayBeBookedIsNotRefusedByABookThatChanged(t *testing.T) {
	carriertest.Lost(t, start(t, &mock.Server{Lose: 1}), ask(1))
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
	c := Open(book.Carrier{Account: mock.Contact, Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute)
	if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
		t.Errorf("%v", err)
	}
}

func TestAParcelOnItsWayIsNotCancelled(t *testing.T) {
	r := start(t, &mock.Server{Shut: true})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "not_cancelled" || !strings.Contains(err.Error(), "NOT POSSIBLE") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, c := range map[string]struct {
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":        {func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":          {func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":          {func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"many lines":       {func(a *carrier.Request) { a.To.Company, a.To.Lines = "Berg SA", []string{"a", "b", "c"} }, "too_many_lines", "are 4, and GLS takes 3"},
		"a wrong postcode": {func(a *carrier.Request) { a.To.Postcode = "00000" }, "COMMON_VALID_ZIPCODE", "look at the address of the order"},
		"too heavy":        {func(a *carrier.Request) { a.Plan.Weight = 41_000 }, "WEIGHT_NOT_ALLOWED", "look at the weight of the parcel"},
		"another service":  {func(a *carrier.Request) { a.Channel.Service = "PARCEL NO_SUCH_SERVICE" }, "SERVICE_NOT_ALLOWED", "channel's service in the Book"},
		"beyond customs":   {func(a *carrier.Request) { a.To.Country = "CH" }, "customs", "take another channel"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	a := ask(1)
	a.Channel.Service = "EXPRESSO"
	if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("no product: %v", err)
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d parcels were booked", all)
	}
}

// TestANoInTheHeader: ShipIT says what is wrong in the header, with nothing behind it.
func TestANoInTheHeader(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		code   shipping.Code
	}{"a no": {400, shipping.Refused}, "no right": {403, shipping.Unauthorized}, "nothing there": {404, shipping.NotFound}, "out of order": {500, shipping.Unavailable}} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Error", "CONSIGNEE_NOT_VALID")
			w.WriteHeader(c.status)
		}))
		by := Open(book.Carrier{Address: web.URL}, "", nil, time.Minute)
		by.wire.Bearer = nil
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != c.code || c.code == shipping.Refused && carrier.RefusalCode(err) != "CONSIGNEE_NOT_VALID" {
			t.Errorf("%s: %v", name, err)
		}
		web.Close()
	}
}

func TestWhatIsAsked(t *testing.T) {
	var got []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Content-Type")+" "+r.Header.Get("Authorization")+" "+string(body))
		switch r.URL.Path {
		case signIn:
			fmt.Fprint(w, `{"access_token":"t","expires_in":60}`)
		case shipIT + "/shipments/validate":
			fmt.Fprint(w, `{"Success":true,"ValidationResult":{"Issues":[]}}`)
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer web.Close()
	c := Open(book.Carrier{Account: "276", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute)
	a := ask(1)
	a.From.Labels, a.Channel.Service, a.To.Company, a.To.Lines = "zpl300", "PARCEL FLEX", "Berg SA", []string{"Rue Haute 1", "2e"}
	_, _ = c.Book(t.Context(), a)
	all := strings.Join(got, "\n")
	for _, want := range []string{"POST " + shipIT + "/shipments " + media + " Bearer t ", `"ShipmentReference":["` + again.Reference(a.Key) + `"],"Product":"PARCEL"`, `"Category":"BUSINESS"`, `"Name1":"Berg SA","Name2":"Ana Berg","Name3":"2e","CountryCode":"FR"`,
		`"Street":"Rue Haute 1"`, `"Zipcode":"69001"`, `"ContactID":"276"`, `"ShipmentUnitReference":["#1001"],"Weight":0.450`, `"Service":[{"Service":{"ServiceName":"FLEX"}}]`, `{"TemplateSet":"ZPL_300","LabelFormat":"ZEBRA"}`} {
		if !strings.Contains(all, want) {
			t.Errorf("not asked: %s\nin %s", want, all)
		}
	}
}

func TestALabelThatCannotBeUsed(t *testing.T) {
	for made, says := range map[string]string{
		`{"ParcelData":[{"TrackID":"ZM1","ParcelNumber":"5"}]}`: "does not stand", `{"ParcelData":[{"TrackID":"ZM1"},{"TrackID":"ZM2"}]}`: "more than one", `{}`: "no waybill",
		`{"ParcelData":[{"TrackID":"ZM1"}],"PrintData":[{"Data":["?"],"LabelFormat":"PDF"}]}`: "cannot be read", `{"ParcelData":[{"TrackID":"ZM1"}],"PrintData":[{"Data":["JVBERi0xLjQK"],"LabelFormat":"DATAMAX"}]}`: "no file of the kind",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/validate") {
				fmt.Fprint(w, `{"Success":true}`)
				return
			}
			fmt.Fprintf(w, `{"CreatedShipment":%s}`, made)
		}))
		c := Open(book.Carrier{Address: web.URL}, "", nil, time.Minute)
		c.wire.Bearer = nil
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", made, err)
		}
		web.Close()
	}
}
