package account

import (
	"cmp"
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
	Code            string // of the second factor, where somebody says all at once; empty: it is asked for
	From            Place
}

// Entered is who signed in, or what is still asked.
type Entered struct {
	User    *User
	Session string // the secret of the session, which holds for SessionHolds
	Device  string // the secret by which the browser is known again, for DeviceHolds; empty: it has one, or keeps none
	// Halfway is the secret by which the second factor is shown (Store.Show); then no session began yet. Empty: none is asked for.
	Halfway string
}

// DeviceHolds is how long a browser is known again.
const DeviceHolds = 180 * 24 * time.Hour

// SignIn begins a session, or, of a user with a second factor, asks for that. Unauthorized where address, password and code do not go together, without saying which of
// them is wrong; TooMany, with the wait, where that happened too often of late: counted by browser and network, and by account only where it is not known
// there. Who shows his second factor along with it need not wait.
func (s *Store) SignIn(ctx context.Context, a Attempt) (*Entered, error) {
	email := strings.ToLower(strings.TrimSpace(a.Email))
	email = shipping.Text(email[:min(len(email), longestEmail)]) // what is longer is nobody's, and is counted all the same
	u, err := s.user(ctx, "email", email)
	if err != nil {
		return nil, err
	}
	var has Factors
	if u != nil {
		if has, err = s.Factors(ctx, u.ID); err != nil {
			return nil, err
		}
	}
	device, known, err := s.seenBefore(ctx, u, a.From)
	if err != nil {
		return nil, err
	}
	list := allowances(email, a.From, device, known)
	right, early := s.failures.begin(list)
	if early != nil { // who knows the password and shows his second factor need not wait, and has few tries at that, too
		if a.Code == "" {
			return nil, early
		}
		if right, err = s.failures.begin(withCode(list)); err != nil {
			return nil, early
		}
	}
	refused := cmp.Or(early, notTogether(a.Code))
	hashed := ""
	if u != nil {
		hashed = u.password
	}
	if !isPassword(a.Password, hashed) || !u.Ended.IsZero() {
		return nil, refused
	}
	by := Proof("")
	if a.Code != "" && !has.Phone.IsZero() { // a code is used up by whoever knows the password alone
		if by, err = s.shows(ctx, u, a.Code); err != nil || by == "" {
			return nil, cmp.Or(err, refused)
		}
	}
	if early != nil && by == "" {
		return nil, early
	}
	right()
	return s.pass(ctx, u, by, a.From)
}

func notTogether(code string) error {
	e := &shipping.Error{Code: shipping.Unauthorized, Field: "password", Message: "address and password do not go together", Hint: "who has lost a password asks an owner for a new link"}
	if code != "" {
		e.Message = "address, password and code do not go together"
	}
	return e
}

// pass begins a session of a user who proved himself, or asks for the second factor that he has and did not show.
func (s *Store) pass(ctx context.Context, u *User, by Proof, from Place) (*Entered, error) {
	has, err := s.Factors(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	if by != "" || has.Phone.IsZero() {
		return s.enter(ctx, u, by, from)
	}
	halfway, err := s.wait(ctx, signingIn, u.ID, "")
	return &Entered{User: u, Halfway: halfway}, err
}

// Show begins the session of whoever is half-way in, and shows his second factor now: a code of his phone, or one that he kept. Unauthorized, with code as its
// field: it is wrong; with another: it was begun too long ago. TooMany: that happened too often of late.
func (s *Store) Show(ctx context.Context, halfway, code string, from Place) (*Entered, error) {
	p, err := s.begunBy(ctx, signingIn, halfway)
	if err != nil {
		return nil, err
	}
	u, err := s.user(ctx, "id", p.holder)
	if err != nil {
		return nil, err
	}
	if u == nil || !u.Ended.IsZero() {
		return nil, tooLate()
	}
	device, known, err := s.seenBefore(ctx, u, from)
	if err != nil {
		return nil, err
	}
	right, err := s.failures.begin(allowances("code of "+u.ID, from, device, known))
	if err != nil {
		return nil, ofCode(err)
	}
	by, err := s.shows(ctx, u, code)
	if err != nil {
		return nil, err
	}
	if by == "" {
		has, err := s.Factors(ctx, u.ID)
		return nil, errors.Join(err, wrongCode(has.hint()))
	}
	right()
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return nil, db.Failure("sign in", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := s.goOn(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, db.Failure("sign in", err)
	}
	return s.enter(ctx, u, by, from)
}

// ofCode is that codes were tried too often.
func ofCode(err error) error {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		told := *e
		told.Field, told.Message = "code", "too many codes were wrong"
		return &told
	}
	return err
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
		known = known || Place{Address: placeOf(place)}.Network() == p.Network()
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

// enter begins a session of a user who proved himself, also by a second factor.
func (s *Store) enter(ctx context.Context, u *User, by Proof, from Place) (*Entered, error) {
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
		_, err := tx.ExecContext(ctx, "INSERT INTO account_session (merchant, id, place, agent, factor) VALUES ('', $1, $2, $3, $4)", t.ID, from.address(), from.agent(), string(by))
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
