package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

// Order is an order as lists show it.
type Order struct {
	ID         shipping.OrderID `json:"id" example:"ord_06f84cj001rpompvi00m1i0h"`
	Number     string           `json:"number" doc:"as the storefront has it" example:"B-1"`
	Storefront string           `json:"storefront" example:"shopify"`
	Seller     string           `json:"seller,omitempty"`
	Placed     *time.Time       `json:"placed,omitempty"`
	Country    shipping.Country `json:"country" doc:"where it goes, ISO 3166-1" example:"AT"`
	Stage      fact.Stage       `json:"stage" enum:"received,held,accepted,waiting,shipping,completed,undelivered,rejected,cancelled" doc:"how far it is; waiting: for stock"`
	Parcels    int64            `json:"parcels" doc:"that leave for it"`
	Value      *shipping.Money  `json:"value,omitempty" doc:"of its goods; left out: not known"`
	Problem    string           `json:"problem,omitempty" doc:"the first one, where it is held or rejected"`
	Updated    *time.Time       `json:"updated,omitempty"`
}

func showOrder(r *view.OrderRow) Order {
	return Order{r.ID, r.Number, r.Storefront, r.Seller, instant(r.Placed), r.Country, r.Stage, r.Parcels, r.Worth(), r.Problem, instant(r.Updated)}
}

// Reason is one thing that happened or was decided, and why.
type Reason struct {
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty" doc:"who said it; left out where the program decided it"`
	Fact fact.Kind `json:"fact" doc:"what was recorded"`
	Text string    `json:"text"`
	Why  []string  `json:"why,omitempty"`
	Said string    `json:"said,omitempty" doc:"what somebody wrote, word for word"`
	Echo bool      `json:"echo,omitempty" doc:"the parcel's own carrier repeats what another had told itself, who has it in hand: nothing follows"`
}

// Became is what became of an order that was handed in.
type Became struct {
	ID       shipping.OrderID `json:"id,omitempty" doc:"names the order from now on; left out where nothing could be recorded"`
	Number   string           `json:"number,omitempty"`
	Verdict  string           `json:"verdict" enum:"accepted,held,rejected,cancelled,unchanged,left out" doc:"held: somebody can mend it; unchanged: it is known, and comes otherwise than it was recorded"`
	Problems []fact.Problem   `json:"problems,omitempty"`
	Warnings []fact.Problem   `json:"warnings,omitempty" doc:"what is wrong and holds nothing"`
}

// HandedIn is what became of all orders of a body, one for one.
type HandedIn struct {
	Orders []Became       `json:"orders" nullable:"false"`
	Counts map[string]int `json:"counts" doc:"how many ended in each verdict"`
}

// NewOrder is an order as it is handed in. The reader takes more keys (docs/import.md); these are those that an order needs.
type NewOrder struct {
	Number     string     `json:"number" doc:"the storefront's own number" example:"B-1"`
	Placed     string     `json:"placed" doc:"when it was placed, with its zone" example:"2026-06-01T08:00:00Z"`
	Currency   string     `json:"currency" example:"EUR"`
	Storefront string     `json:"storefront,omitempty" doc:"where it came from; crosslane where it does not say"`
	Cancelled  bool       `json:"cancelled,omitempty" doc:"it is called off"`
	Complete   bool       `json:"complete,omitempty" doc:"it leaves whole, or not at all"`
	AsWritten  bool       `json:"as_written,omitempty" doc:"number, SKUs, recipient and street are real, however much they read like what a spreadsheet or a form writes (28-Nov, None); otherwise they hold the order"`
	Address    NewAddress `json:"address"`
	Lines      []NewLine  `json:"lines" nullable:"false"`
}

// NewAddress is where an order goes.
type NewAddress struct {
	Name     string   `json:"name" example:"Eva Beispiel"`
	Company  string   `json:"company,omitempty"`
	Lines    []string `json:"lines" nullable:"false" example:"[\"Testgasse 3\"]"`
	City     string   `json:"city" example:"Wien"`
	Region   string   `json:"region,omitempty"`
	Postcode string   `json:"postcode" example:"1010"`
	Country  string   `json:"country" example:"AT"`
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
}

// NewLine is a line of an order.
type NewLine struct {
	SKU      string `json:"sku" example:"SPK-1"`
	Name     string `json:"name,omitempty" example:"Speaker"`
	Quantity int64  `json:"quantity" example:"2"`
	Price    string `json:"price" doc:"of one piece, in the order's currency" example:"49.90"`
	Weight   int64  `json:"weight_g,omitempty" doc:"of one piece; left out where the product is listed" example:"640"`
	HS       string `json:"hs,omitempty" example:"851822"`
	Origin   string `json:"origin,omitempty" doc:"where it is made, ISO 3166-1" example:"CN"`
}

// mostOrders bounds a body with orders: ten thousand of ordinary size.
const mostOrders = 32 << 20

type ordersIn struct {
	ContentType string `header:"Content-Type" doc:"application/json: one order or a list; application/x-ndjson: one on each line"`
	RawBody     []byte `contentType:"application/json"`
}

// OneOrder names an order.
type OneOrder struct {
	Order string `path:"order" maxLength:"200" doc:"its identifier, or the storefront's number, with or without #"`
}

