package inventory_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

// shelves is stock by product, told as "szx 5, lax 3".
type shelves map[shipping.SKU]*fact.StockState

func (s shelves) of(sku shipping.SKU) *fact.StockState { return s[sku] }

func shelf(sku shipping.SKU, text string) *fact.StockState {
	s := &fact.StockState{Product: shipping.Product{SKU: sku}}
	for part := range strings.SplitSeq(text, ", ") {
		var at string
		var n int64
		fmt.Sscanf(part, "%s %d", &at, &n)
		tell(s, &fact.StockMoved{SKU: sku, Quantity: n, From: shipping.Supplier, To: shipping.Location(at)})
	}
	return s
}

// order wants "MUG 2, CUP 1".
func order(text string) *shipping.Order {
	o := &shipping.Order{ID: "ord_1"}
	for part := range strings.SplitSeq(text, ", ") {
		var l shipping.Line
		fmt.Sscanf(part, "%s %d", &l.SKU, &l.Quantity)
		o.Lines = append(o.Lines, l)
	}
	return o
}

// written tells a plan as "szx: MUG 2, CUP 1; lax: HAT 3 | waits HAT 1".
func written(p inventory.Plan) string {
	var parts []string
	for _, part := range p.Shipments {
		var picks []string
		for _, k := range part.Picks {
			picks = append(picks, strings.TrimSpace(fmt.Sprintf("%s %d %s", k.SKU, k.Quantity, k.Lot)))
		}
		parts = append(parts, string(part.Warehouse)+": "+strings.Join(picks, ", "))
	}
	text := strings.Join(parts, "; ")
	for _, m := range p.Missing {
		text += fmt.Sprintf(" | waits %s %d", m.SKU, m.Quantity)
	}
	return strings.TrimSpace(text)
}

func clerk(why []fact.Reason) string {
	var notes []string
	for _, r := range why {
		notes = append(notes, inventory.Explain(r))
	}
	return strings.Join(notes, "; ")
}

var allWarehouses = []shipping.WarehouseID{"duisburg", "szx", "lax", "sin", "mex"}

