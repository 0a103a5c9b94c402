package merchant

import (
	"context"
	"errors"
	"io"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/order"
	"crosslane/shipping"
)

// TakeProducts lists the merchant's products.
func (m *Merchant) TakeProducts(ctx context.Context, list *order.List[shipping.Product]) (*order.ListSummary, error) {
	return takeList(ctx, m, list, func(v shipping.Product) (shipping.SKU, fact.Body) {
		return v.SKU, &fact.ProductListed{Product: v}
	})
}

// TakeStock records received goods. The same receipt, by its reference, counts once.
func (m *Merchant) TakeStock(ctx context.Context, list *order.List[fact.StockMoved]) (*order.ListSummary, error) {
	return takeList(ctx, m, list, func(v fact.StockMoved) (shipping.SKU, fact.Body) { return v.SKU, &v })
}

// listLine is a line of a list on its way into the ledger.
type listLine struct {
	line    int
	pending *ledger.Pending
}

func takeList[T any](ctx context.Context, m *Merchant, list *order.List[T], tell func(T) (shipping.SKU, fact.Body)) (*order.ListSummary, error) {
	sum := &order.ListSummary{Problems: []fact.Problem{}}
	var queue []listLine
	for {
		item, err := list.Next()
		if errors.Is(err, io.EOF) {
			if err := settle(ctx, sum, queue); err != nil {
				return sum, err
			}
			return sum, m.Fill(ctx)
		}
		if err != nil {
			return sum, err
		}
		sum.Lines++
		if len(item.Problems) > 0 {
			sum.Rejected++
			sum.Problems = append(sum.Problems, item.Problems...)
			continue
		}
		sku, body := tell(item.Value)
		queue = append(queue, listLine{item.Line, m.Ledger.Submit(m.ID, ledger.Entry{
			Facts: []*fact.Fact{{Stream: sku.Stream(), At: m.now(), By: "import", Body: body}},
		})})
		if len(queue) >= InFlight {
			if err := settle(ctx, sum, queue); err != nil {
				return sum, err
			}
			queue = queue[:0]
		}
	}
}

// settle waits for the answers to all lines under way, and counts them.
func settle(ctx context.Context, l *order.ListSummary, queue []listLine) error {
	for _, q := range queue {
		_, err := q.pending.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "":
			l.Recorded++
		case shipping.Known:
			l.Unchanged++
		case shipping.Invalid, shipping.Refused, shipping.Conflict:
			var e *shipping.Error
			errors.As(err, &e)
			l.Rejected++
			l.Problems = append(l.Problems, fact.Problem{Line: q.line, Field: e.Field, Message: e.Message, Hint: e.Hint})
		default:
			return err
		}
	}
	return nil
}
