package order

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"crosslane/fact"
	"crosslane/order/goods"
	"crosslane/order/value"
	"crosslane/shipping"
)

func seeds(f *testing.F) {
	for _, name := range []string{"shopify.csv", "invoice-lines.csv", "crosslane.csv", "crosslane.json", "own.csv", "field/woocommerce-json.json", "field/shopify-json.json", "field/magento-json.json", "field/tiktok.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(ownHeader + ownLine("1", 1) + ",,,,,,,X,1,1,1,\n"))
	f.Add([]byte("{\"number\":\"1\",\"lines\":[{\"price\":{\"amount\":5,\"currency\":\"JPY\"}}]}\n{\"number\":"))
	f.Add([]byte("sku,warehouse,quantity\nA,szx,5\n"))
	f.Add([]byte("{\"sku\":\"A\",\"value\":{\"amount\":1,\"currency\":\"EUR\"}}"))
}

func FuzzDecoder(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := all(t, bytes.NewReader(in), Options{})
		var e *shipping.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T %v", err, err)
		}
		var s Summary
		for _, one := range got {
			sound(t, one)
			s.Became(one, one.Verdict, nil)
		}
		if s.Orders != s.Accepted+s.Held+s.Rejected+s.Cancelled+s.Unchanged {
			t.Fatalf("orders are counted twice or never: %+v", s)
		}
	})
}

func FuzzLists(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		if l, err := NewProducts(bytes.NewReader(in)); err == nil {
			drain(t, l, func(p shipping.Product) bool {
				return p.SKU != "" && p.Weight >= 0 && value.Saying(goods.HS(p.HS)) == nil
			})
		}
		if l, err := NewStock(bytes.NewReader(in)); err == nil {
			drain(t, l, func(m fact.StockMoved) bool {
				return m.SKU != "" && m.Quantity > 0 && (m.Reference != "") != (m.Copy > 0) && !m.To.Virtual() && m.To.Warehouse() != ""
			})
		}
	})
}

func drain[T any](t *testing.T, l *List[T], sound func(T) bool) {
	for {
		item, err := l.Next()
		if errors.Is(err, io.EOF) || shipping.CodeOf(err) == shipping.Invalid {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if item.Problems == nil && !sound(item.Value) {
			t.Fatalf("line %d is taken as %+v", item.Line, item.Value)
		}
	}
}
