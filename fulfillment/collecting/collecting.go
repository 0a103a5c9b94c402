// Package collecting answers the question: may a carrier be asked to come to a warehouse for parcels, and may what it answered be recorded?
package collecting

import (
	"slices"
	"strconv"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// mostAhead is how many days ahead a carrier is asked to come: USPS takes a year, and no carrier is known to take more.
const mostAhead = 365

// mostParcels is how many parcels a pick-up may be for.
const mostParcels = 100_000

// mostWeight is how much they may weigh together: a lorry with its trailer takes less.
const mostWeight shipping.Grams = 40_000_000

// Admit refuses what may not be recorded about the pick-ups of a carrier at a warehouse, by the Book in force; nil: it may. Known means that it was recorded before.
func Admit(b *book.Book, st *fact.PickupState, f *fact.Fact) error {
	switch body := f.Body.(type) {
	case *pickup.Asked:
		return asked(b, &st.List, body, f)
	case *pickup.ChangeAsked:
		return changeAsked(b, &st.List, body, f.Recorded)
	case *pickup.CancelAsked:
		return cancelAsked(st.Find(body.Pickup), body)
	case *pickup.Answered:
		return answered(st.Find(body.Pickup), &body.Answer)
	}
	return shipping.Fault(shipping.Invalid, string(f.Kind())+" cannot be told from outside, or not of "+string(f.Stream), "")
}

// asked: for one carrier, one warehouse and one day, and for no second one as long as the first may come.
func asked(b *book.Book, list *pickup.List, body *pickup.Asked, f *fact.Fact) error {
	if f.Stream != shipping.PickupStream(body.Carrier, body.Warehouse) {
		return shipping.Fault(shipping.Invalid, "a pick-up stands in the stream of its carrier and warehouse", "")
	}
	if list.Find(body.Pickup) != nil {
		return shipping.Fault(shipping.Known, "the pick-up was asked for before", "")
	}
	if other := list.On(body.Plan.Day, body.Plan.Service); other != nil {
		return taken(other)
	}
	return Fits(b, body.Carrier, body.Warehouse, &body.Plan, f.Recorded)
}

// taken: whoever asks again is told of what is open.
func taken(p *pickup.Pickup) error {
	of := string(p.Carrier) + " at " + string(p.Warehouse) + " on " + string(p.Plan.Day)
	if p.Stage == pickup.Held {
		return shipping.Fault(shipping.Refused, "there is a pick-up of "+of+": "+p.Answer.Number, "have it changed, where the carrier changes any (crosslane pickup change "+string(p.ID)+"), or cancel it and ask anew (crosslane pickup cancel "+string(p.ID)+")")
	}
	return shipping.Fault(shipping.Refused, "a pick-up of "+of+" was asked for, and it is not known what came of that", "look there, and say what you see: crosslane pickup settle "+string(p.ID)+" --confirmed NUMBER, or --none")
}

// changeAsked: of what comes, to the same day. What is not known to be changed may be asked for once more.
func changeAsked(b *book.Book, list *pickup.List, body *pickup.ChangeAsked, now time.Time) error {
	p := list.Find(body.Pickup)
	switch {
	case p == nil:
		return noPickup(body.Pickup)
	case p.Stage == pickup.Changing && p.Wanted.Same(&body.Plan):
		return shipping.Fault(shipping.Known, "it was asked for this change before", "")
	case p.Stage != pickup.Held:
		return notHeld(p)
	case p.Plan.Day != body.Plan.Day || p.Plan.Service != body.Plan.Service:
		return shipping.BadField("day", "a pick-up is for one day and one service", "cancel it, and ask for another")
	case p.Plan.Same(&body.Plan):
		return shipping.BadField("change", "nothing is to be changed", "say what is: the window, the parcels, their weight or the contact")
	}
	return Fits(b, p.Carrier, p.Warehouse, &body.Plan, now)
}

// cancelAsked: of what comes. What is not known to be cancelled may be asked for once more.
func cancelAsked(p *pickup.Pickup, body *pickup.CancelAsked) error {
	switch {
	case p == nil:
		return noPickup(body.Pickup)
	case p.Stage == pickup.Cancelling:
		return shipping.Fault(shipping.Known, "it was asked to cancel it before", "")
	case p.Stage != pickup.Held && p.Stage != pickup.Changing:
		return notHeld(p)
	}
	return nil
}

// answers are the questions that may be answered at a stage.
var answers = map[pickup.Stage]pickup.Question{pickup.Unanswered: pickup.ToCome, pickup.Changing: pickup.ToChange, pickup.Cancelling: pickup.ToCancel}

// answered: to the question that is open. A carrier that comes says by what number. That it does not come any more may be seen there without a question.
func answered(p *pickup.Pickup, a *pickup.Answer) error {
	switch {
	case p != nil && p.Stage == pickup.Held && a.To == pickup.ToCancel && a.Done && a.Code == pickup.SeenThere:
		return nil
	case p == nil || answers[p.Stage] != a.To:
		return shipping.Fault(shipping.Known, "nobody waits for this answer", "")
	case a.To == pickup.ToCome && a.Done && a.Number == "":
		return shipping.BadField("number", "a pick-up that comes has the carrier's number", "write it as the carrier does")
	}
	return nil
}

func noPickup(id shipping.PickupID) error {
	return shipping.Fault(shipping.NotFound, "there is no pick-up "+string(id), "crosslane pickup list names them")
}

func notHeld(p *pickup.Pickup) error {
	switch p.Stage {
	case pickup.Refused:
		return shipping.Fault(shipping.Refused, "the carrier does not come: "+p.Answer.Message, "ask for another: crosslane pickup ask "+string(p.Carrier))
	case pickup.Cancelled:
		return shipping.Fault(shipping.Refused, "the pick-up is cancelled", "ask for another: crosslane pickup ask "+string(p.Carrier))
	}
	return shipping.Fault(shipping.Refused, "it is not known what came of what the carrier was asked last", "look there, and say what you see: crosslane pickup settle "+string(p.ID)+" --confirmed NUMBER, or --none")
}

// Fits refuses a plan that no carrier is to be asked for: of a carrier or warehouse that the Book does not have, for a day that is over or not worked, beyond the carrier's cut-off, or for nothing.
func Fits(b *book.Book, by shipping.CarrierID, from shipping.WarehouseID, p *pickup.Plan, now time.Time) error {
	carrier, err := b.Collects(by, from)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(b.Warehouses, func(w book.Warehouse) bool { return w.ID == from })
	if at < 0 {
		return shipping.BadField("warehouse", "is missing", "a pick-up is from one warehouse: name it")
	}
	w := &b.Warehouses[at]
	zone, err := calendar.ZoneAt("zone", w.Zone, w.Place)
	if err != nil {
		return err
	}
	if err := inTime(&carrier, p, now.In(zone)); err != nil {
		return err
	}
	days, err := calendar.Open(b.Calendars)
	if err != nil {
		return err
	}
	if !days.Works(calendar.Site{Country: w.Place.Country, Zone: zone}, p.Window.From) {
		return shipping.BadField("day", string(p.Day)+" is not worked in "+string(w.Place.Country), "name another day; the Book's calendars say which are worked")
	}
	switch {
	case p.Parcels < 1 || p.Parcels > mostParcels:
		return shipping.BadField("parcels", strconv.FormatInt(p.Parcels, 10)+" is out of bounds", "say how many parcels are to be picked up, 1 to "+strconv.Itoa(mostParcels))
	case p.Weight < 1 || p.Weight > mostWeight:
		return shipping.BadField("weight", p.Weight.String()+" is out of bounds", "say what they weigh together, up to "+mostWeight.String())
	}
	return nil
}

// inTime: now is by the clocks of the warehouse.
func inTime(carrier *book.Carrier, p *pickup.Plan, now time.Time) error {
	w, today := p.Window, shipping.DateOf(now)
	switch {
	case shipping.DateOf(w.From.In(now.Location())) != p.Day || shipping.DateOf(w.To.In(now.Location())) != p.Day:
		return shipping.BadField("day", "the window does not lie in "+string(p.Day)+" by the clocks of the warehouse", "write the times of that day")
	case !w.To.After(w.From):
		return shipping.BadField("to", w.To.Format("15:04")+" is not later than "+w.From.Format("15:04"), "write when the parcels are ready, and until when somebody is there")
	case p.Day < today:
		return shipping.BadField("day", string(p.Day)+" is over", "name today or a day that comes")
	case p.Day > today.Plus(mostAhead):
		return shipping.BadField("day", string(p.Day)+" is more than a year ahead", "name a day within a year")
	case !w.To.After(now):
		return shipping.BadField("to", w.To.Format("15:04")+" is over by the clocks of the warehouse", "name a later time, or another day")
	}
	if until, set := carrier.PickupCutOff(); set && p.Day == today && now.Hour()*60+now.Minute() >= until {
		return shipping.BadField("day", carrier.Name+" is to be asked before "+carrier.PickupUntil+" to come on the same day", "name another day; the cut-off is pickup_until in the Book")
	}
	return nil
}
