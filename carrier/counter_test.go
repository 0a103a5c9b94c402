package carrier_test

import (
	"context"
	"encoding/json"
	"errors"
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

// desk is a counter with a carrier by tables, a simulated one, and the papers and streams of one parcel.
type desk struct {
	*carrier.Counter
	sim     *sim.Server
	client  *sim.Client
	clock   atomic.Int64
	papers  map[shipping.DocumentID]shipping.Document
	streams map[shipping.Stream]*fact.Balance
	to      shipping.DocumentID
}

func (d *desk) now() time.Time { return time.Unix(d.clock.Load(), 0).UTC() }

func openDesk(t *testing.T, how sim.Behaviour, faults sim.Faults) *desk {
	t.Helper()
	d := &desk{papers: map[shipping.DocumentID]shipping.Document{}, streams: map[shipping.Stream]*fact.Balance{}}
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
	d.Counter = &carrier.Counter{
		Book: func(context.Context) (*book.Book, error) { return current, nil },
		Connector: func(id shipping.CarrierID) (carrier.Connector, error) {
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
func (d *desk) plan(weight shipping.Grams) {
	body, _ := json.Marshal(someone)
	address := shipping.NewDocument("application/json", someone.Person(), body)
	d.papers[address.ID], d.to = address, address.ID
	mug := shipping.Product{SKU: "MUG", Name: "Mug", HS: "691200", Origin: "CN"}
	d.record(order.Stream(), &fact.OrderReceived{Order: shipping.Order{ID: order, Lines: []shipping.Line{{Product: mug, Quantity: 3}}}})
	d.record(parcel.Stream(), &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order, Warehouse: "szx", Ship: someone.Place(), To: address.ID,
		Weight: weight, Value: shipping.Money{Amount: 3000, Currency: "EUR"}, Picks: []shipping.Pick{{SKU: "MUG", Quantity: 2}}}})
}

func (d *desk) balance(s shipping.Stream) *fact.Balance {
	if d.streams[s] == nil {
		d.streams[s] = fact.NewBalance(s)
	}
	return d.streams[s]
}

func (d *desk) record(s shipping.Stream, body fact.Body) *fact.Fact {
	f := &fact.Fact{Stream: s, At: d.now(), Body: body}
	d.balance(s).Apply(f)
	return f
}

func (d *desk) parcel() *fact.ParcelState {
	return d.balance(parcel.Stream()).State.(*fact.ParcelState)
}

func (d *desk) perform(t *testing.T, wish *fact.Fact) (fact.Outcome, error) {
	t.Helper()
	return d.Perform(t.Context(), &fact.Task{Job: wish, Attempt: 1,
		Stream: func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return d.balance(s), nil },
		Document: func(_ context.Context, id shipping.DocumentID) (shipping.Document, error) {
			if p, ok := d.papers[id]; ok {
				return p, nil
			}
			return shipping.Document{}, shipping.Fault(shipping.NotFound, "erased", "")
		},
	})
}

// ask performs a booking and answers with the body of its one fact.
func (d *desk) ask(t *testing.T, channel *book.Channel, attempt int64) (fact.Body, fact.Outcome) {
	t.Helper()
	wish := d.record(parcel.Stream(), &fact.BookingRequested{Channel: channel.ID, Carrier: channel.Carrier, Attempt: attempt})
	out, err := d.perform(t, wish)
	if err != nil || len(out.Facts) != 1 {
		t.Fatalf("%d facts, %v", len(out.Facts), err)
	}
	f := out.Facts[0]
	if f.Stream != parcel.Stream() || f.By != "carrier:"+string(channel.Carrier) || f.Cause != wish.ID() || !f.At.Equal(d.now()) {
		t.Errorf("got %+v", f)
	}
	return f.Body, out
}

func TestABookingIsRecordedWithItsLabel(t *testing.T) {
	d := openDesk(t, sim.Behaviour{}, sim.Faults{})
	body, out := d.ask(t, &packet, 1)
	b, ok := body.(*fact.Booked)
	if !ok || b.Channel != "cn-packet" || b.Waybill == "" || b.Cost.Amount != 450 || len(out.Documents) != 1 {
		t.Fatalf("got %+v, %d papers", body, len(out.Documents))
	}
	if p := out.Documents[0]; p.ID != b.Label || p.Person != someone.Person() || p.Media != "application/pdf" {
		t.Errorf("the label is %s of %s", p.ID, p.Person)
	}
}

func TestTheSameWishIsTheSameBooking(t *testing.T) {
	d := openDesk(t, sim.Behaviour{}, sim.Faults{DropAnswer: 1000})
	wish := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	if _, err := d.perform(t, wish); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer was lost: %v", err)
	}
	first, err := d.perform(t, wish)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.perform(t, wish)
	if err != nil || *first.Facts[0].Body.(*fact.Booked) != *again.Facts[0].Body.(*fact.Booked) {
		t.Errorf("%+v, then %+v, %v", first.Facts[0].Body, again.Facts[0].Body, err)
	}
	if s := d.sim.Stats(); s.Booked != 1 || s.Asked != 3 {
		t.Errorf("got %+v", s)
	}
}

