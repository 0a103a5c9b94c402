package stock

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/order/file"
	"crosslane/shipping"
)

// Paper is who says that stock changed, why, and by which document.
type Paper struct {
	By        string
	Why       string
	Reference string  // the same one is recorded once; empty: it is recorded as often as it is said
	Lot       *string // which one, nil: the only one that lies there
}

// Change is what came of a move or a count of one lot.
type Change struct {
	SKU   shipping.SKU `json:"sku"`
	Moves []Moved      `json:"moves"`           // none: what was counted is what was known
	Short []Short      `json:"short,omitempty"` // one at most
	// Elsewhere is where the product lay before, where nothing of the lot lay in the place that was named: a slip, or a new place.
	Elsewhere []string `json:"elsewhere,omitempty"`
}

// Moved is what went from one place to another.
type Moved struct {
	Quantity int64             `json:"quantity"`
	Lot      string            `json:"lot,omitempty"`
	From     shipping.Location `json:"from"`
	To       shipping.Location `json:"to"`
	Why      string            `json:"why,omitempty"`
}

// Move brings free stock from one place to another.
func Move(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, quantity int64, from, to shipping.Location, p Paper) (*Change, error) {
	for field, at := range map[string]shipping.Location{"from": from, "to": to} {
		if at.Virtual() {
			return nil, shipping.BadField(field, string(at)+" is not a place in a warehouse", "goods that broke: crosslane stock scrap; a count: crosslane stock count")
		}
	}
	return p.change(ctx, m, sku, from, func(lot string) fact.Body {
		return &fact.StockMoved{SKU: sku, Lot: lot, Quantity: quantity, From: from, To: to, Reference: p.Reference, Why: p.Why}
	})
}

// Scrap takes goods out that nobody can use any more.
func Scrap(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, quantity int64, at shipping.Location, p Paper) (*Change, error) {
	if p.Why == "" {
		return nil, reasonMissing()
	}
	return p.change(ctx, m, sku, at, func(lot string) fact.Body {
		return &fact.StockMoved{SKU: sku, Lot: lot, Quantity: quantity, From: at, To: shipping.Scrap, Reference: p.Reference, Why: p.Why}
	})
}

// Adjust corrects what is known of a lot by so many: more, or fewer where it is below zero.
func Adjust(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, by int64, at shipping.Location, p Paper) (*Change, error) {
	if p.Why == "" {
		return nil, reasonMissing()
	}
	return p.change(ctx, m, sku, at, func(lot string) fact.Body {
		b := &fact.StockMoved{SKU: sku, Lot: lot, Quantity: by, From: shipping.Count, To: at, Reference: p.Reference, Why: p.Why}
		if by < 0 {
			b.Quantity, b.From, b.To = -by, at, shipping.Count
		}
		return b
	})
}

// CountLot says how many lie of a lot in a place; the difference follows.
func CountLot(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, quantity int64, at shipping.Location, p Paper) (*Change, error) {
	return p.change(ctx, m, sku, at, func(lot string) fact.Body {
		return &fact.StockCounted{SKU: sku, Location: at, Lot: lot, Quantity: quantity, Reference: p.Reference, Why: p.Why}
	})
}

func reasonMissing() error {
	return shipping.BadField("reason", "missing", "say why, such as --reason broken")
}

