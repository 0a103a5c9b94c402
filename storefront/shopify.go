package storefront

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"crosslane/shipping"
)

// shopifyVersion is the version of the Admin API that is spoken (shopify.dev/docs/api/usage/versioning: each is kept for a year).
const shopifyVersion = "2026-10"

// shopify is a shop that runs on Shopify: its Admin API in GraphQL.
type shopify struct {
	caller

	at, location string
	ours         func(ctx context.Context, remote string) (map[shipping.SKU]int64, error) // what it was told itself of an order
}

func newShopify(s *Store, c *Connection, by Credentials, ours func(context.Context, string) (map[shipping.SKU]int64, error)) *shopify {
	proving := func(r *http.Request) { r.Header.Set("X-Shopify-Access-Token", by.Secret) }
	return &shopify{caller{s.client, s.Now, proving, ""}, c.URL + "/admin/api/" + shopifyVersion + "/graphql.json", c.Location, ours}
}

// graphError is an error beside the data of an answer.
type graphError struct {
	Message    string
	Extensions struct{ Code string }
}

// cost is what an answer says of the allowance.
type cost struct {
	Cost struct {
		Requested float64 `json:"requestedQueryCost"`
		Status    struct {
			Available float64 `json:"currentlyAvailable"`
			Rate      float64 `json:"restoreRate"`
		} `json:"throttleStatus"`
	}
}

// pause is how long it takes until the allowance is there.
func (c *cost) pause() time.Duration {
	if c.Cost.Status.Rate <= 0 || c.Cost.Requested <= c.Cost.Status.Available {
		return 2 * time.Second
	}
	return min(time.Duration((c.Cost.Requested-c.Cost.Status.Available)/c.Cost.Status.Rate*float64(time.Second))+100*time.Millisecond, longestPause)
}

// waited is how long a visit waits for the allowance of a question.
const waited = 20 * time.Second

// ask asks in GraphQL. What costs more than is left of the allowance is asked again when it is there, as far as a visit waits for it.
func (s *shopify) ask(ctx context.Context, query string, with map[string]any, out any) error {
	for left := waited; ; {
		err := s.askOnce(ctx, query, with, out)
		f, is := errors.AsType[*fault](err)
		if !is || !f.dear || f.pause > left {
			return err
		}
		left -= f.pause
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(f.pause):
		}
	}
}

func (s *shopify) askOnce(ctx context.Context, query string, with map[string]any, out any) error {
	var answer struct {
		Data       json.RawMessage
		Errors     []graphError
		Extensions cost
	}
	if _, err := s.call(ctx, http.MethodPost, s.at, map[string]any{"query": query, "variables": with}, &answer); err != nil {
		return err
	}
	if len(answer.Errors) == 0 {
		if err := json.Unmarshal(answer.Data, out); err != nil {
			return &fault{why: "the answer is not what the interface of the shop answers: " + beginning(answer.Data)}
		}
		return nil
	}
	f := &fault{why: "it answered: " + beginning([]byte(answer.Errors[0].Message))}
	switch answer.Errors[0].Extensions.Code {
	case "THROTTLED":
		f.dear, f.pause = true, answer.Extensions.pause()
	case "ACCESS_DENIED":
		f.keys = true
	}
	return f
}

func (s *shopify) look(ctx context.Context) error {
	var answer struct{ Shop struct{ ID string } }
	return s.ask(ctx, "{ shop { id } }", nil, &answer)
}

// shopifyOrders asks for what the mapping of Shopify's orders reads.
const shopifyOrders = `query($q: String!, $after: String) { orders(first: 20, after: $after, query: $q, sortKey: ID) { pageInfo { hasNextPage endCursor } nodes {
 id name createdAt cancelledAt test currencyCode email phone displayFinancialStatus
 shippingAddress { name company address1 address2 city provinceCode province zip countryCodeV2 phone }
 lineItems(first: 100) { pageInfo { hasNextPage } nodes { sku name currentQuantity unfulfilledQuantity requiresShipping originalUnitPriceSet { shopMoney { amount } } variant { inventoryItem { measurement { weight { unit value } } } } } } } } }`

// shopifyOrder is an order as GraphQL has it.
type shopifyOrder struct {
	ID        string
	Name      string
	CreatedAt string
	Cancelled *string `json:"cancelledAt"`
	Test      bool
	Currency  string `json:"currencyCode"`
	Email     *string
	Phone     *string
	Status    *string         `json:"displayFinancialStatus"`
	Address   *shopifyAddress `json:"shippingAddress"`
	Lines     struct {
		Page  struct{ HasNextPage bool } `json:"pageInfo"`
		Nodes []shopifyLine
	} `json:"lineItems"`
}

type shopifyAddress struct {
	Name, Company, Address1, Address2, City, ProvinceCode, Province, Zip, Phone *string

	Country *string `json:"countryCodeV2"`
}

// shopifyWeight is what one piece weighs.
type shopifyWeight struct {
	Unit  string
	Value float64
}

type shopifyLine struct {
	SKU      *string
	Name     string
	Current  int64 `json:"currentQuantity"`
	Open     int64 `json:"unfulfilledQuantity"`
	Requires bool  `json:"requiresShipping"`
	Price    struct {
		Shop struct{ Amount string } `json:"shopMoney"`
	} `json:"originalUnitPriceSet"`
	Variant *shopifyVariant
}

// shopifyVariant is what is known of the product itself.
type shopifyVariant struct {
	Item struct {
		Measurement struct{ Weight *shopifyWeight }
	} `json:"inventoryItem"`
}

