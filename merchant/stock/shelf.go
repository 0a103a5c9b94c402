package stock

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Product is what lies of one product, and who waits for it.
type Product struct {
	SKU  shipping.SKU `json:"sku"`
	Name string       `json:"name,omitempty"`
	// Lots are what lies, by place and lot.
	Lots []Lot `json:"lots"`
	// Waiting are the orders in line, first come first; in a list of products at most twenty of each.
	Waiting []Who `json:"waiting"`
	// More is how many stand in line behind those.
	More int `json:"waiting_more,omitempty"`
}

// Lot is what lies of one lot in one place.
type Lot struct {
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Location  shipping.Location    `json:"location"`
	Lot       string               `json:"lot,omitempty"`
	Expires   shipping.Date        `json:"expires,omitempty"`
	OnHand    int64                `json:"on_hand"`
	Promised  int64                `json:"promised"`
	Free      int64                `json:"free"` // below zero: more is promised than lies there
	// To are the orders that it is promised to; of a product that is asked for alone.
	To []Who `json:"promised_to,omitempty"`
}

// Who is an order that has, or wants, so many of a product.
type Who struct {
	Order    shipping.OrderID `json:"order"`
	Number   string           `json:"number,omitempty"` // the storefront's
	Quantity int64            `json:"quantity"`
}

// Whom names orders by their numbers, each with how many pieces are its own.
func Whom(list []Who) string {
	var names []string
	for _, w := range list[:min(len(list), mostNamed)] {
		name := w.Number
		if name == "" {
			name = string(w.Order)
		}
		names = append(names, fmt.Sprintf("%s (%d)", name, w.Quantity))
	}
	if more := len(list) - mostNamed; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// Shelf tells what lies of one product; NotFound where nothing is known of it.
func Shelf(ctx context.Context, m *merchant.Merchant, sku shipping.SKU) (*Product, error) {
	s, err := known(ctx, m, sku)
	if err != nil {
		return nil, err
	}
	promises, err := promised(ctx, m, sku)
	if err != nil {
		return nil, err
	}
	p := productOf(sku, s)
	for i := range p.Lots {
		l := &p.Lots[i]
		if l.To, err = who(ctx, m, promises.In(l.Location, l.Lot)); err != nil {
			return nil, err
		}
	}
	return p, number(ctx, m, p.Waiting)
}

// Shelves tells what lies of every product of which something lies or is waited for, in the order of their SKUs.
func Shelves(ctx context.Context, m *merchant.Merchant) ([]Product, error) {
	return ShelvesBehind(ctx, m, "", math.MaxInt)
}

// ShelvesBehind is Shelves of at most so many products whose SKUs come behind one.
func ShelvesBehind(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, most int) ([]Product, error) {
	list := []Product{}
	err := eachProduct(ctx, m, sku, func(sku shipping.SKU, s *fact.StockState) (more bool) {
		if len(s.Lots)+len(s.Waiting) > 0 {
			p := productOf(sku, s)
			if p.More = len(p.Waiting) - mostNamed; p.More > 0 { // thousands may wait for one
				p.Waiting = p.Waiting[:mostNamed]
			}
			p.More = max(p.More, 0)
			list = append(list, *p)
		}
		return len(list) < most
	})
	for i := range list {
		if err == nil {
			err = number(ctx, m, list[i].Waiting)
		}
	}
	return list, err
}

func productOf(sku shipping.SKU, s *fact.StockState) *Product {
	p := &Product{SKU: sku, Name: s.Product.Name, Lots: []Lot{}, Waiting: []Who{}}
	for _, l := range s.Lots {
		p.Lots = append(p.Lots, Lot{Warehouse: l.Location.Warehouse(), Location: l.Location, Lot: l.Name, Expires: l.Expires, OnHand: l.OnHand, Promised: l.Reserved, Free: l.Free()})
	}
	slices.SortStableFunc(p.Lots, func(a, b Lot) int {
		return strings.Compare(string(a.Location)+"\x00"+a.Lot, string(b.Location)+"\x00"+b.Lot)
	})
	for _, w := range s.Waiting {
		if w.Quantity > 0 { // others only want to hear of it
			p.Waiting = append(p.Waiting, Who{Order: w.Order, Quantity: w.Quantity})
		}
	}
	return p
}

// known reads the stock of a product of which something was recorded; NotFound names one that is written almost so.
func known(ctx context.Context, m *merchant.Merchant, sku shipping.SKU) (*fact.StockState, error) {
	state, err := m.Ledger.Read(ctx, m.ID, sku.Stream())
	if err != nil {
		return nil, err
	}
	if state.Balance(sku.Stream()).Version > 0 {
		return fact.StockIn(state, sku), nil
	}
	hint := "list it with crosslane import products, or receive it with crosslane import stock"
	alike, err := NewNames(m).Meant(ctx, sku)
	if alike.Word != "" {
		hint = "did you mean " + alike.Word + "?"
	}
	if err == nil {
		err = &shipping.Error{Code: shipping.NotFound, Field: "sku", Message: "nothing is known of the product " + string(sku), Hint: hint}
	}
	return nil, err
}

// promised is what is set aside of a product, by its whole history.
func promised(ctx context.Context, m *merchant.Merchant, sku shipping.SKU) (p inventory.Promises, err error) {
	facts, err := m.Ledger.History(ctx, m.ID, sku.Stream())
	for _, f := range facts {
		p.Apply(f)
	}
	return p, err
}

// who sums promises by order.
func who(ctx context.Context, m *merchant.Merchant, promises inventory.Promises) (list []Who, err error) {
	for _, p := range promises {
		at := slices.IndexFunc(list, func(w Who) bool { return w.Order == p.Order })
		if at < 0 {
			at = len(list)
			list = append(list, Who{Order: p.Order})
		}
		list[at].Quantity += p.Pick.Quantity
	}
	return list, number(ctx, m, list)
}

// number looks up how storefronts call some orders.
func number(ctx context.Context, m *merchant.Merchant, list []Who) error {
	streams := make([]shipping.Stream, len(list))
	for i := range list {
		streams[i] = list[i].Order.Stream()
	}
	for from := 0; from < len(list); from += atOnce {
		to := min(from+atOnce, len(list))
		state, err := m.Ledger.Read(ctx, m.ID, streams[from:to]...)
		if err != nil {
			return err
		}
		for i := from; i < to; i++ {
			list[i].Number = fact.OrderIn(state, list[i].Order).Order.Number
		}
	}
	return nil
}

// atOnce is how many balances are read together.
const atOnce = 500

// eachProduct goes through the stock of the products whose SKUs come behind one, in their order, until it is told that no more are wanted.
func eachProduct(ctx context.Context, m *merchant.Merchant, behind shipping.SKU, take func(shipping.SKU, *fact.StockState) (more bool)) error {
	streams, err := m.Ledger.Streams(ctx, m.ID, shipping.StockSort)
	if err != nil {
		return err
	}
	slices.Sort(streams)
	if behind != "" {
		at, found := slices.BinarySearch(streams, behind.Stream())
		if found {
			at++
		}
		streams = streams[at:]
	}
	for part := range slices.Chunk(streams, atOnce) {
		state, err := m.Ledger.Read(ctx, m.ID, part...)
		if err != nil {
			return err
		}
		for _, s := range part {
			sku := shipping.SKU(s.ID())
			if !take(sku, fact.StockIn(state, sku)) {
				return nil
			}
		}
	}
	return nil
}
