package push

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
)

const mostBody = 8 << 20

// Handler takes in what is sent to the doors of the merchants that are served, at /in/{merchant}/{name} of a mux; from is the address from which somebody
// comes. It answers with nil once that is kept, else with why it is not. Of whoever sends more at once than he may the rest waits for a moment.
func (s *Store) Handler(merchants func() map[shipping.MerchantID]*merchant.Merchant, from func(*http.Request) netip.Addr) func(http.ResponseWriter, *http.Request) error {
	e := newEntrance(s)
	return func(w http.ResponseWriter, r *http.Request) error {
		e.hurry(w)
		m := merchants()[shipping.MerchantID(r.PathValue("merchant"))]
		if m == nil { // told as a door that there is not: whose business is run here is nobody's to find out
			return none(r.PathValue("name"))
		}
		d, err := s.door(r.Context(), m.ID, r.PathValue("name"))
		if err != nil {
			return err
		}
		at, network := d.Path(m.ID), account.Place{Address: from(r)}.Network()
		leave, err := e.enter(r.Context(), at, network)
		if err != nil {
			return err
		}
		defer leave()
		e.hurry(w) // from now on, and not since it began to wait
		delivery, body, err := s.believed(w, r, m.ID, d)
		if err != nil || delivery == "" {
			return err
		}
		e.trust(at, network)
		return s.keep(r.Context(), m.ID, d, delivery, body)
	}
}

// believed reads what came in, and names it, if it is signed as its door says; it has no name where there is nothing to keep.
func (s *Store) believed(w http.ResponseWriter, r *http.Request, id shipping.MerchantID, d *Door) (delivery string, body []byte, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return "", nil, &shipping.Error{Code: shipping.TooLarge, Field: "body", Message: "it is larger than 8 MB", Hint: "send it in several parts"}
	}
	if err != nil {
		return "", nil, &shipping.Error{Code: shipping.Invalid, Field: "body", Message: "it broke off, or did not come in time", Hint: "send it again", Cause: err}
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // it has come: how long it is kept is none of the sender's
	if d.Sort == WooCommerce && hello.Match(body) {                // it asks, unsigned, whether somebody is there when a webhook is made
		return "", nil, nil
	}
	secret, err := s.Keys.Open(d.sealed, row(id, d.Name))
	if err != nil {
		return "", nil, err
	}
	if !d.signed(secret, body, r.Header.Get(d.Header)) {
		return "", nil, &shipping.Error{Code: shipping.Unauthorized, Field: "header." + d.Header, Message: "it is not signed, or not by the secret of this door", Hint: d.howSigned()}
	}
	if err := d.reads(r.Header, body); err != nil {
		return "", nil, err
	}
	return deliveryOf(r.Header, body), body, nil
}

// hello is what WooCommerce sends when a webhook is made.
var hello = regexp.MustCompile(`^webhook_id=[0-9]{1,20}$`)

// signed tells whether a body bears the signature of a secret.
func (d *Door) signed(secret, body []byte, said string) bool {
	said = strings.TrimSpace(said)
	if d.Form == Plain {
		return hmac.Equal([]byte(said), secret)
	}
	if scheme, rest, found := strings.Cut(said, "="); found && strings.EqualFold(scheme, "sha256") {
		said = rest
	}
	sum := hmac.New(sha256.New, secret)
	_, _ = sum.Write(body) // a hash takes everything
	got, err := base64.StdEncoding.DecodeString(said)
	if d.Form == Hex {
		got, err = hex.DecodeString(said)
	}
	return err == nil && hmac.Equal(got, sum.Sum(nil))
}

// howSigned says what whoever sends is to do.
func (d *Door) howSigned() string {
	if d.Form == Plain {
		return "send the secret itself in the header " + d.Header
	}
	return "sign the very bytes that are sent: HMAC-SHA256, in " + string(d.Form)
}

// reads refuses what is signed, and of a sort that is not read here.
func (d *Door) reads(head http.Header, body []byte) error {
	topic := head.Get("X-Shopify-Topic")
	if d.Sort == WooCommerce {
		topic = head.Get("X-Wc-Webhook-Topic")
	}
	is := d.ofCarrier() || topic == "" || strings.HasPrefix(topic, "orders/") && topic != "orders/delete" || topic == "order.created" || topic == "order.updated" || topic == "order.restored"
	if !is {
		return shipping.BadField("body", "it tells of "+shipping.Text(topic)+", which is not read here", "have orders that are made and changed sent: orders/create and orders/updated of Shopify, order.created and order.updated of WooCommerce")
	}
	if !d.ofCarrier() && !json.Valid(body) {
		return shipping.BadField("body", "is no JSON", "have the shop send orders in JSON")
	}
	if shipping.Text(string(body)) != string(body) {
		return shipping.BadField("body", "has a sign that no text has", "send UTF-8, without the sign NUL")
	}
	return nil
}

// deliveryOf names a delivery: as whoever sends does, together with what it says; a name that comes with other words is another delivery.
func deliveryOf(head http.Header, body []byte) string {
	sum := sha256.New()
	for _, name := range []string{"X-Shopify-Webhook-Id", "X-Wc-Webhook-Delivery-Id", "Webhook-Id"} {
		_, _ = io.WriteString(sum, head.Get(name)+"\x00") // a hash takes everything
	}
	_, _ = sum.Write(body) // likewise
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// keep keeps a delivery until it is read; one that came before is there already.
func (s *Store) keep(ctx context.Context, id shipping.MerchantID, d *Door, delivery string, body []byte) error {
	now := db.Instant(s.Now())
	err := s.db.Change(ctx, "keep what came in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO push_delivery (merchant, door, id, body, received, state, told, subject, changed, tries, due) VALUES ($1, $2, $3, $4, $5, 'waiting', '', '', 0, 0, $5)
			ON CONFLICT (merchant, door, id) DO NOTHING`, string(id), d.Name, delivery, string(body), now)
		return err
	})
	if err == nil {
		select {
		case s.came <- struct{}{}:
		default: // whoever reads will look
		}
	}
	return err
}
