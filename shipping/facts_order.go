package shipping

// Facts of an order's stream.
type (
	// OrderReceived: a storefront's order came in, decoded and normalised. An order that is
	// held may come in again, mended.
	OrderReceived struct {
		Order Order `json:"order"`
	}
	// OrderAccepted: nothing is missing; stock is looked for.
	OrderAccepted struct{}
	// OrderHeld: something must be put right before the order can go on.
	OrderHeld struct {
		Problems []Problem `json:"problems"`
	}
	// OrderRejected: the order can never be served as it is.
	OrderRejected struct {
		Problems []Problem `json:"problems"`
	}
	// OrderCancelled: the order is called off; what was not handed over is undone.
	OrderCancelled struct {
		Why string `json:"why"`
	}
	// Allocated: stock in one warehouse is set aside for one shipment, which leaves as these parcels.
	Allocated struct {
		Shipment  ShipmentID  `json:"shipment"`
		Warehouse WarehouseID `json:"warehouse"`
		Picks     []Pick      `json:"picks"`
		Parcels   []ParcelID  `json:"parcels"`
		Why       []Reason    `json:"why"`
	}
	// Backordered: some or all of the order waits for stock.
	Backordered struct {
		Missing []Shortage `json:"missing"`
		Why     []Reason   `json:"why"`
	}
	// StockArrivedFor: stock came for a product that the order waits for.
	StockArrivedFor struct {
		SKU SKU `json:"sku"`
	}
	// ParcelClosed: nothing more is expected of one of the order's parcels.
	ParcelClosed struct {
		Parcel ParcelID `json:"parcel"`
		Status Status   `json:"status"`
	}
	// OrderCompleted: every parcel of the order has reached its end.
	OrderCompleted struct{}
)

// Shortage is what an order waits for.
type Shortage struct {
	SKU      SKU   `json:"sku"`
	Quantity int64 `json:"quantity"`
}
