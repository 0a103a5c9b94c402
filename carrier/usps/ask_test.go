package usps

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/usps/mock"
	"crosslane/shipping"
)

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, c := range map[string]struct {
		n      int
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":            {1, func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":              {1, func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":              {2, func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"three lines":          {2, func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c"} }, "too_many_lines", "3 lines, and USPS takes 2"},
		"a long line":          {2, func(a *carrier.Request) { a.To.Lines[1] = strings.Repeat("ß", 51) }, "too_long", "line 2 of the address has 51 signs, and USPS takes 50"},
		"a long city":          {1, func(a *carrier.Request) { a.To.City = strings.Repeat("c", 29) }, "too_long", "the city of the address has 29"},
		"a long name":          {1, func(a *carrier.Request) { a.To.Name = "A " + strings.Repeat("n", 51) }, "too_long", "the last name of the address has 51"},
		"a long postcode":      {1, func(a *carrier.Request) { a.To.Postcode = strings.Repeat("1", 12) }, "too_long", "the postcode"},
		"a long province":      {1, func(a *carrier.Request) { a.To.Region = strings.Repeat("p", 41) }, "too_long", "the province"},
		"a long order name":    {1, func(a *carrier.Request) { a.Order = strings.Repeat("1", 31) }, "too_long", "number of the order has 31 signs"},
		"a short phone":        {1, func(a *carrier.Request) { a.To.Phone = "12-345" }, "bad_phone", "has 5 digits"},
		"no state":             {2, func(a *carrier.Request) { a.To.Region = "Idaho" }, "no_state", "code of two letters"},
		"no ZIP code":          {2, func(a *carrier.Request) { a.To.Postcode = "8370" }, "no_zip", "five or nine digits"},
		"a wrong ZIP code":     {2, func(a *carrier.Request) { a.To.Postcode = "00000" }, "status_400", "look at the address of the order"},
		"too heavy":            {2, func(a *carrier.Request) { a.Plan.Weight = 31_752 }, "status_400", "look at the weight of the parcel"},
		"no size":              {2, func(a *carrier.Request) { a.Plan.Size.Width = 0 }, "no_size", "how large"},
		"abroad by ground":     {1, func(a *carrier.Request) { a.Channel.Service = "USPS_GROUND_ADVANTAGE" }, "service", "channel's service in the Book"},
		"at home as abroad":    {2, func(a *carrier.Request) { a.Channel.Service = "PRIORITY_MAIL_INTERNATIONAL" }, "service", "channel's service in the Book"},
		"Guam":                 {2, func(a *carrier.Request) { a.To.Country, a.Channel.Service = "GU", "PRIORITY_MAIL_INTERNATIONAL" }, "customs", "take another channel"},
		"Guam as a state":      {2, func(a *carrier.Request) { a.To.Region = "gu" }, "customs", "take another channel"},
		"Guam by its code":     {2, func(a *carrier.Request) { a.To.Postcode = "96910" }, "customs", "take another channel"},
		"the army by its code": {2, func(a *carrier.Request) { a.To.Postcode = "09012" }, "customs", "take another channel"},
		"nothing declared":     {1, func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"too many lines":       {1, func(a *carrier.Request) { a.Lines = make([]shipping.Line, 31) }, "no_goods", "it has 31"},
		"no price":             {1, func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"euros":                {1, func(a *carrier.Request) { a.Lines[0].Price.Currency = "EUR" }, "not_usd", "MUG is priced in EUR"},
		"no origin":            {1, func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"no weight":            {1, func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"no product's name":    {1, func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"a name that is none":  {1, func(a *carrier.Request) { a.Lines[0].Name = "Merchandise" }, "no_name", "in words that say it"},
		"a long product name":  {1, func(a *carrier.Request) { a.Lines[0].Name = strings.Repeat("m", 31) }, "too_long", "the name of MUG has 31 signs, and USPS takes 30"},
		"too dear to export":   {1, func(a *carrier.Request) { a.Lines[0].Price.Amount = 1_250_01 }, "no_itn", "2,500.00 USD"},
		"too dear together": {1, func(a *carrier.Request) {
			a.Lines[0].Price.Amount = 1_000_00
			a.Lines = append(a.Lines, a.Lines[0])
		}, "no_itn", "2,500.00 USD"},
		"beyond counting": {1, func(a *carrier.Request) { a.Lines[0].Price.Amount, a.Lines[0].Quantity = 1<<62, 3 }, "too_dear", "MUG"},
	} {
		a := ask(c.n)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for name, change := range map[string]func(*carrier.Request){
		"no class": func(a *carrier.Request) { a.Channel.Service = "" }, "an unknown class": func(a *carrier.Request) { a.Channel.Service = "FIRST_CLASS" }, "an unknown word": func(a *carrier.Request) { a.Channel.Service += " SIGNED" },
		"a warehouse abroad": func(a *carrier.Request) { a.From.Place = shipping.Place{Country: "DE", Postcode: "04109"} }, "no street of the warehouse": func(a *carrier.Request) { a.From.Street = "" },
		"no state of the warehouse": func(a *carrier.Request) { a.From.Place.Region = "Texas" }, "no ZIP code of the warehouse": func(a *carrier.Request) { a.From.Place.Postcode = "" },
	} {
		a := ask(1)
		change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, _ := r.Booked(); all != 0 {
		t.Errorf("%d labels were made", all)
	}
	most := ask(1)
	most.Lines[0].Price.Amount = 1_250_00
	if _, err := r.Book(t.Context(), most); err != nil {
		t.Errorf("2,500.00 USD are exempt: %v", err)
	}
}

func TestWhatIsAsked(t *testing.T) {
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.Path + " " + r.Header.Get("Accept") + " " + r.Header.Get("X-Payment-Authorization-Token") + " " + r.Header.Get("X-Idempotency-Key") + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	asks := func(n int, change func(*carrier.Request), wants ...string) {
		t.Helper()
		a := ask(n)
		change(a)
		_, _ = behind(web.URL, time.Minute).Book(t.Context(), a)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("not asked: %s\nin %s", want, got)
			}
		}
	}
	asks(1, func(a *carrier.Request) { a.From.Labels, a.To.Phone, a.To.Region = "zpl300", "+49 228 5550100", "NRW" },
		"POST "+abroadLabels+" "+form+" p "+keyOf(ask(1).Key, "2026-05-04")+` {"imageInfo":{"imageType":"ZPL300DPI","labelType":"4X6LABEL"}`,
		`"toAddress":{"firstName":"Ana Maria","lastName":"Berg","streetAddress":"Hauptstr. 1","city":"Bonn","postalCode":"53113","province":"NRW","country":"Germany","countryISOAlpha2Code":"DE","phone":"492285550100"}`,
		`"fromAddress":{"firm":"Sonne","streetAddress":"1 Main St","city":"Austin","state":"TX","ZIPCode":"78701"}`,
		`"packageDescription":{"weightUOM":"lb","weight":0.993,"dimensionsUOM":"in","length":8.08,"width":5.91,"height":3.15,"mailClass":"PRIORITY_MAIL_INTERNATIONAL","rateIndicator":"SP","processingCategory":"MACHINABLE","destinationEntryFacilityType":"NONE","mailingDate":"2026-05-04","customerReference":[{"referenceNumber":"#1001"}]}`,
		`"customsForm":{"AESITN":"NO EEI 30.37(a)","customsContentType":"MERCHANDISE","contents":[{"itemDescription":"Mug","itemQuantity":2,"itemTotalValue":29.80,"weightUOM":"lb","itemTotalWeight":0.882,"HSTariffNumber":"691200","countryofOrigin":"CN"}]}`)
	asks(2, func(a *carrier.Request) {
		a.Channel.Service, a.To.Company = "PRIORITY_MAIL FB 921 NONSTANDARD", "Berg LLC"
	},
		"POST "+labels+" ", `{"imageType":"PDF","labelType":"4X6LABEL","receiptOption":"NONE"}`, `"toAddress":{"firstName":"Ida","lastName":"Probe","firm":"Berg LLC","streetAddress":"1 Elm St","secondaryAddress":"Apt 2","city":"Boise","state":"ID","ZIPCode":"83701","ZIPPlus4":"1234"}`,
		`"rateIndicator":"FB","processingCategory":"NONSTANDARD"`, `"extraServices":[921]`)
	if strings.Contains(got, "customsForm") {
		t.Errorf("declared at home: %s", got)
	}
	asks(2, func(a *carrier.Request) {
		a.Channel.Service, a.To.Country, a.To.Region, a.To.Postcode, a.To.Name = "PRIORITY_MAIL_EXPRESS", "PR", "", "00901", "Cher"
	}, `"toAddress":{"firm":"Cher","streetAddress"`, `"state":"PR","ZIPCode":"00901"}`, `"rateIndicator":"PA"`)
	asks(1, func(a *carrier.Request) {
		a.Plan.Size, a.To.Name, a.To.Company = shipping.Dimensions{}, "Berg", "Berg GmbH"
	}, `"toAddress":{"lastName":"Berg","firm":"Berg GmbH"`)
	if strings.Contains(got, "dimensionsUOM") {
		t.Errorf("no size is known: %s", got)
	}
}

func TestAKeyIsThatOfADayAndHasTheFormOfAUUID(t *testing.T) {
	one := keyOf("parcel:1#1", "2026-05-04")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(one) || one != keyOf("parcel:1#1", "2026-05-04") || one == keyOf("parcel:1#1", "2026-05-05") || one == keyOf("parcel:2#1", "2026-05-04") {
		t.Error(one)
	}
}

func TestPricesAndLabels(t *testing.T) {
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n"))
	for answer, says := range map[string]string{
		`{"trackingNumber":"94","postage":8.25,"extraServices":[{"price":3.5},{"name":"free"}],"fees":[{"price":4}],"labelImage":"` + pdf + `"}`: "15.75 USD",
		`{"internationalTrackingNumber":"LZ000000001US","postage":30,"labelImage":"` + pdf + `"}`:                                                "30.00 USD",
		`{"trackingNumber":"94","labelImage":"` + pdf + `"}`:                                                                                     "by sheet",
		`{"trackingNumber":"94","postage":8.255,"labelImage":"` + pdf + `"}`:                                                                     "price cannot be read",
		`{"trackingNumber":"94","postage":-1,"labelImage":"` + pdf + `"}`:                                                                        "price cannot be read",
		`{"trackingNumber":"94","postage":1,"fees":[{"price":"x"}],"labelImage":"` + pdf + `"}`:                                                  "price cannot be read",
		`{"trackingNumber":"94","postage":1}`:                                                                                                    "does not stand",
		`{"trackingNumber":"94","postage":1,"labelImage":"?"}`:                                                                                   "label cannot be read",
		`{"trackingNumber":"94","postage":1,"labelImage":"SGFsbG8="}`:                                                                            "no file of the kind",
		`{"postage":1,"labelImage":"` + pdf + `"}`:                                                                                               "no waybill",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
		yes, err := behind(web.URL, time.Minute).Book(t.Context(), ask(1))
		got := ""
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); ok {
			got = unusable.Why
		} else if err == nil && yes.BySheet {
			got = "by sheet"
		} else if err == nil {
			got = yes.Cost.String()
		}
		if !strings.Contains(got, says) {
			t.Errorf("%s: %s, %v", answer, got, err)
		}
		web.Close()
	}
}
