package laws

import (
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
)

// Names lists the streams that a balance speaks of. There are facts of every one: an order's parcels and a parcel's order,
// the stock that either was picked from, the orders that wait for stock, what a case is about, and the cases of a parcel
// or a lane, and the orders that bear numbers.
func Names(b *fact.Balance) (list []shipping.Stream) {
	switch s := b.State.(type) {
	case *fact.OrderState:
		for _, p := range s.Parcels {
			list = append(list, p.ID.Stream())
		}
		for _, h := range s.Shipments {
			list = picked(list, h.Picks)
		}
	case *fact.NumbersState:
		for _, o := range s.Orders {
			list = append(list, o.Order.Stream())
		}
	case *fact.ParcelState:
		list = picked(about(list, s.Plan.Order, "", s.Case), s.Plan.Picks)
	case *fact.CaseState:
		list = about(list, s.Order, s.Parcel, "")
	case *fact.StockState:
		for _, w := range s.Waiting {
			list = append(list, w.Order.Stream())
		}
	case *fact.DepotState:
		for _, k := range s.Stops {
			list = append(list, k.Parcel.Stream())
		}
	case *fact.LaneState:
		for _, c := range s.Cases {
			list = about(list, "", "", c.Case)
		}
		for _, c := range s.Channels {
			for _, w := range c.Switches {
				list = about(list, "", "", w.Case)
			}
		}
	}
	return list
}

func picked(list []shipping.Stream, picks []shipping.Pick) []shipping.Stream {
	for _, p := range picks {
		if stream := p.SKU.Stream(); !slices.Contains(list, stream) {
			list = append(list, stream)
		}
	}
	return list
}

func about(list []shipping.Stream, o shipping.OrderID, p shipping.ParcelID, c shipping.CaseID) []shipping.Stream {
	if o != "" {
		list = append(list, o.Stream())
	}
	if p != "" {
		list = append(list, p.Stream())
	}
	if c != "" {
		list = append(list, c.Stream())
	}
	return list
}

// Awaits reports whether a stream still waits for the outcome of a job that one of its facts asked for. False also of one
// that came to nothing: the stream has moved on since.
func Awaits(b *fact.Balance, job *fact.Fact) bool {
	switch asks := job.Body.(type) {
	case *fact.BookingRequested:
		p, ok := b.State.(*fact.ParcelState)
		return ok && p.Booking.Stage == fact.BookingAsked && p.Booking.Attempt == asks.Attempt
	case *fact.CancelRequested:
		p, ok := b.State.(*fact.ParcelState)
		return ok && p.Booking.Stage == fact.BookingCancelling && p.Booking.Waybill == asks.Waybill
	case *fact.MessageRequested:
		p, ok := b.State.(*fact.ParcelState)
		return ok && slices.ContainsFunc(p.Notified.Notices, func(n fact.Notice) bool {
			return n.Outcome == "" && n.Message == asks.Message && n.Way == asks.Way && n.Earliest.Equal(asks.Earliest)
		})
	case *fact.TourRequested:
		d, ok := b.State.(*fact.DepotState)
		return ok && d.Asked && d.Date == asks.Date && d.Revision == asks.Revision
	case *fact.RebookRequested: // it has an outcome always
		return true
	}
	return false
}
