package order

import (
	"errors"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestWhatBecameOfAnOrder is what the ledger made of it, and else what the file says.
func TestWhatBecameOfAnOrder(t *testing.T) {
	in := &Intake{Order: &shipping.Order{ID: "ord_7"}, Verdict: Held, First: 7}
	for body, want := range map[fact.Body]Verdict{
		&fact.OrderAccepted{}: Accepted, &fact.OrderHeld{}: Held, &fact.OrderCancelled{}: Cancelled, &fact.OrderRejected{}: Rejected, &fact.Allocated{}: Held,
	} {
		if got := in.Decided([]*fact.Fact{{Stream: "order:ord_7", Body: &fact.OrderReceived{}}, {Stream: "order:ord_8", Body: &fact.OrderCancelled{}}, {Stream: "order:ord_7", Body: body}}); got != want {
			t.Errorf("%s: %s, want %s", fact.KindOf(body), got, want)
		}
	}
	if p := in.Remark(&shipping.Error{Code: shipping.Refused, Message: "too late", Hint: "ask"}); p != (fact.Problem{Line: 7, Field: "order", Message: "too late", Hint: "ask"}) {
		t.Errorf("%+v", p)
	}
	if p := in.Remark(errors.New("plain")); p.Message != "plain" || p.Hint != "" {
		t.Errorf("%+v", p)
	}
}

// TestWhyAnOrderIsHeld: what the record alone knows is told beside what the file says in its own words.
func TestWhyAnOrderIsHeld(t *testing.T) {
	o := &shipping.Order{ID: "ord_7", Number: "7", Lines: []shipping.Line{{Quantity: 1}}}
	_, general := Check(o, time.Time{})
	known := fact.Problem{Field: "placed", Message: "known"}
	held := []*fact.Fact{{Stream: "order:ord_7", Body: &fact.OrderHeld{Problems: append([]fact.Problem{known}, general...)}}}
	in := &Intake{Order: o, Verdict: Held, Problems: []fact.Problem{{Message: "in the file's words"}}}
	if got := in.Decided(held); got != Held || len(general) == 0 || len(in.Problems) != 2 || in.Problems[1] != known {
		t.Errorf("%s for %+v", got, in.Problems)
	}
}

// TestAnOrderThatIsHeldInOneGo: what is in order, and held because no channel takes its goods, is held, and it is told why.
func TestAnOrderThatIsHeldInOneGo(t *testing.T) {
	heavy := fact.Problem{Field: "lines", Message: "no channel takes 300 kg"}
	in := &Intake{Order: &shipping.Order{ID: "ord_7"}, Verdict: Accepted, First: 4}
	got := in.Decided([]*fact.Fact{{Stream: "order:ord_7", Body: &fact.OrderAccepted{}}, {Stream: "order:ord_7", Body: &fact.OrderHeld{Problems: []fact.Problem{heavy}}}})
	if heavy.Line = 4; got != Held || len(in.Problems) != 1 || in.Problems[0] != heavy {
		t.Errorf("%s for %+v", got, in.Problems)
	}
}

// TestRejection names the first line, and something always.
func TestRejection(t *testing.T) {
	if p := (&Intake{First: 4}).Rejection().Problem; p != (fact.Problem{Line: 4, Field: "line", Message: "cannot be read"}) {
		t.Errorf("%+v", p)
	}
	if p := (&Intake{First: 4, Problems: []fact.Problem{{Line: 9, Field: "sku", Message: "is none"}}}).Rejection().Problem; p != (fact.Problem{Line: 4, Field: "sku", Message: "is none"}) {
		t.Errorf("%+v", p)
	}
}
