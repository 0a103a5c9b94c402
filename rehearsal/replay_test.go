package rehearsal

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// past makes up a recorded history: orders, goods, changes of mind, and carriers that say yes and no.
type past struct {
	t       *testing.T
	rng     *rand.Rand
	decider *fulfillment.Decider
	state   fact.Balances
	now     time.Time
	facts   []*fact.Fact
	orders  []shipping.OrderID
	parcels []shipping.ParcelID
}

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func newPast(t *testing.T, b *book.Book, seed uint64) *past {
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	p := &past{t: t, rng: rand.New(rand.NewPCG(seed, 3)), decider: fulfillment.New(fulfillment.NewShelf(rules)), state: fact.Balances{}, now: monday}
	p.tell(shipping.BookStream, &fact.BookPublished{Version: b.Version, Name: b.Name})
	return p
}

// tell records a fact from outside with what follows, if it is admitted.
func (p *past) tell(stream shipping.Stream, body fact.Body) {
	f := &fact.Fact{Stream: stream, At: p.now, Recorded: p.now, By: "test", Body: body}
	if err := p.decider.Admit(p.state, f); err != nil {
		return
	}
	facts, err := fact.Unfold(p.decider, p.state, f)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, g := range facts {
		if _, planned := g.Body.(*fact.ParcelPlanned); planned {
			p.parcels = append(p.parcels, shipping.ParcelID(g.Stream.ID()))
		}
	}
	p.facts = append(p.facts, facts...)
}

var skus = []shipping.SKU{"LAMP", "MUG", "WATCH", "MAT"}

func product(sku shipping.SKU) shipping.Product {
	n := shipping.Grams(200 * (1 + slices.Index(skus, sku)))
	return shipping.Product{SKU: sku, Name: string(sku), Weight: n, HS: "940521", Origin: "CN", Value: shipping.Money{Amount: int64(n) * 10, Currency: "EUR"},
		Size: shipping.Dimensions{Length: 100 + shipping.Millimetres(n)/10, Width: 80, Height: 60}}
}

func (p *past) receive(sku shipping.SKU, to shipping.Location, quantity int64) {
	p.tell(sku.Stream(), &fact.StockMoved{SKU: sku, Lot: p.now.Format("0102"), Quantity: quantity, From: shipping.Supplier, To: to})
}

func (p *past) order(country shipping.Country, postcode string, lines ...shipping.Line) shipping.OrderID {
	number := fmt.Sprint(len(p.orders) + 1)
	id := shipping.NewOrderID("main", "shop", number, p.now)
	p.orders = append(p.orders, id)
	p.tell(id.Stream(), &fact.OrderReceived{Order: shipping.Order{ID: id, Storefront: "shop", Number: number, Placed: p.now, Currency: "EUR",
		Ship: shipping.Place{Country: country, Postcode: postcode}, To: "pap_x", Lines: lines, Complete: p.rng.IntN(5) == 0}})
	return id
}

func line(sku shipping.SKU, quantity int64) shipping.Line {
	pr := product(sku)
	return shipping.Line{Product: pr, Quantity: quantity, Price: pr.Value}
}

