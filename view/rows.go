package view

import (
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/instant"
)

// Millis is an instant in milliseconds since 1970; 0 means not yet.
type Millis = instant.Millis

func millis(t time.Time) Millis { return instant.Of(t) }

// OrderRow is an order in a list.
type OrderRow struct {
	ID         shipping.OrderID  `json:"id" column:"id,fixed"`
	Number     string            `json:"number" column:"number,steady"`
	Storefront string            `json:"storefront" column:"storefront,steady"`
	Seller     string            `json:"seller" column:"seller,steady"`
	Placed     Millis            `json:"placed,omitzero" column:"placed,steady"`
	Country    shipping.Country  `json:"country" column:"country,steady"`
	Stage      fact.Stage        `json:"stage" column:"stage"`
	Parcels    int64             `json:"parcels" column:"parcels"`
	Value      int64             `json:"-" column:"value,steady"` // minor units; below zero: not known
	Currency   shipping.Currency `json:"-" column:"currency,steady"`
	Problem    string            `json:"problem" column:"problem"` // the first one, when held or rejected
	Updated    Millis            `json:"updated,omitzero" column:"updated"`
}

// unknown is the amount of what nobody told.
const unknown = -1

func orderTable(d *db.DB) *table[OrderRow] {
	t := newTable[OrderRow]("view_order", d)
	t.about = inStreams(shipping.OrderSort)
	t.fold = func(r *OrderRow, f *fact.Fact, _ *tally) { r.fold(f) }
	t.total = func(r *OrderRow, sum *totals, n int64) {
		if r.ID != "" {
			sum.figures.Orders += n
		}
	}
	return t
}

// fold takes a fact of the order's stream in.
func (r *OrderRow) fold(f *fact.Fact) {
	r.Updated = millis(f.Recorded)
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		o := &b.Order
		r.ID, r.Number, r.Storefront, r.Seller, r.Country = o.ID, o.Number, o.Storefront, o.Seller, o.Ship.Country
		r.Placed, r.Value, r.Currency = millis(o.Placed), unknown, o.Currency
		if worth, known := o.Worth(); known {
			r.Value = worth.Amount
		}
		r.Stage, r.Problem = fact.StageReceived, ""
	case *fact.OrderAccepted:
		r.Stage, r.Problem = fact.StageAccepted, ""
	case *fact.OrderHeld:
		r.Stage, r.Problem = fact.StageHeld, firstProblem(b.Problems)
	case *fact.OrderRejected:
		r.Stage, r.Problem = fact.StageRejected, firstProblem(b.Problems)
	case *fact.OrderCancelled:
		r.Stage, r.Problem = fact.StageCancelled, b.Why
	case *fact.Allocated:
		r.Stage = fact.StageShipping
		r.Parcels += int64(len(b.Parcels))
	case *fact.Backordered:
		r.Stage = fact.StageWaiting
	case *fact.OrderCompleted:
		r.Stage = b.Stage()
	}
}

func firstProblem(list []fact.Problem) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Field + ": " + list[0].Message
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID      shipping.CaseID    `json:"id" column:"id,fixed"`
	What    string             `json:"what" column:"what"`
	Order   shipping.OrderID   `json:"order" column:"order_id"`
	Number  string             `json:"number,omitempty" column:"-"` // the storefront's, of that order; lists fill it in
	Parcel  shipping.ParcelID  `json:"parcel" column:"parcel_id"`   // the first one
	Channel shipping.ChannelID `json:"channel" column:"channel"`
	Lane    shipping.Lane      `json:"lane" column:"lane"`
	Opened  Millis             `json:"opened,omitzero" column:"opened"`
	Closed  Millis             `json:"closed,omitzero" column:"closed"`
	Why     string             `json:"why" column:"why"` // it was closed
	Owner   string             `json:"owner" column:"owner"`
	Due     Millis             `json:"due,omitzero" column:"due"`
	Overdue int64              `json:"-" column:"overdue"` // 1: the due time has passed
	Parcels int64              `json:"parcels" column:"parcels"`
	Left    int64              `json:"left" column:"parcels_left"`  // of the parcels, those that need nothing more
	Reason  string             `json:"reason,omitempty" column:"-"` // the first for which it was opened, in words; empty: nobody looked it up
}

func caseTable(d *db.DB) *table[CaseRow] {
	t := newTable[CaseRow]("view_case", d)
	t.about = inStreams(shipping.CaseSort)
	t.fold = func(r *CaseRow, f *fact.Fact, _ *tally) { r.fold(f) }
	t.total = (*CaseRow).total
	return t
}

// total adds the case n times to the merchant's figures.
func (r *CaseRow) total(t *totals, n int64) {
	if r.ID == "" {
		return
	}
	t.figures.CasesOpened += n
	if r.Closed == 0 {
		t.figures.CasesOpen += n
		t.overdue += n * r.Overdue
	}
}

// fold takes a fact of the case's stream in.
func (r *CaseRow) fold(f *fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.CaseOpened:
		r.ID, r.What, r.Order, r.Parcel, r.Channel, r.Lane = shipping.CaseID(f.Stream.ID()), b.What, b.Order, b.Parcel, b.Channel, b.Lane
		r.Opened, r.Closed, r.Why, r.Due, r.Overdue = millis(f.At), 0, "", millis(b.Due), 0
		if b.Parcel != "" {
			r.Parcels++
		}
	case *fact.CaseJoined:
		r.Parcels++
	case *fact.CaseLeft:
		r.Left++
	case *fact.CaseAssigned:
		r.Owner = b.Owner
	case *fact.CaseScheduled:
		r.Due, r.Overdue = millis(b.Due.Due), 0
	case *fact.TimerElapsed:
		r.Overdue = 1
	case *fact.CaseClosed:
		r.Closed, r.Why, r.Overdue = millis(f.Recorded), b.Why, 0
	}
}

// About is what a case is about: what its parcels share, or its one order by the storefront's number, or its parcel.
func (r *CaseRow) About() string {
	switch {
	case r.Channel != "":
		return string(r.Channel) + " on " + string(r.Lane)
	case r.Number != "":
		return "order " + r.Number
	case r.Parcel != "":
		return string(r.Parcel)
	}
	return string(r.Order)
}
