package fulfillment

import (
	"cmp"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

func admitStock(current *book.Book, st *fact.StockState, body fact.Body) error {
	switch b := body.(type) {
	case *fact.ProductListed:
		if st.Product == b.Product {
			return known("the product is listed so already")
		}
	case *fact.StockMoved:
		if err := cmp.Or(inventory.Located(current, "from", b.From), inventory.Located(current, "to", b.To)); err != nil {
			return err
		}
	case *fact.StockCounted:
		if err := inventory.Located(current, "location", b.Location); err != nil {
			return err
		}
	}
	return inventory.Admit(st, body)
}

// decideStock is what follows from a fact of a product's stock.
func (d *decision) decideStock() {
	switch b := d.fact.Body.(type) {
	case *fact.StockMoved:
		d.stockChanged(b)
	case *fact.StockCounted:
		d.counted(b)
	case *fact.StockReleased:
		d.shortNoMore()
		d.serveWaiting()
	}
}

// shortNoMore: a case of lots that held too little ends when none does. While none was ever lost nothing was ever short.
func (d *decision) shortNoMore() {
	if s := fact.StockIn(d.state, shipping.SKU(d.fact.Stream.ID())); s.Lost > 0 && len(inventory.Shortfalls(s)) == 0 {
		d.lotsShort(shipping.SKU(d.fact.Stream.ID()), nil)
	}
}

// counted: what was found more came from nowhere, and what is gone went there.
func (d *decision) counted(b *fact.StockCounted) {
	found := b.Quantity - onHand(fact.StockIn(d.state, b.SKU), shipping.Pick{Location: b.Location, Lot: b.Lot})
	m := &fact.StockMoved{SKU: b.SKU, Lot: b.Lot, Quantity: found, From: shipping.Count, To: b.Location, Expires: b.Expires, Why: cmp.Or(b.Why, "count")}
	if found < 0 {
		m.From, m.To, m.Quantity = b.Location, shipping.Count, -found
	}
	if found != 0 {
		d.say(d.fact.Stream, m)
	}
}

// stockChanged: goods moved. If there is more to promise than before, serve who waits; if a lot
// now holds less than is promised from it, somebody must decide who gives way.
func (d *decision) stockChanged(b *fact.StockMoved) {
	if !b.To.Virtual() {
		d.shortNoMore()
		d.serveWaiting()
		return
	}
	short := inventory.Shortfalls(fact.StockIn(d.state, b.SKU))
	switch {
	case len(short) == 0:
		d.shortNoMore()
	case b.To == shipping.Count || b.To == shipping.Scrap:
		d.lotsShort(b.SKU, short)
	}
}

// serveWaiting: tell the orders in line that stock came, as far as it goes.
func (d *decision) serveWaiting() {
	sku := shipping.SKU(d.fact.Stream.ID())
	for _, id := range inventory.Serve(fact.StockIn(d.state, sku), shipping.DateOf(d.fact.Recorded)) {
		d.say(id.Stream(), &fact.StockArrivedFor{SKU: sku})
	}
}
