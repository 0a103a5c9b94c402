package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Parcel is a parcel.
type Parcel struct {
	ID        string     `json:"id"`
	Order     string     `json:"order"`
	Number    string     `json:"number"` // the storefront's, of its order
	Warehouse string     `json:"warehouse"`
	Country   string     `json:"country"`
	Weight    int64      `json:"weight_g"`
	Channel   string     `json:"channel"` // empty: none yet
	Carrier   string     `json:"carrier"`
	Waybill   string     `json:"waybill"`
	Status    string     `json:"status"`
	Milestone string     `json:"milestone"`
	Booked    *time.Time `json:"booked"`
	Handed    *time.Time `json:"handed"`
	Ended     *time.Time `json:"ended"`
	Promised  *time.Time `json:"promised"` // when it is there at the latest
	Due       *time.Time `json:"due"`      // when what is awaited now should have come
	Cost      *Money     `json:"cost"`     // nil: not known
	Attempt   int64      `json:"attempt"`  // 1: booked with its primary channel; more: with a backup
	Case      string     `json:"case"`
	Updated   *time.Time `json:"updated"`
}

// Parcel reads a parcel, by its identifier, its waybill, or its order's number where that has one parcel.
func (c *Client) Parcel(ctx context.Context, name string) (*Parcel, error) {
	out := &Parcel{}
	return out, c.call(ctx, request{method: http.MethodGet, path: "/parcels/" + url.PathEscape(name)}, out)
}

// Label is the label of a parcel, and its media type: PDF, or what its carrier sends.
func (c *Client) Label(ctx context.Context, parcel string) (label []byte, media string, err error) {
	a, err := c.do(ctx, request{method: http.MethodGet, path: "/parcels/" + url.PathEscape(parcel) + "/label"})
	if err != nil {
		return nil, "", err
	}
	return a.body, a.media, nil
}

// Question is which parcel is asked about.
type Question struct {
	From   string   `json:"from"` // the warehouse, as the Book names it
	To     Place    `json:"to"`
	Weight int64    `json:"weight_g"`
	Size   []int    `json:"size_mm,omitempty"` // length, width, height
	Value  *Worth   `json:"value,omitempty"`
	HS     []string `json:"hs,omitempty"` // of the goods
}

// Place is where a parcel goes.
type Place struct {
	Country  string `json:"country"`
	Region   string `json:"region,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// Worth is an amount as people write it: "49.90" EUR.
type Worth struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Rate is a channel for a parcel.
type Rate struct {
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Carrier string `json:"carrier"`
	Verdict string `json:"verdict"` // primary, backup, outranked, refused
	Days    struct {
		Least int64 `json:"least"`
		Most  int64 `json:"most"`
	} `json:"days"`
	Price *Worth `json:"price"` // nil: it does not take the parcel
	Text  string `json:"text"`  // why not
}

// Rates are the channels for a parcel, by the Book in force.
type Rates struct {
	Book     string   `json:"book"`
	Primary  string   `json:"primary"` // empty: none takes it
	Backups  []string `json:"backups"`
	Channels []Rate   `json:"channels"`
}

// Rates tells what it costs to send a parcel, by every channel. Nothing is recorded.
func (c *Client) Rates(ctx context.Context, q Question) (*Rates, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	out := &Rates{}
	return out, c.call(ctx, request{method: http.MethodPost, path: "/rates", body: body}, out)
}

// Receipt is goods that came in.
type Receipt struct {
	SKU       string `json:"sku"`
	Warehouse string `json:"warehouse"`
	Location  string `json:"location,omitempty"`
	Lot       string `json:"lot,omitempty"`
	Expires   string `json:"expires,omitempty"` // 2027-01-31
	Quantity  int64  `json:"quantity"`
	Reference string `json:"reference,omitempty"` // the same one is recorded once
}

// Taken is what became of a list.
type Taken struct {
	Lines     int      `json:"lines"`
	Recorded  int      `json:"recorded"`
	Unchanged int      `json:"unchanged"`
	Rejected  int      `json:"rejected"`
	Problems  []Remark `json:"problems"`
}

// ReceiveGoods records goods that came in. Rows that cannot be understood are told, the others are recorded.
func (c *Client) ReceiveGoods(ctx context.Context, receipts ...Receipt) (*Taken, error) {
	body, err := json.Marshal(receipts)
	if err != nil {
		return nil, err
	}
	out := &Taken{}
	return out, c.call(ctx, request{method: http.MethodPost, path: "/receipts", body: body}, out)
}

// Product is what lies of a product.
type Product struct {
	SKU  string `json:"sku"`
	Name string `json:"name"`
	Lots []Lot  `json:"lots"`
}

// Lot is what lies of one lot in one place.
type Lot struct {
	Warehouse string `json:"warehouse"`
	Location  string `json:"location"`
	Lot       string `json:"lot"`
	OnHand    int64  `json:"on_hand"`
	Promised  int64  `json:"promised"`
	Free      int64  `json:"free"` // below zero: more is promised than lies there
}

// Stock tells what lies of every product.
func (c *Client) Stock(ctx context.Context) ([]Product, error) {
	var out struct{ Products []Product }
	err := c.call(ctx, request{method: http.MethodGet, path: "/stock"}, &out)
	return out.Products, err
}

// Case is something that somebody has to look at.
type Case struct {
	ID      string     `json:"id"`
	What    string     `json:"what"`
	Order   string     `json:"order"`
	Number  string     `json:"number"`
	Parcel  string     `json:"parcel"`
	Channel string     `json:"channel"`
	Opened  *time.Time `json:"opened"`
	Closed  *time.Time `json:"closed"`
	Why     string     `json:"why"` // it was closed
	Owner   string     `json:"owner"`
	Due     *time.Time `json:"due"`
	Overdue bool       `json:"overdue"`
	Reason  string     `json:"reason"` // for which it was opened
}

// Cases goes over the cases that are open, closed or all (which the state says; empty: open), as they are worked on. What goes wrong is the last
// that it yields.
func (c *Client) Cases(ctx context.Context, state string) iter.Seq2[*Case, error] {
	return pages[Case](ctx, c, "/cases", "state", state)
}
