package packing

import "crosslane/packing/check"

// Answer is how the goods of a request are packed.
type Answer struct {
	Parcels []Parcel `json:"parcels"`
	// Unpacked lists what could not be packed, and why.
	Unpacked []Unpacked `json:"unpacked"`
	// TotalMinor is what cartons and freight of all parcels cost, in minor units.
	TotalMinor int64   `json:"total_minor"`
	Currency   string  `json:"currency,omitempty"`
	Verdict    Verdict `json:"verdict"`
}

// Parcel is one packed carton.
type Parcel struct {
	// Carton is the ID of the carton used; Outer and Inner are its sizes.
	Carton string `json:"carton"`
	Outer  Size   `json:"outer"`
	Inner  Size   `json:"inner"`
	// GrossWeightG is the weight of goods and carton, in grams.
	GrossWeightG int64 `json:"gross_weight_g"`
	// VolumetricWeightG is the weight that the carrier reads from the outer size, 0
	// where no freight was given; BillableWeightG is what is paid for.
	VolumetricWeightG int64 `json:"volumetric_weight_g"`
	BillableWeightG   int64 `json:"billable_weight_g"`
	// CartonMinor and FreightMinor are the prices of carton and carriage.
	CartonMinor  int64 `json:"carton_minor"`
	FreightMinor int64 `json:"freight_minor"`
	// VolumeUsedPermille is the share of the inner volume that goods take up.
	VolumeUsedPermille int64 `json:"volume_used_permille"`
	// Contents lists every piece, in an order in which they can be put in.
	Contents []Placement `json:"contents"`
}

// Placement is one piece in its place: the corner nearest to the carton's origin
// (left, far from the door, bottom) and its size as it stands.
type Placement struct {
	Item string `json:"item"`
	XMM  int64  `json:"x_mm"`
	YMM  int64  `json:"y_mm"`
	ZMM  int64  `json:"z_mm"`
	Size
}

// Why says why goods were not packed.
type Why string

// The reasons for goods left unpacked.
const (
	// TooLarge: in no way in which they may stand do the goods fit into any carton.
	TooLarge Why = "too_large"
	// TooHeavy: each carton into which one piece would fit is too heavy with it, for
	// itself or for the freight table.
	TooHeavy Why = "too_heavy"
	// NoCarton: cartons into which they would fit are not available, or no longer.
	NoCarton Why = "no_carton_left"
)

// Unpacked is goods that could not be packed.
type Unpacked struct {
	Item     string `json:"item"`
	Quantity int64  `json:"quantity"`
	Why      Why    `json:"why"`
	// Reason is Why in a sentence, with the figures that decided.
	Reason string `json:"reason"`
}

// Verdict is what the checker says of an answer.
type Verdict struct {
	Valid bool `json:"valid"`
	// Faults are the rules broken; empty when the answer is valid.
	Faults []check.Fault `json:"faults,omitempty"`
}
