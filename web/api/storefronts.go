package api

import (
	"context"
	"net/http"
	"time"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/storefront"
)

// Storefront is a shop that is visited.
type Storefront struct {
	Name      string               `json:"name" doc:"as its orders bear it" example:"shop-de"`
	Sort      storefront.Sort      `json:"sort" enum:"woocommerce,shopify"`
	URL       string               `json:"url" example:"https://shop.example"`
	Warehouse shipping.WarehouseID `json:"warehouse,omitempty" doc:"of which the free pieces are told; left out: of all"`
	Location  string               `json:"location,omitempty" doc:"which of the shop's locations that is"`
	Does      Does                 `json:"does"`
	Made      time.Time            `json:"made"`
	By        string               `json:"by,omitempty" doc:"who connected it"`
	State     storefront.State     `json:"state" enum:"on,trouble" doc:"trouble: it does not take the credentials, and is tried once an hour"`
	Why       string               `json:"why,omitempty" doc:"what went wrong at the last visit"`
	Since     time.Time            `json:"since" doc:"of the state"`
	Pulled    *time.Time           `json:"pulled,omitempty" doc:"when its orders were taken in last"`
	Open      int                  `json:"open" doc:"parcels that it is still to be told of"`
	GivenUp   int                  `json:"given_up" doc:"parcels that it did not take"`
}

// Does is what is done with a storefront.
type Does struct {
	Orders   bool            `json:"orders" doc:"those that changed are taken in"`
	Parcels  storefront.When `json:"parcels,omitempty" enum:"never,booked,handed over" doc:"when it is told of a parcel"`
	Complete bool            `json:"complete,omitempty" doc:"an order of which all left is completed there"`
	Stock    bool            `json:"stock,omitempty" doc:"it is told how many pieces are free"`
}

func showStorefront(c *storefront.Connection) Storefront {
	return Storefront{c.Name, c.Sort, c.URL, c.Warehouse, c.Location, Does(c.Does), c.Made, c.By, c.State, c.Why, c.Since, given(c.Pulled), c.Open, c.GivenUp}
}

// OneStorefront names a storefront.
type OneStorefront struct {
	Storefront string `path:"storefront" maxLength:"60" pattern:"^[a-z0-9][a-z0-9._-]*$"`
}

type storefrontOut struct{ Body Storefront }

func storefrontShown(c *storefront.Connection, err error) (*storefrontOut, error) {
	if err != nil {
		return nil, err
	}
	return &storefrontOut{showStorefront(c)}, nil
}

// NewStorefront is a shop as it is connected.
type NewStorefront struct {
	Name      string     `json:"name" maxLength:"60" example:"shop-de"`
	Sort      string     `json:"sort" enum:"woocommerce,shopify"`
	URL       string     `json:"url" maxLength:"2000" doc:"https" example:"https://shop.example"`
	Key       string     `json:"key,omitempty" maxLength:"500" doc:"consumer key of WooCommerce"`
	Secret    string     `json:"secret" maxLength:"500" doc:"consumer secret of WooCommerce, or access token of Shopify; kept sealed, and never shown again"`
	Does      Does       `json:"does"`
	Warehouse string     `json:"warehouse,omitempty" maxLength:"100"`
	Location  string     `json:"location,omitempty" maxLength:"200" example:"gid://shopify/Location/124656943"`
	From      *time.Time `json:"from,omitempty" doc:"orders that changed since then come in, too; left out: those that change from now on"`
	Mapping   string     `json:"mapping,omitempty" maxLength:"1000000" doc:"text of a mapping file of your own"`
}

func (n *NewStorefront) made() storefront.New {
	c := storefront.New{Credentials: storefront.Credentials{Key: n.Key, Secret: n.Secret}, Mapping: n.Mapping, Connection: storefront.Connection{Name: n.Name, Sort: storefront.Sort(n.Sort), URL: n.URL,
		Warehouse: shipping.WarehouseID(n.Warehouse), Location: n.Location, Does: storefront.Does(n.Does)}}
	if n.From != nil {
		c.Asked = *n.From
	}
	return c
}

func (a *api) storefronts() {
	const tag = "Storefronts"
	on(a, call{method: http.MethodGet, path: "/storefronts", id: "list-storefronts", right: account.Read, tag: tag, summary: "List the shops that are visited"},
		func(ctx context.Context, m *merchant.Merchant, _ *struct{}) (*itemsOf[Storefront], error) {
			list, err := a.Storefronts.List(ctx, m.ID)
			return items(list, showStorefront), err
		})
	on(a, call{method: http.MethodGet, path: "/storefronts/{storefront}", id: "get-storefront", right: account.Read, tag: tag, summary: "One of them"},
		func(ctx context.Context, m *merchant.Merchant, in *OneStorefront) (*storefrontOut, error) {
			return storefrontShown(a.Storefronts.Get(ctx, m.ID, in.Storefront))
		})
	type newIn struct{ Body NewStorefront }
	on(a, call{method: http.MethodPost, path: "/storefronts", id: "connect-storefront", right: account.Accounts, tag: tag, status: http.StatusCreated, summary: "Connect a shop",
		more: "It is visited once a minute: orders that changed are taken in, and it is told of parcels and stock. docs/storefronts.md tells what of each shop is used."},
		func(ctx context.Context, m *merchant.Merchant, in *newIn) (*storefrontOut, error) {
			return storefrontShown(a.Storefronts.Make(ctx, m, in.Body.made()))
		})
	on(a, call{method: http.MethodPost, path: "/storefronts/{storefront}/check", id: "check-storefront", right: account.Accounts, tag: tag, summary: "Ask it whether it takes the credentials"},
		func(ctx context.Context, m *merchant.Merchant, in *OneStorefront) (*storefrontOut, error) {
			return storefrontShown(a.Storefronts.Check(ctx, m, in.Storefront))
		})
	type visited struct {
		Body struct {
			Orders  map[order.Verdict]int `json:"orders" doc:"what became of those that were taken in"`
			Parcels int                   `json:"parcels" doc:"that it was told of"`
			Levels  int                   `json:"levels" doc:"products whose free pieces it was told"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/storefronts/{storefront}/sync", id: "sync-storefront", right: account.Accounts, tag: tag, summary: "Visit it at once"},
		func(ctx context.Context, m *merchant.Merchant, in *OneStorefront) (*visited, error) {
			v, err := a.Storefronts.Sync(ctx, m, in.Storefront)
			if err != nil {
				return nil, err
			}
			out := &visited{}
			out.Body.Orders, out.Body.Parcels, out.Body.Levels = v.Orders, v.Parcels, v.Levels
			if out.Body.Orders == nil {
				out.Body.Orders = map[order.Verdict]int{}
			}
			return out, nil
		})
	on(a, call{method: http.MethodDelete, path: "/storefronts/{storefront}", id: "end-storefront", right: account.Accounts, tag: tag, status: http.StatusNoContent, summary: "End it; its orders stay"},
		func(ctx context.Context, m *merchant.Merchant, in *OneStorefront) (*struct{}, error) {
			return nil, a.Storefronts.End(ctx, m.ID, in.Storefront)
		})
}
