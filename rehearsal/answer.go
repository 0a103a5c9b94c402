package rehearsal

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Answer is what a replay found: both runs added up, and the parcels that go another way.
type Answer struct {
	Book  string    `json:"book"` // version of the other Book
	Name  string    `json:"name"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Orders are those compared; Open those of them that had not ended when the record ended.
	Orders int64 `json:"orders"`
	Open   int64 `json:"open"`

	Recorded  Sum     `json:"recorded"`
	Rehearsed Sum     `json:"rehearsed"`
	Real      Outcome `json:"real"`

	// Same parcels go the same way at the same price and promise; Repriced go the same way at another price
	// or promise; Repacked go with the same channel from the same warehouse in another box; Elsewhere
	// go by another channel or from another warehouse, or in one of the runs alone.
	Same      int64 `json:"same"`
	Repriced  int64 `json:"repriced"`
	Repacked  int64 `json:"repacked"`
	Elsewhere int64 `json:"elsewhere"`
	// Parcels are those repacked and elsewhere, in the order in which their orders ended.
	Parcels []Difference `json:"parcels"`
	// LeftOut counts recorded facts that the other Book does not admit, such as goods received in a
	// warehouse that it does not have, by the message.
	LeftOut map[string]int64 `json:"left_out"`
}

// Sum is what one run adds up to, as it was decided: refusals that came afterwards are in Outcome.
type Sum struct {
	Parcels   int64 `json:"parcels"`    // that a channel was chosen for, and that were not called off
	CalledOff int64 `json:"called_off"` // parcels
	Stuck     int64 `json:"stuck"`      // parcels that no channel took, and orders to where none goes
	Held      int64 `json:"held"`       // orders, at any time; so are the next ones
	Rejected  int64 `json:"rejected"`
	Waited    int64 `json:"waited"`  // for stock
	Waiting   int64 `json:"waiting"` // for stock still, when the record ended
	Split     int64 `json:"split"`   // over several shipments
	// Cost is what the chosen channels cost, in minor units of the Book's base currency.
	Cost map[shipping.Currency]int64 `json:"cost"`
	// DaysLeast and DaysMost are the promised days added up over Parcels.
	DaysLeast  int64                          `json:"days_least"`
	DaysMost   int64                          `json:"days_most"`
	Channels   map[shipping.ChannelID]int64   `json:"channels"`   // parcels
	Warehouses map[shipping.WarehouseID]int64 `json:"warehouses"` // parcels
}

// Outcome is what really happened to the parcels of the recorded run, after they were decided.
type Outcome struct {
	Booked int64 `json:"booked"`
	// Cost is what carriers charged, in minor units of the base currency, by the rates of the choice.
	Cost      map[shipping.Currency]int64 `json:"cost"`
	ByBackup  int64                       `json:"by_backup"` // booked with another channel than the one chosen first
	Delivered int64                       `json:"delivered"`
	Late      int64                       `json:"late"`      // delivered after the promise
	LateDays  int64                       `json:"late_days"` // all of them together, begun days
}

// Difference is a parcel that goes another way.
type Difference struct {
	Order   shipping.OrderID  `json:"order"`
	Number  string            `json:"number"` // the storefront's
	Placed  time.Time         `json:"placed"`
	Country shipping.Country  `json:"country"`
	Parcel  shipping.ParcelID `json:"parcel"`
	From    Way               `json:"from"` // as it was recorded
	To      Way               `json:"to"`   // by the other Book
	Why     fact.Reason       `json:"why"`
	Text    string            `json:"text"` // of Why
	Real    Fate              `json:"real"`
}

// Way is how a parcel goes, as it was decided first: refusals and switches came afterwards. The zero value: it does not go at all in this run.
type Way struct {
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Channel   shipping.ChannelID   `json:"channel"` // empty: none takes it
	Carton    string               `json:"carton,omitempty"`
	Cost      shipping.Money       `json:"cost"` // in the base currency
	Days      shipping.Days        `json:"days"`
}

// Fate is what really happened to a parcel.
type Fate struct {
	Channel  shipping.ChannelID `json:"channel,omitempty"` // that was booked in the end
	Cost     shipping.Money     `json:"cost"`              // in the base currency
	Status   shipping.Status    `json:"status,omitempty"`
	LateDays int64              `json:"late_days"` // begun days after the promise; 0: in time, or not there yet
}

func newAnswer(current *book.Book, since, until time.Time) Answer {
	return Answer{Book: current.Version, Name: current.Name, Since: since, Until: until, Recorded: newSum(), Rehearsed: newSum(),
		Real: Outcome{Cost: map[shipping.Currency]int64{}}, Parcels: []Difference{}, LeftOut: map[string]int64{}}
}

func newSum() Sum {
	return Sum{Cost: map[shipping.Currency]int64{}, Channels: map[shipping.ChannelID]int64{}, Warehouses: map[shipping.WarehouseID]int64{}}
}

func (a *Answer) leftOut(err error) { a.LeftOut[err.Error()]++ }

// End compares the orders that are still open, and answers. Nothing may be taken afterwards.
func (r *Replay) End() *Answer {
	rest := make([]*pair, 0, len(r.open))
	for _, p := range r.open {
		rest = append(rest, p)
	}
	slices.SortFunc(rest, func(a, b *pair) int { return cmp.Compare(a.id, b.id) })
	for _, p := range rest {
		if p.compared {
			r.answer.Open++
		}
		r.forget(p)
	}
	return &r.answer
}

// compare adds an order up in both runs, and its parcels beside each other.
func (a *Answer) compare(p *pair) {
	a.Orders++
	a.Recorded.add(&p.recorded)
	a.Rehearsed.add(&p.rehearsed)
	for n := range p.recorded.parcels {
		a.Real.add(&p.recorded.parcels[n])
	}
	for n := range max(len(p.recorded.parcels), len(p.rehearsed.parcels)) {
		a.compareParcel(p, n)
	}
}

func (a *Answer) compareParcel(p *pair, n int) {
	was, is := at(p.recorded.parcels, n), at(p.rehearsed.parcels, n)
	if was.off && is.off {
		return
	}
	d := Difference{Order: p.id, Number: p.recorded.number, Placed: p.recorded.placed, Country: p.recorded.country,
		Parcel: p.id.Parcel(n + 1), From: was.way(), To: is.way()}
	switch {
	case d.From == d.To:
		a.Same++
		return
	case d.From.Warehouse != d.To.Warehouse || d.From.Channel != d.To.Channel:
		a.Elsewhere++
	case d.From.Carton != d.To.Carton:
		a.Repacked++
	default:
		a.Repriced++
		return
	}
	d.Why = whyElsewhere(&p.rehearsed, was, is)
	d.Text = Explain(d.Why)
	d.Real = was.fate()
	a.Parcels = append(a.Parcels, d)
}

// at is the n-th parcel, or one that does not go.
func at(list []way, n int) *way {
	if n < len(list) {
		return &list[n]
	}
	return &way{}
}

// way is how the parcel was decided to go.
func (w *way) way() Way {
	v := Way{Warehouse: w.plan.Warehouse, Carton: w.plan.Carton}
	if w.chosen != nil {
		o := &w.chosen.Primary
		v.Channel, v.Cost, v.Days = o.Channel, o.Cost, o.Days
	}
	return v
}

func (w *way) fate() Fate {
	f := Fate{Status: w.status, LateDays: w.lateDays()}
	if w.booked {
		f.Channel, f.Cost = w.channel, w.charged()
	}
	return f
}

// lateDays are the begun days between the promise and the door.
func (w *way) lateDays() int64 {
	if w.status != shipping.Delivered || w.promise.IsZero() || !w.ended.After(w.promise) {
		return 0
	}
	const day = 24 * time.Hour
	return int64((w.ended.Sub(w.promise) + day - 1) / day)
}

// charged is what the carrier charged, in the base currency: the option's cost, in proportion where the
// carrier charged another price than its sheet says.
func (w *way) charged() shipping.Money {
	if w.again == nil {
		return shipping.Money{}
	}
	o := optionOf(w.again, w.channel)
	if o.Price == w.cost || o.Price.Amount <= 0 || o.Price.Currency != w.cost.Currency {
		return o.Cost
	}
	n := new(big.Int).Mul(big.NewInt(o.Cost.Amount), big.NewInt(w.cost.Amount))
	return shipping.Money{Amount: n.Div(n, big.NewInt(o.Price.Amount)).Int64(), Currency: o.Cost.Currency}
}

func (s *Sum) add(t *telling) {
	for _, one := range []struct {
		counts *int64
		if_    bool
	}{
		{&s.Held, t.held}, {&s.Rejected, t.rejected}, {&s.Waited, t.waited}, {&s.Waiting, t.stage == fact.StageWaiting},
		{&s.Split, t.shipments > 1}, {&s.Stuck, t.nowhere}, // it would have been a parcel at least
	} {
		if one.if_ {
			*one.counts++
		}
	}
	for i := range t.parcels {
		s.addParcel(&t.parcels[i])
	}
}

func (s *Sum) addParcel(w *way) {
	switch {
	case w.off:
		s.CalledOff++
		return
	case w.chosen == nil:
		if w.stuck {
			s.Stuck++
		}
		return
	}
	o := &w.chosen.Primary
	s.Parcels++
	s.Cost[o.Cost.Currency] += o.Cost.Amount
	s.DaysLeast += o.Days.Least
	s.DaysMost += o.Days.Most
	s.Channels[o.Channel]++
	s.Warehouses[w.plan.Warehouse]++
}

func (r *Outcome) add(w *way) {
	if w.booked && !w.off {
		c := w.charged()
		r.Booked++
		r.Cost[c.Currency] += c.Amount
		if w.chosen != nil && w.channel != w.chosen.Primary.Channel {
			r.ByBackup++
		}
	}
	if w.status != shipping.Delivered {
		return
	}
	r.Delivered++
	if days := w.lateDays(); days > 0 {
		r.Late++
		r.LateDays += days
	}
}
