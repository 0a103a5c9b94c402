package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

// lookedAfter is a merchant with a case that is open, and its pages.
func lookedAfter(t *testing.T) (m *merchant.Merchant, at, id string) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) }
	m = opened(t, merchant.At{Data: t.TempDir()}, now)
	// more is counted out of a lot than is promised from it, which somebody must look at
	goods := shipping.SKU("A")
	o := shipping.Order{ID: "ord_a", Storefront: "s", Number: "1", Placed: now(), Currency: "EUR", Ship: shipping.Place{Country: "DE", Postcode: "10115"},
		Lines: []shipping.Line{{Product: shipping.Product{SKU: goods, Name: "A", Weight: 300, HS: "392690", Origin: "CN"}, Quantity: 2, Price: shipping.Money{Amount: 1000, Currency: "EUR"}}}}
	address := shipping.NewDocument("application/json", "", []byte(`{"name":"E","lines":["Gasse 3"],"city":"Berlin","postcode":"10115","country":"DE"}`))
	o.To = address.ID
	for _, f := range []*fact.Fact{
		{Stream: goods.Stream(), Body: &fact.StockMoved{SKU: goods, Quantity: 2, From: shipping.Supplier, To: "szx"}},
		{Stream: o.ID.Stream(), Body: &fact.OrderReceived{Order: o}},
		{Stream: goods.Stream(), Body: &fact.StockMoved{SKU: goods, Quantity: 1, From: "szx", To: shipping.Count}},
	} {
		f.At, f.By = now(), "test"
		if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{f}, Documents: []shipping.Document{address}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	cases, err := m.Views.Cases(t.Context(), m.ID, view.Page{})
	if err != nil || len(cases) != 1 {
		note, _ := m.Explain(t.Context(), "1")
		t.Fatalf("%d cases, %v, %+v", len(cases), err, note)
	}
	return m, shown(t, m, web.Options{Title: "Crosslane", Writing: true}).URL, string(cases[0].ID)
}

// filled sends a form, and follows where it leads.
func filled(t *testing.T, address, fields string, head ...string) (int, *url.URL, string) {
	t.Helper()
	a := sent(t, address, "application/x-www-form-urlencoded", fields, head...)
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, a.Request.URL, string(body)
}

