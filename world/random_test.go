package world

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/fulfillment/laws"
	"crosslane/shipping"
	"crosslane/tracking"
)

// chaos tells the decisions random facts from all sides, in memory: orders, receipts, counts,
// cancellations, carriers' answers right and wrong, scans in any order, timers.
type chaos struct {
	t     *testing.T
	rng   *rand.Rand
	story *fulfillment.Decider
	state fact.Balances
	now   time.Time
	d     *demand
	facts []*fact.Fact
}

func newChaos(t *testing.T, seed uint64) *chaos {
	b := book.Default()
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	c := &chaos{t: t, rng: rand.New(rand.NewPCG(seed, 9)), story: fulfillment.New(fulfillment.NewShelf(rules)), state: fact.Balances{},
		now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), d: newDemand(seed, "main", 40)}
	c.tell(shipping.BookStream, &fact.BookPublished{Version: b.Version, Name: b.Name})
	return c
}

func (c *chaos) tell(stream shipping.Stream, body fact.Body) {
	f := &fact.Fact{Stream: stream, At: c.now, Recorded: c.now, By: "chaos", Body: body}
	if err := c.story.Admit(c.state, f); err != nil {
		if code := shipping.CodeOf(err); code == shipping.Internal || code == shipping.Unavailable {
			c.t.Fatalf("%s: %v", fact.KindOf(body), err)
		}
		return
	}
	facts, err := fact.Unfold(c.story, c.state, f)
	if err != nil {
		c.t.Fatal(err)
	}
	c.facts = append(c.facts, facts...)
}

// some picks a stream of a sort at random; empty when there is none.
func (c *chaos) some(what shipping.StreamSort) shipping.Stream {
	var list []string
	for s := range c.state {
		if s.Sort() == what {
			list = append(list, string(s))
		}
	}
	if len(list) == 0 {
		return ""
	}
	sort.Strings(list)
	return shipping.Stream(list[c.rng.IntN(len(list))])
}

func (c *chaos) step() {
	c.now = c.now.Add(time.Duration(c.rng.IntN(180)) * time.Minute)
	switch n := c.rng.IntN(25); {
	case n < 4:
		for _, p := range c.d.hour(c.now.Truncate(time.Hour)) {
			o := p.order
			o.To = "pap_x"
			if c.rng.IntN(2) == 0 { // where our own fleet delivers
				o.Ship = shipping.Place{Country: "DE", Postcode: "45127"}
			}
			c.tell(o.ID.Stream(), &fact.OrderReceived{Order: o})
		}
	case n < 7:
		w := &c.d.wares[drawn(c.d.mix(0).wares[0], c.rng)]
		at := []shipping.Location{"szx", "dui", "lax"}[c.rng.IntN(3)]
		c.tell(w.SKU.Stream(), &fact.StockMoved{SKU: w.SKU, Lot: fmt.Sprint("L", c.rng.IntN(3)), Quantity: int64(1 + c.rng.IntN(6)), From: shipping.Supplier, To: at})
	case n == 7:
		c.loss()
	case n == 8:
		if s := c.some(shipping.OrderSort); s != "" {
			c.tell(s, &fact.OrderCancelled{Why: "chaos"})
		}
	case n < 12:
		if s := c.some(shipping.DepotSort); s != "" {
			c.plan(s, c.state[s].State.(*fact.DepotState))
		}
	case n < 15:
		c.lane()
	default:
		if s := c.some(shipping.ParcelSort); s != "" {
			c.parcel(s, c.state[s].State.(*fact.ParcelState))
		}
	}
	c.timers()
}

// lane: a channel that parcels wait for is found well or ill, and some of them are asked to leave it.
func (c *chaos) lane() {
	s := c.some(shipping.ParcelSort)
	if s == "" {
		return
	}
	p := c.state[s].State.(*fact.ParcelState)
	lane := p.Plan.Lane()
	if c.rng.IntN(8) == 0 {
		c.someCase()
	}
	c.tell(lane.Stream(), &fact.ChannelAssessed{Channel: p.Booking.Channel, Health: fact.Health{
		Sample: 20, Open: 10, LateHours: int64(c.rng.IntN(100)), Backlog: 10, Waiting: 5, Asked: 20, Refused: int64(c.rng.IntN(300)),
	}})
	var waiting []string
	for s, b := range c.state {
		if k, ok := b.State.(*fact.ParcelState); ok && k.Plan.Lane() == lane && k.Booking.Channel == p.Booking.Channel {
			waiting = append(waiting, string(s))
		}
	}
	sort.Strings(waiting)
	channel := p.Booking.Channel
	for _, s := range waiting {
		c.tell(shipping.Stream(s), &fact.DiversionAsked{Channel: channel, Trigger: "primary runs late", Tell: true})
	}
}

