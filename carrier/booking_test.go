package carrier_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/carrier/table"
	"crosslane/fact"
	"crosslane/shipping"
)

var (
	start   = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	order   = shipping.NewOrderID("t", "shop", "1001", start)
	parcel  = order.Parcel(1)
	someone = shipping.Address{Name: "Ann Example", Lines: []string{"Domstr. 1"}, City: "Köln", Postcode: "50667", Country: "DE", Email: "ann@example.org"}
	line    = book.Channel{ID: "cn-de-truck", Carrier: "simpost", Kind: book.DedicatedLine, Days: shipping.Days{Least: 8, Most: 20}, Legs: []book.Leg{
		{From: "CN", To: "CN", Ends: shipping.HandedToLinehaul, Usual: 24, Most: 40},
		{From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 120, Most: 160},
		{From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Usual: 48, Most: 96},
	}}
	packet  = book.Channel{ID: "cn-packet", Carrier: "post", Service: "ePacket", Waybill: "S10:LX:CN"}
	current = &book.Book{
		Channels: []book.Channel{line, packet}, Carriers: []book.Carrier{{ID: "post", Name: "China Post"}, {ID: "simpost", Name: "Simpost"}},
		Warehouses: []book.Warehouse{{ID: "szx", Name: "Shenzhen", Place: shipping.Place{Country: "CN"}}},
	}
)

// office is a booking worker with a carrier by tables, a simulated one, and the documents and streams of one parcel.
type office struct {
	*carrier.BookingWorker
	sim     *sim.Server
	client  *sim.Client
	clock   atomic.Int64
	docs    map[shipping.DocumentID]shipping.Document
	streams map[shipping.Stream]*fact.Balance
	to      shipping.DocumentID
}

func (d *office) now() time.Time { return time.Unix(d.clock.Load(), 0).UTC() }

func openOffice(t *testing.T, how sim.Behaviour, faults sim.Faults) *office {
	t.Helper()
	d := &office{docs: map[shipping.DocumentID]shipping.Document{}, streams: map[shipping.Stream]*fact.Balance{}}
	d.clock.Store(start.Unix())
	server, err := sim.New(sim.Config{Seed: 3, Now: d.now, Channels: current.Channels, Faults: faults, Behave: func(shipping.ChannelID) sim.Behaviour { return how }})
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.sim, d.client = server, sim.Connect(url, time.Minute)
	t.Cleanup(func() {
		d.client.Close()
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	post := &table.Carrier{Who: current.Carriers[0], Price: func(p *fact.ParcelPlan, _ *book.Channel, _ time.Time) (shipping.Money, error) {
		if p.Weight > 2000 {
			return shipping.Money{}, carrier.Refuse("weight", "over 2 kg")
		}
		return shipping.Money{Amount: 450, Currency: "EUR"}, nil
	}}
	d.BookingWorker = &carrier.BookingWorker{
		Book: func(context.Context, shipping.MerchantID) (*book.Book, error) { return current, nil },
		Connector: func(_ shipping.MerchantID, id shipping.CarrierID) (carrier.Connector, error) {
			switch id {
			case "post":
				return post, nil
			case "simpost":
				return d.client, nil
			}
			return nil, shipping.Fault(shipping.Unsupported, "there is no way to carrier "+string(id), "")
		},
		Now: d.now,
	}
	d.plan(500)
	return d
}

// plan records order, address and parcel.
func (d *office) plan(weight shipping.Grams) { d.planFor(parcel, weight) }

func (d *office) planFor(of shipping.ParcelID, weight shipping.Grams) {
	body, _ := json.Marshal(someone)
	address := shipping.NewDocument("application/json", someone.Person(), body)
	d.docs[address.ID], d.to = address, address.ID
	mug := shipping.Product{SKU: "MUG", Name: "Mug", HS: "691200", Origin: "CN"}
	d.record(order.Stream(), &fact.OrderReceived{Order: shipping.Order{ID: order, Lines: []shipping.Line{{Product: mug, Quantity: 3}}}})
	d.record(of.Stream(), &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order, Warehouse: "szx", Ship: someone.Place(), To: address.ID,
		Weight: weight, Value: shipping.Money{Amount: 3000, Currency: "EUR"}, Picks: []shipping.Pick{{SKU: "MUG", Quantity: 2}}}})
}

