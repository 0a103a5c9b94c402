// Package goods puts together what is known of a product from several sources.
package goods

import "crosslane/shipping"

// Complete fills what p leaves open from another source of the same product, and tells of each field that it filled, by the
// name by which a mapping knows it; filled may be nil.
func Complete(p, from *shipping.Product, filled func(name string)) {
	fill(&p.Name, from.Name, "name", filled)
	fill(&p.Weight, from.Weight, "weight_g", filled)
	if p.Size == (shipping.Dimensions{}) {
		fill(&p.Size.Length, from.Size.Length, "length_mm", filled)
		fill(&p.Size.Width, from.Size.Width, "width_mm", filled)
		fill(&p.Size.Height, from.Size.Height, "height_mm", filled)
	}
	fill(&p.HS, from.HS, "hs", filled)
	fill(&p.Origin, from.Origin, "origin", filled)
	fill(&p.Value, from.Value, "value", filled)
	fill(&p.Battery, from.Battery, "battery", filled)
	fill(&p.Dangerous, from.Dangerous, "dangerous", filled)
	fill(&p.Class, from.Class, "class", filled)
	fill(&p.Rotation, from.Rotation, "rotation", filled)
	fill(&p.MinShelfLife, from.MinShelfLife, "min_shelf_life_days", filled)
}

func fill[T comparable](to *T, from T, name string, filled func(string)) {
	var none T
	if *to != none || from == none {
		return
	}
	if *to = from; filled != nil {
		filled(name)
	}
}
