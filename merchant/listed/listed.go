// Package listed looks up what a merchant has listed of the products that are sold.
package listed

import (
	"cmp"
	"context"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// mostProducts bounds how many products one look-up remembers.
const mostProducts = 100_000

// Catalogue looks up what a merchant has listed, and remembers it. It is made by New.
type Catalogue struct {
	ledger   *ledger.Ledger
	merchant shipping.MerchantID
	seen     map[shipping.SKU]shipping.Product
	err      error
}

// New makes a look-up of a merchant's products.
func New(l *ledger.Ledger, merchant shipping.MerchantID) *Catalogue {
	return &Catalogue{ledger: l, merchant: merchant, seen: map[shipping.SKU]shipping.Product{}}
}

// Find looks a product up; false when it is not listed, or when that cannot be known: see Err.
func (c *Catalogue) Find(ctx context.Context) func(shipping.SKU) (shipping.Product, bool) {
	return func(sku shipping.SKU) (shipping.Product, bool) {
		if product, ok := c.seen[sku]; ok {
			return product, product.SKU != ""
		}
		state, err := c.ledger.Read(ctx, c.merchant, sku.Stream())
		if err != nil {
			c.err = cmp.Or(c.err, err)
			return shipping.Product{}, false
		}
		if len(c.seen) > mostProducts {
			clear(c.seen)
		}
		product := fact.StockIn(state, sku).Product
		c.seen[sku] = product
		return product, product.SKU != ""
	}
}

// Meant asks which product a SKU of which nothing is known is written like; the zero value: it is known, or none. It is nil where
// there is nobody to ask.
func (c *Catalogue) Meant(ctx context.Context, ask func(context.Context, shipping.SKU) (shipping.Hold, error)) func(shipping.SKU) shipping.Hold {
	if ask == nil {
		return nil
	}
	return func(sku shipping.SKU) shipping.Hold {
		h, err := ask(ctx, sku)
		c.err = cmp.Or(c.err, err)
		return h
	}
}

// Err is why a product could not be looked up; nothing that was read since may be recorded.
func (c *Catalogue) Err() error { return c.err }
