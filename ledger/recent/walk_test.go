package recent

import (
	"fmt"
	"reflect"
	"testing"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// walked is the balance of a product of which so many were received.
func walked(sku shipping.SKU, version int64) *fact.Balance {
	b := fact.NewBalance(sku.Stream())
	for range version {
		b.Apply(&fact.Fact{Stream: b.Stream, Body: &fact.StockMoved{SKU: sku, Quantity: 1, From: shipping.Supplier, To: "szx/A-01"}})
	}
	return b
}

// TestWalks: where a long way led is remembered, for those who stand before it and want to go as far at least.
func TestWalks(t *testing.T) {
	var w Walks
	stream, sum := shipping.SKU("MUG").Stream(), record.Sum{7}
	none := func(why string, after, upTo int64) {
		t.Helper()
		if b, _, _, ok := w.Between(stream, after, upTo); ok {
			t.Errorf("%s: %+v", why, b)
		}
	}
	none("nothing was walked", 0, 100)
	w.Put(walked("MUG", 3), 50, sum, farWalked-1)
	none("a short way", 0, 100)
	w.Put(walked("MUG", 3), 50, sum, farWalked)
	for _, c := range []struct {
		after, upTo int64
		ok          bool
	}{{0, 100, true}, {49, 50, true}, {50, 100, false}, {0, 49, false}, {51, 100, false}} {
		b, head, got, ok := w.Between(stream, c.after, c.upTo)
		if ok != c.ok || ok && (!reflect.DeepEqual(b, walked("MUG", 3)) || head != 50 || got != sum) {
			t.Errorf("from %d up to %d: %+v at %d, %t", c.after, c.upTo, b, head, ok)
		}
	}
	b, _, _, _ := w.Between(stream, 0, 100)
	b.Apply(&fact.Fact{Stream: stream, Body: &fact.StockMoved{SKU: "MUG", Quantity: 1, From: shipping.Supplier, To: "szx/A-01"}})
	if again, _, _, _ := w.Between(stream, 0, 100); !reflect.DeepEqual(again, walked("MUG", 3)) {
		t.Errorf("whoever goes on takes the next along: %+v", again)
	}
	w.Put(walked("MUG", 5), 60, sum, farWalked)
	if b, head, _, ok := w.Between(stream, 50, 100); !ok || head != 60 || b.Version != 5 {
		t.Errorf("further on: %+v at %d, %t", b, head, ok)
	}
	for n := range mostWalks - 1 {
		w.Put(walked(shipping.SKU(fmt.Sprint("S", n)), 1), 70, sum, farWalked)
	}
	if _, _, _, ok := w.Between(stream, 0, 100); !ok {
		t.Errorf("of %d ways the first is forgotten", mostWalks)
	}
	w.Put(walked("ONE", 1), 70, sum, farWalked)
	none("one way more than is remembered", 0, 100)
	if _, _, _, ok := w.Between(shipping.SKU("ONE").Stream(), 0, 100); !ok {
		t.Error("the newest way is forgotten")
	}
}

// TestAsManyAsAreKept: at least so many facts are kept; those recorded together go together.
func TestAsManyAsAreKept(t *testing.T) {
	var l List
	l.Begin(0)
	l.Add(facts(1, 10))
	l.Add(nil)
	l.Add(facts(11, most+9))
	if got, ok := l.Behind(0, 1); !ok || len(got) != 1 || got[0].Pos != 1 {
		t.Errorf("with fewer than so many behind them the first are gone: %v, %t", got, ok)
	}
	l.Add(facts(most+10, most+10))
	if _, ok := l.Behind(9, 1); ok {
		t.Error("the first are kept, though there are enough others")
	}
	if got, ok := l.Behind(10, most); !ok || int64(len(got)) != most || got[0].Pos != 11 {
		t.Errorf("of the others there are %d, %t", len(got), ok)
	}
	if line, ok := l.Past(11, 10); !ok || len(line) != 1 {
		t.Errorf("the oldest that is kept: %v, %t", line, ok)
	}
	if _, ok := l.Past(10, 9); ok {
		t.Error("the newest that is gone is answered with")
	}
}
