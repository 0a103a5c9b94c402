package yunexpress

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
	"crosslane/carrier/yunexpress/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "yunexpress", Login: mock.Login}

// rig is an application that is answered, a connector to it, and the numbers that were booked.
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
		Channel: book.Channel{ID: "yun", Service: "BKZXR"},
		From:    book.Warehouse{ID: "shenzhen", Name: "Shenzhen", Street: "Bao'an Road 5", City: "Shenzhen", Place: shipping.Place{Country: "CN", Postcode: "518000"}},
		Plan:    fact.ParcelPlan{Weight: 450, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Am Markt 1"}, City: "Bonn", Postcode: "53113", Country: "DE", Phone: "+49 228 5550100", Email: "ana@example.org"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 210, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "EUR"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 31_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				return Open(book.Carrier{Login: mock.Login, Address: base}, mock.Secret, one(), timeout)
			}}
	})
}

func one() *carriertest.Account { return carriertest.Open("YT2600000000000001") }

// TestWhatABrokenCarrierSaysOnceItGaveAToken: the suite's answers reach the token alone.
func TestWhatABrokenCarrierSaysOnceItGaveAToken(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		return &carriertest.Subject{Connector: start(t, &mock.Server{}), Request: ask, Refused: func() *carrier.Request { a := ask(1); a.To.Lines = nil; return a }(), Pass: func() {},
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				c := Open(book.Carrier{Address: base}, "", one(), timeout)
				c.tokens.token, c.tokens.until = "t", time.Now().Add(time.Hour)
				return c
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 5, Late: 3, Ends: 7})
	for n := range 30 {
		if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || !yes.BySheet || !strings.Contains(yes.Reference, ", onward LE") {
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
	if all, _ := r.Booked(); err != nil || all != 1 || yes.Waybill != "YT2600000000000001" {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
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

func TestALabelThatNeverComes(t *testing.T) {
	r := start(t, &mock.Server{Late: 1})
	if _, err := r.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the label is late: %v", err)
	}
	r.Pass(drawing)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.URL.Path, "/v1/order/label") {
			fmt.Fprint(w, `{"success":true,"result":{"url":"https://elsewhere.test/label","label_string":""}}`)
			return
		}
		r.ServeHTTP(w, q)
	}))
	defer web.Close()
	r.wire.Base = web.URL
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || len(yes.Label) != 0 || !strings.HasSuffix(yes.Reference, ", print its label in YunExpress's portal") {
		t.Errorf("%+v, %v", yes, err)
	}
}

func TestWhatMayBeBookedIsNotRefusedByABookThatChanged(t *testing.T) {
	carriertest.Lost(t, start(t, &mock.Server{Lose: 1}), ask(1))
}

