package fact

import (
	"crosslane/fact/coder"
	"crosslane/fact/former"
	"crosslane/shipping"
)

// Facts of an order's stream.
type (
	// OrderReceived: a storefront's order came in, decoded and normalised. An order that is
	// held may come in again, mended. Found is what the reading of its file said of it, in the file's own words; empty: nothing, or
	// it came without a file.
	OrderReceived struct {
		Order shipping.Order `json:"order"`
		Found []Problem      `json:"found,omitempty"`
	}
	// OrderAccepted: nothing is missing; stock is looked for. Worth is what each line is worth in the order's
	// currency, by its place; empty when the prices say so.
	OrderAccepted struct {
		Worth []shipping.Money `json:"worth,omitempty"`
	}
	// OrderHeld: something must be put right before the order can go on.
	OrderHeld struct {
		Problems []Problem `json:"problems"`
		// Lacks is for want of what it is held, if it goes on by itself once that is there. Empty: somebody has to mend it.
		Lacks Lack `json:"lacks,omitempty"`
	}
	// OrderRejected: the order can never be served as it is.
	OrderRejected struct {
		Problems []Problem `json:"problems"`
	}
	// OrderCancelled: the order is called off; what was not handed over is undone.
	OrderCancelled struct {
		Why string `json:"why"`
		// For is what it was called off for, if something goes by that. Empty: whatever why says.
		For CalledOffFor `json:"for,omitempty"`
	}
	// GoodsRenewed: products of the order were listed, or listed otherwise, since it came in, and its file does not say it: these lines are
	// as the list describes them.
	// Worth is what each line is worth from now on, as OrderAccepted has it.
	GoodsRenewed struct {
		Goods []RenewedGoods   `json:"goods"`
		Worth []shipping.Money `json:"worth,omitempty"`
	}
	// Allocated: stock in one warehouse is set aside for one shipment, which leaves as these parcels.
	Allocated struct {
		Shipment  shipping.ShipmentID  `json:"shipment"`
		Warehouse shipping.WarehouseID `json:"warehouse"`
		Picks     []shipping.Pick      `json:"picks"`
		Parcels   []shipping.ParcelID  `json:"parcels"`
		Why       []Reason             `json:"why"`
	}
	// Backordered: some or all of the order waits for stock.
	Backordered struct {
		Missing []Shortage `json:"missing"`
		Why     []Reason   `json:"why"`
	}
	// GoodsMissing: so many pieces of a lot that were promised to the order are not there. Its parcels of them do not travel.
	GoodsMissing struct {
		SKU      shipping.SKU      `json:"sku"`
		Location shipping.Location `json:"location"`
		Lot      string            `json:"lot,omitempty"`
		Quantity int64             `json:"quantity"`
	}
	// PartTakenBack: a parcel of the order does not travel, and what was picked for it is wanted still.
	PartTakenBack struct {
		Parcel shipping.ParcelID `json:"parcel"`
		Picks  []shipping.Pick   `json:"picks"`
	}
	// StockArrivedFor: stock came for a product that the order waits for.
	StockArrivedFor struct {
		SKU shipping.SKU `json:"sku"`
	}
	// ParcelClosed: nothing more is expected of one of the order's parcels.
	ParcelClosed struct {
		Parcel shipping.ParcelID `json:"parcel"`
		Status shipping.Status   `json:"status"`
	}
	// OrderRetold: the storefront tells the order otherwise than it was recorded. What was recorded stands, and somebody decides.
	// Sent are goods that it leaves out because they were sent.
	OrderRetold struct {
		Order shipping.Order `json:"order"`
		Sent  []shipping.SKU `json:"sent,omitempty"`
	}
	// OrderCompleted: every parcel of the order has reached its end.
	OrderCompleted struct {
		// Undelivered are the parcels that did not reach the buyer. None: all did, or it was recorded before they were told apart.
		Undelivered []shipping.ParcelID `json:"undelivered,omitempty"`
	}
)

// Lack is what keeps an order from going on that is in order by itself.
type Lack string

