package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

const header = "sku,warehouse,location,lot,expires,quantity,reference\n"

func opened(t *testing.T) *merchant.Merchant {
	t.Helper()
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// received takes receipts in, and tells "recorded unchanged rejected".
func received(t *testing.T, m *merchant.Merchant, rows string) (*stock.Summary, string) {
	t.Helper()
	list, err := order.NewStock(strings.NewReader(header + rows))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := stock.Receive(t.Context(), m, list, stock.AsKnown)
	if err != nil {
		t.Fatal(err)
	}
	return sum, fmt.Sprint(sum.Recorded, sum.Unchanged, sum.Rejected)
}

// asWritten takes receipts in of products that are called like known ones but for capitals.
func asWritten(t *testing.T, m *merchant.Merchant, rows string) {
	t.Helper()
	list, err := order.NewStock(strings.NewReader(header + rows))
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := stock.Receive(t.Context(), m, list, stock.AsWritten); err != nil || sum.Rejected > 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
}

func counted(t *testing.T, m *merchant.Merchant, rows string) (*stock.Summary, string) {
	t.Helper()
	list, err := order.NewCount(strings.NewReader(header + rows))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := stock.Count(t.Context(), m, list, stock.AsKnown)
	if err != nil {
		t.Fatal(err)
	}
	return sum, fmt.Sprint(sum.Recorded, sum.Unchanged, sum.Rejected)
}

// lies tells what lies of a product: "szx/A:L1 5/2, szx/B 3/0", on hand and promised.
func lies(t *testing.T, m *merchant.Merchant, sku shipping.SKU) string {
	t.Helper()
	p, err := stock.Shelf(t.Context(), m, sku)
	if err != nil {
		t.Fatal(err)
	}
	var lots []string
	for _, l := range p.Lots {
		lots = append(lots, strings.TrimSuffix(string(l.Location)+":"+l.Lot, ":")+fmt.Sprintf(" %d/%d", l.OnHand, l.Promised))
	}
	return strings.Join(lots, ", ")
}

func ordered(t *testing.T, m *merchant.Merchant, number, country string, quantity int) merchant.Taken {
	t.Helper()
	taken, err := m.TakeOrders(t.Context(), fmt.Appendf(nil, `{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR",
 "address":{"name":"Eva Beispiel","lines":["Gasse 3"],"city":"Wien","postcode":%q,"country":%q},
 "lines":[{"sku":"A","name":"Mug","quantity":%d,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`, number, map[string]string{"AT": "1010", "RU": "101000"}[country], country, quantity), nil)
	if err != nil {
		t.Fatal(err)
	}
	return taken[0]
}

// TestReceiptsCountOnce: a row on top, sorted otherwise or appended never counts again, and what a file holds twice counts twice.
func TestReceiptsCountOnce(t *testing.T) {
	m := opened(t)
	const five, one, four = "A,szx,A,L1,,5,\n", "A,szx,A,L1,,1,\n", "A,szx,B,,,4,GRN-1\n"
	for i, step := range []struct{ rows, became, lies string }{
		{five, "1 0 0", "szx/A:L1 5/0"},
		{five, "0 1 0", "szx/A:L1 5/0"},
		{one + five, "1 1 0", "szx/A:L1 6/0"},
		{five + one, "0 2 0", "szx/A:L1 6/0"},
		{five + one + five, "1 2 0", "szx/A:L1 11/0"},
		{five + five + one, "0 3 0", "szx/A:L1 11/0"},
		{five + four + four, "1 1 1", "szx/A:L1 11/0, szx/B 4/0"},
		{four + "A,szx,B,,,4,grn-1\n", "0 1 1", "szx/A:L1 11/0, szx/B 4/0"},
		{"A,szx,B,,,4,-\nA,szx,B,,,4,N/A\nA,szx,B,,,4,0\nA,szx,B,,,4,1.23457E+11\n", "0 0 4", "szx/A:L1 11/0, szx/B 4/0"},
		{strings.Replace(four, ",4,", ",7,", 1), "0 0 1", "szx/A:L1 11/0, szx/B 4/0"},
	} {
		if sum, became := received(t, m, step.rows); became != step.became || lies(t, m, "A") != step.lies {
			t.Errorf("%d: %s %s; %s", i, became, lies(t, m, "A"), sum.Text())
		}
	}
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, "B,szx,,,,1,GRN-%d\n", i)
	}
	received(t, m, many.String())
	if _, became := received(t, m, many.String()); became != "0 40 0" {
		t.Errorf("forty receipts of one product again: %s", became)
	}
}

