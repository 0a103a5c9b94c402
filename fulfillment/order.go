package fulfillment

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/fulfillment/cases"
	"crosslane/fulfillment/listed"
	"crosslane/inventory"
	"crosslane/order"
	"crosslane/shipping"
)

// needsOfOrder: an order reads the stock of its lines, and plans parcels; one that is cancelled or told again looks at those it has.
func needsOfOrder(needs []shipping.Stream, own *fact.OrderState, body fact.Body) []shipping.Stream {
	switch b := body.(type) {
	case *fact.OrderReceived:
		if own.Stage != "" && own.Stage != fact.StageHeld && sameOrder(&own.Order, &b.Order) {
			return needs // as it comes again and again
		}
		if own.Stage == fact.StageHeld {
			needs = append(needs, cases.Reach(&own.Order).Stream())
		}
		needs = append(needs, shipping.NumbersStream(b.Order.Storefront, b.Order.Number))
		return append(appendStock(needs, b.Order.Lines), b.Order.ID.Parcel(1).Stream())
	case *fact.StockArrivedFor, *fact.OrderAccepted, *fact.PartTakenBack:
		needs = append(appendStock(needs, own.Order.Lines), own.Order.ID.Parcel(len(own.Parcels)+1).Stream())
		return appendParcels(needs, own)
	case *fact.OrderCancelled, *fact.OrderRetold, *fact.GoodsMissing:
		return appendParcels(append(appendStock(needs, own.Order.Lines), cases.Reach(&own.Order).Stream()), own)
	}
	return needs
}

func appendParcels(needs []shipping.Stream, own *fact.OrderState) []shipping.Stream {
	for _, p := range own.Parcels {
		needs = append(needs, p.ID.Stream())
	}
	return needs
}

func appendStock(needs []shipping.Stream, lines []shipping.Line) []shipping.Stream {
	for i := range lines {
		needs = append(needs, lines[i].SKU.Stream())
	}
	return needs
}

// decideOrder is what follows from a fact of an order.
func (d *decision) decideOrder() {
	switch b := d.fact.Body.(type) {
	case *fact.OrderReceived:
		d.checkOrder(b)
	case *fact.OrderAccepted, *fact.PartTakenBack:
		d.allocate()
	case *fact.GoodsMissing:
		d.giveWay(b)
	case *fact.StockArrivedFor:
		switch o := d.order(); {
		case o.Stage == fact.StageHeld:
			d.goOn()
		case d.fact.Cause == "" || inventory.Turn(fact.StockIn(d.state, b.SKU), shipping.DateOf(d.fact.Recorded), o.Order.ID):
			d.allocate()
		}
	case *fact.OrderCancelled:
		d.callOffOrder(b)
	case *fact.OrderRetold:
		d.retold(b)
	case *fact.ParcelClosed:
		d.completeOrder()
	}
}

// order is the balance of the order whose stream the fact stands in.
func (d *decision) order() *fact.OrderState {
	return d.state.Balance(d.fact.Stream).State.(*fact.OrderState)
}

// checkOrder: an order came in. Is it accepted, held, rejected or called off? What the reading of its file found says why, more
// closely than the order itself can.
func (d *decision) checkOrder(b *fact.OrderReceived) {
	o, _ := listed.Now(d.state, &b.Order)
	verdict, problems := order.Check(o, d.fact.Recorded)
	if len(b.Found) > 0 {
		problems = b.Found
	}
	if verdict != order.Rejected {
		if problem := d.number(o); problem != nil {
			verdict, problems = order.Held, append([]fact.Problem{*problem}, problems...)
		}
	}
	switch verdict {
	case order.Accepted:
		o, _ = d.renew(&b.Order, nil)
		d.accept(o)
	case order.Held:
		d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems})
	case order.Cancelled:
		d.say(d.fact.Stream, &fact.OrderCancelled{Why: "called off by the storefront before it was served", For: fact.ForStorefront})
	default:
		d.say(d.fact.Stream, &fact.OrderRejected{Problems: problems})
	}
}

