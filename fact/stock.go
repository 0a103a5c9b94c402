package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of a product's stock stream.
type (
	// ProductListed: the seller keeps this product; the newest one counts.
	ProductListed struct {
		Product shipping.Product `json:"product"`
	}
	// StockMoved: a quantity went from one location to another. One of the two may be
	// virtual: received from @supplier, issued to @customer, scrapped, found by counting.
	StockMoved struct {
		SKU      shipping.SKU      `json:"sku"`
		Lot      string            `json:"lot"`
		Quantity int64             `json:"quantity"` // above zero
		From     shipping.Location `json:"from"`
		To       shipping.Location `json:"to"`
		Expires  shipping.Date     `json:"expires"`
		// Order is whose reservation the move uses up. Empty: free stock moves.
		Order shipping.OrderID `json:"order"`
		// Reference is the document behind the move, such as a goods received note; it is recorded once.
		Reference string `json:"reference"`
		// Copy counts the receipts without a reference that are alike in all else, from 1: the same one is recorded
		// once. Zero: the move is not known by its content.
		Copy int64 `json:"copy,omitempty"`
		// Why is the reason that somebody gave: "broken", "count".
		Why string `json:"why,omitempty"`
	}
	// StockCounted: so many of a lot were found in a place. What differs follows as a move from or to @count.
	StockCounted struct {
		SKU      shipping.SKU      `json:"sku"`
		Location shipping.Location `json:"location"`
		Lot      string            `json:"lot"`
		Quantity int64             `json:"quantity"`
		Expires  shipping.Date     `json:"expires"` // of a lot that was not known; empty: it does not, or as it is known
		// Reference is the stock-take, which counts a lot in a place once. Empty: it is told as often as it comes.
		Reference string `json:"reference"`
		Why       string `json:"why,omitempty"`
	}
	// StockReserved: a quantity of a lot is promised to an order.
	StockReserved struct {
		Order shipping.OrderID `json:"order"`
		Pick  shipping.Pick    `json:"pick"`
	}
	// StockReleased: the promise is taken back; the quantity is free again.
	StockReleased struct {
		Order shipping.OrderID `json:"order"`
		Pick  shipping.Pick    `json:"pick"`
	}
	// StockAwaited: an order stands in line for the product.
	StockAwaited struct {
		Order    shipping.OrderID `json:"order"`
		Quantity int64            `json:"quantity"`
		// Since is from when its place in the line counts: of one that gave way, since when it was promised the product. Zero: from now.
		Since time.Time `json:"since,omitzero"`
	}
	// StockAwaitEnded: the order left the line, served or called off.
	StockAwaitEnded struct {
		Order shipping.OrderID `json:"order"`
	}
)

func (b *ProductListed) Form(c *coder.Coder) {
	if coder.Product(c, &b.Product); c.Since(2) {
		coder.Num(c, &b.Product.MinShelfLife)
	}
}

func (b *StockMoved) Form(c *coder.Coder) {
	coder.Pair(c, &b.SKU, &b.Lot)
	coder.Num(c, &b.Quantity)
	coder.Pair(c, &b.From, &b.To)
	coder.Pair(c, &b.Expires, &b.Order)
	coder.Text(c, &b.Reference)
	if c.Since(2) {
		coder.Num(c, &b.Copy)
		coder.Text(c, &b.Why)
	}
}

func (b *StockCounted) Form(c *coder.Coder) {
	coder.Pair(c, &b.SKU, &b.Location)
	coder.Text(c, &b.Lot)
	coder.Num(c, &b.Quantity)
	coder.Pair(c, &b.Expires, &b.Reference)
	coder.Text(c, &b.Why)
}

func (b *StockReserved) Form(c *coder.Coder) { coder.Text(c, &b.Order); coder.Pick(c, &b.Pick) }

func (b *StockReleased) Form(c *coder.Coder) { coder.Text(c, &b.Order); coder.Pick(c, &b.Pick) }

func (b *StockAwaited) Form(c *coder.Coder) {
	coder.Text(c, &b.Order)
	if coder.Num(c, &b.Quantity); c.Since(2) {
		c.Time(&b.Since)
	}
}

func (b *StockAwaitEnded) Form(c *coder.Coder) { coder.Text(c, &b.Order) }
