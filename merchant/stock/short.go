package stock

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/fulfillment/cases"
	"crosslane/inventory"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// Short is a lot that holds less than is promised from it.
type Short struct {
	SKU      shipping.SKU      `json:"sku"`
	Location shipping.Location `json:"location"`
	Lot      string            `json:"lot,omitempty"`
	Missing  int64             `json:"missing"`
	Orders   []Who             `json:"orders"` // to which it is promised, the oldest promise first
	// GaveWay are those that wait for other goods instead, each with how many of the missing pieces were its own.
	GaveWay []Who `json:"gave_way,omitempty"`
	// Pending is how many pieces of the lot are set aside still for orders that gave way: their carriers are asked to void the
	// labels first, by a server.
	Pending int64 `json:"pending,omitempty"`
}

// Text tells what is missing, to whom it is promised, who gave way, and what to do.
func (s *Short) Text() string {
	text := fmt.Sprintf("%s: %d fewer than are promised to %s", shelfWord(s.SKU, s.Location, s.Lot), s.Missing, Whom(s.Orders))
	if len(s.GaveWay) > 0 {
		text += "; put back to wait for others, the newest first, each with a case: " + Whom(s.GaveWay)
	} else {
		text += "; a case is open"
	}
	if s.Pending > 0 {
		text += fmt.Sprintf("; %d stay set aside, and their orders as they are, until a server (crosslane serve) has taken the labels back", s.Pending)
	}
	return text + ": find them and count again, or call an order off"
}

// shortAt tells of a lot where it holds less than is promised from it, once the newest promises gave way.
func shortAt(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, at shipping.Location, lot string) (list []Short, err error) {
	state, err := m.Ledger.Read(ctx, m.ID, sku.Stream())
	if err != nil {
		return nil, err
	}
	for _, p := range inventory.Shortfalls(fact.StockIn(state, sku)) {
		if p.Location != at || p.Lot != lot {
			continue
		}
		s := Short{SKU: sku, Location: at, Lot: lot, Missing: p.Quantity}
		promises, err := promised(ctx, m, sku)
		if err != nil {
			return nil, err
		}
		if s.Orders, err = who(ctx, m, promises.In(at, lot)); err != nil {
			return nil, err
		}
		if s.GaveWay, err = s.giveWay(ctx, m); err != nil {
			return nil, err
		}
		if s.Pending, err = s.pending(ctx, m); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// giveWay tells the orders of the newest promises that their goods are missing, until the lot holds what is promised from it. What
// gave way before, and waits for its carrier's answer, is not asked of anybody again.
func (s *Short) giveWay(ctx context.Context, m *merchant.Merchant) (gave []Who, err error) {
	missing, left := s.Missing, make([]int64, len(s.Orders))
	for i, w := range s.Orders {
		coming, err := s.coming(ctx, m, w.Order)
		if err != nil {
			return nil, err
		}
		missing, left[i] = missing-coming, w.Quantity-coming
	}
	for i, w := range slices.Backward(s.Orders) {
		w.Quantity = min(missing, left[i])
		if w.Quantity <= 0 {
			continue
		}
		_, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: w.Order.Stream(), At: m.Now(), By: "count",
			Body: &fact.GoodsMissing{SKU: s.SKU, Location: s.Location, Lot: s.Lot, Quantity: w.Quantity}}}})
		switch shipping.CodeOf(err) {
		case "":
			gave, missing = append(gave, w), missing-w.Quantity
		case shipping.Known, shipping.Refused: // what it has of them has left
		default:
			return gave, err
		}
	}
	if missing > 0 {
		return gave, nil
	}
	_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: cases.Lot(s.SKU).Stream(), At: m.Now(), By: "count",
		Body: &fact.CaseClosed{Why: "the orders of the newest promises give way"}}}})
	if code := shipping.CodeOf(err); code == shipping.Known || code == shipping.NotFound { // it was closed, or another lot's
		err = nil
	}
	return gave, err
}

// pending sums what the orders give back that have been asked to.
func (s *Short) pending(ctx context.Context, m *merchant.Merchant) (sum int64, err error) {
	for _, w := range s.Orders {
		coming, err := s.coming(ctx, m, w.Order)
		if err != nil {
			return 0, err
		}
		sum += coming
	}
	return sum, nil
}

// coming is how many pieces of a lot an order gives back as soon as a carrier has answered.
func (s *Short) coming(ctx context.Context, m *merchant.Merchant, id shipping.OrderID) (sum int64, err error) {
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return 0, err
	}
	for _, p := range fact.OrderIn(state, id).Parcels {
		own, err := m.Ledger.Read(ctx, m.ID, p.ID.Stream())
		if err != nil {
			return 0, err
		}
		b := fact.ParcelIn(own, p.ID)
		for _, pick := range b.Plan.Picks {
			if p.Ended == "" && b.Booking.CallOff && pick.SKU == s.SKU && pick.Location == s.Location && pick.Lot == s.Lot {
				sum += pick.Quantity
			}
		}
	}
	return sum, nil
}

// Shortages has orders give way wherever a lot still holds less than is promised from it: it may have been found when nobody could
// tell them, or they could not give way then.
func Shortages(ctx context.Context, m *merchant.Merchant) error {
	if err := m.Fill(ctx); err != nil {
		return err
	}
	cases, err := m.Views.Cases(ctx, m.ID, view.Page{Limit: atOnce, Only: fact.CaseStockShort, State: "open"})
	for i := range cases {
		if err == nil {
			err = shortOf(ctx, m, cases[i].ID)
		}
	}
	return err
}

// shortOf has orders give way for what a case of a product is about.
func shortOf(ctx context.Context, m *merchant.Merchant, id shipping.CaseID) error {
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return err
	}
	c := fact.CaseIn(state, id)
	if c.Order != "" || len(c.Why) == 0 {
		return nil
	}
	name, _, _ := strings.Cut(c.Why[0].About, " at ") // earlier programs did not name the product apart
	sku := shipping.SKU(cmp.Or(c.Why[0].Note, name))
	if state, err = m.Ledger.Read(ctx, m.ID, sku.Stream()); err != nil {
		return err
	}
	for _, p := range inventory.Shortfalls(fact.StockIn(state, sku)) {
		if _, err := shortAt(ctx, m, sku, p.Location, p.Lot); err != nil {
			return err
		}
	}
	return nil
}
