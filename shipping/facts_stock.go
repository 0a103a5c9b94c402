package shipping

// Facts of a product's stock stream.
type (
	// ProductListed: the seller keeps this product; the newest one counts.
	ProductListed struct {
		Product Product `json:"product"`
	}
	// StockMoved: a quantity went from one location to another. One of the two may be
	// virtual: received from @supplier, issued to @customer, scrapped, found by counting.
	StockMoved struct {
		SKU      SKU      `json:"sku"`
		Lot      string   `json:"lot"`
		Quantity int64    `json:"quantity"` // above zero
		From     Location `json:"from"`
		To       Location `json:"to"`
		Expires  Date     `json:"expires"`
		// Order is whose reservation the move uses up. Empty: free stock moves.
		Order OrderID `json:"order"`
		// Reference is the document behind the move: a goods received note, a count sheet.
		// The same receipt with the same reference is recorded once.
		Reference string `json:"reference"`
	}
	// StockReserved: a quantity of a lot is promised to an order.
	StockReserved struct {
		Order OrderID `json:"order"`
		Pick  Pick    `json:"pick"`
	}
	// StockReleased: the promise is taken back; the quantity is free again.
	StockReleased struct {
		Order OrderID `json:"order"`
		Pick  Pick    `json:"pick"`
	}
	// StockAwaited: an order stands in line for the product.
	StockAwaited struct {
		Order    OrderID `json:"order"`
		Quantity int64   `json:"quantity"`
	}
	// StockAwaitEnded: the order left the line, served or called off.
	StockAwaitEnded struct {
		Order OrderID `json:"order"`
	}
)
