package fulfillment

import (
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/fulfillment/cases"
	"crosslane/inventory"
	"crosslane/shipping"
)

// reach tells why an order cannot be sent wherever its goods lie; empty: it can.
func (r *Rules) reach(o *shipping.Order, on time.Time) []fact.Problem {
	if to := o.Ship.Destination(on); len(r.warehouses(to).ids) == 0 {
		return []fact.Problem{{Field: "ship_to.country", Message: "no channel goes to " + to.PlaceText(),
			Hint: "put a Book in force that has one: then the order goes on; or call it off"}}
	}
	return nil
}

// unreachable: no channel goes to the order's country. It is held, and somebody's case, until one does or it is called off.
func (d *decision) unreachable(o *shipping.Order, problems []fact.Problem) {
	d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems, Lacks: fact.LacksLane})
	d.openReach(o, d.rules.warehouses(o.Ship.Destination(d.fact.Recorded)).why)
}

func (d *decision) openReach(o *shipping.Order, why []fact.Reason) {
	if name := cases.Reach(o); !d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseStuck, Order: o.ID, Why: why, Due: d.caseDue()})
	}
}

// stranded: goods lie there, and no channel takes them. The order is held, and somebody's case; it claims nothing, hears of every
// change of its stock, and goes on by itself.
func (d *decision) stranded(o *shipping.Order, view *outlook) {
	watched := make([]fact.Shortage, 0, len(o.Lines))
	for i := range o.Lines {
		if sku := o.Lines[i].SKU; !contains(watched, sku) {
			watched = append(watched, fact.Shortage{SKU: sku})
			d.say(sku.Stream(), &fact.StockAwaited{Order: o.ID})
		}
	}
	d.say(d.fact.Stream, &fact.Backordered{Missing: watched, Why: view.why})
	d.say(d.fact.Stream, &fact.OrderHeld{Problems: []fact.Problem{*view.problem}, Lacks: fact.LacksChannel})
	d.openReach(o, view.why)
}

// restOf: what is missing of an order that left in part may lie where no channel goes from; that is somebody's case until it goes.
func (d *decision) restOf(o *fact.OrderState, view *outlook) {
	switch {
	case view.problem != nil:
		d.openReach(&o.Order, view.why)
	case o.Stage == fact.StageWaiting && len(view.plan.Shipments) > 0:
		d.reachable(&o.Order, "a channel takes its goods now")
	}
}

// goOn: an order that no channel took hears that its stock has changed.
func (d *decision) goOn() {
	st := d.order()
	if o := &st.Order; d.rules.goesOn(d.state, o, d.fact.Recorded) && len(st.Retold) == 0 && st.Lacks == fact.LacksChannel {
		o, _ = d.renew(o, nil)
		d.accept(o)
	}
}

// unwatch: an order that is looked at anew need not hear of its stock any more.
func (d *decision) unwatch(o *fact.OrderState) {
	for _, m := range o.Missing {
		d.say(m.SKU.Stream(), &fact.StockAwaitEnded{Order: o.Order.ID})
	}
}

// reachable closes the case of an order to whose country no channel went.
func (d *decision) reachable(o *shipping.Order, why string) {
	if name := cases.Reach(o); d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseClosed{Why: why})
	}
}

// door is the day by which the quickest channel from a warehouse promises to be at the door of a country.
func (d *decision) door(to shipping.Country) func(shipping.WarehouseID) shipping.Date {
	return func(from shipping.WarehouseID) shipping.Date {
		if days := d.rules.Book.Quickest(from, to); days > 0 {
			return d.arrives(from, days)
		}
		return ""
	}
}

// arrives is the day on which a parcel that is booked now is at the door at the latest, in so many days after it was handed over.
func (d *decision) arrives(from shipping.WarehouseID, days int64) shipping.Date {
	handed := d.rules.calendars.HandedOver(from, d.fact.Recorded, d.rules.Book.Policy.HandlingHours)
	return shipping.DateOf(handed.Add(time.Duration(days) * 24 * time.Hour))
}

// keep writes into a plan which lot decides by when the parcel must be at the door.
func (d *decision) keep(plan *fact.ParcelPlan, b *boxes.Box) {
	for _, pick := range plan.Picks {
		s := fact.StockIn(d.state, pick.SKU)
		lot := s.Lot(pick.Location, pick.Lot)
		if lot == nil || lot.Expires == "" {
			continue
		}
		life := d.rules.Book.Policy.MinShelfLife
		for _, l := range b.Holds {
			if l.SKU == pick.SKU {
				life = inventory.ShelfLife(&l.Product, &s.Product, d.rules.Book.Policy.MinShelfLife)
			}
		}
		if plan.Expires == "" || lot.Expires.Plus(-life) < plan.Expires.Plus(-plan.MinShelfLife) {
			plan.Expires, plan.MinShelfLife = lot.Expires, life
		}
	}
}

// spoils tells whether a channel would bring a parcel to the door when its goods are not good for long enough any more.
func (d *decision) spoils(plan *fact.ParcelPlan, id shipping.ChannelID) (late channel.Detour, spoils bool) {
	ch := d.rules.Channel(id)
	if plan.Expires == "" || ch == nil {
		return late, false
	}
	late = channel.Detour{Barred: true, Expires: plan.Expires, MinShelfLife: plan.MinShelfLife, Arrives: d.arrives(plan.Warehouse, ch.Days.Most)}
	return late, plan.Expires.Plus(-plan.MinShelfLife) < late.Arrives
}
