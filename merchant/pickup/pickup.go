// Package pickup answers the question: which carriers come to which warehouse for parcels, and when? It asks them to come, otherwise, or not to; what they have not answered is looked for, or settled by
// what a person saw there.
package pickup

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/carrier/collecting"
	"crosslane/carrier/connectors"
	"crosslane/fact"
	"crosslane/fact/pickup"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/places"
	"crosslane/shipping"
)

// Asking is what somebody wants a carrier to come for.
type Asking struct {
	Carrier   shipping.CarrierID
	Warehouse shipping.WarehouseID
	Day       shipping.Date // by the clocks of the warehouse
	// From and To are times of day there, "14:00": when the parcels are ready, and until when somebody is there.
	From, To string
	// Parcels and Weight are what waits at the warehouse for the carrier, where they are zero.
	Parcels int64
	Weight  shipping.Grams
	Service string // of the carrier, where several collect by themselves
	Contact collecting.Contact
	Who     string // wants it
}

// Pickup is a pick-up as it stands.
type Pickup struct {
	ID        shipping.PickupID    `json:"pickup"`
	Carrier   shipping.CarrierID   `json:"carrier"`
	Name      string               `json:"name"` // of the carrier
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Stage     pickup.Stage         `json:"stage"`
	// Stands says how it stands, in words.
	Stands  string         `json:"stands"`
	Service string         `json:"service,omitempty"` // of the carrier, where several collect by themselves
	Day     shipping.Date  `json:"day"`               // by the clocks of the warehouse
	From    time.Time      `json:"from"`              // the parcels are ready
	To      time.Time      `json:"to"`                // until then somebody is there
	Parcels int64          `json:"parcels"`
	Weight  shipping.Grams `json:"weight_g"` // of all of them
	// Number is the carrier's own, Promised when it says that it comes, Cost what it says that costs. What it did not say is left out.
	Number   string           `json:"number,omitempty"`
	Promised *shipping.Window `json:"promised,omitempty"`
	Cost     *shipping.Money  `json:"cost,omitempty"`
	Since    time.Time        `json:"since"` // it stands so
	// Fault is why the carrier did not do what it was asked just now, or why that is not known; nil: it did.
	Fault *shipping.Error `json:"fault,omitempty"`

	state pickup.Pickup
}

// turns let one question about a merchant's pick-ups run at a time here; elsewhere the ledger lets one be recorded.
var turns = places.New() // by merchant

// desk asks carriers on behalf of a merchant.
type desk struct {
	m    *merchant.Merchant
	book *book.Book
	who  string
}

// begin has whoever asks wait for its turn, and says what ends it.
func begin(ctx context.Context, m *merchant.Merchant, who string) (*desk, func(), error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return nil, nil, err
	}
	b, err := m.Book(ctx)
	if err != nil {
		return nil, nil, err
	}
	end, err := turns.Turn(ctx, string(m.ID))
	return &desk{m, b, who}, end, err
}

// Ask asks a carrier to come. One that was asked for the same before, and has not answered, is not asked again: what came of that is looked for.
func Ask(ctx context.Context, m *merchant.Merchant, a Asking) (*Pickup, error) {
	d, end, err := begin(ctx, m, a.Who)
	if err != nil {
		return nil, err
	}
	defer end()
	who, err := d.book.Collects(a.Carrier, a.Warehouse)
	if err != nil {
		return nil, err
	}
	by, err := d.open(who, pickup.ToCome)
	if err != nil {
		return nil, err
	}
	defer by.Close()
	if of, parted := by.(collecting.Parted); parted {
		a.Service = of.PickupService(a.Service)
	}
	stream := shipping.PickupStream(a.Carrier, a.Warehouse)
	list, err := d.read(ctx, stream)
	if err != nil {
		return nil, err
	}
	if open := list.On(a.Day, a.Service); open != nil && open.Stage == pickup.Unanswered {
		return d.find(ctx, by, who, open)
	}
	plan, loads, err := d.plan(ctx, &a)
	if err != nil {
		return nil, err
	}
	asked := &pickup.Asked{Pickup: shipping.NewPickupID(m.Now(), stream, string(a.Day)+a.Service+"/"+strconv.Itoa(len(list.Pickups))), Carrier: a.Carrier, Warehouse: a.Warehouse, Plan: *plan}
	docs := d.document(&asked.Plan, a.Warehouse, a.Contact)
	if err := d.record(ctx, stream, asked, docs...); err != nil {
		return nil, err
	}
	p := &pickup.Pickup{ID: asked.Pickup, Carrier: a.Carrier, Warehouse: a.Warehouse, Plan: asked.Plan}
	return d.ask(ctx, by, who, p, loads, pickup.ToCome, "", false)
}