// weigh says what one piece weighs, in grams; 0 where it is not said.
func (l *shopifyLine) weigh(grams float64) {
	if grams > 0 {
		l.Variant = &shopifyVariant{}
		l.Variant.Item.Measurement.Weight = &shopifyWeight{"GRAMS", grams}
	}
}

// orders asks in the order of the identifiers, so that one that changes meanwhile moves no other.
func (s *shopify) orders(ctx context.Context, since time.Time, take func([]given) error) (asOf time.Time, err error) {
	asOf = s.now()
	with := map[string]any{"q": "updated_at:>='" + since.UTC().Format(time.RFC3339) + "'", "after": nil}
	for {
		var answer struct {
			Orders *struct {
				Page struct {
					HasNextPage bool
					EndCursor   string
				} `json:"pageInfo"`
				Nodes []shopifyOrder
			}
		}
		if err := s.ask(ctx, shopifyOrders, with, &answer); err != nil {
			return asOf, err
		}
		if with["after"] == nil {
			asOf = earlier(asOf, s.date)
		}
		if answer.Orders == nil {
			return asOf, &fault{why: "the answer holds no orders"}
		}
		list := make([]given, 0, len(answer.Orders.Nodes))
		for i := range answer.Orders.Nodes {
			o := &answer.Orders.Nodes[i]
			if !strings.HasPrefix(o.ID, "gid://shopify/Order/") {
				return asOf, &fault{why: fmt.Sprintf("order %d of the answer has no id", i+1)}
			}
			ours, err := s.ours(ctx, o.ID)
			if err != nil {
				return asOf, err
			}
			raw, err := o.asREST(ours)
			if err != nil {
				return asOf, err
			}
			list = append(list, given{o.ID, raw})
		}
		if len(list) > 0 {
			if err := take(list); err != nil {
				return asOf, err
			}
		}
		page := answer.Orders.Page
		if !page.HasNextPage {
			return asOf, nil
		}
		if page.EndCursor == "" || page.EndCursor == with["after"] {
			return asOf, &fault{why: "the answer does not say where it goes on"}
		}
		with["after"] = page.EndCursor
	}
}

// asREST writes an order as the REST API had it, which is what mappings read. What the shop was told itself is no news: it counts as
// still to be sent.
func (o *shopifyOrder) asREST(ours map[shipping.SKU]int64) ([]byte, error) {
	if o.Lines.Page.HasNextPage { // a part of an order would be sent for the whole
		return json.Marshal(map[string]any{"id": o.ID, "name": o.Name, "created_at": o.CreatedAt, "currency": o.Currency, "financial_status": "more than 100 lines", "line_items": []any{}})
	}
	lines := make([]any, 0, len(o.Lines.Nodes))
	for _, l := range o.Lines.Nodes {
		l.Open = min(l.Open, l.Current)
		if l.SKU != nil {
			back := min(ours[shipping.SKU(*l.SKU)], l.Current-l.Open)
			l.Open += back
			ours[shipping.SKU(*l.SKU)] -= back
		}
		line := map[string]any{"sku": l.SKU, "name": l.Name, "fulfillable_quantity": l.Open, "price": l.Price.Shop.Amount, "requires_shipping": l.Requires, "fulfillment_status": l.status()}
		if grams := l.grams(); grams > 0 {
			line["grams"] = grams
		}
		lines = append(lines, line)
	}
	order := map[string]any{"id": o.ID, "name": o.Name, "created_at": o.CreatedAt, "cancelled_at": o.Cancelled, "test": o.Test, "currency": o.Currency, "email": o.Email, "phone": o.Phone, "line_items": lines}
	if o.Status != nil {
		order["financial_status"] = strings.ToLower(*o.Status)
	}
	if a := o.Address; a != nil {
		order["shipping_address"] = map[string]any{"name": a.Name, "company": a.Company, "address1": a.Address1, "address2": a.Address2, "city": a.City, "province_code": a.ProvinceCode, "province": a.Province,
			"zip": a.Zip, "country_code": a.Country, "phone": a.Phone}
	}
	return json.Marshal(order)
}

// status is the word of REST for how far a line is.
func (l *shopifyLine) status() any {
	switch {
	case l.Current == 0:
		return "restocked"
	case l.Open == 0:
		return "fulfilled"
	case l.Open < l.Current:
		return "partial"
	}
	return nil
}

// grams is the weight of one piece; 0 where it is not said.
func (l *shopifyLine) grams() int64 {
	if l.Variant == nil || l.Variant.Item.Measurement.Weight == nil {
		return 0
	}
	w := l.Variant.Item.Measurement.Weight
	of := map[string]float64{"GRAMS": 1, "KILOGRAMS": 1000, "OUNCES": 28.349523125, "POUNDS": 453.59237}[w.Unit]
	return int64(w.Value*of + 0.5)
}

// find looks an order up by its number, and believes the only one that bears it.
func (s *shopify) find(ctx context.Context, number string) (string, error) {
	var answer struct {
		Orders struct{ Nodes []struct{ ID, Name string } }
	}
	if strings.ContainsAny(number, `"\`) {
		return "", &fault{why: "the order " + number + " cannot be looked up", no: true}
	}
	err := s.ask(ctx, "query($q: String!) { orders(first: 10, query: $q) { nodes { id name } } }", map[string]any{"q": `name:"` + number + `"`}, &answer)
	if err != nil {
		return "", err
	}
	nodes := slices.DeleteFunc(answer.Orders.Nodes, func(n struct{ ID, Name string }) bool {
		return strings.TrimPrefix(n.Name, "#") != strings.TrimPrefix(number, "#")
	})
	if len(nodes) != 1 {
		return "", &fault{why: fmt.Sprintf("the shop has %d orders of the number %s", len(nodes), number), no: true}
	}
	return nodes[0].ID, nil
}
