package webhook

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
)

// State is whether a subscription is told.
type State string

// The states. What is recorded while a subscription is off is not told to it; what waited by then waits on.
const (
	On  State = "on"
	Off State = "off"
)

// Subscription is an address that is told what happens.
type Subscription struct {
	ID          string    `json:"id"`
	URL         string    `json:"url"`
	Types       []string  `json:"types"`       // empty: all
	Description string    `json:"description"` // in its maker's words
	Made        time.Time `json:"made"`
	By          string    `json:"by,omitempty"` // who made it; empty: a person at the machine
	State       State     `json:"state"`
	Why         string    `json:"why,omitempty"`    // it is off
	Since       time.Time `json:"since"`            // of the state
	Failing     time.Time `json:"failing,omitzero"` // since when nothing was taken; zero: what was sent last was taken

	behind int64 // what was recorded up to there is not told
	sealed string
}

// wants tells whether a subscription is told of an event.
func (w *Subscription) wants(e *event) bool {
	return e.place > w.behind && (len(w.Types) == 0 || slices.Contains(w.Types, e.kind))
}

const (
	mostSubscriptions  = 50
	longestDescription = 200
)

// Change is what is changed about a subscription; nil: it stays.
type Change struct {
	URL, Description *string
	Types            *[]string
	State            *State
}

// apply changes a subscription, and refuses, Invalid, what cannot be.
func (s *Store) apply(w *Subscription, c Change) error {
	if c.URL != nil {
		if err := rule(s.Private).Check(*c.URL); err != nil {
			return err
		}
		w.URL = *c.URL
	}
	if c.Types != nil {
		for _, name := range *c.Types {
			if !isType(name) {
				return shipping.BadField("types", fmt.Sprintf("%.60q is no type of event", shipping.Text(name)), "GET /v1/event-types lists them; name none for all")
			}
		}
		w.Types = slices.Compact(slices.Sorted(slices.Values(*c.Types)))
	}
	if c.Description != nil {
		if text := *c.Description; len(text) > longestDescription || shipping.Text(text) != text || strings.ContainsAny(text, "\r\n") {
			return shipping.BadField("description", "is longer than 200 signs, or holds what no line of text has", "write a few words")
		}
		w.Description = *c.Description
	}
	if c.State != nil && *c.State != On && *c.State != Off {
		return shipping.BadField("state", fmt.Sprintf("%.60q is no state", shipping.Text(string(*c.State))), "write on or off")
	}
	return nil
}

