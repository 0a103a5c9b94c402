package channel

import (
	"slices"

	"crosslane/book"
	"crosslane/shipping"
)

// billed is the chargeable weight: the gross weight, or the volumetric weight where the sheet has a divisor and that is more,
// each rounded by the carrier's rule. Volumetric weight is rounded up to whole grams at least.
func (s *sheet) billed(q *query) shipping.Grams {
	r := &s.Rounding
	return upTo(max(q.plan.Weight, s.byVolume(q)), r.Weight)
}

func (s *sheet) byVolume(q *query) shipping.Grams {
	r := &s.Rounding
	if r.Sides == "" && r.Above == 0 {
		return upTo(q.volumetric(s.Divisor), r.Volume)
	}
	volume := volumeOf(q.plan.Size, r.Sides)
	if s.Divisor <= 0 || volume <= r.Above*1000 {
		return 0
	}
	return upTo(shipping.Grams((volume+s.Divisor-1)/s.Divisor), r.Volume)
}

// volumeOf is what a parcel measures in cubic millimetres, its sides rounded up.
func volumeOf(d shipping.Dimensions, to book.Sides) int64 {
	volume, inches := int64(1), int64(1)
	for _, side := range [3]shipping.Millimetres{d.Length, d.Width, d.Height} {
		if to == book.WholeCentimetres {
			side = shipping.Millimetres(up(int64(side), 10))
		}
		volume *= int64(side)
		inches *= up(int64(side)*10, 254) / 254
	}
	if to == book.WholeInches {
		return inches*16387 + (inches*64+999)/1000 // 16387.064 mm³ each
	}
	return volume
}

func upTo(weight, step shipping.Grams) shipping.Grams {
	if step <= 1 {
		return weight
	}
	return shipping.Grams(up(int64(weight), int64(step)))
}

func up(n, step int64) int64 { return (n + step - 1) / step * step }

// rounding checks how a sheet rounds.
func (c *sheetCompiler) rounding(s *sheet) error {
	r := &s.Rounding
	switch r.Sides {
	case "", book.WholeCentimetres, book.WholeInches:
	default:
		return unknown(c.at+".rounding.sides", string(r.Sides), "way of rounding sides", "cm, inch")
	}
	for _, f := range []struct {
		name  string
		value int64
	}{{"volume", int64(r.Volume)}, {"weight", int64(r.Weight)}, {"above", r.Above}} {
		if err := within(c.at+".rounding."+f.name, f.value, 0, mostWeight); err != nil {
			return err
		}
	}
	return nil
}

// fuelOn notes the surcharges that fuel counts on.
func (c *sheetCompiler) fuelOn(s *sheet) error {
	for k, name := range s.FuelOn {
		found := false
		for i := range s.surcharges {
			if one := &s.surcharges[i]; one.Name == name && one.Kind != book.FuelSurcharge {
				one.fuelled, found = true, true
			}
		}
		if !found {
			return shipping.BadField(path(c.at+".fuel_on", k, ""), "\""+name+"\" is no surcharge of this sheet, or is fuel itself", "name those of its surcharges, but fuel, that fuel is charged on")
		}
		if slices.Index(s.FuelOn, name) < k {
			return shipping.BadField(path(c.at+".fuel_on", k, ""), "\""+name+"\" is named twice", "keep one of the two")
		}
	}
	return nil
}

// surcharged adds what is due to the base price: first what is not fuel, then fuel, which counts on the base price and on the
// surcharges of FuelOn. Parts are noted in the order of the sheet.
func (f *tariff) surcharged(base int64, q *query, parts *[]Part) int64 {
	price, fuelled := base, base
	if f.fuelled {
		for _, c := range f.dues {
			if c.fuelled && c.due(q) {
				fuelled += c.amount(base)
			}
		}
	}
	for _, c := range f.dues {
		if !c.due(q) {
			continue
		}
		extra := c.amount(base)
		if c.fuel {
			extra = c.amount(fuelled)
		}
		note(parts, c.Name, extra)
		price += extra
	}
	return price
}

// amount is what a surcharge comes to on a price, its share rounded half up to the minor unit.
func (c *surcharge) amount(on int64) int64 { return (on*c.PerMille+500)/1000 + c.Flat }

// atLeast is the least weight that surcharges which are due have a parcel charged for.
func (f *tariff) atLeast(q *query) (least shipping.Grams) {
	if !f.weighing {
		return 0
	}
	for _, c := range f.dues {
		if c.LeastWeight > least && c.due(q) {
			least = c.LeastWeight
		}
	}
	return least
}
