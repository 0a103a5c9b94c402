package storefront

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// Pushed is an order that a storefront sent by itself.
type Pushed struct {
	Remote  string    // the storefront's own name of it
	Changed time.Time // as of when it is so
	Seen    bool      // it is no news: a visit was told the same or newer
	Before  bool      // it is of before the shop was connected, and somebody else saw to it

	by  *visit
	raw []byte
}

// Pushed reads an order that a storefront sent by itself, in the form of its webhooks. Invalid: it is none.
func (s *Store) Pushed(ctx context.Context, m *merchant.Merchant, name string, body []byte) (*Pushed, error) {
	c, err := s.one(ctx, m.ID, name)
	if err != nil {
		return nil, err
	}
	p := &Pushed{by: &visit{s: s, m: m, c: c, Visit: Visit{Orders: map[order.Verdict]int{}}}}
	if c.Sort == WooCommerce {
		err = p.woo(body)
	} else {
		err = p.shopify(ctx, body)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case !c.Does.Orders || !p.Changed.Before(c.Asked):
	case p.Changed.Before(c.Made.Add(-overlap)):
		p.Before = true
	default: // a visit is not told of every order
		p.Seen, err = s.knows(ctx, m, name, p.Remote)
	}
	return p, err
}

// knows tells whether an order of a storefront came before.
func (s *Store) knows(ctx context.Context, m *merchant.Merchant, storefront, remote string) (bool, error) {
	var n int
	err := s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM storefront_order WHERE merchant = $1 AND storefront = $2 AND remote = $3", string(m.ID), storefront, remote).Scan(&n)
	if err != nil {
		return false, db.Failure("look whether an order came before", err)
	}
	return n > 0, nil
}

// Take hands the order to the intake, as a visit does.
func (p *Pushed) Take(ctx context.Context) (Visit, error) {
	err := p.by.take(ctx, []given{{p.Remote, p.raw}})
	return p.by.Visit, err
}

func noOrder(field string) error {
	return shipping.BadField(field, "is missing, or none: it is no order as the shop sends them", "have orders sent as the shop has them, in the newest form that it offers")
}

func (p *Pushed) woo(body []byte) error {
	var o struct {
		ID      int64  `json:"id"`
		Changed string `json:"date_modified_gmt"`
	}
	if err := json.Unmarshal(body, &o); err != nil || o.ID <= 0 {
		return noOrder("id")
	}
	var err error
	if p.Changed, err = time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(o.Changed, "Z")); err != nil {
		return noOrder("date_modified_gmt")
	}
	p.Remote, p.raw = strconv.FormatInt(o.ID, 10), body
	return nil
}

// restOrder is an order as Shopify's webhooks have it, as far as a visit asks for it.
type restOrder struct {
	ID        string          `json:"admin_graphql_api_id"`
	Number    int64           `json:"id"`
	Changed   time.Time       `json:"updated_at"`
	Name      string          `json:"name"`
	Created   string          `json:"created_at"`
	Cancelled *string         `json:"cancelled_at"`
	Test      bool            `json:"test"`
	Currency  string          `json:"currency"`
	Email     *string         `json:"email"`
	Phone     *string         `json:"phone"`
	Status    *string         `json:"financial_status"`
	Address   *restAddress    `json:"shipping_address"`
	Lines     []restOrderLine `json:"line_items"`
}

type restAddress struct {
	Name         *string `json:"name"`
	Company      *string `json:"company"`
	Address1     *string `json:"address1"`
	Address2     *string `json:"address2"`
	City         *string `json:"city"`
	ProvinceCode *string `json:"province_code"`
	Province     *string `json:"province"`
	Zip          *string `json:"zip"`
	Phone        *string `json:"phone"`
	Country      *string `json:"country_code"`
}

type restOrderLine struct {
	SKU      *string `json:"sku"`
	Name     string  `json:"name"`
	Quantity int64   `json:"quantity"`
	Current  *int64  `json:"current_quantity"`
	Open     int64   `json:"fulfillable_quantity"`
	Price    string  `json:"price"`
	Requires bool    `json:"requires_shipping"`
	Grams    float64 `json:"grams"`
}

// shopify reads an order into the form in which a visit has it, so that both tell the same. What the shop was told itself is no news.
func (p *Pushed) shopify(ctx context.Context, body []byte) error {
	var o restOrder
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&o); err != nil {
		return noOrder("order")
	}
	if o.ID == "" && o.Number > 0 {
		o.ID = "gid://shopify/Order/" + strconv.FormatInt(o.Number, 10)
	}
	switch {
	case !strings.HasPrefix(o.ID, "gid://shopify/Order/"):
		return noOrder("id")
	case o.Changed.IsZero():
		return noOrder("updated_at")
	case o.Lines == nil:
		return noOrder("line_items")
	}
	ours, err := p.by.s.ours(ctx, p.by.m, p.by.c.Name, o.ID)
	if err != nil {
		return err
	}
	asked := o.asAsked()
	p.Remote, p.Changed = o.ID, o.Changed
	p.raw, err = asked.asREST(ours)
	return err
}

// asAsked is the order as a visit is answered.
func (o *restOrder) asAsked() *shopifyOrder {
	a := &shopifyOrder{ID: o.ID, Name: o.Name, CreatedAt: o.Created, Cancelled: o.Cancelled, Test: o.Test, Currency: o.Currency, Email: o.Email, Phone: o.Phone, Status: o.Status}
	if o.Address != nil {
		to := shopifyAddress(*o.Address)
		a.Address = &to
	}
	a.Lines.Nodes = make([]shopifyLine, 0, len(o.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		line := shopifyLine{SKU: l.SKU, Name: l.Name, Current: l.Quantity, Open: l.Open, Requires: l.Requires}
		if l.Current != nil {
			line.Current = *l.Current
		}
		line.Price.Shop.Amount = l.Price
		line.weigh(l.Grams)
		a.Lines.Nodes = append(a.Lines.Nodes, line)
	}
	return a
}