func (a *api) orders() {
	c := call{method: http.MethodPost, path: "/orders", id: "hand-orders-in", right: account.Orders, tag: "Orders", summary: "Hand orders in", raw: true, most: mostOrders,
		more: "One order, a list of them, or one on each line, at most 32 MB. The answer comes when they are durable, one entry for each. When no answer comes, send the same body again: " +
			"what was recorded has the same answer, and nothing is recorded twice. An order is known by its storefront and number."}
	on(a, c, func(ctx context.Context, m *merchant.Merchant, in *ordersIn) (*struct{ Body HandedIn }, error) {
		body := bytes.Clone(in.RawBody) // the library uses its own again
		if err := web.InUTF8(body); err != nil {
			return nil, err
		}
		taken, err := m.TakeOrders(ctx, body, stock.NewNames(m).Meant)
		if err != nil {
			return nil, err
		}
		out := HandedIn{Orders: []Became{}, Counts: map[string]int{}}
		for _, t := range taken {
			out.Orders = append(out.Orders, Became{t.ID, t.Number, string(t.Verdict), t.Problems, t.Warnings})
			out.Counts[string(t.Verdict)]++
		}
		return &struct{ Body HandedIn }{out}, nil
	})
	order := a.typeOf(NewOrder{})
	content := a.huma.OpenAPI().Paths["/v1/orders"].Post.RequestBody.Content
	content["application/json"].Schema = &huma.Schema{OneOf: []*huma.Schema{order, {Type: huma.TypeArray, Items: order}}}
	content["application/x-ndjson"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Description: "one order on each line"}}

	a.listOrders()
	a.cancel()
}

func (a *api) listOrders() {
	type ordersAsked struct {
		Listing
		Stage string `query:"stage" enum:"received,held,accepted,waiting,shipping,completed,undelivered,rejected,cancelled" doc:"only those"`
	}
	on(a, call{method: http.MethodGet, path: "/orders", id: "list-orders", right: account.Read, tag: "Orders", summary: "List orders"},
		func(ctx context.Context, m *merchant.Merchant, in *ordersAsked) (*listOf[Order], error) {
			p, err := in.page(in.Stage, nameOfOrder)
			if err != nil {
				return nil, err
			}
			rows, err := m.Views.Orders(ctx, m.ID, p)
			return listOut(&in.Listing, rows, func(r *view.OrderRow) string { return string(r.ID) }, showOrder), err
		})
	on(a, call{method: http.MethodGet, path: "/orders/{order}", id: "read-order", right: account.Read, tag: "Orders", summary: "Read an order, with its parcels"},
		func(ctx context.Context, m *merchant.Merchant, in *OneOrder) (*struct{ Body OrderFile }, error) {
			row, err := m.Views.Find(ctx, m.ID, in.Order, "")
			if shipping.CodeOf(err) == shipping.NotFound { // it may have come in a moment ago
				if err = m.Fill(ctx); err == nil {
					row, err = m.Views.Find(ctx, m.ID, in.Order, "")
				}
			}
			if err != nil {
				return nil, err
			}
			parcels, err := m.Views.OrderParcels(ctx, m.ID, row.ID)
			file := OrderFile{showOrder(&row), []Parcel{}}
			for i := range parcels {
				file.Sent = append(file.Sent, showParcel(&parcels[i]))
			}
			return &struct{ Body OrderFile }{file}, err
		})
	on(a, call{method: http.MethodGet, path: "/orders/{order}/reasons", id: "explain-order", right: account.Read, tag: "Orders", summary: "What was decided about an order, and why"},
		func(ctx context.Context, m *merchant.Merchant, in *OneOrder) (*reasonsOut, error) {
			return explain(ctx, m, in.Order)
		})
}

func (a *api) cancel() {
	type cancelIn struct {
		OneOrder
		Body struct {
			Why string `json:"why" minLength:"1" maxLength:"500" doc:"names nobody" example:"the buyer changed her mind"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/orders/{order}/cancel", id: "cancel-order", right: account.Orders, tag: "Orders", summary: "Call an order off",
		more: "What was not handed over is undone: bookings, labels, stock set aside. What has left is named, each with its case."},
		func(ctx context.Context, m *merchant.Merchant, in *cancelIn) (*cancelOut, error) {
			id, err := m.Named(ctx, in.Order, "")
			if err != nil {
				return nil, err
			}
			out := &cancelOut{}
			gone, err := m.CancelOrder(ctx, id, in.Body.Why, by(ctx))
			out.Body.Order, out.Body.Gone = id, gone
			return out, err
		})
}

type cancelOut struct {
	Body struct {
		Order shipping.OrderID `json:"order"`
		Gone  []merchant.Gone  `json:"gone,omitempty" doc:"the parcels that had left when it was called off by this call: have the carrier stop them, or the buyer return them; each is a case"`
	}
}

// OrderFile is an order with its parcels.
type OrderFile struct {
	Order
	Sent []Parcel `json:"parcels_sent" doc:"the parcels of the order" nullable:"false"`
}

type reasonsOut struct {
	Body struct {
		Reasons []Reason `json:"reasons" doc:"in the order in which they happened; what follows from something stands below it" nullable:"false"`
	}
}

func explain(ctx context.Context, m *merchant.Merchant, name string) (*reasonsOut, error) {
	list, err := m.Explain(ctx, name)
	out := &reasonsOut{}
	out.Body.Reasons = []Reason{}
	for _, r := range list {
		out.Body.Reasons = append(out.Body.Reasons, showReason(r))
	}
	return out, err
}

func showReason(r merchant.Remark) Reason {
	return Reason{At: r.At, By: r.By, Fact: r.Kind, Text: r.Text, Why: r.Why, Said: r.Said, Echo: r.Echo}
}
