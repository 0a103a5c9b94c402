package account

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// User is a person who signs in.
type User struct {
	ID     string `json:"id"`
	Email  string `json:"email"` // in small letters; no two have the same
	Name   string `json:"name"`
	Grants Grants `json:"grants"`
	Joined bool   `json:"joined"` // a password was chosen
	// Factor is that a phone was set up, or a passkey made.
	Factor bool      `json:"second_factor"`
	Made   time.Time `json:"made"`
	Ended  time.Time `json:"ended,omitzero"` // zero: may sign in

	password string
}

// SessionHolds is how long a session holds, JoiningHolds how long a link by which a password is chosen.
const (
	SessionHolds = 14 * 24 * time.Hour
	JoiningHolds = 7 * 24 * time.Hour
)

// JoinPath is where, behind a server's address, a password is chosen by a joining secret.
func JoinPath(secret string) string { return "/join?secret=" + url.QueryEscape(secret) }

// Invite makes a user, who has no password yet, and answers with the secret by which one is chosen, once, within a week. Known: there is
// a user of that address; Invalid: an address, name or grant is wrong; Forbidden: whoever acts may not give that.
func (s *Store) Invite(ctx context.Context, u User) (_ *User, secret string, err error) {
	if u.Email, err = readEmail(u.Email); err != nil {
		return nil, "", err
	}
	if err := checkName(u.Name); err != nil {
		return nil, "", err
	}
	if err := s.mayGive(ctx, u.Grants, nil); err != nil {
		return nil, "", err
	}
	other, err := s.user(ctx, "email", u.Email)
	if err != nil {
		return nil, "", err
	}
	if other != nil && (other.Ended.IsZero() || !shown(ctx, other.Grants)) {
		return nil, "", &shipping.Error{Code: shipping.Conflict, Field: "email", Message: "somebody has an account by this address", Hint: invitedBefore(ctx, other)}
	}
	u.ID, u.Made, u.Joined, u.Ended = newID("usr_"), s.now(), false, time.Time{}
	text := "INSERT INTO account_user (merchant, id, email, name, grants, password, made, ended) VALUES ('', $1, $2, $3, $4, '', $5, 0)"
	if other != nil { // whose account was ended: it is opened again, and is still the same person in the list of deeds
		u.ID = other.ID
		text = "UPDATE account_user SET email = $2, name = $3, grants = $4, password = '', made = $5, ended = 0 WHERE merchant = '' AND id = $1"
	}
	err = s.change(ctx, "user invited", u.ID, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, text, u.ID, u.Email, u.Name, write(u.Grants), db.Instant(u.Made))
		return err
	})
	if err != nil {
		return nil, "", err
	}
	secret, err = s.LetJoin(ctx, u.ID)
	return &u, secret, err
}

// invitedBefore tells who invites somebody a second time what they may have meant.
func invitedBefore(ctx context.Context, u *User) string {
	if !shown(ctx, u.Grants) {
		return "who looks after that account changes what it may do"
	}
	return "crosslane users grant " + u.ID + " changes what it may do, crosslane users again " + u.ID + " lets the password be chosen anew"
}

// longestEmail bounds an address (RFC 5321, section 4.5.3.1.3, less its brackets).
const longestEmail = 254

func readEmail(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text || len(text) > longestEmail {
		return "", shipping.BadField("email", "is no e-mail address", "write one such as anna@shop.example")
	}
	return text, nil
}

// LetJoin answers with a new secret by which a user chooses a password, once, within a week: for an invitation, or when the old one is
// lost. NotFound where whoever acts looks after no such user.
func (s *Store) LetJoin(ctx context.Context, id string) (secret string, err error) {
	u, err := s.open(ctx, id)
	if err == nil {
		err = cmp.Or(whole(ctx, u.Grants), s.mayGive(ctx, u.Grants, nil)) // whoever chooses the password is that user from then on
	}
	if err != nil {
		return "", err
	}
	_, secret, err = s.issue(ctx, forJoining, u.ID, Token{Name: "to choose a password", Expires: s.now().Add(JoiningHolds)}, "password asked for")
	return secret, err
}

// endedKept is how long the row of a session that has ended is kept.
const endedKept = 30 * 24 * time.Hour

// clean forgets the sessions and links of a user that ended long ago. What was done in them stays in the list of deeds.
func (s *Store) clean(ctx context.Context, id string) error {
	const old = " WHERE merchant = '' AND holder = $1 AND (expires < $2 OR ended > 0 AND ended < $2)"
	for _, text := range []string{"DELETE FROM account_session WHERE merchant = '' AND id IN (SELECT id FROM account_token" + old + ")", "DELETE FROM account_token" + old} {
		if _, err := s.db.Write.ExecContext(ctx, text, id, db.Instant(s.now().Add(-endedKept))); err != nil {
			return db.Failure("forget old sessions", err)
		}
	}
	return nil
}

// SignOut ends a session. One that is none is ended already.
func (s *Store) SignOut(ctx context.Context, secret string) error {
	k, id, own, ok := parseSecret(secret)
	if !ok || k != forSession {
		return nil
	}
	t, err := s.kept(ctx, k, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!proves(own, t.proof) || !t.Ended.IsZero()) {
		return nil
	}
	if err != nil {
		return done(err)
	}
	ctx = As(ctx, Actor{Name: "user:" + t.holder})
	return s.change(ctx, "signed out", t.holder, func(tx *sql.Tx) error { return s.end(ctx, tx, "id", t.ID) })
}

