package order

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"crosslane/shipping"
)

const ownJSON = `format: crosslane
storefront: laden
items: basket.lines
list: data
other_columns: ignore
address: country
currency: EUR
columns:
  number: reference
  placed: created
  country: receiver.country
  sku: basket.lines.code
  quantity: basket.lines.count
  price: basket.lines.price
defaults: {weight_g: 250, hs: "392690", origin: CN}
`

func ownOrder(number, more string) string {
	return `{"reference": "` + number + `", "created": "2026-05-01", "receiver": {"country": "DE"}, "basket": {"lines": [{"code": "A", "count": 2, "price": 1.5}, {"code": "B", "count": 1, "price": "2.00"}]}` + more + `}`
}

func readOwn(t *testing.T, mapping, in string) (told string) {
	t.Helper()
	m, err := ReadMapping([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	var from io.Reader = strings.NewReader(in)
	if len(in) < 10_000 {
		from = iotest.OneByteReader(from) // whatever comes in at a time
	}
	got, err := all(t, from, Options{Mapping: m})
	for _, in := range got {
		lines := 0
		if in.Order != nil {
			lines = len(in.Order.Lines)
		}
		told += fmt.Sprintf("%s %s %d;", in.Number, in.Verdict, lines)
		for _, p := range in.Problems {
			told += fmt.Sprintf(" %d %s: %s;", p.Line, p.Field, p.Message)
		}
	}
	if err != nil {
		told += " " + err.Error()
	}
	return told
}

// JSON of any storefront is read by a mapping that names its paths, however its orders are wrapped up; what is no order of that
// form is told, and loses no other one.
func TestJSONOfAStorefront(t *testing.T) {
	a, b := ownOrder("1", ""), ownOrder("2", "")
	const two = "1 accepted 2;2 accepted 2;"
	for name, c := range map[string]struct{ in, want string }{
		"one":                  {a, "1 accepted 2;"},
		"a list":               {"[" + a + "," + b + "]", two},
		"one on a line":        {a + "\n" + b + "\n", two},
		"an answer":            {`{"page": {"data": [1, "]"]}, "data": [` + a + ", " + b + `], "next": null}`, two},
		"answers":              {`{"data":[` + a + `]}` + "\n" + `{"data": [` + b + `] }` + "\n", two},
		"the key in a text":    {`{"note": "\"data\": [", "data": [` + a + `]}`, "1 accepted 2;"},
		"no orders":            {`{"data": [], "total": 0}`, ""},
		"an empty list":        {`[]`, ""},
		"a refusal":            {`{"error": "no such key"}`, " format: the first order of the file has nothing under reference"},
		"lines elsewhere":      {strings.ReplaceAll(a, "lines", "rows"), " format: the first order of the file has nothing under basket.lines.code"},
		"no lines":             {a + "\n" + strings.ReplaceAll(b, "lines", "rows"), "1 accepted 2;2 rejected 0; 2 line: there is no list of lines under basket.lines;"},
		"no number":            {a + "\n" + strings.Replace(b, `"2"`, `null`, 1), "1 accepted 2; rejected 0; 2 line: the order has no number;"},
		"a block":              {a + "\n" + strings.Replace(b, `"2.00"`, `{"amount": 2}`, 1), "1 accepted 2;2 rejected 0; 2 line: basket.lines.price is no single value;"},
		"a key twice":          {a + "\n" + ownOrder("2", `, "reference": "3"`), "1 accepted 2; rejected 0; 2 line: the key reference stands twice;"},
		"a broken line":        {a + "\n{]\n" + b, "1 accepted 2; rejected 0; 2 line: the line is not one JSON object;2 accepted 2;"},
		"a number again":       {a + "\n" + a, "1 accepted 2;1 accepted 2;"},
		"cut off":              {`{"data": [` + a + `,` + b, "1 accepted 2;2 rejected 0; 1 line: the file cannot be read on in the middle of this order; line 1: the file ends in the middle of the list"},
		"cut off behind":       {`{"data": [` + a + `], "next"`, "1 rejected 0; 1 line: the file cannot be read on in the middle of this order; line 1: what stands behind the list is not JSON"},
		"no JSON behind":       {`{"data": [` + a + `] next}`, "1 rejected 0; 1 line: the file cannot be read on in the middle of this order; line 1: what stands behind the list is not JSON"},
		"no JSON before":       {`{next, "data": [` + a + `]}`, " line 1: there is no list under data"},
		"what cannot be a SKU": {strings.Replace(a, `"A"`, `""`, 1), "1 held 2; 1 basket.lines[0].code: the line has no SKU;"},
		"the second line":      {strings.Replace(a, `"count": 1`, `"count": 1.5`, 1), `1 held 2; 1 basket.lines[1].count: "1.5" is not a whole number`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readOwn(t, ownJSON, c.in); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("%s\ncame to %s\nnot to  %s", c.in, got, c.want)
			}
		})
	}
}