func (p *past) step() {
	p.now = p.now.Add(time.Duration(p.rng.IntN(90)) * time.Minute)
	p.timers()
	switch n := p.rng.IntN(21); {
	case n < 6:
		places := [][2]string{{"DE", "45127"}, {"US", "90045"}, {"FR", "75001"}, {"BR", "01310-100"}, {"ZZ", "1"}}
		at := places[p.rng.IntN(len(places))]
		lines := []shipping.Line{line(skus[p.rng.IntN(len(skus))], int64(1+p.rng.IntN(3)))}
		if more := skus[p.rng.IntN(len(skus))]; more != lines[0].SKU && p.rng.IntN(2) == 0 {
			lines = append(lines, line(more, 1))
		}
		p.order(shipping.Country(at[0]), at[1], lines...)
	case n < 9:
		p.receive(skus[p.rng.IntN(len(skus))], []shipping.Location{"szx", "dui", "lax"}[p.rng.IntN(3)], int64(1+p.rng.IntN(5)))
	case n == 9:
		p.scrap(skus[p.rng.IntN(len(skus))])
	case n < 12 && len(p.orders) > 0:
		p.tell(p.orders[p.rng.IntN(len(p.orders))].Stream(), &fact.OrderCancelled{Why: "changed their mind"})
	case n == 20 && len(p.parcels) > 0:
		st := fact.ParcelIn(p.state, p.parcels[p.rng.IntN(len(p.parcels))])
		p.tell(st.Plan.Lane().Stream(), &fact.ChannelAssessed{Channel: st.Booking.Channel,
			Health: fact.Health{Open: 9, Sample: 9, LateHours: p.rng.Int64N(90), Asked: 9, Refused: p.rng.Int64N(400)}})
	case len(p.parcels) > 0:
		p.carrier(p.parcels[p.rng.IntN(len(p.parcels))])
	}
}

// timers lets the steps of switches fall due, as the ledger does.
func (p *past) timers() {
	for _, from := range []shipping.WarehouseID{"szx", "dui", "lax"} {
		for _, to := range []shipping.Country{"DE", "US", "FR", "BR"} {
			lane := shipping.NewLane(from, to)
			for _, t := range fact.LaneIn(p.state, lane).DueTimers(p.now) {
				p.tell(lane.Stream(), &fact.TimerElapsed{Timer: t})
			}
		}
	}
}

func (p *past) scrap(sku shipping.SKU) {
	for _, l := range fact.StockIn(p.state, sku).Lots {
		if l.Free() > 0 {
			p.tell(sku.Stream(), &fact.StockMoved{SKU: sku, Lot: l.Name, Quantity: 1, From: l.Location, To: shipping.Scrap})
			return
		}
	}
}

// carrier answers what is asked about a parcel, or scans it.
func (p *past) carrier(id shipping.ParcelID) {
	k := fact.ParcelIn(p.state, id).Booking
	yes := p.rng.IntN(4) > 0
	switch {
	case k.Stage == fact.BookingAsked:
		p.answer(id, yes)
	case k.Stage == fact.BookingCancelling && yes:
		p.tell(id.Stream(), &fact.BookingCancelled{Waybill: k.Waybill, Why: "as asked"})
	case k.Stage == fact.BookingCancelling:
		p.tell(id.Stream(), &fact.CancelRejected{Waybill: k.Waybill, Why: "too late"})
	case !fact.ParcelIn(p.state, id).Track.Handed.IsZero() && p.rng.IntN(2) == 0:
		p.scan(id, shipping.DeliveredMilestone)
	default:
		p.scan(id, shipping.PickedUp)
	}
}

// answer is what the carrier says to a booking.
func (p *past) answer(id shipping.ParcelID, yes bool) {
	k := fact.ParcelIn(p.state, id).Booking
	if yes {
		p.tell(id.Stream(), &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "W" + string(id), Cost: shipping.Money{Amount: 500, Currency: "EUR"}})
		return
	}
	p.tell(id.Stream(), &fact.BookingRejected{Channel: k.Channel, Code: "FULL"})
}

// scan is what the carrier reports of a parcel.
func (p *past) scan(id shipping.ParcelID, m shipping.Milestone) {
	k := fact.ParcelIn(p.state, id).Booking
	p.tell(id.Stream(), &fact.ScanReceived{Scan: fact.Scan{Carrier: k.Carrier, Waybill: k.Waybill, Code: string(m), Milestone: m, Print: p.rng.Uint64()}})
}

func replayed(t *testing.T, b *book.Book, facts []*fact.Fact, since, until time.Time) (*Answer, *Replay) {
	t.Helper()
	r, err := NewReplay(b, since, until)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		g := *f
		if err := r.Take(&g); err != nil {
			t.Fatal(err)
		}
	}
	return r.End(), r
}

