package shipengine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/shipengine/mock"
	"crosslane/fact"
	"crosslane/shipping"
)

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

func start(t *testing.T, server *mock.Server) *rig {
	t.Helper()
	r := &rig{Server: server}
	server.Now = r.Account.Now
	r.url = carriertest.At(t, server)
	r.Connector = Open(book.Carrier{ID: "usps", Account: "se-1", Address: r.url}, mock.Key, &r.Account, time.Minute)
	t.Cleanup(r.Close)
	return r
}

func ask(n int) *carrier.Request {
	return &carrier.Request{Key: fmt.Sprintf("parcel:par_06eci1nc03m9h067tpr0gbo%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), Order: fmt.Sprintf("#10%02d", n), At: carriertest.Begun,
		Channel: book.Channel{ID: "usps-ground", Service: "usps_ground_advantage"},
		From:    book.Warehouse{ID: "austin", Name: "Austin", Street: "1 Main St", City: "Austin", Place: shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}},
		Plan:    fact.ParcelPlan{Weight: 450, Size: shipping.Dimensions{Length: 205, Width: 150, Height: 80}, Ship: shipping.Place{Country: "DE"}},
		To:      shipping.Address{Name: "Ana Berg", Lines: []string{"Hauptstr. 1"}, City: "Bonn", Postcode: "53113", Country: "DE"},
		Lines:   []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", HS: "691200", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1490, Currency: "USD"}}}}
}

func TestConnector(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := start(t, &mock.Server{})
		heavy := ask(99)
		heavy.Plan.Weight = 31_000
		return &carriertest.Subject{Connector: r, Request: ask, Refused: heavy, Pass: func() {
			r.Pass(50 * time.Hour)
		}, Behind: func(base string, timeout time.Duration) carrier.Connector {
			one := carriertest.Open("9400100000000000000001")
			return Open(book.Carrier{Account: "se-1", Address: base}, mock.Key, one, timeout)
		}}
	})
}

func TestALostAnswerIsNoSecondLabel(t *testing.T) {
	r := start(t, &mock.Server{Lose: 2, Slow: 5, Late: 3})
	for n := range 30 {
		carriertest.Until(t, r, ask(n))
	}
	if all, alive := r.Bought(); all != 30 || alive != 30 {
		t.Errorf("%d labels were bought, %d are alive", all, alive)
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
	carriertest.Minds(t, r.Server, `{"errors":[{"error_code":"invalid_field_value","error_type":"validation","message":"no"}]}`, yes.Waybill, func(base string) carrier.Tracker {
		return Open(book.Carrier{ID: "usps", Account: "se-1", Address: base}, mock.Key, &r.Account, time.Minute)
	})
}

// TestWhatIsSaidOfAnotherLabelIsNotBelieved: another number's, another service's, or one that was voided.
func TestWhatIsSaidOfAnotherLabelIsNotBelieved(t *testing.T) {
	saying := func(body string) *Connector {
		base := carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				t.Error("another's label is voided")
			}
			fmt.Fprint(w, body)
		}))
		return Open(book.Carrier{Account: "se-1", Address: base}, "k", nil, time.Minute)
	}
	if err := saying(`{"labels":[{"label_id":"se-2","tracking_number":"94001"}],"total":1}`).Cancel(t.Context(), &carrier.Cancellation{Waybill: "9400"}); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("%v", err)
	}
	if m, err := saying(`{"rate_response":{"rates":[{"service_code":"usps_media_mail","shipping_amount":{"amount":1.00,"currency":"usd"}},{"service_code":"usps_ground_advantage","shipping_amount":{"amount":7.50,"currency":"usd"}}]}}`).Rate(t.Context(), ask(1)); err != nil || m.Amount != 750 {
		t.Errorf("%v, %v", m, err)
	}
	_, err := saying(`{"label_id":"se-1","status":"completed","voided":true,"tracking_number":"94001","shipment_cost":{"amount":1.00,"currency":"usd"},"label_download":{"href":"data:application/pdf;base64,JVBERi0xLjQK"}}`).Book(t.Context(), ask(1))
	if carrier.RefusalCode(err) != "voided" {
		t.Errorf("%v", err)
	}
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
	c := Open(book.Carrier{Account: "se-1", Address: r.url}, "another key", nil, time.Minute)
	_, err := c.Book(t.Context(), ask(1))
	if shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "account") {
		t.Errorf("%v", err)
	}
}

