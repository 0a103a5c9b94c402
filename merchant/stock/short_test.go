package stock_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/shipping"
	"crosslane/view"
)

// withdraw takes the booking of an order's parcel back, as the worker does that finds it recalled and untried.
func withdraw(t *testing.T, m *merchant.Merchant, id shipping.ParcelID) {
	t.Helper()
	state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
	if err == nil {
		_, err = m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), By: "booking",
			Body: &fact.BookingWithdrawn{Channel: fact.ParcelIn(state, id).Booking.Channel}}}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// cases are the open cases of stock that is short, each with whether it is an order's and has a due time.
func cases(t *testing.T, m *merchant.Merchant, of shipping.OrderID) (words string) {
	t.Helper()
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := m.Views.Cases(t.Context(), m.ID, view.Page{Only: fact.CaseStockShort, State: "open"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		words += fmt.Sprint(c.Order == of, c.Due > 0, " ")
	}
	return words
}

// TestShortOrdersWaitAgain: where a count finds fewer than are promised, the newest promises give way: their parcels are taken back,
// the orders wait in line, each with one case that has a due time, and are served when goods come. Nothing is oversold.
func TestShortOrdersWaitAgain(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,5,R1\n")
	first, second := ordered(t, m, "V-1", "AT", 2), ordered(t, m, "V-2", "AT", 3)
	sum, _ := counted(t, m, "A,szx,A,L1,,3,C1\n")
	if len(sum.Counted.Short) != 1 || len(sum.Counted.Short[0].GaveWay) != 1 || sum.Counted.Short[0].GaveWay[0].Number != "V-2" || !strings.Contains(sum.Text(), "put back to wait for others, the newest first, each with a case: V-2 (2)") {
		t.Fatalf("%+v\n%s", sum.Counted.Short, sum.Text())
	}
	if sum.Counted.Short[0].Pending != 3 || !strings.Contains(sum.Text(), "3 stay set aside, and their orders as they are, until a server") {
		t.Errorf("nobody took a label back yet, and it says %s", sum.Text())
	}
	if got := cases(t, m, second.ID); got != "true true false true " { // that of the product is open until the lot holds what is promised
		t.Errorf("open cases, of V-2 and due: %s", got)
	}
	if err := stock.Shortages(t.Context(), m); err != nil { // what gave way does not give way again
		t.Fatal(err)
	}
	if sum, _ := counted(t, m, "A,szx,A,L1,,3,C2\n"); len(sum.Counted.Short) > 0 {
		t.Errorf("told again: %+v", sum.Counted.Short)
	}
	withdraw(t, m, second.ID.Parcel(1))
	if got := lies(t, m, "A"); got != "szx/A:L1 3/2" {
		t.Errorf("then there lie %s", got)
	}
	stage := func(id shipping.OrderID) string {
		state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
		if err != nil {
			t.Fatal(err)
		}
		o := fact.OrderIn(state, id)
		return fmt.Sprint(o.Stage, o.Missing)
	}
	if one, two := stage(first.ID), stage(second.ID); one != "shipping[]" || two != "waiting[{A 3}]" {
		t.Errorf("V-1 %s, V-2 %s", one, two)
	}
	if got := cases(t, m, second.ID); got != "true true " {
		t.Errorf("open cases, of V-2 and due: %s", got)
	}
	received(t, m, "A,szx,B,L2,,2,R9\n")
	if got := stage(second.ID); got != "shipping[]" {
		t.Errorf("when goods came V-2 is %s", got)
	}
	if got := lies(t, m, "A"); got != "szx/A:L1 3/3, szx/B:L2 2/2" || cases(t, m, second.ID) != "" {
		t.Errorf("%s, open cases %s", got, cases(t, m, second.ID))
	}
}

// voided tells what came of asking a carrier to take a parcel back: the label is void, or, with a reason, it is not.
func voided(t *testing.T, m *merchant.Merchant, id shipping.ParcelID, not string) {
	t.Helper()
	state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	told, k := []fact.Body{&fact.BookingCancelled{Waybill: "W-" + string(id)}}, fact.ParcelIn(state, id).Booking
	if not != "" {
		told[0] = &fact.CancelRejected{Waybill: "W-" + string(id), Why: not}
	}
	if k.Stage == fact.BookingAsked {
		told = append([]fact.Body{&fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "W-" + string(id)}}, told...)
	}
	for _, body := range told {
		if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), By: "booking", Body: body}}}); err != nil {
			t.Fatal(fact.KindOf(body), err)
		}
	}
}

