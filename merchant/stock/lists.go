package stock

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// taking takes the lines of a list in, many at once.
type taking struct {
	m     *merchant.Merchant
	names *Names
	as    Spelling
	sum   *Summary
	queue []underway
	// shelves are where lots of each product lay, or came in above.
	shelves map[shipping.SKU][]shelf
	// recorded is told what a line brought about; it may be nil.
	recorded func(facts []*fact.Fact)
}

// underway is a line on its way into the ledger.
type underway struct {
	line    int
	alike   bool // it is known by what it says
	pending *ledger.Pending
}

// Spelling is what is done with a SKU of which nothing is known, and that is written like a known one but for capitals, blanks and
// the width of signs.
type Spelling int

const (
	AsKnown   Spelling = iota // its line is refused, and told how the product is known
	AsWritten                 // it is another product; and a SKU that reads like what a spreadsheet writes is real
)

func newTaking(m *merchant.Merchant, as Spelling) *taking {
	return &taking{m: m, names: NewNames(m), as: as, sum: &Summary{Problems: []fact.Problem{}}, shelves: map[shipping.SKU][]shelf{}}
}

// slip tells that a line speaks of a product that is known by another spelling; nil: it does not.
func (t *taking) slip(ctx context.Context, line int, sku shipping.SKU) (*fact.Problem, error) {
	if t.as == AsWritten {
		return nil, nil //nolint:nilnil // nothing is wrong
	}
	other, err := t.names.taught(ctx, sku)
	if err != nil || other == "" {
		return nil, err
	}
	return &fact.Problem{Line: line, Field: "sku", Message: string(sku) + " is known as " + string(other),
		Hint: "write it so; where it is another product, import it with --as-written"}, nil
}

// Receive records received goods. The same receipt counts once: by its reference, or by what it says where it has none.
func Receive(ctx context.Context, m *merchant.Merchant, list *order.List[fact.StockMoved], as Spelling) (*Summary, error) {
	t, before := newTaking(m, as), map[receipt]int{}
	sum, err := each(ctx, t, list, func(v *fact.StockMoved) shipping.SKU { return v.SKU }, func(line int, v fact.StockMoved) error {
		r := receipt{v.SKU, v.Document()}
		if first := before[r]; first > 0 && v.Reference != "" {
			t.sum.reject(again(line, first))
			return nil
		}
		before[r] = line
		switch err := t.misplaced(ctx, &v); shipping.CodeOf(err) {
		case "":
		case shipping.Invalid:
			t.sum.reject(problemOf(err, line))
			return nil
		default:
			return err
		}
		return t.take(ctx, line, v.SKU, &v)
	})
	if err == nil {
		sum.Unlisted, err = t.names.unlisted(ctx)
	}
	return sum, err
}

// Count records a stock-take: what lies of each lot that it names, and nothing of others. The same one counts once: by the
// reference of its lines, or where they have none by all that it says. A lot that it names twice is refused each time: nobody knows
// which of the two is right.
func Count(ctx context.Context, m *merchant.Merchant, list *order.List[fact.StockCounted], as Spelling) (*Summary, error) {
	t := newTaking(m, as)
	take := newStockTake(t)
	var lines []counted
	_, err := each(ctx, t, list, func(v *fact.StockCounted) shipping.SKU { return v.SKU }, func(line int, v fact.StockCounted) error {
		lines = append(lines, counted{line, v})
		take.lots[lotOf(&v)] = append(take.lots[lotOf(&v)], line)
		return nil
	})
	if err != nil {
		return t.sum, err
	}
	name := nameOf(lines)
	for i := range lines {
		v := &lines[i].StockCounted
		if again := take.lots[lotOf(v)]; len(again) > 1 {
			t.sum.reject(twice(lines[i].line, again))
			continue
		}
		if v.Reference == "" {
			v.Reference = name
		}
		state, err := m.Ledger.Read(ctx, m.ID, v.SKU.Stream())
		if err != nil {
			return t.sum, err
		}
		if slip := slipped(fact.StockIn(state, v.SKU), v.Location, v.Lot); slip != nil {
			t.sum.reject(problemOf(slip, lines[i].line))
			continue
		}
		if err := t.take(ctx, lines[i].line, v.SKU, v); err != nil {
			return t.sum, err
		}
	}
	if err := t.settle(ctx); err != nil {
		return t.sum, err
	}
	if t.sum.Counted, err = take.result(ctx); err != nil {
		return t.sum, err
	}
	if t.sum.Unlisted, err = t.names.unlisted(ctx); err != nil {
		return t.sum, err
	}
	return t.sum.sorted(), m.Fill(ctx)
}