// open makes the way to a carrier, if it can be asked that.
func (d *desk) open(who book.Carrier, to pickup.Question) (connectors.Called, error) {
	if connectors.List[who.Connector] == nil {
		return nil, collecting.Can(nil, who, to)
	}
	by, err := d.m.Called(who)
	if err != nil {
		return nil, err
	}
	if err := collecting.Can(by, who, to); err != nil {
		by.Close()
		return nil, err
	}
	return by, nil
}

// read reads the pick-ups of a stream.
func (d *desk) read(ctx context.Context, stream shipping.Stream) (*pickup.List, error) {
	state, err := d.m.Ledger.Read(ctx, d.m.ID, stream)
	if err != nil {
		return nil, err
	}
	return fact.PickupsIn(state, stream), nil
}

// record records what is asked, or was answered.
func (d *desk) record(ctx context.Context, stream shipping.Stream, body fact.Body, docs ...shipping.Document) error {
	_, err := d.m.Ledger.Record(ctx, d.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: stream, At: d.m.Now(), By: d.who, Body: body}}, Documents: docs})
	return err
}

// find looks for what came of a pick-up that was asked for and has no answer.
func (d *desk) find(ctx context.Context, by connectors.Called, who book.Carrier, p *pickup.Pickup) (*Pickup, error) {
	call, err := d.call(ctx, who, p, p.Plan, nil)
	if err != nil {
		return nil, err
	}
	answer, fault := call.Find(ctx, by, p.Since, d.m.Now())
	return d.answered(ctx, who, p, answer, fault)
}

// ask asks the carrier, and records what it answers.
func (d *desk) ask(ctx context.Context, by connectors.Called, who book.Carrier, p *pickup.Pickup, loads []collecting.Load, to pickup.Question, why string, again bool) (*Pickup, error) {
	plan := p.Plan
	if to == pickup.ToChange {
		plan = p.Wanted
	}
	call, err := d.call(ctx, who, p, plan, loads)
	if err != nil {
		return nil, err
	}
	call.Pickup.Why, call.Again = cmp.Or(why, "not needed"), again
	answer, fault := call.Ask(ctx, by, to)
	return d.answered(ctx, who, p, answer, fault)
}

// answered records an answer, where there is one, and tells how the pick-up stands. The carrier has answered: that is not lost because nobody waits.
func (d *desk) answered(ctx context.Context, who book.Carrier, p *pickup.Pickup, answer *pickup.Answer, fault error) (*Pickup, error) {
	ctx = context.WithoutCancel(ctx)
	stream := shipping.PickupStream(p.Carrier, p.Warehouse)
	if answer != nil {
		by := &desk{d.m, d.book, "carrier:" + string(who.ID)}
		if err := by.record(ctx, stream, &pickup.Answered{Pickup: p.ID, Answer: *answer}); err != nil && shipping.CodeOf(err) != shipping.Known {
			return nil, err
		}
	}
	return d.told(ctx, p.ID, stream, fault)
}

// told is a pick-up as it stands now, with what went wrong.
func (d *desk) told(ctx context.Context, id shipping.PickupID, stream shipping.Stream, fault error) (*Pickup, error) {
	list, err := d.read(ctx, stream)
	if err != nil {
		return nil, err
	}
	now := list.Find(id)
	if now == nil {
		return nil, unknown(id)
	}
	out := d.shown(now)
	if fault != nil {
		out.Fault = &shipping.Error{Code: shipping.CodeOf(fault), Message: fault.Error(), Cause: fault}
		if e, ok := fault.(*shipping.Error); ok { //nolint:errorlint // it is made by who asked
			out.Fault = e
		}
	}
	return out, nil
}

func (d *desk) shown(p *pickup.Pickup) *Pickup {
	name := string(p.Carrier)
	for i := range d.book.Carriers {
		if d.book.Carriers[i].ID == p.Carrier {
			name = d.book.Carriers[i].Name
		}
	}
	out := &Pickup{ID: p.ID, Carrier: p.Carrier, Name: name, Warehouse: p.Warehouse, Stage: p.Stage, Stands: stands(p), Service: p.Plan.Service, Day: p.Plan.Day, From: p.Plan.Window.From, To: p.Plan.Window.To,
		Parcels: p.Plan.Parcels, Weight: p.Plan.Weight, Number: p.Answer.Number, Since: p.Since, state: *p}
	if w := p.Answer.Promised; w != (shipping.Window{}) {
		out.Promised = &w
	}
	if m := p.Answer.Cost; m.Currency != "" {
		out.Cost = &m
	}
	return out
}

