package canadapost

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
	"crosslane/carrier/canadapost/mock"
	"crosslane/carrier/carriertest"
	"crosslane/fact"
	"crosslane/shipping"
)

const bookAccount = mock.Customer + " " + mock.Contract

// rig is an account that answers, a connector to it, and the numbers that were booked.
type rig struct {
	carriertest.Account
	*mock.Server
	*Connector
	url, account string
}

// Book books, and keeps the number.
func (r *rig) Book(ctx context.Context, ask *carrier.Request) (*carrier.Confirmation, error) {
	return r.Took(r.Connector.Book(ctx, ask))
}

// opened is a connector by the rig's clock, as a program has it that begins now.
func (r *rig) opened() *Connector {
	c := Open(book.Carrier{ID: "canada-post", Account: r.account, Login: mock.Login, Address: r.url}, mock.Secret, &r.Account, time.Minute)
	c.asked = again.Since(settles, r.Account.Now)
	return c
}

func start(t *testing.T, server *mock.Server) *rig {
	t.Helper()
	r := &rig{Server: server, account: bookAccount}
	server.Now = r.Account.Now
	r.url = carriertest.At(t, server)
	r.Connector = r.opened()
	t.Cleanup(r.Close)
	return r
}

func ask(n int) *carrier.Request {
	return &carrier.Request{Key: fmt.Sprintf("parcel:par_06eci1nc03m9h067tpr0gbo%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), Order: fmt.Sprintf("#10%02d", n), At: carriertest.Begun,
		Channel: book.Channel{ID: "canada-post", Service: "USA.EP"},
		From:    book.Warehouse{ID: "w", Name: "Ottawa", Street: "502 Main St N", City: "Ottawa", Phone: "613 555 0100", Place: shipping.Place{Country: "CA", Region: "ON", Postcode: "K1K 4T3"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 150, Width: 205, Height: 80}, Ship: shipping.Place{Country: "US"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"1 Elm St", "Apt 2", "Back door"}, City: "Boise", Region: "ID", Postcode: "83701", Country: "US"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 200, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "CAD"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 31_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("2004381000000001")
				return Open(book.Carrier{Account: bookAccount, Login: mock.Login, Address: base}, mock.Secret, one, timeout)
			}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	for _, linked := range []bool{false, true} {
		r := start(t, &mock.Server{Lose: 2, Slow: 7, Late: 4, Linked: linked})
		for n := range 30 {
			if yes := carriertest.Until(t, r, ask(n)); len(yes.Label) == 0 || yes.Cost != (shipping.Money{Amount: 1500, Currency: "CAD"}) || yes.Reference == "" {
				t.Errorf("%d: %+v", n, yes)
			}
		}
		if all, alive := r.Booked(); all != 30 || alive != 30 {
			t.Errorf("%d parcels were booked, %d are alive", all, alive)
		}
	}
}

func TestWhatIsNotFoundYetIsNotBookedTwice(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1, Hide: 30 * time.Minute})
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
	r.Pass(30 * time.Minute)
	yes, err := c.Book(t.Context(), tried)
	if all, _ := r.Booked(); err != nil || all != 1 || yes.Waybill != "2004381000000001" {
		t.Errorf("%d parcels, %+v, %v", all, yes, err)
	}
}