// change records what somebody says of a lot.
func (p *Paper) change(ctx context.Context, m *merchant.Merchant, sku shipping.SKU, at shipping.Location, say func(lot string) fact.Body) (*Change, error) {
	if err := account.Allowed(ctx, m.ID, account.Stock); err != nil {
		return nil, err
	}
	if p.Reference = file.Composed(p.Reference); file.Nameless(p.Reference) != "" {
		return nil, shipping.BadField("reference", strconv.Quote(p.Reference)+" "+file.Nameless(p.Reference), "write the number of the paper, or leave it out")
	}
	s, err := known(ctx, m, sku)
	if err != nil {
		return nil, err
	}
	lot, err := p.lot(s, at)
	if err != nil {
		return nil, err
	}
	if slip := slipped(s, at, lot); slip != nil {
		return nil, slip
	}
	body := say(lot)
	facts, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: sku.Stream(), At: m.Now(), By: account.By(ctx, "clerk:"+p.By), Body: body}}})
	if err != nil {
		return nil, atOf(err, body)
	}
	c := &Change{SKU: sku, Moves: []Moved{}}
	if s.Lot(at, lot) == nil {
		c.Elsewhere = lotsOf(s, func(shipping.Lot) bool { return true })
	}
	for _, f := range facts {
		if b, ok := f.Body.(*fact.StockMoved); ok {
			c.Moves = append(c.Moves, Moved{b.Quantity, b.Lot, b.From, b.To, b.Why})
		}
	}
	if c.Short, err = shortAt(ctx, m, sku, at, lot); err != nil {
		return nil, err
	}
	return c, m.Fill(ctx)
}

// slipped is what is asked before stock is told of a place or a lot in which nothing of a product lies: a lot is left out where
// there are some, place or lot are known by another spelling, or a warehouse is named as a whole whose goods lie in
// places. Nil: nothing looks like a slip.
func slipped(s *fact.StockState, at shipping.Location, lot string) error {
	if s.Lot(at, lot) != nil {
		return nil
	}
	for _, l := range s.Lots {
		if l.Location == at && lot == "" && l.Name != "" {
			return shipping.BadField("lot", "at "+string(at)+" lies lot "+l.Name+", and no lot was named", "say which one is meant; goods without a lot are brought to a place of their own")
		}
	}
	if err := respelled(shelvesOf(s), shelf{at, lot}); err != nil {
		return err
	}
	return asWhole(s, at)
}

// asWhole refuses a warehouse that is named without a place where its goods lie in places: they would be there a second time.
func asWhole(s *fact.StockState, at shipping.Location) error {
	within := func(l shipping.Lot) bool { return l.Location.Warehouse() == at.Warehouse() }
	if string(at) != string(at.Warehouse()) || slices.ContainsFunc(s.Lots, func(l shipping.Lot) bool { return l.Location == at }) || !slices.ContainsFunc(s.Lots, within) {
		return nil
	}
	return shipping.BadField("location", "nothing lies at "+string(at)+" itself, but in "+strings.Join(lotsOf(s, within), "; "),
		"name each of these places by itself; other goods are brought to a place with crosslane import stock")
}

// lotsOf names the places and lots in which a product lies, those that are asked for.
func lotsOf(s *fact.StockState, asked func(shipping.Lot) bool) (names []string) {
	for _, l := range s.Lots {
		if !asked(l) {
			continue
		}
		name := string(l.Location)
		if l.Name != "" {
			name += ", lot " + l.Name
		}
		names = append(names, name)
	}
	return names
}

// atOf calls the place by its one name where only one was named.
func atOf(err error, body fact.Body) error {
	told, ok := errors.AsType[*shipping.Error](err)
	if b, moved := body.(*fact.StockMoved); !ok || moved && !b.From.Virtual() && !b.To.Virtual() || columns[told.Field] == "" {
		return err
	}
	e := *told
	e.Field = "at"
	return &e
}

// lot is which lot is meant in a place: the one that is named, or the only one there.
func (p *Paper) lot(s *fact.StockState, at shipping.Location) (string, error) {
	if p.Lot != nil {
		return file.Composed(*p.Lot), nil
	}
	var names []string
	for _, l := range s.Lots {
		if l.Location == at {
			names = append(names, l.Name)
		}
	}
	switch len(names) {
	case 0:
		return "", nil
	case 1:
		return names[0], nil
	}
	return "", shipping.BadField("lot", "several lots lie at "+string(at)+": "+strings.Join(names, ", "), "say which one is meant: --lot NAME")
}