// gives are the orders of a list whose first parcels are taken back, and not back yet.
func gives(t *testing.T, m *merchant.Merchant, list ...merchant.Taken) (numbers string) {
	t.Helper()
	for _, o := range list {
		state, err := m.Ledger.Read(t.Context(), m.ID, o.ID.Parcel(1).Stream())
		if err != nil {
			t.Fatal(err)
		}
		if p := fact.ParcelIn(state, o.ID.Parcel(1)); p.Booking.CallOff && p.Booking.Stage != fact.BookingOff {
			numbers += o.Number + " "
		}
	}
	return numbers
}

// again looks once more at every lot that is short.
func again(t *testing.T, m *merchant.Merchant) {
	t.Helper()
	if err := stock.Shortages(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// TestOthersGiveWayWhereNoLabelIsVoided: the case of a lot is open until it holds what is promised from it, and where a carrier keeps
// a parcel the next older order gives way; who was asked in vain is not asked again for ever.
func TestOthersGiveWayWhereNoLabelIsVoided(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,10,R1\nA,szx,B,L2,,5,R2\n")
	list := []merchant.Taken{ordered(t, m, "V-1", "AT", 5), ordered(t, m, "V-2", "AT", 5), ordered(t, m, "V-3", "AT", 5)}
	if got := lies(t, m, "A"); got != "szx/A:L1 10/10, szx/B:L2 5/5" {
		t.Fatal(got)
	}
	counted(t, m, "A,szx,A,L1,,7,C1\n")
	counted(t, m, "A,szx,B,L2,,4,C2\n")
	if got := gives(t, m, list...); got != "V-2 V-3 " {
		t.Fatalf("%s give way", got)
	}
	voided(t, m, list[2].ID.Parcel(1), "") // the other lot is short still
	if got := cases(t, m, "of nobody"); !strings.Contains(got, "false true ") || lies(t, m, "A") != "szx/A:L1 7/10, szx/B:L2 4/0" {
		t.Errorf("cases %s; %s", got, lies(t, m, "A"))
	}
	voided(t, m, list[1].ID.Parcel(1), "it is on its way")
	if again(t, m); gives(t, m, list...) != "V-1 " {
		t.Errorf("then %s give way", gives(t, m, list...))
	}
	voided(t, m, list[0].ID.Parcel(1), "that one too")
	if again(t, m); gives(t, m, list...) != "" {
		t.Errorf("%s are asked again", gives(t, m, list...))
	}
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	open, err := m.Views.Cases(t.Context(), m.ID, view.Page{Only: fact.CaseStockShort, State: "open", NoOrder: true})
	if err != nil || len(open) != 1 {
		t.Errorf("of the lot: %+v, %v", open, err)
	}
}

// TestWhoWasServedAgainGivesWayAgain: what gave way before, and is back, does not count for what is missing now.
func TestWhoWasServedAgainGivesWayAgain(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,6,R1\n")
	ordered(t, m, "V-1", "AT", 3)
	second := ordered(t, m, "V-2", "AT", 3)
	counted(t, m, "A,szx,A,L1,,3,C1\n")
	withdraw(t, m, second.ID.Parcel(1))
	received(t, m, "A,szx,A,L1,,3,R2\n")
	if got := lies(t, m, "A"); got != "szx/A:L1 6/6" {
		t.Fatal(got)
	}
	sum, _ := counted(t, m, "A,szx,A,L1,,4,C2\n")
	if s := sum.Counted.Short; len(s) != 1 || len(s[0].GaveWay) != 1 || s[0].GaveWay[0].Number != "V-2" || s[0].GaveWay[0].Quantity != 2 {
		t.Errorf("%+v", s)
	}
	withdraw(t, m, second.ID.Parcel(2))
	if got := lies(t, m, "A"); got != "szx/A:L1 4/3" {
		t.Error(got)
	}
}

// lost records a count behind which nobody told an order: the program ended there.
func lost(t *testing.T, m *merchant.Merchant, sku shipping.SKU, left int64) {
	t.Helper()
	if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: sku.Stream(), At: m.Now(), By: "count",
		Body: &fact.StockCounted{SKU: sku, Location: "szx/A", Lot: "L1", Quantity: left, Reference: "C"}}}}); err != nil {
		t.Fatal(err)
	}
}

