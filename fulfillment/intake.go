package fulfillment

import (
	"crosslane/inventory"
	"crosslane/order"
	"crosslane/shipping"
)

// checkOrder: an order came in. Is it called off, rejected, held or accepted?
func (d *decision) checkOrder(o *shipping.Order) {
	if o.Cancelled {
		d.say(d.fact.Stream, &shipping.OrderCancelled{Why: "called off by the storefront before it was served"})
		return
	}
	verdict, problems := order.Check(o)
	switch verdict {
	case order.Accept:
		d.say(d.fact.Stream, &shipping.OrderAccepted{})
	case order.Hold:
		d.say(d.fact.Stream, &shipping.OrderHeld{Problems: problems})
	default:
		d.say(d.fact.Stream, &shipping.OrderRejected{Problems: problems})
	}
}

// allocate: set stock aside for an order, or let it wait for what is missing.
func (d *decision) allocate() {
	o := d.order()
	if o.Stage != shipping.StageAccepted && o.Stage != shipping.StageWaiting {
		return
	}
	ranked, why := inventory.Rank(d.rules.Book, o.Order.Ship)
	plan := inventory.Allocate(&o.Order, ranked, shipping.DateOf(d.fact.Recorded), func(sku shipping.SKU) *shipping.StockState {
		return shipping.StockIn(d.state, sku)
	})
	why = append(why, plan.Why...)
	if len(plan.Missing) > 0 {
		d.await(o, plan.Missing, why)
		return
	}
	d.leaveLines(o, nil)
	for i, part := range plan.Shipments {
		d.ship(o, len(o.Shipments)+i+1, part, why)
	}
}

// ship sets one warehouse's part aside and plans its parcels.
func (d *decision) ship(o *shipping.OrderState, n int, part inventory.Part, why []shipping.Reason) {
	id := o.Order.ID.Shipment(n)
	parcel := o.Order.ID.Parcel(len(o.Parcels) + n)
	if len(part.Why) > 0 {
		why = part.Why
	}
	for _, pick := range part.Picks {
		d.say(pick.SKU.Stream(), &shipping.StockReserved{Order: o.Order.ID, Pick: pick})
	}
	d.say(d.fact.Stream, &shipping.Allocated{
		Shipment: id, Warehouse: part.Warehouse, Picks: part.Picks, Parcels: []shipping.ParcelID{parcel}, Why: why,
	})
	d.say(parcel.Stream(), &shipping.ParcelPlanned{Plan: planParcel(&o.Order, id, part)})
}

// await puts the order in line for what is missing, once for each product.
func (d *decision) await(o *shipping.OrderState, missing []shipping.Shortage, why []shipping.Reason) {
	if o.Stage == shipping.StageWaiting && sameShortage(o.Missing, missing) {
		return
	}
	d.leaveLines(o, missing)
	for _, m := range missing {
		if !contains(o.Missing, m.SKU) {
			d.say(m.SKU.Stream(), &shipping.StockAwaited{Order: o.Order.ID, Quantity: m.Quantity})
		}
	}
	d.say(d.fact.Stream, &shipping.Backordered{Missing: missing, Why: why})
}

// leaveLines takes the order out of every line in which it need not stand any more.
func (d *decision) leaveLines(o *shipping.OrderState, stillMissing []shipping.Shortage) {
	for _, m := range o.Missing {
		if !contains(stillMissing, m.SKU) {
			d.say(m.SKU.Stream(), &shipping.StockAwaitEnded{Order: o.Order.ID})
		}
	}
}

func contains(list []shipping.Shortage, sku shipping.SKU) bool {
	for _, m := range list {
		if m.SKU == sku {
			return true
		}
	}
	return false
}

func sameShortage(a, b []shipping.Shortage) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// stockChanged: goods moved. If there is more to promise than before, serve who waits.
func (d *decision) stockChanged(b *shipping.StockMoved) {
	if !b.To.Virtual() {
		d.serveWaiting()
	}
}

// serveWaiting: tell the orders in line that stock came, as far as it goes.
func (d *decision) serveWaiting() {
	sku := shipping.SKU(d.fact.Stream.ID())
	for _, id := range inventory.Serve(shipping.StockIn(d.state, sku)) {
		d.say(id.Stream(), &shipping.StockArrivedFor{SKU: sku})
	}
}

// callOffOrder: undo what was not handed over yet.
func (d *decision) callOffOrder(b *shipping.OrderCancelled) {
	o := d.order()
	for _, w := range o.Order.Lines {
		if waits(shipping.StockIn(d.state, w.SKU), o.Order.ID) {
			d.say(w.SKU.Stream(), &shipping.StockAwaitEnded{Order: o.Order.ID})
		}
	}
	for _, p := range o.Parcels {
		st := shipping.ParcelIn(d.state, p.ID)
		switch {
		case p.Ended != "" || !st.Track.Handed.IsZero():
			// On its way or at its end: it cannot be called back here.
		case st.Booking.Stage == shipping.BookingHeld:
			d.say(p.ID.Stream(), &shipping.CancelRequested{
				Channel: st.Booking.Channel, Carrier: st.Booking.Carrier, Waybill: st.Booking.Waybill, Why: b.Why, CallOff: true,
			})
		case st.Booking.Stage == shipping.BookingNone || st.Booking.Stage == shipping.BookingStuck:
			d.say(p.ID.Stream(), &shipping.ParcelCalledOff{Why: b.Why})
		}
		// A booking that is being asked for is undone when the answer comes.
	}
}

func waits(s *shipping.StockState, id shipping.OrderID) bool {
	for _, w := range s.Waiting {
		if w.Order == id {
			return true
		}
	}
	return false
}

// completeOrder: when every parcel has reached its end, so has the order.
func (d *decision) completeOrder() {
	o := d.order()
	if o.Stage != shipping.StageShipping {
		return
	}
	for _, p := range o.Parcels {
		if p.Ended == "" {
			return
		}
	}
	d.say(d.fact.Stream, &shipping.OrderCompleted{})
}
