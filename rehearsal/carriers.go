package rehearsal

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// book lets the carrier take a parcel that it is asked to take, at the price of its rate sheet.
func (r *Replay) book(id shipping.ParcelID) error {
	k := fact.ParcelIn(r.state, id).Booking
	if k.Stage != fact.BookingAsked {
		return nil
	}
	order, _ := parcelNumber(id)
	var price shipping.Money
	if p := r.open[order]; p != nil {
		if c := p.rehearsed.parcel(id).again; c != nil {
			price = optionOf(c, k.Channel).Price
		}
	}
	return r.say(id, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "rehearsal", Cost: price})
}

// settle lets the carrier undo a booking that is being cancelled.
func (r *Replay) settle(id shipping.ParcelID) error {
	if err := r.book(id); err != nil { // asked before the part that is decided again
		return err
	}
	if fact.ParcelIn(r.state, id).Booking.Stage != fact.BookingCancelling {
		return nil
	}
	return r.say(id, &fact.BookingCancelled{Waybill: "rehearsal", Why: "the order was cancelled"})
}

// handOver lets a booked parcel leave the warehouse.
func (r *Replay) handOver(id shipping.ParcelID) error {
	if err := r.settle(id); err != nil {
		return err
	}
	st := fact.ParcelIn(r.state, id)
	if st.Booking.Stage != fact.BookingHeld || !st.Track.Handed.IsZero() {
		return nil
	}
	return r.say(id, &fact.HandedOver{})
}

// cancelRefused: the carrier did not undo the booking. Of a parcel that goes the same way it does not here either.
func (r *Replay) cancelRefused(p *pair, id shipping.ParcelID, f *fact.Fact) error {
	if err := r.book(id); err != nil {
		return err
	}
	if fact.ParcelIn(r.state, id).Booking.Stage != fact.BookingCancelling {
		return nil
	}
	if p.recorded.parcel(id).way() != p.rehearsed.parcel(id).way() {
		return r.settle(id)
	}
	return r.say(id, f.Body)
}

// letGo undoes the bookings of a cancelled order that the recorded run did not have to undo.
func (r *Replay) letGo(p *pair) error {
	if p.recorded.stage != fact.StageCancelled {
		return nil
	}
	for n := range p.rehearsed.parcels {
		if n < len(p.recorded.parcels) {
			if w := &p.recorded.parcels[n]; !w.handed && w.ended.IsZero() {
				continue // it is called off, or its carrier's answer comes
			}
		}
		if err := r.settle(p.id.Parcel(n + 1)); err != nil {
			return err
		}
	}
	return nil
}

// finish ends an order that has ended in the recorded run: what is booked leaves. It is compared
// and forgotten, unless it waits for stock in the rehearsed one.
func (r *Replay) finish(p *pair) error {
	for n := range p.rehearsed.parcels {
		if err := r.handOver(p.id.Parcel(n + 1)); err != nil {
			return err
		}
	}
	if p.rehearsed.stage != fact.StageWaiting {
		r.forget(p)
	}
	return nil
}

func (r *Replay) forget(p *pair) {
	if p.compared {
		r.answer.compare(p)
	}
	delete(r.open, p.id)
	delete(r.state, p.id.Stream())
	for n := range max(len(p.rehearsed.parcels), len(p.recorded.parcels)) + 1 { // the decisions looks one ahead
		delete(r.state, p.id.Parcel(n+1).Stream())
	}
}

// say records a carrier's answer in the rehearsed run alone.
func (r *Replay) say(id shipping.ParcelID, body fact.Body) error {
	return r.unfold(&fact.Fact{Stream: id.Stream(), At: r.now, Recorded: r.now, Body: body})
}

// optionOf finds a channel among the chosen ones; the zero option when it is none of them.
func optionOf(c *fact.ChannelChosen, id shipping.ChannelID) fact.Option {
	if c.Primary.Channel == id {
		return c.Primary
	}
	for _, o := range c.Backups {
		if o.Channel == id {
			return o
		}
	}
	return fact.Option{}
}
