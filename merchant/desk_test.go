package merchant_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/upkeep"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// TestOrdersHandedIn: what becomes of an order that is new, that is known, that is known otherwise, and that is called off.
func TestOrdersHandedIn(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	one := mug("1", "FR", "75011")
	for _, c := range []struct {
		name, body string
		verdict    order.Verdict
		fields     string // of what there is to say of it
		named      bool
	}{
		{"new", one, order.Accepted, "", true},
		{"known", one, order.Accepted, "", true},
		{"behind a mark and blanks", "\ufeff \t\r\n" + one, order.Accepted, "", true},
		{"in a list", "[" + one + "]", order.Accepted, "", true},
		{"otherwise", strings.Replace(one, `"quantity":1`, `"quantity":2`, 1), order.Unchanged, "order", true},
		{"called off", strings.Replace(one, `"currency"`, `"cancelled":true,"currency"`, 1), order.Cancelled, "", true},
		{"called off again", strings.Replace(one, `"currency"`, `"cancelled":true,"currency"`, 1), order.Cancelled, "", true},
		{"called off before it came", strings.Replace(mug("2", "FR", "75011"), `"currency"`, `"cancelled":true,"currency"`, 1), order.Cancelled, "", true},
		{"to be mended", mug("3", "FR", ""), order.Held, "address.postcode", true},
		{"of nothing", `{"number":"4","placed":"2026-06-01","lines":[]}`, order.Rejected, "address.name address.lines lines", true},
		{"of no number", `{"placed":"2026-06-01"}`, order.Rejected, "number", false},
	} {
		taken, err := m.TakeOrders(t.Context(), []byte(c.body), nil)
		if err != nil || len(taken) != 1 {
			t.Fatalf("%s: %+v, %v", c.name, taken, err)
		}
		var fields []string
		for _, p := range taken[0].Problems {
			fields = append(fields, p.Field)
		}
		if got := taken[0]; got.Verdict != c.verdict || strings.Join(fields, " ") != c.fields || (got.ID != "") != c.named {
			t.Errorf("%s: %+v, want %s for %q", c.name, got, c.verdict, c.fields)
		}
	}
	before := told(t, m)
	for name, body := range map[string]string{"nothing": "", "blanks": " \n", "a table": "number,placed\n1,2026\n", "a word": "order", "torn": "[" + mug("9", "FR", "75011") + `,{"number":`} {
		taken, err := m.TakeOrders(t.Context(), []byte(body), nil)
		if says(t, err, shipping.Invalid); len(taken) > 0 {
			t.Errorf("%s: %+v", name, taken)
		}
	}
	if after := told(t, m); len(after) != len(before) {
		t.Errorf("what could not be read recorded %v", after[len(before):])
	}
}

// TestAnOrderIsItsStorefrontsNumber: a known number with another date is held and says so, also when it comes in again; nothing is
// sent a second time. What is told otherwise of a known order is a case, once.
func TestAnOrderIsItsStorefrontsNumber(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	one := mug("7", "FR", "75011")
	otherwise := strings.Replace(one, `"quantity":1`, `"quantity":2`, 1)
	for _, c := range []struct {
		name, body string
		verdict    order.Verdict
		says       string
	}{
		{"new", one, order.Accepted, ""},
		{"another date", redated(one), order.Held, "is known with another date, 2026-06-01"},
		{"another date again", redated(one), order.Held, "is known with another date, 2026-06-01"},
		{"another storefront", strings.Replace(redated(one), `"number"`, `"storefront":"other","number"`, 1), order.Accepted, ""},
		{"told otherwise", otherwise, order.Unchanged, "2 x MUG instead of 1"},
		{"told so again", otherwise, order.Unchanged, "2 x MUG instead of 1"},
		{"told as before", one, order.Accepted, ""},
		{"no date", strings.Replace(mug("8", "FR", "75011"), "2026-06-01", "soon", 1), order.Held, "not a date"},
		{"its date put right", mug("8", "FR", "75011"), order.Accepted, ""},
	} {
		taken, err := m.TakeOrders(t.Context(), []byte(c.body), nil)
		if err != nil || len(taken) != 1 {
			t.Fatalf("%s: %+v, %v", c.name, taken, err)
		}
		said := ""
		for _, p := range taken[0].Problems {
			said += p.Message
		}
		if taken[0].Verdict != c.verdict || !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%s: %+v, want %s for %q", c.name, taken[0], c.verdict, c.says)
		}
	}
	stages, cases := map[fact.Stage]int{}, 0
	facts, _, err := m.Feed(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case *fact.CaseOpened:
			cases++
		case *fact.OrderReceived:
			state, err := m.Ledger.Read(t.Context(), m.ID, f.Stream)
			if err != nil {
				t.Fatal(err)
			}
			stages[fact.OrderIn(state, b.Order.ID).Stage]++
		}
	}
	if stages[fact.StageHeld] != 1 || stages[fact.StageCancelled] != 1 || stages[fact.StageWaiting] != 3 || cases != 1 {
		t.Errorf("the orders are %v, and there are %d cases", stages, cases)
	}
}

