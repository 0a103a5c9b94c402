package remaining

import (
	"slices"
	"testing"

	"crosslane/shipping"
)

// lines are so many pieces of each product, a letter each.
func lines(skus string, quantities ...int64) (list []shipping.Line) {
	for i, n := range quantities {
		list = append(list, shipping.Line{Product: shipping.Product{SKU: shipping.SKU(skus[i : i+1])}, Quantity: n})
	}
	return list
}

// TestCredited: a note takes all of an order only where each of its lines can be read, all have one sign, and it names every piece and
// no others.
func TestCredited(t *testing.T) {
	for name, c := range map[string]struct {
		note  []shipping.Line
		whole bool
		left  int64 // pieces
		word  string
	}{
		"all":                      {lines("AB", -2, -1), true, 0, ""},
		"all, without a sign":      {lines("AB", 2, 1), true, 0, ""},
		"all, line by line":        {lines("AAB", -1, -1, -1), true, 0, ""},
		"a part of a line":         {lines("AB", -1, -1), false, 1, ""},
		"one line":                 {lines("A", -2), false, 1, ""},
		"both signs":               {lines("AB", -2, 1), false, 0, ""},
		"both signs, otherwise":    {lines("AB", 2, -1), false, 0, ""},
		"a line without a count":   {lines("ABA", -2, -1, 0), false, 0, ""},
		"a line of none alone":     {lines("ABC", -2, -1, 0), false, 0, ""},
		"none before it, unsigned": {lines("AB0", 2, 1, 0), false, 0, ""},
		"nothing":                  {nil, false, 3, ", which names none of its goods"},
		"more":                     {lines("AB", -2, -3), false, 0, ", which names 2 x B, which is not left in it"},
		"others too":               {lines("ABC", -2, -1, -4), false, 0, ", which names 4 x C, which is not left in it"},
		"many others":              {lines("CDEF", -1, -1, -1, -1), false, 3, ", which names 1 x C, which is not left in it, 1 x D, which is not left in it, 1 x E, which is not left in it"},
	} {
		o := &shipping.Order{ID: "ord_1", Number: "1", Raw: "before", Lines: lines("AB", 2, 1)}
		rest, whole := Credited(o, &shipping.Order{Number: "C1", Raw: "note", Lines: c.note})
		var left int64
		for i := range rest.Lines {
			left += rest.Lines[i].Quantity
			if rest.Lines[i].Quantity <= 0 {
				t.Errorf("%s: a line of nothing is left", name)
			}
		}
		if whole != c.whole || left != c.left || rest.Hold != (shipping.Hold{Why: shipping.InPart, Word: "credited in part by C1" + c.word, Note: "C1"}) || rest.Raw != "note" {
			t.Errorf("%s: whole %t, %d left, %+v", name, whole, left, rest)
		}
		if o.Lines[0].Quantity != 2 || o.Lines[1].Quantity != 1 || o.Raw != "before" {
			t.Errorf("%s: the order itself is changed: %+v", name, o)
		}
	}
}

// TestCreditedNumber: a prefix of credit notes is passed over in capitals or not, and a number that is a prefix alone credits nothing.
func TestCreditedNumber(t *testing.T) {
	for number, want := range map[string]string{"C1001": "1001", "c1001": "1001", "-1001": "1001", "CR-7": "R-7", "C": "", "-": "", "1001": "", "": "", "XC1001": "", "CC1": "C1", "C-1": "-1"} {
		if got := CreditedNumber([]string{"", "C", "-"}, number); got != want {
			t.Errorf("%q credits %q, want %q", number, got, want)
		}
	}
	if got := CreditedNumber([]string{"gs-", "g"}, "GS-12"); got != "12" {
		t.Errorf("the first prefix that fits counts: %q", got)
	}
	if got := CreditedNumber(nil, "C1"); got != "" {
		t.Errorf("without prefixes nothing is credited: %q", got)
	}
}

// TestCreditedOverLines: pieces are taken off every line of their product, and off no line of none.
func TestCreditedOverLines(t *testing.T) {
	o := &shipping.Order{Lines: lines("AABA", 2, 1, 4, 3)}
	for n, want := range map[int64][]int64{1: {1, 1, 4, 3}, 2: {1, 4, 3}, 3: {4, 3}, 4: {4, 2}, 6: {4}} {
		rest, whole := Credited(o, &shipping.Order{Number: "C1", Lines: lines("A", -n)})
		var left []int64
		for i := range rest.Lines {
			left = append(left, rest.Lines[i].Quantity)
		}
		if !slices.Equal(left, want) || whole {
			t.Errorf("%d of A leave %v, want %v", n, left, want)
		}
	}
	if _, whole := Credited(&shipping.Order{Lines: lines("A", 2)}, &shipping.Order{Number: "C1", Lines: lines("A", -2)}); !whole {
		t.Error("a note of one line does not take all of an order of one")
	}
	if rest, _ := Credited(o, &shipping.Order{Number: "C1", Lines: lines("A", 8)}); rest.Hold.Word != "credited in part by C1, which names 2 x A, which is not left in it" {
		t.Errorf("%+v", rest.Hold)
	}
	odd := &shipping.Order{Lines: lines("AA", -1, 2)}
	if rest, whole := Credited(odd, &shipping.Order{Number: "C1", Lines: lines("A", -2)}); whole || len(rest.Lines) != 1 || rest.Lines[0].Quantity != -1 {
		t.Errorf("a line below zero: %t %+v", whole, rest.Lines)
	}
}

// TestCreditedOfNothing: of an order of which nothing is left, a note without lines takes not all.
func TestCreditedOfNothing(t *testing.T) {
	if _, whole := Credited(&shipping.Order{Number: "1"}, &shipping.Order{Number: "C1"}); whole {
		t.Error("nothing is all of it")
	}
}
