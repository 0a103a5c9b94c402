package fulfillment_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/fact/pickup"
	"crosslane/fulfillment"
	"crosslane/fulfillment/review"
	stored "crosslane/ledger/record"
	"crosslane/shipping"
)

var recordMonth = flag.Bool("record", false, "record testdata/month.gz anew, by the decisions of now")

const monthFile = "testdata/month.gz"

// month is a small seller's month in the making, by chance from a seed: what the program asks of carriers, buyers and
// planners is answered some time later, well or badly, or not at all.
type month struct {
	rnd     *rand.Rand
	story   *fulfillment.Decider
	state   fact.Balances
	now     time.Time
	facts   []*fact.Fact
	later   []*fact.Fact // what will be told, by At
	parcels []shipping.ParcelID
	refused int
}

func (m *month) tell(stream shipping.Stream, by string, body fact.Body) {
	m.record(&fact.Fact{Stream: stream, At: m.now, By: by, Body: body})
}

func (m *month) record(f *fact.Fact) {
	f.Recorded = m.now
	if _, timer := f.Body.(*fact.TimerElapsed); !timer {
		if err := m.story.Admit(m.state, f); err != nil {
			m.refused++
			return
		}
	}
	facts, err := fact.Unfold(m.story, m.state, f)
	if err != nil {
		panic(err)
	}
	m.facts = append(m.facts, facts...)
	for _, g := range facts {
		m.answer(g)
	}
}

// soon has something told in so many minutes, and up to as many again.
func (m *month) soon(minutes int64, stream shipping.Stream, by string, body fact.Body) {
	at := m.now.Add(time.Duration(minutes+m.rnd.Int64N(minutes+1)) * time.Minute)
	m.later = append(m.later, &fact.Fact{Stream: stream, At: at, By: by, Body: body})
}

func (m *month) chance(percent int) bool { return m.rnd.IntN(100) < percent }

// answer is what the world makes of a fact.
func (m *month) answer(f *fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.ParcelPlanned:
		m.parcels = append(m.parcels, shipping.ParcelID(f.Stream.ID()))
	case *fact.BookingRequested:
		waybill := fmt.Sprintf("W%d", len(m.facts))
		if m.chance(3) {
			m.soon(10, f.Stream, "booking", &fact.BookingHindered{Channel: b.Channel, What: fact.CaseNoWay})
			m.soon(15, f.Stream, "clerk", &fact.NotBooked{Channel: b.Channel})
		}
		switch {
		case m.chance(75):
			m.soon(20, f.Stream, "carrier", &fact.Booked{Channel: b.Channel, Carrier: b.Carrier, Waybill: waybill, Cost: shipping.Money{Amount: 400, Currency: "EUR"}, Label: "lbl", ToClose: true})
		case m.chance(90):
			m.soon(30, f.Stream, "carrier", &fact.BookingRejected{Channel: b.Channel, Code: "FULL", Message: "no room"})
		}
	case *fact.CancelRequested:
		if m.chance(70) {
			m.soon(30, f.Stream, "carrier", &fact.BookingCancelled{Waybill: b.Waybill, Why: b.Why})
		} else {
			m.soon(30, f.Stream, "carrier", &fact.CancelRejected{Waybill: b.Waybill, Why: "too late"})
		}
	case *fact.ParcelRecalled:
		if m.chance(50) {
			m.tell(f.Stream, "booking", &fact.BookingWithdrawn{Channel: fact.ParcelIn(m.state, shipping.ParcelID(f.Stream.ID())).Booking.Channel})
		}
	case *fact.Booked:
		if m.chance(90) {
			m.soon(600, f.Stream, "scanner", &fact.HandedOver{})
		}
	case *fact.HandedOver:
		m.travel(shipping.ParcelID(f.Stream.ID()))
		m.closes(f.Stream)
	case *fact.MessageRequested:
		if m.chance(85) {
			m.soon(2, f.Stream, "mail", &fact.MessageSent{Message: b.Message, Way: b.Way, ID: "msg"})
		} else {
			m.soon(2, f.Stream, "mail", &fact.MessageDropped{Message: b.Message, Way: b.Way, Why: fact.NoAddress})
		}
	case *fact.TourRequested:
		m.plan(f, b)
	case *fact.RebookRequested:
		m.rebook(f, b)
	}
}