func TestTheSecondOfTwoParcelsGoesBack(t *testing.T) {
	for service, besides := range map[string]string{"USA.EP": "", "USA.EP TRANSMIT": ", besides 2004381000000002"} {
		r := start(t, &mock.Server{})
		tried := ask(1)
		tried.Channel.Service = service
		for range 2 {
			if _, err := r.opened().Book(t.Context(), tried); err != nil {
				t.Fatal(err)
			}
		}
		tried.Tried = true
		yes, err := r.Book(t.Context(), tried)
		if _, alive := r.Booked(); err != nil || (alive == 2) != (besides != "") || yes.Waybill != "2004381000000001" || !strings.HasSuffix(yes.Reference, "1"+besides) {
			t.Errorf("%s: %d alive, %+v, %v", service, alive, yes, err)
		}
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

// TestANoToALookIsNoneToTheParcel: it may be booked, and no other channel may take it meanwhile.
func TestANoToALookIsNoneToTheParcel(t *testing.T) {
	for _, path := range []string{"/shipment?", "/rs/artifact/", "/price", "/shipment/545"} {
		r := start(t, &mock.Server{Lose: 1, Linked: true})
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if strings.Contains(q.URL.String(), path) {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `<messages><message><code>1</code><description>no</description></message></messages>`)
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
		if r.Pass(2 * settles); path == "/shipment?" {
			if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unavailable {
				t.Errorf("a search that is refused finds nothing out, however late it is: %v", err)
			}
		}
		web.Close()
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
	r.Slow = 0
	if _, err = r.Book(t.Context(), ask(1)); err != nil {
		t.Errorf("nothing was booked, and nothing is to be looked for: %v", err)
	}
}

func TestTheAccountIsTheProgramsOwnAffair(t *testing.T) {
	r := start(t, &mock.Server{})
	for _, c := range []*Connector{Open(book.Carrier{Account: bookAccount, Login: mock.Login, Address: r.url}, "another secret", nil, time.Minute),
		Open(book.Carrier{Account: "9 " + mock.Contract, Login: mock.Login, Address: r.url}, mock.Secret, nil, time.Minute)} {
		if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
			t.Errorf("%v", err)
		}
	}
	for _, account := range []string{"", "2004381", "2004381 x", "2004381 42708517 nobody", "2004381 42708517 a@b.ca more", "12345678901 1"} {
		if _, err := Open(book.Carrier{Account: account, Address: r.url}, "", nil, time.Minute).Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", account, err)
		}
	}
}

// TestWhatWasTransmittedIsPaidBack: it is not voided any more.
func TestWhatWasTransmittedIsPaidBack(t *testing.T) {
	r := start(t, &mock.Server{})
	a := ask(1)
	a.Channel.Service = "USA.EP TRANSMIT"
	yes, err := r.Book(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill}); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "transmitted" || !strings.Contains(err.Error(), "mail address") {
		t.Errorf("%v", err)
	}
	r.account += " refunds@example.ca"
	for range 2 {
		if err = r.opened().Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill}); err != nil {
			t.Errorf("asked for a refund: %v", err)
		}
	}
	if _, alive := r.Booked(); alive != 0 {
		t.Errorf("%d are alive", alive)
	}
}

// TestAParcelThatIsNotFoundIsNotVoided: it may not be found yet. What tracking knows is no parcel that was voided.
func TestAParcelThatIsNotFoundIsNotVoided(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasPrefix(r.URL.Path, histories):
			fmt.Fprint(w, `<shipments/>`)
		case strings.Contains(r.URL.Path, "2004381000000001"):
			fmt.Fprint(w, `<tracking-detail><pin>2004381000000001</pin></tracking-detail>`)
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `<messages><message><code>004</code><description>No Pin History</description></message></messages>`)
		}
	}))
	defer web.Close()
	c := Open(book.Carrier{Account: bookAccount, Address: web.URL}, "", nil, time.Minute)
	for waybill, code := range map[string]shipping.Code{"2004381000000001": shipping.Refused, "2004381000000002": shipping.NotFound, "NO SUCH/NUMBER": shipping.NotFound, "X": shipping.NotFound} {
		for range 2 {
			if err := c.Cancel(t.Context(), &carrier.Cancellation{Waybill: waybill}); shipping.CodeOf(err) != code {
				t.Errorf("%s: %v", waybill, err)
			}
		}
	}
}