// receipt is what a line of a list says that came in.
type receipt struct {
	sku shipping.SKU
	fact.StockDocument
}

// again is what is wrong with a line that says just what another one of the same paper says.
func again(line, first int) fact.Problem {
	return fact.Problem{Line: line, Field: "reference", Message: "line " + strconv.Itoa(first) + " says the same, by the same reference, and was counted alone",
		Hint: "where both came in, write one line with all pieces; what was recorded is put right by crosslane stock adjust"}
}

type counted struct {
	line int
	fact.StockCounted
}

// nameOf names a stock-take by all that it says, in whatever order.
func nameOf(lines []counted) string {
	words := make([]string, len(lines))
	for i := range lines {
		words[i] = fmt.Sprintf("%+v", lines[i].StockCounted)
	}
	slices.Sort(words)
	sum := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return "take " + hex.EncodeToString(sum[:8])
}

func twice(line int, lines []int) fact.Problem {
	other := lines[0]
	if other == line {
		other = lines[1]
	}
	return fact.Problem{Line: line, Field: "sku", Message: "the same lot in the same place is counted on line " + strconv.Itoa(other) + " too",
		Hint: "write one line for each SKU, place and lot, with all that was found of it"}
}

// each reads a list to its end.
func each[T any](ctx context.Context, t *taking, list *order.List[T], of func(*T) shipping.SKU, take func(line int, v T) error) (*Summary, error) {
	if err := account.Allowed(ctx, t.m.ID, account.Stock); err != nil {
		return t.sum, err
	}
	for {
		item, err := list.Next()
		if errors.Is(err, io.EOF) {
			if err := t.settle(ctx); err != nil {
				return t.sum, err
			}
			return t.sum.sorted(), t.m.Fill(ctx)
		}
		if err != nil {
			return t.sum, err
		}
		t.sum.Lines++
		if t.as == AsKnown {
			item.Problems = append(item.Problems, item.Doubt...)
		}
		if len(item.Problems) > 0 {
			t.sum.reject(item.Problems...)
			continue
		}
		sku := of(&item.Value)
		slip, err := t.slip(ctx, item.Line, sku)
		if err != nil {
			return t.sum, err
		}
		if slip != nil {
			t.sum.reject(*slip)
			continue
		}
		if err := t.names.note(ctx, sku); err != nil {
			return t.sum, err
		}
		if err := take(item.Line, item.Value); err != nil {
			return t.sum, err
		}
	}
}

// take sends a line on its way.
func (t *taking) take(ctx context.Context, line int, sku shipping.SKU, body fact.Body) error {
	move, moved := body.(*fact.StockMoved)
	t.queue = append(t.queue, underway{line, moved && move.Copy > 0, t.m.Ledger.Submit(t.m.ID, ledger.Entry{
		Facts: []*fact.Fact{{Stream: sku.Stream(), At: t.m.Now(), By: account.By(ctx, "import"), Body: body}}, Bulk: true,
	})})
	if len(t.queue) < merchant.InFlight {
		return nil
	}
	return t.settle(ctx)
}

// settle waits for the answers to all lines under way, and counts them.
func (t *taking) settle(ctx context.Context) error {
	for _, q := range t.queue {
		facts, err := q.pending.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "":
			t.sum.Recorded++
			if t.recorded != nil {
				t.recorded(facts)
			}
		case shipping.Known:
			t.sum.Unchanged++
			if q.alike {
				t.sum.Alike++
			}
		case shipping.Invalid, shipping.Refused, shipping.Conflict:
			t.sum.reject(problemOf(err, q.line))
		default:
			return err
		}
	}
	t.queue = t.queue[:0]
	return nil
}

// columns are what a list calls the fields of a fact.
var columns = map[string]string{"to": "warehouse", "from": "warehouse", "location": "warehouse"}

func problemOf(err error, line int) fact.Problem {
	p := fact.Problem{Line: line, Field: "line", Message: err.Error()}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		p.Field, p.Message, p.Hint = e.Field, e.Message, e.Hint
		if column := columns[e.Field]; column != "" {
			p.Field = column
		}
	}
	return p
}
