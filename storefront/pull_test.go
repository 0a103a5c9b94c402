package storefront_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/view"
)

// business is a merchant with storefronts, and a clock that both go by.
type business struct {
	mu    sync.Mutex
	at    time.Time
	m     *merchant.Merchant
	db    *db.DB
	keys  *seal.Keys
	shops *storefront.Store
	log   strings.Builder
}

func (b *business) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *business) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func begin(t testing.TB, dsn string) *business {
	t.Helper()
	b := &business{at: time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC), keys: seal.Of(t.TempDir())}
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: b.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	if b.m, err = place.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	b.db = dbtest.Open(t, dsn)
	b.again(t)
	goods, err := order.NewProducts(strings.NewReader("sku,name,weight_g,hs,origin\nMUG,Mug,400,691110,CN\nTEE,T-shirt,200,610910,CN\n"))
	if err == nil {
		_, err = stock.Products(t.Context(), b.m, goods, stock.AsKnown)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// again begins anew, as behind a kill: another process at the same tables.
func (b *business) again(t testing.TB) {
	t.Helper()
	var err error
	b.shops, err = storefront.Open(t.Context(), b.db, storefront.Options{Now: b.now, Keys: b.keys, Private: true, Link: "https://track.example/{waybill}", Log: slog.New(slog.NewTextHandler(&b.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *business) receive(t testing.TB, text string) {
	t.Helper()
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\n" + text + "\n"))
	if err == nil {
		_, err = stock.Receive(t.Context(), b.m, list, stock.AsKnown)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// connect connects a shop, whose orders are asked for.
func (b *business) connect(t testing.TB, c storefront.New) {
	t.Helper()
	if c.Credentials == (storefront.Credentials{}) {
		c.Credentials = storefront.Credentials{Key: "ck_1", Secret: "cs_1"}
	}
	if c.Sort == "" {
		c.Sort = storefront.WooCommerce
	}
	if _, err := b.shops.Make(t.Context(), b.m, c); err != nil {
		t.Fatal(err)
	}
}

// sync visits a storefront, a minute later.
func (b *business) sync(t testing.TB, name string) (*storefront.Visit, error) {
	t.Helper()
	b.pass(time.Minute)
	return b.shops.Sync(t.Context(), b.m, name)
}

// stages tells every order that is known, and how far it is.
func (b *business) stages(t testing.TB) string {
	t.Helper()
	if err := b.m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := b.m.Views.Orders(t.Context(), b.m.ID, view.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range slices.Backward(rows) {
		list = append(list, r.Storefront+" "+r.Number+" "+string(r.Stage))
	}
	return strings.Join(list, ", ")
}

func (b *business) cases(t testing.TB) int {
	t.Helper()
	rows, err := b.m.Views.Cases(t.Context(), b.m.ID, view.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

func both(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, dbtest.SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, dbtest.Postgres(t)) })
}

// TestOrdersComeIn: what changed at a shop is taken in page by page; what waits goes on, what is called off there is called off, and
// what is known is known.
func TestOrdersComeIn(t *testing.T) {
	both(t, func(t *testing.T, dsn string) {
		b := begin(t, dsn)
		shop := shopOf(t, b.now)
		shop.put(900, "processing", nil) // before it was connected
		b.pass(time.Hour)
		b.connect(t, storefront.New{Connection: storefront.Connection{Name: "mug-shop", URL: shop.URL, Does: storefront.Does{Orders: true}}})
		b.pass(time.Second)
		for i := range 120 {
			shop.put(1000+i, "processing", nil)
		}
		shop.put(1200, "on-hold", nil)
		shop.put(1201, "pending", nil)
		v, err := b.sync(t, "mug-shop")
		if err != nil || v.Orders[order.Accepted] != 120 || v.Orders[order.Held] != 2 {
			t.Fatalf("%+v, %v", v, err)
		}
		shop.put(1200, "processing", nil)
		shop.put(1201, "cancelled", nil)
		shop.put(1000, "cancelled", nil)
		shop.put(1001, "processing", map[string]any{"customer_note": "please ring"})
		shop.put(1300, "checkout-draft", nil)
		if v, err = b.sync(t, "mug-shop"); err != nil || v.Orders[order.Accepted] != 1 || v.Orders[order.Cancelled] != 2 {
			t.Fatalf("%+v, %v", v, err)
		}
		told := b.stages(t)
		for _, want := range []string{"mug-shop 1000 cancelled", "mug-shop 1001 waiting", "mug-shop 1119 waiting", "mug-shop 1200 waiting", "mug-shop 1201 cancelled", "mug-shop 1300 held"} {
			if !strings.Contains(told, want) {
				t.Errorf("not %q: %s", want, told)
			}
		}
		if strings.Contains(told, "900 ") {
			t.Errorf("an order of before came in: %s", told)
		}
		if n := b.cases(t); n != 0 {
			t.Errorf("%d cases of orders that are as they were", n)
		}
		b.pass(time.Hour)
		if v, err = b.sync(t, "mug-shop"); err != nil {
			t.Fatal(v, err)
		}
		if v, err = b.sync(t, "mug-shop"); err != nil || len(v.Orders) != 0 {
			t.Errorf("nothing changed, and %+v, %v", v, err)
		}
	})
}

// TestAShopInTrouble: what a shop answers otherwise loses no order, is said in the state of the connection, and tried again by a pause.
func TestAShopInTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, n int)
		why    string
		state  storefront.State
		rest   time.Duration // until it is visited again, at least
	}{
		"busy": {func(w http.ResponseWriter, _ int) {
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "answered 429", storefront.On, 300 * time.Second},
		"broken": {func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusInternalServerError) }, "answered 500", storefront.On, time.Minute},
		"moved": {func(w http.ResponseWriter, _ int) {
			w.Header().Set("Location", "https://www.shop.example/")
			w.WriteHeader(http.StatusMovedPermanently)
		}, "https://www.shop.example/", storefront.On, time.Minute},
		"no JSON":  {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, "<html>Welcome") }, "not what the interface", storefront.On, time.Minute},
		"no list":  {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, `{"orders":[]}`) }, "not what the interface", storefront.On, time.Minute},
		"no count": {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, `[]`) }, "how many orders", storefront.On, time.Minute},
		"cut off":  {func(w http.ResponseWriter, _ int) { w.Header().Set("Content-Length", "100"); fmt.Fprint(w, `[{`) }, "broke off", storefront.On, time.Minute},
		"no credentials": {func(w http.ResponseWriter, _ int) {
			refuse(w, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
		}, "Sorry, you cannot", storefront.Trouble, time.Hour},
		"not its business": {func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusForbidden) }, "answered 403", storefront.Trouble, time.Hour},
		"no identifiers": {func(w http.ResponseWriter, _ int) {
			w.Header().Set("X-Wp-Total", "1")
			w.Header().Set("X-Wp-Totalpages", "1")
			fmt.Fprint(w, `[{"id":"x"}]`)
		}, "has no id", storefront.On, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			b := begin(t, dbtest.SQLite(t))
			shop := shopOf(t, b.now)
			b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", URL: shop.URL, Does: storefront.Does{Orders: true}}})
			b.pass(time.Second)
			for i := range 60 {
				shop.put(1+i, "processing", nil)
			}
			n := 0
			shop.faults(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("page") == "2" { // the first page is taken in
					n++
					c.answer(w, n)
					return true
				}
				return false
			})
			if _, err := b.sync(t, "shop"); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), c.why) {
				t.Errorf("the fault was told as %v", err)
			}
			got, err := b.shops.Get(t.Context(), b.m.ID, "shop")
			if err != nil || got.State != c.state || !strings.Contains(got.Why, c.why) || strings.Contains(b.log.String(), "cs_1") || !strings.Contains(b.log.String(), "storefront=shop") {
				t.Errorf("%+v, %v; the log: %s", got, err, b.log.String())
			}
			b.pass(c.rest - time.Second)
			if list := b.shops.Due(t, b.m); len(list) > 0 {
				t.Errorf("it is visited again within %s", c.rest)
			}
			shop.faults(nil)
			b.pass(time.Hour)
			if list := b.shops.Due(t, b.m); len(list) != 1 {
				t.Errorf("it is not visited again: %v", list)
			}
			b.pass(time.Hour)
			if v, err := b.sync(t, "shop"); err != nil || strings.Count(b.stages(t), "waiting") != 60 {
				t.Errorf("%+v, %v: %s", v, err, b.stages(t))
			}
			if got, _ = b.shops.Get(t.Context(), b.m.ID, "shop"); got.State != storefront.On || got.Why != "" {
				t.Errorf("it fares as %+v", got)
			}
		})
	}
}

