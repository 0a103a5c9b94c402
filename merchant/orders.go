package merchant

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant/listed"
	"crosslane/order"
	"crosslane/shipping"
)

// Taken is what became of one order that was handed in, or of lines that could not be made an order.
type Taken struct {
	// ID names the order from now on; empty when nothing could be recorded as an order.
	ID     shipping.OrderID `json:"id,omitempty"`
	Number string           `json:"number,omitempty"`
	// Verdict is accepted, held, rejected or cancelled, also when the order was recorded before just as it comes; unchanged when
	// it was recorded before, and comes otherwise.
	Verdict  order.Verdict  `json:"verdict"`
	Problems []fact.Problem `json:"problems,omitempty"`
	// Warnings are what is wrong and holds nothing.
	Warnings []fact.Problem `json:"warnings,omitempty"`
}

// TakeOrders records the orders in a body of JSON and answers, once they are durable, with what became of each. The
// body is read as a whole before anything of it is recorded, so that one that breaks off leaves nothing. Meant is asked which
// product a SKU of which nothing is known is written like; it may be nil.
func (m *Merchant) TakeOrders(ctx context.Context, body []byte, meant func(context.Context, shipping.SKU) (shipping.Hold, error)) ([]Taken, error) {
	if err := account.Allowed(ctx, m.ID, account.Orders); err != nil {
		return nil, err
	}
	goods := listed.New(m.Ledger, m.ID)
	orders, err := readOrders(body, order.Options{Merchant: m.ID, Products: goods.Find(ctx), Meant: goods.Meant(ctx, meant), Now: m.now()})
	if err == nil {
		err = cmp.Or(goods.Err(), ctx.Err())
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	taken, again := make([]Taken, 0, len(orders)), map[int]*order.Intake{}
	in := m.Intake(account.By(ctx, "api"), hex.EncodeToString(sum[:16]), goods, func(in *order.Intake, verdict order.Verdict, remark error) {
		if verdict == order.Unchanged && remark == nil {
			again[len(taken)] = in
		}
		taken = append(taken, takenOf(in, verdict, remark))
	})
	for _, o := range orders {
		if err := in.Take(ctx, o); err != nil {
			return nil, err
		}
	}
	if err := in.Settle(ctx, 0); err != nil {
		return taken, err
	}
	for i, in := range again { // what came just as it was recorded has the answer that it had
		facts, err := m.Ledger.History(ctx, m.ID, in.Order.ID.Stream())
		if err != nil {
			return taken, err
		}
		taken[i] = takenOf(in, in.Decided(facts), nil)
	}
	return taken, nil
}

func takenOf(in *order.Intake, verdict order.Verdict, remark error) Taken {
	t := Taken{Number: in.Number, Verdict: verdict, Problems: in.Problems, Warnings: in.Warnings}
	if in.Order != nil {
		t.ID = in.Order.ID
	}
	if remark != nil {
		t.Problems = append(t.Problems, in.Remark(remark))
	}
	return t
}

// readOrders reads the orders in a body of Crosslane's own JSON, all of them or, with an Invalid error, none.
func readOrders(body []byte, o order.Options) ([]*order.Intake, error) {
	if text := bytes.TrimLeft(body, "\ufeff \t\r\n"); len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil, shipping.Fault(shipping.Invalid, "the body is not JSON", "send an order as docs/import.md shows it, a list of them, or one on each line")
	}
	o.Format = order.Crosslane
	decoder, err := order.NewDecoder(bytes.NewReader(body), o)
	if err != nil {
		return nil, err
	}
	var list []*order.Intake
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, in)
	}
}

// Named finds an order by its identifier, or by the number of a storefront, or of any where that is empty; see
// view.Store.Find.
func (m *Merchant) Named(ctx context.Context, name, storefront string) (shipping.OrderID, error) {
	if strings.HasPrefix(name, "ord_") && storefront == "" {
		return shipping.OrderID(name), nil
	}
	if err := m.Fill(ctx); err != nil {
		return "", err
	}
	row, err := m.Views.Find(ctx, m.ID, name, storefront)
	return row.ID, err
}

// OrderOf is Named, and finds an order by its parcels too: by the identifier of one, its waybill, or a further number under which it travels.
func (m *Merchant) OrderOf(ctx context.Context, name, storefront string) (shipping.OrderID, error) {
	id, err := m.Named(ctx, name, storefront)
	if shipping.CodeOf(err) != shipping.NotFound || storefront != "" || name == "" {
		return id, err
	}
	parcels, other := m.Views.ParcelsNamed(ctx, m.ID, name)
	if other == nil && len(parcels) == 1 {
		return parcels[0].Order, nil
	}
	return id, cmp.Or(other, err)
}

// Gone is a parcel that had left when its order was called off, and the case in which somebody has it stopped.
type Gone struct {
	Parcel shipping.ParcelID `json:"parcel"`
	Case   shipping.CaseID   `json:"case"`
}

// CancelOrder calls an order off, for a reason that names nobody; by says who does. What was not handed over is undone, what has
// left is told. One that was called off before is Known; one that cannot be called off any more is Refused.
func (m *Merchant) CancelOrder(ctx context.Context, id shipping.OrderID, why, by string) (gone []Gone, err error) {
	if err := account.Allowed(ctx, m.ID, account.Orders); err != nil {
		return nil, err
	}
	facts, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: m.now(), By: by, Body: &fact.OrderCancelled{Why: why}}}})
	for _, f := range facts {
		if b, ok := f.Body.(*fact.CaseOpened); ok && b.What == fact.CaseCalledOff {
			gone = append(gone, Gone{b.Parcel, shipping.CaseID(f.Stream.ID())})
		}
	}
	return gone, err
}