func TestARefusalIsAnOutcome(t *testing.T) {
	d := openDesk(t, sim.Behaviour{Refuse: 1000}, sim.Faults{})
	for _, c := range []struct {
		name    string
		channel book.Channel
		before  func()
		code    string
	}{
		{"by the carrier", line, func() {}, "NO_CAPACITY"},
		{"by the rate sheet", packet, func() { d.plan(2500) }, "weight"},
		{"without a connector", book.Channel{ID: "x", Carrier: "nobody"}, func() {}, "unsupported"},
		{"without a pattern", book.Channel{ID: "gone", Carrier: "post"}, func() { d.plan(500) }, "invalid"},
		{"without an addressee", packet, func() { delete(d.papers, d.to) }, "address_erased"},
	} {
		c.before()
		body, _ := d.ask(t, &c.channel, 1)
		if r, ok := body.(*fact.BookingRejected); !ok || r.Code != c.code || r.Channel != c.channel.ID || r.Message == "" {
			t.Errorf("%s: got %+v", c.name, body)
		}
	}
}

func TestAWishThatALaterAttemptReplacedIsVoid(t *testing.T) {
	d := openDesk(t, sim.Behaviour{}, sim.Faults{})
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
		d := openDesk(t, c.how, sim.Faults{})
		body, _ := d.ask(t, &line, 1)
		waybill := body.(*fact.Booked).Waybill
		if c.later < 0 {
			waybill = "SX0"
		}
		d.clock.Add(int64(c.later / time.Second))
		wish := d.record(parcel.Stream(), &fact.CancelRequested{Channel: line.ID, Carrier: line.Carrier, Waybill: waybill, Why: "switched"})
		out, err := d.perform(t, wish)
		if err != nil || len(out.Facts) != 1 || out.Facts[0].Body.Kind() != c.want {
			t.Errorf("%s: %+v, %v", c.name, out.Facts, err)
		}
	}
}

func TestACarrierThatIsAwayIsAskedAgain(t *testing.T) {
	d := openDesk(t, sim.Behaviour{}, sim.Faults{Busy: 1000})
	wish := d.record(parcel.Stream(), &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1})
	if out, err := d.perform(t, wish); shipping.CodeOf(err) != shipping.Unavailable || len(out.Facts) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d.Counter.Book = func(ctx context.Context) (*book.Book, error) { return nil, ctx.Err() }
	task := &fact.Task{Job: wish, Stream: func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return d.balance(s), nil }}
	if _, err := d.Perform(ctx, task); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	other := d.record(parcel.Stream(), &fact.HandedOver{})
	if _, err := d.perform(t, other); shipping.CodeOf(err) != shipping.Unsupported {
		t.Errorf("got %v", err)
	}
}