func (d *office) balance(s shipping.Stream) *fact.Balance {
	if d.streams[s] == nil {
		d.streams[s] = fact.NewBalance(s)
	}
	return d.streams[s]
}

func (d *office) record(s shipping.Stream, body fact.Body) *fact.Fact {
	f := &fact.Fact{Stream: s, At: d.now(), Body: body}
	d.balance(s).Apply(f)
	return f
}

func (d *office) parcel() *fact.ParcelState {
	return d.balance(parcel.Stream()).State.(*fact.ParcelState)
}

func (d *office) perform(t *testing.T, job *fact.Fact) (fact.Outcome, error) {
	t.Helper()
	return d.Perform(t.Context(), &fact.Task{Merchant: "t", Job: job, Attempt: 1,
		Stream: func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return d.balance(s), nil },
		Document: func(_ context.Context, id shipping.DocumentID) (shipping.Document, error) {
			if p, ok := d.docs[id]; ok {
				return p, nil
			}
			return shipping.Document{}, shipping.Fault(shipping.NotFound, "erased", "")
		},
	})
}

// ask performs a booking and answers with the body of its one fact.
func (d *office) ask(t *testing.T, channel *book.Channel, attempt int64) (fact.Body, fact.Outcome) {
	t.Helper()
	job := d.record(parcel.Stream(), &fact.BookingRequested{Channel: channel.ID, Carrier: channel.Carrier, Attempt: attempt})
	out, err := d.perform(t, job)
	if err != nil || len(out.Facts) != 1 {
		t.Fatalf("%d facts, %v", len(out.Facts), err)
	}
	f := out.Facts[0]
	if f.Stream != parcel.Stream() || f.By != "carrier:"+string(channel.Carrier) || f.Cause != job.ID() || !f.At.Equal(d.now()) {
		t.Errorf("got %+v", f)
	}
	return f.Body, out
}

func TestABookingIsRecordedWithItsLabel(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	body, out := d.ask(t, &packet, 1)
	b, ok := body.(*fact.Booked)
	if !ok || b.Channel != "cn-packet" || b.Waybill == "" || b.Cost.Amount != 450 || len(out.Documents) != 1 {
		t.Fatalf("got %+v, %d papers", body, len(out.Documents))
	}
	if p := out.Documents[0]; p.ID != b.Label || p.Person != someone.Person() || p.Media != "application/pdf" {
		t.Errorf("the label is %s of %s", p.ID, p.Person)
	}
}

func TestTheSameJobIsTheSameBooking(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{DropAnswer: 1000})
	job := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	if _, err := d.perform(t, job); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer was lost: %v", err)
	}
	first, err := d.perform(t, job)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.perform(t, job)
	if err != nil || *first.Facts[0].Body.(*fact.Booked) != *again.Facts[0].Body.(*fact.Booked) {
		t.Errorf("%+v, then %+v, %v", first.Facts[0].Body, again.Facts[0].Body, err)
	}
	if s := d.sim.Stats(); s.Booked != 1 || s.Asked != 3 {
		t.Errorf("got %+v", s)
	}
}

func TestARefusalIsAnOutcome(t *testing.T) {
	d := openOffice(t, sim.Behaviour{Refuse: 1000}, sim.Faults{})
	for _, c := range []struct {
		name    string
		channel book.Channel
		before  func()
		code    string
	}{
		{"by the carrier", line, func() {}, "NO_CAPACITY"},
		{"by the rate sheet", packet, func() { d.plan(2500) }, "weight"},
		{"without a pattern", book.Channel{ID: "gone", Carrier: "post"}, func() { d.plan(500) }, "invalid"},
	} {
		c.before()
		body, _ := d.ask(t, &c.channel, 1)
		if r, ok := body.(*fact.BookingRejected); !ok || r.Code != c.code || r.Channel != c.channel.ID || r.Message == "" {
			t.Errorf("%s: got %+v", c.name, body)
		}
	}
}

