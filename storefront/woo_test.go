package storefront_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// wooShop answers as WooCommerce's REST API does (woocommerce.github.io/woocommerce-rest-api-docs, wc/v3: list all orders, update an
// order, order notes, products and variations in batches; read on 30 November 2026): what it holds, and what it was asked.
type wooShop struct {
	*httptest.Server
	mu       sync.Mutex
	now      func() time.Time
	orders   []map[string]any
	notes    map[string][]string
	products []map[string]any
	asked    []string // method and path
	fault    func(w http.ResponseWriter, r *http.Request) bool
	after    func(r *http.Request) // an answer was made, and is not sent yet
}

func shopOf(t testing.TB, now func() time.Time) *wooShop {
	t.Helper()
	s := &wooShop{now: now, notes: map[string][]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

// put lays an order there, or changes it.
func (s *wooShop) put(id int, status string, more map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := map[string]any{"id": id, "number": strconv.Itoa(id), "status": status, "currency": "EUR", "date_created_gmt": "2026-06-02T08:00:00", "refunds": []any{}, "meta_data": []any{},
		"billing":    map[string]any{"first_name": "Ida", "last_name": "Probe", "email": "ida@example.com", "phone": "+43 1 234"},
		"shipping":   map[string]any{"first_name": "Ida", "last_name": "Probe", "address_1": "Testgasse 3", "city": "Wien", "postcode": "1010", "country": "AT"},
		"line_items": []any{map[string]any{"id": 1, "sku": "MUG", "name": "Mug", "quantity": 1, "total": "9.00"}}}
	for i := range s.orders {
		if s.orders[i]["id"] == id {
			o = s.orders[i]
			o["status"] = status
			s.orders = append(s.orders[:i], s.orders[i+1:]...)
			break
		}
	}
	maps.Copy(o, more)
	o["date_modified_gmt"] = s.now().UTC().Format("2006-01-02T15:04:05")
	at := len(s.orders)
	for i := range s.orders {
		if s.orders[i]["id"].(int) > id {
			at = i
			break
		}
	}
	s.orders = append(s.orders[:at], append([]map[string]any{o}, s.orders[at:]...)...)
}

func (s *wooShop) faults(f func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

func (s *wooShop) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if key, secret, _ := r.BasicAuth(); key != "ck_1" || secret != "cs_1" {
		refuse(w, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
		return
	}
	if s.fault != nil && s.fault(w, r) {
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/wp-json/wc/v3/")
	switch {
	case r.Method == http.MethodGet && path == "orders":
		s.list(w, r)
	default:
		s.more(w, r, path)
	}
	if s.after != nil {
		s.after(r)
	}
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": message, "data": map[string]any{"status": status}})
}

func (s *wooShop) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	page, size := 1, 10
	if n, err := strconv.Atoi(q.Get("page")); err == nil {
		page = n
	}
	if n, err := strconv.Atoi(q.Get("per_page")); err == nil {
		size = n
	}
	var found []map[string]any
	for _, o := range s.orders {
		if after := q.Get("modified_after"); after == "" || o["date_modified_gmt"].(string) > after {
			found = append(found, o)
		}
	}
	pages := (len(found) + size - 1) / size
	w.Header().Set("X-Wp-Total", strconv.Itoa(len(found)))
	w.Header().Set("X-Wp-Totalpages", strconv.Itoa(pages))
	from := min((page-1)*size, len(found))
	shown := found[from:min(from+size, len(found))]
	if shown == nil {
		shown = []map[string]any{}
	}
	_ = json.NewEncoder(w).Encode(shown)
}

func (s *wooShop) more(w http.ResponseWriter, r *http.Request, path string) {
	parts := strings.Split(path, "/")
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	switch {
	case parts[0] == "orders" && len(parts) > 1:
		s.one(w, r, parts, body)
	case r.Method == http.MethodGet && path == "products":
		found := []map[string]any{}
		for _, p := range s.products {
			if strings.Contains(","+r.URL.Query().Get("sku")+",", ","+p["sku"].(string)+",") {
				found = append(found, p)
			}
		}
		_ = json.NewEncoder(w).Encode(found)
	case r.Method == http.MethodPost && strings.HasSuffix(path, "/batch"):
		parent := 0
		if len(parts) == 4 {
			parent, _ = strconv.Atoi(parts[1])
		}
		s.batch(w, parent, body)
	default:
		refuse(w, 404, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

func (s *wooShop) one(w http.ResponseWriter, r *http.Request, parts []string, body map[string]any) {
	var o map[string]any
	for _, one := range s.orders {
		if strconv.Itoa(one["id"].(int)) == parts[1] {
			o = one
		}
	}
	switch {
	case o == nil:
		refuse(w, 404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
	case len(parts) == 3 && r.Method == http.MethodGet:
		list := []map[string]any{}
		for i, text := range s.notes[parts[1]] {
			list = append(list, map[string]any{"id": i + 1, "note": text})
		}
		_ = json.NewEncoder(w).Encode(list)
	case len(parts) == 3:
		s.notes[parts[1]] = append(s.notes[parts[1]], body["note"].(string))
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(map[string]any{"id": len(s.notes[parts[1]])})
	default:
		if r.Method == http.MethodPut {
			if status, ok := body["status"].(string); ok {
				o["status"] = status
			}
			if meta, ok := body["meta_data"].([]any); ok {
				o["meta_data"] = append(o["meta_data"].([]any), meta...)
			}
			o["date_modified_gmt"] = s.now().UTC().Format("2006-01-02T15:04:05")
		}
		_ = json.NewEncoder(w).Encode(o)
	}
}

func (s *wooShop) batch(w http.ResponseWriter, parent int, body map[string]any) {
	var answer []map[string]any
	for _, u := range body["update"].([]any) {
		change, found := u.(map[string]any), false
		for _, p := range s.products {
			if float64(p["id"].(int)) == change["id"] && p["parent_id"] == parent {
				p["stock_quantity"], p["manage_stock"], found = change["stock_quantity"], change["manage_stock"], true
				answer = append(answer, p)
			}
		}
		if !found {
			answer = append(answer, map[string]any{"id": change["id"], "error": map[string]any{"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."}})
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"update": answer})
}

// product lays a product there; one of a parent is a variation.
func (s *wooShop) product(id, parent int, sku string, quantity any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := "simple"
	if parent > 0 {
		kind = "variation"
	}
	s.products = append(s.products, map[string]any{"id": id, "parent_id": parent, "sku": sku, "type": kind, "manage_stock": quantity != nil, "stock_quantity": quantity})
}

// level tells how many of a product the shop shows.
func (s *wooShop) level(id int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.products {
		if p["id"] == id {
			return fmt.Sprint(p["stock_quantity"])
		}
	}
	return "none"
}

// told counts the calls that begin so since the last time.
func (s *wooShop) told(begin string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asked {
		if strings.HasPrefix(a, begin) {
			n++
		}
	}
	s.asked = nil
	return n
}
