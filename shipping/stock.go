package shipping

import (
	"strings"
	"time"
)

// Location is where stock lies. A place in a warehouse is "szx" or "szx/A-01-3";
// the virtual locations close the books: what comes in comes from one of them,
// what goes out goes to one of them, and all locations together always sum to zero.
type Location string

// The virtual locations.
const (
	Supplier Location = "@supplier"
	Customer Location = "@customer"
	Scrap    Location = "@scrap"
	Count    Location = "@count" // differences found by counting
)

// Virtual reports whether the location lies outside the warehouses.
func (l Location) Virtual() bool { return strings.HasPrefix(string(l), "@") }

// Warehouse is the warehouse that the location belongs to; empty for a virtual one.
func (l Location) Warehouse() WarehouseID {
	if l.Virtual() {
		return ""
	}
	w, _, _ := strings.Cut(string(l), "/")
	return WarehouseID(w)
}

// Lot is stock of one SKU that came in together and lies together.
type Lot struct {
	Location Location  `json:"location"`
	Name     string    `json:"lot,omitempty"`
	Received time.Time `json:"received"`
	Expires  Date      `json:"expires,omitempty"`
	OnHand   int64     `json:"on_hand"`
	Reserved int64     `json:"reserved"`
}

// Free is what can still be promised.
func (l Lot) Free() int64 { return l.OnHand - l.Reserved }

// Pick is a quantity of one lot, promised to or taken for an order.
type Pick struct {
	SKU      SKU      `json:"sku"`
	Location Location `json:"location"`
	Lot      string   `json:"lot,omitempty"`
	Quantity int64    `json:"quantity"`
}
