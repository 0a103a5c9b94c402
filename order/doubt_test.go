package order

import (
	"strings"
	"testing"

	"crosslane/shipping"
)

// TestAsWritten: what reads like nothing is held, unless somebody says of the file or of the order that it is real, or lists the SKU.
func TestAsWritten(t *testing.T) {
	listed := func(sku shipping.SKU) (shipping.Product, bool) { return shipping.Product{SKU: sku}, sku == "28-Nov" }
	products, err := ReadMapping([]byte("format: crosslane\nproducts: {1001.0: {name: Mug}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, value string
		o           Options
		want        Verdict
	}{
		{"number", "28-Nov", Options{}, Held}, {"number", "28-Nov", Options{AsWritten: true}, Accepted}, {"number", "28-Nov", Options{Products: listed}, Held}, {"number", "#N/A", Options{AsWritten: true}, Held},
		{"lines[0].sku", "28-Nov", Options{}, Held}, {"lines[0].sku", "28-Nov", Options{AsWritten: true}, Accepted}, {"lines[0].sku", "28-Nov", Options{Products: listed}, Accepted}, {"lines[0].sku", "29-Nov", Options{Products: listed}, Held},
		{"lines[0].sku", "1001.0", Options{}, Held}, {"lines[0].sku", "1001.0", Options{Mapping: products}, Accepted}, {"lines[0].sku", "####", Options{AsWritten: true}, Held},
		{"address.name", "Null", Options{}, Held}, {"address.name", "Null", Options{AsWritten: true}, Accepted}, {"address.name", "", Options{AsWritten: true}, Held},
		{"address.lines", "see notes", Options{}, Held}, {"address.lines", "see notes", Options{AsWritten: true}, Accepted}, {"address.lines", "n/a", Options{AsWritten: true}, Held},
	} {
		if got := verdictOf(t, jsonWith(t, c.path, c.value), c.o); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.path, c.value, got, c.want)
		}
		if c.o.AsWritten {
			said := strings.Replace(jsonWith(t, c.path, c.value), `"currency"`, `"as_written": true, "currency"`, 1)
			if got := verdictOf(t, said, Options{}); got != c.want {
				t.Errorf("%s %q, as the order says: %s, want %s", c.path, c.value, got, c.want)
			}
		}
	}
}

func verdictOf(t *testing.T, text string, o Options) Verdict {
	t.Helper()
	got, err := all(t, strings.NewReader(text), o)
	if err != nil || len(got) != 1 {
		t.Fatal(text, got, err)
	}
	return got[0].Verdict
}

// TestDoubtOfLists: a SKU of a list that reads like a spreadsheet's is doubted; what a spreadsheet shows in place of one is refused.
func TestDoubtOfLists(t *testing.T) {
	for sku, want := range map[string][2]int{"28-Nov": {0, 1}, "1001.0": {0, 1}, "1E+12": {0, 1}, "TRUE": {0, 1}, "1E5": {0, 0}, "A-1": {0, 0}, "#N/A": {1, 0}} {
		list, err := NewProducts(strings.NewReader("sku,name\n" + sku + ",Mug\n"))
		if err != nil {
			t.Fatal(err)
		}
		item, err := list.Next()
		if got := [2]int{len(item.Problems), len(item.Doubt)}; err != nil || got != want {
			t.Errorf("%s: %v %+v", sku, err, item)
		}
	}
}

// TestSure: what is doubted of an order is nothing once it is recorded as it stands; what is wrong with it stays, whatever its words.
func TestSure(t *testing.T) {
	text := strings.Replace(jsonWith(t, "address.name", "Null"), `"number"`, `"refunded": "5.00", "number"`, 1)
	got, err := all(t, strings.NewReader(text), Options{})
	if err != nil || len(got) != 1 || len(got[0].Problems) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	wrong := got[0].Problems[1]
	wrong.Hint = mend // as a hint of the record may read
	got[0].Problems[1] = wrong
	if got[0].Sure(); len(got[0].Problems) != 1 || got[0].Problems[0] != wrong {
		t.Errorf("%+v", got[0].Problems)
	}
}