// Each order of JSON stands by itself: none is put together of two that have one number.
func TestJSONOrdersAreWhole(t *testing.T) {
	m, err := ReadMapping([]byte(ownJSON))
	if err != nil {
		t.Fatal(err)
	}
	in := ownOrder("1", "") + ownOrder("2", "") + ownOrder("1", "")
	o := Options{Mapping: m}
	if o.Apart, err = Apart(strings.NewReader(in), o); err != nil || len(o.Apart.ends) > 0 {
		t.Errorf("orders stand apart: %v, %v", o.Apart, err)
	}
	got, err := all(t, strings.NewReader(in), o)
	if err != nil || len(got) != 3 || len(got[2].Order.Lines) != 2 {
		t.Errorf("they came to %+v, %v", got, err)
	}
}

// The answer may be of any size; each order has 1 MB at most.
func TestJSONOfAStorefrontIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"total": 5000, "data": [`)
	for i := range 5000 {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(ownOrder(fmt.Sprint(i), `, "note": "`+strings.Repeat("x", 700)+`"`))
	}
	b.WriteString(`]}`)
	if b.Len() < 3<<20 {
		t.Fatal("the answer is too small to tell anything")
	}
	if got := strings.Count(readOwn(t, ownJSON, b.String()), "accepted 2;"); got != 5000 {
		t.Errorf("%d orders of 5000 were read", got)
	}
	large := ownOrder("2", `, "note": "`+strings.Repeat("x", 1<<20)+`"`)
	got := readOwn(t, ownJSON, `{"data": [`+ownOrder("1", "")+", "+large+"]}")
	if want := "1 rejected 0; 1 line: the file cannot be read on in the middle of this order; line 1: the braces that open here are not closed within 1 MB"; !strings.HasPrefix(got, want) {
		t.Errorf("an order of more than 1 MB came to %.200s", got)
	}
	lines := strings.Repeat(`{"code": "A", "count": 1},`, 10_001)
	got = readOwn(t, ownJSON, ownOrder("1", "")+"\n"+`{"reference": "2", "created": "2026-05-01", "basket": {"lines": [`+strings.TrimSuffix(lines, ",")+`]}}`)
	if want := "2 rejected 0; 2 line: the order has more than 10,000 lines;"; !strings.Contains(got, want) {
		t.Errorf("an order of 10,001 lines came to %.200s", got)
	}
}

// A file and a mapping that do not fit are told, and so are keys that nothing names where the mapping refuses them.
func TestJSONThatDoesNotFit(t *testing.T) {
	if got, want := readOwn(t, ownJSON, "reference,created\n1,2026-05-01\n"), "is of none"; strings.Contains(got, "accepted") || got == "" {
		t.Errorf("a table came to %q, not %q", got, want)
	}
	if got := readOwn(t, "format: amazon\n", ownOrder("1", "")); !strings.Contains(got, "the file is JSON, and amazon is a table") {
		t.Errorf("JSON without items came to %q", got)
	}
	if got := readOwn(t, "format: shopify\n", ownOrder("1", "")); !strings.Contains(got, "the file is JSON, and shopify is a table") || !strings.Contains(got, "shopify-json") {
		t.Errorf("JSON read as a table came to %q", got)
	}
	if got := readOwn(t, "format: shopify-json\n", "Name,Created at,Lineitem sku,Lineitem quantity\n"); !strings.Contains(got, "the file is a table, and shopify-json is JSON") {
		t.Errorf("a table read as JSON came to %q", got)
	}
	refusing := strings.Replace(ownJSON, "other_columns: ignore", "other_columns: refuse", 1)
	if got := readOwn(t, refusing, ownOrder("1", `, "gift": {"note": "x"}`)); !strings.Contains(got, "gift.note: there is no such column") {
		t.Errorf("a key that nothing names came to %q", got)
	}
	d, err := NewDecoder(strings.NewReader("number,date_created_gmt,line_items.sku,line_items.quantity\n"), Options{})
	if err == nil || !strings.Contains(err.Error(), "of none of the known formats") {
		t.Errorf("a table is read as %v: %v", d, err)
	}
}

// The formats of JSON are known by the first order; Crosslane's own stays what it is.
func TestJSONIsKnown(t *testing.T) {
	for path, want := range map[string]Format{"testdata/field/woocommerce-json.json": WooCommerceJSON, "testdata/field/shopify-json.json": ShopifyJSON, "testdata/field/magento-json.json": MagentoJSON, "testdata/crosslane.json": Crosslane, "testdata/corners.json": Crosslane} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d, err := NewDecoder(strings.NewReader(string(text)), Options{})
		if err != nil || d.Format() != want {
			t.Errorf("%s: %v, not %s", path, err, want)
		}
	}
	d, err := NewDecoder(strings.NewReader(`{"orders": []}`), Options{})
	if err != nil || d.Format() != ShopifyJSON {
		t.Errorf("an answer without orders: %v", err)
	}
	_, err = NewDecoder(strings.NewReader(ownOrder("1", "")), Options{Format: ShopifyJSON})
	if shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("other JSON is read as Shopify's: %v", err)
	}
}

// JSON of an unknown storefront is not read as our own: the file is refused, with what it says and the form that is nearest.
func TestForeignJSON(t *testing.T) {
	woo := `[{"id":7,"number":"7","date_created_gmt":"2026-05-01T10:00:00","status":"processing","line_items":[{"name":"Mug","quantity":1}]}]`
	for text, says := range map[string]string{
		woo:                                    "nearest is woocommerce-json, and nothing stands under its line_items.sku",
		ownOrder("1", ""):                      "of none of the known forms: it says basket, created, receiver, reference",
		`{"all": [` + ownOrder("1", "") + `]}`: "of none of the known forms: it says basket, created, receiver, reference",
	} {
		if _, err := NewDecoder(strings.NewReader(text), Options{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{"number": "1", "lines": [], "gift": true}`, `{"number": "1"}`, `[]`, `{"number": `} { // each order says what is wrong with it
		if d, err := NewDecoder(strings.NewReader(text), Options{}); err != nil || d.Format() != Crosslane {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// JSON without a key of payment, fulfilment or cancellation is refused as a table is, unless a person says what is true of all orders;
// an order that lacks what the first one has is rejected.
func TestJSONWithoutStates(t *testing.T) {
	const keys = "columns: {payment: paid, fulfilled: basket.lines.sent, cancelled: {join: [off, test]}}\n"
	own := strings.Replace(ownJSON, "columns:\n", strings.Replace(strings.TrimSuffix(keys, "}\n"), "columns: {", "columns:\n  ", 1)+"\n", 1)
	own = strings.NewReplacer("payment: paid, fulfilled: basket.lines.sent, cancelled", "payment: paid\n  fulfilled: basket.lines.sent\n  cancelled").Replace(own)
	line := func(sent, more string) string {
		return `{"reference": "1", "created": "2026-05-01", "receiver": {"country": "DE"}, "basket": {"lines": [{"code": "A", "count": 2, "price": 1.5, "sent": null}, {"code": "B", "count": 1, "price": 1` + sent + `}]}` + more + `}`
	}
	whole := line(`, "sent": null`, `, "paid": "paid", "off": null, "test": false`)
	for text, says := range map[string]string{
		whole: "1 accepted 2;",
		line(`, "sent": null`, `, "off": null, "test": false`):                          "paid: the file has no such key, which says whether an order was paid",
		line(`, "sent": null`, `, "paid": "paid", "test": false`):                       "off: the file has no such key, which says whether an order was cancelled",
		line(`, "sent": null`, `, "paid": "paid", "off": null`):                         "test: the file has no such key, which says whether an order was cancelled",
		strings.ReplaceAll(whole, `, "sent": null`, ""):                                 "basket.lines.sent: the file has no such key, which says whether an order was sent",
		line("", `, "paid": "paid", "off": null, "test": false`):                        "the order has no key basket.lines.sent",
		whole + line(`, "sent": null`, `, "off": null, "test": false`):                  "the order has no key paid",
		whole + line(`, "sent": null`, `, "paid": null, "off": null, "test": false`):    "paid: the file does not say whether it is to be sent",
		whole + line(`, "sent": null`, `, "paid": "paid", "off": null, "test": true`):   "1 cancelled 2;",
		whole + line(`, "sent": null`, `, "paid": "paid", "off": "May", "test": false`): "1 cancelled 2;",
	} {
		if got := readOwn(t, own, text); !strings.Contains(got, says) {
			t.Errorf("%s\ncame to %s", text, got)
		}
	}
	if got := readOwn(t, own+"assume: [paid, unsent, uncancelled]\n", line("", "")); got != "1 accepted 2;" {
		t.Errorf("what is assumed came to %s", got)
	}
}
