package view

import (
	"crosslane/fact"
	"crosslane/shipping"
)

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
	Way
}

var parcelTable = table[ParcelRow]{
	name: "view_parcel",
	columns: []string{"id", "order_id", "warehouse", "country", "weight",
		"channel", "carrier", "waybill", "attempt", "refusals", "booked", "ended", "cost", "currency", "asked", "diverted", "case_id", "cased",
		"status", "milestone", "handed", "promised", "updated", "departed", "customs", "due", "awaits", "late", "told", "trail"},
	fixed: 4, steady: 17,
	fields: func(r *ParcelRow) []any {
		return []any{&r.ID, &r.Order, &r.Warehouse, &r.Country, &r.Weight,
			&r.Channel, &r.Carrier, &r.Waybill, &r.Attempt, &r.Refusals, &r.Booked, &r.Ended, &r.Cost, &r.Currency, &r.Asked, &r.Diverted, &r.Case, &r.Cased,
			&r.Status, &r.Milestone, &r.Handed, &r.Promised, &r.Updated, &r.Departed, &r.Customs, &r.Due, &r.Awaits, &r.Late, &r.Told, &r.Trail}
	},
}

// parcelOf names the parcel that a fact is about: its own stream's, or the one that came into a case.
func parcelOf(f *fact.Fact) string {
	switch f.Stream.Sort() {
	case shipping.ParcelSort:
		return f.Stream.ID()
	case shipping.CaseSort:
		switch b := f.Body.(type) {
		case *fact.CaseOpened:
			return string(b.Parcel)
		case *fact.CaseJoined:
			return string(b.Parcel)
		}
	}
	return ""
}

// counts names a count of the parcel's channel and lane.
func (r *ParcelRow) count(tenant shipping.MerchantID, what string, period int64) count {
	return count{tenant, what, period, LaneChannel{shipping.NewLane(r.Warehouse, r.Country), r.Channel}, 0}
}

// fold takes a fact about the parcel in, and adds to the counts; not before it was planned, nor once it has ended.
func (r *ParcelRow) fold(f *fact.Fact, tenant shipping.MerchantID, t tally) {
	if r.ID == "" || r.Ended > 0 {
		t = nil
	}
	r.Updated = max(r.Updated, millis(f.Recorded))
	at := millis(f.At)
	switch b := f.Body.(type) {
	case *fact.ParcelPlanned:
		p := &b.Plan
		r.ID, r.Order, r.Warehouse, r.Country, r.Weight = shipping.ParcelID(f.Stream.ID()), p.Order, p.Warehouse, p.Ship.Country, p.Weight
		r.Status = shipping.Pending
	case *fact.HandedOver:
		r.Handed = at
		r.passed(at)
	case *fact.Awaited:
		if b.Promise != (shipping.Window{}) {
			r.Promised = millis(b.Promise.To)
		}
		r.await(b.Await, at)
	case *fact.MilestoneReached:
		r.reachedMilestone(b, at, tenant, t)
	case *fact.Deviated:
		r.await(b.Await, at)
		t.add(count{tenant: tenant, what: countDeviations})
	case *fact.ParcelStuck:
		r.Status, r.Asked = shipping.Exception, 0
		t.add(count{tenant: tenant, what: countStuck})
	case *fact.ParcelCalledOff:
		r.Status, r.Ended, r.Asked = shipping.Cancelled, at, 0
	case *fact.CaseOpened:
		r.Case, r.Cased = shipping.CaseID(f.Stream.ID()), at
	case *fact.CaseJoined:
		r.Case, r.Cased = shipping.CaseID(f.Stream.ID()), at
	case *fact.MessageSent:
		if r.Told == 0 && warns[b.Message] {
			r.Told = at
		}
	default:
		r.foldBooking(f, at, tenant, t)
	}
}

// warns are the messages that tell a buyer of a delay or of a switch.
var warns = among(shipping.MessageAtRisk, shipping.MessageLate, shipping.MessageSwitched)

// foldBooking takes the facts of asking, booking and cancelling in.
func (r *ParcelRow) foldBooking(f *fact.Fact, at Millis, tenant shipping.MerchantID, t tally) {
	switch b := f.Body.(type) {
	case *fact.BookingRequested:
		r.Channel, r.Carrier, r.Attempt, r.Asked = b.Channel, b.Carrier, b.Attempt, at
		t.add(r.count(tenant, countAsked, hourOf(at)))
	case *fact.Booked:
		r.answered(tenant, t, false)
		r.Waybill, r.Booked, r.Cost, r.Currency = b.Waybill, at, b.Cost.Amount, b.Cost.Currency
		r.Status, r.Milestone = shipping.InfoReceived, shipping.LabelCreated
		if r.Diverted == 2 {
			t.add(count{tenant: tenant, what: countRebooked})
		}
		r.Diverted = 0
		r.booked(at)
	case *fact.BookingRejected:
		r.Refusals++
		r.answered(tenant, t, true)
	case *fact.DiversionAsked:
		if b.Channel == r.Channel {
			r.Diverted = 1
		}
	case *fact.CancelRejected:
		r.Diverted = 0
	case *fact.BookingCancelled:
		r.Waybill, r.Booked, r.Cost, r.Currency = "", 0, 0, ""
		r.Due, r.Awaits, r.Late = 0, "", 0
		r.Diverted *= 2
	}
}

// answered counts the carrier's answer in the hour in which it was asked for.
func (r *ParcelRow) answered(tenant shipping.MerchantID, t tally, refused bool) {
	if r.Asked == 0 {
		return
	}
	t.add(r.count(tenant, countAnswered, hourOf(r.Asked)))
	if refused {
		t.add(r.count(tenant, countRefused, hourOf(r.Asked)))
	}
	r.Asked = 0
}

// reachedMilestone takes a step of the way in; the last one ends it.
func (r *ParcelRow) reachedMilestone(b *fact.MilestoneReached, at Millis, tenant shipping.MerchantID, t tally) {
	r.Status, r.Milestone = b.Status, b.Milestone
	r.reached(b, at)
	if since := r.cleared(b.Milestone, at); since > 0 {
		c := r.count(tenant, countClearance, dayOf(at))
		c.hours = wide(hoursUp(since, at))
		t.add(c)
	}
	if !b.Status.Final() {
		return
	}
	if r.Ended == 0 && r.Booked > 0 && b.Status != shipping.Cancelled {
		r.end(tenant, t, at)
	}
	r.Ended, r.Trail = at, ""
}

// end counts how the parcel fared with its channel. One that was cancelled says nothing about it.
func (r *ParcelRow) end(tenant shipping.MerchantID, t tally, at Millis) {
	t.add(r.count(tenant, countEnded, hourOf(at)))
	switch r.Status {
	case shipping.Lost:
		t.add(r.count(tenant, countLost, hourOf(at)))
	case shipping.Delivered:
		if r.Promised == 0 || at <= r.Promised {
			t.add(r.count(tenant, countOnTime, hourOf(at)))
		}
		t.delivered(r.count(tenant, "", 0), r.Trail, at)
	}
}
