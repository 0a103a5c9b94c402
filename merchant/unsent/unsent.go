// Package unsent answers the question: what is still to be sent to a person who asks to be forgotten?
package unsent

import (
	"context"
	"fmt"
	"strings"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// Order is an order to a person of which something has not left.
type Order struct {
	ID     shipping.OrderID `json:"id"`
	Number string           `json:"number"`
	Stage  fact.Stage       `json:"stage"`
	// Parcels are those at the warehouse. None: nothing is set aside for it, or all that is has left, and more is awaited.
	Parcels []Parcel `json:"parcels,omitempty"`
}

// Parcel is one that lies at the warehouse.
type Parcel struct {
	ID      shipping.ParcelID  `json:"id"`
	Carrier shipping.CarrierID `json:"carrier,omitempty"` // who was asked to take it, or has taken it
	Waybill string             `json:"waybill,omitempty"` // empty: no carrier has taken it yet
	Label   bool               `json:"label"`             // there is one, which may be printed
}

// together is how many rows are read at once.
const together = 500

// To lists the orders to a person, as merchant.Erase knows whom, of which something has not left.
func To(ctx context.Context, m *merchant.Merchant, who shipping.Address) (list []Order, err error) {
	addresses, err := m.Addresses(ctx, who)
	if err != nil || len(addresses) == 0 {
		return nil, err
	}
	if err := m.Fill(ctx); err != nil {
		return nil, err
	}
	for _, stage := range []fact.Stage{fact.StageHeld, fact.StageAccepted, fact.StageWaiting, fact.StageShipping} {
		for page := (view.Page{Limit: together, Only: string(stage)}); ; {
			rows, err := m.Views.Orders(ctx, m.ID, page)
			if err != nil {
				return nil, err
			}
			found, err := among(ctx, m, rows, addresses)
			if err != nil {
				return nil, err
			}
			if list = append(list, found...); len(rows) < together {
				break
			}
			page.Before = string(rows[len(rows)-1].ID)
		}
	}
	return list, nil
}

// among are those of some orders that go to one of the addresses, and have not left as a whole.
func among(ctx context.Context, m *merchant.Merchant, rows []view.OrderRow, addresses map[shipping.DocumentID]bool) (list []Order, err error) {
	streams := make([]shipping.Stream, len(rows))
	for i := range rows {
		streams[i] = rows[i].ID.Stream()
	}
	state, err := m.Ledger.Read(ctx, m.ID, streams...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		st := fact.OrderIn(state, rows[i].ID)
		if !addresses[st.Order.To] || !st.Open() {
			continue
		}
		o := Order{ID: rows[i].ID, Number: st.Order.Number, Stage: st.Stage}
		if o.Parcels, err = here(ctx, m, st); err != nil {
			return nil, err
		}
		if st.Stage != fact.StageShipping || len(o.Parcels) > 0 {
			list = append(list, o)
		}
	}
	return list, nil
}

// here are the parcels of an order that lie at the warehouse.
func here(ctx context.Context, m *merchant.Merchant, o *fact.OrderState) (list []Parcel, err error) {
	for _, p := range o.Parcels {
		state, err := m.Ledger.Read(ctx, m.ID, p.ID.Stream())
		if err != nil {
			return nil, err
		}
		st := fact.ParcelIn(state, p.ID)
		if p.Ended != "" || !st.Track.Handed.IsZero() || st.Booking.Stage == fact.BookingOff {
			continue
		}
		one := Parcel{ID: p.ID, Carrier: st.Booking.Carrier}
		if st.Booking.Stage == fact.BookingHeld {
			one.Waybill, one.Label = st.Booking.Waybill, st.Booking.Label != ""
		}
		list = append(list, one)
	}
	return list, nil
}

// Text tells of an order what becomes of it once its addressee is forgotten.
func (o *Order) Text() string {
	const unbooked = "no carrier can be asked without an address: it stays here, and is a case"
	if len(o.Parcels) == 0 {
		return "order " + o.Number + " (" + string(o.Stage) + "): " + unbooked + " once its goods are set aside"
	}
	words := make([]string, len(o.Parcels))
	for i, p := range o.Parcels {
		switch {
		case p.Label:
			words[i] = fmt.Sprintf("parcel %s has a label of %s, waybill %s, which has the address and takes the parcel all the same; what is not printed yet cannot be printed any more", p.ID, p.Carrier, p.Waybill)
		case p.Waybill != "":
			words[i] = fmt.Sprintf("parcel %s is booked with %s, waybill %s, which has the address and takes the parcel all the same", p.ID, p.Carrier, p.Waybill)
		default:
			words[i] = fmt.Sprintf("parcel %s has no label: %s, unless %s answers before", p.ID, unbooked, orCarrier(p.Carrier))
		}
	}
	return "order " + o.Number + " (" + string(o.Stage) + "): " + strings.Join(words, "; ")
}

func orCarrier(id shipping.CarrierID) string {
	if id == "" {
		return "a carrier that is being asked"
	}
	return string(id)
}
