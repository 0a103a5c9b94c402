package inventory_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

var start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// tell folds bodies into a stock balance, a minute apart, without asking whether they may be.
func tell(s *fact.StockState, bodies ...fact.Body) *fact.StockState {
	for i, b := range bodies {
		s.Apply(&fact.Fact{At: start.Add(time.Duration(i) * time.Minute), Body: b})
	}
	return s
}

func mug(bodies ...fact.Body) *fact.StockState {
	return tell(&fact.StockState{Product: shipping.Product{SKU: "MUG"}}, bodies...)
}

func receipt(at shipping.Location, quantity int64) *fact.StockMoved {
	return &fact.StockMoved{SKU: "MUG", Quantity: quantity, From: shipping.Supplier, To: at}
}

func reserve(order shipping.OrderID, at shipping.Location, quantity int64) *fact.StockReserved {
	return &fact.StockReserved{Order: order, Pick: shipping.Pick{SKU: "MUG", Location: at, Quantity: quantity}}
}

func TestAdmit(t *testing.T) {
	stock := func() *fact.StockState {
		return mug(
			&fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: "GRN-1"},
			&fact.StockMoved{SKU: "MUG", Lot: "L1", Quantity: 5, From: shipping.Supplier, To: "szx", Expires: "2027-01-31"},
			&fact.StockMoved{SKU: "MUG", Lot: "L1", Quantity: 5, From: shipping.Supplier, To: "lax", Expires: "2027-02-28"},
			&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx", Copy: 1},
			&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx", Reference: "line 7 0123456789ab"},
			&fact.StockMoved{SKU: "MUG", Quantity: 6, From: "szx", To: shipping.Scrap},
			&fact.StockCounted{SKU: "MUG", Location: "szx/C", Quantity: 8, Reference: "ST-1"},
			reserve("ord_a", "szx", 4),
			&fact.StockAwaited{Order: "ord_w", Quantity: 30},
		)
	}
	pick := func(n int64) shipping.Pick { return shipping.Pick{SKU: "MUG", Location: "szx", Quantity: n} }
	for name, c := range map[string]struct {
		body  fact.Body
		code  shipping.Code
		field string
	}{
		"receipt":                              {receipt("szx", 3), "", ""},
		"receipt of a note typed otherwise":    {&fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: "GRN- 1"}, shipping.Conflict, "reference"},
		"receipt of another note":              {&fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: "GRN-2"}, "", ""},
		"receipt told twice":                   {&fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: "GRN-1"}, shipping.Known, "reference"},
		"receipt typed otherwise":              {&fact.StockMoved{SKU: "MUG", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: " grn－１ "}, shipping.Known, "reference"},
		"receipt typed and told otherwise":     {&fact.StockMoved{SKU: "MUG", Quantity: 12, From: shipping.Supplier, To: "szx", Reference: "ＧＲＮ-1"}, shipping.Conflict, "reference"},
		"counted in the take, typed otherwise": {&fact.StockCounted{SKU: "MUG", Location: "szx/C", Quantity: 8, Reference: "st-1"}, shipping.Known, "reference"},
		"receipt mended":                       {&fact.StockMoved{SKU: "MUG", Quantity: 12, From: shipping.Supplier, To: "szx", Reference: "GRN-1"}, shipping.Conflict, "reference"},
		"receipt of another lot":               {&fact.StockMoved{SKU: "MUG", Lot: "L2", Quantity: 10, From: shipping.Supplier, To: "szx", Reference: "GRN-1"}, shipping.Conflict, "reference"},
		"receipt without a note, again":        {&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx", Copy: 1}, shipping.Known, "reference"},
		"receipt made known by a line":         {&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx", Copy: 2}, shipping.Known, "reference"},
		"receipt like two before":              {&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx", Copy: 3}, "", ""},
		"receipt in another place":             {&fact.StockMoved{SKU: "MUG", Quantity: 3, From: shipping.Supplier, To: "szx/B", Copy: 1}, "", ""},
		"counted":                              {&fact.StockCounted{SKU: "MUG", Location: "szx", Quantity: 3, Reference: "ST-2"}, "", ""},
		"counted, and none is left":            {&fact.StockCounted{SKU: "MUG", Location: "szx"}, "", ""},
		"counted in the same take":             {&fact.StockCounted{SKU: "MUG", Location: "szx/C", Quantity: 8, Reference: "ST-1"}, shipping.Known, "reference"},
		"counted otherwise":                    {&fact.StockCounted{SKU: "MUG", Location: "szx/C", Quantity: 7, Reference: "ST-1"}, shipping.Conflict, "reference"},
		"another place of the take":            {&fact.StockCounted{SKU: "MUG", Location: "szx", Quantity: 7, Reference: "ST-1"}, "", ""},
		"counted less than nothing":            {&fact.StockCounted{SKU: "MUG", Location: "szx", Quantity: -1}, shipping.Invalid, "quantity"},
		"counted at a customer's":              {&fact.StockCounted{SKU: "MUG", Location: shipping.Customer, Quantity: 1}, shipping.Invalid, "location"},
		"counted with another day":             {&fact.StockCounted{SKU: "MUG", Location: "szx", Lot: "L1", Quantity: 1, Expires: "2027-03-01"}, shipping.Invalid, "expires"},
		"counted, the day left out":            {&fact.StockCounted{SKU: "MUG", Location: "szx", Lot: "L1", Quantity: 1}, "", ""},
		"counted of another product":           {&fact.StockCounted{SKU: "CUP", Location: "szx", Quantity: 1}, shipping.Invalid, "sku"},
		"nothing moved":                        {receipt("szx", 0), shipping.Invalid, "quantity"},
		"too much to count":                    {receipt("szx", inventory.MostMoved+1), shipping.Invalid, "quantity"},
		"of another product":                   {&fact.StockMoved{SKU: "CUP", Quantity: 1, From: shipping.Supplier, To: "szx"}, shipping.Invalid, "sku"},
		"of no product":                        {&fact.StockMoved{Quantity: 1, From: shipping.Supplier, To: "szx"}, shipping.Invalid, "sku"},
		"to itself":                            {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "szx", To: "szx"}, shipping.Invalid, "to"},
		"past the warehouse":                   {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: shipping.Supplier, To: shipping.Customer}, shipping.Invalid, "to"},
		"unknown virtual":                      {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "@moon", To: "szx"}, shipping.Invalid, "from"},
		"no warehouse":                         {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "szx", To: "/A-1"}, shipping.Invalid, "to"},
		"nowhere":                              {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "szx"}, shipping.Invalid, "to"},
		"no such lot":                          {&fact.StockMoved{SKU: "MUG", Lot: "L9", Quantity: 1, From: "szx", To: "lax"}, shipping.Invalid, "from"},
		"free stock moves":                     {&fact.StockMoved{SKU: "MUG", Quantity: 6, From: "szx", To: "szx/A-1"}, "", ""},
		"promised stock does not":              {&fact.StockMoved{SKU: "MUG", Quantity: 7, From: "szx", To: "szx/A-1"}, shipping.Refused, "quantity"},
		"issue of what is promised":            {&fact.StockMoved{SKU: "MUG", Quantity: 4, From: "szx", To: shipping.Customer, Order: "ord_a"}, "", ""},
		"issue of more than promised":          {&fact.StockMoved{SKU: "MUG", Quantity: 5, From: "szx", To: shipping.Customer, Order: "ord_a"}, shipping.Refused, "quantity"},
		"promised stock to a shelf":            {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "szx", To: "szx/A-1", Order: "ord_a"}, shipping.Invalid, "order"},
		"a return under an order":              {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: shipping.Customer, To: "szx", Order: "ord_a"}, shipping.Invalid, "order"},
		"count finds promised missing":         {&fact.StockMoved{SKU: "MUG", Quantity: 8, From: "szx", To: shipping.Count}, "", ""},
		"promised goods break":                 {&fact.StockMoved{SKU: "MUG", Quantity: 10, From: "szx", To: shipping.Scrap}, "", ""},
		"count finds less than none":           {&fact.StockMoved{SKU: "MUG", Quantity: 11, From: "szx", To: shipping.Count}, shipping.Refused, "quantity"},
		"expiry is no day":                     {&fact.StockMoved{SKU: "MUG", Quantity: 1, From: shipping.Supplier, To: "szx", Expires: "31.1.2027"}, shipping.Invalid, "expires"},
		"other expiry, same lot":               {&fact.StockMoved{SKU: "MUG", Lot: "L1", Quantity: 1, From: shipping.Supplier, To: "szx", Expires: "2027-03-01"}, shipping.Invalid, "expires"},
		"lot meets its younger name":           {&fact.StockMoved{SKU: "MUG", Lot: "L1", Quantity: 1, From: "szx", To: "lax"}, shipping.Invalid, "expires"},
		"reserve what is free":                 {&fact.StockReserved{Order: "ord_b", Pick: pick(6)}, "", ""},
		"reserve more":                         {&fact.StockReserved{Order: "ord_b", Pick: pick(7)}, shipping.Refused, "pick.quantity"},
		"release what is promised":             {&fact.StockReleased{Order: "ord_a", Pick: pick(4)}, "", ""},
		"release more":                         {&fact.StockReleased{Order: "ord_a", Pick: pick(5)}, shipping.Refused, "pick.quantity"},
		"release less than nothing":            {&fact.StockReleased{Order: "ord_a", Pick: pick(-1)}, shipping.Invalid, "pick.quantity"},
		"stand in line":                        {&fact.StockAwaited{Order: "ord_b", Quantity: 1}, "", ""},
		"stand in line twice":                  {&fact.StockAwaited{Order: "ord_w", Quantity: 1}, shipping.Known, "order"},
		"leave the line":                       {&fact.StockAwaitEnded{Order: "ord_w"}, "", ""},
		"leave a line never joined":            {&fact.StockAwaitEnded{Order: "ord_b"}, shipping.Known, "order"},
		"listed":                               {&fact.ProductListed{Product: shipping.Product{SKU: "MUG"}}, "", ""},
		"listed elsewhere":                     {&fact.ProductListed{Product: shipping.Product{SKU: "CUP"}}, shipping.Invalid, "product.sku"},
		"not about stock":                      {&fact.OrderAccepted{}, shipping.Invalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := inventory.Admit(stock(), c.body)
			var told *shipping.Error
			if errors.As(err, &told); shipping.CodeOf(err) != c.code || told != nil && told.Field != c.field {
				t.Errorf("got %v (code %q), want code %q at field %q", err, shipping.CodeOf(err), c.code, c.field)
			}
		})
	}
}

