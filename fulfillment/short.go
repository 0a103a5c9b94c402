package fulfillment

import (
	"slices"
	"strconv"

	"crosslane/fact"
	"crosslane/fulfillment/cases"
	"crosslane/inventory"
	"crosslane/shipping"
)

// goodsMissing is why a parcel does not travel whose goods are not where they were promised from.
const goodsMissing = "its goods are not there"

// recalls are the parcels of an order that give way where goods are missing, the newest first: those that hold pieces of the lot,
// and have not left. What gives way already counts, so that the same that is told twice takes nothing more. An order that is to leave
// in one piece gives way whole.
func recalls(state fact.State, o *fact.OrderState, b *fact.GoodsMissing) (list []shipping.ParcelID) {
	rest := b.Quantity
	for _, coming := range []bool{true, false} {
		for _, p := range slices.Backward(o.Parcels) {
			st := fact.ParcelIn(state, p.ID)
			n := inventory.From(st.Plan.Picks, b.SKU, b.Location, b.Lot)
			if p.Ended != "" || !st.Track.Handed.IsZero() || st.Booking.CallOff != coming || st.Booking.Stage == fact.BookingOff || rest <= 0 || n == 0 {
				continue
			}
			if rest -= n; !coming {
				list = append(list, p.ID)
			}
		}
	}
	if len(list) == 0 || !o.Order.Complete {
		return list
	}
	for _, p := range o.Parcels {
		if st := fact.ParcelIn(state, p.ID); p.Ended == "" && st.Track.Handed.IsZero() && !slices.Contains(list, p.ID) {
			list = append(list, p.ID)
		}
	}
	return list
}

// comingBack reports whether a parcel of an order is taken back, and its carrier has not answered yet: what is in it may still leave.
func comingBack(state fact.State, o *fact.OrderState) bool {
	return slices.ContainsFunc(o.Parcels, func(p fact.OrderParcel) bool { return p.Ended == "" && fact.ParcelIn(state, p.ID).Booking.CallOff })
}

func admitMissing(state fact.State, o *fact.OrderState, b *fact.GoodsMissing) error {
	if b.Quantity <= 0 || o.Stage == fact.StageCancelled {
		return known("nothing of the order is missing")
	}
	if len(recalls(state, o, b)) == 0 {
		return known("no parcel of the order waits for these goods")
	}
	return nil
}

// giveWay: goods that were promised to an order are not there. What was to travel with them is wanted again, and the order is
// somebody's case, one for each product, until it has them.
func (d *decision) giveWay(b *fact.GoodsMissing) {
	o := d.order()
	why := goodsMissing + ": " + strconv.FormatInt(b.Quantity, 10) + " x " + string(b.SKU) + " at " + string(b.Location)
	if name := cases.Short(&o.Order, b.SKU); !d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseStockShort, Order: o.Order.ID, Due: d.caseDue(), Why: []fact.Reason{
			{Desk: fact.FulfillmentDesk, Rule: RuleGaveWay, About: string(b.SKU), Actual: b.Quantity, Note: string(b.Location)}}})
	}
	for _, id := range recalls(d.state, o, b) {
		d.recall(fact.ParcelIn(d.state, id), id, why)
	}
}

// found closes the cases of an order that gave way, and has all it wants set aside again.
func (d *decision) found(o *fact.OrderState, plan *inventory.Plan) {
	if len(o.Parcels) == 0 || comingBack(d.state, o) {
		return
	}
	for _, part := range plan.Shipments {
		for _, pick := range part.Picks {
			if !contains(plan.Missing, pick.SKU) {
				d.closeShort(cases.Short(&o.Order, pick.SKU), "goods are set aside for it again")
			}
		}
	}
}

func (d *decision) foundAll(o *fact.OrderState, why string) {
	if len(o.Parcels) > 0 {
		for i := range o.Order.Lines {
			d.closeShort(cases.Short(&o.Order, o.Order.Lines[i].SKU), why)
		}
	}
}

// closeShort closes a case once, however often the product stands in what closes it.
func (d *decision) closeShort(name shipping.CaseID, why string) {
	said := slices.ContainsFunc(d.answers, func(f *fact.Fact) bool {
		_, closed := f.Body.(*fact.CaseClosed)
		return closed && f.Stream == name.Stream()
	})
	if !said && d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseClosed{Why: why})
	}
}

// recall has a parcel not travel, however far its booking is.
func (d *decision) recall(p *fact.ParcelState, id shipping.ParcelID, why string) {
	switch k := &p.Booking; k.Stage {
	case fact.BookingHeld:
		d.say(id.Stream(), &fact.CancelRequested{Channel: k.Channel, Carrier: k.Carrier, Waybill: k.Waybill, Why: why, CallOff: true})
	case fact.BookingAsked, fact.BookingCancelling:
		if !k.CallOff {
			d.say(id.Stream(), &fact.ParcelRecalled{Why: why})
		}
	case fact.BookingNone, fact.BookingStuck:
		d.say(id.Stream(), &fact.ParcelCalledOff{Why: why})
	}
}

// withdrawn: no carrier has the parcel, and none is to have it.
func (d *decision) withdrawn() {
	p, _ := d.parcel()
	why := goodsMissing
	if fact.OrderIn(d.state, p.Plan.Order).Stage == fact.StageCancelled {
		why = "the order was cancelled"
	}
	d.say(d.fact.Stream, &fact.ParcelCalledOff{Why: why})
}

// lotsShort: a lot holds less than is promised from it. That is one case for each product until no lot does; which orders give way
// is told of them (GoodsMissing).
func (d *decision) lotsShort(sku shipping.SKU, short []shipping.Pick) {
	name := cases.Lot(sku)
	switch {
	case len(short) == 0:
		if d.caseOpen(name) {
			d.say(name.Stream(), &fact.CaseClosed{Why: "no lot holds less than is promised from it any more"})
		}
	case !d.caseOpen(name):
		var why []fact.Reason
		for _, s := range short {
			why = append(why, fact.Reason{Desk: fact.FulfillmentDesk, Rule: RulePromisedMore, About: string(sku) + " at " + string(s.Location), Actual: s.Quantity, Note: string(sku)})
		}
		d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseStockShort, Why: why, Due: d.caseDue()})
	}
}
