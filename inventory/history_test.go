package inventory_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

// year is a random history of one product: what people tell is admitted or refused,
// orders are allocated and issued, and counts find what they find.
type year struct {
	t        *testing.T
	rnd      *rand.Rand
	stock    *fact.StockState
	promises inventory.Promises
	orders   int
	admitted int
	shorts   int
}

// newestOf are the newest promises in lots that hold too little, whole, until the rest can be kept.
func newestOf(p inventory.Promises, shortfalls []shipping.Pick) (back inventory.Promises) {
	for _, short := range shortfalls {
		rest := short.Quantity
		for _, one := range slices.Backward(p) {
			if rest > 0 && one.Pick.Location == short.Location && one.Pick.Lot == short.Lot {
				back = append(back, one)
				rest -= one.Pick.Quantity
			}
		}
	}
	return back
}

var places = []shipping.Location{"szx/A", "szx/B", "lax", shipping.Supplier, shipping.Customer, shipping.Scrap, shipping.Count}

func (y *year) record(b fact.Body) {
	if err := inventory.Admit(y.stock, b); err != nil {
		return
	}
	y.admitted++
	f := &fact.Fact{At: start.Add(time.Duration(y.admitted) * time.Hour), Body: b}
	y.stock.Apply(f)
	y.promises.Apply(f)
	y.check(b)
}

// check holds the laws of stock against the balance, and the balance against the open promises.
func (y *year) check(after fact.Body) {
	y.t.Helper()
	if sum := y.stock.Sum(); sum != 0 {
		y.t.Fatalf("after %T %+v everything sums to %d", after, after, sum)
	}
	promised := map[string]int64{}
	for _, p := range y.promises {
		promised[string(p.Pick.Location)+"|"+p.Pick.Lot] += p.Pick.Quantity
	}
	for _, l := range y.stock.Lots {
		if l.OnHand < 0 || l.Reserved < 0 {
			y.t.Fatalf("after %T %+v a lot got negative: %+v", after, after, l)
		}
		if key := string(l.Location) + "|" + l.Name; promised[key] != l.Reserved {
			y.t.Fatalf("after %T %+v the orders hold %d of %+v", after, after, promised[key], l)
		}
	}
	m, moved := after.(*fact.StockMoved)
	mayBeShort := moved && (m.To == shipping.Count || m.To == shipping.Scrap)
	if short := inventory.Shortfalls(y.stock); len(short) > 0 && !mayBeShort {
		y.t.Fatalf("after %T %+v more is promised than lies there: %+v", after, after, short)
	}
}

func (y *year) move() {
	m := &fact.StockMoved{SKU: "MUG", Quantity: y.rnd.Int64N(12), Lot: []string{"", "L1"}[y.rnd.IntN(2)],
		From: places[y.rnd.IntN(len(places))], To: places[y.rnd.IntN(len(places))]}
	if y.rnd.IntN(3) == 0 {
		m.From = shipping.Supplier
	}
	if m.Lot != "" && m.From.Virtual() {
		m.Expires = []shipping.Date{"2026-11-10", "2027-01-01"}[y.rnd.IntN(2)]
	}
	y.record(m)
	y.settle()
}

// settle takes back what cannot be kept, as a clerk does after a count.
func (y *year) settle() {
	for _, p := range newestOf(y.promises, inventory.Shortfalls(y.stock)) {
		y.shorts++
		b := &fact.StockReleased{Order: p.Order, Pick: p.Pick}
		if err := inventory.Admit(y.stock, b); err != nil {
			y.t.Fatalf("promise %+v cannot be taken back: %v", p, err)
		}
		y.stock.Apply(&fact.Fact{Body: b})
		y.promises.Apply(&fact.Fact{Body: b})
	}
	y.check(&fact.StockReleased{})
}

func (y *year) order() {
	y.orders++
	o := order(fmt.Sprintf("MUG %d, MUG %d", 1+y.rnd.IntN(4), 1+y.rnd.IntN(4)))
	o.ID, o.Complete = shipping.OrderID(fmt.Sprintf("ord_%d", y.orders)), y.rnd.IntN(3) == 0
	free := y.stock.Free("")
	terms := inventory.Terms{Day: shipping.Date([]string{"2026-11-05", "2026-11-20"}[y.rnd.IntN(2)]), Partial: y.rnd.IntN(2) == 0}
	plan := inventory.Allocate(o, []shipping.WarehouseID{"szx", "lax"}, terms, func(shipping.SKU) *fact.StockState { return y.stock })
	var picked int64
	for _, p := range plan.Shipments {
		for _, pick := range p.Picks {
			picked += pick.Quantity
			before := y.admitted
			y.record(&fact.StockReserved{Order: o.ID, Pick: pick})
			if y.admitted == before {
				y.t.Fatalf("the plan picks what is not free: %+v of %+v", pick, y.stock.Lots)
			}
		}
	}
	wanted := o.Lines[0].Quantity + o.Lines[1].Quantity
	if picked > free || len(plan.Missing) == 0 && picked != wanted || o.Complete && len(plan.Shipments) > 1 {
		y.t.Fatalf("wanted %d (complete %v) of %d free, got %s", wanted, o.Complete, free, written(plan))
	}
	for _, m := range plan.Missing {
		if picked > 0 && picked+m.Quantity != wanted {
			y.t.Fatalf("%d wanted, %d picked, %d missing", wanted, picked, m.Quantity)
		}
		y.record(&fact.StockAwaited{Order: o.ID, Quantity: m.Quantity})
	}
}

// settlePromise issues or releases a promise at random.
func (y *year) settlePromise() {
	if len(y.promises) == 0 {
		return
	}
	p := y.promises[y.rnd.IntN(len(y.promises))]
	if y.rnd.IntN(2) == 0 {
		y.record(&fact.StockReleased{Order: p.Order, Pick: p.Pick})
		return
	}
	y.record(&fact.StockMoved{SKU: "MUG", Lot: p.Pick.Lot, Quantity: p.Pick.Quantity, From: p.Pick.Location, To: shipping.Customer, Order: p.Order})
}

// serve lets those leave the line that could be served, and checks that they could be all at once.
func (y *year) serve() {
	free, waiting := y.stock.Free(""), y.stock.Waiting
	named := inventory.Serve(y.stock, "2026-11-20")
	var claimed int64
	for i, id := range named {
		if waiting[i].Order != id {
			y.t.Fatalf("%v overtakes the line %v", named, waiting)
		}
		claimed += waiting[i].Quantity
	}
	if claimed > free {
		y.t.Fatalf("%d called for, %d free", claimed, free)
	}
	for _, id := range named {
		y.record(&fact.StockAwaitEnded{Order: id})
	}
}

func TestHistories(t *testing.T) {
	var admitted, shorts int
	for seed := range uint64(200) {
		y := &year{t: t, rnd: rand.New(rand.NewPCG(seed, 7)), stock: mug()}
		for range 150 {
			switch y.rnd.IntN(5) {
			case 0, 1:
				y.move()
			case 2:
				y.order()
			case 3:
				y.settlePromise()
			case 4:
				y.serve()
			}
		}
		admitted += y.admitted
		shorts += y.shorts
	}
	if admitted < 5000 || shorts == 0 {
		t.Errorf("the histories are too tame: %d facts, %d promises taken back", admitted, shorts)
	}
}
