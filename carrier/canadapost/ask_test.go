package canadapost

import (
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
	"crosslane/shipping"
)

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	r := start(t, &mock.Server{})
	for name, c := range map[string]struct {
		change func(*carrier.Request)
		code   string
		says   string
	}{
		"no street":          {func(a *carrier.Request) { a.To.Lines = nil }, "no_street", "look at the address of the order"},
		"no city":            {func(a *carrier.Request) { a.To.City = "" }, "no_city", "look at the address of the order"},
		"no name":            {func(a *carrier.Request) { a.To.Name = "" }, "no_name", "look at the address of the order"},
		"no state":           {func(a *carrier.Request) { a.To.Region = "Idaho" }, "no_state", "code of two letters"},
		"no phone":           {func(a *carrier.Request) { a.To.Country = "FR" }, "no_phone", "let the shop ask"},
		"a wrong postcode":   {func(a *carrier.Request) { a.To.Postcode = "8370" }, "postcode", "none of the country"},
		"one of Canada":      {func(a *carrier.Request) { a.To.Country, a.To.Postcode = "CA", "K1K" }, "postcode", "none of the country"},
		"four lines":         {func(a *carrier.Request) { a.To.Lines = []string{"a", "b", "c", "d"} }, "too_many_lines", "4 lines, and Canada Post takes 3"},
		"a long line":        {func(a *carrier.Request) { a.To.Lines[1] = strings.Repeat("é", 45) }, "too_long", "line 2 of the address has 45 signs, and Canada Post takes 44"},
		"a long third":       {func(a *carrier.Request) { a.To.Lines[2] = strings.Repeat("é", 45) }, "too_long", "line 3 of the address"},
		"a long name":        {func(a *carrier.Request) { a.To.Name = strings.Repeat("a", 45) }, "too_long", "the name of the address"},
		"a long city":        {func(a *carrier.Request) { a.To.City = strings.Repeat("a", 41) }, "too_long", "the city of the address"},
		"a long phone there": {func(a *carrier.Request) { a.From.Phone = strings.Repeat("1", 26) }, "too_long", "the telephone number of the warehouse has 26 signs"},
		"a long phone":       {func(a *carrier.Request) { a.To.Phone = strings.Repeat("1", 26) }, "too_long", "the telephone number of the address"},
		"a long company":     {func(a *carrier.Request) { a.To.Company = strings.Repeat("1", 45) }, "too_long", "the company of the address"},
		"a long order":       {func(a *carrier.Request) { a.Order = strings.Repeat("1", 36) }, "too_long", "number of the order has 36 signs"},
		"nothing declared":   {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"no price":           {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
		"other dollars":      {func(a *carrier.Request) { a.Lines[0].Price.Currency = "USD" }, "not_in_cad", "priced in USD"},
		"too dear":           {func(a *carrier.Request) { a.Lines[0].Price.Amount = 10_000_000 }, "too_dear", "MUG"},
		"no origin":          {func(a *carrier.Request) { a.Lines[0].Origin = "" }, "no_origin", "list of products"},
		"no weight":          {func(a *carrier.Request) { a.Lines[0].Weight = 0 }, "no_weight", "list of products"},
		"no product name":    {func(a *carrier.Request) { a.Lines[0].Name = "" }, "no_name", "list of products"},
		"an odd HS code":     {func(a *carrier.Request) { a.Lines[0].HS = "6912001" }, "hs_code", "7 figures"},
		"a long product":     {func(a *carrier.Request) { a.Lines[0].Name = strings.Repeat("a", 46) }, "too_long", "the name of MUG has 46 signs"},
		"too many":           {func(a *carrier.Request) { a.Lines[0].Quantity = 10_000 }, "too_many", "9999 pieces"},
		"too heavy":          {func(a *carrier.Request) { a.Plan.Weight = 31_000 }, "Server", "look at weight and size of the parcel"},
		"another service":    {func(a *carrier.Request) { a.Channel.Service = "DOM.NO" }, "Server", "channel's service in the Book"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	for name, change := range map[string]func(*carrier.Request){
		"no service": func(a *carrier.Request) { a.Channel.Service = "" }, "an option with an amount": func(a *carrier.Request) { a.Channel.Service = "USA.EP COV" },
		"no phone of the warehouse": func(a *carrier.Request) { a.From.Phone = "" }, "no street of the warehouse": func(a *carrier.Request) { a.From.Street = "" },
		"no province of the warehouse": func(a *carrier.Request) { a.From.Place.Region = "Ontario" }, "a warehouse elsewhere": func(a *carrier.Request) { a.From.Place.Country = "US" },
		"a long word for the warehouse": func(a *carrier.Request) { a.From.ID = shipping.WarehouseID(strings.Repeat("o", 33)) },
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

func TestWhatIsAsked(t *testing.T) {
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login, secret, _ := r.BasicAuth()
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.Path + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("Accept") + " " + r.Header.Get("Accept-Language") + " " + login + ":" + secret + " " + string(body)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	open := func() *Connector {
		return Open(book.Carrier{Account: "2004381 42708517", Login: "l", Address: web.URL + "/"}, "s", nil, time.Minute)
	}
	for name, x := range map[string]struct {
		change    func(*carrier.Request)
		says, not []string
	}{
		"beyond customs": {func(a *carrier.Request) {
			a.From.Labels, a.Channel.Service, a.Lines[0].Origin, a.To.Name = "zpl203", "USA.EP SO", "CA", "Berg & Söhne"
		}, []string{
			"POST /rs/2004381/2004381/shipment " + shipmentForm + " " + shipmentForm + " en-CA l:s ", `<shipment xmlns="http://www.canadapost.ca/ws/shipment-v8"><customer-request-id>` + again.Reference(ask(1).Key) + `</customer-request-id><group-id>w</group-id>`,
			`<requested-shipping-point>K1K4T3</requested-shipping-point><provide-pricing-info>true</provide-pricing-info>`, `<service-code>USA.EP</service-code>`,
			`<sender><company>Ottawa</company><contact-phone>613 555 0100</contact-phone><address-details><address-line-1>502 Main St N</address-line-1><city>Ottawa</city><prov-state>ON</prov-state><country-code>CA</country-code><postal-zip-code>K1K4T3</postal-zip-code>`,
			`<destination><name>Berg &amp; Söhne</name><additional-address-info>Back door</additional-address-info><address-details><address-line-1>1 Elm St</address-line-1><address-line-2>Apt 2</address-line-2><city>Boise</city><prov-state>ID</prov-state><country-code>US</country-code><postal-zip-code>83701</postal-zip-code>`,
			`<options><option><option-code>SO</option-code></option><option><option-code>RASE</option-code></option></options>`, `<weight>0.450</weight><dimensions><length>20.5</length><width>15.0</width><height>8.0</height></dimensions>`,
			`<output-format>4x6</output-format><encoding>ZPL</encoding>`, `<references><customer-ref-1>#1001</customer-ref-1></references>`,
			`<customs><currency>CAD</currency><reason-for-export>SOG</reason-for-export><sku-list><item><customs-number-of-units>2</customs-number-of-units><customs-description>Mug</customs-description><sku>MUG</sku><hs-tariff-code>6912.00</hs-tariff-code><unit-weight>0.200</unit-weight><customs-value-per-unit>14.90</customs-value-per-unit><country-of-origin>CA</country-of-origin><province-of-origin>ON</province-of-origin></item></sku-list></customs>`,
			`<settlement-info><paid-by-customer>2004381</paid-by-customer><contract-id>42708517</contract-id><intended-method-of-payment>Account</intended-method-of-payment></settlement-info>`}, []string{"transmit-shipment"}},
		"abandoned, and not in a group": {func(a *carrier.Request) { a.Channel.Service = "USA.EP ABAN TRANSMIT" }, []string{`<transmit-shipment>true</transmit-shipment>`, `<options><option><option-code>ABAN</option-code></option></options>`, `<encoding>PDF</encoding>`}, []string{"group-id", "RASE", "province-of-origin"}},
		"within the country": {func(a *carrier.Request) {
			a.Channel.Service, a.Order, a.Lines, a.Plan.Size = "DOM.EP RTS", "", nil, shipping.Dimensions{}
			a.To.Country, a.To.Region, a.To.Postcode, a.To.Lines = "CA", "QC", "h2b 1a0", []string{"1 Rue Haute"}
		}, []string{`<postal-zip-code>H2B1A0</postal-zip-code>`}, []string{"customs", "options", "customer-ref-1", "dimensions", "address-line-2", "additional"}},
	} {
		a := ask(1)
		x.change(a)
		_, _ = open().Book(t.Context(), a)
		for _, want := range x.says {
			if !strings.Contains(got, want) {
				t.Errorf("%s: not asked: %s\nin %s", name, want, got)
			}
		}
		for _, no := range x.not {
			if strings.Contains(got, no) {
				t.Errorf("%s: asked: %s\nin %s", name, no, got)
			}
		}
	}
	for country, want := range map[shipping.Country]string{"US": "<united-states><zip-code>83701</zip-code></united-states>", "CA": "<domestic><postal-code>H2B1A0</postal-code></domestic>", "FR": "<international><country-code>FR</country-code><postal-code>69001</postal-code></international>"} {
		a := ask(1)
		a.To.Country, a.To.Phone, a.To.Postcode = country, "+33 4 72 00 00 00", map[shipping.Country]string{"US": "83701", "CA": "H2B 1A0", "FR": "69001"}[country]
		if _, _ = open().Rate(t.Context(), a); !strings.Contains(got, rateForm+" "+rateForm) || !strings.Contains(got, "<destination>"+want+"</destination>") {
			t.Errorf("%s: not asked: %s\nin %s", country, want, got)
		}
	}
}

func TestPricesThatAreNotTold(t *testing.T) {
	r := start(t, &mock.Server{Free: true})
	for range 2 {
		if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet || yes.Cost != (shipping.Money{}) {
			t.Errorf("a contract without prices: %+v, %v", yes, err)
		}
	}
	if _, err := r.Rate(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "no_rate" {
		t.Errorf("%v", err)
	}
}

// TestThePriceOfAnotherServiceIsNoneOfThis: nor is a weight told otherwise than it is.
func TestThePriceOfAnotherServiceIsNoneOfThis(t *testing.T) {
	got := ""
	url := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		got = string(body)
		fmt.Fprint(w, `<price-quotes><price-quote><service-code>USA.XP</service-code><price-details><due>1.00</due></price-details></price-quote><price-quote><service-code>USA.EP</service-code><price-details><due>12.34</due></price-details></price-quote></price-quotes>`)
	}))
	a := ask(1)
	a.Plan.Weight = 1050
	if m, err := Open(book.Carrier{Account: bookAccount, Address: url}, "", nil, time.Minute).Rate(t.Context(), a); err != nil || m != (shipping.Money{Amount: 1234, Currency: "CAD"}) || !strings.Contains(got, "<weight>1.050</weight>") {
		t.Errorf("%v, %v: %s", m, err, got)
	}
}

func TestTheLabelIsAsThePrinterTakesIt(t *testing.T) {
	r := start(t, &mock.Server{})
	for n, c := range []struct{ printer, media string }{{"", "application/pdf"}, {"a6", "application/pdf"}, {"zpl203", "application/zpl"}, {"zpl300", "application/pdf"}} {
		a := ask(n)
		a.From.Labels = c.printer
		for range 2 {
			if yes, err := r.Book(t.Context(), a); err != nil || yes.Media != c.media {
				t.Errorf("%s: %+v, %v", c.printer, yes, err)
			}
		}
	}
}

func TestWhatIsNoAnswerOfCanadaPost(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   shipping.Code
	}{
		"no right":  {403, `<messages><message><code>AA004</code><description>You cannot mail on behalf of the requested customer.</description></message></messages>`, shipping.Unauthorized},
		"another's": {400, `<fault/>`, shipping.Unavailable}, "out of order": {500, `<messages><message><code>Server</code></message></messages>`, shipping.Unavailable}, "a no without a code": {400, `<messages/>`, shipping.Refused},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		_, err := Open(book.Carrier{Account: bookAccount, Address: web.URL}, "", nil, time.Minute).Book(t.Context(), ask(1))
		if shipping.CodeOf(err) != c.code || c.code == shipping.Refused && carrier.RefusalCode(err) != "status_400" {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
		web.Close()
	}
}
