package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// Session is one of a user's, which has not ended.
type Session struct {
	ID    string
	This  bool      // in which he asks
	Place string    // the address from which it began; empty: not known
	Agent string    // what the browser said of itself
	By    Proof     // what besides a password; empty: nothing
	Made  time.Time // when it began
	Used  time.Time // last, to the minute; zero: never
}

// Sessions are those of whoever acts, used last first. Refused: he is no user.
func (s *Store) Sessions(ctx context.Context) (list []Session, err error) {
	u, err := s.me(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Read.QueryContext(ctx, `SELECT t.id, coalesce(s.place, ''), coalesce(s.agent, ''), coalesce(s.factor, ''), t.made, t.used FROM account_token t
		LEFT JOIN account_session s ON s.merchant = t.merchant AND s.id = t.id WHERE t.merchant = '' AND t.holder = $1 AND t.kind = $2 AND t.ended = 0 AND t.expires > $3 ORDER BY CASE WHEN t.used > t.made THEN t.used ELSE t.made END DESC, t.id`,
		u.ID, string(forSession), db.Instant(s.now()))
	if err != nil {
		return nil, db.Failure("read the sessions", err)
	}
	defer func() { _ = rows.Close() }()
	a, _ := Acting(ctx)
	for rows.Next() {
		var one Session
		var made, used int64
		if err := rows.Scan(&one.ID, &one.Place, &one.Agent, &one.By, &made, &used); err != nil {
			return nil, done(err)
		}
		one.Made, one.Used, one.This = db.Moment(made), db.Moment(used), one.ID == a.Session
		list = append(list, one)
	}
	return list, done(rows.Err())
}

// EndSession ends a session of whoever acts. NotFound: he has none of that name.
func (s *Store) EndSession(ctx context.Context, id string) error {
	u, err := s.me(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, "session ended", u.ID, func(tx *sql.Tx) error {
		ended, err := tx.ExecContext(ctx, "UPDATE account_token SET ended = $1 WHERE merchant = '' AND id = $2 AND holder = $3 AND kind = $4 AND ended = 0", db.Instant(s.now()), shipping.Text(id), u.ID, string(forSession))
		if err != nil {
			return err
		}
		if n, err := ended.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, &shipping.Error{Code: shipping.NotFound, Field: "session", Message: "you have no such session", Hint: "it may have ended already: look at the page again"})
		}
		return nil
	})
}

// EndOthers ends every session of whoever acts but the one in which he asks, and no browser is known again by what it kept.
func (s *Store) EndOthers(ctx context.Context) error {
	u, err := s.me(ctx)
	if err != nil {
		return err
	}
	a, _ := Acting(ctx)
	return s.change(ctx, "other sessions ended", u.ID, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE account_token SET ended = $1 WHERE merchant = '' AND holder = $2 AND kind IN ($3, $4) AND id <> $5 AND ended = 0", db.Instant(s.now()), u.ID, string(forSession), string(forDevice), a.Session)
		return err
	})
}