func redated(order string) string { return strings.Replace(order, "2026-06-01", "2026-06-02", 1) }

// TestADocumentCallsAnOrderOff: an invoice of the seller's with a C before its number calls off the invoice, where there is one
// of the same storefront. Where there is none, that is told.
func TestADocumentCallsAnOrderOff(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	take := func(storefront string, rows ...string) (s order.Summary) {
		t.Helper()
		text := "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + strings.Join(rows, "\n") + "\n"
		goods := listed.New(m.Ledger, m.ID)
		d, err := order.NewDecoder(strings.NewReader(text), order.Options{Merchant: m.ID, Storefront: storefront, Products: goods.Find(t.Context())})
		if err == nil {
			err = m.Intake("test", "file", goods, s.Became).Run(t.Context(), d)
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	row := func(number string) string { return number + ",MUG,Mug,1,3/1/26 8:26,2.50,7,France" }
	if s := take("till", row("1"), row("2"), ",MUG,Mug,1,3/1/26 8:26,2.50,7,France"); s.Orders != 2 || s.Accepted != 2 || s.Lines != 3 || len(s.Problems) != 1 {
		t.Fatalf("%+v", s)
	}
	if s := take("other", row("C2")); s.Cancelled != 1 || len(s.Problems) != 1 || !strings.Contains(s.Problems[0].Message, "it credits 2, which is not known here") {
		t.Errorf("of another storefront: %+v", s)
	}
	if s := take("till", row("C1"), row("C9"), row("1")); s.Cancelled != 2 || s.Unchanged != 1 || s.Orders != 3 || len(s.Problems) != 1 || s.Problems[0].Order != "C9" {
		t.Errorf("%+v", s)
	}
	if s := take("till", row("C1"), ",MUG,Mug,1,3/1/26 8:26,2.50,7,France"); s.Unchanged != 1 || len(s.Problems) != 1 {
		t.Errorf("again: %+v", s)
	}
	filled(t, m)
	for number, status := range map[string]fact.Stage{"1": fact.StageCancelled, "2": fact.StageWaiting} {
		row, err := m.Views.Find(t.Context(), m.ID, number, "")
		if err != nil {
			t.Fatal(err)
		}
		state, err := m.Ledger.Read(t.Context(), m.ID, row.ID.Stream())
		if err != nil {
			t.Fatal(err)
		}
		if got := fact.OrderIn(state, row.ID).Stage; got != status {
			t.Errorf("invoice %s is %s, want %s", number, got, status)
		}
	}
}

// TestListsTaken counts what became of each line, and an order takes over what was listed.
func TestListsTaken(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	products := func(text string) *stock.Summary {
		t.Helper()
		list, err := order.NewProducts(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := stock.Products(t.Context(), m, list, stock.AsKnown)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	const text = "sku,name,weight_g,hs,origin\nCUP,Cup,300,691200,CN\nBOWL,Bowl,heavy,691200,CN\n,Nameless,1,,\n"
	if s := products(text); s.Lines != 3 || s.Recorded != 1 || s.Unchanged != 0 || s.Rejected != 2 || len(s.Problems) != 2 || s.Problems[0].Line != 3 {
		t.Errorf("%+v", s)
	}
	if s := products(text); s.Lines != 3 || s.Recorded != 0 || s.Unchanged != 1 || s.Rejected != 2 {
		t.Errorf("again: %+v", s)
	}
	if s := products("sku\n"); s.Lines != 0 || s.Problems == nil {
		t.Errorf("of nothing: %+v", s)
	}
	known := strings.NewReplacer(`"MUG"`, `"CUP"`, `,"weight":400,"hs":"691200","origin":"CN"`, "").Replace(mug("1", "FR", "75011"))
	for sku, want := range map[string]order.Verdict{"CUP": order.Accepted, "BOWL": order.Held} {
		taken, err := m.TakeOrders(t.Context(), []byte(strings.NewReplacer("CUP", sku, `"number":"1"`, `"number":"`+sku+`"`).Replace(known)), nil)
		if err != nil || taken[0].Verdict != want {
			t.Errorf("%s: %+v, %v", sku, taken, err)
		}
	}
}

// TestWhatIsNotThere: what was never recorded is not found, and the error names it.
func TestWhatIsNotThere(t *testing.T) {
	p := placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{})
	m := of(t, p, merchant.First)
	_, err := m.Case(t.Context(), "cas_none")
	says(t, err, shipping.NotFound, "no case cas_none")
	for _, name := range []string{"ord_none", "none"} {
		_, err = m.Explain(t.Context(), name)
		says(t, err, shipping.NotFound, "no order "+name)
	}
	_, err = m.Label(t.Context(), "par_none-1")
	says(t, err, shipping.NotFound, "no parcel par_none-1")
	_, err = m.Depot(t.Context(), "dep_none")
	says(t, err, shipping.NotFound, "a depot dep_none")
	_, err = m.BookFile(t.Context(), "none")
	says(t, err, shipping.NotFound, "no Book none")
	_, err = p.Served(t.Context(), []shipping.MerchantID{merchant.First, "none"})
	says(t, err, shipping.NotFound, `no merchant "none"`, "known: main")
	_, err = p.Audit(t.Context(), merchant.AuditOptions{Merchants: []shipping.MerchantID{"none"}})
	says(t, err, shipping.NotFound, `no merchant "none"`)
	if served, err := p.Served(t.Context(), nil); err != nil || len(served) != 1 || served[0] != m {
		t.Errorf("all: %v, %v", served, err)
	}
	if n, err := m.Erase(t.Context(), shipping.Address{Email: "nobody@example.org"}); n != 0 || err != nil {
		t.Errorf("%d documents about nobody, %v", n, err)
	}
	if text, err := m.BookFile(t.Context(), ""); err != nil || len(text) == 0 {
		t.Errorf("the Book in force: %d bytes, %v", len(text), err)
	}
}

// TestNamesOfMerchants: they stand in addresses, files and keys.
func TestNamesOfMerchants(t *testing.T) {
	p := placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{})
	for _, id := range []string{"a", "9", "a-b", strings.Repeat("a", 40)} {
		if m, err := p.Add(t.Context(), shipping.MerchantID(id)); err != nil || string(m.ID) != id {
			t.Errorf("%q: %v", id, err)
		}
	}
	for _, id := range []string{"", "-a", "a-", "A", "a b", "a/b", "é", strings.Repeat("a", 41)} {
		_, err := p.Add(t.Context(), shipping.MerchantID(id))
		says(t, err, shipping.Invalid, "no name of a merchant")
	}
	_, err := p.Add(t.Context(), "a")
	says(t, err, shipping.Known, "the merchant a")
}

// TestWhatIsSaidOfACase: comments, an owner, a day, an end; who says so, in one line; and how the case reads afterwards.
func TestWhatIsSaidOfACase(t *testing.T) {
	clock := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }}), merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	orders := ordered(t, m, mugs(1, 5)...)
	none := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir()}) // nobody wants simulated carriers: no way
	defer none.Close()
	drained(t, m, none)
	filled(t, m)
	rows, err := m.Views.OrderParcels(t.Context(), m.ID, orders[0].ID)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	remarks, err := m.Explain(t.Context(), orders[0].Number)
	if err != nil {
		t.Fatal(err)
	}
	var id shipping.CaseID
	var about []string
	for i := range remarks {
		if remarks[i].Stream.Sort() == shipping.CaseSort {
			id = shipping.CaseID(remarks[i].Stream.ID())
		}
		if i > 0 && remarks[i].At.Before(remarks[0].At) {
			t.Errorf("told before the order came: %+v", remarks[i])
		}
		about = append(about, remarks[i].About())
	}
	if text := strings.Join(about, ""); about[0] != "" || !strings.Contains(text, "[parcel 1] ") || !strings.Contains(text, "[case cas_") {
		t.Errorf("speaks of %q", about)
	}
	note := shipping.NewDocument("text/plain; charset=utf-8", "", []byte("They call back at noon."))
	empty := shipping.NewDocument("text/plain; charset=utf-8", "", nil)
	long := strings.Repeat("x", 500)
	for _, c := range []struct {
		by    string
		body  fact.Body
		docs  []shipping.Document
		field string
	}{
		{"", &fact.CaseNoted{Note: note.ID}, []shipping.Document{note}, "by"},
		{"anna", &fact.CaseNoted{Note: empty.ID}, []shipping.Document{empty}, "text"},
		{long + "x", &fact.CaseNoted{Note: note.ID}, []shipping.Document{note}, "by"},
		{"anna\n", &fact.CaseNoted{Note: note.ID}, []shipping.Document{note}, "by"},
		{"anna", &fact.CaseAssigned{Owner: long + "x"}, nil, "owner"},
		{"anna", &fact.CaseAssigned{Owner: "be\x00rt"}, nil, "owner"},
		{"anna", &fact.CaseClosed{Why: long + "x"}, nil, "why"},
		{"anna", &fact.CaseNoted{Note: note.ID}, []shipping.Document{note}, ""},
		{long, &fact.CaseAssigned{Owner: long}, nil, ""},
		{"anna", &fact.CaseClosed{Why: long}, nil, ""},
	} {
		err := m.Say(t.Context(), id, c.by, c.body, c.docs...)
		if c.field == "" && err == nil {
			continue
		}
		if e, ok := errors.AsType[*shipping.Error](err); !ok || e.Code != shipping.Invalid || e.Field != c.field {
			t.Errorf("%.10s says %s: %v, want a fault of %q", c.by, fact.KindOf(c.body), err, c.field)
		}
	}
	file, err := m.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, r := range file.History {
		kinds = append(kinds, string(r.Kind))
		if r.Kind == "CaseNoted" && (r.Said != "They call back at noon." || r.By != "clerk:anna") {
			t.Errorf("%+v", r)
		}
	}
	if got := strings.Join(kinds, " "); file.ID != id || file.State.Closed != long || len(file.Why) == 0 || !strings.HasPrefix(got, "CaseOpened ") || !strings.HasSuffix(got, " CaseNoted CaseAssigned CaseClosed") {
		t.Errorf("reads as %s, %+v", got, file.State)
	}
	if len(file.History) != 5 || !strings.Contains(file.History[1].Text, "4 more parcels") {
		t.Errorf("the others that joined: %+v", file.History[1])
	}
}

