package inventory

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Terms are what an allocation goes by besides order and stock.
type Terms struct {
	// Day is the day on which the goods leave. Lots that expire before it are not picked.
	// Empty: expiry is not looked at.
	Day shipping.Date
	// Door is the day by which the quickest channel from a warehouse promises to be at the door; empty: none does, or the
	// way is not looked at. Lots that are not good long enough then are not picked. It may be nil.
	Door func(shipping.WarehouseID) shipping.Date
	// MinShelfLife is for how many days goods must still be good at the door where the product does not say.
	MinShelfLife int64
	// Partial ships what is there and lets the rest wait (Policy.SplitBackorder). It does
	// not bind an order that asks to be complete.
	Partial bool
	// Since is from when the order has a claim: of one that gave way, since when it was promised goods. Those who came into a
	// line after that do not stand before it. Zero: from now.
	Since time.Time
}

// Plan is what an order gets, and from where.
type Plan struct {
	Shipments []Part // in rank order of their warehouses; empty when the order waits
	// Missing is what the order stands in line for: the quantity of each product that
	// must be free before it can be served. Without a shipment that is all that the
	// order wants of the product, since nothing is kept for it; else it is the rest.
	Missing []fact.Shortage
	Why     []fact.Reason // for what is missing
	// Elsewhere is what is missing of products of which enough lies free, but only where no channel goes from: no stock that
	// comes where it lies will ever serve the order.
	Elsewhere []Elsewhere
}

// Elsewhere is a product that lies in warehouses that an order is not served from.
type Elsewhere struct {
	SKU        shipping.SKU
	Quantity   int64 // that the order lacks
	Warehouses []shipping.WarehouseID
}

// Part is one shipment of a plan.
type Part struct {
	Warehouse shipping.WarehouseID
	Picks     []shipping.Pick
	Why       []fact.Reason // the first part also tells why other warehouses were passed over
}

// Allocate finds the stock for an order. Lines of the same product count together. The first
// warehouse in rank order that has everything ships it all; else the order is split over as few
// warehouses as possible, the best ranked ones where several sets are equally small. An order
// that asks to be complete is not split, it waits until one warehouse has everything. When stock
// does not cover the order, the whole order waits, unless the terms allow to ship a part.
//
// An order that does not stand in line for a product gets only what those in line leave
// over; see Serve. Stock answers with a product's balance, nil when it was never kept. Nothing
// is changed; the caller records the picks before it allocates the next order.
//
// For what was left waiting of a part-shipped order, hand in the order with the missing lines only.
func Allocate(o *shipping.Order, ranked []shipping.WarehouseID, terms Terms, stock func(shipping.SKU) *fact.StockState) Plan {
	a := allocation{order: o, ranked: ranked, terms: terms}
	a.read(stock)
	short := a.shorten()
	if short && (o.Complete || !terms.Partial) {
		return a.wait()
	}
	set := a.fewest()
	if !a.covered(set) {
		return a.waitForOne()
	}
	a.plan.Shipments = a.ship(set)
	return a.plan
}

// allocation is one order's demand laid against the stock.
type allocation struct {
	order  *shipping.Order
	ranked []shipping.WarehouseID
	terms  Terms
	wants  []want
	plan   Plan
}

// want is the demand for one product.
type want struct {
	sku      shipping.SKU
	quantity int64
	missing  int64   // of quantity, nowhere to be had
	free     []int64 // by rank of the warehouse, never below zero
	stock    *fact.StockState
	rotation shipping.Rotation // what the order says, else the product
	life     int64             // for how many days it must be good at the door
}

// ShelfLife is for how many days a product must still be good at the door: as the order's line says, or else as it is
// listed, or else as the Book says.
func ShelfLife(line, listed *shipping.Product, otherwise int64) int64 {
	return cmp.Or(line.MinShelfLife, listed.MinShelfLife, otherwise)
}

