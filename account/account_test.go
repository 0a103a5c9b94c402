package account_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// clock is a clock that is moved by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

func opened(t *testing.T, dsn string) (*account.Store, *clock) {
	t.Helper()
	c := &clock{time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}
	s, err := account.Open(t.Context(), dbtest.Open(t, dsn), c.now)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// signIn signs in at the machine itself.
func signIn(s *account.Store, ctx context.Context, email, password string) (*account.User, string, error) {
	in, err := s.SignIn(ctx, account.Attempt{Email: email, Password: password})
	if err != nil {
		return nil, "", err
	}
	return in.User, in.Session, nil
}

func code(t *testing.T, what string, err error, want shipping.Code) {
	t.Helper()
	if got := shipping.CodeOf(err); got != want {
		t.Errorf("%s: %q (%v), want %q", what, got, err, want)
	}
}

// TestRights: each role may what its row says, and nobody learns of a merchant to whom he is nothing.
func TestRights(t *testing.T) {
	for _, role := range account.Roles() {
		a := account.Actor{Grants: account.Grants{"main": role}}
		for _, right := range account.Rights() {
			err := a.May("main", right)
			may := false
			for _, r := range role.Rights() {
				may = may || r == right
			}
			if (err == nil) != may {
				t.Errorf("%s and %s: %v", role, right, err)
			}
			code(t, "another merchant", a.May("other", right), shipping.NotFound)
		}
		if len(role.Rights()) == 0 {
			t.Errorf("%s may do nothing", role)
		}
	}
	all := account.Actor{Grants: account.Grants{account.Everyone: account.ReadOnly, "main": account.Service}, Scopes: []account.Right{account.Read}}
	code(t, "one of all", all.May("other", account.Read), "")
	code(t, "more for one", all.May("main", account.Orders), shipping.Forbidden)
	all.Scopes = nil
	code(t, "more for one", all.May("main", account.Orders), "")
	code(t, "not for the other", all.May("other", account.Orders), shipping.Forbidden)
	code(t, "nobody", account.Actor{}.May("main", account.Read), shipping.NotFound)
	code(t, "the program itself", account.Allowed(context.Background(), "main", account.Erase), "")
	if account.Grants(nil).Check() == nil || (account.Grants{"main": "king"}).Check() == nil || (account.Grants{"": account.Owner}).Check() == nil {
		t.Error("grants that are none are taken")
	}
}

// TestTokens: a token proves itself until it ends or expires, and for what it was made.
func TestTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, c := opened(t, dsn)
		ctx := t.Context()
		made, secret, err := s.MakeToken(ctx, account.Token{Name: "shop", Grants: account.Grants{"main": account.Operations}, Scopes: []account.Right{account.Orders}, Expires: c.at.Add(time.Hour)})
		if err != nil || !strings.HasPrefix(secret, "cl_live_") {
			t.Fatal(secret, err)
		}
		who, err := s.Who(ctx, secret)
		if err != nil || who.Name != "token:"+made.ID || who.May("main", account.Orders) != nil || who.May("main", account.Read) == nil {
			t.Errorf("it proves %+v, %v", who, err)
		}
		for _, wrong := range []string{"", "cl_live_", secret + "x", secret[:len(secret)-1], strings.Replace(secret, "live", "session", 1), strings.Replace(secret, "live", "join", 1), "cl_live_" + strings.TrimPrefix(made.ID, "tok_") + "_"} {
			_, err := s.Who(ctx, wrong)
			code(t, "wrong: "+wrong, err, shipping.Unauthorized)
		}
		list, err := s.Tokens(ctx)
		if err != nil || len(list) != 1 || list[0].Used != c.at || list[0].Name != "shop" || len(list[0].Scopes) != 1 {
			t.Errorf("listed: %+v, %v", list, err)
		}
		c.pass(time.Hour)
		_, err = s.Who(ctx, secret)
		code(t, "expired", err, shipping.Unauthorized)

		_, forever, err := s.MakeToken(ctx, account.Token{Name: "erp", Grants: account.Grants{account.Everyone: account.ReadOnly}})
		if err != nil {
			t.Fatal(err)
		}
		who, err = s.Who(ctx, forever)
		if err != nil || who.Scopes != nil || who.May("any", account.Read) != nil {
			t.Errorf("for all: %+v, %v", who, err)
		}
		if err := s.EndToken(ctx, strings.TrimPrefix(who.Name, "token:")); err != nil {
			t.Fatal(err)
		}
		_, err = s.Who(ctx, forever)
		code(t, "ended", err, shipping.Unauthorized)
		code(t, "no such token", s.EndToken(ctx, "tok_none"), shipping.NotFound)
		code(t, "ended twice", s.EndToken(ctx, strings.TrimPrefix(who.Name, "token:")), shipping.Known)
		if deeds, err := s.Deeds(ctx, "", 1); err != nil || len(deeds) != 1 || deeds[0].Did != "token ended" {
			t.Errorf("%+v, %v", deeds, err)
		}
		if deeds, err := s.Deeds(ctx, "", 100); err != nil || countOf(deeds, "token ended") != 1 {
			t.Errorf("it was ended once: %+v, %v", deeds, err)
		}
		for what, bad := range map[string]account.Token{
			"no name": {Grants: account.Grants{"main": account.Owner}}, "no grant": {Name: "x"}, "no role": {Name: "x", Grants: account.Grants{"main": "king"}},
			"no right": {Name: "x", Grants: account.Grants{"main": account.Owner}, Scopes: []account.Right{"fly"}}, "expired": {Name: "x", Grants: account.Grants{"main": account.Owner}, Expires: c.at},
			"two lines": {Name: "x\ny", Grants: account.Grants{"main": account.Owner}},
		} {
			_, _, err := s.MakeToken(ctx, bad)
			code(t, what, err, shipping.Invalid)
		}
	})
}

