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
	codePlace(c, &o.Ship)
	coder.Text(c, &o.To)
	coder.List(c, &o.Lines, codeLine)
	c.Bool(&o.Complete)
	c.Bool(&o.Cancelled)
	coder.Text(c, &o.Raw)
	if holds {
		codeHold(c, &o.Hold)
		for i := range o.Lines {
			codeHold(c, &o.Lines[i].Hold)
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

func codeHold(c *coder.Coder, p *shipping.Hold) { coder.Text(c, &p.Why); coder.Text(c, &p.Word) }

func codePlace(c *coder.Coder, p *shipping.Place) {
	coder.Pair(c, &p.Country, &p.Region)
	coder.Text(c, &p.Postcode)
}

func codeLine(c *coder.Coder, l *shipping.Line) {
	codeProduct(c, &l.Product)
	coder.Num(c, &l.Quantity)
	c.Money(&l.Price)
	coder.Num(c, &l.Source)
}

func codeProduct(c *coder.Coder, p *shipping.Product) {
	coder.Pair(c, &p.SKU, &p.Name)
	codeDimensions(c, &p.Size)
	coder.Num(c, &p.Weight)
	coder.Pair(c, &p.HS, &p.Origin)
	c.Money(&p.Value)
	coder.Pair(c, &p.Battery, &p.Dangerous)
	coder.Pair(c, &p.Class, &p.Rotation)
}

func codeDimensions(c *coder.Coder, d *shipping.Dimensions) {
	coder.Nums(c, &d.Length, &d.Width)
	coder.Num(c, &d.Height)
}

func codePick(c *coder.Coder, p *shipping.Pick) {
	coder.Pair(c, &p.SKU, &p.Location)
	coder.Text(c, &p.Lot)
	coder.Num(c, &p.Quantity)
}

func codeTimer(c *coder.Coder, t *Timer) { coder.Text(c, &t.Name); c.Time(&t.Due) }

func codeWindow(c *coder.Coder, w *shipping.Window) { c.Time(&w.From); c.Time(&w.To) }

func codePosition(c *coder.Coder, v *shipping.Position) { coder.Num(c, &v.Lon); coder.Num(c, &v.Lat) }
