package dhlparcelde

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
	"crosslane/carrier/dhlparcelde/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

var who = book.Carrier{ID: "dhl-paket", Account: mock.Billing, Login: mock.Login}

// secret is what the Book names for it.
const secret = mock.Key + ":" + mock.Password

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
	c := Open(to, secret, &r.Account, time.Minute)
	c.now, c.asked, c.deleted = r.Account.Now, again.Since(again.Ever, r.Account.Now), again.Since(again.Ever, r.Account.Now)
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
		Channel: book.Channel{ID: "dhl-paket", Service: "V01PAK"},
		From:    book.Warehouse{ID: "leipzig", Name: "Leipzig", Street: "Lindenweg 5", City: "Leipzig", Place: shipping.Place{Country: "DE", Postcode: "04109"}},
		Plan:    fact.ParcelPlan{Weight: 450, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Am Markt 1"}, City: "Bonn", Postcode: "53113", Country: "DE", Phone: "+49 228 5550100", Email: "ana@example.org"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 210, HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "EUR"}}}}
}

// abroad is a parcel that leaves the customs area.
func abroad(n int) *carrier.Request {
	a := ask(n)
	a.Channel.Service = "V53WPAK premium postalCharges=4.90 33333333335301"
	a.To = shipping.Address{Company: "Berg AG", Name: "Ana Berg", Lines: []string{"Am Markt 1", "2. Stock"}, City: "Bern", Postcode: "3011", Country: "CH", Phone: "+41 31 5550100"}
	return a
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 32_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() { r.Pass(50 * time.Hour) },
			Behind: func(base string, timeout time.Duration) carrier.Connector {
				one := carriertest.Open("0034043433333010100000001")
				return Open(book.Carrier{Account: mock.Billing, Login: mock.Login, Address: base}, secret, one, timeout)
			}}
	})
}

// TestALostAnswerWaitsForAPerson: DHL finds nothing by a reference, so that nothing is booked before somebody could look.
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
		if what, _ := carrier.Hindrance(err); what != fact.CaseUnusableAnswer || !strings.Contains(err.Error(), again.Reference(tried.Key)) || !strings.Contains(err.Error(), "delete it there") {
			t.Errorf("%s: nobody is told to look: %v", name, err)
		}
	}
	if all, _ := r.Booked(); all != 1 {
		t.Errorf("%d shipments were booked", all)
	}
	r.Pass(1000 * time.Hour)
	if _, err := r.Book(t.Context(), tried); !strings.Contains(err.Error(), "crosslane parcels not-booked "+string(tried.Parcel)) {
		t.Errorf("nobody is told how to go on: %v", err)
	}
	tried.NotBooked = r.Account.Now()
	yes, err := r.Book(t.Context(), tried)
	if err != nil || yes.Reference != again.Reference(tried.Key) {
		t.Fatalf("%+v, %v", yes, err)
	}
	if all, _ := r.Booked(); all != 2 {
		t.Errorf("%d shipments were booked", all)
	}
}

func TestWhatCouldNotBeRecordedHasItsAnswerAgain(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Book(t.Context(), ask(1))
	if all, _ := r.Booked(); err != nil || all != 1 || second.Waybill != first.Waybill || len(second.Label) == 0 || !second.BySheet {
		t.Errorf("%d shipments, %+v, %v", all, second, err)
	}
}

func TestWhereNothingWasBookedNobodyWaits(t *testing.T) {
	r := start(t, &mock.Server{Slow: 2})
	for n := range 30 {
		carriertest.Until(t, r, ask(n))
	}
	r.Slow = 0
	wrong := ask(40)
	wrong.To.Postcode = "00000"
	if _, err := r.Book(t.Context(), wrong); shipping.CodeOf(err) != shipping.Refused {
		t.Fatalf("%v", err)
	}
	wrong.To.Postcode = "53113"
	if _, err := r.Book(t.Context(), wrong); err != nil {
		t.Errorf("DHL said no, and booked nothing: %v", err)
	}
	if all, _ := r.Booked(); all != 31 {
		t.Errorf("%d shipments were booked", all)
	}
}

