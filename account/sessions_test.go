package account_test

import (
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// TestOwnSessions: a user sees where sessions of his hold, since when and when they were used last, and ends one or all others; nobody else's.
func TestOwnSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, c := opened(t, dsn)
		joined(t, s, "anna@shop.example", account.Grants{"main": account.Owner})
		joined(t, s, "bert@shop.example", account.Grants{"main": account.Owner})
		var mine []*account.Entered
		for _, address := range []string{"203.0.113.7", "198.51.100.4", "2001:db8::1"} {
			in, err := tries(t, s, "anna@shop.example", chosen, address)
			if err != nil {
				t.Fatal(err)
			}
			mine = append(mine, in)
			c.pass(time.Hour)
		}
		his, _ := tries(t, s, "bert@shop.example", chosen, "203.0.113.7")
		ctx := asSession(t, s, mine[1].Session)
		list, err := s.Sessions(ctx)
		if err != nil || len(list) != 3 || !list[0].This || list[0].Place != "198.51.100.4" || list[0].Made != c.at.Add(-2*time.Hour) || list[0].Used != c.at || !list[1].Used.IsZero() || list[1].This || list[1].Place != "2001:db8::1" {
			t.Fatalf("%+v, %v", list, err)
		}
		theirs, err := s.Sessions(asSession(t, s, his.Session))
		if err != nil || len(theirs) != 1 {
			t.Fatalf("%+v, %v", theirs, err)
		}
		code(t, "another's", s.EndSession(ctx, theirs[0].ID), shipping.NotFound)
		code(t, "one", s.EndSession(ctx, list[1].ID), "")
		code(t, "it again", s.EndSession(ctx, list[1].ID), shipping.NotFound)
		_, err = s.Who(t.Context(), mine[2].Session)
		code(t, "that session", err, shipping.Unauthorized)
		code(t, "all others", s.EndOthers(ctx), "")
		_, err = s.Who(t.Context(), mine[0].Session)
		code(t, "another session", err, shipping.Unauthorized)
		for _, session := range []string{mine[1].Session, his.Session} {
			_, err = s.Who(t.Context(), session)
			code(t, "this one, and another's", err, "")
		}
		if list, err := s.Sessions(ctx); err != nil || len(list) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		c.pass(15 * 24 * time.Hour)
		_, err = s.Sessions(t.Context())
		code(t, "the program has none", err, shipping.Refused)
		if deeds, err := s.Deeds(t.Context(), "", 100); err != nil || countOf(deeds, "session ended") != 1 || countOf(deeds, "other sessions ended") != 1 {
			t.Errorf("%+v, %v", deeds, err)
		}
	})
}
