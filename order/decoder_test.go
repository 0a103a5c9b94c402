package order

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"crosslane/fact"
	"crosslane/order/moment"
	"crosslane/shipping"
)

const ownHeader = "number,placed,currency,name,address1,city,postcode,country,sku,quantity,price,weight_g,hs\n"

func ownLine(number string, item int) string {
	return fmt.Sprintf("%s,2026-03-01,EUR,Ida Probe,Test 1,Berlin,10115,DE,SKU-%d,1,5.00,100,610910\n", number, item)
}

// all reads a whole file.
func all(t testing.TB, r io.Reader, o Options) ([]*Intake, error) {
	t.Helper()
	d, err := NewDecoder(r, o)
	if err != nil {
		return nil, err
	}
	var out []*Intake
	for {
		in, err := d.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, in)
	}
}

func TestLinesOfAnOrderThatStandApart(t *testing.T) {
	file := ownHeader + ownLine("1", 1) + ownLine("2", 2) + ownLine("1", 3) + ownLine("1", 4) + ownLine("3", 5)
	got, err := all(t, strings.NewReader(file), Options{})
	if err != nil || len(got) != 4 {
		t.Fatalf("%d, %v", len(got), err)
	}
	late := got[2]
	if late.Order != nil || late.Whole || late.Verdict != Rejected || late.First != 4 || late.Last != 5 || late.Lines != 2 || late.Number != "1" {
		t.Fatalf("the late lines came to %+v", late)
	}
	var s Summary
	for _, in := range got {
		s.Became(in, in.Verdict, nil)
	}
	if s.Lines != 5 || s.Orders != 3 || s.Accepted != 3 || len(s.Problems) != 1 || s.Problems[0].Order != "1" {
		t.Fatalf("%+v", s)
	}
}

func TestTheSameFileGivesTheSameOrders(t *testing.T) {
	file := ownHeader + ownLine("1", 1) + ownLine("2", 2)
	first, _ := all(t, strings.NewReader(file), Options{Merchant: "a"})
	again, _ := all(t, iotest.OneByteReader(strings.NewReader(strings.ReplaceAll(file, "\n", "\r\n"))), Options{Merchant: "a"})
	other, _ := all(t, strings.NewReader(file), Options{Merchant: "b"})
	for i := range first {
		if first[i].Order.ID != again[i].Order.ID || first[i].Order.To != again[i].Order.To {
			t.Error("read again, it is another order")
		}
		if first[i].Order.ID == other[i].Order.ID {
			t.Error("two merchants have one order")
		}
	}
}