// TestWhatIsSaidOfAnotherParcelIsNotBelieved: neither voids, nor histories, nor refunds that are refused.
func TestWhatIsSaidOfAnotherParcelIsNotBelieved(t *testing.T) {
	const number = "2004381000000001"
	asked := ""
	open := func(says map[string]string) *Connector {
		asked = ""
		url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			for part, body := range says {
				if strings.Contains(q.Method+" "+q.URL.String(), part) {
					if asked += q.Method; strings.HasPrefix(body, "<messages>") {
						w.WriteHeader(http.StatusBadRequest)
					}
					fmt.Fprint(w, body)
					return
				}
			}
			t.Errorf("asked %s %s", q.Method, q.URL)
		}))
		return Open(book.Carrier{Account: bookAccount + " a@b.ca", Address: url}, "", nil, time.Minute)
	}
	info := func(pin string) string {
		return `<shipments><shipment-info><shipment-id>1</shipment-id><tracking-pin>` + pin + `</tracking-pin><links><link rel="self" href="http://x/s/1"/><link rel="refund" href="http://x/r/1"/></links></shipment-info></shipments>`
	}
	no := func(code string) string {
		return `<messages><message><code>` + code + `</code><description>no</description></message></messages>`
	}
	if err := open(map[string]string{"GET /rs/": info(number + "2")}).Cancel(t.Context(), &carrier.Cancellation{Waybill: number}); !errors.As(err, new(*carrier.UnusableError)) || asked != "GET" {
		t.Errorf("%v, %s", err, asked)
	}
	for code, want := range map[string]shipping.Code{refunded: "", "7000": shipping.Refused} {
		if err := open(map[string]string{"GET /rs/": info(number), "DELETE": no(transmitted), "POST": no(code)}).Cancel(t.Context(), &carrier.Cancellation{Waybill: number}); shipping.CodeOf(err) != want {
			t.Errorf("%s: %v", code, err)
		}
	}
	history := `<tracking-detail><pin>` + number + `2</pin><significant-events><occurrence><event-identifier>1408</event-identifier><event-date>2026-05-05</event-date><event-time>10:00:00</event-time><event-time-zone>EDT</event-time-zone><event-description>Delivered</event-description></occurrence></significant-events></tracking-detail>`
	for waybill, n := range map[string]int{number: 0, number + "2": 1} {
		if list, err := open(map[string]string{"GET": history}).Track(t.Context(), []string{waybill}); err != nil || len(list) != n {
			t.Errorf("%s: %+v, %v", waybill, list, err)
		}
	}
}

// TestAVoidWhoseAnswerIsLostIsAVoid: what was to be voided before and is not found any more was voided.
func TestAVoidWhoseAnswerIsLostIsAVoid(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	lose := true
	r.url = carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodDelete && lose {
			lose = false
			r.ServeHTTP(httptest.NewRecorder(), q)
			fmt.Fprint(w, `<messages/>`)
			return
		}
		r.ServeHTTP(w, q)
	}))
	c, x := r.opened(), &carrier.Cancellation{Waybill: yes.Waybill}
	if err := c.Cancel(t.Context(), x); !errors.As(err, new(*carrier.UnusableError)) {
		t.Errorf("an answer that says nothing: %v", err)
	}
	for range 2 {
		if err := c.Cancel(t.Context(), x); err != nil {
			t.Error(err)
		}
	}
	if err := r.opened().Cancel(t.Context(), x); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("a program that begins anew knows nothing of it: %v", err)
	}
}

// TestWhatBearsAnotherReferenceIsLeftAlone: it is neither ours nor voided as a second one.
func TestWhatBearsAnotherReferenceIsLeftAlone(t *testing.T) {
	r := start(t, &mock.Server{})
	for n := range 2 {
		if _, err := r.Book(t.Context(), ask(n)); err != nil {
			t.Fatal(err)
		}
	}
	r.url = carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Query().Has("requestId") {
			q.URL.RawQuery = "groupId=" + string(ask(1).From.ID) + "&provideShipmentInfo=true"
		}
		r.ServeHTTP(w, q)
	}))
	tried := ask(7)
	tried.Tried = true
	if yes, err := r.opened().Book(t.Context(), tried); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%+v, %v", yes, err)
	}
	tried = ask(1)
	tried.Tried = true
	yes, err := r.opened().Book(t.Context(), tried)
	if _, alive := r.Booked(); err != nil || alive != 2 || yes.Waybill != "2004381000000002" || strings.Contains(yes.Reference, "besides") {
		t.Errorf("%d alive, %+v, %v", alive, yes, err)
	}
}

func TestOnlyWhatIsHandedOverIsTransmitted(t *testing.T) {
	r := start(t, &mock.Server{})
	var numbers []string
	for n := range 3 {
		yes, err := r.Book(t.Context(), ask(n))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, yes.Waybill)
	}
	at := func(waybills ...string) (*carrier.Closing, error) {
		return r.Manifest(t.Context(), &carrier.Handover{Key: "k", Warehouse: "w", Waybills: waybills})
	}
	first, err := at(numbers[0], numbers[1], "2004381000000099")
	if err != nil || first.Reference != "P000000001" || len(first.Waybills) != 2 || len(first.Unknown) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[2]}); err != nil {
		t.Errorf("what was not handed over is transmitted: %v", err)
	}
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[0]}); carrier.RefusalCode(err) != "transmitted" {
		t.Errorf("%v", err)
	}
	once := ask(4)
	once.Channel.Service += " TRANSMIT"
	if in, err := r.Book(t.Context(), ask(3)); err != nil || !in.ToClose {
		t.Errorf("what stands in a group is to be closed: %+v, %v", in, err)
	}
	if out, err := r.Book(t.Context(), once); err != nil || out.ToClose {
		t.Errorf("what is transmitted at once is closed: %+v, %v", out, err)
	}
	if second, err := at(numbers[0], numbers[1]); err != nil || second.Reference != first.Reference || len(second.Waybills) != 2 {
		t.Errorf("handed in again: %+v, %v", second, err)
	}
	if _, err := at("2004381000000099"); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "nothing_to_close" {
		t.Errorf("%v", err)
	}
}

