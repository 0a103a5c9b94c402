package fedex

import (
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
	"crosslane/carrier/carriertest"
	"crosslane/carrier/fedex/mock"
	"crosslane/shipping"
)

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
		"a short phone":     {func(a *carrier.Request) { a.To.Phone = "0228 5550" }, "bad_phone", "has 8 digits"},
		"a long phone":      {func(a *carrier.Request) { a.To.Phone = strings.Repeat("1", 16) }, "bad_phone", "has 16 digits"},
		"another's phone":   {func(a *carrier.Request) { a.To.Country, a.To.Region, a.To.Phone = "CA", "QC", "+49 228 5550100" }, "bad_phone", "in the United States and Canada 10"},
		"no state":          {func(a *carrier.Request) { a.To.Country, a.To.Region = "US", "Texas" }, "no_state", "of the address by its code of two letters"},
		"no state of ours":  {func(a *carrier.Request) { a.From.Place.Region = "" }, "no_state", "of the warehouse"},
		"four lines":        {func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d"} }, "too_many_lines", "4 lines"},
		"a long line":       {func(a *carrier.Request) { a.To.Lines = []string{"a", strings.Repeat("ß", 36)} }, "too_long", "line 2 of the address has 36 signs, and FedEx takes 35"},
		"a long name":       {func(a *carrier.Request) { a.To.Name = strings.Repeat("n", 71) }, "too_long", "the name of the address has 71"},
		"a long company":    {func(a *carrier.Request) { a.To.Company = strings.Repeat("n", 36) }, "too_long", "the company of the address has 36"},
		"a long order name": {func(a *carrier.Request) { a.Order = strings.Repeat("1", 31) }, "too_long", "number of the order has 31 signs"},
		"a wrong postcode":  {func(a *carrier.Request) { a.To.Postcode = "00000" }, "DESTINATION.POSTALCODE.MISSING.ORINVALID", "look at the address of the order"},
		"too heavy":         {func(a *carrier.Request) { a.Plan.Weight = 69_000 }, "PACKAGE.WEIGHT.INVALID", "look at the weight of the parcel"},
		"another service":   {func(a *carrier.Request) { a.Channel.Service = "OVERNIGHT" }, "SERVICETYPE.NOT.ALLOWED", "channel's service in the Book"},
		"nothing declared":  {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"too many lines":    {func(a *carrier.Request) { a.Lines = make([]shipping.Line, 100) }, "no_goods", "it has 100"},
		"no price":          {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"no origin":         {func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"no weight":         {func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"no product's name": {func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"two currencies": {func(a *carrier.Request) {
			a.Lines = append(a.Lines, ask(1).Lines...)
			a.Lines[1].Price.Currency = "EUR"
		}, "two_currencies", "USD and EUR"},
		"too dear": {func(a *carrier.Request) { a.Lines[0].Price.Amount, a.Lines[0].Quantity = 1<<62, 3 }, "too_dear", "MUG"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for name, change := range map[string]func(*carrier.Request){
		"no service": func(a *carrier.Request) { a.Channel.Service = "" }, "no phone of the warehouse": func(a *carrier.Request) { a.From.Phone = "" }, "no street of the warehouse": func(a *carrier.Request) { a.From.Street = "" },
		"an unknown word": func(a *carrier.Request) { a.Channel.Service = "FEDEX_GROUND ETC" },
	} {
		a := ask(1)
		change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d shipments were made", all)
	}
}

// TestWhatKindOfNoItIs: what the account or FedEx itself is to blame for is no refusal of the parcel.
func TestWhatKindOfNoItIs(t *testing.T) {
	for says, c := range map[string]struct {
		status int
		code   shipping.Code
	}{
		`{"errors":[{"code":"SHIPMENT.USER.UNAUTHORIZED","message":"not authorized"}]}`:          {400, shipping.Unauthorized},
		`{"errors":[{"code":"FORBIDDEN.ERROR","message":"no such API"}]}`:                        {403, shipping.Unauthorized},
		`{"error_description":"Invalid CXS JWT"}`:                                                {401, shipping.Unauthorized},
		`{"errors":[{"code":"INTERNAL.SERVER.ERROR","message":"unexpected"}]}`:                   {400, shipping.Unavailable},
		`{"errors":[{"code":"SERVICE.UNAVAILABLE.ERROR","message":"later"}]}`:                    {503, shipping.Unavailable},
		`{"errors":[{"code":"CITY.REQUIRED","message":"City."},{"code":"X","message":"More."}]}`: {200, shipping.Refused},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, says)
		}))
		by := Open(book.Carrier{Account: "1", Address: web.URL}, "", nil, time.Minute)
		by.ship.Bearer = nil
		_, err := by.Book(t.Context(), ask(1))
		if shipping.CodeOf(err) != c.code || c.code == shipping.Refused && (carrier.RefusalCode(err) != "CITY.REQUIRED" || !strings.Contains(err.Error(), "City.; More.")) {
			t.Errorf("%s: %v", says, err)
		}
		web.Close()
	}
}

// booked is what a connector asks for when it books.
func bookingOf(t *testing.T, change func(*carrier.Request)) string {
	t.Helper()
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == signIn {
			fmt.Fprint(w, `{"access_token":"t","expires_in":3600}`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.Path + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("Authorization") + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	a := ask(1)
	change(a)
	c := Open(book.Carrier{Account: "740", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute)
	c.now = func() time.Time { return carriertest.Begun.Add(18 * time.Hour) }
	_, _ = c.Book(t.Context(), a)
	return got
}

func TestWhatIsAsked(t *testing.T) {
	abroad := bookingOf(t, func(a *carrier.Request) {
		a.From.Labels, a.Channel.Service, a.To.Company, a.To.Region = "zpl300", "FEDEX_INTERNATIONAL_PRIORITY DDP ETD", "Berg GmbH", "Nordrhein-Westfalen"
	})
	for _, want := range []string{`POST /ship/v1/shipments application/json Bearer t {"labelResponseOptions":"LABEL","accountNumber":{"value":"740"},"requestedShipment":{"shipDatestamp":"2026-05-04"`,
		`"shipper":{"contact":{"companyName":"Sonne","phoneNumber":"15125550100"},"address":{"streetLines":["1 Main St"],"city":"Austin","stateOrProvinceCode":"TX","postalCode":"78701","countryCode":"US","residential":false}}`,
		`"recipients":[{"contact":{"personName":"Ana Berg","companyName":"Berg GmbH","phoneNumber":"492285550100"},"address":{"streetLines":["Hauptstr. 1"],"city":"Bonn","postalCode":"53113","countryCode":"DE","residential":false}}]`,
		`"pickupType":"USE_SCHEDULED_PICKUP","serviceType":"FEDEX_INTERNATIONAL_PRIORITY","packagingType":"YOUR_PACKAGING","shippingChargesPayment":{"paymentType":"SENDER"}`,
		`"specialServiceTypes":["ELECTRONIC_TRADE_DOCUMENTS"],"etdDetail":{"requestedDocumentTypes":["COMMERCIAL_INVOICE"]}`, `"dutiesPayment":{"paymentType":"SENDER","payor":{"responsibleParty":{"accountNumber":{"value":"740"}}}}`,
		`"commercialInvoice":{"shipmentPurpose":"SOLD","termsOfSale":"DDP","customerReferences":[{"customerReferenceType":"INVOICE_NUMBER","value":"#1001"}]}`,
		`{"description":"Mug","harmonizedCode":"691200","countryOfManufacture":"CN","quantity":2,"quantityUnits":"PCS","unitPrice":{"amount":14.90,"currency":"USD"},"customsValue":{"amount":29.80,"currency":"USD"},"weight":{"units":"KG","value":0.400}}`,
		`"totalCustomsValue":{"amount":29.80,"currency":"USD"}`, `"labelSpecification":{"imageType":"ZPLII","labelStockType":"STOCK_4X6","resolution":300}`, `"shippingDocumentTypes":["COMMERCIAL_INVOICE"]`, `"rateRequestType":["ACCOUNT"]`,
		`{"customerReferenceType":"CUSTOMER_REFERENCE","value":"` + ours(ask(1).Key) + `"},{"customerReferenceType":"INVOICE_NUMBER","value":"#1001"}`, `"weight":{"units":"KG","value":0.450},"dimensions":{"length":21,"width":15,"height":8,"units":"CM"}`} {
		if !strings.Contains(abroad, want) {
			t.Errorf("not asked: %s\nin %s", want, abroad)
		}
	}
	if worth := bookingOf(t, func(a *carrier.Request) {
		a.Lines[0].Price, a.Lines[0].Value = shipping.Money{}, shipping.Money{Amount: 705, Currency: "USD"}
	}); !strings.Contains(worth, `"totalCustomsValue":{"amount":14.10,"currency":"USD"}`) {
		t.Errorf("what has no price is worth what the list of products says: %s", worth)
	}
	home := bookingOf(t, func(a *carrier.Request) {
		a.Channel.Service, a.Plan.Size, a.Order = "FEDEX_GROUND ETD DROPOFF", shipping.Dimensions{}, ""
		a.To.Country, a.To.Region, a.To.Postcode, a.To.Phone = "PR", "", "00901", "787-555-0100"
	})
	for _, want := range []string{`"stateOrProvinceCode":"PR"`, `"phoneNumber":"7875550100"`, `"residential":true`, `"pickupType":"DROPOFF_AT_FEDEX_LOCATION"`, `"labelSpecification":{"imageType":"PDF","labelStockType":"PAPER_4X6"}`} {
		if !strings.Contains(home, want) || strings.Contains(home, "dimensions") || strings.Contains(home, "INVOICE_NUMBER") {
			t.Errorf("not asked: %s\nin %s", want, home)
		}
	}
	if within := bookingOf(t, func(a *carrier.Request) {
		a.From.Place = shipping.Place{Country: "FR", Postcode: "75001"}
		a.Channel.Service += " ETD"
	}); strings.Contains(within, "customs") || strings.Contains(within, "TRADE") || !strings.Contains(within, `"stateOrProvinceCode"`) == strings.Contains(within, `"TX"`) {
		t.Errorf("asked: %s", within)
	}
}

func TestPrices(t *testing.T) {
	for rating, says := range map[string]string{
		`{"actualRateType":"A","shipmentRateDetails":[{"rateType":"A","currency":"EUR","totalNetCharge":1.234}]}`: "cannot be read", `{"actualRateType":"A","shipmentRateDetails":[{"rateType":"A","currency":"ZZZ","totalNetCharge":1}]}`: "not known",
		`{"actualRateType":"A","shipmentRateDetails":[{"rateType":"A","currency":"EUR","totalNetCharge":-1}]}`: "below zero", `{"actualRateType":"A","shipmentRateDetails":[{"rateType":"A","totalNetCharge":1}]}`: "cannot be read",
		`{"actualRateType":"A","shipmentRateDetails":[{"rateType":"A","currency":"UKL","totalNetCharge":7.5}]}`: "7.50 GBP", `{"actualRateType":"A","shipmentRateDetails":[{"rateType":"B","currency":"EUR","totalNetCharge":1}]}`: "by sheet", `{}`: "by sheet",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"output":{"transactionShipments":[{"masterTrackingNumber":"7","completedShipmentDetail":{"shipmentRating":%s},"pieceResponses":[{"trackingNumber":"7","packageDocuments":[{"contentType":"LABEL","docType":"PDF","encodedLabel":"JVBERi0xLjQK"}]}]}]}}`, rating)
		}))
		c := Open(book.Carrier{Account: "1", Address: web.URL}, "k", nil, time.Minute)
		c.ship.Bearer = nil
		yes, err := c.Book(t.Context(), ask(1))
		got := ""
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); ok {
			got = unusable.Why
		} else if err == nil && yes.BySheet {
			got = "by sheet"
		} else if err == nil {
			got = yes.Cost.String()
		}
		if !strings.Contains(got, says) {
			t.Errorf("%s: %s, %v", rating, got, err)
		}
		web.Close()
	}
	dear := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"output":{"rateReplyDetails":[{"serviceType":"FEDEX_INTERNATIONAL_PRIORITY","ratedShipmentDetails":[{"rateType":"ACCOUNT","currency":"USD","totalNetCharge":-1}]}]}}`)
	}))
	c := Open(book.Carrier{Account: "1", Address: dear}, "k", nil, time.Minute)
	c.ship.Bearer = nil
	if m, err := c.Rate(t.Context(), ask(1)); !errors.As(err, new(*carrier.UnusableError)) {
		t.Errorf("a price below zero: %v, %v", m, err)
	}
	r := start(t, &mock.Server{Free: true})
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet {
		t.Errorf("an account without prices: %+v, %v", yes, err)
	}
	if _, err := r.Rate(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "no_rate" {
		t.Errorf("%v", err)
	}
}

// TestWhatIsAskedForAPrice: what the form of the Rate API has no place for is not asked.
func TestWhatIsAskedForAPrice(t *testing.T) {
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.URL.Path + " " + string(body)
		fmt.Fprint(w, `{"output":{"rateReplyDetails":[{"serviceType":"X","ratedShipmentDetails":[{"rateType":"ACCOUNT","totalNetCharge":1,"currency":"EUR"}]},
			{"serviceType":"FEDEX_INTERNATIONAL_PRIORITY","ratedShipmentDetails":[{"rateType":"LIST","totalNetCharge":9,"currency":"USD"},{"rateType":"ACCOUNT","totalNetCharge":8.5,"shipmentRateDetail":{"currency":"SID"}}]}]}}`)
	}))
	defer web.Close()
	c := Open(book.Carrier{Account: "740", Address: web.URL}, "", nil, time.Minute)
	c.ship.Bearer = nil
	m, err := c.Rate(t.Context(), ask(1))
	if err != nil || m != (shipping.Money{Amount: 850, Currency: "SGD"}) {
		t.Errorf("%v, %v", m, err)
	}
	for _, want := range []string{quotes + ` {"accountNumber":{"value":"740"},"requestedShipment":{"shipDateStamp":`, `"shipper":{"address":{"city":"Austin","stateOrProvinceCode":"TX","postalCode":"78701","countryCode":"US"`, `"recipient":{"address":{"city":"Bonn"`,
		`"rateRequestType":["ACCOUNT"],"customsClearanceDetail":{"dutiesPayment":{"paymentType":"SENDER"},"commercialInvoice":{"shipmentPurpose":"SOLD"},"commodities":[{"description":"Mug"`, `"requestedPackageLineItems":[{"weight":{"units":"KG","value":0.450},"dimensions"`} {
		if !strings.Contains(got, want) {
			t.Errorf("not asked: %s\nin %s", want, got)
		}
	}
}

