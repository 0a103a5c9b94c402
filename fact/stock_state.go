package fact

import (
	"cmp"
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// StockState is the balance of one product's stock in all warehouses.
type StockState struct {
	Product shipping.Product `json:"product"`
	// Lots in the order in which they came. An empty lot is dropped.
	Lots []shipping.Lot `json:"lots"`
	// Waiting orders, first come first.
	Waiting []Waiting `json:"waiting,omitempty"`
	// Outside is what went to (above zero) or came from (below zero) each virtual
	// location, so that everything together is zero.
	Outside []Outside `json:"outside"`
	// Lost is what counts and losses took, all of them together; what counts found is not taken off.
	Lost int64 `json:"lost,omitempty"`
	// Documents are those of all receipts, counts and moves that had one, newest last.
	Documents []StockDocument `json:"documents,omitempty"`
}

// Waiting is an order in line for a product.
type Waiting struct {
	Order    shipping.OrderID `json:"order"`
	Quantity int64            `json:"quantity"`
	Since    time.Time        `json:"since,omitzero"` // it stands before those who came later
}

// Outside is what lies at a virtual location.
type Outside struct {
	Location shipping.Location `json:"location"`
	Quantity int64             `json:"quantity"`
}

// Free is what can be promised at one warehouse; at all of them when it is empty.
func (s *StockState) Free(at shipping.WarehouseID) int64 {
	var sum int64
	for _, l := range s.Lots {
		if at == "" || l.Location.Warehouse() == at {
			sum += l.Free()
		}
	}
	return sum
}

// OnHand is what lies in all warehouses.
func (s *StockState) OnHand() int64 {
	var sum int64
	for _, l := range s.Lots {
		sum += l.OnHand
	}
	return sum
}

// Sum is what lies everywhere, virtual locations included. It is zero by the law
// of double entry.
func (s *StockState) Sum() int64 {
	sum := s.OnHand()
	for _, o := range s.Outside {
		sum += o.Quantity
	}
	return sum
}

// Lot finds a lot by location and name, nil when there is none.
func (s *StockState) Lot(at shipping.Location, name string) *shipping.Lot {
	for i := range s.Lots {
		if s.Lots[i].Location == at && s.Lots[i].Name == name {
			return &s.Lots[i]
		}
	}
	return nil
}

// Apply folds a fact of the product's stock stream in.
func (s *StockState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *ProductListed:
		s.Product = b.Product
	case *StockMoved:
		s.moved(b, f.At)
	case *StockCounted:
		s.note(b.Document())
	case *StockReserved:
		s.promise(b.Pick, b.Pick.Quantity)
	case *StockReleased:
		s.promise(b.Pick, -b.Pick.Quantity)
	case *StockAwaited:
		s.await(Waiting{b.Order, b.Quantity, cmp.Or(b.Since, f.At)}, b.Since)
	case *StockAwaitEnded:
		for i, w := range s.Waiting {
			if w.Order == b.Order {
				s.Waiting = append(s.Waiting[:i:i], s.Waiting[i+1:]...)
				break
			}
		}
	}
}

// await lets an order stand in line: behind all others, or before those who came after an instant.
func (s *StockState) await(w Waiting, since time.Time) {
	at := slices.IndexFunc(s.Waiting, func(o Waiting) bool { return o.Behind(since, w.Order) })
	if at < 0 {
		at = len(s.Waiting)
	}
	s.Waiting = slices.Insert(slices.Clip(s.Waiting), at, w)
}

// Behind reports whether an order stands behind another in the line that has its place since an instant. At one instant the
// order that was placed first goes first; behind nobody stands one who comes now (the zero time).
func (w Waiting) Behind(since time.Time, other shipping.OrderID) bool {
	return !since.IsZero() && (w.Since.After(since) || w.Since.Equal(since) && w.Order > other)
}

func (s *StockState) moved(b *StockMoved, at time.Time) {
	s.note(b.document(s))
	if b.To == shipping.Count || b.To == shipping.Scrap {
		s.Lost += b.Quantity
	}
	received, expires := at, b.Expires
	if from := s.Lot(b.From, b.Lot); from != nil { // a lot that moves keeps its age
		received, expires = from.Received, from.Expires
	}
	s.add(b.To, b.Lot, b.Quantity, received, expires)
	s.add(b.From, b.Lot, -b.Quantity, received, expires)
	if b.Order != "" {
		s.promise(shipping.Pick{Location: b.From, Lot: b.Lot}, -b.Quantity)
	}
	s.dropEmpty()
}

func (s *StockState) add(at shipping.Location, lot string, quantity int64, received time.Time, expires shipping.Date) {
	if at.Virtual() {
		for i := range s.Outside {
			if s.Outside[i].Location == at {
				s.Outside[i].Quantity += quantity
				return
			}
		}
		s.Outside = append(s.Outside, Outside{at, quantity})
		return
	}
	if l := s.Lot(at, lot); l != nil {
		l.OnHand += quantity
		return
	}
	s.Lots = append(s.Lots, shipping.Lot{Location: at, Name: lot, Received: received, Expires: expires, OnHand: quantity})
}

func (s *StockState) promise(p shipping.Pick, quantity int64) {
	if l := s.Lot(p.Location, p.Lot); l != nil {
		l.Reserved += quantity
	}
}

func (s *StockState) dropEmpty() {
	kept := s.Lots[:0]
	for _, l := range s.Lots {
		if l.OnHand != 0 || l.Reserved != 0 {
			kept = append(kept, l)
		}
	}
	s.Lots = kept
}

// Due is zero: stock has no timers.
func (s *StockState) Due() time.Time { return time.Time{} }

func (*StockState) FormVersion() uint64 { return 9 }

func (s *StockState) Form(c *coder.Coder) {
	coder.Product(c, &s.Product)
	coder.Num(c, &s.Product.MinShelfLife)
	coder.List(c, &s.Lots, func(c *coder.Coder, l *shipping.Lot) {
		coder.Pair(c, &l.Location, &l.Name)
		c.Time(&l.Received)
		coder.Text(c, &l.Expires)
		coder.Nums(c, &l.OnHand, &l.Reserved)
	})
	coder.List(c, &s.Waiting, func(c *coder.Coder, w *Waiting) {
		coder.Text(c, &w.Order)
		coder.Num(c, &w.Quantity)
		c.Time(&w.Since)
	})
	coder.List(c, &s.Outside, func(c *coder.Coder, o *Outside) {
		coder.Text(c, &o.Location)
		coder.Num(c, &o.Quantity)
	})
	coder.Num(c, &s.Lost)
	coder.List(c, &s.Documents, func(c *coder.Coder, d *StockDocument) {
		c.Hash(&d.Key)
		c.Hash(&d.Content)
		coder.Num(c, &d.Quantity)
		c.Hash(&d.Written)
	})
}
