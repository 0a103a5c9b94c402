package packing

import (
	"fmt"
	"slices"

	"crosslane/shipping"
)

// What a request may hold at most.
const (
	maxEdgeMM    = 30_000
	maxWeightG   = 1_000_000_000 // also of all goods together
	maxUnits     = 20_000
	maxCartons   = 1_000
	maxPrice     = 1_000_000_000_000 // of one parcel, in minor units
	maxBeamWidth = 1_000
)

// Check answers with the first thing wrong with a request, as a *shipping.Error
// whose Field is a path into it ("items[2].weight_g"), or nil.
func (r *Request) Check() error {
	if err := r.checkRules(); err != nil {
		return err
	}
	if err := r.checkItems(); err != nil {
		return err
	}
	if err := r.checkCartons(); err != nil {
		return err
	}
	if r.Freight != nil {
		return r.Freight.check()
	}
	return nil
}

func (r *Request) checkRules() error {
	if !slices.Contains([]Objective{"", LeastPrice, FewestCartons, MostVolume}, r.Objective) {
		return shipping.BadField("objective", fmt.Sprintf("%q is not an objective", r.Objective), `use "price", "fewest" or "volume"`)
	}
	if len(r.Currency) != 3 && (r.Currency != "" || r.priced()) {
		return shipping.BadField("currency", "prices need a currency of three letters", `"EUR", for instance`)
	}
	return firstError(
		between("support_percent", r.support(), 0, 100),
		between("beam_width", r.BeamWidth, 0, maxBeamWidth),
	)
}

func (r *Request) priced() bool {
	return r.Freight != nil || slices.ContainsFunc(r.Cartons, func(c Carton) bool { return c.PriceMinor != 0 })
}

func (r *Request) checkItems() error {
	if len(r.Items) == 0 {
		return shipping.BadField("items", "there is nothing to pack", "")
	}
	seen, units, weight := make(map[string]int, len(r.Items)), int64(0), int64(0)
	for i := range r.Items {
		it, at := &r.Items[i], fmt.Sprintf("items[%d]", i)
		if err := firstError(checkID(at, it.ID, i, seen), it.check(at)); err != nil {
			return err
		}
		if units += it.Quantity; units > maxUnits {
			return shipping.BadField(at+".quantity", fmt.Sprintf("more than %d pieces in all", maxUnits), "split the request")
		}
		if weight += it.Quantity * it.WeightG; weight > maxWeightG {
			return shipping.BadField(at+".weight_g", fmt.Sprintf("more than %d g in all", int64(maxWeightG)), "split the request")
		}
	}
	return nil
}

func (it *Item) check(at string) error {
	if it.ThisSideUp && len(it.UprightEdges) > 0 {
		return shipping.BadField(at+".upright_edges", "this_side_up says already which edge stands upright", "give one of the two")
	}
	for i, e := range it.UprightEdges {
		if !slices.Contains(edgeOrder[:], e) {
			return shipping.BadField(fmt.Sprintf("%s.upright_edges[%d]", at, i), fmt.Sprintf("%q is not an edge", e), `use "width", "length" or "depth"`)
		}
	}
	if it.NoStacking && it.MaxLoadG > 0 {
		return shipping.BadField(at+".max_load_g", "no_stacking says already that nothing may lie on top", "give one of the two")
	}
	return firstError(
		it.Size.check(at),
		between(at+".quantity", it.Quantity, 1, maxUnits),
		between(at+".weight_g", it.WeightG, 0, maxWeightG),
		between(at+".max_load_g", it.MaxLoadG, 0, maxWeightG),
		between(at+".stop", it.Stop, 0, maxUnits),
	)
}

func (r *Request) checkCartons() error {
	if len(r.Cartons) == 0 || len(r.Cartons) > maxCartons {
		return shipping.BadField("cartons", fmt.Sprintf("there must be 1 to %d of them", maxCartons), "")
	}
	seen := make(map[string]int, len(r.Cartons))
	for i := range r.Cartons {
		c, at := &r.Cartons[i], fmt.Sprintf("cartons[%d]", i)
		if err := firstError(checkID(at, c.ID, i, seen), c.check(at)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Carton) check(at string) error {
	if err := firstError(c.Outer.check(at+".outer"), c.Inner.check(at+".inner")); err != nil {
		return err
	}
	if c.Inner.VolumeMM3() > c.Outer.VolumeMM3() {
		return shipping.BadField(at+".inner", "larger than outer", "")
	}
	if c.MaxWeightG > 0 && c.MaxWeightG < c.EmptyWeightG {
		return shipping.BadField(at+".max_weight_g", "less than the empty weight", "max_weight_g includes the carton's own weight")
	}
	if c.Available != nil {
		if err := between(at+".available", *c.Available, 0, maxWeightG); err != nil {
			return err
		}
	}
	return firstError(
		between(at+".empty_weight_g", c.EmptyWeightG, 0, maxWeightG),
		between(at+".max_weight_g", c.MaxWeightG, 0, maxWeightG),
		between(at+".price_minor", c.PriceMinor, 0, maxPrice),
	)
}

func (f *Freight) check() error {
	if len(f.Breaks) == 0 && f.StepG == 0 {
		return shipping.BadField("freight.breaks", "a freight table needs breaks, or step_g", "")
	}
	below := int64(0)
	for i, b := range f.Breaks {
		at := fmt.Sprintf("freight.breaks[%d]", i)
		if err := firstError(between(at+".up_to_g", b.UpToG, below+1, maxWeightG), between(at+".price_minor", b.PriceMinor, 0, maxPrice)); err != nil {
			return err
		}
		below = b.UpToG
	}
	if err := firstError(
		between("freight.volumetric_divisor", f.VolumetricDivisor, 0, maxWeightG),
		between("freight.round_side_mm", f.RoundSideMM, 0, maxEdgeMM),
		between("freight.round_weight_g", f.RoundWeightG, 0, maxWeightG),
		between("freight.step_g", f.StepG, 0, maxWeightG),
		between("freight.step_minor", f.StepMinor, 0, maxPrice),
	); err != nil || f.StepG == 0 {
		return err
	}
	heaviest := f.BillableG(Size{maxEdgeMM, maxEdgeMM, maxEdgeMM}, maxWeightG)
	return between("freight.step_minor", f.StepMinor, 0, maxPrice/(heaviest/f.StepG+1))
}

func (s Size) check(at string) error {
	return firstError(
		between(at+".width_mm", s.WidthMM, 1, maxEdgeMM),
		between(at+".length_mm", s.LengthMM, 1, maxEdgeMM),
		between(at+".depth_mm", s.DepthMM, 1, maxEdgeMM),
	)
}

// checkID wants an id that no other of its list has.
func checkID(at, id string, i int, seen map[string]int) error {
	if id == "" {
		return shipping.BadField(at+".id", "missing", "")
	}
	if first, known := seen[id]; known {
		return shipping.BadField(at+".id", fmt.Sprintf("%q is the id of number %d too", id, first), "add up the quantities, or name them apart")
	}
	seen[id] = i
	return nil
}

func between(field string, n, low, high int64) error {
	if n < low || n > high {
		return shipping.BadField(field, fmt.Sprintf("%d is not between %d and %d", n, low, high), "")
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