func TestAJobThatALaterAttemptReplacedIsVoid(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	old := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	d.record(parcel.Stream(), &fact.BookingRequested{Channel: packet.ID, Carrier: packet.Carrier, Attempt: 2})
	if out, err := d.perform(t, old); err != nil || len(out.Facts) != 0 || d.sim.Stats().Asked != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestCancelling(t *testing.T) {
	for _, c := range []struct {
		name  string
		how   sim.Behaviour
		later time.Duration
		want  fact.Kind
	}{
		{"before pick-up", sim.Behaviour{}, 0, "BookingCancelled"},
		{"after pick-up", sim.Behaviour{}, 48 * time.Hour, "CancelRejected"},
		{"by a stubborn carrier", sim.Behaviour{RefuseCancel: 1000}, 0, "CancelRejected"},
		{"of a number that it does not know", sim.Behaviour{}, -1, "CancelRejected"},
	} {
		d := openOffice(t, c.how, sim.Faults{})
		body, _ := d.ask(t, &line, 1)
		waybill := body.(*fact.Booked).Waybill
		if c.later < 0 {
			waybill = "SX0"
		}
		d.clock.Add(int64(c.later / time.Second))
		job := d.record(parcel.Stream(), &fact.CancelRequested{Channel: line.ID, Carrier: line.Carrier, Waybill: waybill, Why: "switched"})
		out, err := d.perform(t, job)
		if err != nil || len(out.Facts) != 1 || out.Facts[0].Kind() != c.want {
			t.Errorf("%s: %+v, %v", c.name, out.Facts, err)
		}
	}
}

func TestACarrierThatIsAwayIsAskedAgain(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{Busy: 1000})
	job := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	if out, err := d.perform(t, job); shipping.CodeOf(err) != shipping.Unavailable || len(out.Facts) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	other := d.record(parcel.Stream(), &fact.HandedOver{})
	if _, err := d.perform(t, other); shipping.CodeOf(err) != shipping.Unsupported {
		t.Errorf("got %v", err)
	}
}

// answers is a carrier that says what the test wants.
type answers struct {
	yes    carrier.Confirmation
	no     error
	booked int
	undone int

	asked     carrier.Request
	cancelled carrier.Cancellation
}

func (a *answers) Book(_ context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	a.booked++
	a.asked = *r
	if a.no != nil {
		return nil, a.no
	}
	return &a.yes, nil
}

func (a *answers) Cancel(_ context.Context, c *carrier.Cancellation) error {
	a.undone++
	a.cancelled = *c
	return a.no
}

func (*answers) Simulated() bool { return false }

// openAnswers is an office whose every carrier says what the test wants.
func openAnswers(t *testing.T) (*office, *answers) {
	t.Helper()
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	a := &answers{yes: carrier.Confirmation{Waybill: "W1", Reference: "r", Cost: shipping.Money{Amount: 450, Currency: "EUR"}}}
	d.Connector = func(shipping.MerchantID, shipping.CarrierID) (carrier.Connector, error) { return a, nil }
	return d, a
}

func (d *office) toBook(of shipping.ParcelID) *fact.Fact {
	return d.record(of.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
}

func (d *office) toCancel(of shipping.ParcelID) *fact.Fact {
	return d.record(of.Stream(), &fact.CancelRequested{Channel: line.ID, Carrier: line.Carrier, Waybill: "W1", Why: "switched"})
}

// Before the merchant's Book is loaded no carrier is called, whatever kept it from being loaded.
func TestAJobWithoutABookIsLeftAlone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, load := range map[string]func(context.Context, shipping.MerchantID) (*book.Book, error){
		"of another merchant": func(context.Context, shipping.MerchantID) (*book.Book, error) { return nil, nil }, //nolint:nilnil // neither a Book nor a reason
		"that is corrupt": func(context.Context, shipping.MerchantID) (*book.Book, error) {
			return nil, shipping.Fault(shipping.Invalid, "no Book", "")
		},
		"that is broken off": func(context.Context, shipping.MerchantID) (*book.Book, error) { return nil, ctx.Err() },
	} {
		d, a := openAnswers(t)
		d.Book = func(ctx context.Context, m shipping.MerchantID) (*book.Book, error) {
			if m != "t" {
				t.Errorf("the Book of %q is asked for", m)
			}
			return load(ctx, m)
		}
		for _, job := range []*fact.Fact{d.toBook(parcel), d.toCancel(parcel)} {
			out, err := d.perform(t, job)
			if shipping.CodeOf(err) != shipping.Unavailable || len(out.Facts) != 0 || a.booked+a.undone != 0 {
				t.Errorf("%s: %v, booked %d", name, err, a.booked)
			}
			if name == "that is broken off" && !errors.Is(err, context.Canceled) {
				t.Errorf("the cause is lost: %v", err)
			}
		}
	}
}

