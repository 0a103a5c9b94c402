package stock_test

import (
	"fmt"
	"strings"
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
	if got := cases(t, m, second.ID); got != "true true " { // that of the product is closed when enough gives way
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
