package account

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// ByProvider is that a provider says that more than a password was shown there.
const ByProvider Proof = "provider"

// elsewhere is the row of an account with a provider, atProvider what was begun with one.
const (
	elsewhere  Proof = "elsewhere"
	atProvider kind  = "at a provider"
)

// Said is who somebody is by the word of a provider.
type Said struct {
	Issuer, Subject string // by which he is known from then on
	Email           string
	Verified        bool // the provider saw that the address is his
	Name            string
	Factor          bool   // more than a password was shown there (RFC 8176, "mfa")
	By              string // how the provider is called
}

// Newcomers are what becomes of those whom a provider knows and nobody invited. The zero value lets none in.
type Newcomers struct {
	Grants  Grants   // what they are to whom
	Domains []string // of whose addresses
}

// Check refuses newcomers that anybody may be, or that are nothing to anybody: Invalid.
func (n Newcomers) Check() error {
	if len(n.Grants) == 0 {
		return nil
	}
	if len(n.Domains) == 0 {
		return shipping.BadField("domains", "is missing: anybody whom the provider knows could come in", "name the domains of addresses whose owners may, such as shop.example")
	}
	return n.Grants.Check()
}

// SendAway keeps what belongs to a sign-in with a provider until the browser comes back, and answers with the secret that it comes back with. TooMany: too many
// have not come back.
func (s *Store) SendAway(ctx context.Context, kept string) (secret string, err error) {
	return s.waitForAnybody(ctx, atProvider, kept)
}

// Back is what was kept for a browser that comes back, once. Unauthorized: nothing was, or too long ago.
func (s *Store) Back(ctx context.Context, secret string) (kept string, err error) {
	p, err := s.begunBy(ctx, atProvider, secret)
	if err != nil {
		return "", err
	}
	gone, err := s.db.Write.ExecContext(ctx, "DELETE FROM account_pending WHERE merchant = '' AND id = $1", p.id)
	if err != nil {
		return "", db.Failure("take up what was begun", err)
	}
	if n, err := gone.RowsAffected(); err != nil || n != 1 {
		return "", errors.Join(err, tooLate())
	}
	return p.kept, nil
}

// SignInBy begins a session of whom a provider knows: of the user who is bound to it, else of the user who was invited by the address that the provider saw, who is
// bound to it from then on. Forbidden: nobody was, and newcomers are not let in. Unauthorized: the provider did not see that the address is his. Refused: the user is
// bound to another account there.
func (s *Store) SignInBy(ctx context.Context, said Said, n Newcomers, from Place) (*Entered, error) {
	if said.mark() != shipping.Text(said.mark()) {
		return nil, &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: said.By + " names your account by what is no text", Hint: "sign in by address and password"}
	}
	by := Proof("")
	if said.Factor {
		by = ByProvider
	}
	u, err := s.bound(ctx, said)
	if err == nil && u == nil {
		u, err = s.bind(ctx, said, n)
	}
	if err != nil {
		return nil, err
	}
	if !u.Ended.IsZero() {
		return nil, &shipping.Error{Code: shipping.Forbidden, Field: "account", Message: "this account was ended", Hint: "an owner can invite you again"}
	}
	return s.pass(ctx, u, by, from)
}

func (d Said) mark() string { return d.Issuer + " " + d.Subject }

// bound is the user who is bound to an account with a provider; nil where nobody is.
func (s *Store) bound(ctx context.Context, said Said) (*User, error) {
	var holder string
	err := s.db.Read.QueryRowContext(ctx, "SELECT holder FROM account_factor WHERE merchant = '' AND kind = $1 AND mark = $2", string(elsewhere), said.mark()).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody is, which is no fault
	}
	if err != nil {
		return nil, db.Failure("look an account elsewhere up", err)
	}
	return s.user(ctx, "id", holder)
}

// bind binds the user of the address that a provider saw, or a newcomer, to the account there.
func (s *Store) bind(ctx context.Context, said Said, n Newcomers) (*User, error) {
	email, err := readEmail(said.Email)
	if err != nil || !said.Verified {
		return nil, &shipping.Error{Code: shipping.Unauthorized, Field: "email", Message: said.By + " does not say that it saw an e-mail address to be yours", Hint: "confirm your address there, and sign in again; or sign in by password"}
	}
	u, err := s.user(ctx, "email", email)
	if err != nil {
		return nil, err
	}
	made := u == nil
	if made {
		if u, err = s.newcomer(ctx, said, email, n); err != nil {
			return nil, err
		}
	}
	if !u.Ended.IsZero() {
		return u, nil // whoever asks is told
	}
	if f, err := s.Factors(ctx, u.ID); err != nil || slices.ContainsFunc(f.Elsewhere, func(e Elsewhere) bool { return e.issuer == said.Issuer }) {
		return nil, errors.Join(err, &shipping.Error{Code: shipping.Refused, Field: "account", Message: "another account with " + said.By + " is bound to " + email, Hint: "sign in with that one; an owner can undo it: crosslane users reset-factor " + email})
	}
	ctx = As(ctx, Actor{Name: "user:" + u.ID})
	return u, s.change(ctx, "bound to "+said.Issuer, u.ID, func(tx *sql.Tx) error {
		if made {
			if err := s.keepUser(ctx, tx, u, ""); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE account_user SET password = $1 WHERE merchant = '' AND id = $2 AND password = ''", noPassword, u.ID); err != nil {
			return err
		}
		return s.keepFactor(ctx, tx, &factor{holder: u.ID, kind: elsewhere, name: said.By, mark: said.mark(), sealed: said.Issuer})
	})
}

// noPassword stands for the password of who joined without one: nobody signs in by it.
const noPassword = "none"

// newcomer is the user that is made of somebody whom nobody invited.
func (s *Store) newcomer(ctx context.Context, said Said, email string, n Newcomers) (*User, error) {
	_, domain, _ := strings.Cut(email, "@")
	if len(n.Grants) == 0 || !slices.ContainsFunc(n.Domains, func(d string) bool { return strings.EqualFold(d, domain) }) {
		return nil, &shipping.Error{Code: shipping.Forbidden, Field: "email", Message: "nobody has an account here by the address " + email, Hint: "ask an owner to invite you by it"}
	}
	if err := s.there(ctx, n.Grants); err != nil {
		return nil, err
	}
	u := &User{ID: newID("usr_"), Email: email, Name: cmp.Or(said.Name, email), Grants: n.Grants, Made: s.now().Truncate(time.Millisecond)}
	if checkName(u.Name) != nil {
		u.Name = email
	}
	return u, nil
}