// someCase: somebody works on a case.
func (c *chaos) someCase() {
	s := c.some(shipping.CaseSort)
	switch {
	case s == "":
	case c.rng.IntN(2) == 0:
		c.tell(s, &fact.CaseAssigned{Owner: "anna"})
	default:
		c.tell(s, &fact.CaseClosed{Why: "chaos"})
	}
}

// oneLabel: no parcel ever has two labels that are alive.
func (c *chaos) oneLabel() {
	alive := map[shipping.Stream]int{}
	for _, f := range c.facts {
		switch f.Body.(type) {
		case *fact.Booked:
			alive[f.Stream]++
		case *fact.BookingCancelled:
			alive[f.Stream]--
		}
		if n := alive[f.Stream]; n < 0 || n > 1 {
			c.t.Fatalf("%s has %d labels that are alive", f.Stream, n)
		}
	}
}

// loss: a count finds fewer, or goods break.
func (c *chaos) loss() {
	s := c.some(shipping.StockSort)
	if s == "" {
		return
	}
	if lots := c.state[s].State.(*fact.StockState).Lots; len(lots) > 0 && c.rng.IntN(4) == 0 {
		l := lots[c.rng.IntN(len(lots))]
		c.tell(s, &fact.StockMoved{SKU: shipping.SKU(s.ID()), Lot: l.Name, Quantity: 1, From: l.Location, To: shipping.Scrap})
	}
}

var chances = []shipping.Milestone{shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination, shipping.ImportHeld, shipping.ImportReleased,
	shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.DeliveredMilestone, shipping.DeclaredLost, shipping.ReturnStarted,
	shipping.BackWithSender, shipping.Unmapped, shipping.CustomsRefused, shipping.Damaged, shipping.PickupExpired, shipping.Delayed}

func (c *chaos) parcel(s shipping.Stream, p *fact.ParcelState) {
	k := p.Booking
	switch n := c.rng.IntN(10); {
	case n < 3:
		c.tell(s, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: fmt.Sprint("W", c.rng.IntN(1e9)), Cost: shipping.Money{Amount: 400, Currency: "EUR"}})
	case n == 3:
		c.tell(s, &fact.BookingRejected{Channel: k.Channel, Code: "NO", Message: "chaos"})
	case n == 4:
		c.tell(s, &fact.BookingCancelled{Waybill: k.Waybill})
	case n == 5 && c.rng.IntN(3) == 0:
		c.tell(s, &fact.CancelRejected{Waybill: k.Waybill, Why: "chaos"})
	case n < 8:
		c.tell(s, &fact.HandedOver{})
	case n == 8 && c.rng.IntN(3) == 0:
		c.tell(s, &fact.SlotChanged{Slot: shipping.Window{From: c.now.Add(time.Hour), To: c.now.Add(time.Duration(c.rng.IntN(40)) * time.Hour)}})
	default:
		at := c.now
		if c.rng.IntN(4) == 0 {
			c.now = c.now.Add(-time.Duration(c.rng.IntN(100)) * time.Hour) // late news of something old
		}
		c.scan(s, p, chances[c.rng.IntN(len(chances))])
		c.now = at
	}
}

func (c *chaos) scan(s shipping.Stream, p *fact.ParcelState, m shipping.Milestone) {
	scan := fact.Scan{Carrier: p.Booking.Carrier, Waybill: p.Booking.Waybill, Code: "C", Milestone: m}
	scan.Print = tracking.Fingerprint(&scan, c.now)
	c.tell(s, &fact.ScanReceived{Scan: scan})
}

var atTheDoor = []shipping.Milestone{shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.DeliveredMilestone}

