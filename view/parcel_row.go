package view

import (
	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/trail"
)

// ParcelRow is a parcel in a list.
type ParcelRow struct {
	ID        shipping.ParcelID    `json:"id" column:"id,fixed"`
	Order     shipping.OrderID     `json:"order" column:"order_id,fixed"`
	Number    string               `json:"number,omitempty" column:"-"` // the storefront's, of its order; lists fill it in
	Warehouse shipping.WarehouseID `json:"warehouse" column:"warehouse,fixed"`
	Country   shipping.Country     `json:"country" column:"country,fixed"`
	Weight    shipping.Grams       `json:"weight" column:"weight,fixed"`
	Channel   shipping.ChannelID   `json:"channel" column:"channel,steady"`
	Carrier   shipping.CarrierID   `json:"carrier" column:"carrier,steady"`
	Waybill   string               `json:"waybill" column:"waybill,steady"`
	Status    shipping.Status      `json:"status" column:"status"`
	Milestone shipping.Milestone   `json:"milestone" column:"milestone"`
	Booked    Millis               `json:"booked,omitzero" column:"booked,steady"`
	Handed    Millis               `json:"handed,omitzero" column:"handed"`
	Ended     Millis               `json:"ended,omitzero" column:"ended,steady"`
	Promised  Millis               `json:"promised,omitzero" column:"promised,steady"`
	Cost      Charge               `json:"-"`
	Updated   Millis               `json:"updated,omitzero" column:"updated"`
	Request   Request              `json:"request"`
	Progress  Progress             `json:"progress"`
	Trouble   Trouble              `json:"trouble"`
}

// Charge is what a carrier charges, in minor units. Without a currency it is unknown.
type Charge struct {
	Amount   int64             `column:"cost,steady"`
	Currency shipping.Currency `column:"currency,steady"`
}

// Request is how a parcel's bookings were asked for, and what its carrier is still to be asked for.
type Request struct {
	Attempt  int64   `json:"attempt" column:"attempt,steady"` // 1 for the primary channel
	Refusals int64   `json:"refusals" column:"refusals,steady"`
	Asked    Millis  `json:"asked,omitzero" column:"asked,steady"` // when the booking was asked for that is not answered yet
	Leaving  Leaving `json:"leaving" column:"leaving,steady"`
	// Unclosed is since when it is booked with a carrier that closes what it is handed, and has not closed it yet.
	Unclosed Millis `json:"unclosed,omitzero" column:"unclosed,steady"`
	// Printed is the batch with which its label was printed last; empty: it was not.
	Printed string `json:"printed,omitempty" column:"printed,steady"`
}

// Leaving is how far a parcel is that was asked to leave its channel. Empty: it was not.
type Leaving string

// The steps of a parcel that leaves its channel.
const (
	LeavingAsked    Leaving = "asked"    // it still has its booking
	LeavingUnbooked Leaving = "unbooked" // its booking was undone because of it
)

// Trouble is what went wrong with a parcel.
type Trouble struct {
	Case   shipping.CaseID `json:"case" column:"case_id,steady"`         // the newest one that it came into
	Since  Millis          `json:"since,omitzero" column:"cased,steady"` // when it did
	Warned Millis          `json:"warned,omitzero" column:"warned"`      // when its buyer was first told of a delay or a switch
}

