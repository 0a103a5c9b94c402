// Package pickup answers the question: what can be recorded of pick-ups, and what does it add up to? A pick-up is that a carrier comes to a warehouse for parcels; those of
// one carrier at one warehouse share a stream.
package pickup

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of the stream of a carrier's pick-ups at a warehouse. Nothing follows from them. That the carrier is asked is recorded before it is, so that a lost answer is known
// to be lost, and nothing is asked for twice.
type (
	// Asked: the carrier is about to be asked to come.
	Asked struct {
		Pickup    shipping.PickupID    `json:"pickup"`
		Carrier   shipping.CarrierID   `json:"carrier"`
		Warehouse shipping.WarehouseID `json:"warehouse"`
		Plan      Plan                 `json:"plan"`
	}
	// ChangeAsked: it is about to be asked to come otherwise.
	ChangeAsked struct {
		Pickup shipping.PickupID `json:"pickup"`
		Plan   Plan              `json:"plan"`
	}
	// CancelAsked: it is about to be asked not to come.
	CancelAsked struct {
		Pickup shipping.PickupID `json:"pickup"`
		Why    string            `json:"why,omitempty"`
	}
	// Answered: what the carrier said to that, or what somebody saw there.
	Answered struct {
		Pickup shipping.PickupID `json:"pickup"`
		Answer Answer            `json:"answer"`
	}
)

// Plan is what a carrier is asked to come for.
type Plan struct {
	// Service is what the carrier is told to come with, where it has several that collect by themselves; empty: as it usually does.
	Service string        `json:"service,omitempty"`
	Day     shipping.Date `json:"day"` // by the clocks of the warehouse
	// Window is from when the parcels are ready until when somebody is there to hand them over, in the zone of the warehouse.
	Window  shipping.Window `json:"window"`
	Parcels int64           `json:"parcels"`
	Weight  shipping.Grams  `json:"weight_g"` // of all of them together
	// Contact is the document with name, telephone number and instructions; empty: those of the warehouse in the Book.
	Contact shipping.DocumentID `json:"contact,omitempty"`
}

// Same reports whether two plans ask for the same, whatever zone their times are told in.
func (p *Plan) Same(o *Plan) bool {
	a, b := *p, *o
	a.Window, b.Window = shipping.Window{}, shipping.Window{}
	return a == b && p.Window.From.Equal(o.Window.From) && p.Window.To.Equal(o.Window.To)
}

// Question is what a carrier was asked about a pick-up.
type Question string

// The questions.
const (
	ToCome   Question = "come"
	ToChange Question = "change"
	ToCancel Question = "cancel"
)