// TestReceiptsTell: what a list cannot be taken for is told in the order of its lines, in its own words.
func TestReceiptsTell(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,,,4,GRN-1\n")
	sum, became := received(t, m, "A,nowhere,A,,,1,R5\nA,szx,A,,,7,GRN-1\nA,szx,A,,,-5,R6\na,szx,A,,,1,R7\nA,szx,A,,,4,GRN-1\nB,szx,A,,,1,\nB,szx,A,,,1,\n")
	var told []string
	for _, p := range sum.Problems {
		told = append(told, fmt.Sprintf("%d %s", p.Line, p.Field))
	}
	if got := strings.Join(told, ", "); became != "2 1 4" || got != "2 warehouse, 3 reference, 4 quantity, 5 sku" {
		t.Errorf("%s: %s", became, got)
	}
	for _, want := range []string{`"GRN-1" was received before with other content: 4, now 7`, "crosslane stock adjust",
		"a is known as A (write it so", "not listed as products: 2, A, B; list them with crosslane import products"} {
		if !strings.Contains(sum.Text(), want) {
			t.Errorf("%q is missing in\n%s", want, sum.Text())
		}
	}
}

// TestStockTake: the difference is corrected, what is promised and gone is told with its orders, and the rest is left alone.
func TestStockTake(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,5,R1\nA,szx,B,L2,,4,R2\nB,szx,C,,,3,R3\nB,lax,C,,,3,R4\n")
	if taken := ordered(t, m, "V-1", "AT", 4); taken.Verdict != order.Accepted {
		t.Fatalf("%+v", taken)
	}
	if got := lies(t, m, "A"); got != "szx/A:L1 5/4, szx/B:L2 4/0" {
		t.Fatal(got)
	}
	const take = "A,szx,A,L1,,1,\nA,szx,B,L2,,6,\nA,szx,D,,,2,\n"
	sum, became := counted(t, m, take)
	if got := lies(t, m, "A"); became != "3 0 0" || got != "szx/A:L1 1/4, szx/B:L2 6/0, szx/D 2/0" {
		t.Fatalf("%s: %s", became, got)
	}
	for _, want := range []string{"A at szx/A, lot L1: 1 instead of 5", "A at szx/D: 2 instead of 0",
		"A at szx/A, lot L1: 3 fewer than are promised to V-1 (4)", "left as they are, since the file does not name them: 1 lots of these warehouses"} {
		if !strings.Contains(sum.Text(), want) {
			t.Errorf("%q is missing in\n%s", want, sum.Text())
		}
	}
	if _, became := counted(t, m, take); became != "0 3 0" {
		t.Errorf("again: %s", became)
	}
	sum, became = counted(t, m, "A,szx,A,L1,,1,\nA,szx,A,L1,,2,\nA,szx,D,,,0,\n")
	if got := lies(t, m, "A"); became != "1 0 2" || sum.Problems[0].Line != 2 || sum.Problems[1].Line != 3 || got != "szx/A:L1 1/4, szx/B:L2 6/0" {
		t.Errorf("counted twice: %s %+v %s", became, sum.Problems, got)
	}
}

