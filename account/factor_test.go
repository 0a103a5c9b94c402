package account_test

import (
	"context"
	"encoding/base32"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/account/totp"
	"crosslane/db/dbtest"
	"crosslane/seal"
	"crosslane/shipping"
)

// asSession is what somebody does in a session.
func asSession(t *testing.T, s *account.Store, session string) context.Context {
	t.Helper()
	who, err := s.Who(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return account.As(t.Context(), who)
}

// phone is a phone that shares a secret.
type phone []byte

func (p phone) shows(c *clock) string { return totp.Code(p, totp.Step(c.at)) }

// withPhone sets a phone up in a session, and answers with the codes for when it is lost.
func withPhone(t *testing.T, s *account.Store, c *clock, session string) (phone, []string) {
	t.Helper()
	ctx := asSession(t, s, session)
	shared, err := s.SharePhone(ctx, "Crosslane")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(shared.Text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.ConfirmPhone(ctx, shared.Secret, "000000")
	code(t, "a code that the phone does not show", err, shipping.Unauthorized)
	codes, err := s.ConfirmPhone(ctx, shared.Secret, phone(raw).shows(c))
	if err != nil || len(codes) != 10 {
		t.Fatal(codes, err)
	}
	_, err = s.ConfirmPhone(ctx, shared.Secret, phone(raw).shows(c))
	code(t, "confirmed twice", err, shipping.Unauthorized)
	c.pass(time.Minute)
	return raw, codes
}

// TestSecondFactor: once a phone is set up, the password alone begins no session; its code does, once, and so does each code that was kept.
func TestSecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, c := opened(t, dsn)
		s.Keys = seal.Of(t.TempDir())
		u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
		in, err := tries(t, s, u.Email, chosen, "203.0.113.7")
		if err != nil {
			t.Fatal(err)
		}
		p, kept := withPhone(t, s, c, in.Session)
		half, err := tries(t, s, u.Email, chosen, "203.0.113.7")
		if err != nil || half.Session != "" || half.Halfway == "" {
			t.Fatalf("the password alone: %+v, %v", half, err)
		}
		_, err = s.Who(t.Context(), half.Halfway)
		code(t, "half-way is no session", err, shipping.Unauthorized)
		from := account.Place{Address: netip.MustParseAddr("203.0.113.7")}
		_, err = s.Show(t.Context(), half.Halfway, "123456", from)
		code(t, "a wrong code", err, shipping.Unauthorized)
		now := p.shows(c)
		done, err := s.Show(t.Context(), half.Halfway, now, from)
		if err != nil || done.Session == "" || !done.User.Factor {
			t.Fatal(done, err)
		}
		_, err = s.Show(t.Context(), half.Halfway, now, from)
		code(t, "half-way twice", err, shipping.Unauthorized)
		half, _ = tries(t, s, u.Email, chosen, "203.0.113.7")
		_, err = s.Show(t.Context(), half.Halfway, now, from)
		code(t, "the code again", err, shipping.Unauthorized)
		_, err = s.Show(t.Context(), half.Halfway, strings.ToUpper(strings.ReplaceAll(kept[3], "-", " ")), from)
		code(t, "a code that was kept", err, "")
		half, _ = tries(t, s, u.Email, chosen, "203.0.113.7")
		_, err = s.Show(t.Context(), half.Halfway, kept[3], from)
		code(t, "it again", err, shipping.Unauthorized)
		c.pass(11 * time.Minute)
		_, err = s.Show(t.Context(), half.Halfway, p.shows(c), from)
		code(t, "half-way too long ago", err, shipping.Unauthorized)
		if f, err := s.Factors(t.Context(), u.ID); err != nil || f.Recovery != 9 || f.Phone.IsZero() {
			t.Errorf("%+v, %v", f, err)
		}
		if list, err := s.Users(t.Context()); err != nil || len(list) != 1 || !list[0].Factor {
			t.Errorf("the list of users: %+v, %v", list, err)
		}
		link, err := s.LetJoin(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Join(t.Context(), account.Joining{Secret: link, Password: chosen, From: &from})
		if err != nil || again.Session != "" || again.Halfway == "" {
			t.Errorf("a link for a new password goes round it: %+v, %v", again, err)
		}
		if deeds, err := s.Deeds(t.Context(), "", 100); err != nil || countOf(deeds, "second factor set up") != 1 {
			t.Errorf("%+v, %v", deeds, err)
		}
	})
}

