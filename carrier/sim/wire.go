package sim

import (
	"time"

	"crosslane/document"
	"crosslane/shipping"
)

// What goes over the wire between the connector and the server.
type (
	// ask is a request to take a parcel.
	ask struct {
		Key       string               `json:"key"`
		Parcel    shipping.ParcelID    `json:"parcel"`
		Channel   shipping.ChannelID   `json:"channel"`
		Warehouse shipping.WarehouseID `json:"warehouse,omitempty"`
		From      shipping.Address     `json:"from"`
		To        shipping.Address     `json:"to"`
		Weight    shipping.Grams       `json:"weight"`
		Size      shipping.Dimensions  `json:"size"`
		Value     shipping.Money       `json:"value"`
		Contents  []content            `json:"contents,omitempty"`
		Order     string               `json:"order,omitempty"`
		Piece     int                  `json:"piece,omitempty"`
		Pieces    int                  `json:"pieces,omitempty"`
		Phone     bool                 `json:"phone,omitempty"` // the label shows the addressee's telephone number
		Label     bool                 `json:"label,omitempty"` // a label is wanted
		Form      document.Form        `json:"form,omitempty"`  // of the label
	}
	// content is one line of the customs description.
	content struct {
		Name     string           `json:"name"`
		HS       string           `json:"hs,omitempty"`
		Origin   shipping.Country `json:"origin,omitempty"`
		Quantity int64            `json:"quantity"`
	}
	// answer is a booking.
	answer struct {
		Waybill   string         `json:"waybill"`
		Reference string         `json:"reference"`
		Cost      shipping.Money `json:"cost"`
		Label     []byte         `json:"label,omitempty"`
		Media     string         `json:"media,omitempty"` // of the label
	}
	// no is a refusal or another fault.
	no struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	cancelAsk struct {
		Key string `json:"key"`
		Why string `json:"why,omitempty"`
	}
	priceAnswer struct {
		Price shipping.Money `json:"price"`
	}
	manifestAsk struct {
		Key       string               `json:"key"`
		Warehouse shipping.WarehouseID `json:"warehouse"`
		Waybills  []string             `json:"waybills"`
	}
	manifestAnswer struct {
		Reference string   `json:"reference"`
		Waybills  []string `json:"waybills"`
		Unknown   []string `json:"unknown"`
	}
	// event is one line of the feed.
	event struct {
		Waybill  string           `json:"waybill"`
		Code     string           `json:"code"`
		Text     string           `json:"text,omitempty"`
		Time     time.Time        `json:"time"` // with the offset of the place
		Seq      int64            `json:"seq,omitempty"`
		Country  shipping.Country `json:"country,omitempty"`
		City     string           `json:"city,omitempty"`
		Facility string           `json:"facility,omitempty"`
		// Partner is the carrier to whom the parcel is handed on, PartnerNumber under which number.
		Partner       string `json:"partner,omitempty"`
		PartnerNumber string `json:"partner_number,omitempty"`
	}
	// trailer is the last line of the feed; without it the feed was cut off.
	trailer struct {
		Next string `json:"next"`
		More bool   `json:"more"`
	}
)
