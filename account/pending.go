package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// What is begun and waits for its answer.
const (
	signingIn kind = "signing in" // the password was right, the second factor is asked for
	settingUp kind = "setting up" // a phone shares a secret, and has not shown a code yet
)

// pendingHolds is how long an answer is waited for.
const pendingHolds = 10 * time.Minute

// pending is what was begun.
type pending struct {
	id, holder, kept string
}

// wait keeps what was begun, and answers with the secret by which it is gone on with.
func (s *Store) wait(ctx context.Context, k kind, holder, kept string) (secret string, err error) {
	id := newID("")
	secret, proof := newSecret(k, id)
	if _, err := s.db.Write.ExecContext(ctx, "DELETE FROM account_pending WHERE merchant = '' AND expires < $1", db.Instant(s.now())); err != nil {
		return "", db.Failure("forget what was not gone on with", err)
	}
	_, err = s.db.Write.ExecContext(ctx, "INSERT INTO account_pending (merchant, id, kind, holder, proof, kept, expires) VALUES ('', $1, $2, $3, $4, $5, $6)",
		id, string(k), holder, proof, kept, db.Instant(s.now().Add(pendingHolds)))
	if err != nil {
		return "", db.Failure("keep what was begun", err)
	}
	return secret, nil
}

// mostBegun bounds what anybody began who is not known yet.
const mostBegun = 10_000

// waitForAnybody keeps what was begun by somebody who is not known yet. TooMany: too many did, and have not gone on.
func (s *Store) waitForAnybody(ctx context.Context, k kind, kept string) (secret string, err error) {
	var n int
	if err := s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM account_pending WHERE merchant = '' AND kind = $1 AND expires >= $2", string(k), db.Instant(s.now())).Scan(&n); err != nil {
		return "", db.Failure("look what was begun", err)
	}
	if n >= mostBegun {
		return "", &shipping.Error{Code: shipping.TooMany, Field: "sign-in", Message: "too many have begun to sign in and did not go on", Hint: "try again in some minutes", Wait: pendingHolds / 2}
	}
	return s.wait(ctx, k, "", kept)
}

// begunBy is what a secret goes on with; Unauthorized where that is nothing, was done, or is too long ago.
func (s *Store) begunBy(ctx context.Context, k kind, secret string) (*pending, error) {
	id, own, _ := strings.Cut(shipping.Text(secret), "_")
	var p pending
	var proof string
	var expires int64
	err := s.db.Read.QueryRowContext(ctx, "SELECT id, holder, proof, kept, expires FROM account_pending WHERE merchant = '' AND id = $1 AND kind = $2", id, string(k)).Scan(&p.id, &p.holder, &proof, &p.kept, &expires)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, db.Failure("look up what was begun", err)
	}
	if err != nil || !proves(own, proof) || expires < db.Instant(s.now()) {
		return nil, tooLate()
	}
	return &p, nil
}

func tooLate() error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "secret", Message: "this was begun too long ago, or done already", Hint: "begin it anew"}
}

// goOn takes what was begun off the list, once: whoever comes second is too late.
func (s *Store) goOn(ctx context.Context, tx *sql.Tx, p *pending) error {
	gone, err := tx.ExecContext(ctx, "DELETE FROM account_pending WHERE merchant = '' AND id = $1", p.id)
	if err != nil {
		return err
	}
	if n, err := gone.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, tooLate())
	}
	return nil
}