func TestALabelThatWasUsedIsNotVoided(t *testing.T) {
	r := start(t, &mock.Server{Shut: true})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Cancel(t.Context(), &carrier.Cancellation{Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "label_used" {
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
		"no street":        {func(a *carrier.Request) { a.To.Lines = nil }, "invalid_address", "look at the address of the order"},
		"nothing declared": {func(a *carrier.Request) { a.Lines = nil }, "no_goods", "what is in the parcel"},
		"a long name":      {func(a *carrier.Request) { a.Lines[0].Name = strings.Repeat("x", 101) }, "too_long", "list of products"},
		"no price":         {func(a *carrier.Request) { a.Lines[0].Price = shipping.Money{} }, "no_value", "MUG"},
	} {
		a := ask(1)
		c.change(a)
		if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", name, err, carrier.RefusalCode(err))
		}
	}
	a := ask(1)
	a.Channel.Service = ""
	if _, err := r.Book(t.Context(), a); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("no service: %v", err)
	}
}

func TestWhatIsAsked(t *testing.T) {
	var got string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := new(strings.Builder)
		if _, err := fmt.Fprint(b, r.Header.Get("Api-Key"), " "); err == nil {
			buffer := make([]byte, 4096)
			n, _ := r.Body.Read(buffer)
			b.Write(buffer[:n])
		}
		got = b.String()
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer web.Close()
	c := Open(book.Carrier{Account: "se-1", Address: web.URL + "/"}, "k", nil, time.Minute)
	a := ask(1)
	a.From.Labels, a.To.Lines = "zpl203", []string{"a", "b", "c", "d"}
	_, _ = c.Book(t.Context(), a)
	for _, want := range []string{`k {"shipment":{"external_shipment_id":"parcel:par_06eci1nc03m9h067tpr0gbo1#4"`, `"label_format":"zpl"`, `"length":20.5,"width":15.0,"height":8.0`, `"value":450,"unit":"gram"`,
		`"value":14.90,"value_currency":"usd","harmonized_tariff_code":"691200","country_of_origin":"CN"`, `"address_line3":"c, d"`, `"label_download_type":"inline"`} {
		if !strings.Contains(got, want) {
			t.Errorf("not asked: %s\nin %s", want, got)
		}
	}
	a.To.Country = "US"
	if _, _ = c.Book(t.Context(), a); strings.Contains(got, "customs") {
		t.Errorf("customs at home: %s", got)
	}
	a.From.Place, a.To.Country, a.To.Postcode, a.To.Region = shipping.Place{Country: "ES", Postcode: "28001"}, "ES", "35001", ""
	a.Lines[0].Price, a.Lines[0].Value = shipping.Money{}, shipping.Money{Amount: 700, Currency: "EUR"}
	if _, _ = c.Book(t.Context(), a); !strings.Contains(got, `"value":7.00,"value_currency":"eur"`) {
		t.Errorf("the Canary Islands lie outside of the tax area: %s", got)
	}
}

func TestAKeyThatIsTooLong(t *testing.T) {
	long := strings.Repeat("k", 51)
	if a, b := ours(long), ours(long+"x"); len(a) > 50 || a == b || ours("short") != "short" || a != ours(long) {
		t.Errorf("%q %q", a, b)
	}
}

func TestPricesThatCannotBe(t *testing.T) {
	for cost, says := range map[string]string{
		`{"amount":"x","currency":"usd"}`: "cannot be read", `{"amount":1,"currency":"zzz"}`: "not known", `null`: "no price", `{"amount":1.234,"currency":"usd"}`: "cannot be read",
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"label_id":"se-1","status":"completed","tracking_number":"94001","shipment_cost":%s,"label_download":{"href":"data:application/pdf;base64,JVBERi0xLjQK"}}`, cost)
		}))
		c := Open(book.Carrier{Account: "se-1", Address: web.URL}, "k", nil, time.Minute)
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", cost, err)
		}
		web.Close()
	}
}
