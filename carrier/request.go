package carrier

import (
	"context"
	"encoding/json"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// parcelOf reads the parcel of a job as it stands now.
func parcelOf(ctx context.Context, t *fact.Task) (*fact.ParcelState, error) {
	balance, err := t.Stream(ctx, t.Job.Stream)
	if err != nil {
		return nil, err
	}
	return balance.State.(*fact.ParcelState), nil
}

// request gathers all that a carrier needs to know.
func (w *BookingWorker) request(ctx context.Context, t *fact.Task, parcel *fact.ParcelState, b *fact.BookingRequested) (*Request, error) {
	channel, from, err := w.lookUp(ctx, t.Merchant, b.Channel, parcel.Plan.Warehouse)
	if err != nil {
		return nil, err
	}
	to, err := address(ctx, t, &parcel.Plan)
	if err != nil {
		return nil, err
	}
	balance, err := t.Stream(ctx, parcel.Plan.Order.Stream())
	if err != nil {
		return nil, err
	}
	order := balance.State.(*fact.OrderState)
	lines := contents(&order.Order, parcel.Plan.Picks)
	id := shipping.ParcelID(t.Job.Stream.ID())
	piece, pieces := place(order, id, parcel.Plan.Shipment)
	return &Request{Key: string(t.Job.ID()), Parcel: id, Plan: parcel.Plan, Channel: channel, From: from, To: to,
		Order: order.Order.Number, Piece: piece, Pieces: pieces, Lines: lines, At: t.Job.At, NotBooked: parcel.Booking.NotBooked, Tried: !t.Untried}, nil
}

// place is where a parcel stands among those of its shipment, from 1, and how many they are; zero when it is none of them.
func place(order *fact.OrderState, id shipping.ParcelID, of shipping.ShipmentID) (piece, pieces int) {
	for i := range order.Parcels {
		if order.Parcels[i].Shipment != of {
			continue
		}
		if pieces++; order.Parcels[i].ID == id {
			piece = pieces
		}
	}
	return piece, pieces
}

// lookUp finds a channel and a warehouse in the Book in force. A channel that the Book no longer has
// is known by its identifier alone; a warehouse likewise. Without a Book it is an Unavailable error.
func (w *BookingWorker) lookUp(ctx context.Context, m shipping.MerchantID, id shipping.ChannelID, from shipping.WarehouseID) (book.Channel, book.Warehouse, error) {
	channel, warehouse := book.Channel{ID: id}, book.Warehouse{ID: from}
	rules, err := w.rules(ctx, m)
	if err != nil {
		return channel, warehouse, err
	}
	for i := range rules.Channels {
		if rules.Channels[i].ID == id {
			channel = rules.Channels[i]
		}
	}
	for i := range rules.Warehouses {
		if rules.Warehouses[i].ID == from {
			warehouse = rules.Warehouses[i]
		}
	}
	return channel, warehouse, nil
}

// rules is the Book in force.
func (w *BookingWorker) rules(ctx context.Context, m shipping.MerchantID) (*book.Book, error) {
	rules, err := w.Book(ctx, m)
	if err != nil || rules == nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Field: "book", Message: "the Book in force of " + string(m) + " is not loaded here",
			Hint: "the job is left alone until it is", Cause: err}
	}
	return rules, nil
}

// errAddressErased is why a parcel is not booked whose addressee's data was erased. It is the program's own no.
var errAddressErased = Refuse(fact.AddressErased, "the addressee's data was erased")

// address reads the addressee from the parcel's document. When it was erased nobody can be sent anything.
func address(ctx context.Context, t *fact.Task, plan *fact.ParcelPlan) (shipping.Address, error) {
	if plan.To == "" {
		return shipping.Address{Country: plan.Ship.Country, Region: plan.Ship.Region, Postcode: plan.Ship.Postcode}, nil
	}
	doc, err := t.Document(ctx, plan.To)
	if err != nil {
		if shipping.CodeOf(err) == shipping.NotFound {
			return shipping.Address{}, errAddressErased
		}
		return shipping.Address{}, err
	}
	var to shipping.Address
	if err := json.Unmarshal(doc.Body, &to); err != nil {
		return to, &shipping.Error{Code: shipping.Corrupt, Message: "the document with the address cannot be read", Cause: err}
	}
	return to, nil
}

// personOf is whom the documents about a job's parcel speak of; empty when that was erased.
func personOf(ctx context.Context, t *fact.Task) (string, error) {
	parcel, err := parcelOf(ctx, t)
	if err != nil || parcel.Plan.To == "" {
		return "", err
	}
	doc, err := t.Document(ctx, parcel.Plan.To)
	if shipping.CodeOf(err) == shipping.NotFound {
		return "", nil
	}
	return doc.Person, err
}

// contents lists what is in a parcel: the order's lines with the quantities that were picked.
func contents(order *shipping.Order, picks []shipping.Pick) []shipping.Line {
	picked := make(map[shipping.SKU]int64, len(picks))
	for _, p := range picks {
		picked[p.SKU] += p.Quantity
	}
	var lines []shipping.Line
	for _, line := range order.Lines {
		n := min(line.Quantity, picked[line.SKU])
		if n <= 0 {
			continue
		}
		picked[line.SKU] -= n
		line.Quantity = n
		lines = append(lines, line)
	}
	return lines
}