// TestCodesAreNotGuessedWhileOneWaits: who must wait has few tries at password and code together, a code is used up by nobody who does not know the password, and
// the answer never tells which of the two was right.
func TestCodesAreNotGuessedWhileOneWaits(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	p, kept := withPhone(t, s, c, in.Session)
	stranger := account.Place{Address: netip.MustParseAddr("192.0.2.1"), Browser: true}
	for range 6 {
		_, _ = tries(t, s, u.Email, "wrong", "192.0.2.1")
	}
	says := func(password, code string) string {
		_, err := s.SignIn(t.Context(), account.Attempt{Email: u.Email, Password: password, Code: code, From: stranger})
		if err == nil {
			return ""
		}
		return err.Error()
	}
	_, early := tries(t, s, u.Email, "wrong", "192.0.2.1")
	for _, one := range []struct{ password, code string }{{"wrong", kept[0]}, {"wrong", p.shows(c)}, {chosen, "000000"}, {"wrong", "000000"}} {
		if said := says(one.password, one.code); said != early.Error() {
			t.Errorf("%v is answered with %q", one, said)
		}
	}
	if f, err := s.Factors(t.Context(), u.ID); err != nil || f.Recovery != 10 {
		t.Errorf("who does not know the password used a code up: %+v, %v", f, err)
	}
	if said := says(chosen, p.shows(c)); said != "" {
		t.Errorf("both: %s", said)
	}
	c.pass(time.Second)
	for range 6 {
		_, _ = tries(t, s, u.Email, "wrong", "192.0.2.1") // the network is known now, and begins anew
	}
	for range 5 {
		says(chosen, "000000")
	}
	if said := says(chosen, kept[1]); said == "" {
		t.Error("the sixth code was looked at")
	}
}

// TestWhoKnowsAllAtOnceNeedNotWait: while an account is guessed from everywhere, password and code together let its owner in from where he never was; a password
// that was guessed is not told to be right.
func TestWhoKnowsAllAtOnceNeedNotWait(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	p, _ := withPhone(t, s, c, in.Session)
	for i := range 24 {
		_, _ = tries(t, s, u.Email, "wrong", netip.AddrFrom4([4]byte{198, 51, byte(i), 1}).String())
	}
	_, err := tries(t, s, u.Email, chosen, "192.0.2.1")
	code(t, "the password alone", err, shipping.TooMany)
	all := account.Attempt{Email: u.Email, Password: chosen, Code: p.shows(c), From: account.Place{Address: netip.MustParseAddr("192.0.2.1")}}
	if in, err := s.SignIn(t.Context(), all); err != nil || in.Session == "" {
		t.Errorf("both: %+v, %v", in, err)
	}
	for range 6 {
		_, err = tries(t, s, u.Email, "wrong", "203.0.113.7")
	}
	code(t, "a stranger in her network", err, shipping.TooMany)
	c.pass(30 * time.Second)
	hers := account.Attempt{Email: u.Email, Password: "wrong", Code: p.shows(c), From: account.Place{Address: netip.MustParseAddr("203.0.113.7"), Browser: true}}
	_, err = s.SignIn(t.Context(), hers)
	code(t, "a wrong password with it", err, shipping.Unauthorized)
	c.pass(30 * time.Second)
	_, _ = tries(t, s, u.Email, "wrong", "203.0.113.7")
	_, err = tries(t, s, u.Email, chosen, "203.0.113.7")
	code(t, "another browser there", err, shipping.TooMany)
	hers.Password, hers.Code = chosen, p.shows(c)
	_, err = s.SignIn(t.Context(), hers)
	code(t, "both, there", err, "")
	hers.Code = "000000"
	_, err = s.SignIn(t.Context(), hers)
	code(t, "a wrong code, there", err, shipping.TooMany)
	all.From.Address, all.Code = netip.MustParseAddr("192.0.2.2"), "000000"
	c.pass(time.Hour)
	_, right := s.SignIn(t.Context(), all)
	c.pass(time.Hour)
	all.Password = "wrong"
	_, wrong := s.SignIn(t.Context(), all)
	if right == nil || wrong == nil || right.Error() != wrong.Error() {
		t.Errorf("it tells which was wrong: %v, %v", right, wrong)
	}
	half, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	for range 5 {
		_, err = s.Show(t.Context(), half.Halfway, "000000", account.Place{Address: netip.MustParseAddr("198.51.100.1")})
		code(t, "guessing codes", err, shipping.Unauthorized)
	}
	_, err = s.Show(t.Context(), half.Halfway, "000000", account.Place{Address: netip.MustParseAddr("198.51.100.1")})
	if e, _ := errors.AsType[*shipping.Error](err); e == nil || e.Code != shipping.TooMany || e.Field != "code" || e.Wait <= 0 {
		t.Errorf("the sixth code: %v", err)
	}
	_, err = s.Show(t.Context(), half.Halfway, p.shows(&clock{c.at.Add(30 * time.Second)}), account.Place{Address: netip.MustParseAddr("203.0.113.7")})
	code(t, "from her network", err, "")
}