// The same Book decides everything as it was recorded, from wherever one begins: whoever waited waits, whatever
// carriers refused, and whenever somebody changed their mind.
func TestSameBookDecidesTheSame(t *testing.T) {
	var waited, off, backups, switched int64
	for seed := range uint64(40) {
		b := book.Default()
		b.Policy.SplitBackorder = seed%2 == 1
		p := newPast(t, b, seed)
		for range 400 {
			p.step()
		}
		for _, f := range p.facts {
			if _, ok := f.Body.(*fact.ChannelSwitched); ok {
				switched++
			}
		}
		for _, since := range []time.Time{{}, monday.AddDate(0, 0, 5)} {
			a, r := replayed(t, b, p.facts, since, time.Time{})
			if a.Elsewhere != 0 || a.Repacked != 0 || a.Repriced != 0 || len(a.LeftOut) > 0 {
				t.Fatalf("seed %d since %v: %d elsewhere, %d repacked, %d repriced, left out %v: %+v", seed, since, a.Elsewhere, a.Repacked, a.Repriced, a.LeftOut, a.Parcels)
			}
			if fmt.Sprint(a.Recorded) != fmt.Sprint(a.Rehearsed) {
				t.Fatalf("seed %d since %v:\nrecorded  %+v\nrehearsed %+v", seed, since, a.Recorded, a.Rehearsed)
			}
			if since.IsZero() {
				stockAgrees(t, p, r)
			}
			waited, off, backups = waited+a.Recorded.Waited, off+a.Recorded.CalledOff, backups+a.Real.ByBackup
		}
	}
	if min(waited, off, backups, switched) < 100 {
		t.Errorf("%d orders waited, %d parcels were called off, %d went by a backup, %d switches: too few to say anything", waited, off, backups, switched)
	}
}

// stockAgrees holds what is free in the rehearsed run against the recorded one.
func stockAgrees(t *testing.T, p *past, r *Replay) {
	t.Helper()
	for _, sku := range skus {
		if was, is := fact.StockIn(p.state, sku).Free(""), fact.StockIn(r.state, sku).Free(""); was != is {
			t.Errorf("%d of %s are free, %d in the rehearsal", was, sku, is)
		}
		if sum := fact.StockIn(r.state, sku).Sum(); sum != 0 {
			t.Errorf("%s sums to %d in the rehearsal", sku, sum)
		}
	}
}

// Without its channel, exactly the parcels of that channel go elsewhere.
func TestWithoutAChannel(t *testing.T) {
	b := book.Default()
	p := newPast(t, b, 7)
	for range 600 {
		p.step()
	}
	full, _ := replayed(t, b, p.facts, time.Time{}, time.Time{})
	var gone shipping.ChannelID
	for id, n := range full.Recorded.Channels {
		if gone == "" || n > full.Recorded.Channels[gone] || n == full.Recorded.Channels[gone] && id < gone {
			gone = id
		}
	}
	without := *b
	without.Channels = slices.DeleteFunc(slices.Clone(b.Channels), func(c book.Channel) bool { return c.ID == gone })
	a, _ := replayed(t, &without, p.facts, time.Time{}, time.Time{})
	if full.Recorded.Channels[gone] < 10 || a.Rehearsed.Channels[gone] != 0 || a.Rehearsed.CalledOff != a.Recorded.CalledOff {
		t.Fatalf("%d parcels by %s before, %d after", full.Recorded.Channels[gone], gone, a.Rehearsed.Channels[gone])
	}
	for _, d := range a.Parcels {
		if d.From.Channel != gone || d.Text == "" {
			t.Errorf("%s goes by %s instead of %s: %s", d.Parcel, d.To.Channel, d.From.Channel, d.Text)
		}
	}
	if a.Elsewhere != full.Recorded.Channels[gone] {
		t.Errorf("%d go elsewhere, want the %d of %s", a.Elsewhere, full.Recorded.Channels[gone], gone)
	}
}

