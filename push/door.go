package push

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/calendar"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/merchant/news"
	"crosslane/shipping"
)

// Sort is whose signature a door asks for, and how what comes in is read.
type Sort string

// The sorts.
const (
	Shopify     Sort = "shopify"     // X-Shopify-Hmac-Sha256, orders of a storefront
	WooCommerce Sort = "woocommerce" // X-WC-Webhook-Signature, orders of a storefront
	Carrier     Sort = "carrier"     // HMAC-SHA256 in a header that is named, scans in a table
	News        Sort = "news"        // the same, of a carrier that is called: which parcels it is to be asked about
)

// Form is how a signature is written.
type Form string

// The forms. A scheme before the signature (sha256=) is passed over.
const (
	Base64 Form = "base64"
	Hex    Form = "hex"
	Plain  Form = "plain" // the secret itself stands there, and nothing is signed; for news alone, which is believed no farther than that the carrier is asked
)

// Door is a door for what one storefront or carrier sends.
type Door struct {
	Name   string    `json:"name"` // of the storefront, or of the carrier in the Book
	Sort   Sort      `json:"sort"`
	Header string    `json:"header"` // in which the signature stands
	Form   Form      `json:"form"`
	Zone   string    `json:"zone,omitempty"` // of times without an offset, of a carrier
	Made   time.Time `json:"made"`
	By     string    `json:"by,omitempty"` // who made it; empty: a person at the machine
	Unread int       `json:"unread"`       // deliveries that could not be read, or not wholly

	sealed string
}

// ofCarrier tells that a carrier sends, and no storefront.
func (d *Door) ofCarrier() bool { return d.Sort == Carrier || d.Sort == News }

// Path is where a door of a merchant is, behind the address of the server.
func (d *Door) Path(id shipping.MerchantID) string { return "/in/" + string(id) + "/" + d.Name }

const (
	mostDoors   = 100
	leastSecret = 8
	mostSecret  = 500
)

// check refuses, Invalid, what no door can be made by, and fills in what its sort says.
func (d *Door) check(secret string) error {
	switch d.Sort {
	case Shopify:
		d.Header, d.Form = "X-Shopify-Hmac-Sha256", Base64
	case WooCommerce:
		d.Header, d.Form = "X-Wc-Webhook-Signature", Base64
	case Carrier, News:
		d.Form = cmp.Or(d.Form, Hex)
		if d.Header == "" || strings.Trim(strings.ToLower(d.Header), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || http.CanonicalHeaderKey(d.Header) == "Authorization" {
			return shipping.BadField("header", "is no header in which a signature stands", "write the one that the carrier names: X-Signature")
		}
		d.Header = textproto.CanonicalMIMEHeaderKey(d.Header)
	default:
		return shipping.BadField("sort", fmt.Sprintf("%q is no sort of door", shipping.Text(string(d.Sort))), "write shopify, woocommerce, carrier or news")
	}
	if d.Form != Base64 && d.Form != Hex && (d.Form != Plain || d.Sort != News) {
		return shipping.BadField("form", fmt.Sprintf("%q is no form of signatures", shipping.Text(string(d.Form))), "write hex or base64; plain is for news alone")
	}
	if d.Zone != "" {
		if _, err := calendar.ZoneAt("zone", d.Zone, shipping.Place{}); err != nil {
			return err
		}
	}
	if len(secret) < leastSecret || len(secret) > mostSecret || strings.ContainsAny(secret, "\r\n \t") {
		return shipping.BadField("secret", "is shorter than 8 signs, longer than 500, or holds blanks", "copy it as whoever sends shows it")
	}
	return nil
}

// known refuses a name that is of no storefront, or of no carrier of the Book in force.
func (s *Store) known(ctx context.Context, m *merchant.Merchant, d *Door) error {
	if d.ofCarrier() {
		b, err := m.Book(ctx)
		if err != nil {
			return err
		}
		who, err := b.Collects(shipping.CarrierID(d.Name), "")
		if err == nil && d.Sort == News && !news.Tells(who) {
			return shipping.BadField("sort", "the connector "+who.Connector+" calls no carrier that could be asked", "write carrier, and have it send scans in a table")
		}
		return err
	}
	shop, err := s.Storefronts.Get(ctx, m.ID, d.Name)
	if err == nil && string(shop.Sort) != string(d.Sort) {
		err = shipping.BadField("sort", d.Name+" runs on "+string(shop.Sort), "write "+string(shop.Sort))
	}
	return err
}

// row names the row of a door, to which its secret is bound.
func row(id shipping.MerchantID, name string) string { return "push " + string(id) + " " + name }

// Make makes a door, by the secret with which whoever sends signs. Invalid: something of it is wrong; NotFound: there is no such storefront; Conflict: it has a door.
func (s *Store) Make(ctx context.Context, m *merchant.Merchant, d Door, secret string) (*Door, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, err
	}
	if err := cmp.Or(d.check(secret), s.known(ctx, m, &d)); err != nil {
		return nil, err
	}
	var err error
	if d.sealed, err = s.Keys.Seal([]byte(secret), row(m.ID, d.Name)); err != nil {
		return nil, err
	}
	d.Made, d.By = s.Now().UTC(), account.By(ctx, "")
	err = s.db.Change(ctx, "make a door", func(tx *sql.Tx) error {
		var there, all int
		if err := tx.QueryRowContext(ctx, "SELECT count(CASE WHEN name = $2 THEN 1 END), count(*) FROM push_door WHERE merchant = $1", string(m.ID), d.Name).Scan(&there, &all); err != nil {
			return err
		}
		if there > 0 {
			return &shipping.Error{Code: shipping.Conflict, Field: "name", Message: "there is a door for " + d.Name + " already", Hint: "end it first: crosslane pushes end " + d.Name}
		}
		if all >= mostDoors {
			return shipping.Fault(shipping.Refused, fmt.Sprintf("there are %d doors already", all), "end those that nobody needs")
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO push_door (merchant, name, sort, header, form, zone, secret, made, maker) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			string(m.ID), d.Name, string(d.Sort), d.Header, string(d.Form), d.Zone, d.sealed, db.Instant(d.Made), d.By)
		if err != nil {
			return err
		}
		return s.Note(ctx, tx, "push door made", d.Name+" of "+string(m.ID))
	})
	return &d, err
}

