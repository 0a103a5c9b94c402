package rehearsal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// telling is what became of one order in one of two runs: the recorded one, or the rehearsed one.
// Both are told in the same facts.
type telling struct {
	number  string
	country shipping.Country
	placed  time.Time

	stage                  fact.Stage
	held, rejected, waited bool
	nowhere                bool // held, since no channel goes to its country
	shipments              int
	parcels                []way // by their number, counted from 1
}

// way is how one parcel goes.
type way struct {
	plan   fact.ParcelPlan
	chosen *fact.ChannelChosen // first of all; nil: no channel was found yet
	again  *fact.ChannelChosen // when it was booked anew, or the first choice
	why    []fact.Reason       // for the warehouse
	stuck  bool
	handed bool
	off    bool      // called off before it left; it may be on its way all the same
	ended  time.Time // when it reached its end; zero: it is on its way
	status shipping.Status
	// Of the recorded run alone: what was booked in the end, and until when it was promised.
	channel shipping.ChannelID
	cost    shipping.Money
	booked  bool
	promise time.Time
}

// take folds a fact of the order's or one of its parcels' stream in.
func (t *telling) take(f *fact.Fact) {
	if f.Stream.Sort() == shipping.ParcelSort {
		t.takeParcel(f)
		return
	}
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		t.number, t.country, t.placed = b.Order.Number, b.Order.Ship.Country, b.Order.Placed
		t.stage = fact.StageReceived
	case *fact.OrderAccepted:
		t.stage, t.nowhere = fact.StageAccepted, false
	case *fact.OrderHeld:
		t.stage, t.held = fact.StageHeld, true
		t.nowhere = b.Lacks == fact.LacksLane
	case *fact.OrderRejected:
		t.stage, t.rejected = fact.StageRejected, true
	case *fact.OrderCancelled:
		t.stage = fact.StageCancelled
	case *fact.Allocated:
		t.stage = fact.StageShipping
		t.shipments++
		for _, id := range b.Parcels {
			if w := t.parcel(id); w != nil {
				w.why = b.Why
			}
		}
	case *fact.Backordered:
		t.stage, t.waited = fact.StageWaiting, t.waited || len(b.Missing) == 0 || b.Missing[0].Quantity > 0
	case *fact.OrderCompleted:
		t.stage = b.Stage()
	}
}

func (t *telling) takeParcel(f *fact.Fact) {
	w := t.parcel(shipping.ParcelID(f.Stream.ID()))
	if w == nil {
		return
	}
	switch b := f.Body.(type) {
	case *fact.ParcelPlanned:
		w.plan = b.Plan
	case *fact.ChannelChosen:
		if w.again = b; w.chosen == nil {
			w.chosen = b
		}
	case *fact.ParcelStuck:
		w.stuck = true
	case *fact.HandedOver:
		w.handed = true
	case *fact.ParcelCalledOff:
		w.off, w.status, w.ended = true, shipping.Cancelled, f.At
	case *fact.MilestoneReached:
		w.status = b.Status
		if b.Status.Final() {
			w.ended = f.At
		}
	default:
		w.takeBooking(f)
	}
}

func (w *way) takeBooking(f *fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.BookingRequested:
		w.channel = b.Channel
	case *fact.Booked:
		w.booked, w.cost = true, b.Cost
	case *fact.BookingCancelled:
		w.booked, w.cost = false, shipping.Money{}
	case *fact.Awaited:
		if b.Promise != (shipping.Window{}) {
			w.promise = b.Promise.To
		}
	}
}

// mostParcels bounds the number that a parcel of an order may have.
const mostParcels = 10_000

// parcel finds a parcel by its number, and makes room for it when it is new. Nil when the name has none.
func (t *telling) parcel(id shipping.ParcelID) *way {
	_, n := parcelNumber(id)
	if n < 1 || n > mostParcels {
		return nil
	}
	if n > len(t.parcels) {
		t.parcels = slices.Grow(t.parcels, n-len(t.parcels))[:n]
	}
	return &t.parcels[n-1]
}

// parcelNumber is whose parcel this is, and the how many-th, counted from 1; 0 when the name is no parcel's.
func parcelNumber(id shipping.ParcelID) (shipping.OrderID, int) {
	suffix, ok := strings.CutPrefix(string(id), "par_")
	i := strings.LastIndexByte(suffix, '-')
	if !ok || i < 0 {
		return "", 0
	}
	n, err := strconv.Atoi(suffix[i+1:])
	if err != nil {
		return "", 0
	}
	return shipping.OrderID("ord_" + suffix[:i]), n
}

// over tells that nothing more is expected of the order in this run.
func (t *telling) over() bool {
	switch t.stage {
	case fact.StageRejected, fact.StageCompleted, fact.StageUndelivered:
		return true
	case fact.StageCancelled:
		return !slices.ContainsFunc(t.parcels, func(w way) bool { return w.ended.IsZero() })
	}
	return false
}