// Make has an address told what is recorded from now on, and answers with its secret. Invalid: address, type or description is wrong;
// Refused: there are too many.
func (s *Store) Make(ctx context.Context, m *merchant.Merchant, c Change) (*Subscription, string, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, "", err
	}
	if c.URL == nil {
		return nil, "", shipping.BadField("url", "is missing", "write https://shop.example/hooks")
	}
	now := s.Now().UTC()
	w := &Subscription{ID: "wh_" + strings.ToLower(rand.Text()[:20]), Made: now, By: account.By(ctx, ""), State: On, Since: now}
	if err := s.apply(w, c); err != nil {
		return nil, "", err
	}
	newest, err := newest(ctx, m)
	if err != nil {
		return nil, "", err
	}
	w.behind = newest
	secret, err := s.newSecret(m.ID, w)
	if err != nil {
		return nil, "", err
	}
	err = s.db.Change(ctx, "make a webhook", func(tx *sql.Tx) error {
		if err := s.begin(ctx, tx, m.ID, newest); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM webhook_subscription WHERE merchant = $1", string(m.ID)).Scan(&n); err != nil {
			return err
		}
		if n >= mostSubscriptions {
			return shipping.Fault(shipping.Refused, fmt.Sprintf("there are %d webhooks already", n), "end those that nobody needs")
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO webhook_subscription (merchant, id, url, types, about, secrets, made, maker, state, why, since, behind, failing)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, 0)`, string(m.ID), w.ID, w.URL, listText(w.Types), w.Description, w.sealed, db.Instant(w.Made), w.By, string(w.State), db.Instant(w.Since), w.behind)
		if err != nil {
			return err
		}
		return s.Note(ctx, tx, "webhook made", about(m.ID, w))
	})
	return w, secret.Text(), err
}

// newest is the place of what was recorded last.
func newest(ctx context.Context, m *merchant.Merchant) (int64, error) {
	if err := m.Fill(ctx); err != nil {
		return 0, err
	}
	place, err := m.Views.Cursor(ctx, m.ID)
	if err != nil || place == "" {
		return 0, err
	}
	return strconv.ParseInt(place, 10, 64)
}

// begin has the record told from a place on, where nobody was told of it until now. Until the transaction ends the cursor stands.
func (s *Store) begin(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, newest int64) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO webhook_cursor (merchant, place) VALUES ($1, $2) ON CONFLICT (merchant) DO UPDATE SET place = webhook_cursor.place", string(id), newest)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE webhook_cursor SET place = $2 WHERE merchant = $1 AND NOT EXISTS (SELECT 1 FROM webhook_subscription WHERE merchant = $1 AND state = 'on')", string(id), newest)
	return err
}

// List lists the subscriptions of a merchant, oldest first.
func (s *Store) List(ctx context.Context, id shipping.MerchantID) ([]Subscription, error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	return s.subscriptions(ctx, s.db.Read, id, "ORDER BY made, id")
}

// Get is one subscription of a merchant; NotFound where there is none of that name.
func (s *Store) Get(ctx context.Context, id shipping.MerchantID, name string) (*Subscription, error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	return s.one(ctx, s.db.Read, id, name)
}

// Change changes a subscription. One that is turned on is told what is recorded from then on, and what waited.
func (s *Store) Change(ctx context.Context, m *merchant.Merchant, name string, c Change) (*Subscription, error) {
	if err := account.Allowed(ctx, m.ID, account.Accounts); err != nil {
		return nil, err
	}
	newest, err := newest(ctx, m)
	if err != nil {
		return nil, err
	}
	var w *Subscription
	err = s.db.Change(ctx, "change a webhook", func(tx *sql.Tx) error {
		if err := s.begin(ctx, tx, m.ID, newest); err != nil {
			return err
		}
		if w, err = s.one(ctx, tx, m.ID, name); err != nil {
			return err
		}
		if err := s.apply(w, c); err != nil {
			return err
		}
		if c.State != nil && *c.State != w.State {
			w.State, w.Since, w.Why, w.Failing = *c.State, s.Now().UTC(), "", time.Time{}
			if w.State == Off {
				w.Why = "turned off by " + cmp.Or(account.By(ctx, ""), "a person at the machine")
			} else {
				w.behind = newest
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE webhook_subscription SET url = $3, types = $4, about = $5, state = $6, why = $7, since = $8, behind = $9, failing = $10 WHERE merchant = $1 AND id = $2",
			string(m.ID), w.ID, w.URL, listText(w.Types), w.Description, string(w.State), w.Why, db.Instant(w.Since), w.behind, db.Instant(w.Failing))
		if err != nil {
			return err
		}
		return s.Note(ctx, tx, "webhook changed", about(m.ID, w)+" "+string(w.State))
	})
	return w, err
}

// End ends a subscription with all its deliveries. NotFound where there is none of that name.
func (s *Store) End(ctx context.Context, id shipping.MerchantID, name string) error {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return err
	}
	return s.db.Change(ctx, "end a webhook", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM webhook_subscription WHERE merchant = $1 AND id = $2", string(id), name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, none(name))
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM webhook_delivery WHERE merchant = $1 AND subscription = $2", string(id), name); err != nil {
			return err
		}
		return s.Note(ctx, tx, "webhook ended", name+" of "+string(id))
	})
}

// about names a webhook in the list of deeds. Behind the host a token may stand, which is not for everybody.
func about(id shipping.MerchantID, w *Subscription) string {
	host := "an address"
	if u, err := url.Parse(w.URL); err == nil {
		host = u.Host
	}
	return w.ID + " of " + string(id) + " to " + host
}

func none(name string) error {
	return &shipping.Error{Code: shipping.NotFound, Field: "webhook", Message: "there is no webhook " + shipping.Text(name), Hint: "name it as the list of webhooks does: wh_..."}
}

// reader is a database, or a transaction.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) one(ctx context.Context, from reader, id shipping.MerchantID, name string) (*Subscription, error) {
	list, err := s.subscriptions(ctx, from, id, "AND id = $2", name)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, none(name)
	}
	return &list[0], nil
}

func (s *Store) subscriptions(ctx context.Context, from reader, id shipping.MerchantID, more string, args ...any) (list []Subscription, err error) {
	rows, err := from.QueryContext(ctx, "SELECT id, url, types, about, secrets, made, maker, state, why, since, behind, failing FROM webhook_subscription WHERE merchant = $1 "+more, append([]any{string(id)}, args...)...)
	if err != nil {
		return nil, db.Failure("read the webhooks", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w Subscription
		var types, state string
		var made, since, failing int64
		if err := rows.Scan(&w.ID, &w.URL, &types, &w.Description, &w.sealed, &made, &w.By, &state, &w.Why, &since, &w.behind, &failing); err != nil {
			return nil, db.Failure("read the webhooks", err)
		}
		if err := json.Unmarshal([]byte(types), &w.Types); err != nil {
			return nil, &shipping.Error{Code: shipping.Corrupt, Field: w.ID, Message: "of what the webhook is told cannot be read", Cause: err}
		}
		w.State, w.Made, w.Since, w.Failing = State(state), db.Moment(made), db.Moment(since), db.Moment(failing)
		list = append(list, w)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read the webhooks", err)
	}
	return list, nil
}

func listText(list []string) string {
	if list == nil {
		list = []string{}
	}
	text, _ := json.Marshal(list) //nolint:errchkjson // a list of words
	return string(text)
}