// Answer is what a carrier said. Whatever it did not say has its zero value: no window, no currency, no number.
type Answer struct {
	To   Question `json:"to"`
	Done bool     `json:"done"` // it does what it was asked to
	// Number is the carrier's own of the pick-up, Office who of it collects, where cancelling takes that besides.
	Number string `json:"number,omitempty"`
	Office string `json:"office,omitempty"`
	// Promised is when the carrier says it comes, Cost what it says that costs.
	Promised shipping.Window `json:"promised,omitzero"`
	Cost     shipping.Money  `json:"cost,omitzero"`
	// Code and Message are why not; SeenThere, that a person says so.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// SeenThere is the code of what nobody asked the carrier, as somebody saw there how it stands.
const SeenThere = "seen_there"

func (p *Plan) form(c *coder.Coder) {
	coder.Pair(c, &p.Service, &p.Day)
	codeWindow(c, &p.Window)
	coder.Nums(c, &p.Parcels, &p.Weight)
	coder.Text(c, &p.Contact)
}

func (a *Answer) form(c *coder.Coder) {
	coder.Text(c, &a.To)
	c.Bool(&a.Done)
	coder.Pair(c, &a.Number, &a.Office)
	codeWindow(c, &a.Promised)
	c.Money(&a.Cost)
	coder.Pair(c, &a.Code, &a.Message)
}

func codeWindow(c *coder.Coder, w *shipping.Window) { c.Time(&w.From); c.Time(&w.To) }

func (b *Asked) Form(c *coder.Coder) {
	coder.Pair(c, &b.Pickup, &b.Carrier)
	coder.Text(c, &b.Warehouse)
	b.Plan.form(c)
}

func (b *ChangeAsked) Form(c *coder.Coder) {
	coder.Text(c, &b.Pickup)
	b.Plan.form(c)
}

func (b *CancelAsked) Form(c *coder.Coder) { coder.Pair(c, &b.Pickup, &b.Why) }

func (b *Answered) Form(c *coder.Coder) {
	coder.Text(c, &b.Pickup)
	b.Answer.form(c)
}

// Stage is how a pick-up stands.
type Stage string

// The stages. What was asked and not answered stays so until the carrier or a person tells.
const (
	Unanswered Stage = "asked"      // the carrier was asked to come, and nobody knows what came of that
	Held       Stage = "held"       // it comes
	Changing   Stage = "changing"   // it was asked to come otherwise, and nobody knows what came of that
	Cancelling Stage = "cancelling" // it was asked not to come, and nobody knows what came of that
	Refused    Stage = "refused"    // it does not come
	Cancelled  Stage = "cancelled"  // it was to come, and does not any more
)

// Pickup is one, as it stands.
type Pickup struct {
	ID        shipping.PickupID    `json:"pickup"`
	Carrier   shipping.CarrierID   `json:"carrier"`
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Stage     Stage                `json:"stage"`
	Plan      Plan                 `json:"plan"`
	// Wanted is what it was asked to be changed to, while that has no answer; also while it is asked not to come.
	Wanted Plan `json:"wanted,omitzero"`
	// Answer is the carrier's newest, with its number, window and price as it told them last.
	Answer Answer `json:"answer,omitzero"`
	// Since is when it was asked for last, or answered.
	Since time.Time `json:"since"`
}

// Open reports whether the carrier comes, or may: no other can be asked for the same.
func (p *Pickup) Open() bool { return p.Stage != Refused && p.Stage != Cancelled }

// List are the pick-ups of a carrier at a warehouse, in the order in which they were asked for. It is the balance of their stream.
type List struct {
	Pickups []Pickup `json:"pickups,omitempty"`
}

// Find finds a pick-up; nil where there is none, or it is long over.
func (l *List) Find(id shipping.PickupID) *Pickup {
	for i := range l.Pickups {
		if l.Pickups[i].ID == id {
			return &l.Pickups[i]
		}
	}
	return nil
}

// On finds the pick-up that is open on a day by a service; nil where there is none.
func (l *List) On(day shipping.Date, service string) *Pickup {
	for i := range l.Pickups {
		if p := &l.Pickups[i]; p.Plan.Day == day && p.Plan.Service == service && p.Open() {
			return p
		}
	}
	return nil
}

// keptDays is how many days a pick-up is kept in the balance that is settled: its facts stay.
const keptDays = 31

// Fold takes the body of a fact of the stream in.
func (l *List) Fold(at time.Time, body any) {
	switch b := body.(type) {
	case *Asked:
		l.forget(b.Plan.Day.Plus(-keptDays))
		l.Pickups = append(l.Pickups, Pickup{ID: b.Pickup, Carrier: b.Carrier, Warehouse: b.Warehouse, Stage: Unanswered, Plan: b.Plan, Since: at})
	case *ChangeAsked:
		if p := l.Find(b.Pickup); p != nil {
			p.Stage, p.Wanted, p.Since = Changing, b.Plan, at
		}
	case *CancelAsked:
		if p := l.Find(b.Pickup); p != nil {
			p.Stage, p.Since = Cancelling, at
		}
	case *Answered:
		if p := l.Find(b.Pickup); p != nil {
			p.answered(&b.Answer)
			p.Since = at
		}
	}
}

// forget lets go of those before a day that are settled, in a list of its own.
func (l *List) forget(before shipping.Date) {
	kept := make([]Pickup, 0, len(l.Pickups)+1)
	for _, p := range l.Pickups {
		if p.Plan.Day >= before || p.Stage == Unanswered || p.Stage == Changing || p.Stage == Cancelling {
			kept = append(kept, p)
		}
	}
	l.Pickups = kept
}

// answered folds an answer in. What it leaves out of number, office, window and price stays as it was told before, but for a change, after which a window is that of before.
func (p *Pickup) answered(a *Answer) {
	before := p.Answer
	p.Answer = *a
	if p.Answer.Number == "" {
		p.Answer.Number = before.Number
	}
	if p.Answer.Office == "" {
		p.Answer.Office = before.Office
	}
	if p.Answer.Cost.Currency == "" {
		p.Answer.Cost = before.Cost
	}
	changed := a.To == ToChange && a.Done
	if p.Answer.Promised == (shipping.Window{}) && !changed {
		p.Answer.Promised = before.Promised
	}
	if changed {
		p.Plan = p.Wanted
	}
	if a.To == ToCancel && !a.Done && p.Wanted != (Plan{}) { // whether it was changed before is as open as it was
		p.Stage = Changing
		return
	}
	p.Wanted = Plan{}
	switch {
	case a.To == ToCancel && a.Done:
		p.Stage = Cancelled
	case a.To == ToCome && !a.Done:
		p.Stage = Refused
	default:
		p.Stage = Held
	}
}

// Due is never: no timer waits for a pick-up.
func (l *List) Due() time.Time { return time.Time{} }

func (*List) FormVersion() uint64 { return 2 }

func (l *List) Form(c *coder.Coder) {
	coder.List(c, &l.Pickups, func(c *coder.Coder, p *Pickup) {
		coder.Pair(c, &p.ID, &p.Carrier)
		coder.Pair(c, &p.Warehouse, &p.Stage)
		p.Plan.form(c)
		p.Wanted.form(c)
		p.Answer.form(c)
		c.Time(&p.Since)
	})
}
