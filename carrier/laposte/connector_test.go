package laposte

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
	"crosslane/carrier/laposte/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "colissimo", Account: mock.Account}

// secret is what the Book names for it.
const secret = mock.Key + ":" + mock.Password

// rig is a contract that answers, a connector to it, and the numbers that were booked.
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
	c := Open(to, secret, &r.Account, time.Minute)
	c.now, c.asked = r.Account.Now, again.Since(again.Ever, r.Account.Now)
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
		Channel: book.Channel{ID: "colissimo", Service: "DOM"},
		From:    book.Warehouse{ID: "lyon", Name: "Lyon", Street: "Rue Haute 5", City: "Lyon", Place: shipping.Place{Country: "FR", Postcode: "69001"}},
		Plan:    fact.ParcelPlan{Weight: 455, Ship: shipping.Place{Country: "FR"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"5 rue du Bellay"}, City: "Paris", Postcode: "75004", Country: "FR", Phone: "+33 6 12 34 57 68", Email: "ana@example.org"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 210, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "EUR"}}}}
}

// abroad is a parcel that leaves the customs area.
func abroad(n int) *carrier.Request {
	a := ask(n)
	a.Channel.Service = "DOS ddp postage=12.90"
	a.To = shipping.Address{Company: "Berg Inc", Name: "Ana Berg", Lines: []string{"1 Elm St", "Floor 2", "Door 3"}, City: "Boise", Region: "id", Postcode: "83701", Country: "US", Phone: "+1 (208) 555-0100"}
	return a
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 30_001
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) }, Kept: true,
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("6A00000000001")
				return Open(book.Carrier{Account: mock.Account, Address: base}, secret, one, timeout)
			}}
	})
}

// TestALostAnswerWaitsForAPerson: La Poste finds nothing by a reference, so that nothing is booked before somebody could look.
func TestALostAnswerWaitsForAPerson(t *testing.T) {
	r := start(t, &mock.Server{Lose: 1})
	if _, err := r.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer is lost: %v", err)
	}
	r.Lose = 0
	tried := ask(1)
	tried.Tried = true
	for name, c := range map[string]*Connector{"the same program": r.Connector, "one that begins anew": r.opened()} {
		_, err := c.Book(t.Context(), tried)
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), "look for "+again.Reference(tried.Key)[:30]+" among") {
			t.Errorf("%s: nobody is told to look: %v", name, err)
		}
	}
	if r.Booked() != 1 {
		t.Errorf("%d parcels were booked", r.Booked())
	}
	r.Pass(1000 * time.Hour)
	if _, err := r.Book(t.Context(), tried); !strings.Contains(err.Error(), "crosslane parcels not-booked "+string(tried.Parcel)) {
		t.Errorf("nobody is told how to go on: %v", err)
	}
	tried.NotBooked = r.Account.Now()
	yes, err := r.Book(t.Context(), tried)
	if err != nil || yes.Reference != again.Reference(tried.Key) || r.Booked() != 2 {
		t.Fatalf("%d parcels, %+v, %v", r.Booked(), yes, err)
	}
}

func TestWhatCouldNotBeRecordedHasItsAnswerAgain(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Book(t.Context(), ask(1))
	if err != nil || r.Booked() != 1 || second.Waybill != first.Waybill || len(second.Label) == 0 || !second.BySheet {
		t.Errorf("%d parcels, %+v, %v", r.Booked(), second, err)
	}
}

func TestWhereNothingWasBookedNobodyWaits(t *testing.T) {
	r := start(t, &mock.Server{Slow: 2})
	for n := range 30 {
		a := ask(n)
		a.Plan.Weight += shipping.Grams(n * 101)
		carriertest.Until(t, r, a)
	}
	r.Slow = 0
	wrong := ask(40)
	wrong.To.Postcode = "00000"
	if _, err := r.Book(t.Context(), wrong); shipping.CodeOf(err) != shipping.Refused {
		t.Fatalf("%v", err)
	}
	wrong.To.Postcode = "75004"
	if _, err := r.Book(t.Context(), wrong); err != nil || r.Booked() != 31 {
		t.Errorf("La Poste said no, and booked nothing: %d, %v", r.Booked(), err)
	}
}

func TestWhatMayBeBookedIsNotRefusedByABookThatChanged(t *testing.T) {
	carriertest.Lost(t, start(t, &mock.Server{Lose: 1}), ask(1))
}

func TestTooManyCallsAreNoFailure(t *testing.T) {
	r := start(t, &mock.Server{Slow: 1})
	for name, call := range map[string]func() error{
		"booking":  func() error { _, err := r.Book(t.Context(), ask(1)); return err },
		"tracking": func() error { _, err := r.Track(t.Context(), []string{"6A00000000001"}); return err },
	} {
		if busy, ok := errors.AsType[*carrier.BusyError](call()); !ok || !busy.Many || busy.For != time.Second {
			t.Errorf("%s: %v", name, call())
		}
	}
}

