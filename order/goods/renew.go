package goods

import (
	"strings"

	"crosslane/shipping"
)

// assumedPrice is how a line says that its file names no price, beside the names of [Complete].
const assumedPrice = "price"

// Joined remembers how names were joined: the lines of a file mostly leave the same unsaid. Nil remembers nothing. It is not for use by
// several goroutines at once.
type Joined map[[2]string]string

// Assume notes that a line's own file does not say a field, by the name of its column.
func (k Joined) Assume(l *shipping.Line, name string) {
	switch before := [2]string{l.Assumed, name}; {
	case assumed(l, name):
	case l.Assumed == "":
		l.Assumed = name
	case k[before] != "":
		l.Assumed = k[before]
	default:
		if l.Assumed += " " + name; k != nil {
			k[before] = l.Assumed
		}
	}
}

// AssumePrice notes that a line's own file names no price: what the product is worth to customs stands in for it, once that is known.
func (k Joined) AssumePrice(l *shipping.Line) {
	k.Assume(l, assumedPrice)
	if l.Price.Amount < 0 && l.Value.Amount > 0 {
		l.Price = shipping.Money{}
	}
}

func assumed(l *shipping.Line, name string) bool {
	for known := range strings.FieldsSeq(l.Assumed) {
		if known == name {
			return true
		}
	}
	return false
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
	Complete(&l.Product, listed, func(name string) { Joined(nil).Assume(&l, name) })
	if assumed(&l, assumedPrice) {
		Joined(nil).AssumePrice(&l)
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
