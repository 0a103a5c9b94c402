package account

import (
	"context"
	"strings"
	"time"

	"crosslane/shipping"
)

// freshFor is how long after signing in somebody changes by what he proves himself.
const freshFor = 15 * time.Minute

// Fresh tells whether an actor signed in lately enough to change by what he proves himself.
func (s *Store) Fresh(a Actor) bool { return a.Session != "" && s.now().Sub(a.Since) <= freshFor }

// self is the user who acts, who signed in lately enough: a session that somebody left open changes nothing of it.
func (s *Store) self(ctx context.Context) (*User, error) {
	a, _ := Acting(ctx)
	if a.Session == "" {
		return nil, notSelf()
	}
	if !s.Fresh(a) {
		return nil, &shipping.Error{Code: shipping.Refused, Field: "session", Message: "you signed in more than 15 minutes ago", Hint: "sign in again, and do it then"}
	}
	return s.me(ctx)
}

// me is the user who acts.
func (s *Store) me(ctx context.Context) (*User, error) {
	a, _ := Acting(ctx)
	id, is := strings.CutPrefix(a.Name, "user:")
	if !is || a.Session == "" {
		return nil, notSelf()
	}
	u, err := s.user(ctx, "id", id)
	if err == nil && u == nil {
		err = notSelf()
	}
	return u, err
}

// Me is the user who acts, by a session of his own; Refused: whoever acts is none.
func (s *Store) Me(ctx context.Context) (*User, error) { return s.me(ctx) }

func notSelf() error {
	return &shipping.Error{Code: shipping.Refused, Field: "session", Message: "only who signed in has an account of his own", Hint: "sign in"}
}