// read sums the lines by product and finds what each warehouse has of it.
func (a *allocation) read(stock func(shipping.SKU) *fact.StockState) {
	a.wants = make([]want, 0, len(a.order.Lines))
lines:
	for i := range a.order.Lines {
		l := &a.order.Lines[i]
		for k := range a.wants {
			if a.wants[k].sku == l.SKU {
				a.wants[k].quantity += l.Quantity
				a.wants[k].rotation = cmp.Or(a.wants[k].rotation, l.Rotation)
				a.wants[k].life = max(a.wants[k].life, l.MinShelfLife)
				continue lines
			}
		}
		a.wants = append(a.wants, want{sku: l.SKU, quantity: l.Quantity, stock: stock(l.SKU), rotation: l.Rotation, life: l.MinShelfLife})
	}
	for k := range a.wants {
		a.find(&a.wants[k])
	}
}

// find fills in what the ranked warehouses have of a product, and what is missing.
func (a *allocation) find(w *want) {
	w.free = make([]int64, len(a.ranked))
	if w.stock != nil {
		w.rotation = cmp.Or(w.rotation, w.stock.Product.Rotation, shipping.FIFO)
		w.life = cmp.Or(w.life, w.stock.Product.MinShelfLife, a.terms.MinShelfLife)
	}
	var all, here, old, soon int64
	var elsewhere []shipping.WarehouseID
	for _, p := range supplies(w.stock, a.terms.Day, func(at shipping.WarehouseID) shipping.Date { return a.good(w, at) }) {
		all += max(0, p.free)
		if p.free > 0 && !slices.Contains(a.ranked, p.at) {
			elsewhere = append(elsewhere, p.at)
		}
		for i, at := range a.ranked {
			if at == p.at {
				w.free[i] = max(0, p.free)
				here += w.free[i]
				old += p.expired
				soon += p.soon
			}
		}
	}
	left := max(0, all-a.claims(w))
	lacks := w.quantity - here
	w.missing = max(0, w.quantity-min(here, left))
	w.leave(max(0, here-left))
	if lacks > 0 {
		a.why(ruleStockShort, string(w.sku), here, w.quantity)
		if all > here {
			a.why(ruleOutOfReach, string(w.sku), 0, all-here)
		}
		if lacks <= all-here {
			a.plan.Elsewhere = append(a.plan.Elsewhere, Elsewhere{w.sku, lacks, elsewhere})
		}
		if old > 0 {
			a.why(ruleExpired, string(w.sku), 0, old)
		}
		if soon > 0 {
			a.why(ruleShelfLife, string(w.sku), w.life, soon)
		}
	}
	if w.missing > max(0, lacks) {
		a.why(ruleInLine, string(w.sku), left, w.quantity)
	}
}

// leave leaves so many pieces to those who came before, from where the order would take them last.
func (w *want) leave(n int64) {
	for i := range slices.Backward(w.free) {
		kept := min(n, w.free[i])
		w.free[i], n = w.free[i]-kept, n-kept
	}
}

// good is the day until which a lot must be good to leave a warehouse: that of leaving, and for so long as it takes to the
// door and must be good there.
func (a *allocation) good(w *want, at shipping.WarehouseID) shipping.Date {
	if a.terms.Door == nil {
		return a.terms.Day
	}
	return max(a.terms.Day, a.terms.Door(at).Plus(w.life))
}

// claims is what the orders in line have a claim to before this one. One that stands there and leaves as a whole does without: it is
// its turn in another line, and two such would block one another.
func (a *allocation) claims(w *want) (sum int64) {
	if w.stock == nil {
		return 0
	}
	own := slices.IndexFunc(w.stock.Waiting, func(o fact.Waiting) bool { return o.Order == a.order.ID && o.Quantity > 0 })
	if own >= 0 && (a.order.Complete || !a.terms.Partial) {
		return 0
	}
	for i, other := range w.stock.Waiting {
		if i < own || own < 0 && !other.Behind(a.terms.Since, a.order.ID) {
			sum += other.Quantity
		}
	}
	return sum
}

func (a *allocation) why(rule, about string, limit, actual int64) {
	a.plan.Why = append(a.plan.Why, fact.Reason{Desk: fact.InventoryDesk, Rule: rule, About: about, Limit: limit, Actual: actual})
}

