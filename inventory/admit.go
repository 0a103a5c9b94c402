// Package inventory answers which stock an order gets: which facts about stock may be
// recorded, in which order warehouses are asked, which lots are picked, who is served
// first when stock comes, and which lots hold less than was promised when a count finds less. Who gives way then is for
// people to decide.
package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// MostMoved bounds the quantity of one fact, so that no sum can overflow.
const MostMoved = 1_000_000_000

// Admit says whether a fact about a product's stock may be recorded; nil means yes. Stock
// never gets negative, and what is promised does not leave for another purpose.
//
// Two moves state what is, and not what is wanted: to @count (a count found fewer) and to
// @scrap (goods are broken). They may take what is promised; the lot then holds less than its
// promises, which Shortfalls lists.
//
// The balance knows how much of a lot is promised, not to whom: that an order's own promise is used up
// or released is for the caller to see, by the order's shipments.
//
// A move or a count whose document was recorded before is a Known error: nothing is left to do. One that says
// otherwise than was recorded is a Conflict that names both. Lines of one document about the same product therefore
// need references of their own ("GRN-7/1", "GRN-7/2").
func Admit(s *fact.StockState, body fact.Body) error {
	switch b := body.(type) {
	case *fact.ProductListed:
		return sameProduct(s, "product.sku", b.Product.SKU)
	case *fact.StockMoved:
		return admitMove(s, b)
	case *fact.StockCounted:
		return admitCount(s, b)
	case *fact.StockReserved:
		return admitPromise(s, b.Pick, shipping.Lot.Free, "free")
	case *fact.StockReleased:
		return admitPromise(s, b.Pick, func(l shipping.Lot) int64 { return l.Reserved }, "promised")
	case *fact.StockAwaited:
		return admitAwait(s, b)
	case *fact.StockAwaitEnded:
		if !inLine(s, b.Order) {
			return known("order", string(b.Order)+" does not stand in line for this product")
		}
		return nil
	}
	return shipping.Fault(shipping.Invalid, string(fact.KindOf(body))+" does not speak of stock", "")
}

// Located says whether a place that a field names lies in a warehouse of the Book, or in none.
func Located(current *book.Book, field string, at shipping.Location) error {
	var known []string
	for i := range current.Warehouses {
		known = append(known, string(current.Warehouses[i].ID))
	}
	if at.Virtual() || slices.Contains(known, string(at.Warehouse())) {
		return nil
	}
	return shipping.BadField(field, quoted(at.Warehouse())+" is not a warehouse of the Book in force, "+current.Name, "known are "+strings.Join(known, ", ")+"; or put a Book in force that has it: crosslane book publish FILE")
}

func admitMove(s *fact.StockState, m *fact.StockMoved) error {
	for _, check := range []func(*fact.StockState, *fact.StockMoved) error{wellFormed, fresh, sameExpiry, covered} {
		if err := check(s, m); err != nil {
			return err
		}
	}
	return nil
}

// admitCount: whatever is found in a place of a warehouse is true. A lot that is there keeps its day.
func admitCount(s *fact.StockState, b *fact.StockCounted) error {
	if err := sameProduct(s, "sku", b.SKU); err != nil {
		return err
	}
	if b.Quantity < 0 || b.Quantity > MostMoved {
		return shipping.BadField("quantity", number(b.Quantity)+" is not a count", "0 to "+number(MostMoved))
	}
	if err := place("location", b.Location); err != nil {
		return err
	}
	if b.Location.Virtual() {
		return shipping.BadField("location", "nobody counts at "+string(b.Location), "name a place in a warehouse, such as szx/A-01-3")
	}
	if err := news(s, b.Document(), b.Reference, "counted", "crosslane stock count"); err != nil {
		return err
	}
	if lot := s.Lot(b.Location, b.Lot); lot != nil && (b.Expires == "" || b.Expires == lot.Expires) {
		return nil
	}
	return sameExpiry(s, &fact.StockMoved{From: shipping.Count, To: b.Location, Lot: b.Lot, Expires: b.Expires})
}

