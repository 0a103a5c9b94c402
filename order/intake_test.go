package order

import (
	"errors"
	"testing"

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
			t.Errorf("%s: %s, want %s", body.Kind(), got, want)
		}
	}
	if p := in.Remark(&shipping.Error{Code: shipping.Refused, Message: "too late", Hint: "ask"}); p != (fact.Problem{Line: 7, Field: "order", Message: "too late", Hint: "ask"}) {
		t.Errorf("%+v", p)
	}
	if p := in.Remark(errors.New("plain")); p.Message != "plain" || p.Hint != "" {
		t.Errorf("%+v", p)
	}
}

// TestWhyAnOrderIsHeld: what the record knows better than the file is told; what the file says in its own words stays.
func TestWhyAnOrderIsHeld(t *testing.T) {
	held := []*fact.Fact{{Stream: "order:ord_7", Body: &fact.OrderHeld{Problems: []fact.Problem{{Field: "placed", Message: "known"}}}}}
	for _, c := range []struct {
		verdict Verdict
		want    string
	}{{Accepted, "known"}, {Held, "in the file's words"}} {
		in := &Intake{Order: &shipping.Order{ID: "ord_7"}, Verdict: c.verdict, Problems: []fact.Problem{{Message: "in the file's words"}}}
		if got := in.Decided(held); got != Held || len(in.Problems) != 1 || in.Problems[0].Message != c.want {
			t.Errorf("%s: %s for %+v", c.verdict, got, in.Problems)
		}
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
