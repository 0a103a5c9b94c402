package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"crosslane/account/totp"
	"crosslane/db"
	"crosslane/shipping"
)

// Proof is what besides a password somebody proved himself by in a session; empty: nothing.
type Proof string

// The proofs.
const (
	ByPhone    Proof = "phone"    // a code of six digits that a phone shows (RFC 6238)
	ByRecovery Proof = "recovery" // one of the codes for who has lost the phone
)

// recoveryCodes is how many there are; each counts once.
const recoveryCodes = 10

// Factors are what a user has besides a password. The zero value is nothing.
type Factors struct {
	Phone    time.Time // since when a phone shows codes; zero: none does
	Recovery int       // codes that are left
	// Elsewhere are the accounts with providers by which he signs in.
	Elsewhere []Elsewhere
	Keys      []Passkey
}

// Elsewhere is an account with a provider.
type Elsewhere struct {
	By    string // how the provider is called
	Since time.Time

	issuer string
}

// none tells whether there is nothing.
func (f *Factors) none() bool {
	return f.Phone.IsZero() && f.Recovery == 0 && len(f.Elsewhere) == 0 && len(f.Keys) == 0
}

// Factors are what a user has besides a password.
func (s *Store) Factors(ctx context.Context, user string) (f Factors, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT id, kind, name, sealed, made, used FROM account_factor WHERE merchant = '' AND holder = $1 ORDER BY made", user)
	if err != nil {
		return f, db.Failure("look at second factors", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var of Proof
		var id, name, sealed string
		var made, used int64
		if err := rows.Scan(&id, &of, &name, &sealed, &made, &used); err != nil {
			return f, done(err)
		}
		switch {
		case of == ByPhone:
			f.Phone = db.Moment(made)
		case of == ByRecovery && used == 0:
			f.Recovery++
		case of == ByKey:
			f.Keys = append(f.Keys, Passkey{id, name, db.Moment(made), db.Moment(used)})
		case of == elsewhere:
			f.Elsewhere = append(f.Elsewhere, Elsewhere{name, db.Moment(made), sealed})
		}
	}
	return f, done(rows.Err())
}

// Sharing is a secret that a phone is to share.
type Sharing struct {
	Secret string // by which it is gone on with
	Text   string // the phone's secret, to be typed
	URI    string // the same, to be read off a QR code
}

// SharePhone begins to have a phone of whoever acts show codes; it counts once the phone has shown one: ConfirmPhone. Issuer is what the phone calls this
// place. Refused: whoever acts is no user, or signed in too long ago.
func (s *Store) SharePhone(ctx context.Context, issuer string) (*Sharing, error) {
	u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	secret := totp.NewSecret()
	sealed, err := s.Keys.Seal(secret, boundTo(u.ID))
	if err != nil {
		return nil, err
	}
	begun, err := s.wait(ctx, settingUp, u.ID, sealed)
	return &Sharing{begun, totp.Text(secret), totp.URI(secret, issuer, u.Email)}, err
}

// Shared is the secret that a phone is to share, again.
func (s *Store) Shared(ctx context.Context, secret, issuer string) (*Sharing, error) {
	u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	_, raw, err := s.sharing(ctx, u, secret)
	if err != nil {
		return nil, err
	}
	return &Sharing{secret, totp.Text(raw), totp.URI(raw, issuer, u.Email)}, nil
}

func (s *Store) sharing(ctx context.Context, u *User, secret string) (*pending, []byte, error) {
	p, err := s.begunBy(ctx, settingUp, secret)
	if err != nil {
		return nil, nil, err
	}
	if p.holder != u.ID {
		return nil, nil, tooLate()
	}
	raw, err := s.Keys.Open(p.kept, boundTo(u.ID))
	return p, raw, err
}

// boundTo is what the secret of a user's phone is sealed for.
func boundTo(user string) string { return "account_factor phone " + user }

// ConfirmPhone has a phone's codes asked for from now on, once it shows the one of now, in place of any phone of before, and answers with the codes for who
// has lost it, which nobody can read again. The session of whoever acts counts as one with a second factor. Unauthorized: the code is wrong.
func (s *Store) ConfirmPhone(ctx context.Context, secret, code string) (recovery []string, err error) {
	u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	p, raw, err := s.sharing(ctx, u, secret)
	if err != nil {
		return nil, err
	}
	step, ok := totp.Shown(raw, code, s.now(), 0)
	if !ok {
		return nil, wrongCode("the phone shows another one: is its clock right?")
	}
	sealed, err := s.Keys.Seal(raw, boundTo(u.ID))
	if err != nil {
		return nil, err
	}
	recovery = newRecovery()
	a, _ := Acting(ctx)
	return recovery, s.change(ctx, "second factor set up", u.ID, func(tx *sql.Tx) error {
		if err := s.goOn(ctx, tx, p); err != nil {
			return err
		}
		if err := s.dropFactors(ctx, tx, u.ID, ByPhone, ByRecovery); err != nil {
			return err
		}
		phone := factor{holder: u.ID, kind: ByPhone, name: "phone", mark: u.ID, sealed: sealed, counter: step}
		if err := s.keepFactor(ctx, tx, &phone); err != nil {
			return err
		}
		if err := s.keepRecovery(ctx, tx, u.ID, recovery); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE account_session SET factor = $1 WHERE merchant = '' AND id = $2", string(ByPhone), a.Session)
		return err
	})
}

// NewRecovery gives whoever acts new codes for when the phone is lost; those of before count no more. Refused: no phone shows codes.
func (s *Store) NewRecovery(ctx context.Context) (recovery []string, err error) {
	u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	if f, err := s.Factors(ctx, u.ID); err != nil || f.Phone.IsZero() {
		return nil, errors.Join(err, noPhone())
	}
	recovery = newRecovery()
	return recovery, s.change(ctx, "recovery codes made", u.ID, func(tx *sql.Tx) error {
		if err := s.dropFactors(ctx, tx, u.ID, ByRecovery); err != nil {
			return err
		}
		return s.keepRecovery(ctx, tx, u.ID, recovery)
	})
}

func noPhone() error {
	return &shipping.Error{Code: shipping.Refused, Field: "phone", Message: "no phone shows codes for you", Hint: "set one up first"}
}

// DropPhone has no codes asked of whoever acts any more.
func (s *Store) DropPhone(ctx context.Context) error {
	u, err := s.self(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, "second factor taken away", u.ID, func(tx *sql.Tx) error { return s.dropFactors(ctx, tx, u.ID, ByPhone, ByRecovery) })
}

// ResetFactors takes away all that a user has besides a password, for who has lost it, accounts elsewhere among it, and ends every session: then the password alone signs in. NotFound where whoever
// acts looks after no such user; Forbidden where it serves merchants of others, too; Known: there is nothing to take away.
func (s *Store) ResetFactors(ctx context.Context, id string) error {
	u, err := s.open(ctx, id)
	if err == nil {
		err = whole(ctx, u.Grants)
	}
	if err != nil {
		return err
	}
	if f, err := s.Factors(ctx, u.ID); err != nil || f.none() {
		return errors.Join(err, known("user", "the user has no second factor and no passkey, and is bound to no account elsewhere"))
	}
	return s.change(ctx, "second factors reset", u.ID, func(tx *sql.Tx) error {
		if err := s.end(ctx, tx, "holder", u.ID); err != nil {
			return err
		}
		return s.dropFactors(ctx, tx, u.ID, ByPhone, ByRecovery, ByKey, elsewhere)
	})
}

// factor is a row.
type factor struct {
	id, holder   string
	kind         Proof
	name         string
	mark, sealed string
	counter      int64
}

func (s *Store) keepFactor(ctx context.Context, tx *sql.Tx, f *factor) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO account_factor (merchant, id, holder, kind, name, mark, sealed, counter, made, used) VALUES ('', $1, $2, $3, $4, $5, $6, $7, $8, 0)",
		newID("fac_"), f.holder, string(f.kind), f.name, f.mark, f.sealed, f.counter, db.Instant(s.now()))
	return err
}

