package storefront

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// Sort is what a storefront runs on.
type Sort string

// The sorts.
const (
	WooCommerce Sort = "woocommerce" // its REST API, wc/v3
	Shopify     Sort = "shopify"     // its Admin API in GraphQL
)

// State is how a storefront fares.
type State string

// The states. One in trouble takes no credentials, and is tried seldom until they are replaced.
const (
	On      State = "on"
	Trouble State = "trouble"
)

// When says at which step a storefront is told of a parcel.
type When string

// The steps.
const (
	Never  When = "never"
	Booked When = "booked"
	Handed When = "handed over"
)

// Does is what is done with a storefront.
type Does struct {
	Orders   bool `json:"orders"`             // what changed is asked for
	Parcels  When `json:"parcels"`            // when it is told of them
	Complete bool `json:"complete,omitempty"` // an order of which all left is completed there
	Stock    bool `json:"stock"`              // it is told how many pieces are free
}

// Connection is a storefront that is visited.
type Connection struct {
	Name      string               `json:"name"` // of the storefront, as orders bear it
	Sort      Sort                 `json:"sort"`
	URL       string               `json:"url"`
	Warehouse shipping.WarehouseID `json:"warehouse,omitempty"` // of which the free pieces are told; empty: of all
	Location  string               `json:"location,omitempty"`  // whose stock that is in the storefront's own words
	Does      Does                 `json:"does"`
	Made      time.Time            `json:"made"`
	By        string               `json:"by,omitempty"` // who made it; empty: a person at the machine
	State     State                `json:"state"`
	Why       string               `json:"why,omitempty"` // what went wrong last
	Since     time.Time            `json:"since"`         // of the state
	Asked     time.Time            `json:"asked"`         // what changed since then is asked for next
	Pulled    time.Time            `json:"pulled,omitzero"`
	Open      int                  `json:"open"`     // parcels that it is still to be told of
	GivenUp   int                  `json:"given_up"` // parcels that it did not take

	mapping, sealed string
	fails           int64
}

// Credentials are by what a storefront knows who visits it: consumer key and secret of WooCommerce; the secret alone is Shopify's access
// token.
type Credentials struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

// New is a storefront as it is connected. Orders that changed since Asked are taken in, too; zero: from now on.
type New struct {
	Connection

	Credentials Credentials
	Mapping     string // text of a mapping file of one's own; empty: the one that ships
}

const mostConnections = 50

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,59}$`)

// check refuses what no storefront can be connected by.
func (s *Store) check(c *New) error {
	c.URL = strings.TrimRight(c.URL, "/")
	if !nameForm.MatchString(c.Name) {
		return shipping.BadField("name", "is no name of a storefront", "write small letters, digits, dots and dashes: shop-de")
	}
	if c.Sort != WooCommerce && c.Sort != Shopify {
		return shipping.BadField("sort", fmt.Sprintf("%q is no sort of storefront", shipping.Text(string(c.Sort))), "write woocommerce or shopify")
	}
	if err := s.rule().Check(c.URL); err != nil {
		return err
	}
	if strings.ContainsAny(c.URL, "?") {
		return shipping.BadField("url", "has a part behind ?", "write the address at which the shop begins: https://shop.example")
	}
	if c.Does.Parcels = cmp.Or(c.Does.Parcels, Never); c.Does.Parcels != Never && c.Does.Parcels != Booked && c.Does.Parcels != Handed {
		return shipping.BadField("parcels", fmt.Sprintf("%q is no step", shipping.Text(string(c.Does.Parcels))), "write never, booked or handed over")
	}
	for _, word := range []string{c.Credentials.Key, c.Credentials.Secret} {
		if len(word) > 500 || strings.ContainsAny(word, "\r\n \t") {
			return shipping.BadField("secret", "is longer than 500 signs, or holds blanks", "copy it as the shop shows it")
		}
	}
	if c.Credentials.Secret == "" || c.Sort == WooCommerce && c.Credentials.Key == "" {
		return shipping.BadField("secret", "is missing", "WooCommerce gives a consumer key and a consumer secret, Shopify an access token")
	}
	if c.Sort == Shopify && c.Does.Stock && !strings.HasPrefix(c.Location, "gid://shopify/Location/") {
		return shipping.BadField("location", "is missing: which of Shopify's locations the stock is of", "write gid://shopify/Location/NUMBER")
	}
	_, err := mappingOf(c.Sort, c.Mapping)
	return err
}

// mappingOf is by which mapping the orders of a storefront are read; nil: by the one that ships.
func mappingOf(sort Sort, text string) (*order.Mapping, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // the one that ships
	}
	m, err := order.ReadMapping([]byte(text))
	if err == nil && m.Format != formOf(sort) {
		err = shipping.BadField("mapping", "it stands on "+string(m.Format)+", not on "+string(formOf(sort)), "begin with crosslane import mapping "+string(formOf(sort)))
	}
	return m, err
}

func formOf(sort Sort) order.Format {
	if sort == Shopify {
		return order.ShopifyJSON
	}
	return order.WooCommerceJSON
}

// about names the row of a storefront, to which its credentials are bound.
func about(id shipping.MerchantID, name string) string {
	return "storefront " + string(id) + " " + name
}

// Make connects a storefront. Invalid: something of it is wrong; Refused: there are too many; Conflict: the name is taken.
func (s *Store) Make(ctx context.Context, m *merchant.Merchant, c New) (*Connection, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, err
	}
	if err := s.check(&c); err != nil {
		return nil, err
	}
	text, err := json.Marshal(c.Credentials) //nolint:gosec // to be sealed
	if err == nil {
		c.sealed, err = s.Keys.Seal(text, about(m.ID, c.Name))
	}
	if err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	c.Made, c.By, c.State, c.Since, c.Why = now, account.By(ctx, ""), On, now, ""
	if c.Asked.IsZero() {
		c.Asked = now.Add(-overlap)
	}
	newest, err := newest(ctx, m)
	if err != nil {
		return nil, err
	}
	err = s.db.Change(ctx, "connect a storefront", func(tx *sql.Tx) error { return s.insert(ctx, tx, m.ID, &c, newest) })
	if err == nil && c.Does.Stock {
		err = s.markAll(ctx, m, c.Name, newest)
	}
	return &c.Connection, err
}

func (s *Store) insert(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, c *New, newest int64) error {
	list, err := s.connections(ctx, tx, id, "")
	if err != nil {
		return err
	}
	if len(list) >= mostConnections {
		return shipping.Fault(shipping.Refused, fmt.Sprintf("there are %d storefronts already", len(list)), "end those that nobody needs")
	}
	for i := range list {
		if list[i].Name == c.Name {
			return &shipping.Error{Code: shipping.Conflict, Field: "name", Message: "there is a storefront " + c.Name + " already", Hint: "end it first: crosslane storefronts end " + c.Name}
		}
	}
	if len(list) == 0 { // nobody listened until now
		_, err := tx.ExecContext(ctx, "INSERT INTO storefront_cursor (merchant, place) VALUES ($1, $2) ON CONFLICT (merchant) DO UPDATE SET place = excluded.place", string(id), newest)
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO storefront_connection (merchant, name, sort, url, warehouse, location, orders, parcels, complete, stock, mapping, credentials, made, maker, state, why, since, asked, pulled, fails, due, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', $16, $17, 0, 0, 0, '')`,
		string(id), c.Name, string(c.Sort), c.URL, string(c.Warehouse), c.Location, number(c.Does.Orders), string(c.Does.Parcels), number(c.Does.Complete), number(c.Does.Stock), c.Mapping, c.sealed,
		db.Instant(c.Made), c.By, string(c.State), db.Instant(c.Since), db.Instant(c.Asked))
	return err
}

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// List lists the storefronts of a merchant, by name.
func (s *Store) List(ctx context.Context, id shipping.MerchantID) ([]Connection, error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	return s.connections(ctx, s.db.Read, id, "")
}

