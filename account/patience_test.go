package account_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

const chosen = "correct horse battery"

// joined is a user who has chosen the password.
func joined(t *testing.T, s *account.Store, email string, g account.Grants) *account.User {
	t.Helper()
	u, link, err := s.Invite(t.Context(), account.User{Email: email, Name: "Anna", Grants: g})
	if err == nil {
		_, err = s.Join(t.Context(), account.Joining{Secret: link, Password: chosen})
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// tries signs in from an address.
func tries(t *testing.T, s *account.Store, email, password, address string) (*account.Entered, error) {
	t.Helper()
	return s.SignIn(t.Context(), account.Attempt{Email: email, Password: password, From: account.Place{Address: netip.MustParseAddr(address), Browser: true}})
}

// TestNobodyLocksAnotherOut: whoever fails on purpose waits himself; the owner of the account signs in from his own network and browser,
// also where the stranger sits in the same network or in many.
func TestNobodyLocksAnotherOut(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
	in, err := tries(t, s, "anna@shop.example", chosen, "203.0.113.7")
	if err != nil || in.Device == "" {
		t.Fatal(in, err)
	}
	for range 12 { // each from elsewhere, five times
		c.pass(time.Second)
		for range 5 {
			_, err = tries(t, s, "anna@shop.example", "wrong", netip.AddrFrom4([4]byte{198, 51, 100, byte(c.at.Second())}).String())
		}
	}
	code(t, "a stranger who failed from everywhere", err, shipping.TooMany)
	_, err = tries(t, s, "anna@shop.example", chosen, "192.0.2.1")
	code(t, "from where she never was, while it is guessed", err, shipping.TooMany)
	_, err = tries(t, s, "anna@shop.example", chosen, "203.0.113.7")
	code(t, "from her network", err, "")
	for range 6 {
		_, err = tries(t, s, "anna@shop.example", "wrong", "203.0.113.7")
	}
	code(t, "a stranger in her network", err, shipping.TooMany)
	_, err = tries(t, s, "anna@shop.example", chosen, "203.0.113.7")
	code(t, "another browser there", err, shipping.TooMany)
	hers := account.Attempt{Email: "anna@shop.example", Password: chosen, From: account.Place{Address: netip.MustParseAddr("203.0.113.7"), Browser: true, Device: in.Device}}
	again, err := s.SignIn(t.Context(), hers)
	if code(t, "her own browser", err, ""); again.Device != "" {
		t.Error("the browser is given another secret though it has one")
	}
	hers.Password = "wrong"
	for range 6 {
		_, err = s.SignIn(t.Context(), hers)
	}
	code(t, "her own browser, once it was stolen", err, shipping.TooMany)
	joined(t, s, "bert@shop.example", account.Grants{"main": account.Owner})
	_, err = s.SignIn(t.Context(), account.Attempt{Email: "bert@shop.example", Password: "wrong", From: hers.From})
	code(t, "her browser, as another", err, shipping.Unauthorized)
}

// TestOneNetworkTriesAllAccounts: who tries a password on many accounts waits, whichever of them he names.
func TestOneNetworkTriesAllAccounts(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	var err error
	for i := range 51 {
		_, err = tries(t, s, "user"+string(rune('a'+i/26))+string(rune('a'+i%26))+"@shop.example", "wrong", "2001:db8:1:2::"+string(rune('1'+i%9)))
	}
	code(t, "the fifty-first account", err, shipping.TooMany)
	_, err = tries(t, s, "z@shop.example", "wrong", "2001:db8:1:3::1")
	code(t, "the network beside it", err, shipping.Unauthorized)
	c.pass(25 * time.Hour)
	for range 4 {
		_, err = tries(t, s, "userab@shop.example", "wrong", "2001:db8:1:2::1")
	}
	code(t, "a day later", err, shipping.Unauthorized)
}

// TestTheWaitIsSaid: whoever comes too early is told when to come again, and the wait grows to a quarter of an hour.
func TestTheWaitIsSaid(t *testing.T) {
	s, c := opened(t, dbtest.SQLite(t))
	for range 5 {
		_, _ = tries(t, s, "anna@shop.example", "wrong", "203.0.113.7")
	}
	for _, want := range []struct {
		wait time.Duration
		hint string
	}{
		{30 * time.Second, "try again in 30 seconds, at 12:00:30 UTC"}, {time.Minute, "try again in 1 minute, at 12:01:30 UTC"}, {2 * time.Minute, "try again in 2 minutes, at 12:03:30 UTC"},
		{4 * time.Minute, "try again in 4 minutes, at 12:07:30 UTC"}, {8 * time.Minute, "try again in 8 minutes, at 12:15:30 UTC"}, {15 * time.Minute, "try again in 15 minutes, at 12:30:30 UTC"}, {15 * time.Minute, "try again in 15 minutes, at 12:45:30 UTC"},
	} {
		_, err := tries(t, s, "anna@shop.example", "wrong", "203.0.113.7")
		if told, _ := errors.AsType[*shipping.Error](err); told == nil || told.Code != shipping.TooMany || told.Wait != want.wait || told.Hint != want.hint {
			t.Errorf("told %v, want %s", err, want.hint)
		}
		c.pass(want.wait)
		_, err = tries(t, s, "anna@shop.example", "wrong", "203.0.113.7")
		code(t, "after the wait", err, shipping.Unauthorized)
	}
}