// What an order may lack: a channel that goes to its country, or one that takes its goods, which lie there.
const LacksLane, LacksChannel Lack = "lane", "channel"

// CalledOffFor is why an order was called off that may come in again.
type CalledOffFor string

// Such an order was called off by its storefront, which may think better of it; or it was held, and came in with another date.
const ForStorefront, ForNewDate CalledOffFor = "storefront", "new_date"

// Shortage is what an order waits for.
type Shortage struct {
	SKU      shipping.SKU `json:"sku"`
	Quantity int64        `json:"quantity"`
}

func codeShortage(c *coder.Coder, s *Shortage) { coder.Text(c, &s.SKU); coder.Num(c, &s.Quantity) }

func (b *OrderReceived) Form(c *coder.Coder) {
	if codeOrder(c, &b.Order, c.Since(2), c.Since(3), c.Since(5), c.Since(6)); c.Since(4) {
		coder.List(c, &b.Found, codeProblem)
	}
}

func (b *OrderAccepted) Form(c *coder.Coder) {
	if c.Since(2) {
		coder.List(c, &b.Worth, (*coder.Coder).Money)
	}
}

func (b *OrderHeld) Form(c *coder.Coder) {
	var words string
	if coder.List(c, &b.Problems, codeProblem); len(b.Problems) == 1 {
		words = b.Problems[0].Message
	}
	codeApart(c, &b.Lacks, c.Since(2), former.Lack(words))
}

func (b *OrderRejected) Form(c *coder.Coder) { coder.List(c, &b.Problems, codeProblem) }

func (b *OrderCancelled) Form(c *coder.Coder) {
	coder.Text(c, &b.Why)
	codeApart(c, &b.For, c.Since(2), former.CalledOffFor(b.Why))
}

// RenewedGoods is what a line of an order, counted from 0, is from now on.
type RenewedGoods struct {
	Line    int64            `json:"line"`
	Product shipping.Product `json:"product"`
	Price   shipping.Money   `json:"price"`
	Assumed string           `json:"assumed"`
}

func (b *GoodsRenewed) Form(c *coder.Coder) {
	coder.List(c, &b.Goods, func(c *coder.Coder, g *RenewedGoods) {
		coder.Num(c, &g.Line)
		coder.Product(c, &g.Product)
		coder.Num(c, &g.Product.MinShelfLife)
		c.Money(&g.Price)
		coder.Text(c, &g.Assumed)
	})
	coder.List(c, &b.Worth, (*coder.Coder).Money)
}

func (b *Allocated) Form(c *coder.Coder) {
	coder.Pair(c, &b.Shipment, &b.Warehouse)
	coder.List(c, &b.Picks, coder.Pick)
	coder.Texts(c, &b.Parcels)
	codeReasons(c, &b.Why, 2)
}

func (b *Backordered) Form(c *coder.Coder) {
	coder.List(c, &b.Missing, codeShortage)
	codeReasons(c, &b.Why, 2)
}

func (b *GoodsMissing) Form(c *coder.Coder) {
	coder.Pair(c, &b.SKU, &b.Location)
	coder.Text(c, &b.Lot)
	coder.Num(c, &b.Quantity)
}

func (b *PartTakenBack) Form(c *coder.Coder) {
	coder.Text(c, &b.Parcel)
	coder.List(c, &b.Picks, coder.Pick)
}

func (b *StockArrivedFor) Form(c *coder.Coder) { coder.Text(c, &b.SKU) }

func (b *ParcelClosed) Form(c *coder.Coder) { coder.Text(c, &b.Parcel); coder.Text(c, &b.Status) }

func (b *OrderRetold) Form(c *coder.Coder) {
	codeOrder(c, &b.Order, true, c.Since(2), c.Since(3), c.Since(4))
	coder.Texts(c, &b.Sent)
}

func (b *OrderCompleted) Form(c *coder.Coder) {
	if c.Since(2) {
		coder.Texts(c, &b.Undelivered)
	}
}

// Stage is how far the order is by it.
func (b *OrderCompleted) Stage() Stage {
	if len(b.Undelivered) > 0 {
		return StageUndelivered
	}
	return StageCompleted
}