// That this program has no way to a carrier is no refusal of that carrier, whatever the error is called.
func TestNoWayToACarrierIsNoRefusal(t *testing.T) {
	for name, cause := range map[string]error{
		"unsupported": shipping.Fault(shipping.Unsupported, "no connector", ""), "refused": carrier.Refuse("X", "no"),
		"named": carrier.NoWayTo("simpost", nil), "nothing at all": nil,
	} {
		d, _ := openAnswers(t)
		d.Connector = func(m shipping.MerchantID, id shipping.CarrierID) (carrier.Connector, error) {
			if m != "t" || id != "simpost" {
				t.Errorf("the way of %s to %s is asked for", m, id)
			}
			return nil, cause
		}
		for _, job := range []*fact.Fact{d.toBook(parcel), d.toCancel(parcel)} {
			out, err := d.perform(t, job)
			var no *carrier.NoWayError
			var e *shipping.Error
			if !errors.As(err, &no) || no.Carrier != "simpost" || !errors.As(err, &e) || e.Code != shipping.Unavailable || e.Field != "carrier" || len(out.Facts) != 0 {
				t.Errorf("%s: %v, %+v", name, err, out.Facts)
			}
			if cause != nil && !errors.Is(err, cause) {
				t.Errorf("%s: the cause is lost: %v", name, err)
			}
		}
	}
}

func TestAnAnswerThatCannotBeUsedIsNotBooked(t *testing.T) {
	for name, change := range map[string]func(*carrier.Confirmation){
		"a path":           func(c *carrier.Confirmation) { c.Waybill = "../../etc/passwd\n<script>" },
		"below zero":       func(c *carrier.Confirmation) { c.Cost.Amount = -9223372036854775808 },
		"another currency": func(c *carrier.Confirmation) { c.Cost.Currency = "XXX" },
		"a page":           func(c *carrier.Confirmation) { c.Label, c.Media = []byte("<html>"), "text/html" },
	} {
		d, a := openAnswers(t)
		change(&a.yes)
		out, err := d.perform(t, d.toBook(parcel))
		var u *carrier.UnusableError
		if !errors.As(err, &u) || shipping.CodeOf(err) != shipping.Unavailable || len(out.Facts) != 0 {
			t.Errorf("%s: %+v, %v", name, out.Facts, err)
		}
	}
}

