package fulfillment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// Retell is what a storefront tells of a recorded order otherwise than it was recorded; nil where there is nothing for anybody to
// decide: it says the same, or only that goods which we are sending are sent. Sent are the goods that it leaves out as fulfilled.
func Retell(st *fact.OrderState, o *shipping.Order, sent []shipping.SKU) *fact.OrderRetold {
	if sameOrder(&st.Order, o) {
		return nil
	}
	differs := differences(st, o, sent)
	if len(differs) == 0 {
		return nil
	}
	told := *o
	told.Raw = ""
	raw, err := json.Marshal(&told)
	if err != nil { // an order is texts and numbers alone
		return nil
	}
	sum := sha256.Sum256(raw)
	return &fact.OrderRetold{Content: hex.EncodeToString(sum[:16]), Differs: differs}
}

// differences names nobody: facts do not.
func differences(st *fact.OrderState, o *shipping.Order, sent []shipping.SKU) (list []string) {
	was := &st.Order
	say := func(differs bool, format string, args ...any) {
		if differs {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	say(!was.Placed.Equal(o.Placed), "the date is %s instead of %s", o.Placed.Format("2006-01-02 15:04"), was.Placed.Format("2006-01-02 15:04"))
	say(was.Ship != o.Ship, "it goes to %s instead of %s", o.Ship, was.Ship)
	say(was.Ship == o.Ship && was.To.Content() != o.To.Content(), "the address is another")
	say(was.Seller != o.Seller, "the seller is %q instead of %q", o.Seller, was.Seller)
	say(was.Currency != o.Currency && len(o.Lines) > 0, "the currency is %s instead of %s", o.Currency, was.Currency)
	say(was.Hold != o.Hold && st.Stage != fact.StageCompleted, "its state is %q", o.Hold.Word)
	say(was.Complete != o.Complete, "it is to leave %s", map[bool]string{true: "in one piece", false: "in parts, too"}[o.Complete])
	before, now := piecesOf(was), piecesOf(o)
	for _, sku := range skusOf(was, o) {
		n, m := before[sku], now[sku]
		switch {
		case m.quantity == 0 && slices.Contains(sent, sku):
			say(len(st.Parcels) == 0, "%s is fulfilled already, and not by us", sku)
		case n.quantity == 0:
			say(true, "%d x %s, which was not ordered before", m.quantity, sku)
		case m.quantity != n.quantity:
			say(true, "%d x %s instead of %d", m.quantity, sku, n.quantity)
		default:
			say(m.worth != n.worth, "the price of %s is another", sku)
		}
	}
	return list
}

// pieces are what an order wants of one product.
type pieces struct {
	quantity int64
	worth    int64 // at the order's prices, in minor units
}

func piecesOf(o *shipping.Order) map[shipping.SKU]pieces {
	sum := map[shipping.SKU]pieces{}
	for i := range o.Lines {
		l := &o.Lines[i]
		p := sum[l.SKU]
		p.quantity += l.Quantity
		if worth, err := l.Price.Times(l.Quantity); err == nil { // what is too large was held
			p.worth += worth.Amount
		}
		sum[l.SKU] = p
	}
	return sum
}

// skusOf lists the products of both, each once, in the order of their lines.
func skusOf(orders ...*shipping.Order) (list []shipping.SKU) {
	for _, o := range orders {
		for i := range o.Lines {
			if sku := o.Lines[i].SKU; !slices.Contains(list, sku) {
				list = append(list, sku)
			}
		}
	}
	return list
}

func admitRetold(st *fact.OrderState, b *fact.OrderRetold) error {
	switch {
	case st.Stage == "":
		return shipping.Fault(shipping.NotFound, "no such order", "")
	case st.Retold == b.Content:
		return known("the storefront told it so before")
	case len(b.Differs) == 0:
		return shipping.BadField("differs", "the order is told as it was recorded", "")
	}
	return nil
}

// retold: somebody decides whether what was recorded still holds.
func (d *decision) retold(b *fact.OrderRetold) {
	id := d.order().Order.ID
	name := shipping.NewCaseID(d.fact.Recorded, fact.CaseRetold+":"+string(id))
	d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseRetold, Order: id, Due: d.caseDue(),
		Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleRetold, Note: strings.Join(b.Differs, "; ")}}})
}