func TestAllocate(t *testing.T) {
	for name, c := range map[string]struct {
		stock             map[shipping.SKU]string
		order             string
		complete, partial bool
		want              string
		why               string // all notes, of the plan and of its parts
	}{
		"first in rank has all": {stock: map[shipping.SKU]string{"MUG": "szx 9, duisburg 9"}, order: "MUG 2",
			want: "duisburg: MUG 2", why: "duisburg has everything (choice 1 for the destination)"},
		"lines of one product count together": {stock: map[shipping.SKU]string{"MUG": "duisburg 3, szx 4"}, order: "MUG 2, MUG 2",
			want: "szx: MUG 4", why: "duisburg has 3 of MUG, not 4; szx has everything (choice 2 for the destination)"},
		"one warehouse before two": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, lax 1", "CUP": "szx 1, lax 1"}, order: "MUG 1, CUP 1",
			want: "lax: MUG 1, CUP 1"},
		"split in rank order": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, sin 1", "CUP": "szx 1, mex 1"}, order: "MUG 1, CUP 1",
			want: "duisburg: MUG 1; szx: CUP 1",
			why: "duisburg has 0 of CUP, not 1; szx has 0 of MUG, not 1; lax has 0 of MUG, not 1; sin has 0 of CUP, not 1; mex has 0 of MUG, not 1; " +
				"no warehouse has everything; duisburg, szx have it together; no warehouse has everything; duisburg, szx have it together"},
		"a product is not torn apart": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, szx 3", "CUP": "duisburg 1"}, order: "MUG 3, CUP 1",
			want: "duisburg: CUP 1; szx: MUG 3"},
		"unless it must be": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, szx 3"}, order: "MUG 4",
			want: "duisburg: MUG 1; szx: MUG 3"},
		"two warehouses before three": {stock: map[shipping.SKU]string{"MUG": "duisburg 2, szx 1, lax 1, sin 2"}, order: "MUG 4",
			want: "duisburg: MUG 2; sin: MUG 2"},
		"more than three warehouses": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, szx 1, lax 1, sin 1, mex 5"}, order: "MUG 9",
			want: "duisburg: MUG 1; szx: MUG 1; lax: MUG 1; sin: MUG 1; mex: MUG 5"},
		"complete does not split": {stock: map[shipping.SKU]string{"MUG": "duisburg 1, szx 3"}, order: "MUG 4", complete: true,
			want: "| waits MUG 4", why: "the order ships complete or not at all; szx comes closest and lacks 1"},
		"complete waits for what the closest lacks": {stock: map[shipping.SKU]string{"MUG": "duisburg 4, szx 3", "CUP": "szx 5"}, order: "MUG 4, CUP 2", complete: true,
			want: "| waits MUG 4", why: "the order ships complete or not at all; szx comes closest and lacks 1"},
		"complete waits not for what is there to the piece": {stock: map[shipping.SKU]string{"MUG": "duisburg 4", "CUP": "szx 5", "HAT": "szx 2"}, order: "MUG 4, CUP 5, HAT 2", complete: true,
			want: "| waits MUG 4", why: "the order ships complete or not at all; szx comes closest and lacks 4"},
		"lines of a product count together, and those behind them too": {stock: map[shipping.SKU]string{"MUG": "szx 3", "CUP": "szx 5"}, order: "MUG 1, MUG 2, CUP 1",
			want: "szx: MUG 3, CUP 1"},
		"of two that are equally close the better ranked is waited for": {stock: map[shipping.SKU]string{"MUG": "duisburg 3, szx 3"}, order: "MUG 5", complete: true,
			want: "| waits MUG 5", why: "the order ships complete or not at all; duisburg comes closest and lacks 2"},
		"complete never ships a part": {stock: map[shipping.SKU]string{"MUG": "szx 3"}, order: "MUG 4", complete: true, partial: true,
			want: "| waits MUG 4"},
		"the whole order waits": {stock: map[shipping.SKU]string{"MUG": "szx 3", "CUP": "szx 3"}, order: "MUG 4, CUP 1",
			want: "| waits MUG 4", why: "4 of MUG wanted, 3 free"},
		"a part ships when allowed": {stock: map[shipping.SKU]string{"MUG": "szx 3", "CUP": "szx 3"}, order: "MUG 4, CUP 1", partial: true,
			want: "szx: MUG 3, CUP 1 | waits MUG 1"},
		"nothing is there":                 {stock: nil, order: "MUG 4", partial: true, want: "| waits MUG 4", why: "4 of MUG wanted, 0 free"},
		"stock where no channel goes from": {stock: map[shipping.SKU]string{"MUG": "oslo 9"}, order: "MUG 4", want: "| waits MUG 4"},
	} {
		t.Run(name, func(t *testing.T) {
			stock := shelves{}
			for sku, text := range c.stock {
				stock[sku] = shelf(sku, text)
			}
			o := order(c.order)
			o.Complete = c.complete
			plan := inventory.Allocate(o, allWarehouses, inventory.Terms{Partial: c.partial}, stock.of)
			if got := written(plan); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			why := plan.Why
			for _, p := range plan.Shipments {
				why = append(why, p.Why...)
			}
			if got := clerk(why); c.why != "" && got != c.why {
				t.Errorf("reasons:\n got %q\nwant %q", got, c.why)
			}
		})
	}
}

func TestAllocateNothing(t *testing.T) {
	for _, complete := range []bool{false, true} {
		plan := inventory.Allocate(&shipping.Order{Complete: complete}, nil, inventory.Terms{}, shelves{}.of)
		if len(plan.Shipments)+len(plan.Missing) != 0 {
			t.Errorf("an order without lines got %q", written(plan))
		}
	}
	plan := inventory.Allocate(order("MUG 1"), nil, inventory.Terms{}, shelves{"MUG": shelf("MUG", "szx 5")}.of)
	if written(plan) != "| waits MUG 1" {
		t.Errorf("without a warehouse the order got %q", written(plan))
	}
}