// Backorders: by a Book that ships what is there, an order that waited leaves in two parts, and the one
// behind it waits longer.
func TestBackordersByAnotherBook(t *testing.T) {
	b := book.Default()
	p := newPast(t, b, 1)
	p.rng = rand.New(rand.NewPCG(6, 6)) // none of the orders asks to be complete
	p.receive("LAMP", "szx", 1)
	p.receive("MUG", "szx", 1)
	both := p.order("BR", "01310-100", line("LAMP", 1), line("MUG", 2))
	p.now = p.now.Add(time.Hour)
	p.order("BR", "01310-100", line("MUG", 1))
	p.now = p.now.Add(time.Hour)
	p.receive("MUG", "szx", 1)
	if got := fact.OrderIn(p.state, both).Stage; got != fact.StageShipping {
		t.Fatalf("the first order is %s", got)
	}
	split := *b
	split.Policy.SplitBackorder = true
	a, _ := replayed(t, &split, p.facts, time.Time{}, time.Time{})
	if a.Orders != 2 || a.Recorded.Split != 0 || a.Rehearsed.Split != 1 || a.Recorded.Waiting != a.Rehearsed.Waiting || a.Elsewhere == 0 && a.Repacked == 0 {
		t.Errorf("%+v\n%+v\n%+v", a.Recorded, a.Rehearsed, a.Parcels)
	}
}

// Orders outside the period are not compared, and finished ones are forgotten.
func TestPeriodAndMemory(t *testing.T) {
	b := book.Default()
	p := newPast(t, b, 3)
	for range 300 {
		p.step()
	}
	whole, _ := replayed(t, b, p.facts, time.Time{}, time.Time{})
	mid := monday.AddDate(0, 0, 6)
	first, _ := replayed(t, b, p.facts, time.Time{}, mid)
	second, _ := replayed(t, b, p.facts, mid, time.Time{})
	if first.Orders == 0 || second.Orders == 0 || first.Orders+second.Orders != whole.Orders {
		t.Errorf("%d and %d orders, %d in all", first.Orders, second.Orders, whole.Orders)
	}
	r, err := NewReplay(b, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	q := newPast(t, b, 4)
	for i := range 300 { // one order after the other comes to its end
		q.now = monday.Add(time.Duration(i) * time.Hour)
		q.receive("LAMP", "szx", 1)
		q.order("FR", "75001", line("LAMP", 1))
		for range 40 {
			if id := q.parcels[len(q.parcels)-1]; fact.ParcelIn(q.state, id).Track.Status != shipping.Delivered {
				q.carrier(id)
			}
		}
	}
	most := 0
	for _, f := range q.facts {
		if err := r.Take(f); err != nil {
			t.Fatal(err)
		}
		most = max(most, len(r.state))
	}
	if a := r.answer; a.Orders < 290 || most > 60 {
		t.Errorf("%d orders compared, %d balances at most: want nearly all, and few", a.Orders, most)
	}
}

// An order to where no channel goes is a parcel that none takes, in the run in which none goes there.
func TestToWhereNoChannelGoes(t *testing.T) {
	b := book.Default()
	p := newPast(t, b, 1)
	p.receive("LAMP", "szx", 9)
	p.order("RU", "101000", line("LAMP", 1))
	p.order("BR", "01310-100", line("LAMP", 1))
	without := *b
	without.Channels = nil
	for _, c := range b.Channels {
		if !slices.Contains(c.To, "BR") {
			without.Channels = append(without.Channels, c)
		}
	}
	a, _ := replayed(t, &without, p.facts, time.Time{}, time.Time{})
	if a.Recorded.Stuck != 1 || a.Rehearsed.Stuck != 2 || a.Recorded.Waited+a.Rehearsed.Waited != 0 || a.Recorded.Parcels != 1 {
		t.Errorf("%+v\n%+v", a.Recorded, a.Rehearsed)
	}
}