// TestAHandingAheadOfTime: a clock may be an hour wrong, and not more.
func TestAHandingAheadOfTime(t *testing.T) {
	clock := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }}), merchant.First)
	published(t, m, twoLines("", ""))
	if list, err := handOver(t, m, "one", "", nil, clock.Add(time.Hour), "clerk:anna"); err != nil || len(list.Lines) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	_, err := handOver(t, m, "one", "", nil, clock.Add(time.Hour+time.Second), "clerk:anna")
	says(t, err, shipping.Invalid, "lies ahead")
}

// TestAnAuditInWords: what is in order is said in full, and what is not in one line.
func TestAnAuditInWords(t *testing.T) {
	whole := merchant.Audited{Merchant: "main", Found: upkeep.Found{Facts: 7, Streams: 3, Kept: upkeep.Kept{Documents: 2}, Decided: 7}}
	for name, c := range map[string]struct {
		change func(a *merchant.Audited)
		lines  []string
	}{
		"in order":         {func(*merchant.Audited) {}, []string{"In order: main, 7 facts in 3 streams, 2 documents", "7 facts were decided again"}},
		"of two versions":  {func(a *merchant.Audited) { a.Earlier = 1 }, []string{"In order", "7 facts", "1 facts were decided by earlier versions"}},
		"with a job":       {func(a *merchant.Audited) { a.Jobs = 1 }, []string{"In order", "7 facts", "1 jobs are to be performed; 0 have no outcome"}},
		"with a void job":  {func(a *merchant.Audited) { a.Void = 1 }, []string{"In order", "7 facts", "0 jobs are to be performed; 1 have no outcome"}},
		"with read tables": {func(a *merchant.Audited) { a.Views = true }, []string{"In order", "7 facts", "The read tables are what the facts give."}},
		"violated": {func(a *merchant.Audited) {
			a.Violation, a.Views = shipping.Fault(shipping.Corrupt, "a fact is missing", ""), true
		}, []string{"main is NOT in order: a fact is missing"}},
	} {
		a := whole
		c.change(&a)
		lines := strings.Split(strings.TrimSuffix(a.Text(), "\n"), "\n")
		if len(lines) != len(c.lines) {
			t.Errorf("%s: %q", name, lines)
			continue
		}
		for i, want := range c.lines {
			if !strings.HasPrefix(lines[i], want) {
				t.Errorf("%s: %q, want %q", name, lines[i], want)
			}
		}
	}
	violated := []merchant.Audited{whole, {Merchant: "two", Violated: 1, Violation: shipping.Fault(shipping.Corrupt, "x", "")}, {Merchant: "three", Violated: 1, Violation: shipping.Fault(shipping.Corrupt, "y", "")}}
	if a := merchant.AuditAnswer(violated); a["violated"] != 2 || len(a["merchants"].([]merchant.Audited)) != 3 {
		t.Errorf("%v", a)
	}
	if err := merchant.Violation(violated); err == nil || !strings.Contains(err.Error(), "x") || merchant.Violation(violated[:1]) != nil {
		t.Errorf("the first violation: %v", err)
	}
}

// TestAnAuditLooksAtReadTablesWhenAsked: and not before.
func TestAnAuditLooksAtReadTablesWhenAsked(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	p := placed(t, at, merchant.Options{})
	m := of(t, p, merchant.First)
	ordered(t, m, mugs(1, 1)...)
	filled(t, m)
	p.Close()
	d, views := databases(t, at)
	tampered(t, views, "DELETE FROM view_order")
	_, _ = d.Close(), views.Close()
	p, err := merchant.Look(t.Context(), at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for asked, violated := range map[bool]int{false: 0, true: 1} {
		list, err := p.Audit(t.Context(), merchant.AuditOptions{Views: asked})
		if err != nil || len(list) != 1 || list[0].Views != asked || list[0].Violated != violated {
			t.Errorf("asked %t: %+v, %v", asked, list, err)
		}
	}
	behind(t, at, func(d *db.DB) {
		tampered(t, d, "DELETE FROM balances WHERE stream = (SELECT max(stream) FROM balances)")
	})
	list, err := p.Audit(t.Context(), merchant.AuditOptions{Views: true})
	if err != nil || list[0].Violated != 1 || list[0].Views {
		t.Errorf("read tables that were not reached: %+v, %v", list, err)
	}
}
