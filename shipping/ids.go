package shipping

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
	"time"
)

// Identifiers: a typed prefix and a part that sorts by time.
type (
	// OrderID names an order: "ord_...".
	OrderID string
	// ParcelID names a parcel: "par_...".
	ParcelID string
	// ShipmentID names what leaves one warehouse for one order: "shp_...".
	ShipmentID string
	// CaseID names a deviation that somebody works on: "cas_...".
	CaseID string
	// PickupID names a pick-up: "pck_...".
	PickupID string
	// ChannelID names a channel by a short word of the Book: "cn-us-air".
	ChannelID string
	// CarrierID names a carrier by a short word of the Book: "swiftpost".
	CarrierID string
	// WarehouseID names a warehouse by a short word of the Book: "szx".
	WarehouseID string
	// SKU is the seller's number of a product.
	SKU string
	// PaperID names a document by the hash of its content. Empty: no document.
	DocumentID string
	// Merchant is whose order, stock and channels these are.
	MerchantID string
)

// idAlphabet is base32 in ascending byte order (RFC 4648, section 7, in lower
// case), so that identifiers sort as the bytes beneath them do.
var idAlphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// derivedID makes an identifier that sorts by at (to the millisecond) and is the
// same for the same parts, so that what is handed in twice gets one name.
func derivedID(prefix string, at time.Time, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	var raw [15]byte
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		raw[i] = byte(ms >> (40 - 8*i))
	}
	copy(raw[6:], sum[:9])
	return prefix + idAlphabet.EncodeToString(raw[:])
}

// merchantName is what a merchant may be called: it stands in addresses, files and keys.
var merchantName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// mostMerchantName is how long it may be.
const mostMerchantName = 40

// Check tells whether a merchant can be called so; if not, it is Invalid.
func (id MerchantID) Check() error {
	if len(id) <= mostMerchantName && merchantName.MatchString(string(id)) {
		return nil
	}
	return BadField("merchant", "\""+string(id)+"\" is no name of a merchant", "at most 40 of a-z, 0-9 and -, with a letter or digit on both sides of each -")
}

// NewOrderID names an order of a storefront: the same merchant, storefront, number
// and time always give the same identifier. Without a time it comes before all others.
func NewOrderID(merchant MerchantID, storefront, number string, placed time.Time) OrderID {
	if placed.IsZero() {
		placed = time.UnixMilli(0)
	}
	return OrderID(derivedID("ord_", placed, string(merchant), storefront, number))
}

// NewCaseID names a case: the same cause that begins at the same time is one case.
func NewCaseID(at time.Time, cause string) CaseID {
	return CaseID(derivedID("cas_", at, cause))
}

// NewPickupID names a pick-up of a stream that is asked for at a time; what is asked tells it from others of that time.
func NewPickupID(at time.Time, of Stream, asked string) PickupID {
	return PickupID(derivedID("pck_", at, string(of), asked))
}

// Shipment names the n-th shipment of the order, counted from 1.
func (o OrderID) Shipment(n int) ShipmentID {
	return ShipmentID("shp_" + o.suffix() + "-" + itoa(n))
}

// Parcel names the n-th parcel of the order, counted from 1.
func (o OrderID) Parcel(n int) ParcelID {
	return ParcelID("par_" + o.suffix() + "-" + itoa(n))
}

// Order is the order of which the parcel is one.
func (id ParcelID) Order() OrderID {
	name := strings.TrimPrefix(string(id), "par_")
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		name = name[:i]
	}
	return OrderID("ord_" + name)
}

func (o OrderID) suffix() string { return strings.TrimPrefix(string(o), "ord_") }
