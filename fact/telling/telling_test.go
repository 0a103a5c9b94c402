package telling_test

import (
	"fmt"
	"testing"

	"crosslane/fact/telling"
	"crosslane/shipping"
)

func mugs(n int64, h shipping.Hold) *shipping.Order {
	o := &shipping.Order{ID: "ord_1", Number: "1", Hold: h}
	o.Lines = []shipping.Line{{Product: shipping.Product{SKU: "MUG"}, Quantity: n}}
	return o
}

// TestRemember: every note is known as long as its order is, whatever is told beside it, and the newest says what is left.
func TestRemember(t *testing.T) {
	var list []shipping.Order
	for i := range 6 {
		list = telling.Remember(list, mugs(int64(9-i), telling.InPart(fmt.Sprint("C", i), "")))
		for range 5 {
			list = telling.Remember(list, mugs(7, shipping.Hold{Why: shipping.NotKnown, Word: fmt.Sprint(i)}))
		}
	}
	if left := telling.Left(list); left == nil || left.Lines[0].Quantity != 4 || left.Hold.Word != "credited in part by C5" {
		t.Errorf("left is %+v", left)
	}
	if len(list) != 6+4 || !telling.Knows(list, "C0") || !telling.Knows(list, "c5") || telling.Knows(list, "C") || telling.Knows(list, "C6") {
		t.Errorf("remembered are %d: %+v", len(list), list)
	}
	if same := telling.Mended(list, mugs(10, shipping.Hold{}), mugs(10, shipping.Hold{})); telling.Left(same) == nil {
		t.Error("it came in as it was, and nothing is known to be left")
	}
	mended := telling.Mended(list, mugs(10, shipping.Hold{}), mugs(4, shipping.Hold{}))
	if telling.Left(mended) != nil || !telling.Knows(mended, "C0") || telling.Left(list) == nil {
		t.Errorf("mended: %+v", mended)
	}
}

// TestFull: beyond so many notes the first ones stay known, and that there are more is.
func TestFull(t *testing.T) {
	var list []shipping.Order
	for i := range telling.MostNotes + 3 {
		if full := telling.Full(list); full != (i >= telling.MostNotes) {
			t.Errorf("behind %d notes full is %t", i, full)
		}
		list = telling.Remember(list, mugs(500-int64(i), telling.InPart(fmt.Sprint("C", i), "which names none of its goods")))
	}
	last := fmt.Sprint("C", telling.MostNotes+2)
	if len(list) != telling.MostNotes || !telling.Knows(list, "C0") || !telling.Knows(list, last) || telling.Left(list).Hold.Word != "credited in part by "+last+", which names none of its goods" {
		t.Errorf("remembered are %d, left is %+v", len(list), telling.Left(list))
	}
}

func TestCredits(t *testing.T) {
	for h, credits := range map[shipping.Hold]bool{
		telling.InPart("C1", ""):     true,
		telling.InPart("C1", "more"): true,
		{}:                           false,
		{Why: shipping.InPart, Word: "partially_refunded"}:           false,
		{Why: shipping.NotKnown, Word: "credited in part by a kind"}: false,
	} {
		if telling.Credits(h) != credits {
			t.Errorf("%+v credits: %t", h, !credits)
		}
	}
}

func TestGrown(t *testing.T) {
	recorded := mugs(2, shipping.Hold{})
	other := mugs(2, shipping.Hold{})
	other.Lines[0].SKU = "CUP"
	for want, told := range map[int64]*shipping.Order{2: mugs(2, shipping.Hold{}), 1: mugs(1, shipping.Hold{}), 3: mugs(3, shipping.Hold{}), 4: other} {
		if grown := telling.Grown([]shipping.Order{*told}, recorded); grown != (want > 2) {
			t.Errorf("%d: grown is %t", want, grown)
		}
		if same := telling.SamePieces(told, recorded); same != (want == 2) {
			t.Errorf("%d: same is %t", want, same)
		}
	}
	if telling.Grown(nil, recorded) {
		t.Error("nothing was told")
	}
}

// TestSame: what a storefront decides makes a telling another one; what is known of products, and what is only doubted, does not.
func TestSame(t *testing.T) {
	for name, c := range map[string]struct {
		change func(o *shipping.Order)
		same   bool
	}{
		"nothing":             {func(*shipping.Order) {}, true},
		"another weight":      {func(o *shipping.Order) { o.Lines[0].Weight, o.Lines[0].HS = 9, "691200" }, true},
		"a doubt":             {func(o *shipping.Order) { o.Hold = shipping.Hold{Why: shipping.Doubtful, Word: "name: x"} }, true},
		"a doubt of a SKU":    {func(o *shipping.Order) { o.Lines[0].Hold = shipping.Hold{Why: shipping.Misspelled, Word: "mug"} }, true},
		"another quantity":    {func(o *shipping.Order) { o.Lines[0].Quantity++ }, false},
		"another price":       {func(o *shipping.Order) { o.Lines[0].Price.Amount = 7 }, false},
		"another country":     {func(o *shipping.Order) { o.Ship.Country = "FR" }, false},
		"another state":       {func(o *shipping.Order) { o.Hold = shipping.Hold{Why: shipping.Waits, Word: "pending"} }, false},
		"a state of a line":   {func(o *shipping.Order) { o.Lines[0].Hold = shipping.Hold{Why: shipping.InPart, Word: "partial"} }, false},
		"it is called off":    {func(o *shipping.Order) { o.Cancelled = true }, false},
		"it is in one piece":  {func(o *shipping.Order) { o.Complete = true }, false},
		"another SKU":         {func(o *shipping.Order) { o.Lines[0].SKU = "CUP" }, false},
		"what is not clear":   {func(o *shipping.Order) { o.Hold = shipping.Hold{Why: shipping.Unclear, Word: "refunded: x"} }, false},
		"the address another": {func(o *shipping.Order) { o.To = "pap_x" }, false},
	} {
		was, o := mugs(2, shipping.Hold{}), mugs(2, shipping.Hold{})
		if c.change(o); telling.Same(was, o) != c.same || telling.Same(o, was) != c.same {
			t.Errorf("%s: same is %t", name, !c.same)
		}
	}
	for why, stops := range map[shipping.HoldWhy]bool{"": false, shipping.Waits: true, shipping.Asked: true, shipping.NotKnown: true, shipping.InPart: false, shipping.Unclear: false} {
		o, line := mugs(2, shipping.Hold{Why: why}), mugs(2, shipping.Hold{})
		line.Lines[0].Hold.Why = why
		if telling.Stops(o) != stops || telling.Stops(line) != stops {
			t.Errorf("%q stops: %t", why, !stops)
		}
	}
}