// closes has the carrier asked to close a parcel on its manifest; of some it says no, or nothing. It leaves chance to what follows.
func (m *month) closes(stream shipping.Stream) {
	k := &fact.ParcelIn(m.state, shipping.ParcelID(stream.ID())).Booking
	tell := func(minutes int, by string, body fact.Body) {
		m.later = append(m.later, &fact.Fact{Stream: stream, At: m.now.Add(time.Duration(minutes) * time.Minute), By: by, Body: body})
	}
	tell(5, "clerk", &fact.LabelPrinted{Waybill: k.Waybill, Batch: "B1", Place: 1})
	tell(5, "clerk", &fact.ManifestAsked{Waybill: k.Waybill, List: "MFT-1"})
	switch len(m.facts) % 4 {
	case 0:
		tell(20, "carrier", &fact.ManifestAnswered{Waybill: k.Waybill, Code: fact.NotOnManifest})
	case 1, 2:
		tell(20, "carrier", &fact.ManifestAnswered{Waybill: k.Waybill, Manifest: "P1"})
	}
}

var steps = []shipping.Milestone{shipping.PickedUp, shipping.OriginHubIn, shipping.OriginHubOut, shipping.DepartedOrigin, shipping.ArrivedDestination,
	shipping.ImportHeld, shipping.ImportReleased, shipping.HandedToLastMile, shipping.AtDeliveryOffice,
	shipping.WithCourier, shipping.DeliveryFailed, shipping.DeliveryFailed, shipping.DeliveryFailed, shipping.DeliveredMilestone}

// steps are what is scanned of a parcel: the own vans find nobody at home more often than they should.
func (m *month) steps(p *fact.ParcelState) []shipping.Milestone {
	if p.Booking.Carrier != "van" {
		return steps
	}
	return []shipping.Milestone{shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveryFailed, shipping.WithCourier, shipping.DeliveryFailed, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.DeliveredMilestone}
}

// travel has a parcel scanned on its way; some are late, some steps are never told, some are told twice.
func (m *month) travel(id shipping.ParcelID) {
	st := fact.ParcelIn(m.state, id)
	slow := int64(1)
	if m.chance(20) {
		slow = 6
	}
	hours := int64(0)
	for i, step := range m.steps(st) {
		hours += slow * (3 + m.rnd.Int64N(20))
		if m.chance(15) && step != shipping.DeliveredMilestone || (step == shipping.ImportHeld || step == shipping.DeliveryFailed) && st.Booking.Carrier != "van" && m.chance(75) {
			continue
		}
		scan := fact.Scan{Carrier: st.Booking.Carrier, Waybill: st.Booking.Waybill, Code: string(step), Milestone: step, Print: uint64(len(m.facts)*100 + i)}
		if m.chance(5) {
			scan.Milestone = shipping.Unmapped
		}
		if number := "LM" + st.Booking.Waybill + "001"; step == shipping.HandedToLastMile {
			scan.Leg = fact.ScanLeg{Carrier: "Paket", Number: number}
		} else if i%3 == 0 && i > len(steps)/2 { // told by the last mile itself
			scan.Carrier, scan.Waybill = "paket", number
		}
		at := m.now.Add(time.Duration(hours)*time.Hour + time.Duration(m.rnd.IntN(60))*time.Minute).In(time.FixedZone("", 3600*(1+m.rnd.IntN(8))))
		m.later = append(m.later, &fact.Fact{Stream: id.Stream(), At: at, By: "carrier", Body: &fact.ScanReceived{Scan: scan}})
		if m.chance(10) {
			again := scan
			m.later = append(m.later, &fact.Fact{Stream: id.Stream(), At: at, By: "carrier", Body: &fact.ScanReceived{Scan: again}})
		}
	}
}

