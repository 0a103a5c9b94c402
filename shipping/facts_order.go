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

func codeShortage(c *Coder, s *Shortage) { Text(c, &s.SKU); Num(c, &s.Quantity) }

func (b *OrderReceived) code(c *Coder)  { b.Order.code(c) }
func (b *OrderAccepted) code(c *Coder)  {}
func (b *OrderHeld) code(c *Coder)      { List(c, &b.Problems, codeProblem) }
func (b *OrderRejected) code(c *Coder)  { List(c, &b.Problems, codeProblem) }
func (b *OrderCancelled) code(c *Coder) { Text(c, &b.Why) }
func (b *Allocated) code(c *Coder) {
	Text(c, &b.Shipment)
	Text(c, &b.Warehouse)
	List(c, &b.Picks, codePick)
	Texts(c, &b.Parcels)
	List(c, &b.Why, codeReason)
}
func (b *Backordered) code(c *Coder) {
	List(c, &b.Missing, codeShortage)
	List(c, &b.Why, codeReason)
}
func (b *StockArrivedFor) code(c *Coder) { Text(c, &b.SKU) }
func (b *ParcelClosed) code(c *Coder)    { Text(c, &b.Parcel); Text(c, &b.Status) }
func (b *OrderCompleted) code(c *Coder)  {}

func (o *Order) code(c *Coder) {
	Text(c, &o.ID)
	Text(c, &o.Storefront)
	Text(c, &o.Number)
	c.Time(&o.Placed)
	Text(c, &o.Seller)
	Text(c, &o.Currency)
	o.Ship.code(c)
	Text(c, &o.To)
	List(c, &o.Lines, codeLine)
	c.Bool(&o.Complete)
	c.Bool(&o.Cancelled)
	Text(c, &o.Raw)
}

func (p *Place) code(c *Coder) {
	Text(c, &p.Country)
	Text(c, &p.Region)
	Text(c, &p.Postcode)
}

func codeLine(c *Coder, l *Line) {
	l.Product.code(c)
	Num(c, &l.Quantity)
	c.Money(&l.Price)
	Num(c, &l.Source)
}

func (p *Product) code(c *Coder) {
	Text(c, &p.SKU)
	Text(c, &p.Name)
	p.Size.code(c)
	Num(c, &p.Weight)
	Text(c, &p.HS)
	Text(c, &p.Origin)
	c.Money(&p.Value)
	Text(c, &p.Battery)
	Text(c, &p.Dangerous)
	Text(c, &p.Class)
	Text(c, &p.Rotation)
}

func (d *Dimensions) code(c *Coder) {
	Num(c, &d.Length)
	Num(c, &d.Width)
	Num(c, &d.Height)
}

func codePick(c *Coder, p *Pick) {
	Text(c, &p.SKU)
	Text(c, &p.Location)
	Text(c, &p.Lot)
	Num(c, &p.Quantity)
}
