package order

import (
	"errors"
	"io"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
)

func TestProducts(t *testing.T) {
	const table = "sku,name,weight_g,length_mm,width_mm,height_mm,hs,origin,value,currency,battery,dangerous,class,rotation\n" +
		"SPK-1,Speaker,640,180,90,90,8518.22,China,20.00,EUR,inside,,electronics,fefo\n" +
		",Nameless,1,,,,,,,,,,,\n" +
		"X,,heavy,,,,,,,,,,,\n"
	const objects = `{"sku":"SPK-1","name":"Speaker","weight":640,"size":{"length":180,"width":90,"height":90},"hs":"851822","origin":"CN","value":{"amount":2000,"currency":"EUR"},"battery":"inside","class":"electronics","rotation":"fefo"}
{"sku":"","name":"Nameless"}
{"sku":"X","colour":"red"}
`
	want := shipping.Product{SKU: "SPK-1", Name: "Speaker", Weight: 640, Size: shipping.Dimensions{Length: 180, Width: 90, Height: 90},
		HS: "851822", Origin: "CN", Value: shipping.Money{Amount: 2000, Currency: "EUR"}, Battery: shipping.BatteryInside, Class: "electronics", Rotation: shipping.FEFO}
	for in, fields := range map[string]string{table: "sku weight_g", objects: "sku colour"} {
		l, err := NewProducts(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		var got []shipping.Product
		var bad []string
		for item, err := l.Next(); !errors.Is(err, io.EOF); item, err = l.Next() {
			if err != nil {
				t.Fatal(err)
			}
			if item.Problems == nil {
				got = append(got, item.Value)
			}
			for _, p := range item.Problems {
				bad = append(bad, p.Field)
			}
		}
		if len(got) != 1 || got[0] != want || strings.Join(bad, " ") != fields {
			t.Errorf("%+v, refused for %q", got, bad)
		}
	}
}

func TestStock(t *testing.T) {
	const file = "sku;warehouse;location;lot;expires;quantity;reference\n" +
		"A;szx;A-01-3;L1;2027-01-31;50;GRN-7\nA;szx;;;;50;\nA;szx;;;;50;\nA;;;;;0;\nA;@scrap;;;31.1.2027;1;\n"
	read := func() (moves []fact.StockMoved, bad []string) {
		l, err := NewStock(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for item, err := l.Next(); !errors.Is(err, io.EOF); item, err = l.Next() {
			if err != nil {
				t.Fatal(err)
			}
			moves = append(moves, item.Value)
			for _, p := range item.Problems {
				bad = append(bad, p.Field)
			}
		}
		return moves, bad
	}
	moves, bad := read()
	want := fact.StockMoved{SKU: "A", Lot: "L1", Quantity: 50, From: shipping.Supplier, To: "szx/A-01-3", Expires: "2027-01-31", Reference: "GRN-7"}
	if moves[0] != want || strings.Join(bad, " ") != "quantity warehouse warehouse expires" {
		t.Fatalf("%+v, refused for %q", moves[0], bad)
	}
	if moves[0].Copy != 0 || moves[1].Copy != 1 || moves[2].Copy != 2 || moves[1].Reference != "" {
		t.Errorf("without a reference: %+v, %+v", moves[1], moves[2])
	}
	_, err := NewStock(strings.NewReader("sku,warehous\n"))
	if fault, ok := errors.AsType[*shipping.Error](err); !ok || fault.Code != shipping.Invalid || fault.Field != "warehous" {
		t.Errorf("a misspelt column: %v", err)
	}
	_, err = NewProducts(strings.NewReader("name\nx\n"))
	if fault, ok := errors.AsType[*shipping.Error](err); !ok || fault.Field != "sku" || !strings.HasPrefix(fault.Hint, "the columns are sku, name,") {
		t.Errorf("products without SKU: %v", err)
	}
}

// TestReceiptsWithoutReference: what is alike in a file counts as often as the file holds it, wherever it stands.
func TestReceiptsWithoutReference(t *testing.T) {
	const a, b, c = "A;szx;X;L;;5;\n", "B;szx;;;;1;\n", "A;szx;X;L;;4;\n"
	read := func(rows string) map[fact.StockMoved]bool {
		l, err := NewStock(strings.NewReader("sku;warehouse;location;lot;expires;quantity;reference\n" + rows))
		if err != nil {
			t.Fatal(err)
		}
		all := map[fact.StockMoved]bool{}
		for item, err := l.Next(); err == nil; item, err = l.Next() {
			if item.Problems != nil || all[item.Value] {
				t.Errorf("%+v in %q", item, rows)
			}
			all[item.Value] = true
		}
		return all
	}
	first := read(a + b + a)
	for rows, more := range map[string]int{a + b + a: 0, a + a + b: 0, b + a: -1, c + a + b + a: 1, a + b + a + a: 1} {
		again := read(rows)
		if len(again) != len(first)+more {
			t.Errorf("%q holds %d receipts", rows, len(again))
		}
		for m := range again {
			if !first[m] {
				more--
			}
		}
		if more != min(more, 0) || more < -1 {
			t.Errorf("%q: %d too few are new", rows, more)
		}
	}
}

func TestStockTake(t *testing.T) {
	l, err := NewCount(strings.NewReader("sku;warehouse;location;lot;expires;quantity;reference\nA;szx;X;L1;2027-01-31;0;ST-1\nA;szx;;;;-1;\nA;;;;x;2.5;\n"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := l.Next()
	if want := (fact.StockCounted{SKU: "A", Location: "szx/X", Lot: "L1", Expires: "2027-01-31", Reference: "ST-1"}); err != nil || first.Value != want || first.Problems != nil {
		t.Errorf("%+v, %v", first, err)
	}
	for _, fields := range []string{"quantity", "quantity warehouse expires"} {
		var bad []string
		item, err := l.Next()
		for _, p := range item.Problems {
			bad = append(bad, p.Field)
		}
		if err != nil || strings.Join(bad, " ") != fields {
			t.Errorf("%+v, %v", item, err)
		}
	}
}

// TestOneNameOfAProduct: a SKU is the same however Unicode writes it, in lists, orders and mappings.
func TestOneNameOfAProduct(t *testing.T) {
	const composed, apart = "CAF\u00c9", "CAFE\u0301"
	l, err := NewStock(strings.NewReader("sku,warehouse,lot,quantity\n" + apart + ",szx,e\u0301,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if item, err := l.Next(); err != nil || item.Value.SKU != composed || item.Value.Lot != "\u00e9" {
		t.Errorf("a receipt: %+v, %v", item, err)
	}
	if got := SKU(" " + apart + "\u200b"); got != composed {
		t.Errorf("SKU: %q", got)
	}
	mapping, err := ReadMapping([]byte("format: crosslane\nproducts: {" + composed + ": {min_shelf_life_days: 30}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	file := ownHeader + strings.Replace(ownLine("1", 1), "SKU-1", apart, 1)
	got, err := all(t, strings.NewReader(file), Options{Mapping: mapping, Meant: func(shipping.SKU) shipping.Hold { return shipping.Hold{Why: shipping.Misspelled, Word: "cafe"} }})
	if err != nil || len(got) != 1 || len(got[0].Order.Lines) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if l := got[0].Order.Lines[0]; l.SKU != composed || l.MinShelfLife != 30 {
		t.Errorf("an order's line: %+v", l)
	}
	if p := got[0].Problems; got[0].Verdict != Held || len(p) == 0 || p[len(p)-1].Message != composed+" is known as cafe" || p[len(p)-1].Field != "sku" {
		t.Errorf("told: %+v", p)
	}
}

// TestListsByAMapping: a list is written as orders are: decimals behind a comma, units, columns, the currency and names of countries are the
// mapping's; without one, a comma before decimals is refused with what to do.
func TestListsByAMapping(t *testing.T) {
	m, err := ReadMapping([]byte("format: crosslane\ndecimal: comma\ncurrency: EUR\nunits: {weight: kg, size: cm}\ncountries: {Schland: DE}\ncolumns: {sku: Artikel, weight_g: Gewicht, quantity: Menge}\ndefaults: {hs: \"392690\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	const list = "Artikel;Gewicht;value;length_mm;origin\nMUG;0,45;4,50;10,5;Schland\nPEN;1.250,5;1.004,50;3;DE\n"
	l, err := m.Products(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []shipping.Product{
		{SKU: "MUG", Weight: 450, Value: shipping.Money{Amount: 450, Currency: "EUR"}, Size: shipping.Dimensions{Length: 105}, Origin: "DE"},
		{SKU: "PEN", Weight: 1_250_500, Value: shipping.Money{Amount: 100_450, Currency: "EUR"}, Size: shipping.Dimensions{Length: 30}, Origin: "DE"},
	} {
		if item, err := l.Next(); err != nil || item.Value != want || len(item.Problems) > 0 {
			t.Errorf("%+v, %v, want %+v", item, err, want)
		}
	}
	stock, err := m.Stock(strings.NewReader("Artikel;warehouse;Menge\nMUG;szx;4,0\nMUG;szx;4,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if item, err := stock.Next(); err != nil || item.Value.Quantity != 4 || len(item.Problems) > 0 {
		t.Errorf("4,0: %+v, %v", item, err)
	}
	if item, err := stock.Next(); err != nil || len(item.Problems) != 1 || item.Problems[0].Field != "Menge" {
		t.Errorf("4,5: %+v, %v", item, err)
	}
	count, err := m.Count(strings.NewReader("Artikel;warehouse;Menge\nMUG;szx;０\n"))
	if err != nil {
		t.Fatal(err)
	}
	if item, err := count.Next(); err != nil || item.Value.Quantity != 0 || len(item.Problems) > 0 {
		t.Errorf("none: %+v, %v", item, err)
	}
	l, err = NewProducts(strings.NewReader("sku;value;currency\nMUG;4,50;EUR\n"))
	if err != nil {
		t.Fatal(err)
	}
	if item, err := l.Next(); err != nil || len(item.Problems) != 1 || !strings.Contains(item.Problems[0].Hint, "decimal: comma") {
		t.Errorf("without a mapping: %+v, %v", item, err)
	}
}