func TestALinkLeadsNowhereElse(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another address was called") }))
	defer elsewhere.Close()
	var got []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.URL.Path)
		if r.URL.Path == "/rs/artifact/1" {
			fmt.Fprint(w, "%PDF-1.4")
			return
		}
		fmt.Fprintf(w, `<shipment-info><shipment-id>1</shipment-id><tracking-pin>2004381000000001</tracking-pin><links><link rel="label" href="%s/rs/artifact/1" media-type="application/pdf"/></links></shipment-info>`, elsewhere.URL)
	}))
	defer web.Close()
	yes, err := Open(book.Carrier{Account: bookAccount, Address: web.URL}, "", nil, time.Minute).Book(t.Context(), ask(1))
	if err != nil || !yes.BySheet || len(got) != 2 {
		t.Errorf("%+v, %v, %q", yes, err, got)
	}
}

func TestALabelThatIsLateOrCannotBeUsed(t *testing.T) {
	r := start(t, &mock.Server{Late: 1})
	_, err := r.Book(t.Context(), ask(1))
	if busy, ok := errors.AsType[*carrier.BusyError](err); !ok || busy.For != 2*time.Second {
		t.Errorf("a label that is late: %v", err)
	}
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || len(yes.Label) == 0 {
		t.Errorf("%+v, %v", yes, err)
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d parcels", all)
	}
	r = start(t, &mock.Server{Late: 1, Lose: 1})
	_, _ = r.Book(t.Context(), ask(1))
	r.Pass(drawing)
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || len(yes.Label) != 0 || yes.Waybill == "" {
		t.Errorf("a label that never comes: %+v, %v", yes, err)
	}
	for info, says := range map[string]string{
		`<shipment-id>1</shipment-id><tracking-pin>2004381000000001</tracking-pin>`:                                     "does not say where the label is",
		`<links><link rel="label" href="/label" media-type="application/pdf"/></links>`:                                 "no waybill",
		`<shipment-id>1</shipment-id><links><link rel="label" href="/label" media-type="application/pdf"/></links>`:     "no file of the kind",
		`<shipment-id>1</shipment-id><shipment-price><due-amount>1.234</due-amount></shipment-price>`:                   "cannot be read",
		`<shipment-id>1</shipment-id><shipment-price><due-amount>-1.00</due-amount></shipment-price>`:                   "below zero",
		`<shipment-id>1</shipment-id><links><link rel="label" href="mailto:x@y" media-type="application/pdf"/></links>`: "does not say where the label is",
		`<shipment-id>../1</shipment-id><links><link rel="label" href="/label" media-type="application/pdf"/></links>`:  "none that a number has",
		`<shipment-id>1</shipment-id><links><link rel="label" href="/long" media-type="application/pdf"/></links>`:      "longer than 3072 KB",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/label":
				fmt.Fprint(w, "<html>a page</html>")
			case "/long":
				_, _ = io.Copy(w, io.LimitReader(endless{}, mostLabel+1))
			default:
				fmt.Fprint(w, `<shipment-info>`+info+`</shipment-info>`)
			}
		}))
		_, err := Open(book.Carrier{Account: bookAccount, Address: web.URL}, "", nil, time.Minute).Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", info, err)
		}
		web.Close()
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestTimesAreInstants(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(100 * time.Hour)
	list, err := r.Track(t.Context(), []string{yes.Waybill})
	if err != nil || len(list) != 5 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	if last := list[4]; !last.At.Equal(carriertest.Begun.Add(96*time.Hour)) || last.Scan.Milestone != shipping.DeliveredMilestone || last.Scan.Place.Country != "CA" {
		t.Errorf("%+v", last)
	}
}
