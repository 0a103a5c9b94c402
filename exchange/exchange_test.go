package exchange_test

import (
	"encoding/csv"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/exchange"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// erp is a merchant with the folder of its ERP.
type erp struct {
	dir string
	m   *merchant.Merchant
	f   *exchange.Folder
}

func open(t testing.TB) *erp {
	t.Helper()
	at := time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC)
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	e := &erp{dir: t.TempDir()}
	if e.m, err = place.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	e.again(t)
	return e
}

// again opens the folder anew, as behind a kill.
func (e *erp) again(t testing.TB) {
	t.Helper()
	var err error
	if e.f, err = exchange.Open(e.dir, e.m, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
}

func (e *erp) lay(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, "in", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (e *erp) look(t testing.TB) []exchange.Taken {
	t.Helper()
	list, err := e.f.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// lies tells what lies on a floor, and what is told of each.
func (e *erp) lies(t testing.TB, floor string) (all string) {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(e.dir, floor))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		all += f.Name() + "\n"
		if strings.HasSuffix(f.Name(), ".told") || floor == "out" {
			text, err := os.ReadFile(filepath.Join(e.dir, floor, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := csv.NewReader(strings.NewReader(string(text))).ReadAll(); err != nil {
				t.Errorf("%s is no CSV: %v", f.Name(), err)
			}
			all += string(text)
		}
	}
	return all
}

const (
	products = "sku,name,weight_g,hs,origin\nMUG,Mug,400,691110,CN\n"
	receipts = "sku,warehouse,quantity,reference\nMUG,szx,50,GRN-1\nMUG,,2,GRN-2\n"
	orders   = `[{"number":"B-1","placed":"2026-06-01T08:00:00Z","currency":"EUR","storefront":"erp","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT","phone":"+43 1 234","email":"eva@example.com"},"lines":[{"sku":"MUG","quantity":2,"price":"9.00"}]},
{"number":"B-2","placed":"2026-06-01T08:00:00Z","currency":"EUR","storefront":"erp","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"NIX","quantity":2,"price":"9.00"}]}]`
)

// TestFilesComeIn: each file is taken in when it stood still, as a whole, and put away with what came of its rows.
func TestFilesComeIn(t *testing.T) {
	e := open(t)
	e.lay(t, "products.csv", products)
	e.lay(t, "receipts-0601.csv", receipts)
	e.lay(t, "orders.json", orders)
	e.lay(t, "orders.csv.part", "number")
	e.lay(t, "invoices.csv", "a,b\n1,2\n")
	e.lay(t, "counts.csv", "colour\nred\n")
	if err := os.Symlink("/etc/hostname", filepath.Join(e.dir, "in", "orders-link.csv")); err != nil {
		t.Fatal(err)
	}
	if list := e.look(t); len(list) != 0 {
		t.Errorf("taken in before they stood still: %v", list)
	}
	e.lay(t, "products.csv", products+"TEE,T-shirt,200,610910,CN\n") // it grew
	if list := e.look(t); len(list) != 4 {
		t.Errorf("taken in: %v", list)
	}
	if list := e.look(t); len(list) != 1 || list[0].File != "products.csv" || list[0].Rows != 2 {
		t.Errorf("taken in: %v", list)
	}
	if list := append(e.look(t), e.look(t)...); len(list) != 0 {
		t.Errorf("taken in again: %v", list)
	}
	done, failed, in := e.lies(t, "done"), e.lies(t, "failed"), e.lies(t, "in")
	for text, words := range map[string][]string{
		done:   {"-products.csv\n", "2 of 2 rows"},
		failed: {"-orders.json\n", "-receipts-0601.csv\n", "1 of 2 rows", "3,,refused,warehouse,", ",B-1,", ",B-2,held,", "-invoices.csv\n", "does not tell what the file holds", "-counts.csv\n"},
		in:     {"orders-link.csv", "orders.csv.part"},
	} {
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("not %q:\n%s", w, text)
			}
		}
	}
	if n := strings.Count(in, "\n"); n != 2 {
		t.Errorf("in in/ lies\n%s", in)
	}
}

// TestFilesGoOut: what happened to parcels and stock is written once, in files that nobody sees a part of.
func TestFilesGoOut(t *testing.T) {
	e := open(t)
	e.look(t)
	e.lay(t, "a-products.csv", products)
	for _, f := range [][2]string{{"products.csv", products}, {"receipts.csv", receipts}, {"orders.json", orders}} {
		e.lay(t, f[0], f[1])
		e.look(t)
		e.look(t)
	}
	list, err := e.m.Views.Parcels(t.Context(), e.m.ID, view.Page{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	id := list[0].ID
	record := func(body fact.Body) {
		t.Helper()
		if _, err := e.m.Ledger.Record(t.Context(), e.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: e.m.Now(), By: "test", Body: body}}}); err != nil {
			t.Fatal(err)
		}
	}
	state, err := e.m.Ledger.Read(t.Context(), e.m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	k := fact.ParcelIn(state, id).Booking
	record(&fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "WB-1", Reference: "WB-1", Cost: shipping.Money{Amount: 500, Currency: "EUR"}})
	record(&fact.HandedOver{})
	before := e.lies(t, "out")
	e.look(t)
	e.again(t)
	e.look(t)
	e.look(t)
	out := strings.TrimPrefix(e.lies(t, "out"), before)
	all := e.lies(t, "out")
	for _, w := range []string{",booked,B-1,erp," + string(id), ",handed over,B-1,", "silkway,WB-1,szx\n", "MUG,szx,50,48", "MUG,szx,48,48"} {
		if n := strings.Count(all, w); n != 1 && (n != 2 || !strings.Contains(w, "WB-1")) {
			t.Errorf("%d times %q:\n%s", strings.Count(all, w), w, all)
		}
	}
	if strings.Contains(out, ".crosslane-") {
		t.Errorf("a part lies there: %s", out)
	}
}
