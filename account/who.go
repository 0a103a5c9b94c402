package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// met is who proved to be somebody by a secret, and when that was looked up.
type met struct {
	actor   Actor
	expires time.Time
	at      time.Time
}

// remembered is how long who was looked up is believed. What ends an account on this node ends it at once; on another node of the
// same database it lasts this long.
const remembered = 5 * time.Second

// mostMet bounds how many are remembered.
const mostMet = 10_000

// Who tells who a secret proves to be: of a token, or of a session. Unauthorized where it proves nothing, or has ended.
func (s *Store) Who(ctx context.Context, secret string) (Actor, error) {
	k, id, own, ok := parseSecret(secret)
	if !ok || k != forProgram && k != forSession {
		return Actor{}, unknown()
	}
	key, now := proofOf(secret), s.now()
	s.mu.Lock()
	m, found := s.known[key]
	ends := s.ends
	s.mu.Unlock()
	if !found || now.Sub(m.at) > remembered || now.Before(m.at) {
		var err error
		if m, err = s.lookUp(ctx, k, id, own); err != nil {
			return Actor{}, err
		}
		s.remember(key, m, ends)
	}
	if !m.expires.IsZero() && !m.expires.After(now) {
		return Actor{}, unknown()
	}
	return m.actor, nil
}

func unknown() error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "Authorization", Message: "nobody is known by this token",
		Hint: "send Authorization: Bearer with a token that was made here, and has not ended or expired"}
}

// remember keeps who was looked up, unless accounts were changed meanwhile.
func (s *Store) remember(key string, m met, ends int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ends != ends {
		return
	}
	if len(s.known) >= mostMet {
		clear(s.known)
	}
	s.known[key] = m
}

// forget has everybody looked up again.
func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends++
	clear(s.known)
}

func (s *Store) lookUp(ctx context.Context, k kind, id, own string) (met, error) {
	t, err := s.kept(ctx, k, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return met{}, db.Failure("look an account up", err)
	}
	if err != nil || !proves(own, t.proof) || !t.Ended.IsZero() {
		return met{}, unknown()
	}
	m := met{Actor{Name: "token:" + t.ID, Grants: t.Grants, Scopes: t.Scopes}, t.Expires, s.now()}
	if k == forSession {
		u, err := s.user(ctx, "id", t.holder)
		if err != nil {
			return met{}, err
		}
		if u == nil || !u.Ended.IsZero() {
			return met{}, unknown()
		}
		m.actor = Actor{Name: "user:" + u.ID, Called: u.Name, Grants: u.Grants, Session: t.ID, Since: t.Made}
		by, err := s.provedBy(ctx, t.ID)
		if err == nil {
			m.actor.Lacking, err = s.lacking(ctx, by)
		}
		if err != nil {
			return met{}, err
		}
	}
	return m, s.touch(ctx, t)
}

// provedBy is by what besides a password a session began.
func (s *Store) provedBy(ctx context.Context, session string) (by Proof, err error) {
	err = s.db.Read.QueryRowContext(ctx, "SELECT factor FROM account_session WHERE merchant = '' AND id = $1", session).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) { // it began before that was kept
		return "", nil
	}
	return by, done(err)
}

// touch notes, to the minute, when a secret was used last.
func (s *Store) touch(ctx context.Context, t *kept) error {
	now := s.now().Truncate(time.Minute)
	if !now.After(t.Used) || s.db.Write == nil { // who only looks notes nothing
		return nil
	}
	if _, err := s.db.Write.ExecContext(ctx, "UPDATE account_token SET used = $1 WHERE merchant = '' AND id = $2 AND used < $1", db.Instant(now), t.ID); err != nil {
		return db.Failure("note that a token was used", err)
	}
	return nil
}