// TestNobodyGivesWayTwice: whoever looks at the same time as somebody else has nobody else give way for the same pieces.
func TestNobodyGivesWayTwice(t *testing.T) {
	for range 5 {
		m := opened(t)
		received(t, m, "A,szx,A,L1,,9,R1\n")
		list := []merchant.Taken{ordered(t, m, "V-1", "AT", 3), ordered(t, m, "V-2", "AT", 3), ordered(t, m, "V-3", "AT", 3)}
		lost(t, m, "A", 6)
		var together sync.WaitGroup
		for range 2 {
			together.Go(func() {
				if err := stock.Shortages(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		together.Wait()
		if got := gives(t, m, list...); got != "V-3 " {
			t.Fatalf("%s give way", got)
		}
	}
}

// TestEveryShortLotIsLookedAt: however many lots are short, each is looked at.
func TestEveryShortLotIsLookedAt(t *testing.T) {
	const products = 501 // more than are read at once
	m := opened(t)
	var rows, orders strings.Builder
	for i := range products {
		fmt.Fprintf(&rows, "B%d,szx,A,L1,,1,R1\n", i)
		fmt.Fprintf(&orders, `{"number":"V-%d","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"B%[1]d","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`+"\n", i)
	}
	received(t, m, rows.String())
	list, err := m.TakeOrders(t.Context(), []byte(orders.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range products {
		lost(t, m, shipping.SKU(fmt.Sprint("B", i)), 0)
	}
	if again(t, m); strings.Count(gives(t, m, list...), " ") != products {
		t.Errorf("%d of %d give way", strings.Count(gives(t, m, list...), " "), products)
	}
}

// TestOneParcelAfterAnother: where a carrier keeps a parcel, the order's next one gives way, once; what has left does not count.
func TestOneParcelAfterAnother(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,4,R1\n")
	taken, err := m.TakeOrders(t.Context(), []byte(`{"number":"V-1","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"A","name":"Anvil","quantity":4,"price":"12.00","weight":18000,"length_mm":300,"width_mm":200,"height_mm":200,"hs":"732690","origin":"CN"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	parcel := taken[0].ID.Parcel
	back := func() (list []int) {
		for n := 1; n <= 4; n++ {
			state, err := m.Ledger.Read(t.Context(), m.ID, parcel(n).Stream())
			if err != nil {
				t.Fatal(err)
			}
			if p := fact.ParcelIn(state, parcel(n)); p.Booking.CallOff && p.Booking.Stage != fact.BookingOff {
				list = append(list, n)
			}
		}
		return list
	}
	if counted(t, m, "A,szx,A,L1,,3,C1\n"); fmt.Sprint(back()) != "[4]" {
		t.Fatalf("%v are taken back; %s", back(), lies(t, m, "A"))
	}
	voided(t, m, parcel(4), "it is on its way")
	if again(t, m); fmt.Sprint(back()) != "[3 4]" {
		t.Fatalf("%v are taken back", back())
	}
	voided(t, m, parcel(4), "it is")
	withdraw(t, m, parcel(3))
	if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: parcel(4).Stream(), By: "clerk", Body: &fact.HandedOver{}}}}); err != nil {
		t.Fatal(err)
	}
	if got := lies(t, m, "A"); got != "szx/A:L1 2/2" {
		t.Fatal(got)
	}
	if counted(t, m, "A,szx,A,L1,,1,C2\n"); fmt.Sprint(back()) != "[2]" {
		t.Errorf("%v are taken back", back())
	}
	if counted(t, m, "A,szx,A,L1,,0,C3\n"); fmt.Sprint(back()) != "[1 2]" { // while that one's answer is awaited
		t.Errorf("%v are taken back", back())
	}
}