func TestPapers(t *testing.T) {
	got, err := all(t, strings.NewReader(ownHeader+ownLine("1", 1)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := got[0]
	if in.Papers[0].Person != in.Address.Person() || in.Papers[1].Person != in.Papers[0].Person {
		t.Error("the documents are not kept under the buyer")
	}
	if nobody, _ := all(t, strings.NewReader("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,Country\n1,A,1,3/1/11,2.00,France\n"), Options{}); nobody[0].Papers[0].Person != "" {
		t.Error("an address that names nobody is kept under a person")
	}
	if len(in.Papers) != 2 || in.Papers[0].ID != in.Order.To || in.Papers[1].ID != in.Order.Raw {
		t.Fatalf("%+v names %+v", in.Papers, in.Order)
	}
	var a shipping.Address
	if err := json.Unmarshal(in.Papers[0].Body, &a); err != nil || a.Name != "Ida Probe" {
		t.Fatalf("%+v %v", a, err)
	}
	if string(in.Papers[1].Body) != ownLine("1", 1) {
		t.Fatalf("raw is %q", in.Papers[1].Body)
	}
	object, err := all(t, strings.NewReader(`{"number":"1","placed":"2026-03-01"}`), Options{})
	if err != nil || in.Papers[1].Media != "text/csv" || object[0].Papers[0].Media != "application/json" {
		t.Errorf("a table is kept as %s, an object as %s: %v", in.Papers[1].Media, object[0].Papers[0].Media, err)
	}
	said, err := json.Marshal(in.Order)
	if err != nil || bytes.Contains(said, []byte("Ida")) || bytes.Contains(said, []byte("Test 1")) {
		t.Fatalf("the order names the buyer: %s", said)
	}
}

func TestFillingIn(t *testing.T) {
	m, err := ReadMapping([]byte("format: crosslane\nother_columns: ignore\ndefaults: {weight_g: 9, hs: \"940360\", origin: CN}\nproducts:\n  A: {hs: \"610910\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	listed := func(s shipping.SKU) (shipping.Product, bool) {
		return shipping.Product{SKU: s, Name: "Listed", Weight: 70, HS: "111111"}, s == "A"
	}
	file := "number,placed,currency,name,address1,city,postcode,country,sku,quantity,price,product\n" +
		"1,2026-03-01,EUR,Ida,Test 1,Berlin,10115,DE,A,1,5,\n1,,,,,,,,B,1,5,Own\n"
	got, err := all(t, strings.NewReader(file), Options{Mapping: m, Products: listed, Storefront: "mine"})
	if err != nil || got[0].Verdict != Accepted || got[0].Order.Storefront != "mine" {
		t.Fatalf("%+v %v", got, err)
	}
	a, b := got[0].Order.Lines[0].Product, got[0].Order.Lines[1].Product
	if a != (shipping.Product{SKU: "A", Name: "Listed", Weight: 70, HS: "610910", Origin: "CN"}) {
		t.Errorf("A is %+v", a)
	}
	if b != (shipping.Product{SKU: "B", Name: "Own", Weight: 9, HS: "940360", Origin: "CN"}) {
		t.Errorf("B is %+v", b)
	}
}

func TestFilesThatAreNoOrders(t *testing.T) {
	for name, c := range map[string]struct{ in, field string }{
		"nothing":        {"", ""},
		"space":          {" \n\n ", ""},
		"another table":  {"a,b,c\n1,2,3\n", "line 1"},
		"WooCommerce":    {"Order Number,Order Status,Order Date\n1,done,now\n", "line 1"},
		"misspelt":       {strings.Replace(ownHeader, "weight_g", "wieght_g", 1), "wieght_g"},
		"a column twice": {strings.Replace(ownHeader, "weight_g", "price", 1), "price"},
		"packed":         {"\x1f\x8b\x08", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := all(t, strings.NewReader(c.in), Options{})
			var e *shipping.Error
			if !errors.As(err, &e) || e.Field != c.field || e.Hint == "" {
				t.Fatalf("%#v", err)
			}
		})
	}
	if _, err := NewDecoder(strings.NewReader("a,b\n"), Options{Format: "cobol"}); shipping.CodeOf(err) != shipping.NotFound {
		t.Error("an unknown format is read")
	}
	if _, err := NewDecoder(strings.NewReader("a,b\n"), Options{Format: Shopify}); shipping.CodeOf(err) != shipping.Invalid {
		t.Error("a table without the format's columns is read")
	}
	own, _ := Shipped(Crosslane)
	if _, err := NewDecoder(strings.NewReader(ownHeader), Options{Format: Shopify, Mapping: own}); shipping.CodeOf(err) != shipping.Invalid {
		t.Error("a mapping is read as another format's")
	}
	if _, err := NewDecoder(strings.NewReader("{}"), Options{Format: Shopify}); shipping.CodeOf(err) != shipping.Invalid {
		t.Error("JSON is read as Shopify's table")
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]Format{
		"Name,Created at,Lineitem sku,Lineitem quantity,Financial Status,Fulfillment Status,Cancelled at\n": Shopify,
		"InvoiceNo;StockCode;Quantity;InvoiceDate\n":                                                        InvoiceLines,
		"\xef\xbb\xbfInvoice\tStockCode\tQuantity\tInvoiceDate\r\n":                                         InvoiceLines,
		"number,placed,sku,quantity\n":                                                                      Crosslane,
		" [{\"number\":\"1\"}]":                                                                             Crosslane,
	} {
		d, err := NewDecoder(strings.NewReader(in), Options{})
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := d.Format(); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// A file that cannot be read on gives out what was whole, and says so.
func TestFileThatBreaksOff(t *testing.T) {
	half := io.MultiReader(strings.NewReader(ownHeader+ownLine("1", 1)+ownLine("2", 2)+ownLine("2", 3)), iotest.ErrReader(errors.New("disk")))
	got, err := all(t, half, Options{})
	if shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Verdict != Accepted || got[1].Order != nil || got[1].Lines != 2 {
		t.Fatalf("%+v", got)
	}
	got, err = all(t, strings.NewReader(`[{"number":"1","placed":"2026-03-01","lines":[]},{"number":`), Options{})
	if shipping.CodeOf(err) != shipping.Invalid || len(got) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestAnOrderWithoutEnd(t *testing.T) {
	var b strings.Builder
	b.WriteString(ownHeader)
	for i := range maxLines + 5 {
		b.WriteString(ownLine("1", i))
	}
	b.WriteString(ownLine("2", 1))
	got, err := all(t, strings.NewReader(b.String()), Options{})
	if err != nil || len(got) != 2 || got[0].Order != nil || !got[0].Whole || got[0].Lines != maxLines+5 || got[1].Verdict != Accepted {
		t.Fatalf("%+v %v", got, err)
	}
}

// An order may have ten thousand lines and four megabytes, and not one more.
func TestTheLargestOrder(t *testing.T) {
	ofLines := func(n int) string { return ownHeader + strings.Repeat(ownLine("1", 1), n) }
	ofBytes := func(n int) string { // in lines of a hundred kilobytes, the last as long as it takes
		const long = 100_000
		line := func(n int) string {
			return "1,2026-03-01,EUR,Ida Probe," + strings.Repeat("x", n-len("1,2026-03-01,EUR,Ida Probe,,,10115,DE,A,1,5.00,100,610910\n")) + ",,10115,DE,A,1,5.00,100,610910\n"
		}
		return strings.Replace(ownHeader, "name,address1", "name,region", 1) + strings.Repeat(line(long), n/long) + line(n%long)
	}
	for name, c := range map[string]struct {
		file  string
		whole bool
	}{
		"as many lines as can be": {ofLines(maxLines), true}, "one line more": {ofLines(maxLines + 1), false},
		"as long as can be": {ofBytes(maxRaw), true}, "one byte more": {ofBytes(maxRaw + 1), false},
	} {
		got, err := all(t, strings.NewReader(c.file), Options{})
		if err != nil || len(got) != 1 || (got[0].Order != nil) != c.whole {
			t.Errorf("%s: %d orders, %v", name, len(got), err)
		}
	}
}

// Lines that send one order to two countries hold it, also where a country alone is an address.
func TestAnOrderGoesToOneAddress(t *testing.T) {
	const lines = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,Country\n1,A,1,3/1/11,2.00,France\n1,B,1,3/1/11,2.00,"
	for country, want := range map[string]Verdict{"France": Accepted, "": Accepted, "Italy": Held} {
		got, err := all(t, strings.NewReader(lines+country+"\n"), Options{})
		if err != nil || len(got) != 1 || got[0].Verdict != want {
			t.Errorf("France and %q: %+v, %v", country, got, err)
		}
	}
}

// Whatever a table holds, every line of it is accounted for once, in order.
func TestEveryLineIsAccountedFor(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"1", "2", "3", "C4", "A", "POST", "5.00", "-1", "x", "\"", "\"q\"", "\"a\nb\"", "", "2026-03-01", "DE", "EUR", "Ida"}
	for range 400 {
		var b strings.Builder
		rows := rng.IntN(30)
		b.WriteString(ownHeader)
		for range rows {
			line := ownLine([]string{"1", "2", "3", ""}[rng.IntN(4)], rng.IntN(5))
			if rng.IntN(3) == 0 {
				fields := strings.Split(strings.TrimSpace(line), ",")
				for range rng.IntN(4) {
					fields[rng.IntN(len(fields))] = pieces[rng.IntN(len(pieces))]
				}
				line = strings.Join(fields[:rng.IntN(len(fields)+1)], ",") + strings.Repeat(",x", rng.IntN(2)) + "\n"
			}
			b.WriteString(line)
		}
		account(t, b.String())
	}
}

// account checks that the intakes of a table hold each of its rows once.
func account(t *testing.T, text string) {
	t.Helper()
	d, err := NewDecoder(strings.NewReader(text), Options{})
	if err != nil {
		return
	}
	var got []*Intake
	for {
		in, err := d.Next()
		if err != nil {
			break
		}
		got = append(got, in)
	}
	sum := 0
	for _, in := range got {
		sum += in.Lines
		sound(t, in)
	}
	if want := countRows(t, text); sum != want {
		t.Fatalf("%d of %d rows are accounted for in\n%s", sum, want, text)
	}
}

func countRows(t *testing.T, text string) int {
	t.Helper()
	d, err := NewDecoder(strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		if _, err := d.source.next(); err != nil {
			return n
		}
	}
}

// sound checks what holds of every intake.
func sound(t *testing.T, in *Intake) {
	t.Helper()
	switch {
	case in.Lines < 1 || in.First < 1 || in.Last < in.First:
		t.Fatalf("lines %d to %d, %d of them", in.First, in.Last, in.Lines)
	case (in.Verdict == Held || in.Verdict == Rejected) && len(in.Problems) == 0:
		t.Fatalf("%s without a reason: %+v", in.Verdict, in)
	case in.Verdict == Accepted && len(in.Problems) > 0:
		t.Fatalf("accepted in spite of %+v", in.Problems)
	case in.Order == nil && in.Verdict != Rejected:
		t.Fatalf("%s without an order", in.Verdict)
	case in.Order == nil:
		return
	}
	split := 0 // lines whose total their pieces do not share evenly
	for i := 1; i < len(in.Order.Lines); i++ {
		a, b := in.Order.Lines[i-1], in.Order.Lines[i]
		if a.Source == b.Source && a.SKU == b.SKU && a.Price.Amount+1 == b.Price.Amount {
			split++
		}
	}
	if n := len(in.Order.Lines) + len(in.Charges) + in.Bare; n != in.Lines && n-split != in.Lines {
		t.Fatalf("%d of %d lines are in the order", n, in.Lines)
	}
	if verdict, _ := Check(in.Order, time.Time{}); verdict != in.Verdict {
		t.Fatalf("the file says %s, the order alone %s", in.Verdict, verdict)
	}
	if in.Order.Number == "" || in.Order.ID == "" || in.Order.Raw == "" || !slices.ContainsFunc(in.Papers, func(p shipping.Document) bool { return p.ID == in.Order.Raw }) {
		t.Fatalf("an order without number, identifier or documents: %+v", in.Order)
	}
}

func TestSummaryKeys(t *testing.T) {
	var s Summary
	got, _ := all(t, strings.NewReader(ownHeader+ownLine("1", 1)+ownLine("2", 1)), Options{})
	s.Became(got[0], Unchanged, nil)
	s.Became(got[1], Cancelled, nil)
	text, err := json.Marshal(s)
	const want = `{"lines":2,"orders":2,"accepted":0,"held":0,"rejected":0,"left_out":0,"cancelled":1,"unchanged":1,"problems":[]}`
	if err != nil || string(text) != want {
		t.Fatalf("%s %v", text, err)
	}
	s.Problems = []SummaryProblem{{fact.Problem{Line: 2, Field: "sku", Message: "m", Hint: "h"}, "7"}}
	text, _ = json.Marshal(s.Problems)
	if string(text) != `[{"line":2,"field":"sku","message":"m","hint":"h","order":"7"}]` {
		t.Fatalf("%s", text)
	}
}

// What somebody must mend is told apart from what is done, and from what only waits.
func TestToMend(t *testing.T) {
	head := "Name,Created at,Currency,Financial Status,Lineitem sku,Lineitem quantity,Lineitem price,Lineitem fulfillment status,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country\n"
	line := func(paid, quantity, sent, zip string) string {
		return "1,2026-03-01 10:00:00 +0100,EUR," + paid + ",A," + quantity + ",9.00," + sent + ",Ida Probe,Weg 1,Köln," + zip + ",DE\n"
	}
	for name, c := range map[string]struct {
		rows          string
		wrong, listed int
	}{
		"in order":         {line("paid", "1", "", "50667"), 0, 0},
		"fulfilled":        {line("paid", "1", "fulfilled", "50667"), 0, 0},
		"nothing to send":  {line("paid", "0", "", "50667"), 0, 0},
		"not paid yet":     {line("pending", "1", "", "50667"), 0, 1},
		"not paid, no zip": {line("pending", "1", "", "5"), 1, 2},
		"no zip":           {line("paid", "1", "", "5"), 1, 1},
		"unknown word":     {line("gladly", "1", "", "50667"), 1, 1},
		"no number":        {strings.TrimPrefix(line("paid", "1", "", "50667"), "1"), 1, 1},
		"a footer":         {line("paid", "1", "", "50667") + "1 order(s) in all,,,,,,,,,,,,\n,,,,,,,,,,,,\n", 0, 0},
		"refunds alone":    {line("paid", "-1", "", "50667"), 1, 1},
	} {
		m, err := ReadMapping([]byte("format: shopify\nassume: [uncancelled]\ndefaults: {weight_g: 500, hs: \"392690\", origin: CN}\n"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := all(t, strings.NewReader(head+c.rows), Options{Mapping: m})
		if err != nil {
			t.Fatal(err)
		}
		var s Summary
		for _, in := range got {
			s.Became(in, in.Verdict, nil)
		}
		if s.Refused() != c.wrong || len(s.Problems) != c.listed {
			t.Errorf("%s: %d to mend, %+v", name, s.Refused(), s.Problems)
		}
	}
}

func TestDateForms(t *testing.T) {
	for form, text := range map[string]string{
		"M/D/YY H:mm": "3/1/26 8:05", "DD.MM.YYYY HH:mm:ss": "01.03.2026 08:05:00", "D MMM YYYY hh:mm A": "1 Mar 2026 08:05 AM",
		"YYYY-MM-DDTHH:mm:ssZZ": "2026-03-01T08:05:00Z", "YYYY-MM-DD HH:mm:ss Z": "2026-03-01 09:05:00 +0100",
	} {
		m, err := ReadMapping([]byte("format: crosslane\ndates: \"" + form + "\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		at, bad := moment.NewReader(m.dates, m.zone).Read(text)
		if bad != nil || at.UTC().Format("2006-01-02T15:04:05") != "2026-03-01T08:05:00" {
			t.Errorf("%s reads %q as %s, %v", form, text, at, bad)
		}
	}
}

// TestStatesInJSON: words of payment and of lines count in our own JSON, too, and rows of one number are orders of their own there.
func TestStatesInJSON(t *testing.T) {
	one := func(more, line string) string {
		return `{"number":"1","placed":"2026-05-01T08:00:00Z","currency":"EUR",` + more + `"address":{"name":"I P","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},` +
			`"lines":[{"sku":"A",` + line + `"quantity":1,"price":"20.00","weight":640,"hs":"851822","origin":"CN"}]}`
	}
	for _, c := range []struct {
		body string
		want []Verdict
	}{
		{one("", ""), []Verdict{Accepted}},
		{one(`"payment":"paid",`, ""), []Verdict{Accepted}},
		{one(`"payment":"pending",`, ""), []Verdict{Held}},
		{one(`"payment":"refunded",`, ""), []Verdict{Cancelled}},
		{one(`"payment":"barter",`, ""), []Verdict{Held}},
		{one("", `"fulfilled":"fulfilled",`), []Verdict{Rejected}},
		{one("", `"fulfilled":"partial",`), []Verdict{Held}},
		{"[" + one("", "") + "," + one(`"cancelled":true,`, "") + "]", []Verdict{Accepted, Cancelled}},
	} {
		d, err := NewDecoder(strings.NewReader(c.body), Options{Merchant: "m"})
		if err != nil {
			t.Fatal(err)
		}
		var got []Verdict
		for {
			in, err := d.Next()
			if err != nil {
				break
			}
			got = append(got, in.Verdict)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.body, got, c.want)
		}
	}
}