func TestWhatWasDeletedIsNotBookedAgain(t *testing.T) {
	r := start(t, &mock.Server{})
	first, err := r.Book(t.Context(), ask(1))
	if err == nil {
		err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: first.Waybill})
	}
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Book(t.Context(), ask(1))
	if err != nil || second.Waybill == first.Waybill {
		t.Errorf("%+v, %v", second, err)
	}
}

// TestAnUnknownNumberIsNoProof: DHL says the same of what was deleted and of what is closed.
func TestAnUnknownNumberIsNoProof(t *testing.T) {
	r := start(t, &mock.Server{LoseDeleted: true})
	var numbers []string
	for n := range 2 {
		yes, err := r.Book(t.Context(), ask(n))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, yes.Waybill)
	}
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[0]}); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer is lost: %v", err)
	}
	r.Slow = 1
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[0]}); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("it is busy: %v", err)
	}
	r.Slow = 0
	for range 2 {
		if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[0]}); err != nil {
			t.Errorf("it was to be deleted, and DHL has it no more: %v", err)
		}
	}
	if _, err := r.Manifest(t.Context(), &carrier.Handover{Key: "m", Waybills: numbers[1:]}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Cancel(t.Context(), &carrier.Cancellation{Waybill: numbers[1]}); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "closed at the end of a day") {
			t.Errorf("it is closed: %v", err)
		}
	}
}

