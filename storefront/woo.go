package storefront

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// woo is a shop that runs on WooCommerce: its REST API, wc/v3.
type woo struct {
	caller

	at    string // where the interface begins
	large int    // orders of a page
}

const (
	page  = 50 // orders of a page
	small = 5  // where a page is larger than is read
)

func newWoo(s *Store, c *Connection, by Credentials) *woo {
	return &woo{caller{s.client, s.Now, func(r *http.Request) { r.SetBasicAuth(by.Key, by.Secret) }, ""}, c.URL + "/wp-json/wc/v3/", page}
}

func (w *woo) look(ctx context.Context) error {
	var list []json.RawMessage
	_, err := w.call(ctx, http.MethodGet, w.at+"orders?per_page=1", nil, &list)
	return err
}

// orders asks in the order of the identifiers: an order that changes meanwhile may move others back, where they are seen twice, and
// never forward, where they would be passed over. Where fewer are counted than before, it begins again.
func (w *woo) orders(ctx context.Context, since time.Time, take func([]given) error) (asOf time.Time, err error) {
	query := url.Values{"modified_after": {since.UTC().Format("2006-01-02T15:04:05")}, "dates_are_gmt": {"true"}, "status": {"any"}, "orderby": {"id"}, "order": {"asc"}, "per_page": {strconv.Itoa(w.large)}}
	asOf = w.now()
	for n, before := 1, 0; ; n++ {
		query.Set("page", strconv.Itoa(n))
		var list []json.RawMessage
		head, err := w.call(ctx, http.MethodGet, w.at+"orders?"+query.Encode(), nil, &list)
		if f, ok := errors.AsType[*fault](err); ok && f.large && w.large > small {
			w.large = small
			return w.orders(ctx, since, take)
		}
		if err != nil {
			return asOf, err
		}
		if n == 1 {
			asOf = earlier(asOf, w.date)
		}
		pages, err1 := strconv.Atoi(head.Get("X-Wp-Totalpages"))
		all, err2 := strconv.Atoi(head.Get("X-Wp-Total"))
		if err := errors.Join(err1, err2); err != nil || pages < 0 || all < 0 {
			return asOf, &fault{why: "the answer does not say how many orders there are (X-WP-TotalPages)"}
		}
		orders, err := wooOrders(list)
		if err == nil && len(orders) > 0 {
			err = take(orders)
		}
		if err != nil || n >= pages {
			return asOf, err
		}
		if all < before {
			n = 0
		}
		before = all
	}
}

// earlier is the earlier one of now, and of what the clock of the shop says.
func earlier(now time.Time, date string) time.Time {
	if at, err := http.ParseTime(date); err == nil && at.Before(now) {
		return at
	}
	return now
}

// wooOrders names the orders of a page.
func wooOrders(list []json.RawMessage) (orders []given, err error) {
	for i, raw := range list {
		var o struct {
			ID int64 `json:"id"`
		}
		if err := json.Unmarshal(raw, &o); err != nil || o.ID <= 0 {
			return nil, &fault{why: fmt.Sprintf("order %d of the answer has no id", i+1)}
		}
		orders = append(orders, given{strconv.FormatInt(o.ID, 10), raw})
	}
	return orders, nil
}
