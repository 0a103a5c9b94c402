package account

import (
	"context"
	"database/sql"
	"errors"
	"net/netip"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// Place is from where somebody signs in. The zero value is the machine itself.
type Place struct {
	Address netip.Addr // of the network
	Agent   string     // what the browser says of itself
	Browser bool       // it keeps the secret by which it is known again
	Device  string     // that secret, of when its user signed in there before; empty: none
}

// Attempt is what somebody says who signs in.
type Attempt struct {
	Email, Password string
	From            Place
}

// Entered is who signed in.
type Entered struct {
	User    *User
	Session string // the secret of the session, which holds for SessionHolds
	Device  string // the secret by which the browser is known again, for DeviceHolds; empty: it has one, or keeps none
}

// DeviceHolds is how long a browser is known again.
const DeviceHolds = 180 * 24 * time.Hour

// SignIn begins a session. Unauthorized where address and password do not go together, without saying which of them is wrong; TooMany,
// with the wait, where that happened too often of late: counted by browser and network, and by account only where it is not known.
func (s *Store) SignIn(ctx context.Context, a Attempt) (*Entered, error) {
	email := strings.ToLower(strings.TrimSpace(a.Email))
	u, err := s.user(ctx, "email", email)
	if err != nil {
		return nil, err
	}
	device, known, err := s.seenBefore(ctx, u, a.From)
	if err != nil {
		return nil, err
	}
	right, err := s.failures.begin(allowances(email, a.From, device, known))
	if err != nil {
		return nil, err
	}
	hashed := ""
	if u != nil {
		hashed = u.password
	}
	if !isPassword(a.Password, hashed) || !u.Ended.IsZero() {
		return nil, &shipping.Error{Code: shipping.Unauthorized, Field: "password", Message: "address and password do not go together", Hint: "who has lost a password asks an owner for a new link"}
	}
	right()
	return s.enter(ctx, u, a.From)
}

// seenBefore tells by which device a user is known at a place, and whether a session of his began in that network of late.
func (s *Store) seenBefore(ctx context.Context, u *User, p Place) (device string, known bool, err error) {
	if u == nil {
		return "", false, nil
	}
	if device, err = s.device(ctx, u, p.Device); err != nil || device != "" || !p.Address.IsValid() {
		return device, false, err
	}
	rows, err := s.db.Read.QueryContext(ctx, "SELECT s.place FROM account_session s JOIN account_token t ON t.merchant = s.merchant AND t.id = s.id WHERE t.merchant = '' AND t.holder = $1 AND t.kind = $2", u.ID, string(forSession))
	if err != nil {
		return "", false, db.Failure("look where somebody signed in", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var place string
		if err := rows.Scan(&place); err != nil {
			return "", false, done(err)
		}
		known = known || Place{Address: placeOf(place)}.network() == p.network()
	}
	return "", known, done(rows.Err())
}

// device is the name of the device of a user by whose secret a browser is known; empty where it is none of his.
func (s *Store) device(ctx context.Context, u *User, secret string) (string, error) {
	k, id, own, ok := parseSecret(secret)
	if !ok || k != forDevice {
		return "", nil
	}
	t, err := s.kept(ctx, forDevice, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", nil
	case err != nil:
		return "", db.Failure("look a browser up", err)
	case t.holder != u.ID || !proves(own, t.proof) || !t.Ended.IsZero() || !t.Expires.After(s.now()):
		return "", nil
	}
	return t.ID, nil
}

// enter begins a session of a user who proved himself.
func (s *Store) enter(ctx context.Context, u *User, from Place) (*Entered, error) {
	ctx = As(ctx, Actor{Name: "user:" + u.ID})
	if err := s.clean(ctx, u.ID); err != nil {
		return nil, err
	}
	e := &Entered{User: u}
	device, err := s.device(ctx, u, from.Device)
	if err != nil {
		return nil, err
	}
	t := Token{ID: newID("tok_"), Name: "signed in", Made: s.now(), Expires: s.now().Add(SessionHolds)}
	var proof string
	e.Session, proof = newSecret(forSession, t.ID)
	err = s.change(ctx, "signed in", u.ID, func(tx *sql.Tx) error {
		if err := s.keep(ctx, tx, forSession, u.ID, proof, &t); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO account_session (merchant, id, place, agent, factor) VALUES ('', $1, $2, $3, '')", t.ID, from.address(), from.agent())
		if err != nil || device != "" || !from.Browser {
			return err
		}
		d := Token{ID: newID("tok_"), Name: "a browser", Made: s.now(), Expires: s.now().Add(DeviceHolds)}
		e.Device, proof = newSecret(forDevice, d.ID)
		return s.keep(ctx, tx, forDevice, u.ID, proof, &d)
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// address is where it is, as it is kept.
func (p Place) address() string {
	if !p.Address.IsValid() {
		return ""
	}
	return p.Address.Unmap().String()
}

// longestAgent bounds what is kept of what a browser says.
const longestAgent = 300

func (p Place) agent() string {
	text := shipping.Text(p.Agent)
	if len(text) > longestAgent {
		text = shipping.Text(text[:longestAgent])
	}
	return text
}
