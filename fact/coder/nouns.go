package coder

import "crosslane/shipping"

// Hold codes why and by which word something is held back.
func Hold(c *Coder, h *shipping.Hold) { Pair(c, &h.Why, &h.Word) }

// Place codes a place.
func Place(c *Coder, p *shipping.Place) {
	Pair(c, &p.Country, &p.Region)
	Text(c, &p.Postcode)
}

// Product codes a product.
func Product(c *Coder, p *shipping.Product) {
	Pair(c, &p.SKU, &p.Name)
	Dimensions(c, &p.Size)
	Num(c, &p.Weight)
	Pair(c, &p.HS, &p.Origin)
	c.Money(&p.Value)
	Pair(c, &p.Battery, &p.Dangerous)
	Pair(c, &p.Class, &p.Rotation)
}

// Line codes a line of an order.
func Line(c *Coder, l *shipping.Line) {
	Product(c, &l.Product)
	Num(c, &l.Quantity)
	c.Money(&l.Price)
	Num(c, &l.Source)
}

// Dimensions codes the size of something.
func Dimensions(c *Coder, d *shipping.Dimensions) {
	Nums(c, &d.Length, &d.Width)
	Num(c, &d.Height)
}

// Pick codes a quantity of one lot.
func Pick(c *Coder, p *shipping.Pick) {
	Pair(c, &p.SKU, &p.Location)
	Text(c, &p.Lot)
	Num(c, &p.Quantity)
}

// Window codes a span of time.
func Window(c *Coder, w *shipping.Window) { c.Time(&w.From); c.Time(&w.To) }

// Position codes a place on the globe.
func Position(c *Coder, v *shipping.Position) { Num(c, &v.Lon); Num(c, &v.Lat) }