func TestRotation(t *testing.T) {
	lot := func(name string, expires shipping.Date) *fact.StockMoved {
		return &fact.StockMoved{SKU: "MUG", Lot: name, Quantity: 2, From: shipping.Supplier, To: "szx", Expires: expires}
	}
	for _, c := range []struct {
		rotation shipping.Rotation
		day      shipping.Date
		want     string
	}{
		{"", "2026-11-21", "szx: MUG 2 a, MUG 2 c, MUG 1 d"},
		{shipping.FEFO, "2026-11-21", "szx: MUG 2 d, MUG 2 a, MUG 1 c"},
		{shipping.LIFO, "2026-11-21", "szx: MUG 2 d, MUG 2 c, MUG 1 a"},
		{shipping.FIFO, "2026-11-20", "szx: MUG 2 a, MUG 2 b, MUG 1 c"}, // its last day is a good one
		{shipping.FIFO, "2026-12-02", "szx: MUG 2 a, MUG 2 c | waits MUG 1"},
		{shipping.FIFO, "", "szx: MUG 2 a, MUG 2 b, MUG 1 c"},
	} {
		s := mug(lot("a", "2026-12-24"), lot("b", "2026-11-20"), lot("c", ""), lot("d", "2026-12-01"))
		s.Product.Rotation = c.rotation
		plan := inventory.Allocate(order("MUG 5"), allWarehouses, inventory.Terms{Day: c.day, Partial: true}, shelves{"MUG": s}.of)
		if got := written(plan); got != c.want {
			t.Errorf("%s on %s: got %q, want %q", c.rotation, c.day, got, c.want)
		}
		if why := clerk(plan.Why); len(plan.Missing) > 0 && why != "5 of MUG wanted, 4 free; 4 of MUG are expired and not picked" {
			t.Errorf("%s: %q", c.day, why)
		}
	}
}

func TestLine(t *testing.T) {
	s := mug(receipt("szx", 5),
		&fact.StockAwaited{Order: "ord_a", Quantity: 2},
		&fact.StockAwaited{Order: "ord_big", Quantity: 4},
		&fact.StockAwaited{Order: "ord_c", Quantity: 1})
	if got := inventory.Serve(s, ""); !reflect.DeepEqual(got, []shipping.OrderID{"ord_a"}) {
		t.Errorf("with 5 pieces %v are served, want ord_a alone: ord_big holds its place", got)
	}
	plan := inventory.Allocate(order("MUG 1"), allWarehouses, inventory.Terms{}, shelves{"MUG": s}.of)
	if written(plan) != "| waits MUG 1" || clerk(plan.Why) != "1 of MUG wanted, 0 left by the orders that came before" {
		t.Errorf("a new order overtook the line: %s, %s", written(plan), clerk(plan.Why))
	}
	called := order("MUG 2")
	called.ID = "ord_a"
	if got := written(inventory.Allocate(called, allWarehouses, inventory.Terms{}, shelves{"MUG": s}.of)); got != "szx: MUG 2" {
		t.Errorf("the order that was called got %q", got)
	}
	tell(s, receipt("szx", 3))
	if got := inventory.Serve(s, ""); len(got) != 3 {
		t.Errorf("with 8 pieces %v are served, want all three", got)
	}
	plan = inventory.Allocate(order("MUG 1"), allWarehouses, inventory.Terms{}, shelves{"MUG": s}.of)
	if written(plan) != "szx: MUG 1" {
		t.Errorf("the eighth piece has no claim on it, and the new order got %q", written(plan))
	}
}

