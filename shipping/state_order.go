package shipping

import "time"

// Stage is how far an order is.
type Stage string

// The stages. Empty: nothing was received.
const (
	StageReceived  Stage = "received"
	StageHeld      Stage = "held"
	StageRejected  Stage = "rejected"
	StageAccepted  Stage = "accepted"
	StageWaiting   Stage = "waiting" // for stock
	StageShipping  Stage = "shipping"
	StageCompleted Stage = "completed"
	StageCancelled Stage = "cancelled"
)

// OrderState is the balance of an order.
type OrderState struct {
	Order     Order         `json:"order"`
	Stage     Stage         `json:"stage"`
	Problems  []Problem     `json:"problems,omitempty"`
	Missing   []Shortage    `json:"missing,omitempty"`
	Shipments []Shipment    `json:"shipments,omitempty"`
	Parcels   []OrderParcel `json:"parcels,omitempty"`
	Why       string        `json:"why,omitempty"` // it was cancelled
}

// Shipment is what leaves one warehouse for one order.
type Shipment struct {
	ID        ShipmentID  `json:"id"`
	Warehouse WarehouseID `json:"warehouse"`
	Picks     []Pick      `json:"picks"`
}

// OrderParcel is a parcel as its order sees it.
type OrderParcel struct {
	ID       ParcelID   `json:"id"`
	Shipment ShipmentID `json:"shipment"`
	// Ended is the final status; empty while it is on its way.
	Ended Status `json:"ended,omitempty"`
}

// Open reports whether the order still waits for something.
func (o *OrderState) Open() bool {
	switch o.Stage {
	case StageCompleted, StageCancelled, StageRejected:
		return false
	}
	return true
}

// Apply folds a fact of the order's stream in.
func (o *OrderState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *OrderReceived:
		o.Order, o.Stage, o.Problems = b.Order, StageReceived, nil
	case *OrderAccepted:
		o.Stage, o.Problems = StageAccepted, nil
	case *OrderHeld:
		o.Stage, o.Problems = StageHeld, b.Problems
	case *OrderRejected:
		o.Stage, o.Problems = StageRejected, b.Problems
	case *OrderCancelled:
		o.Stage, o.Why, o.Missing = StageCancelled, b.Why, nil
	case *Allocated:
		o.allocated(b)
	case *Backordered:
		o.Stage, o.Missing = StageWaiting, b.Missing
	case *ParcelClosed:
		for i := range o.Parcels {
			if o.Parcels[i].ID == b.Parcel {
				o.Parcels[i].Ended = b.Status
			}
		}
	case *OrderCompleted:
		o.Stage = StageCompleted
	}
}

func (o *OrderState) allocated(b *Allocated) {
	o.Stage, o.Missing = StageShipping, nil
	o.Shipments = append(o.Shipments, Shipment{b.Shipment, b.Warehouse, b.Picks})
	for _, id := range b.Parcels {
		o.Parcels = append(o.Parcels, OrderParcel{ID: id, Shipment: b.Shipment})
	}
}

// Due is zero: an order has no timers of its own.
func (o *OrderState) Due() time.Time { return time.Time{} }
