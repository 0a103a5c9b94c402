package inventory

import (
	"slices"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// The rules by which a warehouse gets its rank, best first, and the one that leaves it out.
const (
	ruleSameCountry = "same_country"
	ruleOverseas    = "overseas_first"
	ruleOrigin      = "origin"
	ruleElsewhere   = "elsewhere"
	ruleNoLane      = "no_lane"
)

var ranks = []string{ruleSameCountry, ruleOverseas, ruleOrigin, ruleElsewhere}

// Rank puts the warehouses in the order in which they are asked for an order's goods: those in
// the destination's own country; then, where the market is served from overseas warehouses
// first, those in the destination's area; then those where goods are made; then the others.
// Among equals the Book's order holds. A warehouse from which no channel goes to the destination
// is left out. The reasons name each warehouse's rule in the Book's order. The
// destination is a country, or a territory by its code; the answer may be kept per Book and destination.
func Rank(current *book.Book, to shipping.Place) ([]shipping.WarehouseID, []fact.Reason) {
	market := current.Market(to.Country)
	overseasFirst := market != nil && market.OverseasFirst
	var why []fact.Reason
	groups := make(map[string][]shipping.WarehouseID)
	for _, w := range current.Warehouses {
		rule := rankRule(current, w, to.Country, overseasFirst)
		groups[rule] = append(groups[rule], w.ID)
		why = append(why, fact.Reason{Desk: fact.InventoryDesk, Rule: rule, About: string(w.ID), Note: string(to.Country)})
	}
	var ranked []shipping.WarehouseID
	for _, rule := range ranks {
		ranked = append(ranked, groups[rule]...)
	}
	return ranked, why
}

func rankRule(current *book.Book, w book.Warehouse, to shipping.Country, overseasFirst bool) string {
	area := w.Place.Country.Area()
	switch {
	case !served(current, w.ID, to):
		return ruleNoLane
	case w.Place.Country == to:
		return ruleSameCountry
	case overseasFirst && w.Overseas && area != "" && area == to.Area():
		return ruleOverseas
	case !w.Overseas:
		return ruleOrigin
	}
	return ruleElsewhere
}

func served(current *book.Book, from shipping.WarehouseID, to shipping.Country) bool {
	return slices.ContainsFunc(current.Channels, func(c book.Channel) bool {
		return slices.Contains(c.From, from) && current.Reaches(&c, to)
	})
}