func TestANumberThatAnotherParcelBears(t *testing.T) {
	d, a := openAnswers(t)
	bears := shipping.ParcelID("")
	d.InUse = func(_ context.Context, m shipping.MerchantID, by shipping.CarrierID, waybill string) (shipping.ParcelID, error) {
		if m != "t" || by != "simpost" || waybill != a.yes.Waybill {
			t.Errorf("asked for %s %s %s", m, by, waybill)
		}
		return bears, nil
	}
	taken := func(of shipping.ParcelID, holder shipping.ParcelID) {
		t.Helper()
		d.planFor(of, 500)
		out, err := d.perform(t, d.toBook(of))
		var n *carrier.NumberTakenError
		if holder == "" {
			if err != nil || len(out.Facts) != 1 {
				t.Errorf("%s gets %s: %v", of, a.yes.Waybill, err)
			}
		} else if !errors.As(err, &n) || n.Parcel != holder || n.Waybill != a.yes.Waybill || n.Carrier != "simpost" || shipping.CodeOf(err) != shipping.Conflict || len(out.Facts) != 0 {
			t.Errorf("%s got the number of %s: %v", of, holder, err)
		}
	}
	one, two := order.Parcel(1), order.Parcel(2)
	bears = "par_other"
	taken(one, "par_other")
	bears = one // a repeated answer
	taken(one, "")
	bears = "" // the read tables do not know it yet
	taken(one, "")
	taken(two, one)
	a.yes.Waybill = "W2"
	taken(two, "")
	a.yes.Waybill = "W1"
	if _, err := d.perform(t, d.toCancel(one)); err != nil {
		t.Fatal(err)
	}
	taken(two, "")
	d.clock.Add(3599)
	taken(one, two)
	d.clock.Add(1)
	taken(one, "") // the read tables know better by now
	d.InUse = func(context.Context, shipping.MerchantID, shipping.CarrierID, string) (shipping.ParcelID, error) {
		return "", shipping.Fault(shipping.Unavailable, "not now", "")
	}
	if _, err := d.perform(t, d.toBook(one)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
}

// Ten thousand numbers later a number is still known, another ten thousand later it is forgotten.
func TestNumbersAreNotRememberedForEver(t *testing.T) {
	d, a := openAnswers(t)
	give := func(n int) {
		for i := range n {
			a.yes.Waybill = fmt.Sprintf("%s%d", a.yes.Waybill[:2], i)
			if _, err := d.perform(t, d.streamless(parcel)); err != nil {
				t.Fatal(err)
			}
		}
	}
	a.yes.Waybill = "W1"
	if _, err := d.perform(t, d.toBook(parcel)); err != nil {
		t.Fatal(err)
	}
	two := order.Parcel(2)
	d.planFor(two, 500)
	job := d.toBook(two)
	a.yes.Waybill = "AA"
	give(15_000)
	a.yes.Waybill = "W1"
	if _, err := d.perform(t, job); shipping.CodeOf(err) != shipping.Conflict {
		t.Errorf("it is given again: %v", err)
	}
	a.yes.Waybill = "BB"
	give(10_000)
	a.yes.Waybill = "W1"
	if _, err := d.perform(t, job); err != nil {
		t.Errorf("it is still remembered: %v", err)
	}
	a.yes.Waybill = "CC"
	give(10_000)
	if _, err := d.perform(t, d.toCancel(two)); err != nil {
		t.Fatal(err)
	}
	a.yes.Waybill = "W1"
	if _, err := d.perform(t, d.streamless(parcel)); err != nil {
		t.Errorf("its booking is undone: %v", err)
	}
}

// A carrier is told all that it needs to know.
func TestARequestSaysAll(t *testing.T) {
	d, a := openAnswers(t)
	job := d.toBook(parcel)
	out, err := d.perform(t, job)
	if err != nil || len(out.Documents) != 0 || out.Facts[0].Body.(*fact.Booked).Label != "" {
		t.Fatalf("the carrier draws no label: %+v, %v", out, err)
	}
	r := a.asked
	if r.Key != string(job.ID()) || r.Parcel != parcel || r.Plan.Weight != 500 || !r.At.Equal(job.At) || !reflect.DeepEqual(r.Channel, line) || r.From.Name != "Shenzhen" || !reflect.DeepEqual(r.To, someone) ||
		len(r.Lines) != 1 || r.Lines[0].Quantity != 2 || r.Lines[0].HS != "691200" {
		t.Errorf("got %+v", r)
	}
	d.Book = func(context.Context, shipping.MerchantID) (*book.Book, error) { return &book.Book{}, nil }
	d.parcel().Plan.To = ""
	if _, err := d.perform(t, job); err != nil {
		t.Fatal(err)
	}
	if r = a.asked; r.Channel.ID != line.ID || r.Channel.Legs != nil || r.From.ID != "szx" || r.From.Name != "" || r.To.Country != "DE" || r.To.Postcode != "50667" || r.To.Name != "" {
		t.Errorf("what the Book has no more is known by its identifier: %+v", r)
	}
	if _, err := d.perform(t, d.toCancel(parcel)); err != nil || a.cancelled.Waybill != "W1" || a.cancelled.Why != "switched" || a.cancelled.Channel.ID != line.ID || a.cancelled.Key == "" {
		t.Errorf("%+v, %v", a.cancelled, err)
	}
}

// streamless is a job to book that is not recorded.
func (d *office) streamless(of shipping.ParcelID) *fact.Fact {
	return &fact.Fact{Stream: of.Stream(), At: d.now(), Body: &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1}}
}