func (s *Store) dropFactors(ctx context.Context, tx *sql.Tx, user string, kinds ...Proof) error {
	for _, k := range kinds {
		if _, err := tx.ExecContext(ctx, "DELETE FROM account_factor WHERE merchant = '' AND holder = $1 AND kind = $2", user, string(k)); err != nil {
			return err
		}
	}
	return nil
}

// newRecovery are new codes of 80 bits, in groups of four.
func newRecovery() (list []string) {
	for range recoveryCodes {
		b := make([]byte, 10)
		_, _ = rand.Read(b)
		code := letters.EncodeToString(b)
		list = append(list, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
	}
	return list
}

func (s *Store) keepRecovery(ctx context.Context, tx *sql.Tx, user string, codes []string) error {
	for _, code := range codes {
		if err := s.keepFactor(ctx, tx, &factor{holder: user, kind: ByRecovery, name: "recovery", mark: recoveryMark(user, code)}); err != nil {
			return err
		}
	}
	return nil
}

// recoveryMark is what is kept of a code; it has enough of chance for one round.
func recoveryMark(user, code string) string {
	return proofOf(user + " " + strings.ToLower(strings.Join(strings.FieldsFunc(code, func(r rune) bool { return r == '-' || r == ' ' || r == '\t' }), "")))
}

func wrongCode(hint string) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "code", Message: "the code is wrong, or was used before", Hint: hint}
}

// shows tells by what the code is that a user typed, and uses it up: each counts once. Empty: it is none.
func (s *Store) shows(ctx context.Context, u *User, code string) (Proof, error) {
	f := factor{holder: u.ID}
	err := s.db.Read.QueryRowContext(ctx, "SELECT id, sealed, counter FROM account_factor WHERE merchant = '' AND holder = $1 AND kind = $2", u.ID, string(ByPhone)).Scan(&f.id, &f.sealed, &f.counter)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", db.Failure("look at second factors", err)
	}
	raw, err := s.Keys.Open(f.sealed, boundTo(u.ID))
	if err != nil {
		return "", err
	}
	now := db.Instant(s.now())
	if step, ok := totp.Shown(raw, code, s.now(), f.counter); ok {
		return s.usedUp(ctx, ByPhone, "UPDATE account_factor SET counter = $1, used = $2 WHERE merchant = '' AND id = $3 AND counter < $1", step, now, f.id)
	}
	return s.usedUp(ctx, ByRecovery, "UPDATE account_factor SET used = $1 WHERE merchant = '' AND kind = $2 AND mark = $3 AND used = 0", now, string(ByRecovery), recoveryMark(u.ID, code))
}

// usedUp tells whether this was who used a code up.
func (s *Store) usedUp(ctx context.Context, by Proof, text string, values ...any) (Proof, error) {
	changed, err := s.db.Write.ExecContext(ctx, text, values...)
	if err != nil {
		return "", db.Failure("use a code up", err)
	}
	if n, err := changed.RowsAffected(); err != nil || n != 1 {
		return "", done(err)
	}
	return by, nil
}

// hint says what a user may type for a code.
func (f Factors) hint() string {
	return fmt.Sprintf("type the six digits that your phone shows now, or one of the %d codes that you kept for when it is lost", f.Recovery)
}
