package fact

import (
	"crosslane/fact/coder"
	"crosslane/fact/former"
	"crosslane/shipping"
)

// codeOrder codes an order, in newer forms with what holds it back, for how long its goods must be good, which credit note holds it, and
// what its file does not say of its goods.
func codeOrder(c *coder.Coder, o *shipping.Order, holds, lives, notes, assumed bool) {
	coder.Pair(c, &o.ID, &o.Storefront)
	coder.Text(c, &o.Number)
	c.Time(&o.Placed)
	coder.Pair(c, &o.Seller, &o.Currency)
	coder.Place(c, &o.Ship)
	coder.Text(c, &o.To)
	coder.List(c, &o.Lines, coder.Line)
	c.Bool(&o.Complete)
	c.Bool(&o.Cancelled)
	coder.Text(c, &o.Raw)
	if holds {
		coder.Hold(c, &o.Hold)
		for i := range o.Lines {
			coder.Hold(c, &o.Lines[i].Hold)
		}
	}
	for i := 0; lives && i < len(o.Lines); i++ {
		coder.Num(c, &o.Lines[i].MinShelfLife)
	}
	codeApart(c, &o.Hold.Note, notes, former.Note(o.Hold))
	for i := 0; notes && i < len(o.Lines); i++ {
		coder.Text(c, &o.Lines[i].Hold.Note)
	}
	for i := 0; assumed && i < len(o.Lines); i++ {
		coder.Text(c, &o.Lines[i].Assumed)
	}
}

// codeApart codes what is decided by, and what earlier forms told in words alone.
func codeApart[T ~string](c *coder.Coder, v *T, apart bool, words string) {
	if apart {
		coder.Text(c, v)
	} else {
		*v = T(words)
	}
}

func codeTimer(c *coder.Coder, t *Timer) { coder.Text(c, &t.Name); c.Time(&t.Due) }
