package account

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// Token is what a program proves itself by. Its secret is shown once, when it is made.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"` // what it is for, in its maker's words
	Grants  Grants    `json:"grants"`
	Scopes  []Right   `json:"scopes,omitempty"` // narrows the grants; nil: not
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires,omitzero"` // zero: never
	Used    time.Time `json:"used,omitzero"`    // last, to the minute; zero: never
	Ended   time.Time `json:"ended,omitzero"`   // zero: it still holds
}

// longestName bounds a name.
const longestName = 200

func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return shipping.BadField("name", "is empty", "say in a few words what it is for")
	case len(name) > longestName || shipping.Text(name) != name || strings.ContainsAny(name, "\r\n"):
		return shipping.BadField("name", "is longer than 200 signs, or holds what no line of text has", "write a few words")
	}
	return nil
}

// MakeToken makes a token and answers with its secret, which nobody can read again. Invalid: a name, grant or scope is wrong, or the
// token would have expired; Forbidden: whoever acts may not give that.
func (s *Store) MakeToken(ctx context.Context, t Token) (_ *Token, secret string, err error) {
	if err := checkName(t.Name); err != nil {
		return nil, "", err
	}
	if err := cmp.Or(checkScopes(t.Scopes), s.mayGive(ctx, t.Grants, t.Scopes)); err != nil {
		return nil, "", err
	}
	if !t.Expires.IsZero() && !t.Expires.After(s.now()) {
		return nil, "", shipping.BadField("expires", "has passed", "name a moment to come, or leave it out")
	}
	t.Used, t.Ended = time.Time{}, time.Time{}
	return s.issue(ctx, forProgram, "", t, "token made")
}

// issue keeps the row of a secret.
func (s *Store) issue(ctx context.Context, k kind, holder string, t Token, did string) (*Token, string, error) {
	t.ID, t.Made = newID("tok_"), s.now()
	secret, proof := newSecret(k, t.ID)
	about := holder
	if about == "" {
		about = t.ID + " " + t.Name
	}
	err := s.change(ctx, did, about, func(tx *sql.Tx) error { return s.keep(ctx, tx, k, holder, proof, &t) })
	return &t, secret, err
}

// keep makes the row of a secret.
func (*Store) keep(ctx context.Context, tx *sql.Tx, k kind, holder, proof string, t *Token) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_token (merchant, id, kind, holder, name, proof, grants, scopes, made, expires, used, ended)
		VALUES ('', $1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`, t.ID, string(k), holder, t.Name, proof, write(t.Grants), write(t.Scopes), db.Instant(t.Made), db.Instant(t.Expires))
	return err
}

// Tokens lists the tokens of programs that whoever acts looks after, newest first.
func (s *Store) Tokens(ctx context.Context) (list []Token, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT "+keptColumns+" FROM account_token WHERE merchant = '' AND kind = $1 ORDER BY made DESC, id", string(forProgram))
	if err != nil {
		return nil, db.Failure("read the tokens", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		t, err := scanKept(rows)
		if err != nil {
			return nil, done(err)
		}
		if t.Grants = seen(ctx, t.Grants); len(t.Grants) > 0 {
			list = append(list, t.Token)
		}
	}
	return list, done(rows.Err())
}

// EndToken ends a token of a program at once, for good. Known: it was ended before. NotFound where whoever acts looks after none of that name; Forbidden where it
// serves merchants of others, too.
func (s *Store) EndToken(ctx context.Context, id string) error {
	t, err := s.kept(ctx, forProgram, id)
	if err == nil && !shown(ctx, t.Grants) {
		err = sql.ErrNoRows
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &shipping.Error{Code: shipping.NotFound, Field: "token", Message: "there is no token " + shipping.Text(id), Hint: "name it as the list of tokens does: tok_..."}
	}
	if err == nil {
		err = whole(ctx, t.Grants)
	}
	if err != nil {
		return done(err)
	}
	if !t.Ended.IsZero() {
		return known("token", "the token was ended before")
	}
	return s.change(ctx, "token ended", t.ID+" "+t.Name, func(tx *sql.Tx) error { return s.end(ctx, tx, "id", t.ID) })
}

// end ends secrets, by their own name or by who holds them.
func (s *Store) end(ctx context.Context, tx *sql.Tx, column, value string) error {
	_, err := tx.ExecContext(ctx, "UPDATE account_token SET ended = $1 WHERE merchant = '' AND "+column+" = $2 AND ended = 0", db.Instant(s.now()), value)
	return err
}

// kept is a secret's row.
type kept struct {
	Token
	holder, proof string // the user whose session or invitation it is; what proves it
}

const keptColumns = "id, holder, name, proof, grants, scopes, made, expires, used, ended"

func (s *Store) kept(ctx context.Context, k kind, id string) (*kept, error) {
	return scanKept(s.db.Read.QueryRowContext(ctx, "SELECT "+keptColumns+" FROM account_token WHERE merchant = '' AND id = $1 AND kind = $2", id, string(k)))
}

func scanKept(r interface{ Scan(dest ...any) error }) (*kept, error) {
	var t kept
	var grants, scopes string
	var made, expires, used, ended int64
	if err := r.Scan(&t.ID, &t.holder, &t.Name, &t.proof, &grants, &scopes, &made, &expires, &used, &ended); err != nil {
		return nil, err
	}
	t.Made, t.Expires, t.Used, t.Ended = db.Moment(made), db.Moment(expires), db.Moment(used), db.Moment(ended)
	return &t, errors.Join(read(grants, &t.Grants), read(scopes, &t.Scopes))
}