// TestAReferenceThatIsTakenIsNoRefusal: what bears it is alive, and no other channel may take the parcel.
func TestAReferenceThatIsTakenIsNoRefusal(t *testing.T) {
	for words, code := range map[string]shipping.Code{"客户订单号重复": shipping.Unavailable, "customer_order_number " + again.Reference(ask(1).Key) + " is in use": shipping.Unavailable, "Duplicate order": shipping.Unavailable, "no": shipping.Refused} {
		url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"success":false,"code":"1","msg":"%s"}`, words)
		}))
		c := Open(book.Carrier{Address: url}, "", one(), time.Minute)
		c.tokens.token, c.tokens.until = "t", time.Now().Add(time.Hour)
		if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != code || c.asked.Before(ask(1)) != (code == shipping.Unavailable) {
			t.Errorf("%s: %v", words, err)
		}
		c.Close()
	}
}

// TestWhatWasAnsweredIsKnownThoughNotFound: the label is late, and the search as well.
func TestWhatWasAnsweredIsKnownThoughNotFound(t *testing.T) {
	r := start(t, &mock.Server{Late: 1, Hide: 24 * time.Hour})
	_, err := r.Book(t.Context(), ask(1))
	if shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the label is late: %v", err)
	}
	r.Pass(settles)
	yes, err := r.Book(t.Context(), ask(1))
	if all, _ := r.Booked(); err != nil || all != 1 || len(yes.Label) == 0 {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
	}
}

// TestWhatWasCancelledIsForgotten: nor is it known from its answer any more.
func TestWhatWasCancelledIsForgotten(t *testing.T) {
	r := start(t, &mock.Server{Hide: 24 * time.Hour})
	first, err := r.Book(t.Context(), ask(1))
	if err == nil {
		err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: first.Waybill})
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(settles)
	if second, err := r.Book(t.Context(), ask(1)); err != nil || second.Waybill == first.Waybill {
		t.Errorf("%+v, %v", second, err)
	}
}

// TestANoThatComesWithANumberIsNone: what has a number may be alive.
func TestANoThatComesWithANumberIsNone(t *testing.T) {
	c, _ := answered(t, func(string) string {
		return `{"success":false,"code":"1","msg":"no","result":{"waybill_number":"YT1"}}`
	})
	if _, err := c.Book(t.Context(), ask(1)); !errors.As(err, new(*carrier.UnusableError)) {
		t.Errorf("%v", err)
	}
}

// TestTheHistoryOfAnotherParcelIsNotTold: a number may be that of another order.
func TestTheHistoryOfAnotherParcelIsNotTold(t *testing.T) {
	c, _ := answered(t, func(string) string {
		return `{"success":true,"result":{"waybill_number":"YT12","track_info":[{"track_events":[{"track_node_code":"DELIVERED","description":"x","time_zone":"+8","event_date":"2026-05-05 10:00:00"}]}]}}`
	})
	for waybill, n := range map[string]int{"YT1": 0, "YT12": 1} {
		if list, err := c.Track(t.Context(), []string{waybill}); err != nil || len(list) != n {
			t.Errorf("%s: %+v, %v", waybill, list, err)
		}
	}
}

// TestAnotherParcelThatIsCancelledProvesNothing: a number may be that of another order.
func TestAnotherParcelThatIsCancelledProvesNothing(t *testing.T) {
	for waybill, code := range map[string]shipping.Code{"YT1": "", "YT2": shipping.Refused} {
		url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodPost {
				fmt.Fprint(w, `{"success":false,"code":"1","msg":"no"}`)
				return
			}
			fmt.Fprintf(w, `{"success":true,"result":{"waybill_number":"%s","customer_order_number":"YT1","status":"E"}}`, waybill)
		}))
		c := Open(book.Carrier{Address: url}, "", one(), time.Minute)
		c.tokens.token, c.tokens.until = "t", time.Now().Add(time.Hour)
		if err := c.Cancel(t.Context(), &carrier.Cancellation{Waybill: "YT1"}); shipping.CodeOf(err) != code {
			t.Errorf("%s: %v", waybill, err)
		}
		c.Close()
	}
}

func TestOneNumberThatIsMindedHidesNoOther(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(48 * time.Hour)
	carriertest.Minds(t, r.Server, `{"success":false,"code":"1","msg":"no"}`, yes.Waybill, func(base string) carrier.Tracker {
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
}

func TestTheAccountIsTheProgramsOwnAffair(t *testing.T) {
	r := start(t, &mock.Server{})
	c := Open(book.Carrier{Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute)
	if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "the application is not known") {
		t.Errorf("%v", err)
	}
	c.tokens.token, c.tokens.until = "t", time.Now().Add(time.Hour)
	c.tokens.ask.Secret = mock.Secret // a token, and a signature that is wrong
	if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "the signature is wrong") {
		t.Errorf("%v", err)
	}
}

func TestAParcelInTheWarehouseIsNotCancelled(t *testing.T) {
	r := start(t, &mock.Server{Shut: true})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "mock-late" || !strings.Contains(err.Error(), "can not be cancelled") {
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
		"no street":       {func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":         {func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":         {func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"many lines":      {func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d"} }, "too_many_lines", "has 4 lines, and YunExpress takes 3"},
		"a wrong address": {func(a *carrier.Request) { a.To.Postcode = "00000" }, "mock-receiver", "(look at the address of the order)"},
		"too heavy":       {func(a *carrier.Request) { a.Plan.Weight = 31_000 }, "mock-weight", "(look at the weight of the parcel)"},
		"another product": {func(a *carrier.Request) { a.Channel.Service = "NONE" }, "mock-product", "(look at the channel's service in the Book)"},
		"no goods":        {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "it is not known"},
		"no value":        {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"no weight":       {func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"goods, no name":  {func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"two currencies": {func(a *carrier.Request) {
			a.Lines = append(a.Lines, a.Lines[0])
			a.Lines[1].Price.Currency = "USD"
		}, "two_currencies", "EUR and USD"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for _, service := range []string{"", "BKZXR fast", "BKZXR customs_number="} {
		a := ask(1)
		a.Channel.Service = service
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", service, err)
		}
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d parcels were booked", all)
	}
}

// TestASignature holds the form of what is signed; the digests were made by another program.
func TestASignature(t *testing.T) {
	for _, c := range []struct{ method, body, want string }{
		{"POST", `{"a":1}`, "leYfsx80NuIlSEqS/2B7/ygpAaKplwaYqspQw2WhBPM="},
		{"GET", "", "xXXy/Do5jyuASEoKyNHGFdzZd1/KRULKqjJgxJh6b9k="},
	} {
		if got := signature("secret", c.method, "/v1/order/cancel", "1700000000000", []byte(c.body)); got != c.want {
			t.Errorf("%s: %s", c.method, got)
		}
	}
}

// answered has a token given, and one answer to every other call; it hands over what was asked.
func answered(t *testing.T, answer func(path string) string) (*Connector, *[]string) {
	t.Helper()
	var got []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.String()+" "+r.Header.Get("Token")+" "+string(body))
		if r.URL.Path == signIn {
			fmt.Fprint(w, `{"accessToken":"t","expiresIn":7200}`)
			return
		}
		fmt.Fprint(w, answer(r.URL.Path))
	}))
	t.Cleanup(web.Close)
	return Open(book.Carrier{Account: "src", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute), &got
}

func TestATokenThatHasEndedIsNotUsed(t *testing.T) {
	c, got := answered(t, func(string) string { return `{"success":true,"result":{"waybill_number":"YT1"}}` })
	for n, until := range map[int]time.Time{1: time.Now().Add(-time.Second), 0: time.Now().Add(time.Hour)} {
		*got = nil
		c.tokens.token, c.tokens.until = "old", until
		_, _ = c.Book(t.Context(), ask(1))
		if asked := strings.Count(strings.Join(*got, "\n"), signIn); asked != n {
			t.Errorf("until %v: %d tokens are asked for", until, asked)
		}
	}
}

func TestWhatIsAsked(t *testing.T) {
	c, got := answered(t, func(string) string { return `{"success":true,"result":{"waybill_number":"YT1"}}` })
	a := ask(1)
	a.Channel.Service, a.To.Company = "BKZXR customs_number=IM2760000000", "Berg AG"
	a.Plan.Size = shipping.Dimensions{Length: 305, Width: 200, Height: 95}
	more := a.Lines[0]
	more.SKU, more.Price, more.Value, more.Weight = "JUG", shipping.Money{}, shipping.Money{Amount: 705, Currency: "EUR"}, 1005
	a.Lines = append(a.Lines, more)
	_, _ = c.Book(t.Context(), a)
	all := strings.Join(*got, "\n")
	for _, want := range []string{"POST " + signIn + `  {"grantType":"client_credentials","appId":"l","appSecret":"s","sourceKey":"src"}`, `POST /v1/order/package/create t {"product_code":"BKZXR","customer_order_number":"` + again.Reference(a.Key) + `","weight_unit":"KG","size_unit":"CM"`,
		`"packages":[{"weight":0.450,"length":30.5,"width":20.0,"height":9.5,"reference_id":"#1001"}]`, `"receiver":{"first_name":"Ana Berg","company":"Berg AG","country_code":"DE","city":"Bonn","address_lines":["Am Markt 1"],"postal_code":"53113","phone_number":"+49 228 5550100","email":"ana@example.org"}`,
		`"sender":{"first_name":"Shenzhen","country_code":"CN","city":"Shenzhen","address_lines":["Bao'an Road 5"],"postal_code":"518000"}`,
		`"declaration_info":[{"sku_code":"MUG","name_local":"Mug","name_en":"Mug","quantity":2,"unit_price":14.90,"unit_weight":0.210,"hs_code":"691200","currency":"EUR"},{"sku_code":"JUG","name_local":"Mug","name_en":"Mug","quantity":2,"unit_price":7.05,"unit_weight":1.005,"hs_code":"691200","currency":"EUR"}],"customs_number":"IM2760000000"`, "GET /v1/order/label/get?order_number=YT1 t "} {
		if !strings.Contains(all, want) {
			t.Errorf("not asked: %s\nin %s", want, all)
		}
	}
}

func TestAnAnswerThatCannotBeUsed(t *testing.T) {
	for label, says := range map[string]string{`{"label_type":"PDF","label_string":"?"}`: "cannot be read", `{"label_type":"PNG","label_string":"JVBERi0xLjQK"}`: "no file of the kind"} {
		c, _ := answered(t, func(path string) string {
			if strings.HasPrefix(path, "/v1/order/label") {
				return `{"success":true,"result":` + label + `}`
			}
			return `{"success":true,"result":{"waybill_number":"YT1"}}`
		})
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", label, err)
		}
	}
	// Whoever is asked whether it is there, and says no for another reason, or tells of another order, says nothing.
	tried := ask(1)
	tried.Tried = true
	for answer, says := range map[string]string{`{"success":false,"code":"1","msg":"system busy"}`: "does not say whether it was booked", `{"success":true,"result":{"waybill_number":"YT1","customer_order_number":"another"}}`: "cannot be used"} {
		c, got := answered(t, func(string) string { return answer })
		if _, err := c.Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), says) || strings.Contains(strings.Join(*got, " "), "/create") {
			t.Errorf("%s: %v, %q", answer, err, *got)
		}
	}
}
