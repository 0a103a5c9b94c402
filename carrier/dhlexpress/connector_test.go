package dhlexpress

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
	"crosslane/carrier/dhlexpress/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "dhl", Account: mock.Account, Login: mock.Login}

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
		Channel: book.Channel{ID: "dhl-worldwide", Service: "P"},
		From:    book.Warehouse{ID: "austin", Name: "Austin", Street: "1 Main St", City: "Austin", Phone: "+1 512 555 0100", Place: shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 205, Width: 150, Height: 80}, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Hauptstr. 1"}, City: "Bonn", Postcode: "53113", Country: "DE", Phone: "+49 228 1"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 200, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "USD"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 71_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Kept: true, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("1103733901")
				return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, one, timeout)
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 5, Late: 3})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || yes.Cost != (shipping.Money{Amount: 3500, Currency: "EUR"}) {
			t.Errorf("%d: %+v", n, yes)
		}
	}
	if r.Made() != 30 {
		t.Errorf("%d shipments were made", r.Made())
	}
}

func TestWhatIsNotFoundYetIsNotBookedTwice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: 3 * time.Hour})
	_, err := r.Book(t.Context(), ask(1))
	if err == nil {
		t.Fatal("the answer is lost")
	}
	for range 3 {
		r.Pass(time.Minute)
		_, err = r.Book(t.Context(), ask(1))
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), again.Reference(ask(1).Key)) || !strings.Contains(err.Error(), "MyDHL+") {
			t.Errorf("nobody is told to look: %v", err)
		}
	}
	r.Lose = 0
	r.Pass(3 * time.Hour)
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil || r.Made() != 1 || yes.Waybill != "1103733901" {
		t.Errorf("%d shipments, %+v, %v", r.Made(), yes, err)
	}
}

func TestAProgramThatBeginsAnewFindsWhatItBooked(t *testing.T) {
	r := start(t, &mock.Server{Hide: time.Hour})
	first, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	c, tried := r.opened(), ask(1)
	tried.Tried = true
	if _, err = c.Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable || r.Made() != 1 {
		t.Errorf("%d shipments, %v", r.Made(), err)
	}
	r.Pass(time.Hour)
	second, err := c.Book(t.Context(), tried)
	if err != nil || second.Waybill != first.Waybill || r.Made() != 1 {
		t.Errorf("%d shipments, %+v, %v", r.Made(), second, err)
	}
}

func TestWhatDHLNeverGotIsBookedWhenItWouldHaveBeenFound(t *testing.T) {
	r := start(t, &mock.Server{})
	lost := true
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost && lost {
			panic(http.ErrAbortHandler) // on the way there
		}
		r.ServeHTTP(w, q)
	}))
	defer web.Close()
	r.url = web.URL
	c := r.opened()
	_, _ = c.Book(t.Context(), ask(1))
	lost = false
	if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unavailable || r.Made() != 0 {
		t.Errorf("%v", err)
	}
	r.Pass(settles)
	if _, err := c.Book(t.Context(), ask(1)); err != nil || r.Made() != 1 {
		t.Errorf("%d shipments, %v", r.Made(), err)
	}
}

func TestTwoShipmentsOfOneReferenceAreNamed(t *testing.T) {
	r := start(t, &mock.Server{})
	for range 2 {
		if _, err := r.opened().Book(t.Context(), ask(1)); err != nil {
			t.Fatal(err)
		}
	}
	tried := ask(1)
	tried.Tried = true
	yes, err := r.Book(t.Context(), tried)
	if err != nil || yes.Waybill != "1103733901" || !strings.HasSuffix(yes.Reference, "besides 1103733902") {
		t.Errorf("%+v, %v", yes, err)
	}
}

// TestASearchThatIsRefusedIsNoRefusal: by a refusal the next channel would take the parcel, and there would be two labels of it.
func TestASearchThatIsRefusedIsNoRefusal(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, `{"title":"Bad request","detail":"#/dateRangeFrom: is not valid","status":"422"}`)
	}))
	defer web.Close()
	c := Open(book.Carrier{Address: web.URL}, "", nil, time.Minute)
	t.Cleanup(c.Close)
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

func TestOneNumberThatIsMindedHidesNoOther(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(48 * time.Hour)
	carriertest.Minds(t, r.Server, `{"title":"Bad request","status":"400","detail":"9999: no"}`, yes.Waybill, func(base string) carrier.Tracker {
		r.url = base
		return r.opened()
	})
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
	other.now = r.Account.Now
	for _, by := range []*Connector{c, other} {
		if _, err := by.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
			t.Errorf("%v", err)
		}
	}
}