func TestTheAccountIsTheProgramsOwnAffair(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, secret := range map[string]string{"another password": "mock-key:another", "none": "mock-key"} {
		c := Open(book.Carrier{Account: mock.Account, Address: r.url}, secret, nil, time.Minute)
		if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "Identifiant ou mot de passe incorrect") || !strings.Contains(err.Error(), "a colon") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(book.Carrier{Account: mock.Account, Address: r.url}, "another:mock-secret", nil, time.Minute).Track(t.Context(), []string{"6A00000000001"}); shipping.CodeOf(err) != shipping.Unauthorized {
		t.Errorf("another key: %v", err)
	}
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	long := strings.Repeat("x", 70)
	for name, c := range map[string]struct {
		ask    func(int) *carrier.Request
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":        {ask, func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":          {ask, func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no postcode":      {ask, func(a *carrier.Request) { a.To.Postcode = "" }, "no_postcode", "look at the address of the order"},
		"no name":          {ask, func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"many lines":       {ask, func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d", "e"} }, "too_many_lines", "has 5 lines, and labels to FR show 4"},
		"lines there":      {ask, func(a *carrier.Request) { a.To.Country, a.To.Lines = "CH", []string{"a", "b"} }, "too_many_lines", "labels to CH show 1"},
		"a long street":    {ask, func(a *carrier.Request) { a.To.Lines = []string{long} }, "too_long", "the street of the address has 70 signs, and La Poste takes 35"},
		"a long line":      {ask, func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", long} }, "too_long", "a further line of the address has 70 signs"},
		"a long telephone": {ask, func(a *carrier.Request) { a.To.Phone = "+3361234576890123" }, "too_long", "the telephone number of the address"},
		"a wrong address":  {ask, func(a *carrier.Request) { a.To.Postcode = "00000" }, "mock-address", "(look at the address of the order)"},
		"too heavy":        {ask, func(a *carrier.Request) { a.Plan.Weight = 30_001 }, "mock-weight", "(look at the weight of the parcel)"},
		"another country":  {ask, func(a *carrier.Request) { a.Channel.Service, a.To.Country = "CECO", "DE" }, "mock-product", "(look at the channel's service in the Book)"},
		"another network":  {ask, func(a *carrier.Request) { a.Channel.Service = "DOM reseauPostal=1" }, "30027", "look at reseauPostal"},
		"no telephone":     {abroad, func(a *carrier.Request) { a.To.Phone = "" }, "no_phone", "let the shop ask for it"},
		"no state":         {abroad, func(a *carrier.Request) { a.To.Region = "Idaho" }, "no_state", "such as ID"},
		"no goods":         {abroad, func(a *carrier.Request) { a.Lines = nil }, "no_goods", "in 1 to 100 lines"},
		"no value":         {abroad, func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"another currency": {abroad, func(a *carrier.Request) { a.Lines[0].Price.Currency = "SEK" }, "currency", "no SEK"},
		"no origin":        {abroad, func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"no HS code":       {abroad, func(a *carrier.Request) { a.Lines[0].HS = "" }, "no_hs", "list of products"},
		"an odd HS code":   {abroad, func(a *carrier.Request) { a.Lines[0].HS = "6912001" }, "no_hs", "has 7"},
		"no weight":        {abroad, func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"goods, no name":   {abroad, func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"goods, long name": {abroad, func(a *carrier.Request) { a.Lines[0].Name = long }, "too_long", "and La Poste takes 64"},
		"a long invoice":   {abroad, func(a *carrier.Request) { a.Order = long }, "too_long", "and La Poste takes 35"},
		"two currencies": {abroad, func(a *carrier.Request) {
			a.Lines = append(a.Lines, a.Lines[0])
			a.Lines[1].Price.Currency = "CHF"
		}, "two_currencies", "EUR and CHF"},
	} {
		a := c.ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for service, says := range map[string]string{"": "names no product", "HD": "names no product", "DOM quickly": "quickly", "DOM postage=much": "postage=much", "DOM postage=0": "postage=0", "DOM returnTypeChoice=x": "returnTypeChoice=x", "DOM": "does not say it"} {
		a := abroad(1)
		a.Channel.Service = service
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", service, err)
		}
	}
	if r.Booked() != 0 {
		t.Errorf("%d parcels were booked", r.Booked())
	}
}

func TestWhatIsAsked(t *testing.T) {
	home, zpl, far, overseas, belgian, bare := ask(1), ask(1), abroad(1), ask(1), ask(1), ask(1)
	home.Plan.Size = shipping.Dimensions{Length: 301, Width: 200, Height: 95}
	home.To.Lines = append(home.To.Lines, "Bâtiment B", "2e étage", "Le Bourg")
	zpl.From.Labels, zpl.Channel.Service = "zpl203", "DOM nonMachinable returnReceipt reseauPostal=1 returnTypeChoice=3"
	overseas.Lines[0].Weight = 1005
	overseas.To.Postcode, overseas.Channel.Service = "97400", "COM ftd postage=9"
	belgian.To.Country, belgian.To.Phone = "BE", "+32 2 5550100"
	bare.To.Name, bare.To.Company, bare.Order = "", "Berg SA", "123-1234567-1234567"
	for _, c := range []struct {
		ask   *carrier.Request
		wants []string
		never string
	}{
		{home, []string{"POST " + labels + "  ", `{"contractNumber":"123456","password":"p:w","outputFormat":{"x":0,"y":0,"outputPrintingType":"PDF_10x15_300dpi"},"letter":{"service":{"productCode":"DOM","depositDate":"2026-05-04","orderNumber":"` + again.Reference(home.Key)[:30] + `","commercialName":"Lyon"}`,
			`"parcel":{"weight":0.46}`, `"sender":{"senderParcelRef":"#1001","address":{"companyName":"Lyon","line2":"Rue Haute 5","countryCode":"FR","city":"Lyon","zipCode":"69001"}}`,
			`"addressee":{"address":{"lastName":"Ana Berg","line0":"2e étage","line1":"Bâtiment B","line2":"5 rue du Bellay","line3":"Le Bourg","countryCode":"FR","city":"Paris","zipCode":"75004","mobileNumber":"+33612345768","email":"ana@example.org"}}`,
			`"fields":{"field":[{"key":"LENGTH","value":"31"},{"key":"WIDTH","value":"20"},{"key":"HEIGHT","value":"10"}]}`}, "customs"},
		{zpl, []string{`"outputPrintingType":"ZPL_10x15_203dpi"`, `"nonMachinable":true,"returnReceipt":true`, `"returnTypeChoice":3,"reseauPostal":"1"`}, `"fields"`},
		{far, []string{`"totalAmount":1290`, `"ddp":true`, `"companyName":"Berg Inc","lastName":"Ana Berg","line0":"Door 3","line1":"Floor 2","line2":"1 Elm St","countryCode":"US"`, `"mobileNumber":"+12085550100","stateOrProvinceCode":"ID"`,
			`"customsDeclarations":{"includeCustomsDeclarations":true,"description":"Mug","invoiceNumber":"#1001","contents":{"article":[{"description":"Mug","quantity":2,"weight":0.210,"value":14.90,"hsCode":"691200","originCountry":"CN","currency":"EUR"}],"category":{"value":3}}}`,
			`{"key":"OUTPUT_PRINT_TYPE_CN23","value":"PDF_10x15_300dpi_UL"}`}, "LENGTH"},
		{overseas, []string{`"countryCode":"RE"`, `"zipCode":"97400"`, `"ftd":true`, `"totalAmount":900`, "customsDeclarations", `"weight":1.005`}, `"ddp"`},
		{belgian, []string{`"phoneNumber":"+3225550100"`}, "mobileNumber"},
		{bare, []string{`"companyName":"Berg SA","lastName":"Berg SA"`}, "senderParcelRef"},
	} {
		asked := heard(t, book.Carrier{Account: mock.Account}, c.ask)
		for _, want := range c.wants {
			if !strings.Contains(asked, want) {
				t.Errorf("not asked: %s\nin %s", want, asked)
			}
		}
		if strings.Contains(asked, c.never) {
			t.Errorf("asked: %s\nin %s", c.never, asked)
		}
	}
	if asked := heard(t, book.Carrier{}, ask(1)); !strings.Contains(asked, labels+" p:w ") || strings.Contains(asked, "contractNumber") || strings.Contains(asked, `"password"`) {
		t.Errorf("a key and no contract: %s", asked)
	}
}

// heard hands over what is asked.
func heard(t *testing.T, who book.Carrier, a *carrier.Request) (asked string) {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = r.Method + " " + r.URL.Path + " " + r.Header.Get("Apikey") + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	who.Address = web.URL + "/"
	c := Open(who, "k:p:w", nil, time.Minute)
	c.now = func() time.Time { return carriertest.Begun }
	_, _ = c.Book(t.Context(), a)
	return asked
}

func TestACustomsFormOfItsOwnIsNamed(t *testing.T) {
	for apart, says := range map[bool]string{false: again.Reference(abroad(1).Key), true: again.Reference(abroad(1).Key) + ", put a CN23 to it"} {
		r := start(t, &mock.Server{Apart: apart})
		if yes, err := r.Book(t.Context(), abroad(1)); err != nil || yes.Reference != says {
			t.Errorf("%+v, %v", yes, err)
		}
	}
}

func TestAPrinterOfLabelsGetsItsOwnForm(t *testing.T) {
	r := start(t, &mock.Server{})
	a := ask(1)
	a.From.Labels = "zpl300"
	if yes, err := r.Book(t.Context(), a); err != nil || yes.Media != "application/zpl" {
		t.Errorf("%+v, %v", yes, err)
	}
}

func TestAnAnswerThatCannotBeUsed(t *testing.T) {
	const head, yes = "Content-Type: application/json\r\nContent-ID: <jsonInfos>\r\n\r\n", `{"messages":[{"id":"0","type":"INFOS"}],"labelV2Response":{"parcelNumber":"6A1"}}`
	for body, says := range map[string]string{
		"--b\r\n" + head + yes + "\r\n--b--\r\n": "does not stand", "--b\r\n" + head + "{}\r\n--b--\r\n": "no waybill",
		"--b\r\n" + head + strings.Replace(yes, "INFOS", "ERROR", 1) + "\r\n--b--\r\n":       "it says no, and gives a number",
		"--b\r\n" + head + yes + "\r\n--b\r\nContent-ID: <label>\r\n\r\nGIF89a\r\n--b--\r\n": "no file of the kind",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "multipart/mixed; boundary=b")
			fmt.Fprint(w, body)
		}))
		_, err := Open(book.Carrier{Address: web.URL}, "", nil, time.Minute).Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", body, err)
		}
		web.Close()
	}
}

// TestTheNumberOfAParcelWithoutALabelIsNamed: it may be handed over, and no call takes it back.
func TestTheNumberOfAParcelWithoutALabelIsNamed(t *testing.T) {
	r := start(t, &mock.Server{})
	spoil := true
	r.url = carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if !spoil {
			r.ServeHTTP(w, q)
			return
		}
		spoil = false
		fmt.Fprint(w, `{"messages":[{"id":"0","type":"INFOS"}],"labelV2Response":{"parcelNumber":"6A9"}}`)
	}))
	c := r.opened()
	if _, err := c.Book(t.Context(), ask(1)); !errors.As(err, new(*carrier.UnusableError)) {
		t.Fatal(err)
	}
	_, err := c.Book(t.Context(), ask(1))
	if !strings.Contains(err.Error(), "6A9") {
		t.Errorf("the number is not named: %v", err)
	}
	r.Pass(100 * time.Hour)
	voided := ask(1)
	voided.NotBooked = r.Account.Now()
	if yes, err := c.Book(t.Context(), voided); err != nil || yes.Waybill == "6A9" {
		t.Errorf("%+v, %v", yes, err)
	}
}

