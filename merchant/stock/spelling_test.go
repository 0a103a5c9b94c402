package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// TestOneProductOneSpelling: what is called like a known product but for capitals, blanks or the width of signs is told, in lists of
// products, of stock and of counts, and holds an order, whichever of them came first; nothing of it is recorded under another name.
func TestOneProductOneSpelling(t *testing.T) {
	m := opened(t)
	listed := func(rows string, as stock.Spelling) string {
		t.Helper()
		list, err := order.NewProducts(strings.NewReader("sku,name,weight_g\n" + rows))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := stock.Products(t.Context(), m, list, as)
		if err != nil {
			t.Fatal(err)
		}
		words := fmt.Sprint(sum.Recorded, " ")
		for _, p := range sum.Problems {
			words += p.Field + ": " + p.Message + "; "
		}
		return words
	}
	if got, want := listed("abc-1,Mug,400\nABC-1,Mug,400\nabc-1,Mug,400\n", stock.AsKnown), "1 sku: ABC-1 is known as abc-1; "; got != want {
		t.Errorf("products: %s, want %s", got, want)
	}
	if sum, got := received(t, m, "ABC-1,szx,,,,5,R1\nabc-1,szx,,,,5,R1\nAbc-1,szx,,,,5,R2\n"); got != "1 0 2" || sum.Problems[0].Message != "ABC-1 is known as abc-1" || sum.Problems[0].Line != 2 {
		t.Errorf("stock: %s %+v", got, sum.Problems)
	}
	if sum, got := counted(t, m, "ABC-1,szx,,,,5,C1\n"); got != "0 0 1" || sum.Problems[0].Field != "sku" {
		t.Errorf("a count: %s %+v", got, sum.Problems)
	}
	taken := func(number, sku string) string {
		t.Helper()
		list, err := m.TakeOrders(t.Context(), fmt.Appendf(nil, `{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":%q,"name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`, number, sku), stock.NewNames(m).Meant)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		words := string(list[0].Verdict)
		for _, p := range list[0].Problems {
			words += ", " + p.Field + ": " + p.Message
		}
		return words
	}
	for _, c := range []struct{ number, sku, want string }{
		{"V-1", "abc-1", "accepted"},
		{"V-2", "ABC-1", "held, lines[0].sku: ABC-1 is known as abc-1"},
		{"V-3", "new-1", "accepted"}, // and waits
		{"V-4", "NEW-1", "held, lines[0].sku: NEW-1 is written like new-1, which is known from orders alone: neither is listed, and nothing of either ever lay in a warehouse"},
	} {
		if got := taken(c.number, c.sku); got != c.want {
			t.Errorf("order of %s: %s, want %s", c.sku, got, c.want)
		}
	}
	if got := listed("New-1,Mug,400\nNEW-1,Mug,400\n", stock.AsKnown); got != "1 sku: NEW-1 is known as New-1; " {
		t.Errorf("a product that was ordered by a misspelled name: %s", got)
	}
	if got := listed("ABC-1,Another mug,400\n", stock.AsWritten); got != "1 " {
		t.Errorf("another product: %s", got)
	}
	if got := taken("V-2", "ABC-1"); got != "accepted" {
		t.Errorf("once it is another product: %s", got)
	}
	for _, sku := range []shipping.SKU{"Abc-1", "NEW-1"} {
		state, err := m.Ledger.Read(t.Context(), m.ID, sku.Stream())
		if err != nil || state.Balance(sku.Stream()).Version > 0 {
			t.Errorf("something was recorded of %s, %v", sku, err)
		}
	}
}

