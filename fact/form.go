package fact

import (
	"crosslane/fact/former"
	"crosslane/shipping"
)

// codeOrder codes an order, in newer forms with what holds it back, for how long its goods must be good, and which credit note holds it.
func codeOrder(c *Coder, o *shipping.Order, holds, lives, notes bool) {
	Pair(c, &o.ID, &o.Storefront)
	Text(c, &o.Number)
	c.Time(&o.Placed)
	Pair(c, &o.Seller, &o.Currency)
	codePlace(c, &o.Ship)
	Text(c, &o.To)
	List(c, &o.Lines, codeLine)
	c.Bool(&o.Complete)
	c.Bool(&o.Cancelled)
	Text(c, &o.Raw)
	if holds {
		codeHold(c, &o.Hold)
		for i := range o.Lines {
			codeHold(c, &o.Lines[i].Hold)
		}
	}
	for i := 0; lives && i < len(o.Lines); i++ {
		Num(c, &o.Lines[i].MinShelfLife)
	}
	codeApart(c, &o.Hold.Note, notes, former.Note(o.Hold))
	for i := 0; notes && i < len(o.Lines); i++ {
		Text(c, &o.Lines[i].Hold.Note)
	}
}

// codeApart codes what is decided by, and what earlier forms told in words alone.
func codeApart[T ~string](c *Coder, v *T, apart bool, words string) {
	if apart {
		Text(c, v)
	} else {
		*v = T(words)
	}
}

func codeHold(c *Coder, p *shipping.Hold) { Text(c, &p.Why); Text(c, &p.Word) }

func codePlace(c *Coder, p *shipping.Place) {
	Pair(c, &p.Country, &p.Region)
	Text(c, &p.Postcode)
}

func codeLine(c *Coder, l *shipping.Line) {
	codeProduct(c, &l.Product)
	Num(c, &l.Quantity)
	c.Money(&l.Price)
	Num(c, &l.Source)
}

func codeProduct(c *Coder, p *shipping.Product) {
	Pair(c, &p.SKU, &p.Name)
	codeDimensions(c, &p.Size)
	Num(c, &p.Weight)
	Pair(c, &p.HS, &p.Origin)
	c.Money(&p.Value)
	Pair(c, &p.Battery, &p.Dangerous)
	Pair(c, &p.Class, &p.Rotation)
}

func codeDimensions(c *Coder, d *shipping.Dimensions) {
	Num(c, &d.Length)
	Num(c, &d.Width)
	Num(c, &d.Height)
}

func codePick(c *Coder, p *shipping.Pick) {
	Pair(c, &p.SKU, &p.Location)
	Text(c, &p.Lot)
	Num(c, &p.Quantity)
}

func codeTimer(c *Coder, t *Timer) { Text(c, &t.Name); c.Time(&t.Due) }

func codeWindow(c *Coder, w *shipping.Window) { c.Time(&w.From); c.Time(&w.To) }

func codePosition(c *Coder, v *shipping.Position) { Num(c, &v.Lon); Num(c, &v.Lat) }