func TestAShipmentIsNotTakenBack(t *testing.T) {
	r := start(t, &mock.Server{})
	err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: "1103733901"})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "not_offered" || !strings.Contains(err.Error(), "throw the label away") {
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
		"no phone":         {func(a *carrier.Request) { a.To.Phone = "" }, "no_phone", "let the shop ask"},
		"no city":          {func(a *carrier.Request) { a.To.City = "" }, "no_city", "address of the order"},
		"a long street":    {func(a *carrier.Request) { a.To.Lines[0] = strings.Repeat("ß", 46) }, "too_long", "line 1 of the address has 46 signs, and DHL Express takes 45"},
		"four lines":       {func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d"} }, "too_many_lines", "4 lines"},
		"nothing declared": {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"no price":         {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"no origin":        {func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"no weight":        {func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"an unknown way":   {func(a *carrier.Request) { a.Channel.Service = "Q" }, "invalid_field", "channel's service in the Book"},
		"an unknown extra": {func(a *carrier.Request) { a.Channel.Service = "P XX" }, "7008", "take the value added service out"},
		"two currencies": {func(a *carrier.Request) {
			a.Lines = append(a.Lines, ask(1).Lines...)
			a.Lines[1].Price.Currency = "EUR"
		}, "two_currencies", "USD and EUR"},
		"a long order name": {func(a *carrier.Request) { a.Order = strings.Repeat("1", 36) }, "too_long", "number of the order has 36 signs"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for name, change := range map[string]func(*carrier.Request){
		"no service": func(a *carrier.Request) { a.Channel.Service = "" }, "no phone of the warehouse": func(a *carrier.Request) { a.From.Phone = "" }, "no street of the warehouse": func(a *carrier.Request) { a.From.Street = "" },
	} {
		a := ask(1)
		change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r.Made() != 0 {
		t.Errorf("%d shipments were made", r.Made())
	}
}

func TestWhatIsAsked(t *testing.T) {
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login, secret, _ := r.BasicAuth()
		body, _ := io.ReadAll(r.Body)
		got = login + " " + secret + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	asks := func(change func(*carrier.Request)) string {
		a := ask(1)
		change(a)
		c := Open(book.Carrier{Account: "1", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute)
		c.now = func() time.Time { return carriertest.Begun }
		_, _ = c.Book(t.Context(), a)
		return got
	}
	got = asks(func(a *carrier.Request) { a.From.Labels, a.Channel.Service = "zpl300", "P DD WY" })
	for _, want := range []string{`l s {"plannedShippingDateAndTime":"2026-05-04T04:15:00 GMT-05:00"`, `"productCode":"P"`, `{"typeCode":"shipper","number":"1"},{"typeCode":"duties-taxes","number":"1"}`, `"printerDPI":300,"encodingFormat":"zpl"`,
		`"valueAddedServices":[{"serviceCode":"DD"},{"serviceCode":"WY"}]`, `{"typeCode":"invoice","isRequested":true}`, `{"value":"` + again.Reference(ask(1).Key) + `","typeCode":"CU"}`, `"weight":0.450,"dimensions":{"length":20.5,"width":15.0,"height":8.0}`,
		`"isCustomsDeclarable":true,"declaredValue":29.80,"declaredValueCurrency":"USD"`, `"price":14.90,"quantity":{"value":2,"unitOfMeasurement":"PCS"},"commodityCodes":[{"typeCode":"outbound","value":"691200"}]`,
		`"manufacturerCountry":"CN","weight":{"grossValue":0.400}`, `"invoice":{"number":"#1001","date":"2026-05-04"}`, `"description":"Mug","incoterm":"DDP"`, `"companyName":"Ana Berg","fullName":"Ana Berg"`} {
		if !strings.Contains(got, want) {
			t.Errorf("not asked: %s\nin %s", want, got)
		}
	}
	within := asks(func(a *carrier.Request) {
		a.From.Place, a.From.Labels = shipping.Place{Country: "FR", Postcode: "75001"}, "a6"
		a.Lines = append(a.Lines, shipping.Line{Product: shipping.Product{SKU: "POT", Name: strings.Repeat("p", 70)}, Quantity: 1})
	})
	for _, want := range []string{`"isCustomsDeclarable":false`, `"incoterm":"DAP"`, `ECOM26_A6_002`, `"description":"Mug and 1 more"`} {
		if !strings.Contains(within, want) || strings.Contains(within, "exportDeclaration") {
			t.Errorf("not asked: %s\nin %s", want, within)
		}
	}
}

func TestPricesThatCannotBe(t *testing.T) {
	for cost, says := range map[string]string{
		`[{"currencyType":"BILLC","priceCurrency":"EUR","price":1.234}]`: "cannot be read", `[{"currencyType":"BILLC","priceCurrency":"ZZZ","price":1}]`: "not known", `[{"currencyType":"BILLC","priceCurrency":"EUR","price":-1}]`: "below zero",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"shipmentTrackingNumber":"1103733901","documents":[{"typeCode":"label","imageFormat":"PDF","content":"JVBERi0xLjQK"}],"shipmentCharges":%s}`, cost)
		}))
		c := Open(book.Carrier{Account: "1", Address: web.URL}, "k", nil, time.Minute)
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", cost, err)
		}
		web.Close()
	}
	r := start(t, &mock.Server{Free: true})
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet || yes.Cost != (shipping.Money{}) {
		t.Errorf("an account without prices: %+v, %v", yes, err)
	}
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet {
		t.Errorf("found again: %+v, %v", yes, err)
	}
	if _, err := r.Rate(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("%v", err)
	}
}

func TestALabelThatCannotBeUsed(t *testing.T) {
	for document, says := range map[string]string{
		`[]`: "does not stand", `[{"typeCode":"invoice","imageFormat":"PDF","content":"JVBERi0xLjQK"}]`: "does not stand",
		`[{"typeCode":"label","imageFormat":"PDF","content":"?"}]`: "cannot be read", `[{"typeCode":"label","imageFormat":"EPL","content":"JVBERi0xLjQK"}]`: "form EPL",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"shipmentTrackingNumber":"1103733901","documents":%s}`, document)
		}))
		c := Open(book.Carrier{Account: "1", Address: web.URL}, "k", nil, time.Minute)
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", document, err)
		}
		web.Close()
	}
}

func TestTimesAreInstants(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(124 * time.Hour)
	list, err := r.Track(t.Context(), []string{yes.Waybill})
	if err != nil || len(list) != 5 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	if last := list[4]; !last.At.Equal(carriertest.Begun.Add(120*time.Hour)) || last.Scan.Milestone != shipping.DeliveredMilestone || last.Scan.Place.Country != "DE" {
		t.Errorf("%+v", last)
	}
}
