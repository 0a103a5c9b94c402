package laws_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/laws"
	"crosslane/shipping"
)

// TestWhatTheLawsAllow: each law just kept, and just broken.
func TestWhatTheLawsAllow(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	timers := []fact.Timer{{Name: "x", Due: now}}
	parcel := func(change func(p *fact.ParcelState)) *fact.ParcelState {
		p := &fact.ParcelState{Timers: timers}
		p.Booking.Stage, p.Booking.Waybill = fact.BookingHeld, "W"
		change(p)
		return p
	}
	lot := func(onHand, reserved int64, outside shipping.Location, n int64) *fact.StockState {
		lost := int64(0)
		if outside != shipping.Customer {
			lost = max(0, n)
		}
		return &fact.StockState{Lost: lost, Lots: []shipping.Lot{{Location: "szx", OnHand: onHand, Reserved: reserved}},
			Outside: []fact.Outside{{Location: outside, Quantity: n}, {Location: shipping.Supplier, Quantity: -onHand - n}}}
	}
	lane := func(phase fact.SwitchPhase, timers []fact.Timer) *fact.LaneState {
		return &fact.LaneState{Timers: timers, Channels: []fact.ChannelControl{{Channel: "air", Switches: []fact.Switch{{Trigger: "late", Phase: phase}}}}}
	}
	for _, c := range []struct {
		name  string
		state fact.Folded
		broke string
	}{
		{"stock in order", lot(5, 5, shipping.Customer, 3), ""},
		{"oversold", lot(5, 6, shipping.Customer, 3), "is oversold: 6 of 5"},
		{"a count found fewer", lot(5, 6, shipping.Count, 1), ""},
		{"a count found fewer here, and more there", &fact.StockState{Lost: 2, Lots: []shipping.Lot{{Location: "szx", OnHand: 5, Reserved: 6}},
			Outside: []fact.Outside{{Location: shipping.Count, Quantity: -1}, {Location: shipping.Supplier, Quantity: -4}}}, ""},
		{"goods broke", lot(5, 6, shipping.Scrap, 1), ""},
		{"a count found more", lot(5, 6, shipping.Count, -1), "is oversold"},
		{"a count found all", lot(5, 6, shipping.Count, 0), "is oversold"},
		{"nothing left", lot(0, 0, shipping.Customer, 3), ""},
		{"nothing promised", lot(5, 0, shipping.Customer, 3), ""},
		{"less than nothing", lot(-1, 0, shipping.Count, 1), "has -1 on hand"},
		{"promised less than nothing", lot(1, -1, shipping.Count, 1), "-1 promised"},
		{"a sum that is none", &fact.StockState{Lots: []shipping.Lot{{Location: "szx", OnHand: 1}}}, "sum to 1, not to zero"},
		{"a parcel in order", parcel(func(*fact.ParcelState) {}), ""},
		{"booked without a waybill", parcel(func(p *fact.ParcelState) { p.Booking.Waybill = "" }), "booked without a waybill"},
		{"asked for, not handed over", parcel(func(p *fact.ParcelState) { p.Booking.Stage, p.Booking.Waybill = fact.BookingAsked, "" }), ""},
		{"handed over without a waybill", parcel(func(p *fact.ParcelState) {
			p.Booking.Stage, p.Booking.Waybill, p.Track.Handed = fact.BookingAsked, "", now
		}), "handed over without a waybill"},
		{"handed over with one", parcel(func(p *fact.ParcelState) { p.Track.Handed = now }), ""},
		{"nobody waits", parcel(func(p *fact.ParcelState) { p.Timers = nil }), "nobody waits for it"},
		{"somebody's case", parcel(func(p *fact.ParcelState) { p.Timers, p.Case = nil, "cas_1" }), ""},
		{"at its end", parcel(func(p *fact.ParcelState) { p.Timers, p.Track.Status = nil, shipping.Delivered }), ""},
		{"being asked for", parcel(func(p *fact.ParcelState) { p.Timers, p.Booking.Stage = nil, fact.BookingAsked }), ""},
		{"being undone", parcel(func(p *fact.ParcelState) { p.Timers, p.Booking.Stage = nil, fact.BookingCancelling }), ""},
		{"an empty depot", &fact.DepotState{}, ""},
		{"a depot that waits", &fact.DepotState{Timers: timers, Stops: []fact.Stop{{Parcel: "par_1"}}}, ""},
		{"a depot that waits for nothing", &fact.DepotState{Stops: []fact.Stop{{Parcel: "par_1"}}}, "no morning is awaited for parcel par_1"},
		{"a depot whose parcels lie in lockers", &fact.DepotState{Stops: []fact.Stop{{Parcel: "par_1", Stage: fact.StopPickup}}}, ""},
		{"a switch that is over", lane(fact.SwitchOver, nil), ""},
		{"a switch that is away", lane(fact.SwitchAway, nil), ""},
		{"a switch that clears", lane(fact.SwitchClearing, nil), "next step of late on air"},
		{"a switch that returns", lane(fact.SwitchReturning, nil), "next step of late on air"},
		{"a switch that returns in time", lane(fact.SwitchReturning, timers), ""},
		{"a case of no parcel", &fact.CaseState{}, ""},
		{"a case that is needed", &fact.CaseState{Parcels: 2, Left: 1}, ""},
		{"a case that its only parcel has left", &fact.CaseState{Parcels: 1, Left: 1}, "1 of its 1 parcels have left it"},
		{"a case that all have left", &fact.CaseState{Parcels: 2, Left: 2}, "2 of its 2 parcels have left it"},
		{"a case that all have left, closed", &fact.CaseState{Parcels: 2, Left: 2, Closed: "done"}, ""},
		{"a case that more have left than joined", &fact.CaseState{Parcels: 2, Left: 3, Closed: "done"}, "3 of its 2 parcels"},
	} {
		err := laws.Hold("m", &fact.Balance{Stream: "x:1", Version: 1, State: c.state})
		if c.broke == "" && err != nil || c.broke != "" && (shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "x:1: ") || !strings.Contains(err.Error(), c.broke)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.broke)
		}
	}
	if err := laws.Hold("m", &fact.Balance{Stream: "parcel:1", State: &fact.ParcelState{}}); err != nil {
		t.Errorf("a parcel of which nothing was recorded: %v", err)
	}
}
