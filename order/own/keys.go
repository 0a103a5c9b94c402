// Package own reads orders, products and receipts of stock in Crosslane's own JSON: what an object says of each field, and under
// which key.
package own

import (
	"regexp"
	"slices"
	"strconv"
)

// Form is what an object may say: fields by the names of their columns.
type Form struct {
	Order []string // of an order as a whole
	Item  []string // of each of its lines; of a product or a receipt, where no Order is named
}

// flat reports whether an object is one item by itself.
func (f *Form) flat() bool { return len(f.Order) == 0 }

// keys are those beside the names of the fields themselves: under which the program writes orders, products and addresses.
var keys = map[string]string{
	"address.name": "name", "address.company": "company", "address.city": "city", "address.region": "region",
	"address.postcode": "postcode", "address.country": "country", "address.phone": "phone", "address.email": "email",
	"ship_to.country": "country", "ship_to.region": "region", "ship_to.postcode": "postcode",
	"address.address1": "address1", "address.address2": "address2",
}

var itemKeys = map[string]string{
	"name": "product", "weight": "weight_g", "size.length": "length_mm", "size.width": "width_mm", "size.height": "height_mm",
}

// unheard are keys that the program writes and that say nothing new when they come in.
var unheard = []string{"id", "raw", "source", "address", "assumed"}

// ofStreet is the street of an address: a list of lines, or a text.
var ofStreet = regexp.MustCompile(`^address\.lines(\[[0-9]+\])?$`)

// yesOrNo are the fields that may be true or false.
var yesOrNo = []string{"cancelled", "cancel_requested", "complete", "as_written", "payment", "order_fulfilled", "ships", "fulfilled", "part_of"}

// Knows reports whether an order may have a key.
func (f *Form) Knows(key string) bool {
	_, known := f.field(-1, key)
	return known || slices.Contains(unheard, key) || key == "lines" || key == "ship_to"
}

// field is the field of a key of an item, -1: of the order as a whole.
func (f *Form) field(item int, key string) (string, bool) {
	list, more := f.Item, itemKeys
	if item < 0 && !f.flat() {
		list, more = f.Order, keys
	}
	if name := more[key]; name != "" {
		return name, true
	}
	return key, slices.Contains(list, key)
}

// Place is a field of one item of an object, -1: of the object as a whole.
type Place struct {
	Item  int
	Field string
}

// Key is where a field stands, where an order does not say it.
func (p Place) Key() string {
	switch {
	case p.Item >= 0:
		return "lines[" + strconv.Itoa(p.Item) + "]." + p.Field
	case p.Field == "line":
		return "lines"
	case p.Field == "address1" || p.Field == "address2":
		return "address.lines"
	case keys["address."+p.Field] != "":
		return "address." + p.Field
	}
	return p.Field
}