// fresh checks that a move is not known yet.
func fresh(s *fact.StockState, m *fact.StockMoved) error {
	d, done, hint := m.Document(), "moved", ""
	if m.From == shipping.Supplier {
		done = "received"
		if was := s.Document(d.Key); was != nil && was.Content == d.Content {
			hint = fmt.Sprintf("crosslane stock adjust %s %+d --at %s --reason TEXT", m.SKU, m.Quantity-was.Quantity, m.To)
		}
	}
	return news(s, d, m.Reference, done, hint)
}

// news checks that nothing was recorded by a document, and tells what else it said, and by what it is put right.
func news(s *fact.StockState, d fact.StockDocument, reference, done, mend string) error {
	was := s.Document(d.Key)
	if was == nil {
		return nil
	}
	about := "one like it"
	if reference != "" {
		about = quoted(reference)
	}
	if *was == d {
		return known("reference", about+" was recorded before")
	}
	if was.Written != d.Written {
		return &shipping.Error{Code: shipping.Conflict, Field: "reference", Message: about + " reads like the reference of what was " + done + " before, " + number(was.Quantity) + " of it, typed otherwise",
			Hint: "the same paper counts once, so nothing was recorded; where it is another paper, give it a reference that differs in a letter or a figure"}
	}
	what := number(was.Quantity) + ", now " + number(d.Quantity)
	if was.Quantity == d.Quantity {
		what = "another place, lot or day"
	}
	return &shipping.Error{Code: shipping.Conflict, Field: "reference", Message: about + " was " + done + " before with other content: " + what,
		Hint: "what was recorded stands; put it right with " + cmp.Or(mend, "crosslane stock adjust, move or count") + ", or give what is another document a reference of its own"}
}

// wellFormed checks a move by itself.
func wellFormed(s *fact.StockState, m *fact.StockMoved) error {
	if err := sameProduct(s, "sku", m.SKU); err != nil {
		return err
	}
	if err := countable("quantity", m.Quantity); err != nil {
		return err
	}
	if err := place("from", m.From); err != nil {
		return err
	}
	if err := place("to", m.To); err != nil {
		return err
	}
	switch {
	case m.From == m.To:
		return shipping.BadField("to", "goods do not move from "+string(m.From)+" to itself", "")
	case m.From.Virtual() && m.To.Virtual():
		return shipping.BadField("to", "a move touches a warehouse on at least one side", "record a receipt and an issue")
	case m.Order != "" && (m.From.Virtual() || m.To != shipping.Customer && m.To != shipping.Scrap):
		return shipping.BadField("order", "what is promised to an order leaves a warehouse to @customer or @scrap",
			"leave order empty to move free stock")
	}
	return nil
}

// sameExpiry keeps goods that expire on different days from being taken for one lot.
func sameExpiry(s *fact.StockState, m *fact.StockMoved) error {
	if _, err := time.ParseInLocation(time.DateOnly, string(m.Expires), time.UTC); m.Expires != "" && err != nil {
		return shipping.BadField("expires", quoted(m.Expires)+" is not a day", "write it as 2026-11-21")
	}
	expires := m.Expires
	if from := s.Lot(m.From, m.Lot); from != nil {
		expires = from.Expires // a lot that moves keeps its day
	}
	if to := s.Lot(m.To, m.Lot); to != nil && expires != "" && to.Expires != expires {
		return shipping.BadField("expires", "lot "+quoted(m.Lot)+" at "+string(m.To)+" expires on "+orNever(to.Expires)+
			", not on "+string(expires), "give goods that expire on another day a lot name of their own")
	}
	return nil
}

