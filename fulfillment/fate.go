package fulfillment

import (
	"strings"

	"crosslane/fact"
	"crosslane/fulfillment/cases"
	"crosslane/shipping"
	"crosslane/tracking"
)

// befallen: what became of a parcel is somebody's work at once, whatever else it is looked after for; one case for each kind. That
// a shipment is void is news only of one that was to travel.
func (d *decision) befallen(p *fact.ParcelState, id shipping.ParcelID, m shipping.Milestone) {
	name, what := cases.Fate(p.Track.Handed, id, m)
	if what == "" || what == fact.CaseVoided && !d.meant(p) {
		return
	}
	if !d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseOpened{What: what, Order: p.Plan.Order, Parcel: id, Due: d.caseDue(),
			Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleBefell, About: string(m)}}})
	}
}

// meant reports whether a parcel was to travel, as far as anybody here has said.
func (d *decision) meant(p *fact.ParcelState) bool {
	return p.Booking.Stage == fact.BookingHeld && !p.Booking.CallOff && fact.OrderIn(d.state, p.Plan.Order).Stage != fact.StageCancelled
}

// over refuses to call an order off of which every parcel has reached its end, and tells which.
func over(state fact.State, o *fact.OrderState) error {
	words, undelivered := fateWords(state, o)
	if !undelivered {
		return shipping.Fault(shipping.Refused, "the order has been delivered", "let the buyer return it")
	}
	return shipping.Fault(shipping.Refused, "no parcel of the order is on its way any more ("+strings.Join(words, "; ")+")",
		"what did not reach the buyer is a case: crosslane explain "+string(o.Order.ID)+" names it; refund or send it again there")
}

// fateWords tells what became of the parcels of an order, and whether any did not reach the buyer.
func fateWords(state fact.State, o *fact.OrderState) (words []string, undelivered bool) {
	for _, p := range o.Parcels {
		st := fact.ParcelIn(state, p.ID)
		if st.Booking.Stage == fact.BookingOff {
			continue
		}
		undelivered = undelivered || p.Ended != shipping.Delivered
		words = append(words, "parcel "+string(p.ID)+": "+tracking.MilestoneName(st.Track.Milestone))
	}
	return words, undelivered
}