// TestRequiredFactor: who serves a merchant that asks for a second factor may do nothing for it in a session without one, and all in one with it; tokens and other
// merchants are not asked.
func TestRequiredFactor(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner, "other": account.ReadOnly})
	_, token, err := s.MakeToken(t.Context(), account.Token{Name: "erp", Grants: account.Grants{"main": account.Operations}})
	if err != nil {
		t.Fatal(err)
	}
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	may := func(session string, m shipping.MerchantID, right account.Right) error {
		who, err := s.Who(t.Context(), session)
		if err != nil {
			t.Fatal(err)
		}
		return who.May(m, right)
	}
	code(t, "before it is asked for", may(in.Session, "main", account.Read), "")
	code(t, "asked for", s.RequireFactor(t.Context(), "main", true), "")
	code(t, "asked for twice", s.RequireFactor(t.Context(), "main", true), shipping.Known)
	err = may(in.Session, "main", account.Read)
	if code(t, "a session without", err, shipping.Forbidden); !strings.Contains(err.Error(), "/account") {
		t.Error(err)
	}
	code(t, "another merchant", may(in.Session, "other", account.Read), "")
	code(t, "a stranger's", may(in.Session, "third", account.Read), shipping.NotFound)
	code(t, "a token", may(token, "main", account.Read), "")
	_, _, err = s.MakeToken(asSession(t, s, in.Session), account.Token{Name: "way round", Grants: account.Grants{"main": account.ReadOnly}})
	code(t, "makes a token without", err, shipping.Forbidden)
	withPhone(t, s, c, in.Session)
	code(t, "once a phone is set up", may(in.Session, "main", account.Read), "")
	code(t, "dropped", s.DropPhone(asSession(t, s, in.Session)), "")
	next, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	code(t, "the next session", may(next.Session, "main", account.Read), shipping.Forbidden)
	code(t, "not any more", s.RequireFactor(t.Context(), "main", false), "")
	code(t, "then", may(next.Session, "main", account.Read), "")
	code(t, "by a stranger", s.RequireFactor(account.As(t.Context(), account.Actor{Grants: account.Grants{"other": account.Owner}}), "main", true), shipping.NotFound)
	s.RequireAll = true
	third, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	code(t, "a place that asks for it", may(third.Session, "other", account.Read), shipping.Forbidden)
}

// TestResetFactors: who has lost phone and codes gets in by the password again once somebody who looks after the account took them away; sessions of before end. What is changed of
// it in a session is changed soon after signing in, and by nobody else.
func TestResetFactors(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Service})
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	_, old := withPhone(t, s, c, in.Session)
	fresh, err := s.NewRecovery(asSession(t, s, in.Session))
	if err != nil || len(fresh) != 10 {
		t.Fatal(err)
	}
	half, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	_, err = s.Show(t.Context(), half.Halfway, old[0], account.Place{})
	code(t, "a code of before", err, shipping.Unauthorized)
	c.pass(15 * time.Minute)
	_, err = s.NewRecovery(asSession(t, s, in.Session))
	code(t, "a session that was left open", err, shipping.Refused)
	code(t, "likewise", s.DropPhone(asSession(t, s, in.Session)), shipping.Refused)
	code(t, "by who looks after others", s.ResetFactors(account.As(t.Context(), account.Actor{Grants: account.Grants{"other": account.Owner}}), u.ID), shipping.NotFound)
	code(t, "reset", s.ResetFactors(t.Context(), u.ID), "")
	code(t, "reset twice", s.ResetFactors(t.Context(), u.ID), shipping.Known)
	_, err = s.Who(t.Context(), in.Session)
	code(t, "a session of before", err, shipping.Unauthorized)
	if in, err = tries(t, s, u.Email, chosen, "203.0.113.7"); err != nil || in.Session == "" {
		t.Errorf("the password alone: %+v, %v", in, err)
	}
	_, err = s.SharePhone(t.Context(), "x")
	code(t, "the program has no phone", err, shipping.Refused)
}

// TestNothingOfAnEndedAccountIsLeft: who is invited again after the account was ended proves himself anew.
func TestNothingOfAnEndedAccountIsLeft(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Service})
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	withPhone(t, s, c, in.Session)
	if err := s.EndUser(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	again := joined(t, s, "anna@shop.example", account.Grants{"main": account.Service})
	if in, err := tries(t, s, u.Email, chosen, "203.0.113.7"); err != nil || in.Session == "" || again.ID != u.ID {
		t.Errorf("%+v, %v", in, err)
	}
	_, err := tries(t, s, strings.Repeat("x", 20_000)+"@shop.example", chosen, "203.0.113.7")
	code(t, "an address without end", err, shipping.Unauthorized)
}

// TestWhatIsKeptOfAFactor: neither a phone's secret nor a code can be read from the tables.
func TestWhatIsKeptOfAFactor(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	s.Keys = seal.Of(t.TempDir())
	u := joined(t, s, "anna@shop.example", account.Grants{"main": account.Service})
	in, _ := tries(t, s, u.Email, chosen, "203.0.113.7")
	p, codes := withPhone(t, s, c, in.Session)
	rows, err := s.DB().Read.QueryContext(t.Context(), "SELECT name || ' ' || mark || ' ' || sealed FROM account_factor")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		for _, secret := range append(codes, string(p), strings.ReplaceAll(totp.Text(p), " ", "")) {
			if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) || strings.Contains(text, strings.ReplaceAll(secret, "-", "")) {
				t.Errorf("%q stands in %q", secret, text)
			}
		}
	}
	if n != 11 {
		t.Errorf("%d rows", n)
	}
}