// TestNobodyPassesTheLine: whoever may leave in parts takes no piece that somebody who came before has a claim to, however many there are,
// wherever they lie, and whether they stand in the line themselves.
func TestNobodyPassesTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		stock    string
		waiting  []int64 // of ord_0, ord_1 ...
		who      string
		quantity int64
		complete bool
		whole    bool // the policy does not ship parts
		want     string
	}{
		"less than the first one lacks":             {"szx 1", []int64{2}, "ord_new", 5, false, false, "| waits MUG 5"},
		"just what the first one lacks":             {"szx 2", []int64{2}, "ord_new", 5, false, false, "| waits MUG 5"},
		"one more":                                  {"szx 3", []int64{2}, "ord_new", 5, false, false, "szx: MUG 1 | waits MUG 4"},
		"enough lies there, and not for both":       {"szx 5", []int64{2}, "ord_new", 4, false, false, "szx: MUG 3 | waits MUG 1"},
		"in two warehouses, the better ranked":      {"duisburg 2, szx 3", []int64{2}, "ord_new", 5, false, false, "duisburg: MUG 2; szx: MUG 1 | waits MUG 2"},
		"in two, and the claim takes more than one": {"duisburg 2, szx 3", []int64{4}, "ord_new", 5, false, false, "duisburg: MUG 1 | waits MUG 4"},
		"enough for both":                           {"szx 6", []int64{2}, "ord_new", 4, false, false, "szx: MUG 4"},
		"two stand before":                          {"szx 4", []int64{2, 1}, "ord_new", 4, false, false, "szx: MUG 1 | waits MUG 3"},
		"in the line, and it is its turn":           {"szx 2", []int64{2, 3}, "ord_0", 2, false, false, "szx: MUG 2"},
		"in the line, and not its turn":             {"szx 2", []int64{2, 3}, "ord_1", 3, false, false, "| waits MUG 3"},
		"in the line, and a part is left":           {"szx 4", []int64{2, 3}, "ord_1", 3, false, false, "szx: MUG 2 | waits MUG 1"},
		"whole, and its turn elsewhere":             {"szx 3", []int64{2, 3}, "ord_1", 3, true, false, "szx: MUG 3"},
		"whole by the policy":                       {"szx 3", []int64{2, 3}, "ord_1", 3, false, true, "szx: MUG 3"},
		"whole and new":                             {"szx 4", []int64{2}, "ord_new", 3, true, false, "| waits MUG 3"},
		"who only wants to hear claims nothing":     {"szx 2", []int64{0}, "ord_new", 2, false, false, "szx: MUG 2"},
	} {
		s := shelf("MUG", c.stock)
		for i, n := range c.waiting {
			tell(s, &fact.StockAwaited{Order: shipping.OrderID(fmt.Sprint("ord_", i)), Quantity: n})
		}
		o := order(fmt.Sprint("MUG ", c.quantity))
		o.ID, o.Complete = shipping.OrderID(c.who), c.complete
		plan := inventory.Allocate(o, allWarehouses, inventory.Terms{Partial: !c.whole}, shelves{"MUG": s}.of)
		if got := written(plan); got != c.want {
			t.Errorf("%s: got %q, want %q (%s)", name, got, c.want, clerk(plan.Why))
		}
		if len(plan.Missing) > 0 && clerk(plan.Why) == "" {
			t.Errorf("%s: no word says why it waits", name)
		}
	}
}

func TestServeSkipsExpired(t *testing.T) {
	s := mug(&fact.StockMoved{SKU: "MUG", Quantity: 5, From: shipping.Supplier, To: "szx", Expires: "2026-11-20"},
		&fact.StockAwaited{Order: "ord_a", Quantity: 2})
	if got := inventory.Serve(s, "2026-11-21"); got != nil {
		t.Errorf("%v served from expired stock", got)
	}
}

// TestCountFindsTooFew is the worst day of a warehouse: the shelf holds less than was promised.
func TestCountFindsTooFew(t *testing.T) {
	facts := []fact.Body{
		receipt("szx/A", 10), receipt("szx/B", 4), receipt("lax", 4),
		reserve("ord_1", "szx/A", 3), reserve("ord_2", "szx/A", 4), reserve("ord_3", "szx/A", 2),
		&fact.StockMoved{SKU: "MUG", Quantity: 1, From: "szx/A", To: shipping.Customer, Order: "ord_1"},
		&fact.StockMoved{SKU: "MUG", Quantity: 4, From: "szx/A", To: shipping.Count, Reference: "COUNT-9"},
	}
	s := mug(facts...)
	short := inventory.Shortfalls(s)
	if want := []shipping.Pick{{SKU: "MUG", Location: "szx/A", Quantity: 3}}; !reflect.DeepEqual(short, want) {
		t.Fatalf("shortfalls are %v, want %v", short, want)
	}
	plan := inventory.Allocate(order("MUG 2"), []shipping.WarehouseID{"szx"}, inventory.Terms{}, shelves{"MUG": s}.of)
	if written(plan) != "| waits MUG 2" {
		t.Errorf("szx has 4 free and owes 3, and a new order got %q", written(plan))
	}
	for _, gone := range []*fact.StockReleased{{Order: "ord_3", Pick: reserve("ord_3", "szx/A", 2).Pick}, {Order: "ord_2", Pick: reserve("ord_2", "szx/A", 1).Pick}} {
		if err := inventory.Admit(s, gone); err != nil {
			t.Fatal(err)
		}
		tell(s, gone)
	}
	if left := inventory.Shortfalls(s); left != nil || s.Free("szx") != 4 {
		t.Errorf("still short by %v, %d free in szx", left, s.Free("szx"))
	}
}

