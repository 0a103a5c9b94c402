package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"crosslane/account/passkey"
	"crosslane/db"
	"crosslane/shipping"
)

// ByKey is that a passkey was shown.
const ByKey Proof = "passkey"

// What is asked of a browser and waits for its answer.
const (
	makingKey  kind = "making a passkey"
	showingKey kind = "showing a passkey"
)

// mostKeys bounds the passkeys of a user.
const mostKeys = 20

// Passkey is a key by which a user signs in.
type Passkey struct {
	ID, Name    string
	Since, Used time.Time // last; zero: never
}

// holder is a user with his passkeys, as what checks them has it; nil where there is none.
func (s *Store) holder(ctx context.Context, u *User) (*passkey.Holder, error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT mark, sealed FROM account_factor WHERE merchant = '' AND holder = $1 AND kind = $2", u.ID, string(ByKey))
	if err != nil {
		return nil, db.Failure("look at passkeys", err)
	}
	defer func() { _ = rows.Close() }()
	h := &passkey.Holder{ID: u.ID, Email: u.Email, Name: u.Name}
	for rows.Next() {
		var k passkey.Key
		if err := rows.Scan(&k.Mark, &k.Kept); err != nil {
			return nil, done(err)
		}
		h.Keys = append(h.Keys, k)
	}
	return h, done(rows.Err())
}

// Asked is what a browser is asked for, and by what it is gone on with.
type Asked struct {
	Secret  string          `json:"secret"`
	Options json.RawMessage `json:"options"`
}

// MakeKey asks the browser of whoever acts for a new passkey. Refused: whoever acts is no user, signed in too long ago, or has too many.
func (s *Store) MakeKey(ctx context.Context, at passkey.Site) (*Asked, error) {
	u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.holder(ctx, u)
	if err != nil {
		return nil, err
	}
	if len(h.Keys) >= mostKeys {
		return nil, &shipping.Error{Code: shipping.Refused, Field: "passkey", Message: "you have 20 passkeys, and no more are kept", Hint: "take one away first"}
	}
	ask, begun, err := passkey.Make(at, h)
	if err != nil {
		return nil, err
	}
	secret, err := s.wait(ctx, makingKey, u.ID, begun)
	return &Asked{secret, ask}, err
}

// KeepKey keeps the passkey that the browser of whoever acts made, under a name. The session counts as one with a second factor. Unauthorized: what the browser answers does not hold.
func (s *Store) KeepKey(ctx context.Context, at passkey.Site, secret, name string, answer []byte) error {
	u, err := s.self(ctx)
	if err != nil {
		return err
	}
	if err := checkName(name); err != nil {
		return err
	}
	p, err := s.begunBy(ctx, makingKey, secret)
	if err == nil && p.holder != u.ID {
		err = tooLate()
	}
	if err != nil {
		return err
	}
	h, err := s.holder(ctx, u)
	if err != nil {
		return err
	}
	made, err := passkey.Made(at, h, p.kept, answer)
	if err != nil {
		return err
	}
	a, _ := Acting(ctx)
	return s.change(ctx, "passkey made", u.ID, func(tx *sql.Tx) error {
		if err := s.goOn(ctx, tx, p); err != nil {
			return err
		}
		if err := s.keepFactor(ctx, tx, &factor{holder: u.ID, kind: ByKey, name: name, mark: made.Mark, sealed: made.Kept}); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE account_session SET factor = $1 WHERE merchant = '' AND id = $2", string(ByKey), a.Session)
		return err
	})
}

// DropKey takes a passkey of whoever acts away. NotFound: he has none of that name.
func (s *Store) DropKey(ctx context.Context, id string) error {
	u, err := s.self(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, "passkey taken away", u.ID, func(tx *sql.Tx) error {
		gone, err := tx.ExecContext(ctx, "DELETE FROM account_factor WHERE merchant = '' AND id = $1 AND holder = $2 AND kind = $3", shipping.Text(id), u.ID, string(ByKey))
		if err != nil {
			return err
		}
		if n, err := gone.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, &shipping.Error{Code: shipping.NotFound, Field: "passkey", Message: "you have no such passkey", Hint: "look at the page again"})
		}
		return nil
	})
}

// AskKey asks a browser for a passkey, whosever it is. TooMany: too many were asked for and not shown.
func (s *Store) AskKey(ctx context.Context, at passkey.Site) (*Asked, error) {
	ask, begun, err := passkey.Ask(at)
	if err != nil {
		return nil, err
	}
	secret, err := s.waitForAnybody(ctx, showingKey, begun)
	return &Asked{secret, ask}, err
}

// ShowKey begins the session of whoever shows a passkey: it is a second factor, too. Unauthorized: what the browser answers does not hold, or was asked too long ago.
func (s *Store) ShowKey(ctx context.Context, at passkey.Site, secret string, answer []byte, from Place) (*Entered, error) {
	p, err := s.begunBy(ctx, showingKey, secret)
	if err != nil {
		return nil, err
	}
	var u *User
	_, key, err := passkey.Shown(at, p.kept, answer, func(id string) (*passkey.Holder, error) {
		if u, err = s.user(ctx, "id", shipping.Text(id)); err != nil {
			return nil, err
		}
		if u == nil || !u.Ended.IsZero() {
			return nil, &shipping.Error{Code: shipping.Unauthorized, Field: "passkey", Message: "nobody has an account here by this passkey", Hint: "sign in by address and password"}
		}
		return s.holder(ctx, u)
	})
	if err != nil {
		return nil, err
	}
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return nil, db.Failure("sign in", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := s.goOn(ctx, tx, p); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE account_factor SET sealed = $1, used = $2 WHERE merchant = '' AND kind = $3 AND mark = $4", key.Kept, db.Instant(s.now()), string(ByKey), key.Mark); err != nil {
		return nil, db.Failure("sign in", err)
	}
	if err := tx.Commit(); err != nil {
		return nil, db.Failure("sign in", err)
	}
	return s.enter(ctx, u, ByKey, from)
}