// Get is one storefront of a merchant; NotFound where there is none of that name.
func (s *Store) Get(ctx context.Context, id shipping.MerchantID, name string) (*Connection, error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	return s.one(ctx, id, name)
}

func (s *Store) one(ctx context.Context, id shipping.MerchantID, name string) (*Connection, error) {
	list, err := s.connections(ctx, s.db.Read, id, "AND name = $2", name)
	if err == nil && len(list) == 0 {
		err = none(name)
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

func none(name string) error {
	return &shipping.Error{Code: shipping.NotFound, Field: "storefront", Message: "there is no storefront " + shipping.Text(name), Hint: "crosslane storefronts lists those that are connected"}
}

// End ends a connection: its credentials, and what it was told, are forgotten; orders stay. NotFound where there is none of that name.
func (s *Store) End(ctx context.Context, id shipping.MerchantID, name string) error {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return err
	}
	return s.db.Change(ctx, "end a storefront", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM storefront_connection WHERE merchant = $1 AND name = $2", string(id), name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, none(name))
		}
		for _, query := range []string{"DELETE FROM storefront_order WHERE merchant = $1 AND storefront = $2", "DELETE FROM storefront_parcel WHERE merchant = $1 AND storefront = $2",
			"DELETE FROM storefront_stock WHERE merchant = $1 AND storefront = $2"} {
			if _, err := tx.ExecContext(ctx, query, string(id), name); err != nil {
				return err
			}
		}
		return nil
	})
}

// reader is a database, or a transaction.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) connections(ctx context.Context, from reader, id shipping.MerchantID, more string, args ...any) (list []Connection, err error) {
	rows, err := from.QueryContext(ctx, `SELECT name, sort, url, warehouse, location, orders, parcels, complete, stock, mapping, credentials, made, maker, state, why, since, asked, pulled, fails,
		(SELECT count(*) FROM storefront_parcel p WHERE p.merchant = c.merchant AND p.storefront = c.name AND p.state = 'waiting'),
		(SELECT count(*) FROM storefront_parcel p WHERE p.merchant = c.merchant AND p.storefront = c.name AND p.state = 'given up')
		FROM storefront_connection c WHERE merchant = $1 `+more+" ORDER BY name", append([]any{string(id)}, args...)...)
	if err != nil {
		return nil, db.Failure("read the storefronts", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Connection
		var sort, warehouse, parcels, state string
		var orders, complete, stock, made, since, asked, pulled int64
		if err := rows.Scan(&c.Name, &sort, &c.URL, &warehouse, &c.Location, &orders, &parcels, &complete, &stock, &c.mapping, &c.sealed, &made, &c.By, &state, &c.Why, &since, &asked, &pulled, &c.fails, &c.Open, &c.GivenUp); err != nil {
			return nil, db.Failure("read the storefronts", err)
		}
		c.Sort, c.Warehouse, c.State, c.Does = Sort(sort), shipping.WarehouseID(warehouse), State(state), Does{orders > 0, When(parcels), complete > 0, stock > 0}
		c.Made, c.Since, c.Asked, c.Pulled = db.Moment(made), db.Moment(since), db.Moment(asked), db.Moment(pulled)
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read the storefronts", err)
	}
	return list, nil
}
