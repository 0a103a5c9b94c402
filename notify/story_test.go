package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/notify"
	"crosslane/shipping"
)

// shop is the real program without its carriers: the decisions by the Book that ships, with messages
// enabled, a ledger on SQLite, and a clock that the test moves.
type shop struct {
	t      *testing.T
	dsn    string
	db     *db.DB
	story  *fulfillment.Decider
	ledger *ledger.Ledger
	mu     sync.Mutex
	now    time.Time
	parcel shipping.Stream
	scans  uint64
}

func (s *shop) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// at moves the clock to an hour of March.
func (s *shop) at(day, hour, minute int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = time.Date(2026, time.March, day, hour, minute, 0, 0, time.UTC)
}

func newShop(t *testing.T) *shop {
	t.Helper()
	file := strings.Replace(string(book.DefaultFile()), "enabled: false", "enabled: true\n", 1)
	b, err := book.Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, dsn: dbtest.SQLite(t), story: fulfillment.New(fulfillment.NewShelf(rules))}
	s.at(2, 9, 0)
	s.open()
	s.record(shipping.BookStream, &fact.BookPublished{Version: b.Version, Name: b.Name})
	s.record("stock:MUG", &fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx"})
	return s
}

func (s *shop) open() {
	s.t.Helper()
	var err error
	if s.db, err = db.Open(context.Background(), s.dsn); err != nil {
		s.t.Fatal(err)
	}
	if s.ledger, err = ledger.Open(context.Background(), s.db, s.story, ledger.Options{Now: s.clock}); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.close)
}

func (s *shop) close() { s.ledger.Close(); s.db.Close() }

func (s *shop) record(stream shipping.Stream, body fact.Body, docs ...shipping.Document) {
	s.t.Helper()
	f := &fact.Fact{Stream: stream, At: s.clock(), By: "test", Body: body}
	if _, err := s.ledger.Record(context.Background(), me, ledger.Entry{Facts: []*fact.Fact{f}, Documents: docs}); err != nil {
		s.t.Fatalf("%s: %v", fact.KindOf(body), err)
	}
}

// sell takes an order of a mug to the buyer in, books its parcel and hands it over.
func (s *shop) sell(language string) {
	s.t.Helper()
	to := buyers[language]
	body, _ := json.Marshal(to)
	doc := shipping.NewDocument("application/json", to.Person(), body)
	o := shipping.Order{ID: "ord_1", Storefront: "web", Number: "WEB-1001", Placed: s.clock(), Currency: "EUR", Ship: to.Place(), To: doc.ID,
		Lines: []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 400, HS: "691110", Origin: "CN"}, Quantity: 1,
			Price: shipping.Money{Amount: 1200, Currency: "EUR"}}}}
	s.record(o.ID.Stream(), &fact.OrderReceived{Order: o}, doc)
	s.parcel = o.ID.Parcel(1).Stream()
	k := s.state().Booking
	s.record(s.parcel, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "AB123456785CN"})
	s.record(s.parcel, &fact.HandedOver{})
}

func (s *shop) state() *fact.ParcelState {
	s.t.Helper()
	state, err := s.ledger.Read(context.Background(), me, s.parcel)
	if err != nil {
		s.t.Fatal(err)
	}
	return fact.ParcelIn(state, shipping.ParcelID(s.parcel.ID()))
}

func (s *shop) scan(m shipping.Milestone) {
	s.t.Helper()
	s.scans++
	k := s.state().Booking
	s.record(s.parcel, &fact.ScanReceived{Scan: fact.Scan{Carrier: k.Carrier, Waybill: k.Waybill, Code: string(m), Milestone: m, Print: s.scans}})
}

