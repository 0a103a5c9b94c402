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

// patience refuses to look at a password of an address that failed too often. Each look counts as failed until it is known to be
// right: of many at once no more are looked at than of many in a row.
func (s *Store) patience(email string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.failed[email]
	if a != nil && a.until.After(s.now()) {
		return &shipping.Error{Code: shipping.TooMany, Field: "email", Message: "too many sign-ins by this address failed",
			Hint: fmt.Sprintf("try again in %s", a.until.Sub(s.now()).Round(time.Second))}
	}
	if a == nil {
		a = &attempts{}
		s.makeRoom()
		s.failed[email] = a
	}
	if a.failed++; a.failed >= freeFailures {
		a.until = s.now().Add(min(longestWait, shortestWait<<min(a.failed-freeFailures, 10)))
	}
	return nil
}

// makeRoom forgets addresses that need not wait, where there are too many; then any.
func (s *Store) makeRoom() {
	if len(s.failed) < mostFailing {
		return
	}
	for email, a := range s.failed {
		if !a.until.After(s.now()) {
			delete(s.failed, email)
			return
		}
	}
	for email := range s.failed {
		delete(s.failed, email)
		return
	}
}

func (s *Store) success(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.failed, email)
}
