package order

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"crosslane/shipping"
)

func TestReadMappingRefuses(t *testing.T) {
	const top = "format: shopify\n"
	for name, c := range map[string]struct{ in, field, message string }{
		"empty":              {"", "format", "is empty"},
		"comment alone":      {"# nothing\n", "format", "is empty"},
		"not YAML":           {"format: [\n", "", "line 1: this is not YAML"},
		"a list":             {"- format\n", "", "line 1: keys with values"},
		"two documents":      {top + "---\na: 1\n", "", "one document"},
		"no format":          {"zone: UTC\n", "format", "which format"},
		"unknown format":     {"format: cobol\n", "format", `line 1: "cobol"`},
		"unknown key":        {top + "colums: {}\n", "colums", "line 2: there is no such key"},
		"key twice":          {top + "zone: UTC\nzone: UTC\n", "", "line 3: this is not YAML"},
		"unknown field":      {top + "columns:\n  weigth: W\n", "columns.weigth", "line 3: there is no such field"},
		"column in a block":  {top + "columns:\n  sku: {a: b}\n", "columns.sku.a", "line 3: columns are joined"},
		"bad zone":           {top + "zone: Mars/Base\n", "zone", "line 2:"},
		"zone of here":       {top + "zone: Local\n", "zone", "line 2:"},
		"bad currency":       {top + "currency: euro\n", "currency", "line 2:"},
		"bad word":           {top + "decimal: dot\n", "decimal", "line 2:"},
		"a word of no state": {top + "states: {maybe: [x]}\n", "states.maybe", "line 2: there is no such state"},
		"handed orders":      {top + "states: {handed: [x]}\n", "states.handed", "line 2: there is no such state"},
		"two meanings":       {top + "states: {cancel: x, ship: X}\n", "states.ship", `line 2: "X" means cancel already`},
		"two keys":           {top + "called_off: x\nstates: {ship: x}\n", "states.ship", `line 3: "x" means cancel already`},
		"a line's meanings":  {top + "fulfilled: skip\nitem_states: {ship: fulfilled}\n", "item_states.ship", `line 3: "fulfilled" means sent already`},
		"bad unit":           {top + "units: {weight: stone}\n", "units.weight", `line 2: "stone" is no unit`},
		"unit of nothing":    {top + "units: {price: EUR}\n", "units.price", "line 2: nothing else"},
		"bad encoding":       {top + "encoding: klingon\n", "encoding", `line 2: "klingon" is no encoding`},
		"bad date":           {top + "dates: [YYYY-MM-DD, soon]\n", "dates", `line 2: "soon"`},
		"date without year":  {top + "dates: D.M.\n", "dates", "line 2:"},
		"bad country":        {top + "countries:\n  Holland: NED\n", "countries.Holland", "line 3:"},
		"bad default":        {top + "defaults:\n  weight_g: 0.5\n", "defaults.weight_g", `line 3: "0.5"`},
		"unknown default":    {top + "defaults:\n  weight: 5\n", "defaults.weight", "line 3: a product has no such key"},
		"bad product":        {top + "products:\n  A: {hs: 12}\n", "products.A.hs", `line 3: "12"`},
		"value, no money":    {top + "products:\n  A: {value: 12}\n", "products.A.value", "line 3:"},
		"product is a word":  {top + "products:\n  A: yes\n", "products.A", "line 3: keys with values"},
		"a product twice":    {top + "products:\n  A: {weight_g: 1}\n  \"A \": {weight_g: 2}\n", "products.A ", "line 4: the product stands twice"},
		"nothing for a key":  {top + "zone:\n", "zone", "line 2: a single value"},
		"an alias":           {top + "storefront: &a x\nseller: *a\n", "storefront", "line 2: a single value"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadMapping([]byte(c.in))
			var e *shipping.Error
			if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != c.field || !strings.Contains(e.Message, c.message) || e.Hint == "" {
				t.Fatalf("refused with %#v", err)
			}
		})
	}
}

// A shipped mapping copied to a file of one's own reads the same.
func TestShippedMappingsCanBeCopied(t *testing.T) {
	for _, f := range Formats() {
		text, err := ShippedMapping(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadMapping(text)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Shipped(f)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s reads as %+v, not as %+v", f, got, want)
		}
	}
	if _, err := Shipped("cobol"); shipping.CodeOf(err) != shipping.NotFound {
		t.Error("an unknown format has a mapping")
	}
	if _, err := ShippedMapping("../order"); shipping.CodeOf(err) != shipping.NotFound {
		t.Error("an unknown format has a text")
	}
}

// What speaks for the seller is not taken over from the shipped mapping.
func TestMappingTakesOverTheFormAlone(t *testing.T) {
	m, err := ReadMapping([]byte("format: invoice-lines\n"))
	if err != nil {
		t.Fatal(err)
	}
	base, _ := Shipped(InvoiceLines)
	if !reflect.DeepEqual(m.form, base.form) || !reflect.DeepEqual(m.countries, base.countries) {
		t.Error("the form of the file is not taken over")
	}
	if m.currency != "" || m.bare || m.defaults != (shipping.Product{}) {
		t.Errorf("the shipped seller speaks in %+v", m)
	}
	if m.Storefront != base.Storefront {
		t.Errorf("orders come in as of %q, without the mapping as of %q", m.Storefront, base.Storefront)
	}
	own, err := ReadMapping([]byte("format: invoice-lines\ncolumns: {sku: Code}\ncountries: {EIRE: GB}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if own.column(fSKU) != "Code" || own.column(fNumber) != "InvoiceNo" || own.countries["eire"] != "GB" {
		t.Errorf("own words are not heard: %+v", own)
	}
	if base.column(fSKU) != "StockCode" || base.countries["eire"] != "IE" {
		t.Error("the shipped mapping was changed")
	}
}

func FuzzReadMapping(f *testing.F) {
	for _, format := range Formats() {
		text, _ := ShippedMapping(format)
		f.Add(text)
	}
	f.Add([]byte("format: shopify\nproducts: {A: {value: \"1 EUR\"}}\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := ReadMapping(in)
		var e *shipping.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T %v", err, err)
		}
		if err == nil && (m.zone == nil || m.columns == nil) {
			t.Fatal("a mapping without zone or columns")
		}
	})
}
