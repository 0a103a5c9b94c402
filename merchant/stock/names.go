package stock

import (
	"context"
	"slices"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Names finds products whose SKUs differ only in capitals, blanks and the width of signs. It is not for use by several
// goroutines at once.
type Names struct {
	m     *merchant.Merchant
	alike map[string][]shipping.SKU // those of which something was recorded; nil: they were not read yet
	seen  map[shipping.SKU]bool
}

// NewNames makes a look-up that reads what is there when it is asked first.
func NewNames(m *merchant.Merchant) *Names { return &Names{m: m, seen: map[shipping.SKU]bool{}} }

// Meant is the product that a SKU means of which nothing was ever recorded; empty: something was, or nothing is written like it.
func (n *Names) Meant(ctx context.Context, sku shipping.SKU) (shipping.SKU, error) {
	list, err := n.like(ctx, sku)
	if len(list) == 0 || slices.Contains(list, sku) {
		return "", err
	}
	return list[0], err
}

// like lists the products that are written like a SKU, itself among them.
func (n *Names) like(ctx context.Context, sku shipping.SKU) ([]shipping.SKU, error) {
	if n.alike == nil {
		streams, err := n.m.Ledger.Streams(ctx, n.m.ID, shipping.StockSort)
		if err != nil {
			return nil, err
		}
		n.alike = make(map[string][]shipping.SKU, len(streams))
		for _, s := range streams {
			n.add(shipping.SKU(s.ID()))
		}
	}
	return n.alike[shipping.Alike(string(sku))], nil
}

func (n *Names) add(sku shipping.SKU) {
	key := shipping.Alike(string(sku))
	if !slices.Contains(n.alike[key], sku) {
		n.alike[key] = append(n.alike[key], sku)
	}
}

// look adds a product of a list to the unlisted ones where nobody listed it, once.
func (n *Names) look(ctx context.Context, sku shipping.SKU, unlisted *[]Unlisted) error {
	if n.seen[sku] {
		return nil
	}
	n.seen[sku] = true
	state, err := n.m.Ledger.Read(ctx, n.m.ID, sku.Stream())
	if err != nil || fact.StockIn(state, sku).Product.SKU != "" {
		return err
	}
	list, err := n.like(ctx, sku)
	if err != nil {
		return err
	}
	one := Unlisted{SKU: sku}
	for _, other := range list {
		if other != sku && one.Alike == "" {
			one.Alike = other
		}
	}
	n.add(sku)
	*unlisted = append(*unlisted, one)
	return nil
}
