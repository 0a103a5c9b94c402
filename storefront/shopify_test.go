package storefront_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/storefront"
)

// graphShop answers as Shopify's Admin API does in GraphQL, version 2026-10 (shopify.dev/docs/api/admin-graphql: orders, fulfillmentCreate,
// productVariants, inventorySetQuantities; shopify.dev/docs/api/usage/idempotent-requests; what a throttled answer looks like:
// shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits; read on 30 November 2026).
type graphShop struct {
	*httptest.Server
	mu       sync.Mutex
	now      func() time.Time
	orders   []*graphOrder
	level    map[string]int64 // by SKU
	keys     []string         // of idempotent calls
	fault    func(w http.ResponseWriter, query string) bool
	after    func(query string)
	sent     int // fulfilments
	page     int
	scramble func() // between two looks at stock
}

type graphOrder struct {
	id      string
	number  string
	status  string
	updated time.Time
	lines   []graphLine
	numbers []string // of fulfilments
}

type graphLine struct {
	sku           string
	quantity, out int64
}

func graphOf(t testing.TB, now func() time.Time) *graphShop {
	t.Helper()
	s := &graphShop{now: now, level: map[string]int64{}, page: 2}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

func (s *graphShop) put(number, status string, lines ...graphLine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = append(s.orders, &graphOrder{fmt.Sprintf("gid://shopify/Order/%d", 5000+len(s.orders)), number, status, s.now(), lines, nil})
}

func (s *graphShop) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var asked struct {
		Query     string
		Variables map[string]any
	}
	if r.Header.Get("X-Shopify-Access-Token") != "shpat_1" {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`)
		return
	}
	if r.URL.Path != "/admin/api/2026-10/graphql.json" || json.NewDecoder(r.Body).Decode(&asked) != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if s.fault != nil && s.fault(w, asked.Query) {
		return
	}
	v := asked.Variables
	var data any
	switch q := asked.Query; {
	case strings.Contains(q, "fulfillmentCreate"):
		data = s.fulfil(v["f"].(map[string]any))
	case strings.Contains(q, "inventorySetQuantities"):
		data = s.set(v["in"].(map[string]any), v["key"].(string), strings.Contains(q, "@idempotent(key: $key)"))
	case strings.Contains(q, "productVariants"):
		data = s.variants(v["q"].(string))
	case strings.Contains(q, "fulfillmentOrders"):
		data = s.open(v["id"].(string))
	case strings.Contains(q, "sortKey: ID"):
		data = s.list(v)
	case strings.Contains(q, "shop {"):
		data = map[string]any{"shop": map[string]any{"id": "gid://shopify/Shop/1"}}
	}
	if s.after != nil {
		s.after(asked.Query)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data, "extensions": map[string]any{"cost": map[string]any{"requestedQueryCost": 12, "actualQueryCost": 8, "throttleStatus": map[string]any{"maximumAvailable": 2000.0, "currentlyAvailable": 1988, "restoreRate": 100.0}}}})
}

func (s *graphShop) list(v map[string]any) any {
	since, _ := time.Parse(time.RFC3339, strings.Trim(strings.TrimPrefix(v["q"].(string), "updated_at:>="), "'"))
	var nodes []any
	from, _ := v["after"].(string)
	end, more := "", false
	for _, o := range s.orders {
		if o.updated.Before(since) || from != "" && o.id <= from {
			continue
		}
		if len(nodes) == s.page {
			more = true
			break
		}
		var lines []any
		for _, l := range o.lines {
			lines = append(lines, map[string]any{"sku": l.sku, "name": l.sku, "currentQuantity": l.quantity, "unfulfilledQuantity": l.quantity - l.out, "requiresShipping": true,
				"originalUnitPriceSet": map[string]any{"shopMoney": map[string]any{"amount": "9.0"}}, "variant": map[string]any{"inventoryItem": map[string]any{"measurement": map[string]any{"weight": map[string]any{"unit": "KILOGRAMS", "value": 0.4}}}}})
		}
		nodes = append(nodes, map[string]any{"id": o.id, "name": o.number, "createdAt": "2026-06-02T08:00:00Z", "cancelledAt": nil, "test": false, "currencyCode": "EUR", "email": "ida@example.com", "phone": nil, "displayFinancialStatus": o.status,
			"shippingAddress": map[string]any{"name": "Ida Probe", "company": nil, "address1": "Testgasse 3", "address2": nil, "city": "Wien", "provinceCode": nil, "province": nil, "zip": "1010", "countryCodeV2": "AT", "phone": "+43 1 234"},
			"lineItems":       map[string]any{"pageInfo": map[string]any{"hasNextPage": false}, "nodes": lines}})
		end = o.id
	}
	return map[string]any{"orders": map[string]any{"pageInfo": map[string]any{"hasNextPage": more, "endCursor": end}, "nodes": nodes}}
}

func (s *graphShop) open(id string) any {
	for _, o := range s.orders {
		if o.id != id {
			continue
		}
		var lines, made []any
		for i, l := range o.lines {
			lines = append(lines, map[string]any{"id": fmt.Sprintf("gid://shopify/FulfillmentOrderLineItem/%s-%d", strings.TrimPrefix(o.number, "#"), i), "sku": l.sku, "remainingQuantity": l.quantity - l.out})
		}
		for _, n := range o.numbers {
			made = append(made, map[string]any{"status": "SUCCESS", "trackingInfo": []any{map[string]any{"number": n}}})
		}
		return map[string]any{"order": map[string]any{"id": id, "fulfillments": made, "fulfillmentOrders": map[string]any{"nodes": []any{map[string]any{"id": "gid://shopify/FulfillmentOrder/" + strings.TrimPrefix(o.number, "#"), "status": "OPEN", "lineItems": map[string]any{"pageInfo": map[string]any{"hasNextPage": false}, "nodes": lines}}}}}}
	}
	return map[string]any{"order": nil}
}

func (s *graphShop) fulfil(f map[string]any) any {
	for _, part := range f["lineItemsByFulfillmentOrder"].([]any) {
		of := part.(map[string]any)
		for _, o := range s.orders {
			if !strings.HasSuffix(of["fulfillmentOrderId"].(string), "/"+strings.TrimPrefix(o.number, "#")) {
				continue
			}
			for _, l := range of["fulfillmentOrderLineItems"].([]any) {
				line := l.(map[string]any)
				for i := range o.lines {
					if strings.HasSuffix(line["id"].(string), fmt.Sprintf("-%d", i)) {
						o.lines[i].out += int64(line["quantity"].(float64))
					}
				}
			}
			o.numbers, o.updated = append(o.numbers, f["trackingInfo"].(map[string]any)["number"].(string)), s.now()
			s.sent++
		}
	}
	return map[string]any{"fulfillmentCreate": map[string]any{"fulfillment": map[string]any{"id": "gid://shopify/Fulfillment/1"}, "userErrors": []any{}}}
}

func (s *graphShop) variants(q string) any {
	sku := strings.TrimSuffix(strings.TrimPrefix(q, `sku:"`), `"`)
	nodes := []any{}
	if n, ok := s.level[sku]; ok {
		nodes = append(nodes, map[string]any{"sku": sku, "inventoryItem": map[string]any{"id": "gid://shopify/InventoryItem/" + sku, "tracked": true, "inventoryLevel": map[string]any{"quantities": []any{map[string]any{"quantity": n}}}}})
	}
	if s.scramble != nil {
		s.scramble()
	}
	return map[string]any{"productVariants": map[string]any{"nodes": nodes}}
}

func (s *graphShop) set(in map[string]any, key string, idempotent bool) any {
	errors := []any{}
	for _, one := range in["quantities"].([]any) {
		q := one.(map[string]any)
		sku := strings.TrimPrefix(q["inventoryItemId"].(string), "gid://shopify/InventoryItem/")
		switch {
		case !idempotent:
			errors = append(errors, map[string]any{"message": "The idempotent directive is required"})
		case float64(s.level[sku]) != q["changeFromQuantity"]:
			errors = append(errors, map[string]any{"message": "The changeFromQuantity argument does not match the persisted quantity"})
		default:
			s.level[sku] = int64(q["quantity"].(float64))
		}
	}
	s.keys = append(s.keys, key)
	return map[string]any{"inventorySetQuantities": map[string]any{"userErrors": errors}}
}

func throttled(w http.ResponseWriter, rate float64) {
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{"message": "Throttled", "extensions": map[string]any{"code": "THROTTLED"}}},
		"extensions": map[string]any{"cost": map[string]any{"requestedQueryCost": 752, "actualQueryCost": nil, "throttleStatus": map[string]any{"maximumAvailable": 2000.0, "currentlyAvailable": 652, "restoreRate": rate}}}})
}

func visited(t *testing.T, dsn string, does storefront.Does) (*business, *graphShop) {
	t.Helper()
	b := begin(t, dsn)
	shop := graphOf(t, b.now)
	does.Orders = true
	b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", Sort: storefront.Shopify, URL: shop.URL, Location: "gid://shopify/Location/1", Does: does}, Credentials: storefront.Credentials{Secret: "shpat_1"}})
	b.pass(time.Second)
	return b, shop
}

// TestShopifysOrders: what changed comes in over several pages, and a question that costs too much is asked again.
func TestShopifysOrders(t *testing.T) {
	b, shop := visited(t, dbtest.SQLite(t), storefront.Does{})
	for i := range 5 {
		shop.put(fmt.Sprintf("#10%02d", i), "PAID", graphLine{"MUG", 2, 0})
	}
	shop.put("#1010", "PENDING", graphLine{"MUG", 1, 0})
	shop.put("#1011", "REFUNDED", graphLine{"MUG", 1, 0})
	shop.put("#1012", "PAID", graphLine{"MUG", 3, 3})
	n := 0
	shop.fault = func(w http.ResponseWriter, _ string) bool {
		n++
		if n == 2 {
			throttled(w, 1000)
		}
		return n == 2
	}
	v, err := b.sync(t, "shop")
	if err != nil || v.Orders[order.Accepted] != 5 || v.Orders[order.Held] != 1 || v.Orders[order.Cancelled] != 1 || v.Orders[order.Rejected] != 1 {
		t.Fatalf("%+v, %v: %s", v, err, b.stages(t))
	}
	shop.mu.Lock()
	shop.orders[5].status, shop.orders[5].updated = "PAID", b.now()
	shop.fault = func(w http.ResponseWriter, _ string) bool { throttled(w, 1); return true } // a hundred seconds
	shop.mu.Unlock()
	if _, err := b.sync(t, "shop"); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "Throttled") {
		t.Errorf("%v", err)
	}
	b.pass(30 * time.Second)
	if list := b.shops.Due(t, b.m); len(list) > 0 {
		t.Error("it is visited before its allowance is there")
	}
	shop.mu.Lock()
	shop.fault = nil
	shop.mu.Unlock()
	b.pass(10 * time.Minute)
	if v, err := b.sync(t, "shop"); err != nil || v.Orders[order.Accepted] != 1 || b.cases(t) != 0 {
		t.Errorf("%+v, %v, %d cases", v, err, b.cases(t))
	}
}

// TestShopifysParcels: a fulfilment has what the parcel carries, and is made once; that it comes back changes nothing here.
func TestShopifysParcels(t *testing.T) {
	both(t, func(t *testing.T, dsn string) {
		b, shop := visited(t, dsn, storefront.Does{Parcels: storefront.Booked})
		b.receive(t, "MUG,szx,50,GRN-1\nTEE,dui,9,GRN-1")
		shop.put("#1", "PAID", graphLine{"MUG", 1, 0}, graphLine{"TEE", 2, 0}, graphLine{"MUG", 1, 0})
		if v, err := b.sync(t, "shop"); err != nil {
			t.Fatal(v, err)
		}
		parcels := b.parcels(t)
		if len(parcels) < 2 {
			t.Skipf("the Book sends it in %d parcels: %s", len(parcels), b.stages(t))
		}
		b.book(t, parcels[0].ID, "WB-1")
		shop.mu.Lock()
		shop.after = func(q string) {
			if strings.Contains(q, "fulfillmentCreate") {
				shop.after = nil
				panic(http.ErrAbortHandler)
			}
		}
		shop.mu.Unlock()
		if _, err := b.sync(t, "shop"); err == nil {
			t.Error("an answer that broke off is none")
		}
		b.again(t)
		b.pass(time.Hour)
		if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 1 || shop.sent != 1 {
			t.Errorf("%+v, %v, %d fulfilments", v, err, shop.sent)
		}
		b.book(t, parcels[1].ID, "WB-2")
		if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 1 || shop.sent != 2 {
			t.Errorf("%+v, %v, %d fulfilments", v, err, shop.sent)
		}
		for _, l := range shop.orders[0].lines {
			if l.out != l.quantity {
				t.Errorf("%+v", shop.orders[0].lines)
			}
		}
		if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 0 || b.cases(t) != 0 {
			t.Errorf("%+v, %v, %d cases", v, err, b.cases(t))
		}
	})
}

// TestShopifysLevels: what is available is set from what it was; what was sold meanwhile is not overwritten.
func TestShopifysLevels(t *testing.T) {
	b, shop := visited(t, dbtest.SQLite(t), storefront.Does{Stock: true})
	shop.level["MUG"] = 3
	b.receive(t, "MUG,szx,50,GRN-1\nTEE,szx,5,GRN-1")
	if v, err := b.sync(t, "shop"); err != nil || v.Levels != 1 || shop.level["MUG"] != 50 {
		t.Fatalf("%+v, %v, %v", v, err, shop.level)
	}
	b.receive(t, "MUG,szx,10,GRN-2")
	shop.mu.Lock()
	shop.scramble = func() { shop.level["MUG"], shop.scramble = 49, nil }
	shop.mu.Unlock()
	if _, err := b.sync(t, "shop"); err == nil || shop.level["MUG"] != 49 {
		t.Errorf("what was sold meanwhile: %v, %v", err, shop.level)
	}
	b.pass(time.Hour)
	if v, err := b.sync(t, "shop"); err != nil || v.Levels != 1 || shop.level["MUG"] != 60 || len(shop.keys) != 3 || shop.keys[0] == shop.keys[2] {
		t.Errorf("%+v, %v, %v, %v", v, err, shop.level, shop.keys)
	}
}

// TestShopifysCredentials: a token that is not taken is trouble.
func TestShopifysCredentials(t *testing.T) {
	b, shop := visited(t, dbtest.SQLite(t), storefront.Does{})
	shop.fault = func(w http.ResponseWriter, _ string) bool {
		fmt.Fprint(w, `{"errors":[{"message":"Access denied for orders field.","extensions":{"code":"ACCESS_DENIED"}}],"data":null}`)
		return true
	}
	if _, err := b.shops.Check(t.Context(), b.m, "shop"); shipping.CodeOf(err) != shipping.Refused {
		t.Error(err)
	}
	if c, err := b.shops.Get(t.Context(), b.m.ID, "shop"); err != nil || c.State != storefront.Trouble || !strings.Contains(c.Why, "Access denied") {
		t.Errorf("%+v, %v", c, err)
	}
	shop.fault = nil
	if c, err := b.shops.Check(t.Context(), b.m, "shop"); err != nil || c.State != storefront.On {
		t.Errorf("%+v, %v", c, err)
	}
}