func TestRank(t *testing.T) {
	place := func(c shipping.Country) shipping.Place { return shipping.Place{Country: c} }
	current := &book.Book{
		Warehouses: []book.Warehouse{
			{ID: "lax", Place: place("US"), Overseas: true},
			{ID: "szx", Place: place("CN")},
			{ID: "duisburg", Place: place("DE"), Overseas: true},
			{ID: "idle", Place: place("DE"), Overseas: true},
		},
		Channels: []book.Channel{
			{From: []shipping.WarehouseID{"szx"}, To: []shipping.Country{"DE", "FR", "JP", "US"}},
			{From: []shipping.WarehouseID{"duisburg", "lax"}, To: []shipping.Country{"DE", "FR", "JP", "US"}},
		},
		Markets: []book.Market{
			{Areas: []shipping.Area{shipping.Europe, shipping.NorthAmerica}, OverseasFirst: true},
			{Countries: []shipping.Country{"FR"}},
		},
	}
	for to, want := range map[shipping.Country]string{
		"DE": "[duisburg szx lax]", // its own country, then where goods are made
		"US": "[lax szx duisburg]",
		"JP": "[szx lax duisburg]",
		"FR": "[szx lax duisburg]", // its own market does not ask for overseas first
		"NO": "[]",                 // no channel goes there
	} {
		ranked, why := inventory.Rank(current, place(to))
		if fmt.Sprint(ranked) != want || len(why) != len(current.Warehouses) {
			t.Errorf("%s: ranked %v with %d reasons, want %s", to, ranked, len(why), want)
		}
		for _, r := range why {
			if inventory.Explain(r) == "" {
				t.Errorf("no words for %v", r)
			}
		}
	}
	current.Markets = current.Markets[:1]
	if ranked, _ := inventory.Rank(current, place("FR")); fmt.Sprint(ranked) != "[duisburg szx lax]" {
		t.Errorf("France in an overseas-first market ranks %v", ranked)
	}
}

// TestRotationAsItIsWritten: the order's line says it before the product does.
func TestRotationAsItIsWritten(t *testing.T) {
	for _, c := range []struct {
		lines  []shipping.Rotation
		listed shipping.Rotation
		want   string
	}{
		{[]shipping.Rotation{""}, "", "szx: MUG 1 old"},
		{[]shipping.Rotation{shipping.FEFO}, "", "szx: MUG 1 short"},
		{[]shipping.Rotation{shipping.LIFO}, shipping.FEFO, "szx: MUG 1 new"},
		{[]shipping.Rotation{""}, shipping.FEFO, "szx: MUG 1 short"},
		{[]shipping.Rotation{"", shipping.FEFO}, "", "szx: MUG 2 short"},
	} {
		s := &fact.StockState{Product: shipping.Product{SKU: "MUG", Rotation: c.listed}}
		for name, expires := range map[string]shipping.Date{"old": "2028-06-30", "short": "2028-01-31", "new": "2028-07-31"} {
			at := map[string]time.Duration{"old": 0, "short": time.Hour, "new": 2 * time.Hour}[name]
			s.Apply(&fact.Fact{At: start.Add(at), Body: &fact.StockMoved{SKU: "MUG", Lot: name, Quantity: 2, From: shipping.Supplier, To: "szx", Expires: expires}})
		}
		o := &shipping.Order{ID: "ord_1"}
		for _, r := range c.lines {
			o.Lines = append(o.Lines, shipping.Line{Product: shipping.Product{SKU: "MUG", Rotation: r}, Quantity: 1})
		}
		if got := written(inventory.Allocate(o, allWarehouses, inventory.Terms{Day: "2026-11-21"}, shelves{"MUG": s}.of)); got != c.want {
			t.Errorf("%q, listed %q: %s, want %s", c.lines, c.listed, got, c.want)
		}
	}
}