func (m *month) plan(f *fact.Fact, b *fact.TourRequested) {
	p := &fact.TourPlanned{Date: b.Date, Revision: b.Revision, Cost: shipping.Money{Amount: 900, Currency: "EUR"}}
	for i, id := range b.Parcels {
		if i == 0 {
			arrives := f.At.Add(3 * time.Hour)
			p.Tours = []fact.Tour{{Vehicle: "van-1", Leaves: f.At.Add(time.Hour), Returns: arrives.Add(time.Hour), Visits: []fact.TourVisit{{Parcel: id, Arrives: arrives}}}}
			continue
		}
		p.Left = append(p.Left, fact.Reason{Desk: fact.TourDesk, Rule: "no_room", About: string(id)})
	}
	m.soon(1, f.Stream, "planner", p)
}

func (m *month) rebook(f *fact.Fact, b *fact.RebookRequested) {
	advanced := &fact.RebookAdvanced{Channel: b.Channel, Trigger: b.Trigger}
	for _, id := range m.parcels {
		if st := fact.ParcelIn(m.state, id); st.Booking.Channel == b.Channel && st.Plan.Lane().Stream() == f.Stream && st.Track.Handed.IsZero() {
			m.soon(1, id.Stream(), "rebooker", &fact.DiversionAsked{Channel: b.Channel, Trigger: b.Trigger, Tell: true})
			advanced.Asked++
		}
	}
	m.soon(2, f.Stream, "rebooker", advanced)
}

// collected has a carrier asked to come, otherwise, and not to; of some it says no, or nothing. It leaves chance to what follows.
func (m *month) collected(day int) {
	stream := shipping.PickupStream("post", "dui")
	id := shipping.NewPickupID(m.now, stream, fmt.Sprint(day))
	from := time.Date(m.now.Year(), m.now.Month(), m.now.Day(), 14, 0, 0, 0, time.FixedZone("", 3600)).AddDate(0, 0, 1)
	plan := pickup.Plan{Day: shipping.DateOf(from), Window: shipping.Window{From: from, To: from.Add(3 * time.Hour)}, Parcels: int64(day + 1), Weight: 900}
	answer := func(to pickup.Question, done bool) {
		a := pickup.Answer{To: to, Done: done, Code: "E1"}
		if done {
			a.Number, a.Code = "P-"+fmt.Sprint(day), ""
		}
		m.tell(stream, "carrier", &pickup.Answered{Pickup: id, Answer: a})
	}
	m.tell(stream, "clerk", &pickup.Asked{Pickup: id, Carrier: "post", Warehouse: "dui", Plan: plan})
	if day%5 == 0 {
		return // nobody knows
	}
	answer(pickup.ToCome, day%4 != 0)
	plan.Parcels++
	m.tell(stream, "clerk", &pickup.ChangeAsked{Pickup: id, Plan: plan})
	answer(pickup.ToChange, day%3 != 0)
	if day%2 == 0 {
		m.tell(stream, "clerk", &pickup.CancelAsked{Pickup: id, Why: "no parcels"})
		answer(pickup.ToCancel, true)
	}
}

// proved has what proves a delivery kept, of the parcels that were delivered by then.
func (m *month) proved() {
	for _, id := range m.parcels {
		if k := &fact.ParcelIn(m.state, id).Booking; k.Waybill != "" && len(k.Waybill)%2 == 0 {
			m.tell(id.Stream(), "clerk", &evidence.Kept{Waybill: k.Waybill, Media: "application/pdf", Document: "pap_proof"})
		}
	}
}

