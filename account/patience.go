package account

import (
	"fmt"
	"time"

	"crosslane/shipping"
)

// Sign-ins that fail: five are free, then each makes the next wait, twice as long as the one before.
const (
	freeFailures = 5
	shortestWait = 30 * time.Second
	longestWait  = 15 * time.Minute
	mostFailing  = 10_000 // addresses
)

// attempts are the sign-ins of an address that failed in turn.
type attempts struct {
	failed int
	until  time.Time // none is looked at before
}

// patience refuses to look at a password of an address that failed too often.
func (s *Store) patience(email string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.failed[email]
	if a == nil || !a.until.After(s.now()) {
		return nil
	}
	return &shipping.Error{Code: shipping.TooMany, Field: "email", Message: "too many sign-ins by this address failed",
		Hint: fmt.Sprintf("try again in %s", a.until.Sub(s.now()).Round(time.Second))}
}

func (s *Store) failure(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.failed[email]
	if a == nil {
		if len(s.failed) >= mostFailing { // whoever tries so many names is slowed by the passwords themselves
			clear(s.failed)
		}
		a = &attempts{}
		s.failed[email] = a
	}
	if a.failed++; a.failed >= freeFailures {
		a.until = s.now().Add(min(longestWait, shortestWait<<min(a.failed-freeFailures, 10)))
	}
}

func (s *Store) success(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.failed, email)
}
