package fulfillment

import (
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/order"
	"crosslane/shipping"
)

// checkOrder: an order came in. Is it accepted, held, rejected or called off?
func (d *decision) checkOrder(o *shipping.Order) {
	verdict, problems := order.Check(o)
	switch verdict {
	case order.Accepted:
		d.say(d.fact.Stream, &fact.OrderAccepted{})
	case order.Held:
		d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems})
	case order.Cancelled:
		d.say(d.fact.Stream, &fact.OrderCancelled{Why: "called off by the storefront before it was served"})
	default:
		d.say(d.fact.Stream, &fact.OrderRejected{Problems: problems})
	}
}

// allocate: set stock aside for an order, or let it wait for what is missing.
func (d *decision) allocate() {
	o := d.order()
	if o.Stage != fact.StageAccepted && o.Stage != fact.StageWaiting {
		return
	}
	wanted := stillWanted(o)
	ranked := d.rules.warehouses(o.Order.Ship.Country)
	terms := inventory.Terms{Day: shipping.DateOf(d.fact.Recorded), Partial: d.rules.Book.Policy.SplitBackorder}
	plan := inventory.Allocate(wanted, ranked.ids, terms, func(sku shipping.SKU) *fact.StockState {
		return fact.StockIn(d.state, sku)
	})
	if len(plan.Shipments) == 0 {
		d.await(o, plan.Missing, append(ranked.why[:len(ranked.why):len(ranked.why)], plan.Why...))
		return
	}
	d.leaveLines(o, plan.Missing)
	for i, part := range plan.Shipments {
		why := part.Why
		if i == 0 {
			why = append(ranked.why[:len(ranked.why):len(ranked.why)], why...)
		}
		d.ship(o, i+1, part, why)
	}
	if len(plan.Missing) > 0 {
		d.standInLine(o, plan.Missing, plan.Why)
	}
}

// stillWanted is the order, or what is left of it when a part was shipped.
func stillWanted(o *fact.OrderState) *shipping.Order {
	if len(o.Shipments) == 0 {
		return &o.Order
	}
	rest := o.Order
	rest.Lines = nil
	for _, m := range o.Missing {
		if l := lineOf(&o.Order, m.SKU); l != nil {
			line := *l
			line.Quantity = m.Quantity
			rest.Lines = append(rest.Lines, line)
		}
	}
	return &rest
}

// ship sets one warehouse's part aside, packs it and plans its parcels.
func (d *decision) ship(o *fact.OrderState, n int, part inventory.Part, why []fact.Reason) {
	id := o.Order.ID.Shipment(len(o.Shipments) + n)
	for _, pick := range part.Picks {
		d.say(pick.SKU.Stream(), &fact.StockReserved{Order: o.Order.ID, Pick: pick})
	}
	told := &fact.Allocated{Shipment: id, Warehouse: part.Warehouse, Picks: part.Picks, Why: why}
	d.say(d.fact.Stream, told)
	for _, b := range d.rules.pack(&o.Order, part.Picks) {
		d.parcels++
		parcel := o.Order.ID.Parcel(len(o.Parcels) + d.parcels)
		told.Parcels = append(told.Parcels, parcel)
		d.say(parcel.Stream(), &fact.ParcelPlanned{Plan: planParcel(&o.Order, id, part.Warehouse, b)})
	}
}

// await puts the order in line for what is missing, once for each product.
func (d *decision) await(o *fact.OrderState, missing []fact.Shortage, why []fact.Reason) {
	if o.Stage == fact.StageWaiting && sameShortage(o.Missing, missing) {
		return
	}
	d.leaveLines(o, missing)
	d.standInLine(o, missing, why)
}

func (d *decision) standInLine(o *fact.OrderState, missing []fact.Shortage, why []fact.Reason) {
	for _, m := range missing {
		if !contains(o.Missing, m.SKU) {
			d.say(m.SKU.Stream(), &fact.StockAwaited{Order: o.Order.ID, Quantity: m.Quantity})
		}
	}
	d.say(d.fact.Stream, &fact.Backordered{Missing: missing, Why: why})
}

// leaveLines takes the order out of every line in which it need not stand any more.
func (d *decision) leaveLines(o *fact.OrderState, stillMissing []fact.Shortage) {
	for _, m := range o.Missing {
		if !contains(stillMissing, m.SKU) {
			d.say(m.SKU.Stream(), &fact.StockAwaitEnded{Order: o.Order.ID})
		}
	}
}

func contains(list []fact.Shortage, sku shipping.SKU) bool {
	for _, m := range list {
		if m.SKU == sku {
			return true
		}
	}
	return false
}

func sameShortage(a, b []fact.Shortage) bool {
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

// stockChanged: goods moved. If there is more to promise than before, serve who waits; if a lot
// now holds less than is promised from it, somebody must decide who gives way.
func (d *decision) stockChanged(b *fact.StockMoved) {
	if !b.To.Virtual() {
		d.serveWaiting()
		return
	}
	if b.To != shipping.Count && b.To != shipping.Scrap {
		return
	}
	for _, short := range inventory.Shortfalls(fact.StockIn(d.state, b.SKU)) {
		if short.Location == b.From && short.Lot == b.Lot {
			id := shipping.NewCaseID(d.fact.Recorded, "short:"+string(d.fact.ID()))
			d.say(id.Stream(), &fact.CaseOpened{What: "stock_short", Why: []fact.Reason{
				{Rule: "promised_more", About: string(b.SKU) + " at " + string(b.From), Actual: short.Quantity},
			}})
		}
	}
}

// serveWaiting: tell the orders in line that stock came, as far as it goes.
func (d *decision) serveWaiting() {
	sku := shipping.SKU(d.fact.Stream.ID())
	for _, id := range inventory.Serve(fact.StockIn(d.state, sku), shipping.DateOf(d.fact.Recorded)) {
		d.say(id.Stream(), &fact.StockArrivedFor{SKU: sku})
	}
}

// callOffOrder: undo what was not handed over yet.
func (d *decision) callOffOrder(b *fact.OrderCancelled) {
	o := d.order()
	for _, w := range o.Order.Lines {
		if waits(fact.StockIn(d.state, w.SKU), o.Order.ID) {
			d.say(w.SKU.Stream(), &fact.StockAwaitEnded{Order: o.Order.ID})
		}
	}
	for _, p := range o.Parcels {
		st := fact.ParcelIn(d.state, p.ID)
		switch {
		case p.Ended != "" || !st.Track.Handed.IsZero():
			// On its way or at its end: it cannot be called back here.
		case st.Booking.Stage == fact.BookingHeld:
			d.say(p.ID.Stream(), &fact.CancelRequested{
				Channel: st.Booking.Channel, Carrier: st.Booking.Carrier, Waybill: st.Booking.Waybill, Why: b.Why, CallOff: true,
			})
		case st.Booking.Stage == fact.BookingNone || st.Booking.Stage == fact.BookingStuck:
			d.say(p.ID.Stream(), &fact.ParcelCalledOff{Why: b.Why})
		}
		// A booking that is being asked for is undone when the answer comes.
	}
}

func waits(s *fact.StockState, id shipping.OrderID) bool {
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
	if o.Stage != fact.StageShipping {
		return
	}
	for _, p := range o.Parcels {
		if p.Ended == "" {
			return
		}
	}
	d.say(d.fact.Stream, &fact.OrderCompleted{})
}