func (s *shop) drain(w fact.Worker) int {
	s.t.Helper()
	n, err := s.ledger.Drain(context.Background(), me, w)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// outcomes lists what became of the parcel's messages, by the facts.
func (s *shop) outcomes() string {
	s.t.Helper()
	facts, err := s.ledger.History(context.Background(), me, s.parcel)
	if err != nil {
		s.t.Fatal(err)
	}
	var list []string
	for _, f := range facts {
		switch b := f.Body.(type) {
		case *fact.MessageSent:
			list = append(list, string(b.Message))
		case *fact.MessageDropped:
			list = append(list, string(b.Message)+":"+b.Why)
		}
	}
	return strings.Join(list, " ")
}

func subjects(p *post) string {
	var list []string
	for _, l := range p.letters() {
		list = append(list, l.subject)
	}
	return strings.Join(list, "\n")
}

// TestOfALife: a parcel runs late and arrives. Its buyer gets each message once and in order,
// the facts tell the same, and a replay tells nobody.
func TestOfALife(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	s.sell("ar")
	s.scan(shipping.PickedUp)
	s.at(5, 9, 0)
	if _, err := s.ledger.Sweep(context.Background(), me, s.clock()); err != nil { // not departed
		t.Fatal(err)
	}
	s.drain(w)
	for i, m := range []shipping.Milestone{shipping.DepartedOrigin, shipping.TransitIn, shipping.ArrivedDestination, shipping.AtDeliveryOffice,
		shipping.WithCourier, shipping.DeliveryFailed, shipping.WithCourier, shipping.AwaitingPickup, shipping.DeliveredMilestone} {
		s.at(6+i, 9, 0)
		s.scan(m)
		s.drain(w)
	}
	want := "قد يتأخر طلبك رقم WEB-1001 قليلًا\nطلبك رقم WEB-1001 في الطريق إليك\nطلبك رقم WEB-1001 أصبح قريبًا منك\n" +
		"طلبك رقم WEB-1001 خرج للتوصيل\nطلبك رقم WEB-1001 جاهز للاستلام\nتم تسليم طلبك رقم WEB-1001"
	if got := subjects(p); got != want {
		t.Errorf("the buyer got\n%s\nwant\n%s", got, want)
	}
	ids := map[string]bool{}
	for _, l := range p.letters() {
		ids[l.header.Get("Message-Id")] = true
	}
	if len(ids) != 6 {
		t.Errorf("six mails have the names %v", ids)
	}
	if got := s.outcomes(); got != "at_risk before_customs local_office out_for_delivery ready_for_pickup delivered" {
		t.Errorf("recorded: %s", got)
	}
	replayed := s.replay()
	if again := s.drain(w); again != 0 || len(p.letters()) != 6 {
		t.Errorf("after a replay of %d facts %d jobs were tried, %d mails are there", replayed, again, len(p.letters()))
	}
}

// replay folds all facts again, decides those from outside again, and rebuilds all balances.
func (s *shop) replay() int {
	s.t.Helper()
	told, err := s.ledger.Tail(context.Background(), me, 0, 10_000)
	if err != nil {
		s.t.Fatal(err)
	}
	again, jobs := fact.Balances{}, 0
	for _, r := range told {
		if r.Fact.By == "" && r.Fact.Cause != "" { // it follows from another
			continue
		}
		facts, err := fact.Unfold(s.story, again, &fact.Fact{Stream: r.Fact.Stream, At: r.Fact.At, Recorded: r.Fact.Recorded, By: r.Fact.By, Body: r.Fact.Body})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, f := range facts {
			if f.Kind() == "MessageRequested" {
				jobs++
			}
		}
	}
	if jobs != 6 {
		s.t.Errorf("the replay asks for %d messages", jobs)
	}
	s.close()
	d, err := db.Open(context.Background(), s.dsn)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := upkeep.Rebuild(context.Background(), d, upkeep.Options{}); err != nil {
		s.t.Fatal(err)
	}
	d.Close()
	s.open()
	return len(told)
}

// TestNewsInOneGo: a carrier reports three steps at once. Only the newest is worth a mail.
func TestNewsInOneGo(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	s.sell("de")
	s.at(12, 9, 0)
	for i, m := range []shipping.Milestone{shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveredMilestone} {
		s.at(12, 9, i)
		s.scan(m)
	}
	s.drain(w)
	if got := s.outcomes() + "\n" + subjects(p); got != "local_office:superseded delivered\nIhre Bestellung WEB-1001 wurde zugestellt" {
		t.Error(got)
	}
}

// forgetful is a worker that dies once after the mail was taken and before that is recorded.
type forgetful struct {
	fact.Worker
	died bool
}

func (f *forgetful) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	out, err := f.Worker.Perform(ctx, t)
	if !f.died {
		f.died = true
		return fact.Outcome{}, errors.New("the power went out")
	}
	return out, err
}

// TestRepeated: such a mail goes out again under the same Message-ID, by which mail systems
// tell a repetition; it is recorded once.
func TestRepeated(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	w := &forgetful{Worker: newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})}
	s.sell("de")
	s.at(12, 9, 0)
	s.scan(shipping.WithCourier)
	s.drain(w)
	s.at(12, 9, 1)
	s.drain(w)
	l := p.letters()
	if len(l) != 2 || l[0].header.Get("Message-Id") != l[1].header.Get("Message-Id") || l[0].text != l[1].text {
		t.Errorf("%d mails: %v", len(l), subjects(p))
	}
	if got := s.outcomes(); got != "out_for_delivery" {
		t.Errorf("recorded: %s", got)
	}
}

// TestForgotten: the buyer asked to be forgotten before the mail left.
func TestForgotten(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	s.sell("de")
	s.at(12, 9, 0)
	s.scan(shipping.WithCourier)
	if n, err := s.ledger.Erase(context.Background(), me, buyers["de"].Person(), "clerk"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	s.drain(w)
	if got := s.outcomes(); got != "out_for_delivery:address_erased" || len(p.letters()) != 0 {
		t.Errorf("recorded %s, %d mails", got, len(p.letters()))
	}
}

// TestOutage: the mail server refuses for two hours. Nothing is lost, and nothing is told out of order.
func TestOutage(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	down := true
	p.rcpt = func(string) error {
		if down {
			return errors.New("out of order")
		}
		return nil
	}
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	s.sell("en")
	s.at(12, 9, 0)
	s.scan(shipping.AtDeliveryOffice)
	s.drain(w)
	s.at(12, 9, 30)
	s.drain(w)
	s.scan(shipping.WithCourier) // waits for the first
	if n := s.drain(w); n != 0 {
		t.Errorf("%d tries at once", n)
	}
	down = false
	s.at(12, 10, 59)
	s.drain(w)
	if got := s.outcomes() + "\n" + subjects(p); got != "local_office:superseded out_for_delivery\nYour order WEB-1001 is out for delivery" {
		t.Error(got)
	}
}
