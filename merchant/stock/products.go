package stock

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// Products lists the merchant's products. One that the list names twice, and otherwise, is refused each time: nobody knows which of
// the lines is right, and customs and carriers are told what is recorded.
func Products(ctx context.Context, m *merchant.Merchant, list *order.List[shipping.Product], as Spelling) (*Summary, error) {
	t, lines, named := newTaking(m, as), []described{}, map[shipping.SKU]*telling{}
	_, err := each(ctx, t, list, func(p *shipping.Product) shipping.SKU { return p.SKU }, func(line int, p shipping.Product) error {
		if told := named[p.SKU]; told == nil {
			named[p.SKU] = &telling{first: len(lines)}
		} else if told.other == 0 && lines[told.first].Product != p {
			told.other = len(lines)
		}
		lines = append(lines, described{line, p})
		return nil
	})
	if err != nil {
		return t.sum, err
	}
	t.recorded = func(facts []*fact.Fact) {
		if b, ok := facts[0].Body.(*fact.ProductListed); ok {
			t.sum.Listed = append(t.sum.Listed, b.Product.SKU)
		}
	}
	for i := range lines {
		if problem := contradicted(lines, i, named[lines[i].SKU]); problem != nil {
			t.sum.reject(*problem)
			continue
		}
		if err := t.take(ctx, lines[i].line, lines[i].SKU, &fact.ProductListed{Product: lines[i].Product}); err != nil {
			return t.sum, err
		}
	}
	if err := t.settle(ctx); err != nil {
		return t.sum, err
	}
	return t.sum.sorted(), m.Fill(ctx)
}

// described is a product as a line of a list has it.
type described struct {
	line int
	shipping.Product
}

// telling is where a list tells of a product: first, and first otherwise than there; 0: never.
type telling struct{ first, other int }

// contradicted is what is wrong with a line of which another one says otherwise; nil: none does.
func contradicted(lines []described, at int, told *telling) *fact.Problem {
	p, k := &lines[at], told.first
	if told.other == 0 {
		return nil
	}
	if p.Product == lines[k].Product {
		k = told.other
	}
	first, second := min(at, k), max(at, k)
	field, was, is := differs(&lines[first].Product, &lines[second].Product)
	where := fmt.Sprintf("%s on line %d, %s on line %d", was, lines[first].line, is, lines[second].line)
	if lines[first].line == lines[second].line { // of JSON
		where = fmt.Sprintf("%s and %s, both on line %d", was, is, lines[first].line)
	}
	return &fact.Problem{Line: p.line, Field: field, Message: string(p.SKU) + " is told twice, and otherwise: " + where,
		Hint: "none of its lines was recorded: leave the one that is right"}
}

// differs is the first thing that two tellings of a product do not say alike, by the column of a list, and what each says.
func differs(a, b *shipping.Product) (column, was, is string) {
	x, y := said(a), said(b)
	for i := range x {
		if x[i][1] != y[i][1] {
			return x[i][0], cmp.Or(x[i][1], "nothing"), cmp.Or(y[i][1], "nothing")
		}
	}
	return "sku", "one product", "another"
}

// said is what is told of a product, by column: what customs and carriers are told first.
func said(p *shipping.Product) [][2]string {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	value := ""
	if p.Value != (shipping.Money{}) {
		value = p.Value.String()
	}
	return [][2]string{{"weight_g", number(int64(p.Weight))}, {"value", value}, {"hs", p.HS}, {"origin", string(p.Origin)},
		{"length_mm", number(int64(p.Size.Length))}, {"width_mm", number(int64(p.Size.Width))}, {"height_mm", number(int64(p.Size.Height))},
		{"battery", string(p.Battery)}, {"dangerous", p.Dangerous}, {"class", p.Class}, {"rotation", string(p.Rotation)},
		{"min_shelf_life_days", number(p.MinShelfLife)}, {"name", p.Name}}
}
