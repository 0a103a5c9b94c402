package counter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"crosslane/cmd/crosslane/intake"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/order"
	"crosslane/shipping"
)

type importProducts struct {
	File string `arg:"" help:"The file (CSV or JSON); - reads standard input."`
}

// Help gives an example.
func (importProducts) Help() string { return "Example: crosslane import products products.csv" }

// Run lists the seller's products.
func (i *importProducts) Run(ctx context.Context, d *Desk) error {
	return importList(ctx, d, i.File, order.NewProducts, func(v shipping.Product) (shipping.SKU, fact.Body) {
		return v.SKU, &fact.ProductListed{Product: v}
	})
}

type importStock struct {
	File string `arg:"" help:"The file (CSV or JSON); - reads standard input."`
}

// Help gives an example.
func (importStock) Help() string {
	return "Example: crosslane import stock received.csv\n\nThe same receipt (by its reference) counts once. Orders that wait for the goods are served at once."
}

// Run records received goods.
func (i *importStock) Run(ctx context.Context, d *Desk) error {
	return importList(ctx, d, i.File, order.NewStock, func(v fact.StockMoved) (shipping.SKU, fact.Body) {
		return v.SKU, &v
	})
}

// listSummary counts what became of a list's lines.
type listSummary struct {
	Lines     int            `json:"lines"`
	Recorded  int            `json:"recorded"`
	Unchanged int            `json:"unchanged"`
	Rejected  int            `json:"rejected"`
	Problems  []fact.Problem `json:"problems"`
}

func importList[T any](ctx context.Context, d *Desk, file string, open func(io.Reader) (*order.List[T], error),
	tell func(T) (shipping.SKU, fact.Body)) error {
	src, err := d.openSource(file)
	if err != nil {
		return err
	}
	defer src.close()
	list, err := open(d.watched(src))
	if err != nil {
		return err
	}
	s, err := d.Open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	sum, err := takeList(ctx, s, list, d.Now, tell)
	if err != nil {
		return err
	}
	if err := s.CatchUp(ctx); err != nil {
		return err
	}
	if d.JSON {
		return d.Answer(sum)
	}
	fmt.Fprintf(d.Out, "%d lines: recorded %d, unchanged %d, rejected %d\n", sum.Lines, sum.Recorded, sum.Unchanged, sum.Rejected)
	for _, problem := range sum.Problems {
		fmt.Fprintf(d.Out, "  line %d: %s: %s\n", problem.Line, problem.Field, problem.Message)
	}
	return nil
}

// listLine is a line of a list on its way into the ledger.
type listLine struct {
	line    int
	pending *ledger.Pending
}

func takeList[T any](ctx context.Context, s *Shop, list *order.List[T], now func() time.Time, tell func(T) (shipping.SKU, fact.Body)) (*listSummary, error) {
	sum := &listSummary{Problems: []fact.Problem{}}
	var queue []listLine
	for {
		item, err := list.Next()
		if errors.Is(err, io.EOF) {
			return sum, sum.settle(ctx, queue)
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
		queue = append(queue, listLine{item.Line, s.Ledger.Submit(s.Tenant, ledger.Entry{
			Facts: []*fact.Fact{{Stream: sku.Stream(), At: now(), By: "import", Body: body}},
		})})
		if len(queue) >= intake.InFlight {
			if err := sum.settle(ctx, queue); err != nil {
				return sum, err
			}
			queue = queue[:0]
		}
	}
}

// settle waits for the answers to all lines under way.
func (l *listSummary) settle(ctx context.Context, queue []listLine) error {
	for _, q := range queue {
		_, err := q.pending.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "":
			l.Recorded++
		case shipping.Known:
			l.Unchanged++
		case shipping.Invalid, shipping.Refused:
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
