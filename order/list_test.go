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
	again, _ := read()
	if moves[1].Reference == moves[2].Reference || moves[1].Reference != again[1].Reference {
		t.Errorf("references made up: %q, %q, again %q", moves[1].Reference, moves[2].Reference, again[1].Reference)
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
