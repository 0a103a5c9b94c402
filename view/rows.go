package view

import (
	"time"

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
	Stage      shipping.Stage    `json:"stage"`
	Parcels    int64             `json:"parcels"`
	Value      int64             `json:"value"` // minor units
	Currency   shipping.Currency `json:"currency"`
	Problem    string            `json:"problem"` // the first one, when held or rejected
	Updated    Millis            `json:"updated"`
}

var orderTable = table[OrderRow]{
	name:    "view_order",
	columns: []string{"id", "number", "storefront", "seller", "placed", "country", "stage", "parcels", "value", "currency", "problem", "updated"},
	fields: func(r *OrderRow) []any {
		return []any{&r.ID, &r.Number, &r.Storefront, &r.Seller, &r.Placed, &r.Country, &r.Stage, &r.Parcels, &r.Value, &r.Currency, &r.Problem, &r.Updated}
	},
}

// fold takes a fact of the order's stream in.
func (r *OrderRow) fold(f *shipping.Fact) {
	r.Updated = millis(f.Recorded)
	switch b := f.Body.(type) {
	case *shipping.OrderReceived:
		o := &b.Order
		r.ID, r.Number, r.Storefront, r.Seller, r.Country = o.ID, o.Number, o.Storefront, o.Seller, o.Ship.Country
		r.Placed, r.Value, r.Currency = millis(o.Placed), o.Value().Amount, o.Currency
		r.Stage, r.Problem = shipping.StageReceived, ""
	case *shipping.OrderAccepted:
		r.Stage, r.Problem = shipping.StageAccepted, ""
	case *shipping.OrderHeld:
		r.Stage, r.Problem = shipping.StageHeld, firstProblem(b.Problems)
	case *shipping.OrderRejected:
		r.Stage, r.Problem = shipping.StageRejected, firstProblem(b.Problems)
	case *shipping.OrderCancelled:
		r.Stage, r.Problem = shipping.StageCancelled, b.Why
	case *shipping.Allocated:
		r.Stage = shipping.StageShipping
		r.Parcels += int64(len(b.Parcels))
	case *shipping.Backordered:
		r.Stage = shipping.StageWaiting
	case *shipping.OrderCompleted:
		r.Stage = shipping.StageCompleted
	}
}

func firstProblem(list []shipping.Problem) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Field + ": " + list[0].Message
}

// ParcelRow is a parcel in a list.
type ParcelRow struct {
	ID        shipping.ParcelID    `json:"id"`
	Order     shipping.OrderID     `json:"order"`
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Country   shipping.Country     `json:"country"`
	Weight    shipping.Grams       `json:"weight"`
	Channel   shipping.ChannelID   `json:"channel"`
	Carrier   shipping.CarrierID   `json:"carrier"`
	Waybill   string               `json:"waybill"`
	Status    shipping.Status      `json:"status"`
	Milestone shipping.Milestone   `json:"milestone"`
	Attempt   int64                `json:"attempt"`
	Refusals  int64                `json:"refusals"`
	Booked    Millis               `json:"booked"`
	Handed    Millis               `json:"handed"`
	Ended     Millis               `json:"ended"`
	Promised  Millis               `json:"promised"`
	Cost      int64                `json:"cost"` // minor units
	Currency  shipping.Currency    `json:"currency"`
	Updated   Millis               `json:"updated"`
}

var parcelTable = table[ParcelRow]{
	name: "view_parcel",
	columns: []string{"id", "order_id", "warehouse", "country", "weight", "channel", "carrier", "waybill", "status", "milestone",
		"attempt", "refusals", "booked", "handed", "ended", "promised", "cost", "currency", "updated"},
	fields: func(r *ParcelRow) []any {
		return []any{&r.ID, &r.Order, &r.Warehouse, &r.Country, &r.Weight, &r.Channel, &r.Carrier, &r.Waybill, &r.Status, &r.Milestone,
			&r.Attempt, &r.Refusals, &r.Booked, &r.Handed, &r.Ended, &r.Promised, &r.Cost, &r.Currency, &r.Updated}
	},
}

// fold takes a fact of the parcel's stream in.
func (r *ParcelRow) fold(f *shipping.Fact) {
	r.Updated = millis(f.Recorded)
	switch b := f.Body.(type) {
	case *shipping.ParcelPlanned:
		p := &b.Plan
		r.ID, r.Order, r.Warehouse, r.Country, r.Weight = shipping.ParcelID(f.Stream.ID()), p.Order, p.Warehouse, p.Ship.Country, p.Weight
		r.Status = shipping.Pending
	case *shipping.BookingRequested:
		r.Channel, r.Carrier, r.Attempt = b.Channel, b.Carrier, b.Attempt
	case *shipping.Booked:
		r.Waybill, r.Booked, r.Cost, r.Currency = b.Waybill, millis(f.At), b.Cost.Amount, b.Cost.Currency
		r.Status, r.Milestone = shipping.InfoReceived, shipping.LabelCreated
	case *shipping.BookingRejected:
		r.Refusals++
	case *shipping.BookingCancelled:
		r.Waybill, r.Booked, r.Cost, r.Currency = "", 0, 0, ""
	case *shipping.Awaited:
		if b.Promise != (shipping.Window{}) {
			r.Promised = millis(b.Promise.To)
		}
	case *shipping.HandedOver:
		r.Handed = millis(f.At)
	case *shipping.MilestoneReached:
		r.Status, r.Milestone = b.Status, b.Milestone
		if b.Status.Final() {
			r.Ended = millis(f.At)
		}
	case *shipping.ParcelStuck:
		r.Status = shipping.Exception
	case *shipping.ParcelCalledOff:
		r.Status, r.Ended = shipping.Cancelled, millis(f.At)
	}
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID     shipping.CaseID   `json:"id"`
	What   string            `json:"what"`
	Order  shipping.OrderID  `json:"order"`
	Parcel shipping.ParcelID `json:"parcel"`
	Opened Millis            `json:"opened"`
	Closed Millis            `json:"closed"`
	Why    string            `json:"why"`
}

var caseTable = table[CaseRow]{
	name:    "view_case",
	columns: []string{"id", "what", "order_id", "parcel_id", "opened", "closed", "why"},
	fields: func(r *CaseRow) []any {
		return []any{&r.ID, &r.What, &r.Order, &r.Parcel, &r.Opened, &r.Closed, &r.Why}
	},
}

// fold takes a fact of the case's stream in.
func (r *CaseRow) fold(f *shipping.Fact) {
	switch b := f.Body.(type) {
	case *shipping.CaseOpened:
		r.ID, r.What, r.Order, r.Parcel, r.Opened, r.Closed, r.Why = shipping.CaseID(f.Stream.ID()), b.What, b.Order, b.Parcel, millis(f.At), 0, ""
	case *shipping.CaseClosed:
		r.Closed, r.Why = millis(f.Recorded), b.Why
	}
}