// shorten notes what is missing, and reports whether anything is.
func (a *allocation) shorten() bool {
	for _, w := range a.wants {
		if w.missing > 0 {
			a.plan.Missing = append(a.plan.Missing, fact.Shortage{SKU: w.sku, Quantity: w.missing})
		}
	}
	if len(a.ranked) == 0 {
		a.why(ruleNoWarehouse, string(a.order.Ship.Country), 0, 0)
	}
	return len(a.plan.Missing) > 0
}

// wait lets the whole order stand in line for the products that are short.
func (a *allocation) wait() Plan {
	a.plan.Missing = nil
	for _, w := range a.wants {
		if w.missing > 0 {
			a.plan.Missing = append(a.plan.Missing, fact.Shortage{SKU: w.sku, Quantity: w.quantity})
		}
	}
	return a.plan
}

// waitForOne lets a complete order wait for what the warehouse lacks that lacks least.
func (a *allocation) waitForOne() Plan {
	best, least := 0, int64(-1)
	for i := range a.ranked {
		var lacks int64
		for _, w := range a.wants {
			lacks += max(0, w.quantity-w.free[i])
		}
		if least < 0 || lacks < least {
			best, least = i, lacks
		}
	}
	a.why(ruleWaitComplete, string(a.ranked[best]), 0, least)
	for _, w := range a.wants {
		if w.free[best] < w.quantity {
			a.plan.Missing = append(a.plan.Missing, fact.Shortage{SKU: w.sku, Quantity: w.quantity})
		}
	}
	return a.plan
}

// ship writes the shipments of the chosen warehouses: each product comes from the best of
// them that has all of it, else from all of them in rank order.
func (a *allocation) ship(set []int) []Part {
	if len(set) == 0 {
		return nil
	}
	parts := make([]Part, len(set))
	for n, i := range set {
		parts[n].Warehouse = a.ranked[i]
		parts[n].Why = a.chosen(set, n)
	}
	for k := range a.wants {
		w := &a.wants[k]
		rest := w.quantity - w.missing
		for n, i := range set {
			if w.free[i] >= rest && rest > 0 { // has all of it
				a.pick(&parts[n], w, rest)
				rest = 0
			}
		}
		for n, i := range set {
			q := min(rest, w.free[i])
			a.pick(&parts[n], w, q)
			rest -= q
		}
	}
	return parts
}

func (a *allocation) pick(p *Part, w *want, quantity int64) {
	if quantity <= 0 {
		return
	}
	picks, lots, soon := take(w, p.Warehouse, a.terms.Day, func(at shipping.WarehouseID) shipping.Date { return a.good(w, at) }, quantity)
	p.Picks = append(p.Picks, picks...)
	if lots > 1 {
		p.Why = append(p.Why, fact.Reason{Desk: fact.InventoryDesk, Rule: ruleRotation, About: string(w.sku), Actual: int64(lots), Note: string(w.rotation)})
	}
	if soon > 0 {
		p.Why = append(p.Why, fact.Reason{Desk: fact.InventoryDesk, Rule: ruleShelfLife, About: string(w.sku), Limit: w.life, Actual: soon})
	}
}

// chosen tells why the n-th warehouse of a set ships, and with the first one why the
// warehouses before it, or all of them when the order is split, do not ship alone.
func (a *allocation) chosen(set []int, n int) []fact.Reason {
	var why []fact.Reason
	passed := set[0]
	if len(set) > 1 {
		passed = len(a.ranked)
	}
	for i := 0; i < passed && n == 0; i++ {
		for _, w := range a.wants {
			if need := w.quantity - w.missing; w.free[i] < need {
				why = append(why, fact.Reason{Desk: fact.InventoryDesk, Rule: ruleLacks, About: string(a.ranked[i]), Limit: w.free[i], Actual: need, Note: string(w.sku)})
				break
			}
		}
	}
	if len(set) == 1 {
		return append(why, fact.Reason{Desk: fact.InventoryDesk, Rule: ruleOneWarehouse, About: string(a.ranked[set[0]]), Actual: int64(set[0] + 1)})
	}
	var names []string
	for _, i := range set {
		names = append(names, string(a.ranked[i]))
	}
	return append(why, fact.Reason{Desk: fact.InventoryDesk, Rule: ruleSplit, About: string(a.ranked[set[n]]), Actual: int64(len(set)), Note: strings.Join(names, ", ")})
}