// TestWhatLaPosteDoesNotKnowIsLeftOut: of one number it says so without a list, or with nothing at all.
func TestWhatLaPosteDoesNotKnowIsLeftOut(t *testing.T) {
	for body, code := range map[string]shipping.Code{"": "", `{"returnCode":404,"returnMessage":"Ressource non trouvée","lang":"fr_FR","scope":"open","idShip":"6A1"}`: "", `{"code":"RESOURCE_NOT_FOUND","message":"x"}`: "",
		`{"code":"UNAUTHORIZED"}`: shipping.Unavailable, "<p>404": shipping.Unavailable} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, body)
		}))
		list, err := Open(book.Carrier{Address: web.URL}, "k:p", nil, time.Minute).Track(t.Context(), []string{"6A1"})
		if shipping.CodeOf(err) != code || len(list) != 0 {
			t.Errorf("%q: %+v, %v", body, list, err)
		}
		web.Close()
	}
}

func TestTheHistoryOfAnotherParcelIsNotTold(t *testing.T) {
	const event = `{"code":"DI1","label":"x","date":"2026-05-05T10:00:00+02:00"}`
	base := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `[{"returnCode":200,"shipment":{"idShip":"6A1","event":[`+event+`]}},{"returnCode":200,"shipment":{"idShip":"6A12","event":[`+event+`]}}]`)
	}))
	list, err := Open(book.Carrier{Address: base}, "k:p", nil, time.Minute).Track(t.Context(), []string{"6A1"})
	if err != nil || len(list) != 1 || list[0].Waybill != "6A1" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestOutOfOrderIsNoHistory(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "9")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"returnCode":503,"returnMessage":"Service indisponible","idShip":"6A1"}`)
	}))
	defer web.Close()
	_, err := Open(book.Carrier{Address: web.URL}, "k:p", nil, time.Minute).Track(t.Context(), []string{"6A1"})
	if busy, ok := errors.AsType[*carrier.BusyError](err); !ok || busy.For != 9*time.Second {
		t.Errorf("%v", err)
	}
}