// hour is what people do in an hour, and what has come due.
func (m *month) hour(n int) {
	slices.SortStableFunc(m.later, func(a, b *fact.Fact) int { return a.At.Compare(b.At) })
	due := 0
	for due < len(m.later) && !m.later[due].At.After(m.now) {
		due++
	}
	for _, f := range m.later[:due] {
		m.record(f)
	}
	m.later = m.later[due:]
	for _, stream := range slices.Sorted(maps.Keys(m.state)) {
		if st, ok := m.state[stream].State.(interface {
			DueTimers(now time.Time) []fact.Timer
		}); ok {
			for _, timer := range st.DueTimers(m.now) {
				if slices.Contains(st.DueTimers(m.now), timer) { // what one brings about may end another
					m.record(&fact.Fact{Stream: stream, At: timer.Due, Body: &fact.TimerElapsed{Timer: timer}})
				}
			}
		}
	}
	if n%7 == 0 {
		m.order(n)
	}
	if n%24 == 7 && n > 5*24 {
		m.collected(n / 24)
		m.proved()
	}
	if n%9 == 0 {
		m.stock()
	}
	if n%12 == 0 {
		m.assess()
	}
	m.people()
}

var goods = []struct {
	sku    shipping.SKU
	grams  shipping.Grams
	cells  shipping.Battery
	gift   bool
	length shipping.Millimetres
}{{"MUG", 400, "", false, 120}, {"LAMP", 1800, shipping.BatteryInside, false, 190}, {"BRICK", 3500, "", false, 240}, {"CARD", 20, "", true, 0}}

func (m *month) order(n int) {
	o := shipping.Order{ID: shipping.OrderID(fmt.Sprintf("ord_%d", n)), Number: fmt.Sprint(n), Storefront: "shop", Placed: m.now, Currency: "EUR", To: "pap_a",
		Ship:     []shipping.Place{{Country: "DE", Postcode: "47119"}, {Country: "DE", Postcode: "10115"}, {Country: "FR", Postcode: "75001"}, {Country: "US", Region: "TX", Postcode: "78701"}}[m.rnd.IntN(4)],
		Complete: m.chance(10)}
	for range 1 + m.rnd.IntN(3) {
		g := goods[m.rnd.IntN(len(goods))]
		l := shipping.Line{Quantity: 1 + m.rnd.Int64N(3), Price: shipping.Money{Amount: 500 + m.rnd.Int64N(20_000), Currency: "EUR"}}
		l.SKU, l.Weight, l.Battery, l.HS, l.Origin = g.sku, g.grams, g.cells, "691200", "CN"
		if g.length > 0 {
			l.Size = shipping.Dimensions{Length: g.length, Width: 110, Height: 70}
		}
		if g.gift {
			l.Price.Amount, l.Value = 0, shipping.Money{Amount: 300, Currency: "JPY"}
		}
		if m.chance(4) {
			l.Weight = 0
		}
		o.Lines = append(o.Lines, l)
	}
	if m.chance(4) {
		o.Lines = nil
	}
	if m.chance(3) {
		o.Ship = shipping.Place{Country: "JP", Postcode: "100-0001"}
	}
	m.tell(o.ID.Stream(), "shop", &fact.OrderReceived{Order: o})
	if m.chance(17) {
		m.soon(400, o.ID.Stream(), "clerk", &fact.OrderCancelled{Why: "the buyer changed their mind"})
	}
	if m.chance(5) { // the same file by another mapping
		o.ID, o.Placed = o.ID+"z", o.Placed.Add(time.Hour)
		m.soon(300, o.ID.Stream(), "shop", &fact.OrderReceived{Order: o})
	}
	if m.chance(3) {
		m.soon(500, o.ID.Stream(), "shop", &fact.OrderRetold{Order: retold(o)})
	}
}

// retold is an order with another address.
func retold(o shipping.Order) shipping.Order {
	o.To = "pap_moved"
	return o
}

