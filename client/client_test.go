package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/client"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web/api"
)

// served is a real server of the calls, with something between that fails as networks do.
type served struct {
	*httptest.Server
	m        *merchant.Merchant
	accounts *account.Store

	mu     sync.Mutex
	trip   []func(w http.ResponseWriter, r *http.Request, next http.Handler) // each of one request, in their order
	keys   []string
	waited []time.Duration
}

func serve(t *testing.T) *served {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) }
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	s := &served{}
	if s.m, err = place.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	if s.accounts, err = account.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)), now); err != nil {
		t.Fatal(err)
	}
	calls, err := api.Handler(t.Context(), api.Options{Merchants: func() map[shipping.MerchantID]*merchant.Merchant {
		return map[shipping.MerchantID]*merchant.Merchant{s.m.ID: s.m}
	}, Accounts: s.accounts, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
		var trip func(http.ResponseWriter, *http.Request, http.Handler)
		if len(s.trip) > 0 {
			trip, s.trip = s.trip[0], s.trip[1:]
		}
		s.mu.Unlock()
		if trip != nil {
			trip(w, r, calls)
			return
		}
		calls.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// client is one that waits for nobody, and notes how long it would have.
func (s *served) client(t *testing.T, role account.Role) *client.Client {
	t.Helper()
	_, secret, err := s.accounts.MakeToken(t.Context(), account.Token{Name: "test", Grants: account.Grants{"main": role}})
	if err != nil {
		t.Fatal(err)
	}
	c := client.New(s.URL+"/", secret)
	c.Wait = func(ctx context.Context, d time.Duration) error {
		s.mu.Lock()
		s.waited = append(s.waited, d)
		s.mu.Unlock()
		return ctx.Err()
	}
	return c
}

func says(status int, head ...string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for i := 0; i+1 < len(head); i += 2 {
			w.Header().Set(head[i], head[i+1])
		}
		w.WriteHeader(status)
	}
}

// lost does what is asked, and answers nothing.
func lost(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	broken(w, r, next)
}

// broken answers nothing.
func broken(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

func anOrder(number string) client.NewOrder {
	return client.NewOrder{Number: number, Placed: time.Date(2026, 3, 19, 8, 0, 0, 0, time.UTC), Currency: "EUR",
		Address: client.Address{Name: "Eva Beispiel", Lines: []string{"Testgasse 3"}, City: "Wien", Postcode: "1010", Country: "AT"},
		Lines:   []client.Line{{SKU: "SPK-1", Name: "Speaker", Quantity: 2, Price: "49.90", Weight: 640, HS: "851822", Origin: "CN"}}}
}

// TestCalls: each call against a real server.
func TestCalls(t *testing.T) {
	s := serve(t)
	c := s.client(t, account.Owner)
	c.Merchant = "main"
	ctx := t.Context()
	taken, err := c.ReceiveGoods(ctx, client.Receipt{SKU: "SPK-1", Warehouse: "szx", Quantity: 3, Reference: "R1"}, client.Receipt{SKU: "SPK-1", Warehouse: "szx", Quantity: -1})
	if err != nil || taken.Recorded != 1 || taken.Rejected != 1 || len(taken.Problems) != 1 || taken.Problems[0].Hint == "" {
		t.Errorf("receipts: %v %+v", err, taken)
	}
	became, err := c.HandOrdersIn(ctx, anOrder("#B 1/2"), anOrder("B-2"), client.NewOrder{Number: "B-3"})
	if err != nil || len(became) != 3 || became[0].Verdict != "accepted" || became[2].Verdict == "accepted" || len(became[2].Problems) == 0 {
		t.Fatalf("orders: %v %+v", err, became)
	}
	if err := s.m.Fill(ctx); err != nil {
		t.Fatal(err)
	}
	o, err := c.Order(ctx, "#B 1/2")
	if err != nil || o.ID != became[0].ID || o.Value == nil || o.Value.Amount != 9980 || len(o.Sent) != 1 || o.Stage != "shipping" {
		t.Fatalf("order: %v %+v", err, o)
	}
	count := 0
	for o, err := range c.Orders(ctx, "waiting") {
		if count++; err != nil || o.Number != "B-2" {
			t.Errorf("orders: %v %+v", err, o)
		}
	}
	if count != 1 {
		t.Errorf("%d orders wait", count)
	}
	p, err := c.Parcel(ctx, o.Sent[0].ID)
	if err != nil || p.Order != o.ID || p.Weight == 0 {
		t.Errorf("parcel: %v %+v", err, p)
	}
	reasons, err := c.Reasons(ctx, o.ID)
	if err != nil || len(reasons) < 4 || reasons[0].Fact != "OrderReceived" {
		t.Errorf("reasons: %v %+v", err, reasons)
	}
	rates, err := c.Rates(ctx, client.Question{From: "szx", To: client.Place{Country: "DE", Postcode: "10115"}, Weight: 700})
	if err != nil || rates.Primary == "" || len(rates.Channels) == 0 || rates.Channels[0].Price == nil {
		t.Errorf("rates: %v %+v", err, rates)
	}
	products, err := c.Stock(ctx)
	if err != nil || len(products) != 1 || products[0].Lots[0].OnHand != 3 {
		t.Errorf("stock: %v %+v", err, products)
	}
	for k, err := range c.Cases(ctx, "all") {
		t.Errorf("a case: %v %+v", err, k)
	}
	s.label(t, c, o)
	if gone, err := c.Cancel(ctx, "B-2", "changed her mind"); err != nil || len(gone) != 0 {
		t.Errorf("cancel: %v %+v", err, gone)
	}
	if o, err := c.Order(ctx, became[1].ID); s.m.Fill(ctx) == nil && (err != nil || o.ID == "") {
		t.Errorf("cancelled: %v %+v", err, o)
	}
}

// label looks at a label that is not there yet, and at one that is.
func (s *served) label(t *testing.T, c *client.Client, o *client.Order) {
	t.Helper()
	id := shipping.ParcelID(o.Sent[0].ID)
	_, _, err := c.Label(t.Context(), string(id))
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != 404 || p.Title != "not_found" || p.Errors[0].Hint == "" || !strings.Contains(err.Error(), "no valid label") {
		t.Errorf("no label: %v", err)
	}
	state, err := s.m.Ledger.Read(t.Context(), s.m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	booking := fact.ParcelIn(state, id).Booking
	doc := shipping.NewDocument("application/pdf", "", []byte("%PDF-1.7 a label"))
	f := &fact.Fact{Stream: id.Stream(), At: s.m.Now(), By: "carrier", Body: &fact.Booked{Channel: booking.Channel, Carrier: booking.Carrier, Waybill: "W1", Label: doc.ID, Cost: shipping.Money{Amount: 400, Currency: "EUR"}}}
	if _, err := s.m.Ledger.Record(t.Context(), s.m.ID, ledger.Entry{Facts: []*fact.Fact{f}, Documents: []shipping.Document{doc}}); err != nil {
		t.Fatal(err)
	}
	if err := s.m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	label, media, err := c.Label(t.Context(), "W1")
	if err != nil || media != "application/pdf" || !bytes.HasPrefix(label, []byte("%PDF-1.7")) {
		t.Errorf("label: %v %s %q", err, media, label)
	}
}

// TestAgain: a call that is turned away or breaks off is made again under its own key, as long as the server says or longer each time; it is done
// once; what is wrong for good is told at once.
func TestAgain(t *testing.T) {
	s := serve(t)
	c := s.client(t, account.Owner)
	s.trip = append(s.trip, says(429, "Retry-After", "7"), says(503), broken, lost)
	if err := s.m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	became, err := c.HandOrdersIn(t.Context(), anOrder("B-1"))
	if err != nil || len(became) != 1 || became[0].Verdict != "accepted" {
		t.Fatalf("%v %+v", err, became)
	}
	if len(s.keys) != 5 || s.keys[0] == "" || strings.Join(s.keys, "") != strings.Repeat(s.keys[0], 5) {
		t.Errorf("the keys: %q", s.keys)
	}
	if len(s.waited) < 3 || s.waited[0] != 7*time.Second || s.waited[1] < 250*time.Millisecond || s.waited[2] < 500*time.Millisecond || s.waited[2] > time.Second { // the library repeats some by itself
		t.Errorf("it waited %v", s.waited)
	}
	facts, err := s.m.Ledger.Feed(t.Context(), s.m.ID, 0, 1000)
	received := 0
	for _, f := range facts {
		if _, ok := f.Fact.Body.(*fact.OrderReceived); ok {
			received++
		}
	}
	if err != nil || received != 1 {
		t.Errorf("%v: the order was recorded %d times", err, received)
	}
	first := s.keys[0]
	s.keys, s.waited = nil, nil
	_, err = c.Cancel(t.Context(), "B-9", "x")
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != 404 || len(s.keys) != 1 || s.keys[0] == first {
		t.Errorf("for good: %v, %q", err, s.keys)
	}
	_, err = c.Cancel(t.Context(), "B-1", "")
	if !errors.As(err, &p) || p.Field("body.why") == nil || p.Field("body.why").Hint == "" {
		t.Errorf("a field: %v", err)
	}
	c.Attempts, s.keys = 2, nil
	s.trip = append(s.trip, says(503), says(503), says(503))
	if _, err = c.Stock(t.Context()); !errors.As(err, &p) || p.Status != 503 || len(s.keys) != 2 || s.keys[0] != "" {
		t.Errorf("it gives up: %v after %d", err, len(s.keys))
	}
	s.trip = nil
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err = c.Stock(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
	if _, err = client.New(s.URL, "cl_live_x_y").Stock(t.Context()); !errors.As(err, &p) || p.Title != "unauthorized" {
		t.Errorf("nobody: %v", err)
	}
}

// TestEvents: events come in their order, also over a connection that breaks, and end with the context or with what is wrong for good.
func TestEvents(t *testing.T) {
	s := serve(t)
	c := s.client(t, account.Owner)
	if _, err := c.HandOrdersIn(t.Context(), anOrder("B-1"), anOrder("B-2")); err != nil {
		t.Fatal(err)
	}
	s.trip = append(s.trip, says(503), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(&short{ResponseWriter: w}, r)
	}, broken)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var told []string
	for e, err := range c.Events(ctx, "0", "order") {
		if err != nil {
			t.Fatal(err)
		}
		if e.Fact == "OrderReceived" {
			told = append(told, e.Text)
		}
		if len(told) == 2 {
			break
		}
	}
	if len(told) != 2 || !strings.Contains(told[0], "B-1") || !strings.Contains(told[1], "B-2") || len(s.trip) != 0 {
		t.Errorf("%q, %d left", told, len(s.trip))
	}
	partner := s.client(t, account.Partner)
	count := 0
	for _, err := range partner.Events(ctx, "") {
		var p *client.Problem
		if count++; !errors.As(err, &p) || p.Status != 403 {
			t.Errorf("who may not: %v", err)
		}
	}
	if count != 1 {
		t.Errorf("%d ends", count)
	}
	stop()
	for e, err := range c.Events(ctx, "0") {
		t.Errorf("after the end: %v %v", e, err)
	}
}

// short breaks off behind the first event.
type short struct {
	http.ResponseWriter
	wrote bool
}

func (s *short) Write(p []byte) (int, error) {
	if s.wrote {
		return 0, io.ErrClosedPipe
	}
	s.wrote = true
	return s.ResponseWriter.Write(p)
}

func (s *short) Unwrap() http.ResponseWriter { return s.ResponseWriter }
