package stock

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Names finds products whose SKUs differ only in capitals, blanks, the width of signs, and signs at their ends ("A-"). It is not for use by several
// goroutines at once.
type Names struct {
	m     *merchant.Merchant
	alike map[string][]shipping.SKU // those of which something was recorded; nil: they were not read yet
	seen  map[shipping.SKU]bool
	// goods tells of the SKUs that were asked for whether they were listed or lay somewhere.
	goods map[shipping.SKU]bool
	// listed are the products of a list, in its order.
	listed []shipping.SKU
}

// NewNames makes a look-up that reads what is there when it is asked first.
func NewNames(m *merchant.Merchant) *Names {
	return &Names{m: m, seen: map[shipping.SKU]bool{}, goods: map[shipping.SKU]bool{}}
}

// Meant tells of a SKU which was never listed, and of which nothing ever lay anywhere, that another one is written like it: Misspelled
// where that one was or did, Unheard where it was only ordered. The zero value: nothing is written like it. Of two spellings that
// are asked for and known nowhere the second means the first.
func (n *Names) Meant(ctx context.Context, sku shipping.SKU) (h shipping.Hold, err error) {
	if n.seen[sku] {
		return shipping.Hold{}, nil
	}
	if there, err := n.there(ctx, sku); err != nil || there {
		return shipping.Hold{}, err
	}
	if err := n.read(ctx); err != nil {
		return shipping.Hold{}, err
	}
	for _, other := range n.alike[spelled(sku)] {
		if other == sku {
			continue
		}
		if there, err := n.there(ctx, other); err != nil || there || n.seen[other] {
			return shipping.Hold{Why: shipping.Misspelled, Word: string(other)}, err
		}
		if h.Why == "" {
			h = shipping.Hold{Why: shipping.Unheard, Word: string(other)}
		}
	}
	if h.Why == "" {
		n.add(sku)
	}
	return h, nil
}

// there reports whether a product was listed, or lay somewhere. Somebody may have ordered what is not, and nothing more.
func (n *Names) there(ctx context.Context, sku shipping.SKU) (bool, error) {
	there, asked := n.goods[sku]
	if asked {
		return there, nil
	}
	state, err := n.m.Ledger.Read(ctx, n.m.ID, sku.Stream())
	if err != nil {
		return false, err
	}
	s := fact.StockIn(state, sku)
	n.goods[sku] = s.Product.SKU != "" || len(s.Outside) > 0
	return n.goods[sku], nil
}

// taught is the product that a SKU of a list means, as Meant; but lists teach how products are spelled, and what was only ordered
// is none: its order is the one that may be misspelled.
func (n *Names) taught(ctx context.Context, sku shipping.SKU) (shipping.SKU, error) {
	h, err := n.Meant(ctx, sku)
	if err != nil || h.Why == shipping.Misspelled {
		return shipping.SKU(h.Word), err
	}
	if h.Why == shipping.Unheard {
		n.add(sku)
	}
	return "", nil
}

// read looks up the products of which something was recorded, once.
func (n *Names) read(ctx context.Context) error {
	if n.alike != nil {
		return nil
	}
	streams, err := n.m.Ledger.Streams(ctx, n.m.ID, shipping.StockSort)
	if err != nil {
		return err
	}
	n.alike = make(map[string][]shipping.SKU, len(streams))
	for _, s := range streams {
		n.add(shipping.SKU(s.ID()))
	}
	return nil
}

// spelled is how a SKU reads: what stands around it, such as a dash that was typed too much, quotes, or a formula that was cut off, names no
// other product.
func spelled(sku shipping.SKU) string {
	text := shipping.Alike(string(sku))
	return cmp.Or(strings.Trim(text, "-_.,;:'\"`=/\\()[]"), text)
}

func (n *Names) add(sku shipping.SKU) {
	key := spelled(sku)
	if !slices.Contains(n.alike[key], sku) {
		n.alike[key] = append(n.alike[key], sku)
	}
}

// note remembers a product of a list. What was recorded before the list is read first of all.
func (n *Names) note(ctx context.Context, sku shipping.SKU) error {
	if n.seen[sku] {
		return nil
	}
	n.seen[sku] = true
	n.listed = append(n.listed, sku)
	return n.read(ctx)
}

// unlisted are those products of the list that nobody listed, in its order, each with one that was known before and is written
// like it.
func (n *Names) unlisted(ctx context.Context) (list []Unlisted, err error) {
	for part := range slices.Chunk(n.listed, atOnce) {
		streams := make([]shipping.Stream, len(part))
		for i, sku := range part {
			streams[i] = sku.Stream()
		}
		state, err := n.m.Ledger.Read(ctx, n.m.ID, streams...)
		if err != nil {
			return nil, err
		}
		for _, sku := range part {
			if fact.StockIn(state, sku).Product.SKU == "" {
				list = append(list, Unlisted{sku, n.other(sku)})
			}
			n.add(sku)
		}
	}
	return list, nil
}

// other is another product that is written like this one; empty: there is none.
func (n *Names) other(sku shipping.SKU) shipping.SKU {
	for _, other := range n.alike[spelled(sku)] {
		if other != sku {
			return other
		}
	}
	return ""
}