func countOf(deeds []account.Deed, did string) (n int) {
	for _, d := range deeds {
		if d.Did == did {
			n++
		}
	}
	return n
}

// TestUsers: an invitation lets a password be chosen once; who signs in is known until the session, or the account, ends.
func TestUsers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, c := opened(t, dsn)
		ctx := t.Context()
		u, link, err := s.Invite(ctx, account.User{Email: " Anna@Shop.example ", Name: "Anna", Grants: account.Grants{"main": account.Operations}})
		if err != nil || u.Email != "anna@shop.example" {
			t.Fatal(u, err)
		}
		_, _, err = s.Invite(ctx, account.User{Email: "anna@shop.example", Name: "Anna", Grants: account.Grants{"main": account.Owner}})
		code(t, "twice", err, shipping.Conflict)
		if text := err.Error(); !strings.Contains(text, "crosslane users grant "+u.ID) || !strings.Contains(text, "crosslane users again "+u.ID) {
			t.Error(text)
		}
		code(t, "granted what it is", s.Grant(ctx, u.ID, u.Grants), shipping.Known)
		const password = "correct horse battery"
		_, _, err = signIn(s, ctx, u.Email, "")
		code(t, "before a password was chosen", err, shipping.Unauthorized)
		_, err = s.Join(ctx, account.Joining{Secret: link, Password: "short"})
		code(t, "short", err, shipping.Invalid)
		if _, err = s.Join(ctx, account.Joining{Secret: link, Password: password}); err != nil {
			t.Fatal(err)
		}
		_, err = s.Join(ctx, account.Joining{Secret: link, Password: password})
		code(t, "the link again", err, shipping.Unauthorized)
		_, err = s.Who(ctx, link)
		code(t, "the link as a session", err, shipping.Unauthorized)
		_, _, err = signIn(s, ctx, "bert@shop.example", password)
		code(t, "somebody else", err, shipping.Unauthorized)
		_, session, err := signIn(s, ctx, "ANNA@shop.example", password)
		if err != nil {
			t.Fatal(err)
		}
		who, err := s.Who(ctx, session)
		if err != nil || who.Name != "user:"+u.ID || who.May("main", account.Book) != nil || who.May("main", account.Accounts) == nil {
			t.Errorf("signed in: %+v, %v", who, err)
		}
		if err := s.Grant(ctx, u.ID, account.Grants{"other": account.ReadOnly}); err != nil {
			t.Fatal(err)
		}
		if who, _ = s.Who(ctx, session); who.Knows("main") || !who.Knows("other") {
			t.Errorf("granted otherwise: %+v", who)
		}
		if err := s.SignOut(ctx, session); err != nil {
			t.Fatal(err)
		}
		_, err = s.Who(ctx, session)
		code(t, "signed out", err, shipping.Unauthorized)
		_, session, _ = signIn(s, ctx, u.Email, password)
		c.pass(15 * 24 * time.Hour)
		_, err = s.Who(ctx, session)
		code(t, "after two weeks", err, shipping.Unauthorized)
		_, session, _ = signIn(s, ctx, u.Email, password)
		again, err := s.LetJoin(ctx, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Join(ctx, account.Joining{Secret: again, Password: password + " staple"}); err != nil {
			t.Fatal(err)
		}
		_, err = s.Who(ctx, session)
		code(t, "after another password was chosen", err, shipping.Unauthorized)
		_, _, err = signIn(s, ctx, u.Email, password)
		code(t, "the old password", err, shipping.Unauthorized)
		_, session, err = signIn(s, ctx, u.Email, password+" staple")
		code(t, "the new password", err, "")
		late, _ := s.LetJoin(ctx, u.ID)
		if err := s.EndUser(ctx, u.ID); err != nil {
			t.Fatal(err)
		}
		code(t, "ended twice", s.EndUser(ctx, u.ID), shipping.Known)
		_, err = s.Who(ctx, session)
		code(t, "the account ended", err, shipping.Unauthorized)
		_, _, err = signIn(s, ctx, u.Email, password+" staple")
		code(t, "signing in then", err, shipping.Unauthorized)
		_, err = s.Join(ctx, account.Joining{Secret: late, Password: password})
		code(t, "a link of before", err, shipping.Unauthorized)
	})
}