// Grant changes what a user is to the merchants that whoever acts looks after, at once; what it is to others stays. Known where it is that
// already; NotFound where they look after no such user; Forbidden where more is given than they may; Refused where the account was ended.
func (s *Store) Grant(ctx context.Context, id string, g Grants) error {
	u, err := s.open(ctx, id)
	if err != nil {
		return err
	}
	if err := s.mayGive(ctx, g, nil); err != nil {
		return err
	}
	mine := seen(ctx, u.Grants)
	for m, role := range u.Grants { // what it is to merchants of others stays
		if mine[m] == "" {
			g = maps.Clone(g)
			g[m] = role
		}
	}
	if maps.Equal(u.Grants, g) {
		return known("user", "the user is that already")
	}
	return s.change(ctx, "user granted", u.ID+" "+write(g), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE account_user SET grants = $1 WHERE merchant = '' AND id = $2", write(g), u.ID)
		return err
	})
}

// EndUser ends a user's account with every session of it, and all by which he proved himself; the row stays, so that it can be told who did what. Known: it was
// ended before.
func (s *Store) EndUser(ctx context.Context, id string) error {
	u, err := s.managed(ctx, id)
	if err == nil {
		err = whole(ctx, u.Grants)
	}
	if err != nil {
		return err
	}
	if !u.Ended.IsZero() {
		return known("user", "the account was ended before")
	}
	return s.change(ctx, "user ended", u.ID, func(tx *sql.Tx) error {
		if err := s.end(ctx, tx, "holder", u.ID); err != nil {
			return err
		}
		if err := s.dropFactors(ctx, tx, u.ID, ByPhone, ByRecovery, ByKey, elsewhere); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE account_user SET ended = $1 WHERE merchant = '' AND id = $2 AND ended = 0", db.Instant(s.now()), u.ID)
		return err
	})
}

// Users lists the users that whoever acts looks after, by address.
func (s *Store) Users(ctx context.Context) (list []User, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT "+userColumns+" FROM account_user WHERE merchant = '' ORDER BY email")
	if err != nil {
		return nil, db.Failure("read the users", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, done(err)
		}
		if u.Grants = seen(ctx, u.Grants); len(u.Grants) > 0 {
			list = append(list, *u)
		}
	}
	return list, done(rows.Err())
}

// Owners are the names of those who own a merchant's business and have joined, in order; NotFound for whoever is nothing to it.
func (s *Store) Owners(ctx context.Context, m shipping.MerchantID) (names []string, err error) {
	if a, _ := Acting(ctx); !a.Knows(m) {
		return nil, a.May(m, Read)
	}
	list, err := s.Users(As(ctx, Actor{Grants: Grants{Everyone: Owner}}))
	for _, u := range list {
		if u.Joined && u.Ended.IsZero() && (u.Grants[m] == Owner || u.Grants[Everyone] == Owner) {
			names = append(names, u.Name)
		}
	}
	slices.Sort(names)
	return names, err
}

// Called is how whoever acted is called, for people: a user's name, what a token is for; any other actor as facts name it.
func (s *Store) Called(ctx context.Context, actor string) string {
	sort, id, _ := strings.Cut(actor, ":")
	table, known := map[string]string{"user": "account_user", "token": "account_token"}[sort]
	if !known {
		return actor
	}
	var name string
	if err := s.db.Read.QueryRowContext(ctx, "SELECT name FROM "+table+" WHERE merchant = '' AND id = $1", id).Scan(&name); err != nil {
		return actor // it is told as it is known
	}
	return name
}

const userColumns = "id, email, name, grants, password, made, ended, EXISTS (SELECT 1 FROM account_factor f WHERE f.merchant = '' AND f.holder = account_user.id AND f.kind IN ('" + string(ByPhone) + "', '" + string(ByKey) + "'))"

// user finds a user by a column; nil where there is none.
func (s *Store) user(ctx context.Context, column, value string) (*User, error) {
	u, err := scanUser(s.db.Read.QueryRowContext(ctx, "SELECT "+userColumns+" FROM account_user WHERE merchant = '' AND "+column+" = $1", value))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // there is none, which is no fault here
	}
	return u, done(err)
}

// managed is a user that whoever acts looks after.
func (s *Store) managed(ctx context.Context, id string) (*User, error) {
	u, err := s.user(ctx, "id", id)
	if err != nil {
		return nil, err
	}
	if u == nil || !shown(ctx, u.Grants) {
		return nil, &shipping.Error{Code: shipping.NotFound, Field: "user", Message: "there is no user " + shipping.Text(id), Hint: "name it as the list of users does: usr_..."}
	}
	return u, nil
}

// open is a user that whoever acts looks after, and whose account is not ended.
func (s *Store) open(ctx context.Context, id string) (*User, error) {
	u, err := s.managed(ctx, id)
	if err == nil && !u.Ended.IsZero() {
		return nil, &shipping.Error{Code: shipping.Refused, Field: "user", Message: "the account was ended", Hint: "invite the address again, which opens it anew"}
	}
	return u, err
}

func scanUser(r interface{ Scan(dest ...any) error }) (*User, error) {
	var u User
	var grants string
	var made, ended int64
	if err := r.Scan(&u.ID, &u.Email, &u.Name, &grants, &u.password, &made, &ended, &u.Factor); err != nil {
		return nil, err
	}
	u.Joined, u.Made, u.Ended = u.password != "", db.Moment(made), db.Moment(ended)
	return &u, read(grants, &u.Grants)
}