func asForm(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// TestCaseForms works on a case in the browser: what is right is recorded once and leads back, what is
// wrong is told at its field, and what was typed stays.
func TestCaseForms(t *testing.T) {
	m, address, id := lookedAfter(t)
	at := address + "/cases/" + id
	for _, c := range []struct {
		name, fields string
		status       int
		says         []string
	}{
		{"no name", asForm("do", "owner", "owner", "anna"), 422, []string{"nobody says so: write your name", `value="anna"`, `id="e-by-owner"`}},
		{"taken on", asForm("do", "owner", "owner", " anna ", "by", "bert"), 200, []string{"Who takes it on is recorded", "Taken on by anna.", "<small>bert</small>", `value="anna"`}},
		{"taken on again", asForm("do", "owner", "owner", "anna", "by", "bert"), 200, []string{"the case is anna&#39;s already"}},
		{"an empty note", asForm("do", "note", "text", " \n", "by", "<bert>"), 422, []string{"is empty: write the comment", `value="&lt;bert&gt;"`, `id="e-text"`}},
		{"a note", asForm("do", "note", "text", "the <script>carrier</script>\ncalls & comes", "by", "Jürgen"), 200, []string{"The note is recorded", "the &lt;script&gt;carrier&lt;/script&gt;\ncalls &amp; comes", "Jürgen"}},
		{"no time", asForm("do", "due", "due", "to<morrow", "by", "bert"), 422, []string{"is no day and time", `value="to&lt;morrow"`, `id="e-due"`}},
		{"over", asForm("do", "due", "due", "2020-01-01T12:00", "by", "bert"), 422, []string{"2020-01-01T12:00:00Z is over", `id="e-due"`}},
		{"due", asForm("do", "due", "due", "2026-12-01T12:30", "by", "bert"), 200, []string{"The due time is recorded", "2026-12-01 12:30"}},
		{"no reason", asForm("do", "close", "why", "", "by", "bert"), 422, []string{"a case is closed for a reason: say what was done", `id="e-why"`}},
		{"no such form", asForm("do", "burn", "by", "bert"), 422, nil},
		{"too much", asForm("do", "note", "text", strings.Repeat("x", 65<<10), "by", "bert"), 422, []string{"larger than 64 kB"}},
		{"more than a line", asForm("do", "close", "why", "a\nb", "by", "bert"), 422, []string{"is longer than one line: write more in a note", `id="e-why"`}},
		{"a long name", asForm("do", "owner", "owner", strings.Repeat("y", 501), "by", "bert"), 422, []string{"is longer than one line", `id="e-owner"`}},
		{"no text", asForm("do", "note", "text", "a\x00b", "by", "bert"), 422, []string{"has a sign that no text has", `id="e-text"`}},
		{"no UTF-8", asForm("do", "owner", "owner", "\xff", "by", "bert"), 422, []string{"has a sign that no text has", `id="e-owner"`}},
		{"closed", asForm("do", "close", "why", "found & scanned", "by", "bert"), 200, []string{"closed: found &amp; scanned"}},
		{"too late", asForm("do", "owner", "owner", "carl", "by", "bert"), 403, []string{"the case is closed"}},
	} {
		status, where, body := filled(t, at, c.fields)
		if status != c.status {
			t.Errorf("%s: status %d, want %d", c.name, status, c.status)
		}
		if led := where.Query().Get("done") != ""; led != (c.status == 200 && c.name != "taken on again") {
			t.Errorf("%s leads to %s", c.name, where)
		}
		for _, want := range c.says {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page does not say %q", c.name, want)
			}
		}
		if strings.Contains(body, "<script>carrier") || strings.Contains(body, "<no value>") {
			t.Errorf("%s: not escaped, or not filled", c.name)
		}
	}
	var kinds []string
	facts, err := m.Ledger.History(t.Context(), m.ID, shipping.CaseID(id).Stream())
	for _, f := range facts {
		if strings.HasPrefix(f.By, "clerk:") {
			kinds = append(kinds, f.By+" "+string(f.Kind()))
		}
	}
	if got := strings.Join(kinds, ", "); err != nil || got != "clerk:bert CaseAssigned, clerk:Jürgen CaseNoted, clerk:bert CaseScheduled, clerk:bert CaseClosed" {
		t.Errorf("recorded: %s, %v", got, err)
	}
}

// TestFormsOfOthers: other sites cannot send the forms, and nothing is said about what is not there.
func TestFormsOfOthers(t *testing.T) {
	m, address, id := lookedAfter(t)
	fields := asForm("do", "close", "why", "x", "by", "y")
	for _, head := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		if status, _, body := filled(t, address+"/cases/"+id, fields, head...); status != http.StatusForbidden || !strings.Contains(body, "another site") {
			t.Errorf("%v: %d %s", head, status, body)
		}
	}
	if facts, err := m.Ledger.History(t.Context(), m.ID, shipping.CaseID(id).Stream()); err != nil || facts[len(facts)-1].Kind() == "CaseClosed" {
		t.Errorf("closed from elsewhere: %v", err)
	}
	if status, _, _ := filled(t, address+"/cases/"+id, asForm("do", "owner", "owner", "anna", "by", "y"), "Sec-Fetch-Site", "same-origin"); status != http.StatusOK {
		t.Errorf("from its own page: %d", status)
	}
	if status, _, body := filled(t, address+"/cases/cas_nobody", fields); status != http.StatusNotFound || !strings.Contains(body, "no such case") {
		t.Errorf("an unknown case: %d %s", status, body)
	}
	a, err := http.Get(address + "/cases/cas_nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusNotFound {
		t.Errorf("looking at an unknown case: %s", a.Status)
	}
}
