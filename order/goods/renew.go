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
	for name := range strings.FieldsSeq(l.Assumed) {
		makeRoom(&l.Product, listed, name)
	}
	if p := l.Product; !completes(&p, listed) {
		return l
	}
	return completed(l, listed)
}

// completes reports whether a product that is listed says more of one, as mostly it does not.
func completes(p, listed *shipping.Product) bool {
	before := *p
	Complete(p, listed, nil)
	return *p != before
}

func completed(l shipping.Line, listed *shipping.Product) shipping.Line {
	Complete(&l.Product, listed, func(name string) { Assume(&l, name) })
	if assumed(&l, assumedPrice) {
		AssumePrice(&l)
	}
	return l
}

// makeRoom takes what stood in for a field out, where the list says it.
func makeRoom(p, listed *shipping.Product, name string) {
	switch name {
	case "name":
		clearFor(&p.Name, listed.Name)
	case "weight_g":
		clearFor(&p.Weight, listed.Weight)
	case "length_mm", "width_mm", "height_mm":
		clearFor(&p.Size, listed.Size)
	case "hs":
		clearFor(&p.HS, listed.HS)
	case "origin":
		clearFor(&p.Origin, listed.Origin)
	case "value":
		clearFor(&p.Value, listed.Value)
	case "battery":
		clearFor(&p.Battery, listed.Battery)
	case "dangerous":
		clearFor(&p.Dangerous, listed.Dangerous)
	case "class":
		clearFor(&p.Class, listed.Class)
	case "rotation":
		clearFor(&p.Rotation, listed.Rotation)
	case "min_shelf_life_days":
		clearFor(&p.MinShelfLife, listed.MinShelfLife)
	}
}

// clearFor makes room for what a list says.
func clearFor[T comparable](to *T, listed T) {
	var none T
	if listed != none {
		*to = none
	}
}
