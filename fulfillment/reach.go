package fulfillment

import (
	"strings"
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/inventory"
	"crosslane/shipping"
)

// nowhere is how the problem begins that no channel goes to an order's country.
const nowhere = "no channel goes to "

// Unreachable reports whether an order is held because no channel goes to its country.
func Unreachable(problems []fact.Problem) bool {
	return len(problems) == 1 && strings.HasPrefix(problems[0].Message, nowhere)
}

// reach tells why an order cannot be sent wherever its goods lie; empty: it can.
func (r *Rules) reach(o *shipping.Order, on time.Time) []fact.Problem {
	if to := o.Ship.Destination(on); len(r.warehouses(to).ids) == 0 {
		return []fact.Problem{{Field: "ship_to.country", Message: nowhere + to.PlaceText(),
			Hint: "put a Book in force that has one and hand the order in again, or call it off"}}
	}
	return nil
}

// unreachable: no channel goes to the order's country. It is held, and somebody's case, until one does or it is called off.
func (d *decision) unreachable(o *shipping.Order, problems []fact.Problem) {
	d.say(d.fact.Stream, &fact.OrderHeld{Problems: problems})
	if name := reachCase(o); !d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseStuck, Order: o.ID, Why: d.rules.warehouses(o.Ship.Destination(d.fact.Recorded)).why, Due: d.caseDue()})
	}
}

// reachable closes the case of an order to whose country no channel went.
func (d *decision) reachable(o *shipping.Order, why string) {
	if name := reachCase(o); d.caseOpen(name) {
		d.say(name.Stream(), &fact.CaseClosed{Why: why})
	}
}

func reachCase(o *shipping.Order) shipping.CaseID {
	return shipping.NewCaseID(o.Placed, "reach:"+string(o.ID))
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
