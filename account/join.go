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

// shortestPassword is what NIST SP 800-63B-4 (2025, section 3.1.1.2) asks of a password that stands alone.
const (
	shortestPassword = 15
	longestPassword  = 1000
)

// first stands for the user, in the row of the secret by which the first account of a place is made.
const first = "first"

// Joining is what somebody says who has a joining secret.
type Joining struct {
	Secret   string // of an invitation, or of the link that makes the first account
	Password string // that is chosen
	// Email and Name are those of the first account; whoever is invited has them already.
	Email, Name string
	// From is where a session begins at once; nil: none does.
	From *Place
}

// Claimed tells whether anybody has an account by which to sign in, or had one.
func (s *Store) Claimed(ctx context.Context) (bool, error) {
	var n int64
	err := s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM account_user WHERE merchant = '' AND password <> ''").Scan(&n)
	return n > 0, done(err)
}

// LetBegin answers with a new secret by which the first account of the place is made, an owner of all, once, within a week. One of
// before holds no more. Refused: somebody has an account.
func (s *Store) LetBegin(ctx context.Context) (secret string, err error) {
	if err := Allowed(ctx, Everyone, Accounts); err != nil {
		return "", err
	}
	if claimed, err := s.Claimed(ctx); err != nil || claimed {
		return "", errors.Join(err, begun(claimed))
	}
	if err := s.change(ctx, "first account asked for", "", func(tx *sql.Tx) error { return s.end(ctx, tx, "holder", first) }); err != nil {
		return "", err
	}
	_, secret, err = s.issue(ctx, forJoining, first, Token{Name: "to make the first account", Expires: s.now().Add(JoiningHolds)}, "first account asked for")
	return secret, err
}

// begun is that the first account was made; nil where it was not.
func begun(claimed bool) error {
	if !claimed {
		return nil
	}
	return &shipping.Error{Code: shipping.Refused, Field: "secret", Message: "somebody has an account here already", Hint: "an owner invites others: crosslane users invite"}
}

// Invited tells whose password a joining secret lets choose: nil for the first account of the place, which has no user yet. Unauthorized
// where the secret is none, has expired, or was used.
func (s *Store) Invited(ctx context.Context, secret string) (*User, error) {
	t, err := s.joining(ctx, secret)
	if err != nil || t.holder == first {
		return nil, err
	}
	return s.user(ctx, "id", t.holder)
}

// joining is the row of a joining secret that holds.
func (s *Store) joining(ctx context.Context, secret string) (*kept, error) {
	k, id, own, ok := parseSecret(strings.TrimSpace(secret))
	if !ok || k != forJoining {
		return nil, used()
	}
	t, err := s.kept(ctx, forJoining, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, db.Failure("look an invitation up", err)
	}
	if err != nil || !proves(own, t.proof) || !t.Ended.IsZero() || !t.Expires.After(s.now()) {
		return nil, used()
	}
	return t, nil
}

func used() error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "secret", Message: "this link was used, has expired, or never was one", Hint: "ask for another"}
}

// Join takes the password that whoever has a joining secret chose, and ends that secret, and every session of before. Unauthorized where
// the secret is none, or was used; Invalid where the password is too short; Refused where the first account was made meanwhile.
func (s *Store) Join(ctx context.Context, j Joining) (*Entered, error) {
	t, err := s.joining(ctx, j.Secret)
	if err != nil {
		return nil, err
	}
	u := &User{ID: t.holder}
	if t.holder == first {
		if u, err = s.firstUser(ctx, j); err != nil {
			return nil, err
		}
	}
	if n := len([]rune(j.Password)); n < shortestPassword || len(j.Password) > longestPassword {
		return nil, shipping.BadField("password", "has less than 15 signs, or more than 1,000", "several words that do not go together are easy to remember")
	}
	hashed := hashPassword(j.Password)
	ctx = As(ctx, Actor{Name: "user:" + u.ID})
	err = s.change(ctx, "password chosen", u.ID, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE account_token SET ended = $1 WHERE merchant = '' AND id = $2 AND ended = 0", db.Instant(s.now()), t.ID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 { // somebody used it in this moment
			return errors.Join(err, used())
		}
		if t.holder == first {
			return s.keepUser(ctx, tx, u, hashed)
		}
		if err := s.end(ctx, tx, "holder", u.ID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE account_user SET password = $1 WHERE merchant = '' AND id = $2", hashed, u.ID)
		return err
	})
	if err == nil {
		u, err = s.user(ctx, "id", u.ID)
	}
	if err != nil || j.From == nil {
		return &Entered{User: u}, err
	}
	return s.pass(ctx, u, "", *j.From)
}

// firstUser is the owner of all whom the first account is made for.
func (s *Store) firstUser(ctx context.Context, j Joining) (*User, error) {
	claimed, err := s.Claimed(ctx)
	if err != nil || claimed {
		return nil, errors.Join(err, begun(claimed))
	}
	u := &User{ID: newID("usr_"), Name: strings.TrimSpace(j.Name), Grants: Grants{Everyone: Owner}, Made: s.now().Truncate(time.Millisecond)}
	if u.Email, err = readEmail(j.Email); err != nil {
		return nil, err
	}
	if err := checkName(u.Name); err != nil {
		return nil, err
	}
	other, err := s.user(ctx, "email", u.Email)
	if err == nil && other != nil {
		err = &shipping.Error{Code: shipping.Conflict, Field: "email", Message: "somebody was invited by this address", Hint: "open the link of that invitation: crosslane users again " + u.Email + " makes a new one"}
	}
	return u, err
}

// keepUser makes the row of a user.
func (s *Store) keepUser(ctx context.Context, tx *sql.Tx, u *User, hashed string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO account_user (merchant, id, email, name, grants, password, made, ended) VALUES ('', $1, $2, $3, $4, $5, $6, 0)",
		u.ID, u.Email, u.Name, write(u.Grants), hashed, db.Instant(u.Made))
	return err
}