func TestALabelThatCannotBeUsed(t *testing.T) {
	for made, says := range map[string]string{
		`[]`: "no waybill", `[{},{}]`: "more than one", `[{"pieceResponses":[{"trackingNumber":"7"},{"trackingNumber":"8"}]}]`: "more than one", `[{"pieceResponses":[{"trackingNumber":"7"}]}]`: "does not stand",
		`[{"pieceResponses":[{"trackingNumber":"7","packageDocuments":[{"contentType":"COMMERCIAL_INVOICE","docType":"PDF","encodedLabel":"JVBERi0xLjQK"}]}]}]`: "does not stand",
		`[{"pieceResponses":[{"trackingNumber":"7","packageDocuments":[{"contentType":"LABEL","docType":"PDF","encodedLabel":"?"}]}]}]`:                         "cannot be read",
		`[{"pieceResponses":[{"trackingNumber":"7","packageDocuments":[{"contentType":"LABEL","docType":"EPL2","encodedLabel":"JVBERi0xLjQK"}]}]}]`:             "no file of the kind",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"output":{"transactionShipments":%s}}`, made)
		}))
		c := Open(book.Carrier{Account: "1", Address: web.URL}, "k", nil, time.Minute)
		c.ship.Bearer = nil
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", made, err)
		}
		web.Close()
	}
}
