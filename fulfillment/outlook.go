package fulfillment

import (
	"fmt"
	"slices"
	"strings"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/inventory"
	"crosslane/shipping"
)

// outlook is how an order would be served now.
type outlook struct {
	*decision
	ranked ranking
	plan   inventory.Plan
	// problem is why goods that lie there cannot leave: no channel takes them. Nil: nothing of the kind.
	problem *fact.Problem
	why     []fact.Reason
}

// look lays what is left of an order against stock and channels, and reports whether nothing of it can leave, though goods lie
// there. An order that is to leave in one piece comes from the first warehouse all of whose parcels a channel takes.
func (k *outlook) look(o *fact.OrderState, worth []shipping.Money) (stranded bool) {
	to, wanted := o.Order.Ship.Destination(k.fact.Recorded), stillWanted(o)
	k.ranked = k.rules.warehouses(to)
	policy := &k.rules.Book.Policy
	terms := inventory.Terms{Day: shipping.DateOf(k.fact.Recorded), Door: k.door(to), MinShelfLife: policy.MinShelfLife, Partial: policy.SplitBackorder, Since: o.Since()}
	for ids := k.ranked.ids; ; {
		plan := inventory.Allocate(wanted, ids, terms, func(sku shipping.SKU) *fact.StockState { return fact.StockIn(k.state, sku) })
		if len(plan.Shipments) == 0 && k.problem != nil {
			k.plan = inventory.Plan{}
			return true
		}
		if k.plan = plan; len(plan.Shipments) == 0 || !o.Order.Complete {
			break
		}
		part := &plan.Shipments[0]
		if !k.halved(o, worth, part) {
			k.problem, k.why = nil, nil
			return false
		}
		ids = slices.DeleteFunc(slices.Clone(ids), func(id shipping.WarehouseID) bool { return id == part.Warehouse })
	}
	if len(k.plan.Elsewhere) > 0 && len(k.ranked.ids) > 0 {
		k.elsewhere(to)
	}
	return k.problem != nil && len(k.plan.Shipments) == 0
}

// halved reports whether a parcel of what would leave a warehouse can go by no channel. The first that is found is told.
func (k *outlook) halved(o *fact.OrderState, worth []shipping.Money, part *inventory.Part) bool {
	packed, _ := k.rules.pack(&o.Order, part.Warehouse, k.fact.Recorded, boxes.NewDealer(o, worth).Deal(part.Picks), part.Picks)
	for i := range packed {
		plan := planParcel(&o.Order, "", part.Warehouse, &packed[i])
		k.keep(&plan, &packed[i])
		choice := k.choose(&plan, o.Order.ID.Parcel(len(o.Parcels)+i+1), nil, "")
		if choice.Primary.Channel != "" {
			continue
		}
		if k.problem == nil {
			k.tellHalved(&plan, choice.Refused)
		}
		return true
	}
	return false
}

func (k *outlook) tellHalved(plan *fact.ParcelPlan, refused []fact.Reason) {
	goods := piecesWord(plan.Picks)
	k.why = []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleInOnePiece, About: goods, Note: string(plan.Warehouse)}}
	words := []string{}
	for _, r := range refused {
		ch := k.rules.Channel(shipping.ChannelID(r.About))
		if ch != nil && k.rules.Book.Reaches(ch, plan.Ship.Destination(k.fact.Recorded)) && slices.Contains(ch.From, plan.Warehouse) {
			words, k.why = append(words, r.About+": "+channel.Explain(r)), append(k.why, r)
		}
	}
	k.problem = &fact.Problem{Field: "complete", Message: "no channel takes " + goods + " from " + string(plan.Warehouse) + ", and the order is to leave in one piece: nothing of it is booked (" + strings.Join(words, "; ") + ")",
		Hint: "let it leave in parts, or put a Book in force with a channel that takes it: then it goes on; or call it off"}
}

// elsewhere tells of goods that lie only where no channel goes from.
func (k *outlook) elsewhere(to shipping.Country) {
	var words []string
	for _, e := range k.plan.Elsewhere {
		for _, at := range e.Warehouses {
			words = append(words, fmt.Sprintf("stock of %s lies in %s, no channel goes from %s to %s", e.SKU, at, at, to))
		}
	}
	k.why = append(slices.Clip(k.ranked.why), k.plan.Why...)
	k.problem = &fact.Problem{Field: "ship_to.country", Message: strings.Join(words, "; "),
		Hint: "move it to a warehouse that serves " + to.PlaceName() + ", or put a Book in force with such a channel: then the order goes on; or call it off"}
}

// piecesWord names the products of picks, with how many of each: "2 x MUG, 1 x PEN".
func piecesWord(picks []shipping.Pick) string {
	var order []shipping.SKU
	sum := map[shipping.SKU]int64{}
	for _, p := range picks {
		if sum[p.SKU] == 0 {
			order = append(order, p.SKU)
		}
		sum[p.SKU] += p.Quantity
	}
	words := make([]string, len(order))
	for i, sku := range order {
		words[i] = fmt.Sprintf("%d x %s", sum[sku], sku)
	}
	return strings.Join(words, ", ")
}
