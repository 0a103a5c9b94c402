package handover

import (
	"context"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/closing"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/places"
	"crosslane/shipping"
)

// closer has a carrier close what was handed to it.
type closer struct {
	m       *merchant.Merchant
	book    *book.Book
	carrier book.Carrier
	named   map[shipping.ParcelID]bool // are asked for again though the carrier did not know them
	who     string
}

// turns let one closing of a merchant run at a time, so that no list is asked for by two at once.
var turns = places.New() // by merchant

// close has the carrier close what is open, from a warehouse or from any. The error tells what could not be read or recorded.
func (c *closer) close(ctx context.Context, from shipping.WarehouseID) ([]closing.Outcome, error) {
	end, err := turns.Turn(ctx, string(c.m.ID))
	if err != nil {
		return nil, err
	}
	defer end()
	list := []closing.Outcome{}
	parcels, err := c.due(ctx, from)
	if err != nil || len(parcels) == 0 {
		return list, err
	}
	by, fault := c.m.Called(c.carrier)
	if fault == nil {
		defer by.Close()
	}
	for _, l := range closing.Lists(c.m.ID, c.carrier, parcels) {
		if fault != nil {
			list = append(list, *l.Failed(fault))
			continue
		}
		o, err := c.ask(ctx, &l, by)
		if o != nil {
			list = append(list, *o)
		}
		if err != nil {
			return list, err
		}
	}
	return list, nil
}

// due are the parcels that were handed over and are to be closed.
func (c *closer) due(ctx context.Context, from shipping.WarehouseID) (list []closing.Parcel, err error) {
	ids, err := c.m.Views.Unclosed(ctx, c.m.ID, c.carrier.ID, from, time.Time{})
	if err != nil {
		return nil, err
	}
	states, err := read(ctx, c.m, ids)
	for _, id := range ids {
		if st := states[id]; st != nil && c.isDue(id, st) {
			list = append(list, closing.Parcel{ID: id, Warehouse: st.Plan.Warehouse, Waybill: st.Booking.Waybill, List: st.Booking.Closing.List})
		}
	}
	return list, err
}

// isDue: what has no valid label is on no manifest, which is asked once more when it is recorded. What the carrier does not know is asked for again when it is named, and so is what it refused and has delivered since.
func (c *closer) isDue(id shipping.ParcelID, st *fact.ParcelState) bool {
	k := &st.Booking
	if k.Stage != fact.BookingHeld || k.Carrier != c.carrier.ID || !k.Closing.Open() {
		return false
	}
	return c.named[id] || k.Closing.Code == "" || k.Closing.Code != fact.NotOnManifest && !st.Track.Status.Final()
}

// ask records that the carrier is asked, asks it, and records what it answers. What may not be asked for any more, as its label is being voided, is taken off the list.
func (c *closer) ask(ctx context.Context, l *closing.List, by carrier.Connector) (*closing.Outcome, error) {
	at := slices.IndexFunc(c.book.Warehouses, func(w book.Warehouse) bool { return w.ID == l.Warehouse })
	if at < 0 {
		return l.Failed(shipping.BadField("warehouse", "the Book in force has no warehouse "+string(l.Warehouse), "publish a Book that has it")), nil
	}
	errs := recorded(ctx, c.m, l.Asked(c.m.Now(), c.who))
	var left []closing.Parcel
	for i, err := range errs {
		switch shipping.CodeOf(err) {
		case "", shipping.Known:
			left = append(left, l.Parcels[i])
		case shipping.Unavailable, shipping.Internal:
			return nil, err
		}
	}
	if l.Parcels = left; len(left) == 0 {
		return nil, nil //nolint:nilnil // nothing is to be closed
	}
	o, answers := l.Ask(ctx, by, c.book.Warehouses[at], c.m.Now)
	for _, err := range recorded(context.WithoutCancel(ctx), c.m, answers) { // the carrier has answered: that is not lost because nobody waits
		if err != nil && shipping.CodeOf(err) != shipping.Known {
			return o, err
		}
	}
	return o, nil
}