// List lists the doors of a merchant, by name.
func (s *Store) List(ctx context.Context, id shipping.MerchantID) ([]Door, error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	return s.doors(ctx, id, "")
}

// End ends a door: nothing comes in by it any more, and what came in and was not read is forgotten. NotFound: there is none of that name.
func (s *Store) End(ctx context.Context, id shipping.MerchantID, name string) error {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return err
	}
	return s.db.Change(ctx, "end a door", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM push_door WHERE merchant = $1 AND name = $2", string(id), name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, error(none(name)))
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM push_delivery WHERE merchant = $1 AND door = $2", string(id), name); err != nil {
			return err
		}
		return s.Note(ctx, tx, "push door ended", name+" of "+string(id))
	})
}

func none(name string) *shipping.Error {
	return &shipping.Error{Code: shipping.NotFound, Field: "door", Message: "there is no door for " + shipping.Text(name), Hint: "crosslane pushes lists those that there are"}
}

// door is a door of a merchant.
func (s *Store) door(ctx context.Context, id shipping.MerchantID, name string) (*Door, error) {
	list, err := s.doors(ctx, id, "AND name = $2", name)
	if err == nil && len(list) == 0 {
		err = none(name)
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

func (s *Store) doors(ctx context.Context, id shipping.MerchantID, more string, args ...any) (list []Door, err error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT name, sort, header, form, zone, secret, made, maker,
		(SELECT count(*) FROM push_delivery d WHERE d.merchant = push_door.merchant AND d.door = push_door.name AND d.state = 'unread') FROM push_door WHERE merchant = $1 `+more+" ORDER BY name", append([]any{string(id)}, args...)...)
	if err != nil {
		return nil, db.Failure("read the doors", err)
	}
	defer rows.Close()
	for rows.Next() {
		var d Door
		var sort, form string
		var made int64
		if err := rows.Scan(&d.Name, &sort, &d.Header, &form, &d.Zone, &d.sealed, &made, &d.By, &d.Unread); err != nil {
			return nil, db.Failure("read the doors", err)
		}
		d.Sort, d.Form, d.Made = Sort(sort), Form(form), db.Moment(made)
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read the doors", err)
	}
	return list, nil
}