// covered checks that the goods are there, and not promised to somebody else.
func covered(s *fact.StockState, m *fact.StockMoved) error {
	if m.From.Virtual() {
		return nil
	}
	lot := s.Lot(m.From, m.Lot)
	if lot == nil {
		return shipping.BadField("from", "no lot "+quoted(m.Lot)+" of "+string(m.SKU)+" lies at "+string(m.From), "")
	}
	if lot.OnHand < m.Quantity {
		return short("quantity", "only "+number(lot.OnHand)+" lie", m.From, m.Quantity)
	}
	switch {
	case m.Order != "":
		if lot.Reserved < m.Quantity {
			return short("quantity", "only "+number(lot.Reserved)+" are promised", m.From, m.Quantity)
		}
	case m.To != shipping.Count && m.To != shipping.Scrap && lot.Free() < m.Quantity:
		return short("quantity", "only "+number(lot.Free())+" are free", m.From, m.Quantity)
	}
	return nil
}

// admitPromise checks that a lot has what is to be promised, or to be given free again.
func admitPromise(s *fact.StockState, p shipping.Pick, has func(shipping.Lot) int64, are string) error {
	if err := countable("pick.quantity", p.Quantity); err != nil {
		return err
	}
	var n int64
	if lot := s.Lot(p.Location, p.Lot); lot != nil {
		n = has(*lot)
	}
	if n < p.Quantity {
		return short("pick.quantity", "only "+number(n)+" are "+are, p.Location, p.Quantity)
	}
	return nil
}

func admitAwait(s *fact.StockState, b *fact.StockAwaited) error {
	if inLine(s, b.Order) {
		return known("order", string(b.Order)+" stands in line already")
	}
	return countable("quantity", b.Quantity)
}

func inLine(s *fact.StockState, id shipping.OrderID) bool {
	return slices.ContainsFunc(s.Waiting, func(w fact.Waiting) bool { return w.Order == id && w.Quantity > 0 })
}

func sameProduct(s *fact.StockState, field string, sku shipping.SKU) error {
	if sku == "" {
		return shipping.BadField(field, "missing", "name the product")
	}
	if listed := s.Product.SKU; listed != "" && listed != sku {
		return shipping.BadField(field, "this is the stock of "+string(listed)+", not of "+string(sku), "")
	}
	return nil
}

func countable(field string, n int64) error {
	if n <= 0 || n > MostMoved {
		return shipping.BadField(field, number(n)+" is not a quantity", "1 to "+number(MostMoved))
	}
	return nil
}

// place checks that a location is one of the virtual ones, or lies in a warehouse.
func place(field string, l shipping.Location) error {
	switch l {
	case shipping.Supplier, shipping.Customer, shipping.Scrap, shipping.Count:
		return nil
	}
	if l.Virtual() || l.Warehouse() == "" {
		return shipping.BadField(field, quoted(l)+" is not a location",
			"a place in a warehouse (szx, szx/A-01-3), or @supplier, @customer, @scrap, @count")
	}
	return nil
}

func short(field, has string, at shipping.Location, wanted int64) error {
	return &shipping.Error{Code: shipping.Refused, Field: field,
		Message: has + " at " + string(at) + ", not " + number(wanted)}
}

func known(field, message string) error {
	return &shipping.Error{Code: shipping.Known, Field: field, Message: message}
}

func orNever(d shipping.Date) string {
	if d == "" {
		return "no day"
	}
	return string(d)
}

func quoted[T ~string](s T) string { return strconv.Quote(string(s)) }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// AreThere refuses goods that do not lie where they were promised: a count may have found fewer than were promised; what is not there cannot leave.
func AreThere(state fact.State, picks []shipping.Pick) error {
	need := map[shipping.Pick]int64{}
	for _, p := range picks {
		lot := shipping.Pick{SKU: p.SKU, Location: p.Location, Lot: p.Lot}
		need[lot] += p.Quantity
		l := fact.StockIn(state, p.SKU).Lot(p.Location, p.Lot)
		if l == nil || l.OnHand < need[lot] {
			return shipping.Fault(shipping.Refused, "by the books "+string(p.SKU)+" is not at "+string(p.Location)+" any more",
				"count it again and record the difference (from @count), then hand the parcel over")
		}
	}
	return nil
}
