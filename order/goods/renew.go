package goods

import (
	"strings"

	"crosslane/shipping"
)

// assumedPrice is how a line says that its file names no price, beside the names of [Complete].
const assumedPrice = "price"

// Assume notes that a line's own file does not say a field, by the name of its column.
func Assume(l *shipping.Line, name string) {
	if assumed(l, name) {
		return
	}
	if l.Assumed != "" {
		name = l.Assumed + " " + name
	}
	l.Assumed = name
}

// AssumePrice notes that a line's own file names no price: what the product is worth to customs stands in for it, once that is known.
func AssumePrice(l *shipping.Line) {
	Assume(l, assumedPrice)
	if l.Price.Amount < 0 && l.Value.Amount > 0 {
		l.Price = shipping.Money{}
	}
}

func assumed(l *shipping.Line, name string) bool {
	return strings.Contains(" "+l.Assumed+" ", " "+name+" ")
}

// Renewed is a line of an order as the list of products describes its goods now. What the line's own file says stays, and what the list
// does not say stays as it was.
func Renewed(l shipping.Line, listed *shipping.Product) shipping.Line {
	open := l
	for _, f := range []struct {
		name  string
		clear func()
	}{
		{"name", func() { clearFor(&open.Name, listed.Name) }}, {"weight_g", func() { clearFor(&open.Weight, listed.Weight) }},
		{"length_mm", func() { clearFor(&open.Size, listed.Size) }}, {"width_mm", func() { clearFor(&open.Size, listed.Size) }}, {"height_mm", func() { clearFor(&open.Size, listed.Size) }},
		{"hs", func() { clearFor(&open.HS, listed.HS) }}, {"origin", func() { clearFor(&open.Origin, listed.Origin) }}, {"value", func() { clearFor(&open.Value, listed.Value) }},
		{"battery", func() { clearFor(&open.Battery, listed.Battery) }}, {"dangerous", func() { clearFor(&open.Dangerous, listed.Dangerous) }}, {"class", func() { clearFor(&open.Class, listed.Class) }},
		{"rotation", func() { clearFor(&open.Rotation, listed.Rotation) }}, {"min_shelf_life_days", func() { clearFor(&open.MinShelfLife, listed.MinShelfLife) }},
	} {
		if assumed(&l, f.name) {
			f.clear()
		}
	}
	Complete(&open.Product, listed, func(name string) { Assume(&open, name) })
	if assumed(&open, assumedPrice) {
		AssumePrice(&open)
	}
	return open
}

// clearFor makes room for what a list says.
func clearFor[T comparable](to *T, listed T) {
	var none T
	if listed != none {
		*to = none
	}
}
