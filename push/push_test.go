package push_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/push"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/view"
)

// yard is a merchant with a shop of each sort, a door for each, and one for a carrier.
type yard struct {
	*httptest.Server

	mu     sync.Mutex
	at     time.Time
	m      *merchant.Merchant
	db     *db.DB
	keys   *seal.Keys
	pushes *push.Store
}

func (y *yard) now() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.at
}

func (y *yard) pass(d time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.at = y.at.Add(d)
}

const secret = "hush-hush-hush"

func opened(t *testing.T, dsn string) *yard {
	t.Helper()
	y := &yard{at: time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC), keys: seal.Of(t.TempDir())}
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: y.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	if y.m, err = place.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	y.db = dbtest.Open(t, dsn)
	shops := y.again(t)
	for name, sort := range map[string]storefront.Sort{"shopify-de": storefront.Shopify, "woo-de": storefront.WooCommerce} {
		_, err := shops.Make(t.Context(), y.m, storefront.New{Credentials: storefront.Credentials{Key: "k", Secret: "s"}, Connection: storefront.Connection{Name: name, Sort: sort, URL: "https://shop.example", Asked: y.at.Add(-time.Hour), Does: storefront.Does{Orders: true}}})
		if err == nil {
			_, err = y.pushes.Make(t.Context(), y.m, push.Door{Name: name, Sort: push.Sort(sort)}, secret)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := y.pushes.Make(t.Context(), y.m, push.Door{Name: "silkway", Sort: push.Carrier, Header: "x-signature"}, secret); err != nil {
		t.Fatal(err)
	}
	return y
}

// again begins anew, as behind a kill: another process at the same tables.
func (y *yard) again(t *testing.T) *storefront.Store {
	t.Helper()
	shops, err := storefront.Open(t.Context(), y.db, storefront.Options{Now: y.now, Keys: y.keys, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		y.pushes, err = push.Open(t.Context(), y.db, push.Options{Now: y.now, Keys: y.keys, Storefronts: shops, Logger: slog.New(slog.DiscardHandler)})
	}
	if err != nil {
		t.Fatal(err)
	}
	came := y.pushes.Handler(func() map[shipping.MerchantID]*merchant.Merchant {
		return map[shipping.MerchantID]*merchant.Merchant{y.m.ID: y.m}
	}, func(r *http.Request) netip.Addr {
		from, _ := netip.ParseAddr(r.Header.Get("From")) // a test says itself from where somebody comes
		return from
	})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /in/{merchant}/{name}", func(w http.ResponseWriter, r *http.Request) {
		if err := came(w, r); err != nil {
			text := err.Error()
			if e, ok := errors.AsType[*shipping.Error](err); ok && e.Wait > 0 {
				text += ", come again"
			}
			http.Error(w, text, shipping.CodeOf(err).HTTPStatus())
		}
	})
	y.Server = httptest.NewServer(mux)
	t.Cleanup(y.Close)
	return shops
}

func (y *yard) send(t *testing.T, to, body string, head ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, y.URL+"/in/"+to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text := make([]byte, 1000)
	n, _ := a.Body.Read(text)
	return a.StatusCode, string(text[:n])
}

func signed(body, by string) []byte {
	h := hmac.New(sha256.New, []byte(by))
	h.Write([]byte(body))
	return h.Sum(nil)
}

func b64(body string) string { return base64.StdEncoding.EncodeToString(signed(body, secret)) }

