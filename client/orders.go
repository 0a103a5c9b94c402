package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// NewOrder is an order as it is handed in.
type NewOrder struct {
	Number     string    `json:"number"` // the storefront's own
	Placed     time.Time `json:"placed"`
	Currency   string    `json:"currency"`
	Storefront string    `json:"storefront,omitempty"` // where it came from
	Cancelled  bool      `json:"cancelled,omitempty"`  // it is called off
	Complete   bool      `json:"complete,omitempty"`   // it leaves whole, or not at all
	Address    Address   `json:"address"`
	Lines      []Line    `json:"lines"`
}

// Address is where an order goes.
type Address struct {
	Name     string   `json:"name"`
	Company  string   `json:"company,omitempty"`
	Lines    []string `json:"lines"`
	City     string   `json:"city"`
	Region   string   `json:"region,omitempty"`
	Postcode string   `json:"postcode"`
	Country  string   `json:"country"` // ISO 3166-1
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
}

// Line is a line of an order.
type Line struct {
	SKU      string `json:"sku"`
	Name     string `json:"name,omitempty"`
	Quantity int64  `json:"quantity"`
	Price    string `json:"price"`              // of one piece, in the order's currency: "49.90"
	Weight   int64  `json:"weight_g,omitempty"` // of one piece, in grams
	HS       string `json:"hs,omitempty"`
	Origin   string `json:"origin,omitempty"` // where it is made, ISO 3166-1
}

// Remark is what is wrong with an order, in the words of what was handed in.
type Remark struct {
	Line    int    `json:"line,omitempty"`
	Field   string `json:"field"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Became is what became of an order that was handed in.
type Became struct {
	ID       string   `json:"id"` // names the order from now on; empty where nothing could be recorded
	Number   string   `json:"number"`
	Verdict  string   `json:"verdict"` // accepted, held, rejected, cancelled, unchanged
	Problems []Remark `json:"problems"`
	Warnings []Remark `json:"warnings"`
}

// HandOrdersIn hands orders in, and answers once they are durable, one for one.
func (c *Client) HandOrdersIn(ctx context.Context, orders ...NewOrder) ([]Became, error) {
	body, err := json.Marshal(orders)
	if err != nil {
		return nil, err
	}
	var out struct{ Orders []Became }
	err = c.call(ctx, request{method: http.MethodPost, path: "/orders", body: body}, &out)
	return out.Orders, err
}

// Money is an amount in minor units: 4990 EUR are 49.90.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Order is an order.
type Order struct {
	ID         string     `json:"id"`
	Number     string     `json:"number"`
	Storefront string     `json:"storefront"`
	Seller     string     `json:"seller"`
	Placed     *time.Time `json:"placed"`
	Country    string     `json:"country"`
	Stage      string     `json:"stage"` // received, held, accepted, waiting, shipping, completed, undelivered, rejected, cancelled
	Parcels    int64      `json:"parcels"`
	Value      *Money     `json:"value"` // nil: not known
	Problem    string     `json:"problem"`
	Updated    *time.Time `json:"updated"`
	// Sent are its parcels; told where one order is asked for.
	Sent []Parcel `json:"parcels_sent"`
}

// Order reads an order, by its identifier or the storefront's number, with its parcels.
func (c *Client) Order(ctx context.Context, name string) (*Order, error) {
	out := &Order{}
	return out, c.call(ctx, request{method: http.MethodGet, path: "/orders/" + url.PathEscape(name)}, out)
}

// Orders goes over the orders of a stage, or all where it is empty, newest first. What goes wrong is the last that it yields.
func (c *Client) Orders(ctx context.Context, stage string) iter.Seq2[*Order, error] {
	return pages[Order](ctx, c, "/orders", "stage", stage)
}

// Gone is a parcel that had left when its order was called off, and the case in which somebody has it stopped.
type Gone struct {
	Parcel string `json:"parcel"`
	Case   string `json:"case"`
}

// Cancel calls an order off, for a reason that names nobody. What has left already is answered.
func (c *Client) Cancel(ctx context.Context, order, why string) ([]Gone, error) {
	body, err := json.Marshal(map[string]string{"why": why})
	if err != nil {
		return nil, err
	}
	var out struct{ Gone []Gone }
	err = c.call(ctx, request{method: http.MethodPost, path: "/orders/" + url.PathEscape(order) + "/cancel", body: body}, &out)
	return out.Gone, err
}

// Reason is one thing that happened or was decided, and why.
type Reason struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // empty: the program
	Fact string    `json:"fact"`
	Text string    `json:"text"`
	Why  []string  `json:"why"`
	Said string    `json:"said"` // what somebody wrote
}

// Reasons tells what was decided about an order, and why, in the order in which it happened.
func (c *Client) Reasons(ctx context.Context, order string) ([]Reason, error) {
	var out struct{ Reasons []Reason }
	err := c.call(ctx, request{method: http.MethodGet, path: "/orders/" + url.PathEscape(order) + "/reasons"}, &out)
	return out.Reasons, err
}

// pages goes over all pages of a list.
func pages[T any](ctx context.Context, c *Client, path string, asked ...string) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		query := url.Values{"limit": {"500"}}
		for i := 0; i+1 < len(asked); i += 2 {
			if asked[i+1] != "" {
				query.Set(asked[i], asked[i+1])
			}
		}
		for {
			var page struct {
				Items []T
				Next  string
			}
			if err := c.call(ctx, request{method: http.MethodGet, path: path, query: query}, &page); err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Items {
				if !yield(&page.Items[i], nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			query.Set("cursor", page.Next)
		}
	}
}
