package shipping

// Battery says how lithium cells travel with a product; the packing instruction
// of the IATA Dangerous Goods Regulations follows from it.
type Battery string

// The ways of carrying cells. The empty value: none.
const (
	NoBattery     Battery = ""
	BatteryInside Battery = "inside" // contained in equipment (PI 967, 970)
	BatteryWith   Battery = "with"   // packed with equipment (PI 966, 969)
	BatteryAlone  Battery = "alone"  // cells by themselves (PI 965, 968)
)

// Rotation is the order in which lots of a product leave.
type Rotation string

// The rotations. The empty value is FIFO.
const (
	FIFO Rotation = "fifo" // received first, out first
	FEFO Rotation = "fefo" // expires first, out first
	LIFO Rotation = "lifo" // received last, out first
)

// Product is what is sold and stocked under one SKU.
type Product struct {
	SKU    SKU        `json:"sku"`
	Name   string     `json:"name,omitempty"`
	Size   Dimensions `json:"size,omitzero"`
	Weight Grams      `json:"weight,omitempty"` // gross, one unit
	// HS is the Harmonized System code, 6 digits, or 8 to 10, without points. Empty: not classified.
	HS string `json:"hs,omitempty"`
	// Origin is the country of origin for customs.
	Origin Country `json:"origin,omitempty"`
	// Value is what customs is told for one unit when the order line has no price.
	Value   Money   `json:"value,omitzero"`
	Battery Battery `json:"battery,omitempty"`
	// Dangerous is the UN number of dangerous goods ("UN1266"). Empty: not dangerous.
	Dangerous string `json:"dangerous,omitempty"`
	// Class is the seller's own word for a group of products ("electronics"), for rules.
	Class    string   `json:"class,omitempty"`
	Rotation Rotation `json:"rotation,omitempty"`
	// MinShelfLife is for how many days the goods must still be good when they come to the door (minimum remaining
	// shelf life). Zero: as the Book says.
	MinShelfLife int64 `json:"min_shelf_life_days,omitempty"`
}
