package account_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// TestNobodyGivesMore: a token that was narrowed, or a role without some rights, makes nothing that may do more.
func TestNobodyGivesMore(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	owner := account.Grants{"main": account.Owner}
	narrowed := account.As(t.Context(), account.Actor{Name: "token:x", Grants: owner, Scopes: []account.Right{account.Accounts}})
	_, _, err := s.MakeToken(narrowed, account.Token{Name: "x", Grants: owner})
	code(t, "an unnarrowed token", err, shipping.Forbidden)
	_, _, err = s.MakeToken(narrowed, account.Token{Name: "x", Grants: owner, Scopes: []account.Right{account.Accounts, account.Orders}})
	code(t, "a wider token", err, shipping.Forbidden)
	_, _, err = s.MakeToken(narrowed, account.Token{Name: "x", Grants: owner, Scopes: []account.Right{account.Accounts}})
	code(t, "one as narrow", err, "")
	_, _, err = s.MakeToken(narrowed, account.Token{Name: "x", Grants: owner, Scopes: []account.Right{}})
	code(t, "one that may nothing", err, shipping.Invalid)
	_, _, err = s.Invite(narrowed, account.User{Email: "a@b.example", Name: "A", Grants: account.Grants{"main": account.ReadOnly}})
	code(t, "a user who reads", err, shipping.Forbidden)
	u, link, err := s.Invite(t.Context(), account.User{Email: "o@b.example", Name: "O", Grants: owner})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.LetJoin(narrowed, u.ID)
	code(t, "the password of an owner", err, shipping.Forbidden)
	c.pass(8 * 24 * time.Hour)
	_, err = s.Join(t.Context(), account.Joining{Secret: link, Password: "correct horse battery"})
	code(t, "an invitation of last week", err, shipping.Unauthorized)
}

// TestNoSuchMerchant: nobody is made anything to a merchant that there is not.
func TestNoSuchMerchant(t *testing.T) {
	s, _ := opened(t, dbtest.SQLite(t))
	s.Merchants = func(context.Context) ([]shipping.MerchantID, error) { return []shipping.MerchantID{"main"}, nil }
	for m, want := range map[shipping.MerchantID]shipping.Code{"main": "", account.Everyone: "", "mian": shipping.Invalid} {
		_, _, err := s.MakeToken(t.Context(), account.Token{Name: "x", Grants: account.Grants{m: account.ReadOnly}})
		code(t, string(m), err, want)
	}
}