// TestOneThatIsNoOrder: an order that a plug-in bends is told, and holds no other up.
func TestOneThatIsNoOrder(t *testing.T) {
	b := begin(t, dbtest.SQLite(t))
	shop := shopOf(t, b.now)
	b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", URL: shop.URL, Does: storefront.Does{Orders: true}}})
	b.pass(time.Second)
	shop.put(1, "processing", nil)
	shop.put(2, "processing", map[string]any{"line_items": "none"})
	shop.put(3, "packed-by-plugin", nil)
	shop.put(4, "processing", map[string]any{"line_items": []any{map[string]any{"sku": "", "name": "?", "quantity": 1.5, "total": "x"}}})
	shop.put(5, "processing", nil)
	v, err := b.sync(t, "shop")
	if err != nil || v.Orders[order.Accepted] != 2 || v.Orders[order.Held]+v.Orders[order.Rejected] != 3 {
		t.Fatalf("%+v, %v: %s", v, err, b.stages(t))
	}
	if !strings.Contains(b.log.String(), "packed-by-plugin") {
		t.Errorf("the log does not tell the word: %s", b.log.String())
	}
}

// TestALargePage: an answer above 10 MB is refused; a smaller page is asked for.
func TestALargePage(t *testing.T) {
	b := begin(t, dbtest.SQLite(t))
	shop := shopOf(t, b.now)
	b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", URL: shop.URL, Does: storefront.Does{Orders: true}}})
	b.pass(time.Second)
	for i := range 14 {
		shop.put(1+i, "processing", map[string]any{"meta_data": []any{map[string]any{"id": 1, "key": "x", "value": strings.Repeat("x", 900<<10)}}})
	}
	if v, err := b.sync(t, "shop"); err != nil || v.Orders[order.Accepted] != 14 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestNames: what cannot be connected is refused with its field.
func TestNames(t *testing.T) {
	b := begin(t, dbtest.SQLite(t))
	good := storefront.New{Connection: storefront.Connection{Name: "shop", Sort: storefront.WooCommerce, URL: "https://shop.example/", Does: storefront.Does{Orders: true}}, Credentials: storefront.Credentials{Key: "ck_1", Secret: "cs_1"}}
	for want, bend := range map[string]func(*storefront.New){
		"name:":    func(c *storefront.New) { c.Name = "My Shop" },
		"sort:":    func(c *storefront.New) { c.Sort = "magento" },
		"url:":     func(c *storefront.New) { c.URL = "http://shop.example" },
		"parcels:": func(c *storefront.New) { c.Does.Parcels = "soon" },
		"secret:":  func(c *storefront.New) { c.Credentials.Key = "" },
		"mapping":  func(c *storefront.New) { c.Mapping = "format: shopify-json\n" },
	} {
		c := good
		bend(&c)
		if _, err := b.shops.Make(t.Context(), b.m, c); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s was told as %v", want, err)
		}
	}
	if _, err := b.shops.Make(t.Context(), b.m, good); err != nil {
		t.Fatal(err)
	}
	if _, err := b.shops.Make(t.Context(), b.m, good); shipping.CodeOf(err) != shipping.Conflict {
		t.Errorf("a second one of its name: %v", err)
	}
	if err := b.shops.End(t.Context(), b.m.ID, "shop"); err != nil {
		t.Error(err)
	}
	if err := b.shops.End(t.Context(), b.m.ID, "shop"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("it was ended twice: %v", err)
	}
}
