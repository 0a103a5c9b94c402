// Package packing answers which goods go into which cartons, and where in them:
// orders into the cartons of a warehouse, so that cartons and freight together
// cost least, and loads into containers and onto pallets, so that most goes in.
//
// Lengths are whole millimetres, weights whole grams, money whole minor units.
// Each answer carries the verdict of an independent checker (packing/check).
package packing

// Size is the extent of a box in whole millimetres. Depth is its height as it is
// declared, upright.
type Size struct {
	WidthMM  int64 `json:"width_mm"`
	LengthMM int64 `json:"length_mm"`
	DepthMM  int64 `json:"depth_mm"`
}

// VolumeMM3 is the volume in cubic millimetres.
func (s Size) VolumeMM3() int64 { return s.WidthMM * s.LengthMM * s.DepthMM }

func (s Size) edges() [3]int32 {
	return [3]int32{int32(s.WidthMM), int32(s.LengthMM), int32(s.DepthMM)}
}

// Edge names one of the three edges of an item.
type Edge string

// The edges of an item.
const (
	EdgeWidth  Edge = "width"
	EdgeLength Edge = "length"
	EdgeDepth  Edge = "depth"
)

var edgeOrder = [3]Edge{EdgeWidth, EdgeLength, EdgeDepth}

// Item is a number of equal goods to pack.
type Item struct {
	// ID names the item in answers; no two items of a request share one.
	ID string `json:"id"`
	// Quantity is how many there are, at least 1.
	Quantity int64 `json:"quantity"`
	Size
	// WeightG is the weight of one, in grams; 0 is allowed.
	WeightG int64 `json:"weight_g"`
	// ThisSideUp goods stand on their base: only turned about the upright axis.
	ThisSideUp bool `json:"this_side_up,omitempty"`
	// UprightEdges lists the edges that may stand upright; none listed means all.
	UprightEdges []Edge `json:"upright_edges,omitempty"`
	// NoStacking goods bear nothing on top.
	NoStacking bool `json:"no_stacking,omitempty"`
	// MaxLoadG is what one of them can bear on top, in grams; 0 means any load.
	MaxLoadG int64 `json:"max_load_g,omitempty"`
	// LoadOnTop goods bear nothing but other goods to be loaded on top.
	LoadOnTop bool `json:"load_on_top,omitempty"`
	// DangerClass is the class of dangerous goods ("3", "9", ...), empty for ordinary
	// goods. Goods of different classes never share a carton, nor with ordinary ones.
	DangerClass string `json:"danger_class,omitempty"`
	// Stop is when the goods are unloaded, 0 first; it counts when the request says
	// UnloadByStop.
	Stop int64 `json:"stop,omitempty"`
}

// Carton is a carton, pallet or container to pack into.
type Carton struct {
	// ID names the carton in answers; no two cartons of a request share one.
	ID string `json:"id"`
	// Outer is what the carrier measures, Inner the room for goods.
	Outer Size `json:"outer"`
	Inner Size `json:"inner"`
	// EmptyWeightG is what the carton weighs with nothing in it, in grams.
	EmptyWeightG int64 `json:"empty_weight_g"`
	// MaxWeightG is what it may weigh packed, its own weight included, in grams; 0
	// means any weight.
	MaxWeightG int64 `json:"max_weight_g,omitempty"`
	// PriceMinor is what one costs, in minor units of the request's currency.
	PriceMinor int64 `json:"price_minor,omitempty"`
	// Available is how many there are; absent means as many as needed.
	Available *int64 `json:"available,omitempty"`
}

// Objective says what a good answer is.
type Objective string

// The objectives. The zero value means LeastPrice.
const (
	// LeastPrice: cartons and freight over all parcels cost least.
	LeastPrice Objective = "price"
	// FewestCartons: as few cartons as can be, then the smallest of them.
	FewestCartons Objective = "fewest"
	// MostVolume: each carton, pallet or container in turn takes as much volume as
	// it can; what is left over when none is available any more is told.
	MostVolume Objective = "volume"
)

// DefaultSupportPercent is the share of its base on which each piece rests unless
// a request says otherwise.
const DefaultSupportPercent = 75

// Request is goods to pack and what to pack them into.
type Request struct {
	Items   []Item   `json:"items"`
	Cartons []Carton `json:"cartons"`
	// Freight is what carriage costs; nil means that only cartons cost something.
	Freight *Freight `json:"freight,omitempty"`
	// Currency is the ISO 4217 code of all prices; it must be there if there are any.
	Currency string `json:"currency,omitempty"`
	// Objective is LeastPrice when empty.
	Objective Objective `json:"objective,omitempty"`
	// SupportPercent is the share of its base, 0 to 100, on which every piece must
	// rest; absent means DefaultSupportPercent.
	SupportPercent *int64 `json:"support_percent,omitempty"`
	// UnloadByStop demands that goods of each stop come out through the door, at the
	// far end of the length, without moving those of later stops.
	UnloadByStop bool `json:"unload_by_stop,omitempty"`
	// BeamWidth is how wide the search for MostVolume may grow, 1 to 1000; absent means
	// 1000. Without a Stop it ends after a fixed number of steps in any case.
	BeamWidth int64 `json:"beam_width,omitempty"`
	// Stop, if any, ends the search when it answers true; until then the search goes
	// on while something better may be found. Without it a fixed number of steps is
	// made. Without it, or with one that counts instead of reading a clock, equal
	// requests give equal answers.
	Stop func() bool `json:"-"`
}

func (r *Request) support() int64 {
	if r.SupportPercent == nil {
		return DefaultSupportPercent
	}
	return *r.SupportPercent
}
