package order

import "crosslane/order/own"

// field is one thing that a row can say, whatever its column is called.
type field int

// The fields of an order, then those of one item of it. Their names are the columns of
// Crosslane's own tables and the keys under columns in a mapping file.
const (
	fNumber field = iota
	fPlaced
	fStorefront
	fSeller
	fCurrency
	fCancelled
	fCancelRequested
	fRefunded
	fPayment
	fComplete
	fAsWritten
	fWhole
	fUnsettled
	fName
	fCompany
	fAddress1
	fAddress2
	fCity
	fRegion
	fRegionName
	fPostcode
	fCountry
	fPhone
	fEmail

	fSKU
	fProduct
	fQuantity
	fOrdered
	fLineTotal
	fPrice
	fWeight
	fLength
	fWidth
	fHeight
	fHS
	fOrigin
	fValue
	fBattery
	fDangerous
	fClass
	fShelfLife
	fRotation
	fShips
	fFulfilled
	fLineRefunded
	fPartOf
	fShippedQuantity
	fRefundedQuantity
	fCancelledQuantity
	fToShip

	fWarehouse
	fLocation
	fLot
	fExpires
	fReference

	fields

	// fAddress stands for the address as a whole, fRow for the line as a whole.
	fAddress
	fRow
)

const firstItemField = fSKU

var fieldNames = [...]string{
	fNumber: "number", fPlaced: "placed", fStorefront: "storefront", fSeller: "seller", fCurrency: "currency",
	fCancelled: "cancelled", fCancelRequested: "cancel_requested", fRefunded: "refunded", fPayment: "payment", fComplete: "complete", fAsWritten: "as_written", fWhole: "order_fulfilled", fUnsettled: "unsettled",
	fName: "name", fCompany: "company", fAddress1: "address1", fAddress2: "address2", fCity: "city",
	fRegion: "region", fRegionName: "region_name", fPostcode: "postcode", fCountry: "country", fPhone: "phone", fEmail: "email",
	fSKU: "sku", fProduct: "product", fQuantity: "quantity", fOrdered: "ordered", fLineTotal: "line_total", fPrice: "price", fWeight: "weight_g",
	fLength: "length_mm", fWidth: "width_mm", fHeight: "height_mm", fHS: "hs", fOrigin: "origin", fValue: "value",
	fBattery: "battery", fDangerous: "dangerous", fClass: "class", fShelfLife: "min_shelf_life_days", fRotation: "rotation",
	fShips: "ships", fFulfilled: "fulfilled",
	fLineRefunded: "line_refunded", fPartOf: "part_of", fShippedQuantity: "shipped_quantity", fRefundedQuantity: "refunded_quantity", fCancelledQuantity: "cancelled_quantity", fToShip: "to_ship",
	fWarehouse: "warehouse", fLocation: "location", fLot: "lot", fExpires: "expires", fReference: "reference",
	fAddress: "address", fRow: "line",
}

func (f field) String() string { return fieldNames[f] }

// orderFields are the fields that a row of an order can have, listFields those of a
// product, stockFields those of a receipt of stock.
var (
	orderFields = fieldRange(fNumber, fToShip)
	listFields  = append([]field{fSKU, fProduct, fCurrency}, fieldRange(fWeight, fRotation)...)
	stockFields = []field{fSKU, fWarehouse, fLocation, fLot, fExpires, fQuantity, fReference}
)

func fieldRange(from, to field) []field {
	var out []field
	for f := from; f <= to; f++ {
		out = append(out, f)
	}
	return out
}

// record is one row or one item of a JSON object: what it says of each field.
type record struct {
	line   int
	raw    []byte // holds until the next record
	values [fields]string
	said   map[own.Place]string // where its JSON object says a field, if not where it is mostly said
	item   int                  // which item of its JSON object, counted from 0; -1 in a table
	begins bool                 // an order begins here whatever its number
	fault  finding
	whole  bool // the fault takes a whole order
}

// source is what records come from, one after the other: a table or JSON objects.
type source interface {
	// next answers with a record that holds until the next call, or io.EOF.
	next() (*record, error)
}

// says reports whether any field in the range holds something.
func (r *record) says(from, to field) bool {
	for f := from; f <= to; f++ {
		if r.values[f] != "" {
			return true
		}
	}
	return false
}

// finding is a problem before it is put in the words of the file.
type finding struct {
	field   field
	name    string // what to call the field where it has no column; empty: as the file calls it
	item    int    // index of the order's line, -1: the order as a whole
	line    int
	message string
	hint    string
	broken  bool // nothing of the line could be read
	doubt   bool // it may be real, and goes as soon as somebody says so
}