func TestALongRefusalIsKeptAsADocument(t *testing.T) {
	long := strings.Repeat("é", 301)
	for _, c := range []struct {
		name, code, message string
		shortCode, short    string // with what follows cut off
		doc                 bool
	}{
		{"short", "NO", "no capacity", "NO", "no capacity", false},
		{"as long as it may be", strings.Repeat("c", 100), long[:600], strings.Repeat("c", 100), long[:600], false},
		{"a longer message", "NO", long, "NO", long[:2*299] + "…", true},
		{"a longer code", strings.Repeat("c", 101), "no", strings.Repeat("c", 99) + "…", "no", true},
		{"signs that cannot be shown", "NO", "a\nb\x1b[2J\xff", "NO", "a b [2J ", true},
	} {
		d, a := openAnswers(t)
		a.no = carrier.Refuse(c.code, c.message)
		out, err := d.perform(t, d.toBook(parcel))
		if err != nil || len(out.Facts) != 1 || len(out.Documents) != map[bool]int{true: 1}[c.doc] {
			t.Fatalf("%s: %+v, %v", c.name, out, err)
		}
		no, undone := out.Facts[0].Body.(*fact.BookingRejected), &fact.CancelRejected{}
		if out, err := d.perform(t, d.toCancel(parcel)); err != nil || len(out.Facts) != 1 {
			t.Errorf("%s: %v", c.name, err)
		} else if undone = out.Facts[0].Body.(*fact.CancelRejected); len(out.Documents) > 0 && out.Documents[0].Person != someone.Person() {
			t.Errorf("%s: the document is about %q", c.name, out.Documents[0].Person)
		}
		if !strings.HasPrefix(no.Message, c.short) || !strings.HasPrefix(undone.Why, c.short) || no.Code != c.shortCode {
			t.Errorf("%s: %q %q %q", c.name, no.Code, no.Message, undone.Why)
		}
		if !c.doc {
			if no.Message != c.short || undone.Why != c.short {
				t.Errorf("%s: %q %q", c.name, no.Message, undone.Why)
			}
			continue
		}
		doc := out.Documents[0]
		if doc.Person != someone.Person() || string(doc.Body) != c.code+"\n"+c.message || !strings.HasSuffix(no.Message, "[in full: "+string(doc.ID)+"]") {
			t.Errorf("%s: %q, the document is %.50q of %s", c.name, no.Message, doc.Body, doc.Person)
		}
	}
}

// A refusal to undo whose addressee was erased meanwhile is about nobody; without the parcel it is not recorded.
func TestARefusalToUndoOfAnErasedAddressee(t *testing.T) {
	d, a := openAnswers(t)
	a.no = carrier.Refuse("NO", strings.Repeat("x", 1000))
	delete(d.docs, d.to)
	out, err := d.perform(t, d.toCancel(parcel))
	if err != nil || len(out.Documents) != 1 || out.Documents[0].Person != "" {
		t.Errorf("%+v, %v", out, err)
	}
	away := shipping.Fault(shipping.Unavailable, "away", "")
	task := &fact.Task{Merchant: "t", Job: d.toCancel(parcel), Stream: func(context.Context, shipping.Stream) (*fact.Balance, error) { return nil, away }}
	if _, err := d.Perform(t.Context(), task); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
}

