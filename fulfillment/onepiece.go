package fulfillment

import (
	"crosslane/fact"
	"crosslane/fulfillment/cases"
	"crosslane/shipping"
)

// inOnePiece reports whether parcels of an order wait for each other.
func inOnePiece(o *fact.OrderState) bool { return o.Order.Complete && len(o.Parcels) > 1 }

// parted: no channel takes a parcel any more of an order that is to leave in one piece, while others of it are booked, or have left.
// Those at the warehouse are held back until a channel takes it, or somebody decides: who closes the case lets them go, for good.
func (d *decision) parted(p *fact.ParcelState, id shipping.ParcelID) {
	o, name := fact.OrderIn(d.state, p.Plan.Order), cases.Parted(id)
	if !inOnePiece(o) {
		return
	}
	if c := fact.CaseIn(d.state, name); c.Parcels > c.Left { // it is open, or somebody has let them go
		return
	}
	why := []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleInOnePiece, About: piecesWord(p.Plan.Picks), Note: string(p.Plan.Warehouse)}}
	for _, other := range o.Parcels {
		st := fact.ParcelIn(d.state, other.ID)
		switch {
		case other.ID == id || st.Booking.Stage == fact.BookingOff || st.Booking.Stage == fact.BookingStuck:
		case st.Track.Handed.IsZero():
			why = append(why, fact.Reason{Desk: fact.FulfillmentDesk, Rule: RuleHeldBack, About: string(other.ID)})
		default:
			why = append(why, fact.Reason{Desk: fact.FulfillmentDesk, Rule: RuleGoneAhead, About: string(other.ID)})
		}
	}
	if len(why) > 1 {
		d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseStuck, Order: o.Order.ID, Parcel: id, Due: d.caseDue(), Why: why})
	}
}

// together: a parcel keeps the others of its order back no more.
func (d *decision) together(p *fact.ParcelState, id shipping.ParcelID, why string) {
	if name := cases.Parted(id); inOnePiece(fact.OrderIn(d.state, p.Plan.Order)) && d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseLeft{Parcel: id, Why: why})
	}
}

// heldBack refuses to hand a parcel over as long as another one of its order, which is to leave in one piece, has no channel.
func heldBack(state fact.State, own *fact.ParcelState) error {
	o := fact.OrderIn(state, own.Plan.Order)
	if !inOnePiece(o) {
		return nil
	}
	for _, p := range o.Parcels {
		if name := cases.Parted(p.ID); caseOpen(state, name) {
			return shipping.Fault(shipping.Refused, "order "+o.Order.Number+" is to leave in one piece, and no channel takes parcel "+string(p.ID)+" (case "+string(name)+")",
				"keep it here: call the order off while it is (crosslane orders cancel), or close the case (crosslane cases close) to let it go without the rest")
		}
	}
	return nil
}
