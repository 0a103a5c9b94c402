package stock

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
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

// shortAt tells of a lot where it holds less than is promised from it, once the newest promises gave way. Where somebody else had
// orders give way for it at the same time, it is looked at anew, and nobody gives way twice.
func shortAt(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, at shipping.Location, lot string) (list []Short, err error) {
	passed := map[shipping.OrderID]bool{}
	for overtaken := true; overtaken; {
		s, err := lacking(ctx, m, sku, at, lot)
		if err != nil || s.Missing == 0 {
			return list, err
		}
		var gave []Who
		gave, overtaken, err = s.giveWay(ctx, m, passed)
		if err != nil {
			return nil, err
		}
		if list == nil {
			list = []Short{s}
		}
		list[0].GaveWay = append(list[0].GaveWay, gave...)
		if list[0].Pending, err = s.pending(ctx, m); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// lacking is a lot as it stands; nothing is missing where it holds what is promised from it.
func lacking(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, at shipping.Location, lot string) (s Short, err error) {
	state, err := m.Ledger.Read(ctx, m.ID, sku.Stream())
	if err != nil {
		return s, err
	}
	for _, p := range inventory.Shortfalls(fact.StockIn(state, sku)) {
		if p.Location != at || p.Lot != lot {
			continue
		}
		promises, err := promised(ctx, m, sku)
		if err != nil {
			return s, err
		}
		orders, err := who(ctx, m, promises.In(at, lot))
		return Short{SKU: sku, Location: at, Lot: lot, Missing: p.Quantity, Orders: orders}, err
	}
	return s, nil
}

// giveWay tells the orders of the newest promises that their goods are missing, until the lot holds what is promised from it. Each is
// told how many it lacks altogether, what it gives back already included. What its carrier did not give back is not asked for again
// as long as others can give way. It ends, and passes the order over, where one has been told by somebody else meanwhile.
func (s *Short) giveWay(ctx context.Context, m *merchant.Merchant, passed map[shipping.OrderID]bool) (gave []Who, overtaken bool, err error) {
	missing, coming := s.Missing, make([]int64, len(s.Orders))
	for i, w := range s.Orders {
		if coming[i], err = s.held(ctx, m, w.Order, givenBack); err != nil {
			return nil, false, err
		}
		missing -= coming[i]
	}
	for i, w := range slices.Backward(s.Orders) {
		if missing <= 0 {
			break
		}
		kept, err := s.held(ctx, m, w.Order, notVoided)
		if err != nil {
			return gave, false, err
		}
		if w.Quantity = min(missing, w.Quantity-coming[i]-kept); w.Quantity <= 0 || passed[w.Order] {
			continue
		}
		_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: w.Order.Stream(), At: m.Now(), By: "count",
			Body: &fact.GoodsMissing{SKU: s.SKU, Location: s.Location, Lot: s.Lot, Quantity: coming[i] + kept + w.Quantity}}}})
		switch shipping.CodeOf(err) {
		case "":
			gave, missing = append(gave, w), missing-w.Quantity
		case shipping.Known, shipping.Refused: // it was told meanwhile, or what it has of them has left
			passed[w.Order] = true
			return gave, true, nil
		default:
			return gave, false, err
		}
	}
	return gave, false, nil
}

// pending sums what the orders give back that have been asked to.
func (s *Short) pending(ctx context.Context, m *merchant.Merchant) (sum int64, err error) {
	for _, w := range s.Orders {
		coming, err := s.held(ctx, m, w.Order, givenBack)
		if err != nil {
			return 0, err
		}
		sum += coming
	}
	return sum, nil
}

// held is how many pieces of a lot lie in those of an order's parcels that are at hand and of which something is so.
func (s *Short) held(ctx context.Context, m *merchant.Merchant, id shipping.OrderID, so standing) (sum int64, err error) {
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
		n := inventory.From(b.Plan.Picks, s.SKU, s.Location, s.Lot)
		if n == 0 || p.Ended != "" || !b.Track.Handed.IsZero() {
			continue
		}
		is, err := so(ctx, m, p.ID, &b.Booking)
		if err != nil {
			return 0, err
		}
		if is {
			sum += n
		}
	}
	return sum, nil
}

// standing is what may be so of a parcel's booking.
type standing func(context.Context, *merchant.Merchant, shipping.ParcelID, *fact.Booking) (bool, error)

// givenBack: the parcel is given back as soon as its carrier has answered.
func givenBack(_ context.Context, _ *merchant.Merchant, _ shipping.ParcelID, b *fact.Booking) (bool, error) {
	return b.CallOff, nil
}

// notVoided: its carrier was asked to void the label that it has, and did not.
func notVoided(ctx context.Context, m *merchant.Merchant, id shipping.ParcelID, b *fact.Booking) (is bool, err error) {
	if b.Stage != fact.BookingHeld || b.CallOff {
		return false, nil
	}
	facts, err := m.Ledger.History(ctx, m.ID, id.Stream())
	for _, f := range facts {
		switch f.Body.(type) {
		case *fact.Booked:
			is = false
		case *fact.CancelRejected:
			is = true
		}
	}
	return is, err
}

// Shortages has orders give way wherever a lot still holds less than is promised from it: it may have been found when nobody could
// tell them, they could not give way then, or a carrier did not void a label.
func Shortages(ctx context.Context, m *merchant.Merchant) error {
	if err := m.Fill(ctx); err != nil {
		return err
	}
	for page := (view.Page{Limit: atOnce, Only: fact.CaseStockShort, State: "open", NoOrder: true}); ; {
		cases, err := m.Views.Cases(ctx, m.ID, page)
		if err != nil || len(cases) == 0 {
			return err
		}
		for i := range cases {
			page.Before = string(cases[i].ID)
			if err := shortOf(ctx, m, cases[i].ID); err != nil {
				return err
			}
		}
	}
}

// shortOf has orders give way for what a case of a product is about.
func shortOf(ctx context.Context, m *merchant.Merchant, id shipping.CaseID) error {
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return err
	}
	c := fact.CaseIn(state, id)
	if len(c.Why) == 0 {
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