// TestDocumentsAreKnownForGood: a receipt is known however many came after it, and what differs is told.
func TestDocumentsAreKnownForGood(t *testing.T) {
	s := mug()
	note := func(n, quantity int64) *fact.StockMoved {
		return &fact.StockMoved{SKU: "MUG", Quantity: quantity, From: shipping.Supplier, To: "szx", Reference: "GRN-" + strconv.FormatInt(n, 10)}
	}
	for n := range int64(40) {
		tell(s, note(n, 4))
	}
	for n := range int64(40) {
		if err := inventory.Admit(s, note(n, 4)); shipping.CodeOf(err) != shipping.Known {
			t.Fatalf("GRN-%d again: %v", n, err)
		}
	}
	for want, m := range map[string]*fact.StockMoved{
		`"GRN-0" was received before with other content: 4, now 7 (what was recorded stands; put it right with crosslane stock adjust MUG +3 --at szx --reason TEXT, or`: note(0, 7),
		`"GRN-1" was received before with other content: another place, lot or day (`:                                                                                    {SKU: "MUG", Lot: "L", Quantity: 4, From: shipping.Supplier, To: "szx", Reference: "GRN-1"},
		`"GRN-2" was moved before with other content: another place, lot or day (`:                                                                                       {SKU: "MUG", Quantity: 4, From: "szx", To: "lax", Reference: "GRN-2"},
	} {
		if err := inventory.Admit(s, m); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "crosslane stock adjust") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestLocated(t *testing.T) {
	current := &book.Book{Warehouses: []book.Warehouse{{ID: "szx"}}}
	if err := inventory.Located(current, "to", "szx/A-1"); err != nil {
		t.Error(err)
	}
	err := inventory.Located(current, "to", "szz")
	if err == nil || !strings.HasPrefix(err.Error(), `to: "szz" is not a warehouse`) {
		t.Errorf("a mistyped warehouse gave %v", err)
	}
}