// What this program cannot read is no refusal of the carrier.
func TestWhatCannotBeReadIsNoRefusal(t *testing.T) {
	for _, code := range []shipping.Code{shipping.Unavailable, shipping.Invalid, shipping.NotFound, shipping.Refused} {
		d, a := openAnswers(t)
		job := d.toBook(parcel)
		for _, of := range []shipping.Stream{parcel.Stream(), order.Stream()} {
			task := &fact.Task{Merchant: "t", Job: job, Document: func(_ context.Context, id shipping.DocumentID) (shipping.Document, error) { return d.docs[id], nil },
				Stream: func(_ context.Context, s shipping.Stream) (*fact.Balance, error) {
					if s == of {
						return nil, shipping.Fault(code, "it cannot be read", "")
					}
					return d.balance(s), nil
				}}
			if out, err := d.Perform(t.Context(), task); shipping.CodeOf(err) != code || len(out.Facts) != 0 || a.booked != 0 {
				t.Errorf("%s %s: %v, %+v", of, code, err, out.Facts)
			}
		}
	}
	d, _ := openAnswers(t)
	d.docs[d.to] = shipping.Document{Body: []byte("{")}
	if _, err := d.perform(t, d.toBook(parcel)); shipping.CodeOf(err) != shipping.Corrupt {
		t.Errorf("got %v", err)
	}
	d.docs = nil
	out, err := d.perform(t, d.toBook(parcel))
	if r, ok := out.Facts[0].Body.(*fact.BookingRejected); err != nil || !ok || r.Code != fact.AddressErased || out.Facts[0].By != "booking" {
		t.Errorf("the program's own no: %+v by %s, %v", out.Facts[0].Body, out.Facts[0].By, err)
	}
}

// TestAnAnswerThatCannotBeRead is no silence: the carrier answered, which is said; what it booked is found under the same
// key; and when it stays so, somebody must look.
func TestAnAnswerThatCannotBeRead(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	direct, stop, err := d.sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop() }()
	away, garbled := 2, 3
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := http.Post(direct+r.URL.Path, "application/json", r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		defer a.Body.Close()
		if away--; away >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if garbled--; garbled >= 0 {
			_, _ = io.WriteString(w, "<html>Welcome to the Wi-Fi of the Grand Hotel\x00\xff")
			return
		}
		w.WriteHeader(a.StatusCode)
		_, _ = io.Copy(w, a.Body)
	}))
	defer between.Close()
	d.client = sim.Connect(between.URL, time.Minute)
	defer d.client.Close()
	job := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	for range 2 { // that it does not answer is another fault, and counts for none of this one
		if what, _ := carrier.Hindrance(failure(d.perform(t, job))); what != "" {
			t.Errorf("it does not answer: %q", what)
		}
	}
	for attempt := 1; attempt <= 3; attempt++ {
		_, err := d.perform(t, job)
		var u *carrier.UnusableError
		if shipping.CodeOf(err) != shipping.Unavailable || !errors.As(err, &u) || !u.Unread || !strings.Contains(err.Error(), "the carrier answered, and the answer cannot be read") || err.Error() != shipping.Text(err.Error()) {
			t.Fatalf("attempt %d: %v", attempt, err)
		}
		if what, _ := carrier.Hindrance(err); (what == fact.CaseUnusableAnswer) != (attempt == 3) {
			t.Errorf("attempt %d: %q", attempt, what)
		}
	}
	out, err := d.perform(t, job)
	if err != nil || len(out.Facts) != 1 {
		t.Fatal(out, err)
	}
	if n := d.sim.Stats().Booked; n != 1 {
		t.Errorf("%d bookings at the carrier", n)
	}
}

