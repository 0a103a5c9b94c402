package webhook

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Delivery is an event for a subscription, and what came of telling it.
type Delivery struct {
	ID      string          `json:"id"` // Webhook-Id
	Type    string          `json:"type"`
	Subject shipping.Stream `json:"subject"` // whose events are told in order
	Body    json.RawMessage `json:"body"`
	Made    time.Time       `json:"made"`
	Stage   Stage           `json:"stage"`
	Tries   int             `json:"tries"`
	Next    time.Time       `json:"next,omitzero"`    // zero: it is not tried again
	Tried   time.Time       `json:"tried,omitzero"`   // last
	Status  int             `json:"status,omitzero"`  // of HTTP; zero: no answer
	Millis  int64           `json:"ms,omitzero"`      // that the answer took
	Answer  string          `json:"answer,omitempty"` // how it begins
	Why     string          `json:"why,omitempty"`    // there was none
}

// Page is which deliveries are asked for: at most so many, behind one of which Cursor is the name.
type Page struct {
	Limit  int
	Before string
	Stage  Stage // empty: all
}

// Cursor names a delivery's place in the list.
func (d *Delivery) Cursor() string { return strconv.FormatInt(db.Instant(d.Made), 10) + ":" + d.ID }

const deliveryColumns = "id, type, subject, body, made, state, tries, due, tried, status, millis, answer, why"

// Deliveries lists what a subscription was told, newest first. NotFound where there is none of that name.
func (s *Store) Deliveries(ctx context.Context, id shipping.MerchantID, name string, p Page) ([]Delivery, error) {
	if _, err := s.Get(ctx, id, name); err != nil {
		return nil, err
	}
	made, before := int64(1)<<62, ""
	if p.Before != "" {
		text, rest, _ := strings.Cut(p.Before, ":")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || !strings.HasPrefix(rest, "msg_") {
			return nil, shipping.BadField("cursor", "is no cursor of this list", "send what an answer gave as next, or leave it out")
		}
		made, before = n, rest
	}
	rows, err := s.db.Read.QueryContext(ctx, "SELECT "+deliveryColumns+` FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND made <= $3 AND (made < $3 OR id < $4) AND ($5 = '' OR state = $5)
		ORDER BY made DESC, id DESC LIMIT $6`, string(id), name, made, before, string(p.Stage), p.Limit)
	if err != nil {
		return nil, db.Failure("read the deliveries", err)
	}
	return scanDeliveries(rows)
}

func scanDeliveries(rows *sql.Rows) (list []Delivery, err error) {
	defer rows.Close()
	for rows.Next() {
		var d Delivery
		var body, stage string
		var made, due, tried int64
		if err := rows.Scan(&d.ID, &d.Type, &d.Subject, &body, &made, &stage, &d.Tries, &due, &tried, &d.Status, &d.Millis, &d.Answer, &d.Why); err != nil {
			return nil, db.Failure("read the deliveries", err)
		}
		d.Body, d.Made, d.Stage, d.Tried = json.RawMessage(body), db.Moment(made), Stage(stage), db.Moment(tried)
		if d.Stage == Waiting {
			d.Next = db.Moment(due)
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read the deliveries", err)
	}
	return list, nil
}

// Replay sends one delivery again, under its identifier. NotFound where it is not in the log.
func (s *Store) Replay(ctx context.Context, id shipping.MerchantID, name, delivery string) error {
	n, err := s.replay(ctx, id, name, "AND id = $3", delivery)
	if err == nil && n == 0 {
		err = &shipping.Error{Code: shipping.NotFound, Field: "delivery", Message: "there is no delivery " + shipping.Text(delivery) + " to this webhook", Hint: "the list of its deliveries has those of the last 30 days"}
	}
	return err
}

// ReplayFrom sends again whatever was made for a subscription from a moment on, in order for each subject, and answers with how many these are.
func (s *Store) ReplayFrom(ctx context.Context, id shipping.MerchantID, name string, from time.Time) (int64, error) {
	if from.After(s.Now()) {
		return 0, shipping.BadField("from", "is to come", "name a moment that has passed, of the last 30 days")
	}
	return s.replay(ctx, id, name, "AND made >= $3", db.Instant(from))
}

// replay lets deliveries wait anew, each behind those of its subject that go before.
func (s *Store) replay(ctx context.Context, id shipping.MerchantID, name, which string, arg any) (n int64, err error) {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return 0, err
	}
	err = s.db.Change(ctx, "send deliveries again", func(tx *sql.Tx) error {
		if err := s.hold(ctx, tx, id, name); err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, "UPDATE webhook_delivery SET state = 'behind', tries = 0, held = '' WHERE merchant = $1 AND subscription = $2 "+which, string(id), name, arg)
		if err != nil {
			return err
		}
		if n, err = done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return s.nextOfAll(ctx, tx, id, name)
	})
	return n, err
}