// TestGuessesAtOnce: of many guesses at once no more are looked at than of many in a row, and whoever signs in is free again.
func TestGuessesAtOnce(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	_, link, err := s.Invite(t.Context(), account.User{Email: "a@b.example", Name: "A", Grants: account.Grants{"main": account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Join(t.Context(), account.Joining{Secret: link, Password: "correct horse battery"}); err != nil {
		t.Fatal(err)
	}
	var looked atomic.Int64
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if _, _, err := signIn(s, t.Context(), "a@b.example", "wrong"); shipping.CodeOf(err) == shipping.Unauthorized {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if n := looked.Load(); n != 5 {
		t.Errorf("%d guesses were looked at", n)
	}
	for range 40 { // each wait is longer, and none longer than a quarter of an hour
		c.pass(15*time.Minute + time.Second)
		_, _, err := signIn(s, t.Context(), "a@b.example", "wrong")
		code(t, "after the longest wait", err, shipping.Unauthorized)
	}
	c.pass(16 * time.Minute)
	for range 10 {
		_, _, err := signIn(s, t.Context(), "a@b.example", "correct horse battery")
		code(t, "right", err, "")
	}
}

// TestEndedAndBack: whoever was ended can do nothing and be given nothing; an invitation opens the account again, as the same person.
func TestEndedAndBack(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	ctx := t.Context()
	first, link, err := s.Invite(ctx, account.User{Email: "a@b.example", Name: "A", Grants: account.Grants{"main": account.Warehouse}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Join(ctx, account.Joining{Secret: link, Password: "correct horse battery"}); err != nil {
		t.Fatal(err)
	}
	_, session, err := signIn(s, ctx, first.Email, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Who(ctx, session); err != nil {
		t.Fatal(err)
	}
	if err := s.EndUser(ctx, first.ID); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	_, err = s.Who(ctx, session)
	code(t, "the session", err, shipping.Unauthorized)
	code(t, "a role", s.Grant(ctx, first.ID, account.Grants{"main": account.Owner}), shipping.Refused)
	_, err = s.LetJoin(ctx, first.ID)
	code(t, "a password", err, shipping.Refused)
	again, link, err := s.Invite(ctx, account.User{Email: "a@b.example", Name: "A", Grants: account.Grants{"main": account.Service}})
	if err != nil || again.ID != first.ID {
		t.Fatal(again, err)
	}
	_, _, err = signIn(s, ctx, first.Email, "correct horse battery")
	code(t, "the password of before", err, shipping.Unauthorized)
	if _, err := s.Join(ctx, account.Joining{Secret: link, Password: "another horse battery"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := signIn(s, ctx, first.Email, "another horse battery"); err != nil {
		t.Error(err)
	}
	_, err = s.Who(ctx, strings.Replace(link, "cl_join_", "cl_session_", 1))
	code(t, "an invitation as a session", err, shipping.Unauthorized)
}

// TestEndsElsewhere: what is ended on one node ends on another within seconds, and nobody ends what serves merchants of others.
func TestEndsElsewhere(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t))
	c := &clock{time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}
	here, err := account.Open(t.Context(), d, c.now)
	if err != nil {
		t.Fatal(err)
	}
	there, err := account.Open(t.Context(), d, c.now)
	if err != nil {
		t.Fatal(err)
	}
	made, secret, err := here.MakeToken(t.Context(), account.Token{Name: "x", Grants: account.Grants{"a": account.ReadOnly, "b": account.ReadOnly}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := there.Who(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	ofA := account.As(t.Context(), account.Actor{Name: "user:a", Grants: account.Grants{"a": account.Owner}})
	code(t, "ends a token that serves another, too", here.EndToken(ofA, made.ID), shipping.Forbidden)
	if err := here.EndToken(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	c.pass(6 * time.Second)
	_, err = there.Who(t.Context(), secret)
	code(t, "on the other node", err, shipping.Unauthorized)
	_, link, err := here.Invite(t.Context(), account.User{Email: "a@b.example", Name: "A", Grants: account.Grants{"a": account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = here.Who(t.Context(), link)
	code(t, "an invitation that nobody used", err, shipping.Unauthorized)
}

// TestWhatIsNoText: the sign NUL, and bytes that are no UTF-8, are nobody's address and no secret, on either engine.
func TestWhatIsNoText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, _ := opened(t, dsn)
		joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
		in, err := tries(t, s, "anna@shop.example", chosen, "203.0.113.7")
		if err != nil {
			t.Fatal(err)
		}
		ctx := asSession(t, s, in.Session)
		for _, odd := range []string{"a\x00b", "a\xffb", strings.Repeat("x", 253) + "ä@shop.example"} {
			_, err := s.SignIn(t.Context(), account.Attempt{Email: odd, Password: odd, Code: odd, From: account.Place{Agent: odd, Device: "cl_device_" + odd + "_" + odd}})
			code(t, "signs in", err, shipping.Unauthorized)
			_, err = s.Show(t.Context(), odd+"_"+odd, odd, account.Place{})
			code(t, "shows a code", err, shipping.Unauthorized)
			for _, prefix := range []string{"cl_session_", "cl_live_"} {
				_, err = s.Who(t.Context(), prefix+odd+"_"+odd)
				code(t, "who is it", err, shipping.Unauthorized)
			}
			_, err = s.Invited(t.Context(), "cl_join_"+odd+"_x")
			code(t, "was invited", err, shipping.Unauthorized)
			_, err = s.Back(t.Context(), odd+"_x")
			code(t, "comes back", err, shipping.Unauthorized)
			code(t, "ends a session", s.EndSession(ctx, odd), shipping.NotFound)
			code(t, "takes a passkey away", s.DropKey(ctx, odd), shipping.NotFound)
			_, err = s.SignInBy(t.Context(), account.Said{Issuer: "https://login.example", Subject: odd, Email: odd, Verified: true, By: "x"}, account.Newcomers{}, account.Place{})
			code(t, "signs in elsewhere", err, shipping.Unauthorized)
		}
	})
}