func parcelTable(d *db.DB) *table[ParcelRow] {
	t := newTable[ParcelRow]("view_parcel", d)
	t.about, t.fold, t.total = parcelOf, (*ParcelRow).fold, (*ParcelRow).total
	return t
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

// count names a count of the parcel's channel and lane.
func (r *ParcelRow) count(what string, period int64) count {
	return count{what, period, r.place(), 0}
}

func (r *ParcelRow) place() place { return place{r.Warehouse, r.Country, r.Channel} }

// fold takes a fact about the parcel in, and adds to the counts; not before it was planned, nor once it has ended.
func (r *ParcelRow) fold(f *fact.Fact, t *tally) {
	if r.ID == "" || r.Ended > 0 {
		t = &tally{}
	}
	r.Updated = max(r.Updated, millis(f.Recorded))
	at := happened(f)
	switch b := f.Body.(type) {
	case *fact.ParcelPlanned:
		p := &b.Plan
		r.ID, r.Order, r.Warehouse, r.Country, r.Weight = shipping.ParcelID(f.Stream.ID()), p.Order, p.Warehouse, p.Ship.Country, p.Weight
		r.Status = shipping.Pending
	case *fact.HandedOver:
		r.Handed = at
		r.Progress.passed(at)
	case *fact.Awaited:
		if b.Promise != (shipping.Window{}) {
			r.Promised = millis(b.Promise.To)
		}
		r.Progress.await(b.Await, at)
	case *fact.MilestoneReached:
		r.reachedMilestone(b, at, t)
	case *fact.Deviated:
		r.Progress.await(b.Await, at)
		t.totals.figures.Deviations++
	case *fact.ParcelStuck:
		r.Status, r.Request.Asked = shipping.Exception, 0
		t.totals.figures.Stuck++
	case *fact.ParcelCalledOff:
		r.Status, r.Ended, r.Request.Asked = shipping.Cancelled, at, 0
	case *fact.CaseOpened:
		r.Trouble.Case, r.Trouble.Since = shipping.CaseID(f.Stream.ID()), at
	case *fact.CaseJoined:
		r.Trouble.Case, r.Trouble.Since = shipping.CaseID(f.Stream.ID()), at
	case *fact.MessageSent:
		if r.Trouble.Warned == 0 && warns[b.Message] {
			r.Trouble.Warned = at
		}
	default:
		r.foldBooking(f, at, t)
	}
}

// happened is when a fact happened. What is said to lie behind its recording, as a carrier's clock may have it, counts as of
// the recording: one event dated years ahead must not make all others old.
func happened(f *fact.Fact) Millis {
	at, recorded := millis(f.At), millis(f.Recorded)
	if recorded > 0 {
		return min(at, recorded)
	}
	return at
}

// warns are the messages that tell a buyer of a delay or of a switch.
var warns = among(shipping.MessageAtRisk, shipping.MessageLate, shipping.MessageSwitched)

// foldBooking takes the facts of asking, booking and cancelling in.
func (r *ParcelRow) foldBooking(f *fact.Fact, at Millis, t *tally) {
	switch b := f.Body.(type) {
	case *fact.BookingRequested:
		r.Channel, r.Carrier, r.Request.Attempt, r.Request.Asked = b.Channel, b.Carrier, b.Attempt, at
		t.add(r.count(countAsked, hourOf(at)))
	case *fact.Booked:
		r.answered(t, false)
		r.booked(b, at)
		if r.Request.Leaving == LeavingUnbooked {
			t.totals.figures.Rebooked++
		}
		r.Request.Leaving = ""
	case *fact.BookingHindered: // the carrier has nothing to answer
		r.Request.Asked = 0
	case *fact.BookingRejected:
		if b.Code == fact.AddressErased { // the program's own no: the carrier was never asked
			r.Request.Asked = 0
			return
		}
		r.Request.Refusals++
		r.answered(t, true)
	case *fact.DiversionAsked:
		if b.Channel == r.Channel {
			r.Request.Leaving = LeavingAsked
		}
	case *fact.CancelRejected:
		r.Request.Leaving = ""
	case *fact.ManifestAnswered:
		if b.Manifest != "" {
			r.Request.Unclosed = 0
		}
	case *fact.LabelPrinted:
		r.Request.Printed = b.Batch
	case *fact.BookingCancelled:
		r.Waybill, r.Booked, r.Cost, r.Request.Unclosed, r.Request.Printed = "", 0, Charge{}, 0, ""
		r.Progress.Due, r.Progress.Awaits, r.Progress.Late = 0, "", 0
		if r.Request.Leaving == LeavingAsked {
			r.Request.Leaving = LeavingUnbooked
		}
	}
}

// booked takes a label in, and begins the way with it.
func (r *ParcelRow) booked(b *fact.Booked, at Millis) {
	r.Waybill, r.Booked, r.Request.Asked, r.Cost, r.Request.Unclosed, r.Request.Printed = b.Waybill, at, 0, Charge{}, 0, ""
	if b.ToClose {
		r.Request.Unclosed = at
	}
	if b.Cost.Amount >= 0 && b.Cost.Amount <= mostCost {
		r.Cost = Charge{b.Cost.Amount, b.Cost.Currency}
	}
	r.Status, r.Milestone = shipping.InfoReceived, shipping.LabelCreated
	r.Progress = Progress{Trail: trail.With("", shipping.LabelCreated, at, fact.Estimate{})}
}

// answered counts the carrier's answer in the hour in which it was asked for.
func (r *ParcelRow) answered(t *tally, refused bool) {
	asked := r.Request.Asked
	if asked == 0 {
		return
	}
	t.add(r.count(countAnswered, hourOf(asked)))
	if refused {
		t.add(r.count(countRefused, hourOf(asked)))
	}
	r.Request.Asked = 0
}

// reachedMilestone takes a step of the way in; the last one ends it.
func (r *ParcelRow) reachedMilestone(b *fact.MilestoneReached, at Millis, t *tally) {
	r.Status, r.Milestone = b.Status, b.Milestone
	r.Progress.reached(b, at)
	if since := r.Progress.cleared(b.Milestone, at); since > 0 {
		c := r.count(countClearance, dayOf(at))
		c.hours = widened(hoursUp(since, at))
		t.add(c)
	}
	if !b.Status.Final() {
		return
	}
	if r.Ended == 0 && r.Booked > 0 && b.Status != shipping.Cancelled {
		r.end(t, at)
	}
	r.Ended, r.Progress.Trail = at, ""
}

// end counts how the parcel fared with its channel. One that was cancelled says nothing about it.
func (r *ParcelRow) end(t *tally, at Millis) {
	t.add(r.count(countEnded, hourOf(at)))
	switch r.Status {
	case shipping.Lost:
		t.add(r.count(countLost, hourOf(at)))
	case shipping.Delivered:
		if r.Promised == 0 || at <= r.Promised {
			t.add(r.count(countOnTime, hourOf(at)))
		}
		t.delivered(r.count("", 0), r.Progress.Trail, at)
	}
}