// TestShelfLife: a lot that would expire under way, or too soon behind the door, is left where it lies.
func TestShelfLife(t *testing.T) {
	s := mug(
		&fact.StockMoved{SKU: "MUG", Lot: "gone", Quantity: 1, From: shipping.Supplier, To: "szx", Expires: "2026-11-20"},
		&fact.StockMoved{SKU: "MUG", Lot: "old", Quantity: 3, From: shipping.Supplier, To: "szx", Expires: "2026-12-10"},
		&fact.StockMoved{SKU: "MUG", Lot: "new", Quantity: 2, From: shipping.Supplier, To: "szx", Expires: "2027-12-10"},
		&fact.StockMoved{SKU: "MUG", Lot: "old", Quantity: 2, From: shipping.Supplier, To: "duisburg", Expires: "2026-12-10"},
	)
	door := func(at shipping.WarehouseID) shipping.Date {
		return map[shipping.WarehouseID]shipping.Date{"szx": "2026-12-01", "duisburg": "2026-11-23"}[at]
	}
	const soon, short = "3 of MUG would not be good for 10 days at the door and are not picked", "5 of MUG would not be good for 90 days at the door and are not picked"
	for _, c := range []struct {
		line, listed, otherwise int64
		order, want, why        string
	}{
		{0, 0, 0, "MUG 4", "szx: MUG 3 old, MUG 1 new", ""},
		{9, 0, 0, "MUG 4", "szx: MUG 3 old, MUG 1 new", ""},
		{10, 0, 0, "MUG 2", "duisburg: MUG 2 old", ""},
		{0, 10, 0, "MUG 4", "duisburg: MUG 2 old; szx: MUG 2 new", soon},
		{0, 0, 10, "MUG 5", "| waits MUG 5", soon},
		{5, 0, 400, "MUG 4", "szx: MUG 3 old, MUG 1 new", ""},
		{90, 0, 0, "MUG 2", "szx: MUG 2 new", "3 of MUG would not be good for 90 days at the door and are not picked"},
		{90, 0, 0, "MUG 3", "| waits MUG 3", short},
	} {
		s.Product.MinShelfLife = c.listed
		o := order(c.order)
		o.Lines[0].MinShelfLife = c.line
		plan := inventory.Allocate(o, []shipping.WarehouseID{"duisburg", "szx"}, inventory.Terms{Day: "2026-11-21", Door: door, MinShelfLife: c.otherwise}, shelves{"MUG": s}.of)
		why := plan.Why
		for _, p := range plan.Shipments {
			why = append(why, p.Why...)
		}
		if got := written(plan); got != c.want || strings.Contains(clerk(why), "at the door") != (c.why != "") || !strings.Contains(clerk(why), c.why) {
			t.Errorf("%+v: %s; %s", c, got, clerk(why))
		}
	}
	if got := inventory.Serve(tell(s, &fact.StockAwaited{Order: "ord_w", Quantity: 7}), "2026-11-21"); len(got) != 1 {
		t.Errorf("goods for the nearest door wake nobody: %v", got)
	}
}

// TestStockOutOfReach: goods that lie where no channel leaves for the destination are told, and are not called none.
func TestStockOutOfReach(t *testing.T) {
	plan := inventory.Allocate(order("MUG 2"), []shipping.WarehouseID{"szx"}, inventory.Terms{}, shelves{"MUG": shelf("MUG", "lax 9, szx 1")}.of)
	if got := clerk(plan.Why); got != "2 of MUG wanted, 1 free; 9 of MUG lie free in warehouses from which no channel goes there" {
		t.Error(got)
	}
}
