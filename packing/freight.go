package packing

// Freight is what a carrier asks for a parcel: a price by weight, where the weight
// is the greater of the actual and the volumetric one.
type Freight struct {
	// VolumetricDivisor is the cubic centimetres that count as a kilogram: 5000 with
	// most express carriers, 6000 in air freight; 0 where volume does not count.
	VolumetricDivisor int64 `json:"volumetric_divisor,omitempty"`
	// RoundSideMM is the step to which each side is rounded up before the volume is
	// taken, 10 for whole centimetres; 0 does not round.
	RoundSideMM int64 `json:"round_side_mm,omitempty"`
	// RoundWeightG is the step to which the billable weight is rounded up; 0 does not
	// round.
	RoundWeightG int64 `json:"round_weight_g,omitempty"`
	// Breaks are the prices by weight, lightest first.
	Breaks []Break `json:"breaks"`
	// StepG and StepMinor price what lies above the last break: StepMinor for each
	// begun StepG. With StepG 0 the carrier takes nothing above the last break.
	StepG     int64 `json:"step_g,omitempty"`
	StepMinor int64 `json:"step_minor,omitempty"`
}

// Break is the price of parcels up to a billable weight, in minor units.
type Break struct {
	UpToG      int64 `json:"up_to_g"`
	PriceMinor int64 `json:"price_minor"`
}

// VolumetricG is the volumetric weight of a parcel of this outer size, in grams,
// rounded up. A cubic centimetre is 1000 mm3 and a kilogram 1000 g, so cubic
// millimetres over the divisor are grams.
func (f *Freight) VolumetricG(outer Size) int64 {
	if f == nil || f.VolumetricDivisor == 0 {
		return 0
	}
	volume := roundUp(outer.WidthMM, f.RoundSideMM) * roundUp(outer.LengthMM, f.RoundSideMM) * roundUp(outer.DepthMM, f.RoundSideMM)
	return (volume + f.VolumetricDivisor - 1) / f.VolumetricDivisor
}

// BillableG is the weight, in grams, that is paid for a parcel of this outer size
// and actual weight.
func (f *Freight) BillableG(outer Size, grossG int64) int64 {
	if f == nil {
		return grossG
	}
	return roundUp(max(grossG, f.VolumetricG(outer)), f.RoundWeightG)
}

// PriceMinor is the price of a parcel by its billable weight in grams; false if
// the carrier does not take it.
func (f *Freight) PriceMinor(billableG int64) (int64, bool) {
	if f == nil {
		return 0, true
	}
	for _, b := range f.Breaks {
		if billableG <= b.UpToG {
			return b.PriceMinor, true
		}
	}
	if f.StepG == 0 {
		return 0, false
	}
	var last Break
	if n := len(f.Breaks); n > 0 {
		last = f.Breaks[n-1]
	}
	steps := (billableG - last.UpToG + f.StepG - 1) / f.StepG
	return last.PriceMinor + steps*f.StepMinor, true
}

// limitG is the greatest actual weight in grams that the carrier takes in a parcel
// of this outer size, or -1 if it takes none.
func (f *Freight) limitG(outer Size) int64 {
	if f == nil || f.StepG > 0 {
		return maxWeightG
	}
	limit := roundDown(f.Breaks[len(f.Breaks)-1].UpToG, f.RoundWeightG)
	if f.VolumetricG(outer) > limit {
		return -1
	}
	return limit
}

func roundDown(n, step int64) int64 {
	if step == 0 {
		return n
	}
	return n - n%step
}

func roundUp(n, step int64) int64 {
	if step == 0 {
		return n
	}
	return (n + step - 1) / step * step
}
