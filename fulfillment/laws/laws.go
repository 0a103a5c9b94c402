// Package laws says what must be true of every balance, whatever happened.
package laws

import (
	"fmt"

	"crosslane/fact"
	"crosslane/shipping"
)

// Hold holds a balance against what must be true of it, whatever happened: stock sums to zero and is
// never negative or oversold, a parcel travels under a valid waybill, and is at its end or watched, a
// depot that has something to deliver waits for the morning, a switch that goes back waits for its next step,
// and a case is open as long as a parcel needs it. It
// answers with the first violation, a Corrupt error that names the stream.
func Hold(_ shipping.MerchantID, b *fact.Balance) error {
	for _, law := range []func(*fact.Balance) error{stockSums, stockNotNegative, bookingHasLabel, parcelIsWatched, depotPlans, switchEnds, caseIsNeeded} {
		if err := law(b); err != nil {
			return err
		}
	}
	return nil
}

// stockSums: double entry; everything together, the virtual locations included, is zero.
func stockSums(b *fact.Balance) error {
	if s, ok := b.State.(*fact.StockState); ok && s.Sum() != 0 {
		return broken(b, fmt.Sprintf("the locations sum to %d, not to zero", s.Sum()))
	}
	return nil
}

// stockNotNegative: nothing is sold that is not there. A lot may hold less than is promised
// from it only after a count or a loss, which opens a case.
func stockNotNegative(b *fact.Balance) error {
	s, ok := b.State.(*fact.StockState)
	if !ok {
		return nil
	}
	for _, l := range s.Lots {
		if l.OnHand < 0 || l.Reserved < 0 {
			return broken(b, fmt.Sprintf("lot %q at %s has %d on hand and %d promised", l.Name, l.Location, l.OnHand, l.Reserved))
		}
		if l.Reserved > l.OnHand && s.Lost == 0 {
			return broken(b, fmt.Sprintf("lot %q at %s is oversold: %d of %d", l.Name, l.Location, l.Reserved, l.OnHand))
		}
	}
	return nil
}

// bookingHasLabel: a parcel travels under exactly one valid waybill.
func bookingHasLabel(b *fact.Balance) error {
	p, ok := b.State.(*fact.ParcelState)
	if !ok || b.Version == 0 {
		return nil
	}
	if p.Booking.Stage == fact.BookingHeld && p.Booking.Waybill == "" {
		return broken(b, "it is booked without a waybill")
	}
	if !p.Track.Handed.IsZero() && p.Booking.Waybill == "" {
		return broken(b, "it was handed over without a waybill")
	}
	return nil
}

// parcelIsWatched: every parcel has reached its end, is being asked for, has a timer, or is
// somebody's case.
func parcelIsWatched(b *fact.Balance) error {
	p, ok := b.State.(*fact.ParcelState)
	if !ok || b.Version == 0 || p.Track.Status.Final() || p.Case != "" || len(p.Timers) > 0 {
		return nil
	}
	switch p.Booking.Stage {
	case fact.BookingAsked, fact.BookingCancelling:
		return nil
	}
	return broken(b, "nobody waits for it: status "+string(p.Track.Status))
}

// depotPlans: a parcel at a depot is on a tour, or waits for the next morning's; one that is on a tour
// and does not come back with news waits for it again.
func depotPlans(b *fact.Balance) error {
	s, ok := b.State.(*fact.DepotState)
	if !ok || len(s.Timers) > 0 {
		return nil
	}
	for _, k := range s.Stops {
		if k.Stage != fact.StopPickup {
			return broken(b, "no morning is awaited for parcel "+string(k.Parcel))
		}
	}
	return nil
}

// switchEnds: a switch whose cause is gone goes back by itself.
func switchEnds(b *fact.Balance) error {
	s, ok := b.State.(*fact.LaneState)
	if !ok || len(s.Timers) > 0 {
		return nil
	}
	for i := range s.Channels {
		for _, w := range s.Channels[i].Switches {
			if w.Phase == fact.SwitchClearing || w.Phase == fact.SwitchReturning {
				return broken(b, "nobody waits for the next step of "+w.Trigger+" on "+string(s.Channels[i].Channel))
			}
		}
	}
	return nil
}

// caseIsNeeded: a case that all its parcels have left is closed.
func caseIsNeeded(b *fact.Balance) error {
	s, ok := b.State.(*fact.CaseState)
	if ok && (s.Left > s.Parcels || s.Parcels > 0 && s.Left == s.Parcels && s.Closed == "") {
		return broken(b, fmt.Sprintf("%d of its %d parcels have left it, and it is %q", s.Left, s.Parcels, s.Closed))
	}
	return nil
}

func broken(b *fact.Balance, what string) error {
	return shipping.Fault(shipping.Corrupt, string(b.Stream)+": "+what, "")
}
