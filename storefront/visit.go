package storefront

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

const (
	lease       = 5 * time.Minute // within which whoever visits says that he still does
	seldom      = time.Hour       // how often one in trouble is tried
	longestRest = 15 * time.Minute
)

// Visit is what came of a visit.
type Visit struct {
	Orders  map[order.Verdict]int `json:"orders,omitempty"` // what became of those that were taken in
	Parcels int                   `json:"parcels"`          // that the storefront was told of
	Levels  int                   `json:"levels"`           // products whose free pieces it was told
}

// visit is a visit under way.
type visit struct {
	Visit

	s    *Store
	m    *merchant.Merchant
	c    *Connection
	shop shop
}

// shop is what a storefront of one sort can be asked.
type shop interface {
	// look asks something small, to see whether the credentials are taken.
	look(ctx context.Context) error
	// orders hands over the orders that changed since a moment, and says as of when, by the storefront's own clock.
	orders(ctx context.Context, since time.Time, take func([]given) error) (asOf time.Time, err error)
	// find says how the shop itself names the order of a number.
	find(ctx context.Context, number string) (remote string, err error)
	// ship tells of a parcel of an order; one that is told already is not told again.
	ship(ctx context.Context, remote string, p *parcel) error
	// level tells how many pieces of products are free, and says why one could not be told.
	level(ctx context.Context, list []stocked) error
}

// open makes ready to call a storefront.
func (s *Store) open(m *merchant.Merchant, c *Connection) (shop, error) {
	text, err := s.Keys.Open(c.sealed, about(m.ID, c.Name))
	if err != nil {
		return nil, err
	}
	var by Credentials
	if err := json.Unmarshal(text, &by); err != nil {
		return nil, &shipping.Error{Code: shipping.Corrupt, Field: c.Name, Message: "the credentials of the storefront cannot be read", Hint: "end it, and connect it anew"}
	}
	if c.Sort == Shopify {
		return newShopify(s, c, by, func(ctx context.Context, remote string) (map[shipping.SKU]int64, error) {
			return s.ours(ctx, m, c.Name, remote)
		}), nil
	}
	return newWoo(s, c, by), nil
}

// Check asks a storefront something small, and says why it does not answer. One in trouble that answers is on again.
func (s *Store) Check(ctx context.Context, m *merchant.Merchant, name string) (*Connection, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, err
	}
	c, err := s.one(ctx, m.ID, name)
	if err != nil {
		return nil, err
	}
	shop, err := s.open(m, c)
	if err != nil {
		return nil, err
	}
	if err := s.settle(ctx, m.ID, c, shop.look(ctx)); err != nil {
		return nil, told(err)
	}
	return s.one(ctx, m.ID, name)
}

// Sync visits a storefront at once. Refused: somebody visits it just now, or it does not answer, and why.
func (s *Store) Sync(ctx context.Context, m *merchant.Merchant, name string) (*Visit, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, err
	}
	c, err := s.one(ctx, m.ID, name)
	if err != nil {
		return nil, err
	}
	n, err := s.set(ctx, "visit a storefront", "UPDATE storefront_connection SET held = $3, due = $4 WHERE merchant = $1 AND name = $2 AND (held = '' OR due <= $5)",
		string(m.ID), name, s.process, db.Instant(s.Now().Add(lease)), db.Instant(s.Now()))
	if err == nil && n == 0 {
		err = shipping.Fault(shipping.Refused, name+" is being visited just now", "try again in a minute")
	}
	if err != nil {
		return nil, err
	}
	v, err := s.visit(ctx, m, c)
	return &v, told(err)
}

// told is a fault as it is told to whoever asked.
func told(err error) error {
	if f, ok := errors.AsType[*fault](err); ok {
		return &shipping.Error{Code: shipping.Refused, Field: "storefront", Message: f.why, Hint: hintOf(f)}
	}
	return err
}

func hintOf(f *fault) string {
	if f.keys {
		return "give it credentials that may read and write orders and products: end it, and connect it anew"
	}
	return "open the shop's address in a browser; it is tried again"
}

// visit does all that is to be done at a storefront, and keeps what came of it, also while the program ends.
func (s *Store) visit(ctx context.Context, m *merchant.Merchant, c *Connection) (Visit, error) {
	v := &visit{s: s, m: m, c: c}
	err := v.all(ctx)
	kept := context.WithoutCancel(ctx)
	if ctx.Err() != nil { // it is visited again as soon as somebody runs
		_, e := s.set(kept, "end a visit", "UPDATE storefront_connection SET held = '', due = 0 WHERE merchant = $1 AND name = $2 AND held = $3", string(m.ID), c.Name, s.process)
		return v.Visit, errors.Join(ctx.Err(), e)
	}
	return v.Visit, s.settle(kept, m.ID, c, err)
}

func (v *visit) all(ctx context.Context) (err error) {
	if v.shop, err = v.s.open(v.m, v.c); err != nil {
		return err
	}
	if v.c.Does.Orders {
		err = v.pull(ctx)
		if f, ok := errors.AsType[*fault](err); err != nil && (!ok || f.keys || f.pause > 0) {
			return err
		}
	}
	return cmp.Or(err, v.outward(ctx)) // a shop whose orders cannot be read is told of its parcels all the same
}

// outward tells the storefront what was recorded.
func (v *visit) outward(ctx context.Context) (err error) {
	for passed := part; passed == part; {
		if passed, err = v.s.gather(ctx, v.m); err != nil {
			return err
		}
	}
	if err := v.push(ctx); err != nil || !v.c.Does.Stock {
		return err
	}
	return v.levels(ctx)
}

// errElsewhere: another process took the visit over.
var errElsewhere = errors.New("another process visits the storefront")

// still says that this process still visits.
func (v *visit) still(ctx context.Context) error {
	n, err := v.s.set(ctx, "go on with a visit", "UPDATE storefront_connection SET due = $4 WHERE merchant = $1 AND name = $2 AND held = $3", string(v.m.ID), v.c.Name, v.s.process, db.Instant(v.s.Now().Add(lease)))
	if err == nil && n == 0 {
		err = errElsewhere
	}
	return err
}

// settle keeps how a storefront fares, and when it is visited next. What went wrong is said in the log when it begins.
func (s *Store) settle(ctx context.Context, id shipping.MerchantID, c *Connection, err error) error {
	if errors.Is(err, errElsewhere) {
		return nil
	}
	now := s.Now()
	state, why, fails, rest := On, "", int64(0), s.Every
	if err != nil {
		f, _ := errors.AsType[*fault](err)
		state, why, fails = c.State, shipping.Text(strings.TrimSpace(err.Error())), c.fails+1
		rest = max(min(s.Every<<min(fails-1, 10), longestRest), s.Every)
		switch {
		case f != nil && f.keys:
			state, rest = Trouble, max(seldom, s.Every)
		case f != nil:
			rest = max(rest, f.pause)
		}
	}
	since := c.Since
	if state != c.State {
		since = now
	}
	if why != c.Why || state != c.State {
		s.Log.Log(ctx, level(why), "a storefront", "merchant", string(id), "storefront", c.Name, "state", string(state), "why", why)
	}
	_, e := s.set(ctx, "keep how a storefront fares", "UPDATE storefront_connection SET state = $3, why = $4, since = $5, fails = $6, due = $7, held = '' WHERE merchant = $1 AND name = $2 AND held IN ('', $8)",
		string(id), c.Name, string(state), why, db.Instant(since), fails, db.Instant(now.Add(rest)), s.process)
	return errors.Join(err, e)
}
