package handover

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Open is a parcel that its carrier has not closed.
type Open struct {
	Parcel    shipping.ParcelID    `json:"parcel"`
	Order     shipping.OrderID     `json:"order"`
	Carrier   shipping.CarrierID   `json:"carrier"`
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Waybill   string               `json:"waybill"`
	Handed    time.Time            `json:"handed,omitzero"` // zero: it was not handed over, and booked more than a day ago
	// Asked tells that the carrier was asked, and nobody knows what came of that; Code is its newest no, NotOnManifest or its own.
	Asked bool   `json:"asked"`
	Code  string `json:"code,omitempty"`
}

// Stands says how far it is.
func (o *Open) Stands() string {
	switch {
	case o.Handed.IsZero():
		return "booked more than a day ago, not handed over"
	case o.Asked:
		return "asked, no answer"
	case o.Code == fact.NotOnManifest:
		return "the carrier has no such booking to close"
	case o.Code != "":
		return "the carrier said no: " + o.Code
	}
	return "not asked yet"
}

// Unclosed lists the parcels that their carriers close and have not closed, of one carrier and warehouse or of any where that is empty: those that were handed over, and those that were booked
// more than a day ago. They are in the order of carriers, warehouses and waybills.
func Unclosed(ctx context.Context, m *merchant.Merchant, by shipping.CarrierID, from shipping.WarehouseID) ([]Open, error) {
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return nil, err
	}
	if err := m.Fill(ctx); err != nil {
		return nil, err
	}
	ids, err := m.Views.Unclosed(ctx, m.ID, by, from, m.Now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	states, err := read(ctx, m, ids)
	list := []Open{}
	for _, id := range ids {
		if st := states[id]; st != nil && st.Booking.Stage == fact.BookingHeld && st.Booking.Closing.Open() {
			k := &st.Booking
			list = append(list, Open{id, st.Plan.Order, k.Carrier, st.Plan.Warehouse, k.Waybill, st.Track.Handed, k.Closing.List != "", k.Closing.Code})
		}
	}
	slices.SortFunc(list, func(a, b Open) int {
		return cmp.Or(cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.Waybill, b.Waybill))
	})
	return list, err
}

// Settled is what was recorded as closed, and what was not and why.
type Settled struct {
	Manifest string            `json:"manifest"` // the carrier's own number
	Closed   []string          `json:"closed"`
	LeftOut  []carrier.LeftOut `json:"left_out"`
}

// Settle records that a carrier closed parcels, which are named, on its manifest of a number, as somebody saw there. The carrier is asked nothing.
func Settle(ctx context.Context, m *merchant.Merchant, h Handing, manifest string) (*Settled, error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return nil, err
	}
	if len(h.Named) == 0 || manifest == "" || manifest != shipping.Text(manifest) || len(manifest) > mostNumber {
		return nil, shipping.BadField("closed", "takes the number of the carrier's manifest, and names of parcels", "name what the carrier closed, by identifiers (par_...) or waybills")
	}
	list, err := h.candidates(ctx, m)
	if err != nil {
		return nil, err
	}
	out := &Settled{Manifest: manifest, Closed: []string{}, LeftOut: []carrier.LeftOut{}}
	var facts []*fact.Fact
	for i := range list {
		c := &list[i]
		if why := h.unsettled(c.State); why != "" {
			out.LeftOut = append(out.LeftOut, carrier.LeftOut{Named: c.Named, Parcel: c.Parcel, Why: why})
			continue
		}
		facts = append(facts, &fact.Fact{Stream: c.Parcel.Stream(), At: m.Now(), By: h.Who, Body: &fact.ManifestAnswered{Waybill: c.State.Booking.Waybill, Manifest: manifest}})
	}
	for i, err := range recorded(ctx, m, facts) {
		waybill := facts[i].Body.(*fact.ManifestAnswered).Waybill //nolint:forcetypeassert // made above
		if err != nil && shipping.CodeOf(err) != shipping.Known {
			out.LeftOut = append(out.LeftOut, carrier.LeftOut{Named: waybill, Parcel: shipping.ParcelID(facts[i].Stream.ID()), Why: err.Error()})
			continue
		}
		out.Closed = append(out.Closed, waybill)
	}
	return out, m.Fill(ctx)
}

// mostNumber is how long the number of a carrier's manifest may be.
const mostNumber = 200

// unsettled tells why a parcel cannot be recorded as closed; empty when it can be.
func (h *Handing) unsettled(st *fact.ParcelState) string {
	switch {
	case st == nil:
		return "no parcel of " + string(h.Carrier) + " has this identifier or waybill"
	case st.Booking.Carrier != h.Carrier || st.Booking.Stage != fact.BookingHeld:
		return "it has no valid label of " + string(h.Carrier)
	case !st.Booking.Closing.Wanted:
		return "its carrier closes no manifests"
	case st.Booking.Closing.Manifest != "":
		return "it was closed before, on " + st.Booking.Closing.Manifest
	}
	return ""
}