func (m *month) stock() {
	sku := goods[m.rnd.IntN(len(goods))].sku
	m.tell(sku.Stream(), "dock", &fact.ProductListed{Product: shipping.Product{SKU: sku, MinShelfLife: m.rnd.Int64N(4)}})
	m.tell(shipping.ImportStream("stock"), "import", &fact.LineRejected{Problem: fact.Problem{Line: len(m.facts), Field: "sku", Message: "missing"}})
	at, expires := []shipping.Location{"dui", "szx"}[m.rnd.IntN(2)], shipping.Date("")
	if m.chance(30) {
		expires = shipping.DateOf(m.now).Plus(5 + m.rnd.Int64N(30))
	}
	m.tell(sku.Stream(), "dock", &fact.StockMoved{SKU: sku, Lot: m.now.Format("0102"), Quantity: 4 + m.rnd.Int64N(9), From: shipping.Supplier, To: at, Expires: expires})
	if lots := fact.StockIn(m.state, sku).Lots; m.chance(25) && len(lots) > 0 {
		lot := lots[m.rnd.IntN(len(lots))]
		m.tell(sku.Stream(), "dock", &fact.StockMoved{SKU: sku, Lot: lot.Name, Quantity: lot.OnHand, From: lot.Location, To: shipping.Count})
		m.missing(sku, lot)
		m.tell(sku.Stream(), "dock", &fact.StockCounted{SKU: sku, Location: lot.Location, Lot: lot.Name, Quantity: m.rnd.Int64N(lot.OnHand + 2), Reference: m.now.Format("0102")})
	}
}

// missing tells the orders of the parcels that hold pieces of a lot that it is gone.
func (m *month) missing(sku shipping.SKU, lot shipping.Lot) {
	for _, id := range m.parcels {
		p := fact.ParcelIn(m.state, id)
		for _, pick := range p.Plan.Picks {
			if pick.SKU == sku && pick.Location == lot.Location && pick.Lot == lot.Name && m.chance(70) {
				m.tell(p.Plan.Order.Stream(), "count", &fact.GoodsMissing{SKU: sku, Location: lot.Location, Lot: lot.Name, Quantity: pick.Quantity})
			}
		}
	}
}

func (m *month) assess() {
	for _, stream := range slices.Sorted(maps.Keys(m.state)) {
		if stream.Sort() != shipping.LaneSort {
			continue
		}
		for _, ch := range []shipping.ChannelID{"truck", "home", "post"} {
			h := fact.Health{Sample: 9, Open: 9, LateHours: m.rnd.Int64N(30)}
			if m.chance(15) {
				h.LateHours = 60
			}
			m.tell(stream, "watch", &fact.ChannelAssessed{Channel: ch, Health: h})
		}
	}
}

func (m *month) people() {
	if len(m.parcels) == 0 || !m.chance(20) {
		return
	}
	id := m.parcels[m.rnd.IntN(len(m.parcels))]
	st := fact.ParcelIn(m.state, id)
	m.tell(id.Stream(), "buyer", &fact.SlotChanged{Slot: shipping.Window{From: m.now.Add(20 * time.Hour), To: m.now.Add(23 * time.Hour)}})
	if st.Case != "" {
		m.tell(st.Case.Stream(), "clerk:anna", &fact.CaseAssigned{Owner: "anna"})
		m.tell(st.Case.Stream(), "clerk:anna", &fact.CaseNoted{Note: "pap_note"})
		m.tell(st.Case.Stream(), "clerk:anna", &fact.CaseScheduled{Due: fact.Timer{Name: fact.CaseDue, Due: m.now.Add(5 * time.Hour)}})
		if m.chance(50) {
			m.tell(st.Case.Stream(), "clerk:anna", &fact.CaseClosed{Why: "seen to"})
			m.tell(shipping.ErasureStream, "clerk:anna", &fact.DocumentsErased{Documents: []shipping.DocumentID{"pap_note"}})
		}
	}
}