// TestOneLot: goods are moved, scrapped, corrected and counted for a reason, and never below nothing.
func TestOneLot(t *testing.T) {
	m, ctx := opened(t), t.Context()
	received(t, m, "A,szx,A,L1,2030-01-31,5,R1\nA,szx,B,L1,2030-01-31,4,R2\nA,szx,B,L2,,4,R3\n")
	l2 := "L2"
	clerk := func(why string) stock.Paper { return stock.Paper{By: "anna", Why: why} }
	for i, step := range []struct {
		do   func() (*stock.Change, error)
		code shipping.Code
		hint string
		lies string
	}{
		{func() (*stock.Change, error) { return stock.Move(ctx, m, "A", 2, "szx/A", "szx/C", clerk("")) }, "", "", "szx/A:L1 3/0, szx/B:L1 4/0, szx/B:L2 4/0, szx/C:L1 2/0"},
		{func() (*stock.Change, error) { return stock.Move(ctx, m, "A", 9, "szx/A", "szx/C", clerk("")) }, shipping.Refused, "", ""},
		{func() (*stock.Change, error) { return stock.Move(ctx, m, "A", 1, "szx/B", "szx/C", clerk("")) }, shipping.Invalid, "--lot", ""},
		{func() (*stock.Change, error) { return stock.Move(ctx, m, "A", 1, "szx/A", shipping.Scrap, clerk("")) }, shipping.Invalid, "stock scrap", ""},
		{func() (*stock.Change, error) { return stock.Scrap(ctx, m, "A", 1, "szx/C", clerk("")) }, shipping.Invalid, "--reason", ""},
		{func() (*stock.Change, error) { return stock.Scrap(ctx, m, "A", 2, "szx/C", clerk("wet")) }, "", "", "szx/A:L1 3/0, szx/B:L1 4/0, szx/B:L2 4/0"},
		{func() (*stock.Change, error) {
			return stock.Adjust(ctx, m, "A", -1, "szx/B", stock.Paper{By: "anna", Why: "typo", Lot: &l2, Reference: "C-1"})
		}, "", "", "szx/A:L1 3/0, szx/B:L1 4/0, szx/B:L2 3/0"},
		{func() (*stock.Change, error) {
			return stock.Adjust(ctx, m, "A", -1, "szx/B", stock.Paper{By: "anna", Why: "typo", Lot: &l2, Reference: "C-1"})
		}, shipping.Known, "", ""},
		{func() (*stock.Change, error) { return stock.Adjust(ctx, m, "A", -4, "szx/A", clerk("typo")) }, shipping.Refused, "only 3 lie at szx/A", ""},
		{func() (*stock.Change, error) { return stock.Adjust(ctx, m, "A", 3, "szx/A", clerk("typo")) }, "", "", "szx/A:L1 6/0, szx/B:L1 4/0, szx/B:L2 3/0"},
		{func() (*stock.Change, error) { return stock.CountLot(ctx, m, "A", 0, "szx/A", clerk("")) }, "", "", "szx/B:L1 4/0, szx/B:L2 3/0"},
		{func() (*stock.Change, error) { return stock.CountLot(ctx, m, "a", 1, "szx/A", clerk("")) }, shipping.NotFound, "did you mean A?", ""},
		{func() (*stock.Change, error) { return stock.CountLot(ctx, m, "A", 1, "nowhere/A", clerk("")) }, shipping.Invalid, `at: "nowhere" is not a warehouse`, ""},
	} {
		change, err := step.do()
		if shipping.CodeOf(err) != step.code || err != nil && !strings.Contains(err.Error(), step.hint) {
			t.Errorf("%d: %+v, %v", i, change, err)
		}
		if got := lies(t, m, "A"); step.lies != "" && got != step.lies {
			t.Errorf("%d: %s", i, got)
		}
	}
	facts, err := m.Ledger.History(ctx, m.ID, shipping.SKU("A").Stream())
	if err != nil {
		t.Fatal(err)
	}
	why := ""
	for _, f := range facts {
		if b, ok := f.Body.(*fact.StockMoved); ok && b.Why != "" {
			why += fmt.Sprintf("%s %d %s by %s; ", b.To, b.Quantity, b.Why, f.By)
		}
	}
	if why != "@scrap 2 wet by clerk:anna; @count 1 typo by clerk:anna; szx/A 3 typo by clerk:anna; @count 6 count by ; " {
		t.Errorf("reasons: %s", why)
	}
}

// TestMeant: a product of which nothing ever lay is taken for a slip, also when it was ordered before: of one that lies somewhere, else of
// one that was ordered alone.
func TestMeant(t *testing.T) {
	m := opened(t)
	received(t, m, "a,szx,,,,1,R1\nB,szx,,,,1,R2\n")
	asWritten(t, m, "b,szx,,,,1,R3\n")
	ordered(t, m, "V-1", "AT", 1) // of A
	if taken, err := m.TakeOrders(t.Context(), []byte(`{"number":"V-2","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"CUP-1","name":"Cup","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`), nil); err != nil || taken[0].Verdict != order.Accepted {
		t.Fatal(taken, err)
	}
	slip, unheard := func(as string) shipping.Hold { return shipping.Hold{Why: shipping.Misspelled, Word: as} }, shipping.Hold{Why: shipping.Unheard, Word: "CUP-1"}
	for sku, want := range map[shipping.SKU]shipping.Hold{"A": slip("a"), "a": {}, "b": {}, "B": {}, "C": {}, "\uff41": slip("a"), "cup-1": unheard, "CUP 1": {}, "CUP\u20111": unheard} {
		if got, err := stock.NewNames(m).Meant(t.Context(), sku); got != want || err != nil {
			t.Errorf("%s means %+v, want %+v, %v", sku, got, want, err)
		}
	}
}

// TestShelves: what lies is listed with who has it and who waits, and orders to nowhere are not among them.
func TestShelves(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,2030-01-31,5,R1\nB,szx,,,,1,R2\n")
	ordered(t, m, "V-1", "AT", 3)
	ordered(t, m, "V-2", "AT", 4)
	if taken := ordered(t, m, "V-3", "RU", 1); taken.Verdict != order.Held || taken.Problems[0].Message != "no channel goes to RU" {
		t.Errorf("to nowhere: %+v", taken)
	}
	p, err := stock.Shelf(t.Context(), m, "A")
	if err != nil {
		t.Fatal(err)
	}
	if l := p.Lots[0]; len(p.Lots) != 1 || l.OnHand != 5 || l.Promised != 3 || l.Free != 2 || l.Expires != "2030-01-31" || len(l.To) != 1 || l.To[0].Number != "V-1" || l.To[0].Quantity != 3 {
		t.Errorf("%+v", p.Lots)
	}
	if len(p.Waiting) != 1 || p.Waiting[0].Number != "V-2" || p.Waiting[0].Quantity != 4 {
		t.Errorf("%+v", p.Waiting)
	}
	list, err := stock.Shelves(t.Context(), m)
	if err != nil || len(list) != 2 || list[0].SKU != "A" || list[0].Waiting[0].Number != "V-2" || list[1].SKU != "B" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := stock.Shelf(t.Context(), m, "b"); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "did you mean B?") {
		t.Errorf("a product that is not known: %v", err)
	}
}