func TestALongListIsClosedInParts(t *testing.T) {
	r := start(t, &mock.Server{})
	var numbers []string
	for n := range 35 {
		yes, err := r.Book(t.Context(), ask(n))
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, yes.Waybill)
	}
	for range 2 { // the second time all of them are closed already
		closing, err := r.Manifest(t.Context(), &carrier.Handover{Key: "m", Waybills: append([]string{"00340434333339999"}, numbers...)})
		if err != nil || len(closing.Waybills) != 35 || len(closing.Unknown) != 1 {
			t.Errorf("%+v, %v", closing, err)
		}
	}
	if _, err := r.Manifest(t.Context(), &carrier.Handover{Key: "n", Waybills: []string{"00340434333339999"}}); carrier.RefusalCode(err) != "nothing_to_close" {
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
	carriertest.Minds(t, r.Server, `{"title":"Bad Request","status":400,"detail":"no"}`, yes.Waybill, func(base string) carrier.Tracker {
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
	c := Open(book.Carrier{Account: mock.Billing, Login: mock.Login, Address: r.url}, "mock-key", nil, time.Minute)
	if _, err := c.Book(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "a colon, and the user's password") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	long := strings.Repeat("x", 60)
	for name, c := range map[string]struct {
		ask    func(int) *carrier.Request
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":          {ask, func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":            {ask, func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":            {ask, func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"many lines":         {ask, func(a *carrier.Request) { a.To.Company, a.To.Lines = "Berg AG", []string{"a", "b", "c"} }, "too_many_lines", "are 4, and DHL takes 3"},
		"a long street":      {ask, func(a *carrier.Request) { a.To.Lines = []string{long} }, "too_long", "the street of the address has 60 signs, and DHL takes 50"},
		"a long order":       {ask, func(a *carrier.Request) { a.Order = long }, "too_long", "the number of the order has 60 signs"},
		"a long telephone":   {abroad, func(a *carrier.Request) { a.To.Phone = long }, "too_long", "the telephone number of the address"},
		"no country":         {ask, func(a *carrier.Request) { a.To.Country = "XX" }, "no_country", "take another channel"},
		"Kosovo":             {abroad, func(a *carrier.Request) { a.To.Country = "XK" }, "no_country", "take another channel"},
		"a long second line": {abroad, func(a *carrier.Request) { a.To.Lines[1] = strings.Repeat("ü", 61) }, "too_long", "line 2 of the address has 61 signs, and DHL takes 60"},
		"no post number":     {ask, func(a *carrier.Request) { a.To.Lines = []string{"Packstation 118"} }, "no_post_number", "ask the buyer"},
		"no number, nobody":  {ask, func(a *carrier.Request) { a.To.Lines, a.To.Email = []string{"Postfiliale 518"}, "" }, "no_post_number", "ask the buyer"},
		"much at a locker":   {ask, func(a *carrier.Request) { a.To.Lines = []string{"Packstation 118", "12345678", "2. Stock"} }, "too_many_lines", "shorten it in the order"},
		"not to be coded":    {ask, func(a *carrier.Request) { a.To.Postcode = "00000" }, "invalid_field", "not codeable. (look at the address of the order)"},
		"too heavy":          {ask, func(a *carrier.Request) { a.Plan.Weight = 32_000 }, "invalid_field", "look at the weight of the parcel"},
		"another country":    {ask, func(a *carrier.Request) { a.To.Country = "FR" }, "invalid_field", "look at the channel's service in the Book"},
		"another customer":   {ask, func(a *carrier.Request) { a.Channel.Service = "V01PAK 44444444440101" }, "invalid_field", "it is the billing number"},
		"no goods":           {abroad, func(a *carrier.Request) { a.Lines = nil }, "no_goods", "in 1 to 99 lines"},
		"no value":           {abroad, func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"no weight":          {abroad, func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"goods, no name":     {abroad, func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"a long invoice":     {abroad, func(a *carrier.Request) { a.Order = long[:40] }, "too_long", "and DHL takes 35"},
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
	for service, says := range map[string]string{"": "names no product", "PAKET": "names no product", "V01PAK pronto": "pronto", "V01PAK endorsement=BURN": "endorsement=BURN", "V53WPAK": "are 53", "V53WPAK 33333333335301 postalCharges=much": "postalCharges=much", "V53WPAK 33333333335301 postalCharges=-1": "postalCharges=-1"} {
		a := abroad(1)
		a.Channel.Service = service
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", service, err)
		}
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d shipments were booked", all)
	}
}

// heard answers one call, and hands over what was asked.
func heard(t *testing.T, a *carrier.Request, status int, answer string) (asked string, yes *carrier.Confirmation, err error) {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = r.Method + " " + r.URL.String() + " " + r.Header.Get("Dhl-Api-Key") + " " + r.Header.Get("Authorization") + " " + string(body)
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	defer web.Close()
	yes, err = Open(book.Carrier{Account: mock.Billing, Login: "l", Address: web.URL + "/"}, "k:p:w", nil, time.Minute).Book(t.Context(), a)
	return asked, yes, err
}

func TestWhatIsAsked(t *testing.T) {
	home, zpl, locker, office, byMail, usa := ask(1), ask(1), ask(1), ask(1), ask(1), abroad(1)
	home.Plan.Size, home.From.Labels = shipping.Dimensions{Length: 305, Width: 200, Height: 100}, "a6"
	home.Channel.Service = "V01PAK noNeighbourDelivery visualCheckOfAge=A18"
	zpl.From.Labels = "zpl203"
	locker.To.Lines = []string{"Postnummer: 12345678", "Packstation 118"}
	office.To.Lines, office.To.Company = []string{"Postfiliale 518"}, "7654321"
	byMail.To.Lines = []string{"Filiale 518"}
	usa.To.Country, usa.To.Region = "US", "ID"
	home.From.Phone, home.From.Place.Region = "+49 341 5550100", "SN"
	overseas, jersey := abroad(1), abroad(1)
	overseas.To.Country, overseas.To.Postcode = "FR", "97400"
	overseas.Lines[0].Price, overseas.Lines[0].Value = shipping.Money{}, shipping.Money{Amount: 700, Currency: "EUR"}
	jersey.To.Country, jersey.To.Postcode = "GB", "JE2 3AB"
	for _, c := range []struct {
		ask   *carrier.Request
		wants []string
		never string
	}{
		{home, []string{"POST /parcel/de/shipping/v2/orders?docFormat=PDF&includeDocs=include&mustEncode=true&printFormat=910-300-300 k Basic bDpwOnc= ", `{"profile":"STANDARD_GRUPPENPROFIL","shipments":[{"product":"V01PAK","billingNumber":"33333333330101","refNo":"` + again.Reference(home.Key) + `","costCenter":"#1001"`,
			`"shipper":{"name1":"Leipzig","addressStreet":"Lindenweg 5","postalCode":"04109","city":"Leipzig","country":"DEU"}`, `"consignee":{"name1":"Ana Berg","addressStreet":"Am Markt 1","postalCode":"53113","city":"Bonn","country":"DEU"}`,
			`"dim":{"uom":"mm","height":100,"length":305,"width":200},"weight":{"uom":"g","value":450}`, `"services":{"noNeighbourDelivery":true,"visualCheckOfAge":"A18"}`}, "customs"},
		{zpl, []string{"docFormat=ZPL2", "printFormat=910-300-400"}, `"dim"`},
		{locker, []string{`"consignee":{"name":"Ana Berg","lockerID":118,"postNumber":"12345678","city":"Bonn","country":"DEU","postalCode":"53113"}`}, "addressStreet\":\"P"},
		{office, []string{`"consignee":{"name":"Ana Berg","retailID":518,"postNumber":"7654321","city":"Bonn"`}, "ana@"},
		{byMail, []string{`"consignee":{"name":"Ana Berg","retailID":518,"email":"ana@example.org","city":"Bonn"`}, "postNumber"},
		{abroad(1), []string{`"billingNumber":"33333333335301"`, `"name1":"Berg AG","name2":"Ana Berg","addressStreet":"Am Markt 1","additionalAddressInformation1":"2. Stock","postalCode":"3011","city":"Bern","country":"CHE","phone":"+41 31 5550100"`,
			`"customs":{"invoiceNo":"#1001","exportType":"COMMERCIAL_GOODS","postalCharges":{"currency":"EUR","value":4.90},"items":[{"itemDescription":"Mug","countryOfOrigin":"CHN","hsCode":"691200","packagedQuantity":2,"itemValue":{"currency":"EUR","value":14.90},"itemWeight":{"uom":"g","value":210}}]}`}, "costCenter\":\"\""},
		{overseas, []string{`"country":"REU"`, `"customs":`, `"itemValue":{"currency":"EUR","value":7.00}`}, "FRA"},
		{jersey, []string{`"country":"JEY"`, `"customs":`}, "GBR"},
		{usa, []string{`"state":"US-ID","country":"USA"`}, `"state":"ID"`},
	} {
		asked, _, _ := heard(t, c.ask, http.StatusBadGateway, "")
		for _, want := range c.wants {
			if !strings.Contains(asked, want) {
				t.Errorf("not asked: %s\nin %s", want, asked)
			}
		}
		if strings.Contains(asked, c.never) {
			t.Errorf("asked: %s\nin %s", c.never, asked)
		}
	}
}

// TestAYesAsAWholeMayBeANo: the answer has a status of its own for each shipment.
func TestAYesAsAWholeMayBeANo(t *testing.T) {
	for answer, code := range map[string]shipping.Code{
		`{"status":{"title":"Multi-Status","status":207},"items":[{"sstatus":{"title":"Bad Request","status":400},"validationMessages":[{"property":"consignee","validationMessage":"no"}]}]}`:                   shipping.Refused,
		`{"status":{"title":"Multi-Status","status":207},"items":[{"shipmentNo":"0034","sstatus":{"title":"Internal Server Error","status":500}}]}`:                                                              shipping.Unavailable,
		`{"status":{"title":"OK","status":200},"items":[{"shipmentNo":"0034","sstatus":{"title":"Bad Request","status":400,"detail":"no"},"label":{"b64":"JVBERi0xLjQK","fileFormat":"PDF"}}]}`:                  shipping.Unavailable,
		`{"status":{"title":"OK","status":200},"items":[{"shipmentNo":"0034","sstatus":{"status":200},"label":{"b64":"JVBERi0xLjQK","fileFormat":"PDF"}},{"shipmentNo":"0035","sstatus":{"status":200}}]}`:       shipping.Unavailable,
		`{"status":{"title":"OK","status":200},"items":[{"shipmentNo":"0034","label":{"b64":"JVBERi0xLjQK","fileFormat":"PDF"}}]}`:                                                                               shipping.Unavailable,
		`{"status":{"title":"OK","status":200},"items":[{"sstatus":{"status":200}},{"sstatus":{"status":200}}]}`:                                                                                                 shipping.Unavailable,
		`{"status":{"title":"OK","status":200},"items":[{"shipmentNo":"0034","sstatus":{"title":"OK","statusCode":200},"label":{"b64":"JVBERi0xLjQK","fileFormat":"PDF"},"customsDoc":{"b64":"JVBERi0xLjQK"}}]}`: "",
	} {
		_, yes, err := heard(t, ask(1), http.StatusMultiStatus, answer)
		if code != "" && shipping.CodeOf(err) != code || code == "" && (err != nil || !strings.HasSuffix(yes.Reference, ", print its CN23 in DHL's portal")) {
			t.Errorf("%s: %+v, %v", answer, yes, err)
		}
	}
	_, _, err := heard(t, ask(1), http.StatusBadRequest, `{"status":{"title":"Bad Request","statusCode":400,"detail":"Your request contained technical errors as listed below."},"items":[{"propertyPath":"shipments[0].shipper.country","message":"must have three letters"}]}`)
	if carrier.RefusalCode(err) != "invalid_field" || !strings.Contains(err.Error(), "shipments[0].shipper.country: must have three letters (look at the warehouse in the Book)") {
		t.Errorf("%v", err)
	}
}

func TestALabelThatCannotBeUsed(t *testing.T) {
	for label, says := range map[string]string{`{"fileFormat":"PDF"}`: "does not stand", `{"b64":"?","fileFormat":"PDF"}`: "cannot be read", `{"b64":"JVBERi0xLjQK","fileFormat":"PNG"}`: "no file of the kind", `{"zpl2":"no"}`: "no file of the kind"} {
		_, _, err := heard(t, ask(1), http.StatusOK, `{"items":[{"shipmentNo":"0034","sstatus":{"title":"OK","status":200},"label":`+label+`}]}`)
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", label, err)
		}
	}
}

// TestWhatHasALabelThatCannotBeUsedIsDeleted: nobody has it, and another is booked at once; where DHL does not delete it, none is.
func TestWhatHasALabelThatCannotBeUsedIsDeleted(t *testing.T) {
	for says, shut := range map[string]bool{"": false, `"title":"UnknownShipmentNumber","detail":"unknown"`: false, `"title":"no","detail":"it is on its way"`: true} {
		r := start(t, &mock.Server{})
		spoil := true
		r.url = carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			switch {
			case q.Method == http.MethodPost && spoil:
				spoil = false
				r.ServeHTTP(httptest.NewRecorder(), q)
				fmt.Fprintf(w, `{"items":[{"shipmentNo":"%s","sstatus":{"status":200},"label":{"b64":"?"}}]}`, "0034043433333010100000001")
			case q.Method == http.MethodDelete && says != "":
				fmt.Fprint(w, `{"items":[{"sstatus":{"status":400,`+says+`}}]}`)
			default:
				r.ServeHTTP(w, q)
			}
		}))
		c := r.opened()
		if _, err := c.Book(t.Context(), ask(1)); !errors.As(err, new(*carrier.UnusableError)) {
			t.Fatal(err)
		}
		r.Pass(100 * time.Hour)
		yes, err := c.Book(t.Context(), ask(1))
		all, alive := r.Booked()
		if what, _ := carrier.Hindrance(err); shut && (what != fact.CaseUnusableAnswer || all != 1 || !strings.Contains(err.Error(), "0034043433333010100000001")) {
			t.Errorf("%d shipments, %v", all, err)
		}
		if !shut && (err != nil || all != 2 || says == "" && alive != 1 || yes.Reference != again.Reference(ask(1).Key)) {
			t.Errorf("%d shipments, %d alive, %+v, %v", all, alive, yes, err)
		}
	}
}

func TestANumberWithZerosBeforeItIsTheSame(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the tracking is told the user's password")
		}
		fmt.Fprint(w, `{"shipments":[{"id":"340434310428091700","events":[{"timestamp":"2026-05-04T12:00:00+02:00","statusCode":"delivered","status":"delivered"}]},{"id":"999","events":[{"timestamp":"2026-05-04T12:00:00+02:00","statusCode":"delivered"}]}]}`)
	}))
	defer web.Close()
	list, err := Open(book.Carrier{Address: web.URL}, "k:p", nil, time.Minute).Track(t.Context(), []string{"00340434310428091700"})
	if err != nil || len(list) != 1 || list[0].Waybill != "00340434310428091700" {
		t.Errorf("%+v, %v", list, err)
	}
}