// monthBook is the stories' Book with messages, cases that are due, and orders that ship in parts.
func monthBook(t testing.TB) []byte {
	file, err := os.ReadFile("testdata/book.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return withSections(file, []string{"messages: {enabled: true, quiet_from: \"21:00\", quiet_until: \"08:00\", ways: [mail, webhook]}",
		"fx: [{currency: JPY, micro: 6111}]", "alerts: {depart: 48, arrive: 100, silence: 90, pickup: 168, case: 24}",
		"policy: {day_cost: 20, spread_cost: 10, late_cost: 1000, prefer_bonus: 100, backups: 3, high_value: {amount: 50000, currency: EUR}, small_weight: 2000, split_backorder: true}"})
}

func liveMonth(t testing.TB, file []byte) []*fact.Fact {
	rules, shelf := shelfOf(t, file)
	m := &month{rnd: rand.New(rand.NewPCG(20260301, 3)), story: fulfillment.New(shelf), state: fact.Balances{}, now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	m.tell(shipping.BookStream, "publish", &fact.BookPublished{Version: rules.Book.Version, Name: rules.Book.Name})
	m.tell(shipping.BookStream, "", &fact.DecisionsRevised{Version: fulfillment.Version})
	for n := range 31 * 24 {
		m.hour(n)
		m.now = m.now.Add(time.Hour)
	}
	return m.facts
}

func shelfOf(t testing.TB, file []byte) (*fulfillment.Rules, *fulfillment.Shelf) {
	b, err := book.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	return rules, fulfillment.NewShelf(rules)
}

// writeMonth keeps a Book and a history in one small file.
func writeMonth(t testing.TB, file []byte, facts []*fact.Fact) {
	var plain []byte
	put := func(b []byte) { plain = append(binary.AppendUvarint(plain, uint64(len(b))), b...) }
	put([]byte(fmt.Sprint(fulfillment.Version)))
	put(file)
	for _, f := range facts {
		put([]byte(f.Stream))
		put(stored.Append(nil, f))
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, err := w.Write(plain)
	if err = cmp.Or(err, w.Close(), os.WriteFile(monthFile, packed.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func readMonth(t testing.TB) (version string, file []byte, facts []*fact.Fact) {
	packed, err := os.Open(monthFile)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	next := func() []byte {
		n, size := binary.Uvarint(plain)
		one := plain[size : size+int(n)]
		plain = plain[size+int(n):]
		return one
	}
	version, file = string(next()), next()
	for len(plain) > 0 {
		stream := shipping.Stream(next())
		f, err := stored.Read(stream, next())
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, f)
	}
	return version, file, facts
}

// TestMonth decides a recorded month again. When it fails, the decisions have changed: raise fulfillment.Version and
// record the month anew (go test ./fulfillment -run TestMonth -record).
func TestMonth(t *testing.T) {
	if *recordMonth {
		file := monthBook(t)
		writeMonth(t, file, liveMonth(t, file))
	}
	version, file, facts := readMonth(t)
	if version != fmt.Sprint(fulfillment.Version) {
		t.Fatalf("the month was decided by version %s, the decisions are version %d: go test ./fulfillment -run TestMonth -record", version, fulfillment.Version)
	}
	_, shelf := shelfOf(t, file)
	r := review.New(shelf, fact.Balances{})
	kinds := map[fact.Kind]bool{}
	for _, f := range facts {
		kinds[f.Kind()] = true
		if err := r.Take(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	if r.Folded != 1 || r.Decided != int64(len(facts))-1 || len(facts) < 3000 {
		t.Errorf("of %d facts %d were decided again and %d folded", len(facts), r.Decided, r.Folded)
	}
	var never []string
	for kind := range fact.Kinds() {
		if !kinds[kind] {
			never = append(never, string(kind))
		}
	}
	slices.Sort(never)
	if got := strings.Join(never, " "); got != "" {
		t.Errorf("the month never tells %s", got)
	}
}
