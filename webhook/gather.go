package webhook

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"strconv"
	"strings"

	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
)

// part is how many facts are read at once.
const part = 500

var errElsewhere = errors.New("another node was first")

// gather makes deliveries of the next part of the record, and says how many facts it passed. The cursor moves on in the same
// transaction: however the program ends, nothing is left out, and nothing is made twice.
func (s *Store) gather(ctx context.Context, m *merchant.Merchant) (passed int, err error) {
	place, heard, err := s.place(ctx, m.ID)
	if err != nil || !heard {
		return 0, err
	}
	list, err := m.Ledger.Feed(ctx, m.ID, place, part)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	events, err := eventsOf(ctx, m, list)
	if err != nil {
		return 0, err
	}
	next := list[len(list)-1].Pos
	err = s.db.Change(ctx, "make deliveries", func(tx *sql.Tx) error { return s.advance(ctx, tx, m.ID, place, next, events) })
	if errors.Is(err, errElsewhere) {
		return 0, nil
	}
	return len(list), err
}

// place is how far the record is told, and whether anybody hears of it.
func (s *Store) place(ctx context.Context, id shipping.MerchantID) (place int64, heard bool, err error) {
	err = s.db.Read.QueryRowContext(ctx, "SELECT place FROM webhook_cursor WHERE merchant = $1 AND EXISTS (SELECT 1 FROM webhook_subscription WHERE merchant = $1 AND state = 'on')", string(id)).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, db.Failure("read how far webhooks are told", err)
	}
	return place, true, nil
}

// advance moves the cursor on, and makes the deliveries of what it passes.
func (s *Store) advance(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, from, to int64, events []event) error {
	done, err := tx.ExecContext(ctx, "UPDATE webhook_cursor SET place = $3 WHERE merchant = $1 AND place = $2", string(id), from, to)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errElsewhere)
	}
	if len(events) == 0 {
		return nil
	}
	// Nobody settles a delivery until this ends: whether another of its subject goes before would not be known.
	if _, err := tx.ExecContext(ctx, "UPDATE webhook_subscription SET state = state WHERE merchant = $1 AND state = 'on'", string(id)); err != nil {
		return err
	}
	heard, err := s.subscriptions(ctx, tx, id, "AND state = 'on' ORDER BY id")
	if err != nil {
		return err
	}
	for i := range heard {
		for e := range events {
			if heard[i].wants(&events[e]) {
				if err := s.put(ctx, tx, id, heard[i].ID, &events[e], nameOf(id, heard[i].ID, &events[e])); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// put makes a delivery. One of a subject of which another goes before waits behind it.
func (s *Store) put(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, to string, e *event, name string) error {
	now := db.Instant(s.Now())
	_, err := tx.ExecContext(ctx, `INSERT INTO webhook_delivery (merchant, subscription, id, subject, turn, type, body, made, state, tries, due, held, tried, status, millis, answer, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN EXISTS (SELECT 1 FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND subject = $4 AND state IN ('waiting', 'behind')) THEN 'behind' ELSE 'waiting' END,
		0, $9, '', 0, 0, 0, '', '') ON CONFLICT (merchant, subscription, id) DO NOTHING`,
		string(id), to, name, string(e.subject), e.turn, e.kind, string(e.body), now, now)
	return err
}

var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// nameOf is the identifier of an event for a subscription: always the same, so that whoever gets it twice knows it again.
func nameOf(id shipping.MerchantID, to string, e *event) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(id), to, string(e.fact), strconv.FormatInt(e.at.UnixMilli(), 10)}, "\x00")))
	return "msg_" + letters.EncodeToString(sum[:15])
}