// plan answers the job for tours, well or badly.
func (c *chaos) plan(stream shipping.Stream, s *fact.DepotState) {
	p := &fact.TourPlanned{Date: s.Date, Revision: s.Revision, Tours: []fact.Tour{{Vehicle: "van"}}}
	for _, k := range s.Stops {
		if c.rng.IntN(3) == 0 {
			p.Left = append(p.Left, fact.Reason{Rule: "no_room", About: string(k.Parcel)})
		} else {
			p.Tours[0].Visits = append(p.Tours[0].Visits, fact.TourVisit{Parcel: k.Parcel, Arrives: c.now.Add(time.Hour)})
		}
	}
	c.tell(stream, p)
	for _, k := range s.Stops {
		if c.rng.IntN(3) == 0 {
			c.scan(k.Parcel.Stream(), fact.ParcelIn(c.state, k.Parcel), atTheDoor[c.rng.IntN(len(atTheDoor))])
		}
	}
}

// atDepots holds what parcels say against what depots say.
func (c *chaos) atDepots() {
	here := map[shipping.ParcelID]bool{}
	for _, b := range c.state {
		if s, ok := b.State.(*fact.DepotState); ok {
			for _, k := range s.Stops {
				here[k.Parcel] = true
				if p := fact.ParcelIn(c.state, k.Parcel); p.Track.Status.Final() {
					c.t.Errorf("%s is %s, and still at %s", k.Parcel, p.Track.Status, b.Stream)
				}
			}
		}
	}
	for stream, b := range c.state {
		p, ok := b.State.(*fact.ParcelState)
		if !ok || p.Booking.Carrier != "fleet" || p.Track.Status.Final() || p.Booking.Stage == fact.BookingOff || p.Booking.Stage == fact.BookingStuck {
			continue
		}
		switch p.Track.Milestone {
		case shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.PickupExpired:
			if !here[shipping.ParcelID(stream.ID())] {
				c.t.Errorf("%s stands at %s, and at no depot", stream, p.Track.Milestone)
			}
		}
	}
}

// timers: what is due is told, as the ledger does.
func (c *chaos) timers() {
	var due []string
	for s, b := range c.state {
		if at := b.State.Due(); !at.IsZero() && !at.After(c.now) {
			due = append(due, string(s))
		}
	}
	sort.Strings(due)
	for _, s := range due {
		for _, timer := range c.state[shipping.Stream(s)].State.(interface {
			DueTimers(now time.Time) []fact.Timer
		}).DueTimers(c.now) {
			c.tell(shipping.Stream(s), &fact.TimerElapsed{Timer: timer})
		}
	}
}

// TestLawsInChaos holds every balance against the laws after each of many random histories, and
// folds each history again.
func TestLawsInChaos(t *testing.T) {
	tours := map[fact.Kind]int{}
	for seed := range uint64(60) {
		c := newChaos(t, seed)
		for range 400 {
			c.step()
		}
		c.atDepots()
		c.oneLabel()
		for _, b := range c.state {
			if err := laws.Hold("main", b); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		for _, f := range c.facts {
			tours[f.Kind()]++
			// Nothing that all parcels would write to: a stream is one order's, parcel's, product's, depot's, lane's, case's or a hundred order numbers'.
			switch f.Stream.Sort() {
			case shipping.OrderSort, shipping.ParcelSort, shipping.StockSort, shipping.DepotSort, shipping.CaseSort, shipping.LaneSort, shipping.NumbersSort:
			default:
				if f.Cause != "" {
					t.Fatalf("seed %d: %s writes %s to %s", seed, f.Cause, f.Kind(), f.Stream)
				}
			}
		}
		again := fact.Balances{}
		for _, f := range c.facts {
			again.Balance(f.Stream).Apply(f)
		}
		for s, b := range c.state {
			if b.Version > 0 && string(fact.AppendState(nil, b.State)) != string(fact.AppendState(nil, again.Balance(s).State)) {
				t.Fatalf("seed %d: %s folds to something else the second time", seed, s)
			}
		}
	}
	for _, kind := range []fact.Kind{"StopChanged", "StopEnded", "TourRequested", "TourPlanned", "TourScheduled", "SlotChanged", "ChannelAssessed", "ChannelSwitched", "DiversionAsked", "CaseJoined", "CaseLeft"} {
		if tours[kind] < 10 {
			t.Errorf("%d times %s: too few to say anything", tours[kind], kind)
		}
	}
}
