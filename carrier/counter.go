package carrier

import (
	"context"
	"encoding/json"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Counter is where parcels are booked in: the worker that performs the wishes to book and to
// cancel at the carrier that they name. A refusal is an outcome, so that the next channel is
// tried; silence is an error, so that the same wish is performed again.
type Counter struct {
	// Book answers with the Book in force.
	Book func(context.Context) (*book.Book, error)
	// Connector finds the way to a carrier; an Unsupported error when there is none.
	Connector func(shipping.CarrierID) (Connector, error)
	// Now is the clock: the wall's, or the virtual one of a simulated world.
	Now func() time.Time
}

var _ fact.Worker = (*Counter)(nil)

// Performs lists the wishes that the counter takes.
func (c *Counter) Performs() []fact.Kind {
	return []fact.Kind{fact.BookingRequested{}.Kind(), fact.CancelRequested{}.Kind()}
}

// Perform books or cancels. An error means that nothing is known to have happened.
func (c *Counter) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	switch b := t.Job.Body.(type) {
	case *fact.BookingRequested:
		return c.book(ctx, t, b)
	case *fact.CancelRequested:
		return c.cancel(ctx, t, b)
	}
	return fact.Outcome{}, shipping.Fault(shipping.Unsupported, "the counter does not perform "+string(t.Job.Body.Kind()), "")
}

// book asks the carrier to take the parcel. A wish that a later attempt has replaced is void.
func (c *Counter) book(ctx context.Context, t *fact.Task, b *fact.BookingRequested) (fact.Outcome, error) {
	balance, err := t.Stream(ctx, t.Job.Stream)
	if err != nil {
		return fact.Outcome{}, err
	}
	parcel := balance.State.(*fact.ParcelState)
	if parcel.Booking.Attempt > b.Attempt {
		return fact.Outcome{}, nil
	}
	r, err := c.request(ctx, t, parcel, b)
	var yes *Confirmation
	if err == nil {
		yes, err = c.ask(ctx, b.Carrier, r)
	}
	switch {
	case err == nil:
		return c.booked(t, b, r, yes), nil
	case final(err):
		return c.outcome(t, b.Carrier, &fact.BookingRejected{Channel: b.Channel, Code: RefusalCode(err), Message: refusalMessage(err)}), nil
	}
	return fact.Outcome{}, err
}

func (c *Counter) ask(ctx context.Context, id shipping.CarrierID, r *Request) (*Confirmation, error) {
	connector, err := c.Connector(id)
	if err != nil {
		return nil, err
	}
	return connector.Book(ctx, r)
}

// booked records the carrier's yes, and the label as a paper about the addressee.
func (c *Counter) booked(t *fact.Task, b *fact.BookingRequested, r *Request, yes *Confirmation) fact.Outcome {
	body := &fact.Booked{Channel: b.Channel, Carrier: b.Carrier, Waybill: yes.Waybill, Reference: yes.Reference, Cost: yes.Cost}
	if len(yes.Label) == 0 {
		return c.outcome(t, b.Carrier, body)
	}
	label := shipping.NewDocument(yes.Media, r.To.Person(), yes.Label)
	body.Label = label.ID
	out := c.outcome(t, b.Carrier, body)
	out.Documents = []shipping.Document{label}
	return out
}

// cancel asks the carrier to undo a booking. A number that the carrier does not know is no proof that no
// label is alive, so it counts as a refusal.
func (c *Counter) cancel(ctx context.Context, t *fact.Task, b *fact.CancelRequested) (fact.Outcome, error) {
	channel, _, err := c.lookUp(ctx, b.Channel, "")
	if err != nil {
		return fact.Outcome{}, err
	}
	connector, err := c.Connector(b.Carrier)
	if err == nil {
		err = connector.Cancel(ctx, &Cancellation{Key: string(t.Job.ID()), Channel: channel, Waybill: b.Waybill, Why: b.Why})
	}
	switch {
	case err == nil:
		return c.outcome(t, b.Carrier, &fact.BookingCancelled{Waybill: b.Waybill, Why: b.Why}), nil
	case final(err):
		return c.outcome(t, b.Carrier, &fact.CancelRejected{Waybill: b.Waybill, Why: refusalMessage(err)}), nil
	}
	return fact.Outcome{}, err
}

// outcome is one fact of the parcel's stream, said by the carrier.
func (c *Counter) outcome(t *fact.Task, id shipping.CarrierID, body fact.Body) fact.Outcome {
	said := &fact.Fact{Stream: t.Job.Stream, At: c.Now(), By: said(id), Cause: t.Job.ID(), Body: body}
	return fact.Outcome{Facts: []*fact.Fact{said}}
}

// said names a carrier as the one who says a fact.
func said(id shipping.CarrierID) string { return "carrier:" + string(id) }

// request gathers all that a carrier needs to know.
func (c *Counter) request(ctx context.Context, t *fact.Task, parcel *fact.ParcelState, b *fact.BookingRequested) (*Request, error) {
	channel, from, err := c.lookUp(ctx, b.Channel, parcel.Plan.Warehouse)
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
	lines := contents(&balance.State.(*fact.OrderState).Order, parcel.Plan.Picks)
	id := shipping.ParcelID(t.Job.Stream.ID())
	return &Request{Key: string(t.Job.ID()), Parcel: id, Plan: parcel.Plan, Channel: channel, From: from, To: to, Lines: lines, At: t.Job.At}, nil
}

// lookUp finds a channel and a warehouse in the Book in force. A channel that the Book no longer has
// is known by its identifier alone; a warehouse likewise.
func (c *Counter) lookUp(ctx context.Context, id shipping.ChannelID, from shipping.WarehouseID) (book.Channel, book.Warehouse, error) {
	channel, warehouse := book.Channel{ID: id}, book.Warehouse{ID: from}
	current, err := c.Book(ctx)
	if err != nil {
		return channel, warehouse, err
	}
	for i := range current.Channels {
		if current.Channels[i].ID == id {
			channel = current.Channels[i]
		}
	}
	for i := range current.Warehouses {
		if current.Warehouses[i].ID == from {
			warehouse = current.Warehouses[i]
		}
	}
	return channel, warehouse, nil
}

// address reads the addressee from the parcel's paper. When it was erased nobody can be sent anything.
func address(ctx context.Context, t *fact.Task, plan *fact.ParcelPlan) (shipping.Address, error) {
	if plan.To == "" {
		return shipping.Address{Country: plan.Ship.Country, Region: plan.Ship.Region, Postcode: plan.Ship.Postcode}, nil
	}
	paper, err := t.Document(ctx, plan.To)
	if err != nil {
		if shipping.CodeOf(err) == shipping.NotFound {
			return shipping.Address{}, Refuse("address_erased", "the addressee's data was erased")
		}
		return shipping.Address{}, err
	}
	var to shipping.Address
	if err := json.Unmarshal(paper.Body, &to); err != nil {
		return to, &shipping.Error{Code: shipping.Corrupt, Message: "the paper with the address cannot be read", Cause: err}
	}
	return to, nil
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