// TestPatience: who guesses waits, and waits longer.
func TestPatience(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	ctx := t.Context()
	u, link, err := s.Invite(ctx, account.User{Email: "anna@shop.example", Name: "Anna", Grants: account.Grants{account.Everyone: account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Join(ctx, account.Joining{Secret: link, Password: "correct horse battery"}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		_, _, err = signIn(s, ctx, u.Email, "wrong")
		code(t, "a guess", err, shipping.Unauthorized)
	}
	_, _, err = signIn(s, ctx, u.Email, "correct horse battery")
	code(t, "right, too early", err, shipping.TooMany)
	_, _, err = signIn(s, ctx, "bert@shop.example", "wrong")
	code(t, "somebody else", err, shipping.Unauthorized)
	c.pass(31 * time.Second)
	_, _, err = signIn(s, ctx, u.Email, "wrong")
	code(t, "a guess after the wait", err, shipping.Unauthorized)
	c.pass(31 * time.Second)
	_, _, err = signIn(s, ctx, u.Email, "correct horse battery")
	code(t, "the wait is longer", err, shipping.TooMany)
	c.pass(31 * time.Second)
	_, _, err = signIn(s, ctx, u.Email, "correct horse battery")
	code(t, "right", err, "")
}

// TestWhoLooksAfterWhom: an owner of one merchant sees and changes the accounts of that merchant alone, and gives nothing else away.
func TestWhoLooksAfterWhom(t *testing.T) {
	s, _ := opened(t, dbtest.SQLite(t))
	ctx := t.Context()
	invite := func(ctx context.Context, email string, g account.Grants) (*account.User, error) {
		u, _, err := s.Invite(ctx, account.User{Email: email, Name: "x", Grants: g})
		return u, err
	}
	boss, err := invite(ctx, "boss@a.example", account.Grants{account.Everyone: account.Owner})
	if err != nil {
		t.Fatal(err)
	}
	other, _ := invite(ctx, "b@b.example", account.Grants{"b": account.Owner})
	both, _ := invite(ctx, "ab@c.example", account.Grants{"a": account.Service, "b": account.Service})
	token, _, _ := s.MakeToken(ctx, account.Token{Name: "of b", Grants: account.Grants{"b": account.ReadOnly}})
	as := account.As(ctx, account.Actor{Name: "user:a", Grants: account.Grants{"a": account.Owner}})
	mine, err := invite(as, "a@a.example", account.Grants{"a": account.Warehouse})
	code(t, "his own", err, "")
	for _, g := range []account.Grants{{"b": account.ReadOnly}, {account.Everyone: account.ReadOnly}, {"a": account.ReadOnly, "b": account.ReadOnly}} {
		_, err := invite(as, "x@a.example", g)
		code(t, write(g), err, shipping.NotFound)
		_, _, err = s.MakeToken(as, account.Token{Name: "x", Grants: g})
		code(t, write(g), err, shipping.NotFound)
		code(t, write(g), s.Grant(as, mine.ID, g), shipping.NotFound)
	}
	users, err := s.Users(as)
	if err != nil || len(users) != 2 || users[0].ID != mine.ID || users[1].ID != both.ID {
		t.Errorf("he sees %+v, %v", users, err)
	}
	for _, u := range []*account.User{boss, other} {
		code(t, "ends "+u.Email, s.EndUser(as, u.ID), shipping.NotFound)
		_, err := s.LetJoin(as, u.ID)
		code(t, "password of "+u.Email, err, shipping.NotFound)
	}
	code(t, "ends one who serves another, too", s.EndUser(as, both.ID), shipping.Forbidden)
	_, err = s.LetJoin(as, both.ID)
	code(t, "password of one who serves another, too", err, shipping.Forbidden)
	for _, u := range users {
		if u.Grants["b"] != "" {
			t.Errorf("he learns of another merchant: %+v", u)
		}
	}
	code(t, "changes what is his", s.Grant(as, both.ID, account.Grants{"a": account.ReadOnly}), "")
	all, _ := s.Users(ctx)
	if !slices.ContainsFunc(all, func(u account.User) bool {
		return u.ID == both.ID && u.Grants["a"] == account.ReadOnly && u.Grants["b"] == account.Service
	}) {
		t.Errorf("what it is to the other does not stay: %+v", all)
	}
	if list, _ := s.Tokens(as); len(list) != 0 {
		t.Errorf("he sees the tokens %+v", list)
	}
	code(t, "ends a token of another", s.EndToken(as, token.ID), shipping.NotFound)
	_, err = s.Deeds(as, "", 10)
	code(t, "who did what", err, shipping.NotFound)
	deeds, err := s.Deeds(ctx, "", 3)
	if err != nil || len(deeds) != 3 {
		t.Fatal(deeds, err)
	}
	next, err := s.Deeds(ctx, deeds[2].ID, 100)
	if err != nil || len(next) < 6 || deeds[0].Did != "user granted" || deeds[1].Actor != "user:a" || deeds[1].About != mine.ID {
		t.Errorf("deeds: %+v and %+v, %v", deeds, next, err)
	}
	for _, d := range append(deeds, next...) {
		if strings.Contains(d.About, "cl_") || strings.Contains(d.About, "@") {
			t.Errorf("it tells a secret, or an address: %+v", d)
		}
	}
}

func write(g account.Grants) string {
	var b strings.Builder
	for m, r := range g {
		b.WriteString(string(m) + " " + string(r) + " ")
	}
	return b.String()
}

// TestClaimedForGood: a place in which somebody had an account is not open again when that is ended; of two links that make the first
// account the older holds no more.
func TestClaimedForGood(t *testing.T) {
	s, _ := opened(t, dbtest.SQLite(t))
	older, err := s.LetBegin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.LetBegin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mine := account.Joining{Secret: older, Password: "correct horse battery", Email: "anna@b.example", Name: "Anna"}
	_, err = s.Join(t.Context(), mine)
	code(t, "the older link", err, shipping.Unauthorized)
	mine.Secret, mine.Password = link, strings.Repeat("x", 14)
	_, err = s.Join(t.Context(), mine)
	code(t, "fourteen signs", err, shipping.Invalid)
	mine.Password = strings.Repeat("x", 15)
	joined, err := s.Join(t.Context(), mine)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EndUser(t.Context(), joined.User.ID); err != nil {
		t.Fatal(err)
	}
	if claimed, err := s.Claimed(t.Context()); err != nil || !claimed {
		t.Errorf("open again: %t, %v", claimed, err)
	}
	_, err = s.LetBegin(t.Context())
	code(t, "another first account", err, shipping.Refused)
}

// TestOldSessionsAreForgotten: the rows of sessions that ended long ago go; those that hold stay, and so does who did what.
func TestOldSessionsAreForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, c := opened(t, dsn)
		_, link, err := s.Invite(t.Context(), account.User{Email: "anna@b.example", Name: "Anna", Grants: account.Grants{"main": account.Owner}})
		if err == nil {
			_, err = s.Join(t.Context(), account.Joining{Secret: link, Password: "correct horse battery"})
		}
		if err != nil {
			t.Fatal(err)
		}
		rows := func() (n int) {
			if err := s.DB().Read.QueryRowContext(t.Context(), "SELECT count(*) FROM account_token").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for day := range 4 {
			_, secret, err := signIn(s, t.Context(), "anna@b.example", "correct horse battery")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Who(t.Context(), secret); err != nil {
				t.Fatal(day, err)
			}
			c.pass(10 * 24 * time.Hour)
		}
		if n := rows(); n != 5 {
			t.Errorf("%d rows, want those of four sessions and of a link", n)
		}
		c.pass(60 * 24 * time.Hour)
		if _, _, err := signIn(s, t.Context(), "anna@b.example", "correct horse battery"); err != nil {
			t.Fatal(err)
		}
		if n := rows(); n != 1 {
			t.Errorf("%d rows, want that of the newest session", n)
		}
		if list, err := s.Deeds(t.Context(), "", 100); err != nil || len(list) < 6 {
			t.Errorf("%d deeds, %v", len(list), err)
		}
	})
}