// accept lets an order go on once it is known what it is worth.
func (d *decision) accept(o *shipping.Order) {
	forbidden := d.rules.forbidden(o, d.fact.Recorded) != nil // an embargo is told before the way
	if problems := d.rules.reach(o, d.fact.Recorded); problems != nil && !forbidden {
		d.unreachable(o, problems)
		return
	}
	worth, keep, problems := d.rules.problems(o, d.fact.Recorded)
	d.unwatch(d.order())
	if view := (outlook{decision: d}); len(problems) == 0 && view.look(&fact.OrderState{Order: *o}, worth) {
		d.stranded(o, &view)
		return
	}
	if d.state.Balance(d.fact.Stream).Version > 1 && !forbidden { // it was held before
		d.reachable(o, "a channel goes to "+string(o.Ship.Destination(d.fact.Recorded))+" now")
	}
	switch {
	case len(problems) > 0:
		d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems})
	case keep:
		d.say(d.fact.Stream, &fact.OrderAccepted{Worth: worth})
	default:
		d.say(d.fact.Stream, &fact.OrderAccepted{})
	}
}

// allocate: set stock aside for an order, or let it wait for what is missing. One that is to leave in one piece is looked at once
// all that was taken back of it is there: every carrier has answered.
func (d *decision) allocate() {
	o := d.order()
	if o.Stage != fact.StageAccepted && o.Stage != fact.StageWaiting || o.Order.Complete && comingBack(d.state, o) {
		return
	}
	o = d.orderAsListed()
	worth, problems := d.stillFit(o)
	if len(problems) > 0 {
		d.leaveLines(o, nil)
		d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems})
		return
	}
	if problems := d.rules.reach(&o.Order, d.fact.Recorded); problems != nil && !o.Travels() { // the Book had a channel when it was accepted
		d.leaveLines(o, nil)
		d.unreachable(&o.Order, problems)
		return
	}
	view := outlook{decision: d}
	if view.look(o, worth) && !o.Travels() {
		d.leaveLines(o, nil)
		d.stranded(&o.Order, &view)
		return
	}
	plan, ranked := &view.plan, &view.ranked
	if len(plan.Shipments) == 0 {
		d.await(o, plan.Missing, append(slices.Clip(ranked.why), plan.Why...))
	} else {
		d.leaveLines(o, plan.Missing)
		goods := boxes.NewDealer(o, worth)
		for i, part := range plan.Shipments {
			why := part.Why
			if i == 0 {
				why = append(slices.Clip(ranked.why), why...)
			}
			d.ship(o, i+1, part, goods.Deal(part.Picks), why)
		}
		if len(plan.Missing) > 0 {
			d.standInLine(o, plan.Missing, plan.Why)
		}
	}
	d.restOf(o, &view)
	d.found(o, plan)
}

// stillFit is what the lines of an order are worth, and what keeps it now, though it was accepted, by the Book that is in force since.
func (d *decision) stillFit(o *fact.OrderState) ([]shipping.Money, []fact.Problem) {
	on := d.fact.Recorded
	if problem := d.rules.forbidden(&o.Order, on); problem != nil {
		return nil, []fact.Problem{*problem}
	}
	worth, problems := o.Worth, []fact.Problem(nil)
	if len(worth) == 0 { // its prices say so, or it was accepted before values were converted
		worth, _, problems = d.rules.worth(&o.Order, on)
	}
	if len(problems) == 0 {
		if problem := d.rules.unrated(&o.Order, worth, on); problem != nil {
			problems = []fact.Problem{*problem}
		}
	}
	return worth, problems
}

// stillWanted is the order, or what is left of it when a part was shipped.
func stillWanted(o *fact.OrderState) *shipping.Order {
	if len(o.Shipments) == 0 {
		return &o.Order
	}
	rest, left := o.Order, map[shipping.SKU]int64{}
	for _, s := range o.Shipments {
		for _, p := range s.Picks {
			left[p.SKU] += p.Quantity
		}
	}
	rest.Lines = nil
	for _, l := range o.Order.Lines {
		n := min(l.Quantity, left[l.SKU])
		left[l.SKU] -= n
		if l.Quantity -= n; l.Quantity > 0 {
			rest.Lines = append(rest.Lines, l)
		}
	}
	return &rest
}

