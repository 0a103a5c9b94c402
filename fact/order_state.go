package fact

import (
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/fact/telling"
	"crosslane/shipping"
)

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
	// StageUndelivered: every parcel has reached its end, and not every one of them at the buyer's.
	StageUndelivered Stage = "undelivered"
)

// OrderState is the balance of an order.
type OrderState struct {
	Order shipping.Order `json:"order"`
	// Worth is what each line is worth in the order's currency; empty when the prices say so.
	Worth     []shipping.Money `json:"worth,omitempty"`
	Stage     Stage            `json:"stage"`
	Problems  []Problem        `json:"problems,omitempty"`
	Missing   []Shortage       `json:"missing,omitempty"`
	Shipments []Shipment       `json:"shipments,omitempty"`
	Parcels   []OrderParcel    `json:"parcels,omitempty"`
	Lacks     Lack             `json:"lacks,omitempty"`  // it is held
	Why       string           `json:"why,omitempty"`    // it was cancelled
	For       CalledOffFor     `json:"for,omitempty"`    // it was cancelled
	Retold    []shipping.Order `json:"retold,omitempty"` // as the storefront told it since, otherwise than it is recorded, as far as fact/telling remembers it; newest last
}

// Shipment is what leaves one warehouse for one order.
type Shipment struct {
	ID        shipping.ShipmentID  `json:"id"`
	Warehouse shipping.WarehouseID `json:"warehouse"`
	Picks     []shipping.Pick      `json:"picks"`
	At        time.Time            `json:"at,omitzero"` // when its goods were set aside
}

// OrderParcel is a parcel as its order sees it.
type OrderParcel struct {
	ID       shipping.ParcelID   `json:"id"`
	Shipment shipping.ShipmentID `json:"shipment"`
	// Ended is the final status; empty while it is on its way.
	Ended shipping.Status `json:"ended,omitempty"`
}

// Open reports whether the order still waits for something.
func (o *OrderState) Open() bool {
	switch o.Stage {
	case StageCompleted, StageUndelivered, StageCancelled, StageRejected:
		return false
	}
	return true
}

// Apply folds a fact of the order's stream in.
func (o *OrderState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *OrderReceived:
		o.Retold = telling.Mended(o.Retold, &o.Order, &b.Order)
		o.Order, o.Stage, o.Problems, o.Lacks = b.Order, StageReceived, nil, ""
	case *OrderAccepted:
		o.Stage, o.Problems, o.Lacks, o.Worth, o.Missing = StageAccepted, nil, "", b.Worth, nil
	case *OrderHeld: // it stands in no line, and may still hear of stock
		o.Stage, o.Problems, o.Lacks = StageHeld, b.Problems, b.Lacks
		o.Missing = slices.DeleteFunc(o.Missing, func(m Shortage) bool { return m.Quantity > 0 })
	case *GoodsRenewed:
		o.renewed(b)
	case *OrderRejected:
		o.Stage, o.Problems = StageRejected, b.Problems
	case *OrderCancelled:
		o.Stage, o.Why, o.For, o.Missing = StageCancelled, b.Why, b.For, nil
	case *Allocated:
		o.allocated(b, f.At)
	case *Backordered:
		o.Stage, o.Missing = StageWaiting, b.Missing
	case *ParcelClosed:
		o.closed(b.Parcel, b.Status)
	case *PartTakenBack:
		o.takenBack(b)
	case *OrderRetold:
		o.Retold = telling.Remember(o.Retold, &b.Order)
	case *OrderCompleted:
		o.Stage = b.Stage()
	}
}

// renewed notes what the list of products says of goods.
func (o *OrderState) renewed(b *GoodsRenewed) {
	o.Order.Lines, o.Worth = slices.Clone(o.Order.Lines), b.Worth
	for _, g := range b.Goods {
		if g.Line >= 0 && g.Line < int64(len(o.Order.Lines)) {
			l := &o.Order.Lines[g.Line]
			l.Product, l.Price, l.Assumed = g.Product, g.Price, g.Assumed
		}
	}
}

// closed notes the end of a parcel, and finds it; nil: the order has none of that name.
func (o *OrderState) closed(id shipping.ParcelID, as shipping.Status) *OrderParcel {
	for i := range o.Parcels {
		if p := &o.Parcels[i]; p.ID == id {
			p.Ended = as
			return p
		}
	}
	return nil
}

// takenBack takes what was picked for a parcel off its shipment: it is wanted still.
func (o *OrderState) takenBack(b *PartTakenBack) {
	p := o.closed(b.Parcel, shipping.Cancelled)
	if o.Stage == StageShipping || o.Stage == StageCompleted || o.Stage == StageUndelivered {
		o.Stage = StageAccepted
	}
	for i := range o.Shipments {
		s := &o.Shipments[i]
		if p == nil || s.ID != p.Shipment {
			continue
		}
		s.Picks = slices.Clone(s.Picks)
		for _, back := range b.Picks {
			at := slices.IndexFunc(s.Picks, func(k shipping.Pick) bool {
				return k.SKU == back.SKU && k.Location == back.Location && k.Lot == back.Lot
			})
			if at >= 0 {
				s.Picks[at].Quantity -= back.Quantity
			}
		}
		s.Picks = slices.DeleteFunc(s.Picks, func(k shipping.Pick) bool { return k.Quantity <= 0 })
	}
}

// Since is when goods were first set aside for the order; the zero time: never.
func (o *OrderState) Since() time.Time {
	if len(o.Shipments) == 0 {
		return time.Time{}
	}
	return o.Shipments[0].At
}

// Travels reports whether anything of the order was set aside and not taken back.
func (o *OrderState) Travels() bool {
	return slices.ContainsFunc(o.Shipments, func(s Shipment) bool { return len(s.Picks) > 0 })
}

func (o *OrderState) allocated(b *Allocated, at time.Time) {
	o.Stage, o.Missing = StageShipping, nil
	o.Shipments = append(o.Shipments, Shipment{b.Shipment, b.Warehouse, b.Picks, at})
	for _, id := range b.Parcels {
		o.Parcels = append(o.Parcels, OrderParcel{ID: id, Shipment: b.Shipment})
	}
}

// Due is zero: an order has no timers of its own.
func (o *OrderState) Due() time.Time { return time.Time{} }

func (*OrderState) FormVersion() uint64 { return 13 }

func (o *OrderState) Form(c *coder.Coder) {
	codeOrder(c, &o.Order, true, true, true, true)
	coder.List(c, &o.Worth, (*coder.Coder).Money)
	coder.Text(c, &o.Stage)
	coder.List(c, &o.Problems, codeProblem)
	coder.List(c, &o.Missing, codeShortage)
	coder.List(c, &o.Shipments, func(c *coder.Coder, s *Shipment) {
		coder.Pair(c, &s.ID, &s.Warehouse)
		coder.List(c, &s.Picks, coder.Pick)
		c.Time(&s.At)
	})
	coder.List(c, &o.Parcels, func(c *coder.Coder, p *OrderParcel) {
		coder.Pair(c, &p.ID, &p.Shipment)
		coder.Text(c, &p.Ended)
	})
	coder.Pair(c, &o.Lacks, &o.Why)
	coder.Text(c, &o.For)
	coder.List(c, &o.Retold, func(c *coder.Coder, o *shipping.Order) { codeOrder(c, o, true, true, true, true) })
}