// readAll has everything read that came in.
func (y *yard) readAll(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { y.pushes.Run(ctx, y.m); close(done) }()
	for range 200 {
		var n int
		if err := y.db.Read.QueryRowContext(t.Context(), "SELECT count(*) FROM push_delivery WHERE state = 'waiting'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-done
}

// came is what came in by a door, newest first.
func (y *yard) came(t *testing.T, door string) []push.Came {
	t.Helper()
	list, err := y.pushes.Log(t.Context(), y.m.ID, door, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (y *yard) orders(t *testing.T) string {
	t.Helper()
	if err := y.m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := y.m.Views.Orders(t.Context(), y.m.ID, view.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "%s of %s: %s; ", rows[i].Number, rows[i].Storefront, rows[i].Stage)
	}
	return b.String()
}

func shopifyOrder(number int, updated, status string) string {
	return fmt.Sprintf(`{"id":%[1]d,"admin_graphql_api_id":"gid://shopify/Order/%[1]d","name":"#%[1]d","created_at":"2026-06-02T10:00:00+02:00","updated_at":%[2]q,"cancelled_at":null,"test":false,"currency":"EUR","email":"ida@b.example","financial_status":%[3]q,
"fulfillment_status":null,"shipping_address":{"name":"Ida Probe","address1":"Weg 1","city":"Berlin","zip":"10115","country_code":"DE"},
"line_items":[{"sku":"MUG","name":"Mug","quantity":1,"current_quantity":1,"fulfillable_quantity":1,"price":"9.00","grams":400,"requires_shipping":true,"fulfillment_status":null}],"note":"ring twice"}`, number, updated, status)
}

func wooOrder(number int, modified string) string {
	return fmt.Sprintf(`{"id":%[1]d,"number":"%[1]d","status":"processing","currency":"EUR","date_created_gmt":"2026-06-02T08:00:00","date_modified_gmt":%[2]q,"refunds":[],"meta_data":[],"billing":{"email":"eva@b.example"},
"shipping":{"first_name":"Eva","last_name":"Beispiel","address_1":"Gasse 3","city":"Wien","postcode":"1010","country":"AT"},"line_items":[{"id":1,"name":"Mug","sku":"MUG","quantity":1,"total":"9.00","price":9}]}`, number, modified)
}

// TestWhoIsBelieved: what comes in is kept where it is signed as its door says, and only there; of anything else nothing is kept.
func TestWhoIsBelieved(t *testing.T) {
	y := opened(t, t.TempDir())
	shop, woo, sheet := shopifyOrder(1, "2026-06-02T11:59:00Z", "paid"), wooOrder(1, "2026-06-02T11:59:00"), "waybill,time,milestone\nNOBODY1,2026-06-01T10:00:00Z,delivered\n"
	other := base64.StdEncoding.EncodeToString(signed(shop, "another secret"))
	hexed := func(s string) string { return hex.EncodeToString(signed(s, secret)) }
	large := strings.Repeat("x", 9<<20)
	for _, c := range []struct {
		name, to, body string
		head           []string
		status, kept   int
	}{
		{"nobody signs", "main/shopify-de", shop, nil, 401, 0}, {"an empty signature", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", ""}, 401, 0}, {"another secret", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", other}, 401, 0},
		{"of another body", "main/shopify-de", shop + " ", []string{"X-Shopify-Hmac-Sha256", b64(shop)}, 401, 0}, {"in another form", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", hexed(shop)}, 401, 0}, {"in another header", "main/shopify-de", shop, []string{"X-Wc-Webhook-Signature", b64(shop)}, 401, 0},
		{"no door", "main/nobody", shop, []string{"X-Shopify-Hmac-Sha256", b64(shop)}, 404, 0}, {"no merchant", "nobody/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", b64(shop)}, 404, 0}, {"too large", "main/shopify-de", large, []string{"X-Shopify-Hmac-Sha256", b64(large)}, 413, 0},
		{"of something else", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", b64(shop), "X-Shopify-Topic", "products/update"}, 422, 0}, {"no JSON", "main/shopify-de", "x", []string{"X-Shopify-Hmac-Sha256", b64("x")}, 422, 0}, {"no text", "main/silkway", "a\x00b", []string{"X-Signature", hexed("a\x00b")}, 422, 0},
		{"hello of WooCommerce", "main/woo-de", "webhook_id=17", nil, 200, 0}, {"no hello", "main/woo-de", "webhook_id=17&x=1", nil, 401, 0}, {"hello to Shopify", "main/shopify-de", "webhook_id=17", nil, 401, 0}, {"a deletion", "main/woo-de", `{"id":1}`, []string{"X-Wc-Webhook-Signature", b64(`{"id":1}`), "X-Wc-Webhook-Topic", "order.deleted"}, 422, 0},
		{"an order of Shopify", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", b64(shop), "X-Shopify-Topic", "orders/updated", "X-Shopify-Webhook-Id", "a"}, 200, 1}, {"the same again", "main/shopify-de", shop, []string{"X-Shopify-Hmac-Sha256", b64(shop), "X-Shopify-Topic", "orders/updated", "X-Shopify-Webhook-Id", "a"}, 200, 1},
		{"its name with other words", "main/shopify-de", shop + "\n", []string{"X-Shopify-Hmac-Sha256", b64(shop + "\n"), "X-Shopify-Webhook-Id", "a"}, 200, 2}, {"an order of WooCommerce", "main/woo-de", woo, []string{"X-Wc-Webhook-Signature", b64(woo), "X-Wc-Webhook-Topic", "order.updated"}, 200, 3},
		{"scans", "main/silkway", sheet, []string{"X-Signature", hexed(sheet)}, 200, 4}, {"scans, with the scheme", "main/silkway", sheet, []string{"X-Signature", "sha256=" + hexed(sheet)}, 200, 4}, {"scans in base64", "main/silkway", sheet, []string{"X-Signature", b64(sheet)}, 401, 4},
	} {
		status, text := y.send(t, c.to, c.body, c.head...)
		var kept int
		if err := y.db.Read.QueryRowContext(t.Context(), "SELECT count(*) FROM push_delivery").Scan(&kept); err != nil {
			t.Fatal(err)
		}
		if status != c.status || kept != c.kept {
			t.Errorf("%s: %d %s, and %d are kept, want %d and %d", c.name, status, text, kept, c.status, c.kept)
		}
	}
}

// TestWhatIsPushedIsTakenIn: what came in is read after it was answered, also by the next process, as what a visit is told: once, and nothing older than what is known.
func TestWhatIsPushedIsTakenIn(t *testing.T) {
	for _, dsn := range []string{t.TempDir(), dbtest.Postgres(t)} {
		y := opened(t, dsn)
		push := func(to, header, body string) {
			t.Helper()
			if status, text := y.send(t, "main/"+to, body, header, b64(body)); status != 200 {
				t.Fatal(status, text)
			}
		}
		push("shopify-de", "X-Shopify-Hmac-Sha256", shopifyOrder(7, "2026-06-02T11:58:00Z", "paid"))
		push("woo-de", "X-Wc-Webhook-Signature", wooOrder(8, "2026-06-02T11:58:00"))
		y.again(t) // it was killed when it had answered
		y.readAll(t)
		if got := y.orders(t); strings.Count(got, "of shopify-de: ") != 1 || strings.Count(got, "8 of woo-de: ") != 1 {
			t.Fatalf("known: %s; %+v %+v", got, y.came(t, "shopify-de"), y.came(t, "woo-de"))
		}
		y.pass(time.Minute)
		push("shopify-de", "X-Shopify-Hmac-Sha256", strings.Replace(shopifyOrder(7, "2026-06-02T11:57:00Z", "paid"), "Weg 1", "Old Way 1", 1)) // late
		push("shopify-de", "X-Shopify-Hmac-Sha256", shopifyOrder(9, "2026-06-02T10:00:00Z", "paid"))                                           // changed before a visit asked
		push("woo-de", "X-Wc-Webhook-Signature", wooOrder(8, "2026-06-02T11:59:00")+" ")
		y.readAll(t)
		for door, want := range map[string][]string{"shopify-de": {"overtaken", "left alone: it changed last before the shop was connected", "orders: 1 "}, "woo-de": {"orders: 1 unchanged", "orders: 1 "}} {
			list := y.came(t, door)
			if len(list) != len(want) {
				t.Fatalf("%s: %+v", door, list)
			}
			for i, w := range want {
				if list[i].State != "read" || !strings.Contains(list[i].Told, w) || list[i].Body != "" {
					t.Errorf("%s: %+v, want %s", door, list[i], w)
				}
			}
		}
		if got := y.orders(t); strings.Contains(got, "#9") {
			t.Errorf("known: %s", got)
		}
		var left int
		if err := y.db.Read.QueryRowContext(t.Context(), "SELECT count(*) FROM push_delivery WHERE body <> ''").Scan(&left); err != nil || left > 0 {
			t.Errorf("of %d that were read the words are kept, %v", left, err)
		}
	}
}

// TestWhatCannotBeRead is kept with why, and tried no more; a carrier tells of no other's parcels; after a month it is forgotten.
func TestWhatCannotBeRead(t *testing.T) {
	y := opened(t, t.TempDir())
	for i, c := range []struct{ to, header, body, told string }{
		{"shopify-de", "X-Shopify-Hmac-Sha256", `{"id":1}`, "updated_at"}, {"shopify-de", "X-Shopify-Hmac-Sha256", `[]`, "no order"}, {"shopify-de", "X-Shopify-Hmac-Sha256", `{"id":3,"updated_at":"2026-06-02T11:58:00Z"}`, "line_items"}, {"woo-de", "X-Wc-Webhook-Signature", `{"id":0}`, "no order"}, {"woo-de", "X-Wc-Webhook-Signature", `{"id":4}`, "date_modified_gmt"},
		{"silkway", "X-Signature", "waybill,time\nA,x\n", ""}, {"silkway", "X-Signature", "waybill,time,milestone,carrier\nX1,2026-06-01T10:00:00Z,delivered,dpd\n", "tells of a parcel of dpd"}, {"silkway", "X-Signature", "waybill,time,milestone\nNOBODY1,2026-06-01T10:00:00Z,delivered\n", "1 to mend; line 2"},
	} {
		sign := b64(c.body)
		if c.to == "silkway" {
			sign = hex.EncodeToString(signed(c.body, secret))
		}
		y.pass(time.Second)
		if status, text := y.send(t, "main/"+c.to, c.body, c.header, sign); status != 200 {
			t.Fatal(i, status, text)
		}
		y.readAll(t)
		if got := y.came(t, c.to)[0]; got.State != "unread" || !strings.Contains(got.Told, c.told) || got.Body != c.body {
			t.Errorf("%s: %+v, want %s", c.body, got, c.told)
		}
	}
	if list, err := y.pushes.List(t.Context(), y.m.ID); err != nil || list[0].Unread != 3 || list[1].Unread != 3 || list[2].Unread != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	y.pass(push.Kept + time.Hour)
	y.again(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { y.pushes.Run(ctx, y.m); close(done) }()
	defer func() { stop(); <-done }()
	for range 3000 {
		if len(y.came(t, "silkway")) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("it is not forgotten: %+v", y.came(t, "silkway"))
}

// TestDoors: a door is for a storefront or a carrier that there is, one for each; its secret is read by nobody; who may not makes none.
func TestDoors(t *testing.T) {
	y := opened(t, t.TempDir())
	ctx := t.Context()
	for _, c := range []struct {
		push.Door
		secret string
		want   shipping.Code
	}{
		{push.Door{Name: "shopify-de", Sort: push.Shopify}, secret, shipping.Conflict}, {push.Door{Name: "nobody", Sort: push.Shopify}, secret, shipping.NotFound}, {push.Door{Name: "woo-de", Sort: push.Shopify}, secret, shipping.Invalid},
		{push.Door{Name: "nobody", Sort: push.Carrier, Header: "X-A"}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: push.Carrier}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: push.Carrier, Header: "a b"}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: push.Carrier, Header: "authorization"}, secret, shipping.Invalid},
		{push.Door{Name: "dpd", Sort: push.Carrier, Header: "X-A", Form: "rot13"}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: push.Carrier, Header: "X-A", Zone: "Moon"}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: "x"}, secret, shipping.Invalid}, {push.Door{Name: "dpd", Sort: push.Carrier, Header: "X-A"}, "short", shipping.Invalid},
	} {
		if _, err := y.pushes.Make(ctx, y.m, c.Door, c.secret); shipping.CodeOf(err) != c.want {
			t.Errorf("%+v: %v, want %s", c.Door, err, c.want)
		}
	}
	reader := account.As(ctx, account.Actor{Name: "x", Grants: account.Grants{"main": account.ReadOnly}})
	if _, err := y.pushes.Make(reader, y.m, push.Door{Name: "dpd", Sort: push.Carrier, Header: "X-A"}, secret); shipping.CodeOf(err) != shipping.Forbidden {
		t.Errorf("who may not makes one: %v", err)
	}
	if err := y.pushes.End(reader, y.m.ID, "silkway"); shipping.CodeOf(err) != shipping.Forbidden {
		t.Errorf("who may not ends one: %v", err)
	}
	stranger := account.As(ctx, account.Actor{Name: "x", Grants: account.Grants{"other": account.Owner}})
	if _, err := y.pushes.List(stranger, y.m.ID); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("a stranger looks: %v", err)
	}
	if _, err := y.pushes.Log(stranger, y.m.ID, "silkway", 1); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("a stranger reads: %v", err)
	}
	var text string
	if err := y.db.Read.QueryRowContext(ctx, "SELECT secret FROM push_door LIMIT 1").Scan(&text); err != nil || strings.Contains(text, secret) {
		t.Errorf("the secret lies open: %s, %v", text, err)
	}
	if err := errors.Join(y.pushes.End(ctx, y.m.ID, "silkway")); err != nil {
		t.Error(err)
	}
	if status, _ := y.send(t, "main/silkway", "x", "X-Signature", hex.EncodeToString(signed("x", secret))); status != 404 {
		t.Errorf("by a door that was ended: %d", status)
	}
	if err := y.pushes.End(ctx, y.m.ID, "silkway"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("ended twice: %v", err)
	}
}