// ship sets one warehouse's part aside, packs it and plans its parcels.
func (d *decision) ship(o *fact.OrderState, n int, part inventory.Part, goods []boxes.Good, why []fact.Reason) {
	id := o.Order.ID.Shipment(len(o.Shipments) + n)
	for _, pick := range part.Picks {
		d.say(pick.SKU.Stream(), &fact.StockReserved{Order: o.Order.ID, Pick: pick})
	}
	packed, bare := d.rules.pack(&o.Order, part.Warehouse, d.fact.Recorded, goods, part.Picks)
	why = append(slices.Clip(why), bare...)
	parcels := make([]shipping.ParcelID, len(packed))
	for i := range packed {
		d.parcels++
		parcels[i] = o.Order.ID.Parcel(len(o.Parcels) + d.parcels)
	}
	d.say(d.fact.Stream, &fact.Allocated{Shipment: id, Warehouse: part.Warehouse, Picks: part.Picks, Parcels: parcels, Why: why})
	for i := range packed {
		plan := planParcel(&o.Order, id, part.Warehouse, &packed[i])
		d.keep(&plan, &packed[i])
		d.say(parcels[i].Stream(), &fact.ParcelPlanned{Plan: plan})
	}
}

// await puts the order in line for what is missing, once for each product.
func (d *decision) await(o *fact.OrderState, missing []fact.Shortage, why []fact.Reason) {
	if o.Stage == fact.StageWaiting && slices.Equal(o.Missing, missing) {
		return
	}
	d.leaveLines(o, missing)
	d.standInLine(o, missing, why)
}

func (d *decision) standInLine(o *fact.OrderState, missing []fact.Shortage, why []fact.Reason) {
	for _, m := range missing {
		if slices.Contains(o.Missing, m) {
			continue
		}
		if contains(o.Missing, m.SKU) { // it wants more, or less, than it stands there for
			d.say(m.SKU.Stream(), &fact.StockAwaitEnded{Order: o.Order.ID})
		}
		d.say(m.SKU.Stream(), &fact.StockAwaited{Order: o.Order.ID, Quantity: m.Quantity, Since: d.placeOf(o, m.SKU)})
	}
	d.say(d.fact.Stream, &fact.Backordered{Missing: missing, Why: why})
}

// placeOf is since when an order has its place in the line for a product: as it stands there, or since it was promised goods and
// gave way; zero: from now.
func (d *decision) placeOf(o *fact.OrderState, sku shipping.SKU) time.Time {
	for _, w := range fact.StockIn(d.state, sku).Waiting {
		if w.Order == o.Order.ID && w.Quantity > 0 {
			return w.Since
		}
	}
	return o.Since()
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
	return slices.ContainsFunc(list, func(m fact.Shortage) bool { return m.SKU == sku })
}

// callOffOrder: undo what was not handed over yet.
func (d *decision) callOffOrder(b *fact.OrderCancelled) {
	o := d.order()
	d.reachable(&o.Order, "the order was called off")
	for _, w := range o.Order.Lines {
		if waits(fact.StockIn(d.state, w.SKU), o.Order.ID) {
			d.say(w.SKU.Stream(), &fact.StockAwaitEnded{Order: o.Order.ID})
		}
	}
	for _, p := range o.Parcels {
		st := fact.ParcelIn(d.state, p.ID)
		switch {
		case p.Ended == shipping.Delivered, p.Ended == "" && !st.Track.Handed.IsZero() && st.Track.Status != shipping.Returning:
			d.tooLate(st, p.ID)
		case p.Ended != "" || !st.Track.Handed.IsZero():
			// At its end, or on its way back.
		default: // what is being asked for is withdrawn, or undone when the answer comes
			d.recall(st, p.ID, b.Why)
		}
	}
	d.foundAll(o, "the order was called off")
}

// tooLate: the order is cancelled, and the parcel has left. Whether the carrier is asked to stop it, or the buyer to return it,
// is for a person to decide, whatever else the parcel is looked after for.
func (d *decision) tooLate(p *fact.ParcelState, id shipping.ParcelID) {
	caseID := cases.TooLate(d.fact.Recorded, id)
	d.say(caseID.Stream(), &fact.CaseOpened{What: fact.CaseCalledOff, Order: p.Plan.Order, Parcel: id, Due: d.caseDue(),
		Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleTooLate, About: string(p.Track.Milestone)}}})
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
	if o.Stage != fact.StageShipping && o.Stage != fact.StageUndelivered {
		return
	}
	done := &fact.OrderCompleted{}
	for _, p := range o.Parcels {
		switch {
		case p.Ended == "":
			return
		case p.Ended != shipping.Delivered && fact.ParcelIn(d.state, p.ID).Booking.Stage != fact.BookingOff: // what was taken back left in another
			done.Undelivered = append(done.Undelivered, p.ID)
		}
	}
	if done.Stage() != o.Stage { // what was lost may be found
		d.say(d.fact.Stream, done)
	}
}
