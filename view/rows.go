package view

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Millis is an instant in milliseconds since 1970; 0 means not yet.
type Millis int64

// Time answers with the instant; the zero time when there is none.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

func millis(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// OrderRow is an order in a list.
type OrderRow struct {
	ID         shipping.OrderID  `json:"id"`
	Number     string            `json:"number"`
	Storefront string            `json:"storefront"`
	Seller     string            `json:"seller"`
	Placed     Millis            `json:"placed"`
	Country    shipping.Country  `json:"country"`
	Stage      fact.Stage        `json:"stage"`
	Parcels    int64             `json:"parcels"`
	Value      int64             `json:"value"` // minor units
	Currency   shipping.Currency `json:"currency"`
	Problem    string            `json:"problem"` // the first one, when held or rejected
	Updated    Millis            `json:"updated"`
}

var orderTable = table[OrderRow]{
	name:    "view_order",
	columns: []string{"id", "number", "storefront", "seller", "placed", "country", "value", "currency", "stage", "parcels", "problem", "updated"},
	steady:  7,
	fields: func(r *OrderRow) []any {
		return []any{&r.ID, &r.Number, &r.Storefront, &r.Seller, &r.Placed, &r.Country, &r.Value, &r.Currency, &r.Stage, &r.Parcels, &r.Problem, &r.Updated}
	},
}

// fold takes a fact of the order's stream in.
func (r *OrderRow) fold(f *fact.Fact) {
	r.Updated = millis(f.Recorded)
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		o := &b.Order
		r.ID, r.Number, r.Storefront, r.Seller, r.Country = o.ID, o.Number, o.Storefront, o.Seller, o.Ship.Country
		r.Placed, r.Value, r.Currency = millis(o.Placed), o.Value().Amount, o.Currency
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
		r.Stage = fact.StageCompleted
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
	ID      shipping.CaseID    `json:"id"`
	What    string             `json:"what"`
	Order   shipping.OrderID   `json:"order"`
	Parcel  shipping.ParcelID  `json:"parcel"` // the first one
	Channel shipping.ChannelID `json:"channel"`
	Lane    shipping.Lane      `json:"lane"`
	Opened  Millis             `json:"opened"`
	Closed  Millis             `json:"closed"`
	Why     string             `json:"why"` // it was closed
	Owner   string             `json:"owner"`
	Due     Millis             `json:"due"`
	Overdue int64              `json:"overdue"` // 1: the due time has passed
	Parcels int64              `json:"parcels"`
	Left    int64              `json:"left"` // of the parcels, those that need nothing more
}

var caseTable = table[CaseRow]{
	name: "view_case",
	columns: []string{"id", "what", "order_id", "parcel_id", "channel", "lane", "opened", "closed", "why",
		"owner", "due", "overdue", "parcels", "parcels_left"},
	fields: func(r *CaseRow) []any {
		return []any{&r.ID, &r.What, &r.Order, &r.Parcel, &r.Channel, &r.Lane, &r.Opened, &r.Closed, &r.Why,
			&r.Owner, &r.Due, &r.Overdue, &r.Parcels, &r.Left}
	},
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