// hold keeps others from settling deliveries of a subscription until the transaction ends. NotFound where there is none of that name.
func (s *Store) hold(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, name string) error {
	done, err := tx.ExecContext(ctx, "UPDATE webhook_subscription SET state = state WHERE merchant = $1 AND id = $2", string(id), name)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return none(name)
	}
	return nil
}

// nextOfAll lets the first event of every subject go.
func (s *Store) nextOfAll(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, name string) error {
	_, err := tx.ExecContext(ctx, `UPDATE webhook_delivery SET state = 'waiting', due = $3 WHERE merchant = $1 AND subscription = $2 AND state = 'behind' AND NOT EXISTS (
		SELECT 1 FROM webhook_delivery f WHERE f.merchant = webhook_delivery.merchant AND f.subscription = webhook_delivery.subscription AND f.subject = webhook_delivery.subject
		AND f.state IN ('waiting', 'behind') AND f.turn < webhook_delivery.turn)`, string(id), name, db.Instant(s.Now()))
	return err
}

// Try sends a subscription an event that tells nothing, and answers with its identifier: what comes of it stands among the deliveries.
func (s *Store) Try(ctx context.Context, id shipping.MerchantID, name string) (string, error) {
	if err := account.Allowed(ctx, id, account.Accounts); err != nil {
		return "", err
	}
	own := "msg_" + strings.ToLower(rand.Text()[:24])
	body, err := json.Marshal(Told{Test, s.Now().UTC(), Data{Merchant: id, Webhook: name, Text: "A test: nothing happened."}})
	if err != nil {
		return "", err
	}
	return own, s.db.Change(ctx, "try a webhook", func(tx *sql.Tx) error {
		if err := s.hold(ctx, tx, id, name); err != nil {
			return err
		}
		w, err := s.one(ctx, tx, id, name)
		if err != nil {
			return err
		}
		if w.State == Off {
			return shipping.Fault(shipping.Refused, "the webhook is off: "+w.Why, "turn it on first")
		}
		return s.put(ctx, tx, id, name, &event{subject: shipping.Stream("test:" + own), turn: 1, kind: Test, body: body}, own)
	})
}

// clean forgets deliveries of long ago. What stood behind one that waited in vain goes on.
func (s *Store) clean(ctx context.Context, id shipping.MerchantID) error {
	list, err := s.subscriptions(ctx, s.db.Read, id, "ORDER BY id")
	if err != nil {
		return err
	}
	for _, w := range list {
		err := s.db.Change(ctx, "forget old deliveries", func(tx *sql.Tx) error {
			if err := s.hold(ctx, tx, id, w.ID); err != nil {
				return err
			}
			done, err := tx.ExecContext(ctx, "DELETE FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND made < $3", string(id), w.ID, db.Instant(s.Now().Add(-Kept)))
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return err
			}
			return s.nextOfAll(ctx, tx, id, w.ID)
		})
		if err != nil && shipping.CodeOf(err) != shipping.NotFound {
			return err
		}
	}
	return nil
}

// stay brings the cursor back to the newest fact where it is beyond: the record was restored to what it was before.
func (s *Store) stay(ctx context.Context, m *merchant.Merchant) error {
	place, heard, err := s.place(ctx, m.ID)
	if err != nil || !heard {
		return err
	}
	last, err := newest(ctx, m)
	if err != nil || place <= last {
		return err
	}
	s.Log.Warn("webhooks: the record ends before what was told of it; they go on with what is recorded from now on", "merchant", string(m.ID), "told", place, "newest", last)
	return s.db.Change(ctx, "go back to the newest fact", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE webhook_cursor SET place = $2 WHERE merchant = $1 AND place > $2", string(m.ID), last)
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE webhook_subscription SET behind = $2 WHERE merchant = $1 AND behind > $2", string(m.ID), last)
		}
		return err
	})
}

// String tells what came of a delivery in a line.
func (d *Delivery) String() string {
	switch {
	case d.Tries == 0:
		return string(d.Stage)
	case d.Status == 0:
		return fmt.Sprintf("%s; try %d: %s", d.Stage, d.Tries, d.Why)
	}
	return fmt.Sprintf("%s; try %d: %d in %d ms", d.Stage, d.Tries, d.Status, d.Millis)
}