// TestOnePlaceOneSpelling: a place or a lot that is known in other capitals, dashes, blanks or width of signs is told with its known
// spelling, in receipts, counts and changes by hand; signs that nobody sees are taken out.
func TestOnePlaceOneSpelling(t *testing.T) {
	for row, want := range map[string]string{
		"MUG,szx,A-01,L1,,5,R2": "1 0 0", "MUG,szx,A-02,L1,,5,R2": "1 0 0", "MUG,szx,A-01,L2,,5,R2": "1 0 0", "MUG,szx,A‑\u200b01,L1,,5,R3": "0 0 1", "MUG,szx,A-01\u200b,\ufeffL1,,5,R2": "1 0 0", "\u00a0MUG,szx,A-01\u00a0,L1,,5,R2": "1 0 0",
		"MUG,szx,a-01,L1,,5,R2": "0 0 1", "MUG,szx,A–01,L1,,5,R2": "0 0 1", "MUG,szx,A - 01,L1,,5,R2": "0 0 1", "MUG,szx,Ａ-01,L1,,5,R2": "0 0 1", "MUG,szx,A-01,l1,,5,R2": "0 0 1", "MUG,szx,A-01,L\u00a01,,5,R2": "0 0 1",
		"MUG,szx,a-01,L2,,5,R2": "0 0 1", "MUG,szx,A-02,l1,,5,R2": "0 0 1", "MUG,szx,B-1,,,5,R2\nMUG,szx,b-1,,,5,R3": "1 0 1", "CUP,szx,a-01,l1,,5,R2": "1 0 0",
	} {
		m := opened(t)
		received(t, m, "MUG,szx,A-01,L1,,5,R1\n")
		sum, got := received(t, m, row+"\n")
		if got != want || sum.Rejected > 0 && (!strings.Contains(sum.Problems[0].Hint, "did you mean szx/") || sum.Problems[0].Line < 2) {
			t.Errorf("%s: %s, want %s: %+v", row, got, want, sum.Problems)
		}
	}
	m := opened(t)
	received(t, m, "MUG,szx,A-01,L1,,5,R1\n")
	for _, row := range []string{"MUG,szx,a-01,L1,,4,", "MUG,szx,A–01,L1,,4,", "MUG,szx,A-01,l1,,4,", "MUG,szx,a-01,L9,,4,"} {
		if sum, got := counted(t, m, row+"\n"); got != "0 0 1" || !strings.Contains(sum.Problems[0].Hint, "did you mean szx/A-01") {
			t.Errorf("a count of %s: %s %+v", row, got, sum.Problems)
		}
	}
	lot := "L 1"
	if _, err := stock.CountLot(t.Context(), m, "MUG", 4, "szx/A-01", stock.Paper{By: "anna", Lot: &lot}); err == nil || !strings.Contains(err.Error(), "did you mean szx/A-01, lot L1?") {
		t.Errorf("a count by hand: %v", err)
	}
}

// TestReal: what somebody said is real is not asked again: an order that comes in a second time without that word, and the orders of a
// product that is listed.
func TestReal(t *testing.T) {
	m := opened(t)
	taken := func(number, name, sku, more string) string {
		t.Helper()
		list, err := m.TakeOrders(t.Context(), fmt.Appendf(nil, `{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":%q,"lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":%q,"name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]%s}`, number, name, sku, more), stock.NewNames(m).Meant)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		words := string(list[0].Verdict)
		for _, p := range list[0].Problems {
			words += ", " + p.Field
		}
		return words
	}
	const said = `,"as_written":true`
	for _, c := range []struct{ number, name, sku, more, want string }{
		{"28-Nov", "Ida Probe", "MUG", "", "held, number"}, {"28-Nov", "Ida Probe", "MUG", said, "accepted"}, {"28-Nov", "Ida Probe", "MUG", "", "accepted"}, {"28-Nov", "Ida Probe", "MUG", said, "accepted"},
		{"1", "Null", "MUG", said, "accepted"}, {"1", "Null", "MUG", "", "accepted"}, {"2", "Null", "MUG", "", "held, address.name"}, {"2", "Null", "MUG", "", "held, address.name"},
		{"3", "Ida Probe", "1001.0", "", "held, lines[0].sku"},
	} {
		if got := taken(c.number, c.name, c.sku, c.more); got != c.want {
			t.Errorf("%s of %s for %s%s: %s, want %s", c.number, c.sku, c.name, c.more, got, c.want)
		}
	}
	for as, want := range map[stock.Spelling]int{stock.AsKnown: 0, stock.AsWritten: 1} {
		list, err := order.NewProducts(strings.NewReader("sku,name,weight_g\n100" + fmt.Sprint(as) + ".0,Mug,400\n"))
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := stock.Products(t.Context(), m, list, as); err != nil || sum.Recorded != want {
			t.Errorf("%v: %+v, %v", as, sum, err)
		}
	}
	if got := taken("3", "Ida Probe", "1001.0", ""); got != "accepted" {
		t.Errorf("a product that is listed: %s", got)
	}
}

