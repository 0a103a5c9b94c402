package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/shipping"
)

// problems are what keeps an order that is in order by itself from going on by this Book: an embargo, a value that cannot be
// converted, more parcels than leave unasked. The worth of its lines, and whether it is to be kept, are as worth has them.
func (r *Rules) problems(o *shipping.Order, on time.Time) (worth []shipping.Money, keep bool, problems []fact.Problem) {
	worth, keep, problems = r.worth(o, on)
	if p := r.forbidden(o, on); p != nil {
		problems = append([]fact.Problem{*p}, problems...)
	}
	if len(problems) == 0 {
		for _, look := range []func(*shipping.Order, []shipping.Money, time.Time) *fact.Problem{r.unrated, r.tooMany} {
			if p := look(o, worth, on); p != nil {
				problems = append(problems, *p)
			}
		}
	}
	return worth, keep, problems
}

// forbidden tells of the embargo on where an order goes: one that the Book does not release, or one of the Book's own. Nil: there
// is none.
func (r *Rules) forbidden(o *shipping.Order, on time.Time) *fact.Problem {
	policy, to := &r.Book.Policy, o.Ship.Destination(on)
	hint := "cancel the order; where your law lets you send there, take the place out of embargo under policy, and publish the Book: then the order goes on"
	for _, place := range []shipping.Country{to, to.Whole(), o.Ship.Country} {
		if slices.Contains(policy.Embargo, place) {
			return &fact.Problem{Field: "ship_to.country", Message: "the Book lets nothing go to " + place.PlaceName() + " unasked (policy.embargo)", Hint: hint}
		}
	}
	e := shipping.EmbargoOn(to, on)
	if e == nil || slices.Contains(policy.Release, e.Place) {
		return nil
	}
	return &fact.Problem{Field: "ship_to.country", Message: e.Place.PlaceName() + " is under embargo since " + string(e.Since) + ": " + e.Source,
		Hint: "cancel the order; where your law lets you send there, write release: [" + string(e.Place) + "] under policy of the Book and publish it: then the order goes on"}
}

// pack lays what leaves a warehouse for an order into boxes.
func (r *Rules) pack(o *shipping.Order, from shipping.WarehouseID, on time.Time, goods []boxes.Good, picks []shipping.Pick) ([]boxes.Box, []fact.Reason) {
	return r.packs.Pack(&boxes.Lot{Goods: goods, Picks: picks, Takes: func(b *boxes.Box) bool {
		plan := planParcel(o, "", from, b)
		var choice fact.ChannelChosen
		r.Channels.ChooseInto(&choice, &plan, on, nil)
		return choice.Primary.Channel != ""
	}})
}

// unrated tells of an order whose worth nobody knows in the Book's currency, though a rule goes by it. Nil: it is known, or nothing
// goes by it.
func (r *Rules) unrated(o *shipping.Order, worth []shipping.Money, on time.Time) *fact.Problem {
	for _, m := range worth {
		if m.Amount <= 0 {
			continue
		}
		_, err := r.Channels.Convert(m, r.Book.Base, on)
		rule := r.byWorth(o.Ship.Destination(on))
		if err == nil || rule == "" {
			return nil
		}
		p := problemOf(err, "currency", 0)
		p.Message += ", and " + rule + " goes by what the order is worth"
		return &p
	}
	return nil
}

// byWorth names a rule that goes by what an order to a destination is worth; empty: none does.
func (r *Rules) byWorth(to shipping.Country) string {
	if r.Book.Policy.HighValue.Amount > 0 {
		return "policy.high_value"
	}
	for i := range r.Book.Channels {
		ch := &r.Book.Channels[i]
		if (ch.Limits.Value.Amount > 0 || ch.Limits.MinValue.Amount > 0) && r.Book.Reaches(ch, to) {
			return "the limit of " + string(ch.ID)
		}
	}
	for i := range r.Book.Triggers {
		if t := &r.Book.Triggers[i]; strings.Contains(t.Parcels, "parcel.value") {
			return "the trigger \"" + t.Name + "\""
		}
	}
	return ""
}

// mostParcels is how many parcels of an order leave unasked where the Book does not say.
const mostParcels = 10

// tooMany tells of an order that would leave as more parcels than the Book lets leave unasked, were all of it in one warehouse.
// Nil: it does not.
func (r *Rules) tooMany(o *shipping.Order, worth []shipping.Money, on time.Time) *fact.Problem {
	most := r.Book.Packing.MostParcels
	if most == 0 {
		most = mostParcels
	}
	ranked := r.warehouses(o.Ship.Destination(on)).ids
	pieces, goods := int64(0), make([]boxes.Good, 0, len(o.Lines))
	for i := range o.Lines {
		goods = append(goods, boxes.Good{Line: &o.Lines[i], Worth: worth[i], Quantity: o.Lines[i].Quantity})
		pieces += o.Lines[i].Quantity
	}
	if len(ranked) == 0 || pieces <= most {
		return nil
	}
	list, bare := r.pack(o, ranked[0], on, goods, nil)
	if int64(len(list)) <= most {
		return nil
	}
	p := &fact.Problem{Field: "lines", Message: "the order would leave as " + strconv.Itoa(len(list)) + " parcels, and " + strconv.FormatInt(most, 10) + " leave unasked (packing.most_parcels)"}
	p.Hint = "split the order, or raise most_parcels under packing of the Book and publish it: then the order goes on"
	if len(bare) > 0 {
		p.Message += ": no carton of the Book takes " + bare[0].About + " (" + bare[0].Note + "), and no channel more of it in one parcel"
		p.Hint = "add a carton that takes it, and a channel that takes the carton; or " + p.Hint
	}
	return p
}