// TestALongLine: a list names the first of a long line and counts the rest; who asks for the product alone is told of all.
func TestALongLine(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A,L1,,1,R1\n")
	for i := range 25 {
		ordered(t, m, fmt.Sprintf("V-%d", i), "AT", 2)
	}
	list, err := stock.Shelves(t.Context(), m)
	if err != nil || len(list) != 1 || len(list[0].Waiting) != 20 || list[0].More != 5 || list[0].Waiting[0].Number != "V-0" || list[0].Waiting[19].Number != "V-19" {
		t.Errorf("%+v, %v", list, err)
	}
	if p, err := stock.Shelf(t.Context(), m, "A"); err != nil || len(p.Waiting) != 25 || p.More != 0 || p.Waiting[24].Number != "V-24" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestAPlaceWhereNothingLay: a count of what never lay in a place or lot is taken, and told with where it lies.
func TestAPlaceWhereNothingLay(t *testing.T) {
	m := opened(t)
	sku := shipping.SKU("MUG")
	for rows, want := range map[string]string{"PAN,szx,A,L1,,2,C1\n": "1 0 0", "PAN,szx,A,,,2,C2\n": "0 0 1", "PAN,szx,a,L1,,2,C3\n": "0 0 1", "PAN,szx,A,l1,,2,C4\n": "0 0 1", "PAN,szx,B,,,3,C5\n": "1 0 0"} {
		received(t, m, "PAN,szx,A,L1,,2,G2\n")
		if sum, got := counted(t, m, rows); got != want {
			t.Errorf("%s: %s, want %s (%+v)", rows, got, want, sum.Problems)
		}
	}
	empty := ""
	for at, lot := range map[shipping.Location]*string{"szx/A": &empty, "szx/a": nil} {
		if _, err := stock.CountLot(t.Context(), m, "PAN", 2, at, stock.Paper{By: "anna", Lot: lot}); at == "szx/A" && shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", at, err)
		}
	}
	received(t, m, "MUG,szx,A-1,,,10,G1\n")
	for _, c := range []struct {
		at    shipping.Location
		lot   string
		where string
	}{{"szx/B-9", "", "szx/A-1"}, {"szx/A-1", "L9", "szx/A-1 szx/B-9"}, {"szx/A-1", "", ""}} {
		change, err := stock.CountLot(t.Context(), m, sku, 8, c.at, stock.Paper{By: "anna", Lot: &c.lot})
		if err != nil || strings.Join(change.Elsewhere, " ") != c.where {
			t.Errorf("%s %s: %+v, %v, want %q", c.at, c.lot, change, err, c.where)
		}
	}
}

// TestWarehouseAsAWhole: goods lie in a place of a warehouse, and a count, a loss or a correction names the warehouse alone: it is
// refused with that place, where the pieces would be there a second time.
func TestWarehouseAsAWhole(t *testing.T) {
	m := opened(t)
	received(t, m, "A,szx,A-01,,,5,R1\nB,szx,,,,5,R1/2\n")
	for what, change := range map[string]func() (*stock.Change, error){
		"count": func() (*stock.Change, error) { return stock.CountLot(t.Context(), m, "A", 5, "szx", stock.Paper{}) },
		"adjust": func() (*stock.Change, error) {
			return stock.Adjust(t.Context(), m, "A", 5, "szx", stock.Paper{Why: "x"})
		},
	} {
		if _, err := change(); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "szx/A-01") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if sum, got := counted(t, m, "A,szx,,,,5,C1\n"); got != "0 0 1" || !strings.Contains(sum.Problems[0].Message, "szx/A-01") {
		t.Errorf("a list of counts: %s, %+v", got, sum.Problems)
	}
	if got := lies(t, m, "A"); got != "szx/A-01 5/0" {
		t.Errorf("then there lie %s", got)
	}
	for _, at := range []shipping.Location{"szx/B-02", "lax"} { // a new place, and a first one
		if _, err := stock.CountLot(t.Context(), m, "A", 1, at, stock.Paper{}); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	if _, err := stock.CountLot(t.Context(), m, "B", 4, "szx", stock.Paper{}); err != nil {
		t.Errorf("a warehouse without places: %v", err)
	}
}