// TestPapersTypedOtherwise: a reference that differs from one before in signs between its letters and figures alone is told and
// recorded nowhere; one that differs in a letter or a figure is another paper.
func TestPapersTypedOtherwise(t *testing.T) {
	for reference, want := range map[string]string{"GRN 1": "0 0 1", "grn-1": "0 1 0", "GRN1": "0 0 1", "GRN_1": "0 0 1", "GRN-1/1": "1 0 0", "GRN-11": "1 0 0", "GRN-1-": "0 0 1", "GRM-1": "1 0 0"} {
		m := opened(t)
		received(t, m, "A,szx,A,,,4,GRN-1\n")
		sum, got := received(t, m, "A,szx,A,,,4,"+reference+"\n")
		if got != want || sum.Rejected > 0 && !strings.Contains(sum.Text(), strings.ToUpper(reference)+"\" reads like the reference of what was received before, 4 of it") {
			t.Errorf("%s: %s, want %s\n%s", reference, got, want, sum.Text())
		}
	}
}

// TestSignsAroundASKU: a formula that keeps a spreadsheet from reading a SKU as a number is none of it, in tables and in JSON; a dash too
// much, or quotes, are told as the known product's.
func TestSignsAroundASKU(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,,,,5,R1\n")
	for rows, want := range map[string]string{
		"\"=\"\"A\"\"\",szx,,,,5,\"=\"\"R1\"\"\"\n": "0 1 0", "'A,szx,,,,5,'R1\n": "0 1 0",
		"A-,szx,,,,5,R2\n": "0 0 1", "-A,szx,,,,5,R2\n": "0 0 1", "A.,szx,,,,5,R2\n": "0 0 1", "a_,szx,,,,5,R2\n": "0 0 1", "\"=\"\"A\",szx,,,,5,R2\n": "0 0 1", "'A',szx,,,,5,R2\n": "0 0 1",
		"A+,szx,,,,5,R3\n": "1 0 0", "A-1,szx,,,,5,R4\n": "1 0 0", "---,szx,,,,5,R5\n": "1 0 0",
	} {
		sum, got := received(t, m, rows)
		if got != want || sum.Rejected > 0 && !strings.HasSuffix(sum.Problems[0].Message, " is known as A") {
			t.Errorf("%q: %s, want %s: %+v", rows, got, want, sum.Problems)
		}
	}
	list, err := order.NewStock(strings.NewReader(`[{"sku":"=\"A\"","warehouse":"=\"szx\"","quantity":"=\"5\"","reference":"=\"R1\""}]`))
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := stock.Receive(t.Context(), m, list, stock.AsKnown); err != nil || sum.Unchanged != 1 {
		t.Errorf("in JSON: %+v, %v", sum, err)
	}
	state, err := m.Ledger.Read(t.Context(), m.ID, shipping.SKU(`="A"`).Stream(), shipping.SKU("A-").Stream())
	if err != nil || state.Balance(shipping.SKU(`="A"`).Stream()).Version+state.Balance(shipping.SKU("A-").Stream()).Version > 0 {
		t.Errorf("something was recorded of another spelling, %v", err)
	}
	if _, err := m.TakeOrders(t.Context(), []byte(`{"number":"=\"1\"","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"=\"Eva Beispiel\"","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"=\"A\"","name":"Mug","quantity":"=\"1\"","price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`), stock.NewNames(m).Meant); err != nil {
		t.Fatal(err)
	}
	if got := lies(t, m, "A"); !strings.Contains(got, " 5/1") {
		t.Errorf("an order of =\"A\": %s", got)
	}
}

// TestBothSpellingsAreKnown: where two places, or two lots, are known that are written alike, each is itself, whichever came first; and what
// is misspelled is told by its column.
func TestBothSpellingsAreKnown(t *testing.T) {
	for _, c := range []struct{ first, second string }{{"MUG,szx,A-01,L1,,5,R1\n", "MUG,szx,a-01,L1,,5,R2\n"}, {"MUG,szx,A-01,L1,,5,R1\n", "MUG,szx,A-01,l1,,5,R2\n"}} {
		m := opened(t)
		received(t, m, c.first)
		asWritten(t, m, c.second)
		for i, row := range []string{c.first, c.second} {
			row = strings.NewReplacer(",R1", ",R3", ",R2", ",R4").Replace(row)
			if sum, got := received(t, m, row); got != "1 0 0" {
				t.Errorf("%d: %s: %s %+v", i, row, got, sum.Problems)
			}
		}
	}
	m := opened(t)
	received(t, m, "MUG,szx,A-01,L1,,5,R1\n")
	for row, want := range map[string]string{"MUG,szx,a-01,L1,,5,R2\n": "warehouse", "MUG,szx,A-01,l1,,5,R3\n": "lot", "MUG,szx,a-01,l1,,5,R4\n": "warehouse"} {
		if sum, _ := received(t, m, row); len(sum.Problems) != 1 || sum.Problems[0].Field != want {
			t.Errorf("%s: %+v, want %s", row, sum.Problems, want)
		}
	}
}