// stands says how a pick-up stands.
func stands(p *pickup.Pickup) string {
	switch p.Stage {
	case pickup.Unanswered:
		return "asked, no answer"
	case pickup.Changing:
		return "asked to change, no answer"
	case pickup.Cancelling:
		return "asked to cancel, no answer"
	case pickup.Refused:
		return "the carrier does not come: " + cmp.Or(p.Answer.Message, p.Answer.Code)
	case pickup.Cancelled:
		return "cancelled"
	}
	if p.Answer.Code != "" {
		return "the carrier comes as asked before: " + cmp.Or(p.Answer.Message, p.Answer.Code)
	}
	if day := shipping.DateOf(p.Answer.Promised.From); !p.Answer.Promised.From.IsZero() && day != p.Plan.Day {
		return "the carrier comes on another day than it was asked for: " + string(day)
	}
	return "the carrier comes"
}

func unknown(id shipping.PickupID) error {
	return shipping.Fault(shipping.NotFound, "there is no pick-up "+string(id), "crosslane pickup list names them; it names those of the last month")
}

// named finds a pick-up, by its identifier or the carrier's number.
func (d *desk) named(ctx context.Context, name string) (*pickup.Pickup, book.Carrier, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, book.Carrier{}, err
	}
	var found []pickup.Pickup
	for _, p := range all {
		if string(p.ID) == name {
			found = []pickup.Pickup{p}
			break
		}
		if name != "" && p.Answer.Number == name {
			found = append(found, p)
		}
	}
	if come := slices.DeleteFunc(slices.Clone(found), func(p pickup.Pickup) bool { return !p.Open() || p.Plan.Window.To.Before(d.m.Now()) }); len(come) == 1 {
		found = come // carriers give numbers again
	}
	switch {
	case len(found) == 0:
		return nil, book.Carrier{}, unknown(shipping.PickupID(name))
	case len(found) > 1:
		return nil, book.Carrier{}, shipping.BadField("pickup", "several pick-ups have the number "+name, "name it by its identifier (pck_...)")
	}
	who, err := d.book.Collects(found[0].Carrier, "")
	return &found[0], who, err
}

// all are the pick-ups of all carriers at all warehouses, also of those that the Book does not have any more.
func (d *desk) all(ctx context.Context) (list []pickup.Pickup, err error) {
	streams, err := d.m.Ledger.Streams(ctx, d.m.ID, shipping.PickupSort)
	if err != nil || len(streams) == 0 {
		return nil, err
	}
	state, err := d.m.Ledger.Read(ctx, d.m.ID, streams...)
	if err != nil {
		return nil, err
	}
	for _, s := range streams {
		list = append(list, fact.PickupsIn(state, s).Pickups...)
	}
	return list, nil
}

// Filter chooses among pick-ups; each may be empty.
type Filter struct {
	Carrier   shipping.CarrierID
	Warehouse shipping.WarehouseID
	Day       shipping.Date
	// Over lists those too that do not come any more, or whose day is over.
	Over bool
}

// List lists pick-ups of the last month and of days to come, in the order of days, warehouses and carriers: those that come or may, or all.
func List(ctx context.Context, m *merchant.Merchant, f Filter) ([]Pickup, error) {
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return nil, err
	}
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := time.Parse(time.DateOnly, string(f.Day)); f.Day != "" && err != nil {
		return nil, shipping.BadField("day", "\""+string(f.Day)+"\" is no day", "write it as 2026-12-01")
	}
	d := &desk{m: m, book: b}
	all, err := d.all(ctx)
	list := []Pickup{}
	for i := range all {
		if p := &all[i]; f.chooses(p, m.Now()) {
			list = append(list, *d.shown(p))
		}
	}
	slices.SortStableFunc(list, func(a, b Pickup) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.ID, b.ID))
	})
	if err == nil && len(list) == 0 {
		err = b.Knows(f.Carrier, f.Warehouse)
	}
	return list, err
}

func (f *Filter) chooses(p *pickup.Pickup, now time.Time) bool {
	if f.Carrier != "" && p.Carrier != f.Carrier || f.Warehouse != "" && p.Warehouse != f.Warehouse || f.Day != "" && p.Plan.Day != f.Day {
		return false
	}
	settled := p.Stage == pickup.Held && p.Plan.Window.To.Before(now)
	return f.Over || p.Open() && !settled
}
