package fact

import "crosslane/shipping"

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
		// Reference is the document behind the move: a goods received note, a count sheet.
		// The same receipt with the same reference is recorded once.
		Reference string `json:"reference"`
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
	}
	// StockAwaitEnded: the order left the line, served or called off.
	StockAwaitEnded struct {
		Order shipping.OrderID `json:"order"`
	}
)

func (b *ProductListed) Form(c *Coder) { codeProduct(c, &b.Product) }

func (b *StockMoved) Form(c *Coder) {
	Text(c, &b.SKU)
	Text(c, &b.Lot)
	Num(c, &b.Quantity)
	Text(c, &b.From)
	Text(c, &b.To)
	Text(c, &b.Expires)
	Text(c, &b.Order)
	Text(c, &b.Reference)
}

func (b *StockReserved) Form(c *Coder) { Text(c, &b.Order); codePick(c, &b.Pick) }

func (b *StockReleased) Form(c *Coder) { Text(c, &b.Order); codePick(c, &b.Pick) }

func (b *StockAwaited) Form(c *Coder) { Text(c, &b.Order); Num(c, &b.Quantity) }

func (b *StockAwaitEnded) Form(c *Coder) { Text(c, &b.Order) }

func (ProductListed) Kind() Kind { return "ProductListed" }

func (StockMoved) Kind() Kind { return "StockMoved" }

func (StockReserved) Kind() Kind { return "StockReserved" }

func (StockReleased) Kind() Kind { return "StockReleased" }

func (StockAwaited) Kind() Kind { return "StockAwaited" }

func (StockAwaitEnded) Kind() Kind { return "StockAwaitEnded" }