// TestAPriceInAnotherCurrency than the channel's rate sheet is nobody's agreement: nothing is taken for booked.
func TestAPriceInAnotherCurrency(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	sheets := *current
	mine := packet
	mine.Rates = "post"
	sheets.Channels = []book.Channel{line, mine}
	d.Book = func(context.Context, shipping.MerchantID) (*book.Book, error) { return &sheets, nil }
	for _, c := range []struct {
		rates []book.RateSheet
		why   string
	}{
		{nil, ""},
		{[]book.RateSheet{{Name: "other", Currency: "USD"}}, ""},
		{[]book.RateSheet{{Name: "post", Currency: "USD"}, {Name: "post", Currency: "EUR"}}, ""},
		{[]book.RateSheet{{Name: "post", Currency: "USD"}}, "its price is in EUR, and the rate sheet post is in USD"},
	} {
		sheets.Rates = c.rates
		_, err := d.perform(t, d.record(parcel.Stream(), &fact.BookingRequested{Channel: mine.ID, Carrier: mine.Carrier, Attempt: 1}))
		var u *carrier.UnusableError
		if errors.As(err, &u); u == nil && (c.why != "" || err != nil) || u != nil && u.Why != c.why {
			t.Errorf("%v: %v, want %q", c.rates, err, c.why)
		}
	}
}

func failure(_ fact.Outcome, err error) error { return err }

// What this program cannot read of its own is no answer of the carrier: nothing is recorded, nothing is held against it.
func TestOwnFaultsAreNoneOfTheCarrier(t *testing.T) {
	dark := shipping.Fault(shipping.NotFound, "the database is away", "")
	asked, fails := 0, true
	d, a := openAnswers(t)
	d.Book = func(context.Context, shipping.MerchantID) (*book.Book, error) {
		if asked++; fails && asked%2 == 0 {
			return nil, dark
		}
		return current, nil
	}
	log := logTo(d)
	for range 9 {
		out, err := d.perform(t, d.toBook(parcel))
		if shipping.CodeOf(err) != shipping.Unavailable || !errors.Is(err, dark) || len(out.Facts) != 0 || a.booked != 0 {
			t.Fatalf("%v, %d asked", err, a.booked)
		}
	}
	sheet := &table.Carrier{Who: current.Carriers[0], Price: func(*fact.ParcelPlan, *book.Channel, time.Time) (shipping.Money, error) {
		return shipping.Money{}, dark
	}}
	d.Connector = func(shipping.MerchantID, shipping.CarrierID) (carrier.Connector, error) { return sheet, nil }
	fails = false
	for range 9 {
		out, err := d.perform(t, d.toBook(parcel))
		if what, _ := carrier.Hindrance(err); shipping.CodeOf(err) != shipping.Unavailable || !errors.Is(err, dark) || len(out.Facts) != 0 || what != "" {
			t.Fatalf("%v, %+v, %q", err, out.Facts, what)
		}
	}
	if log.Len() != 0 {
		t.Errorf("it is told of the carrier:\n%s", log)
	}
}

// quiet is a carrier that says no price, and keeps what it was asked.
type quiet struct {
	table.Carrier
	asked []carrier.Request
}

func (q *quiet) Book(_ context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	q.asked = append(q.asked, *r)
	return &carrier.Confirmation{Waybill: "Q1", Reference: "q", BySheet: true}, nil
}

func TestACarrierThatSaysNoPriceCostsWhatTheRateSheetAsks(t *testing.T) {
	d := openOffice(t, sim.Behaviour{}, sim.Faults{})
	q := &quiet{}
	d.Connector = func(shipping.MerchantID, shipping.CarrierID) (carrier.Connector, error) { return q, nil }
	job := d.record(parcel.Stream(), &fact.BookingRequested{Channel: "cn-packet", Carrier: "post", Attempt: 1})
	if _, err := d.perform(t, job); !strings.Contains(fmt.Sprint(errors.AsType[*carrier.UnusableError](err)), "no price") {
		t.Errorf("nobody knows what it costs: %v", err)
	}
	d.Price = func(*fact.ParcelPlan, *book.Channel, time.Time) (shipping.Money, error) {
		return shipping.Money{Amount: 399, Currency: "EUR"}, nil
	}
	out, err := d.perform(t, job)
	if err != nil || out.Facts[0].Body.(*fact.Booked).Cost != (shipping.Money{Amount: 399, Currency: "EUR"}) {
		t.Errorf("%+v, %v", out, err)
	}
	if !q.asked[0].Tried {
		t.Error("whoever is asked is told that somebody may have begun the job before")
	}
}
