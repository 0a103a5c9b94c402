package carrier

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// State is how it stands with a carrier's news, as a page shows it.
type State struct {
	Carrier  shipping.CarrierID
	Asked    time.Time // when it was asked last; zero: never
	Answered time.Time // when it last answered whole; zero: never
	// Trouble is what went wrong at the last poll; nil: nothing. It is the carrier's or the program's own.
	Trouble error
	// Failures is how often in a row the carrier has failed. What the program itself could not do is not counted.
	Failures int
	// Behind is how many polls in a row have ended at their last page though the carrier had more to say. Zero: it was
	// heard to the end.
	Behind int
	// Unmatched is how many messages wait for their parcels, LetGo how many were let go without.
	Unmatched int
	LetGo     int64
	// Waits is since when the question waits that waits longest to be asked, of a carrier that is asked for single numbers; zero: none does.
	Waits time.Time
}

// Words tell the trouble as a page may show it, without causes, which may name files and addresses; empty: none.
func (s *State) Words() string {
	if s.Trouble == nil {
		return ""
	}
	text := "this failed here; the log of the program says why"
	if e, ok := errors.AsType[*shipping.Error](s.Trouble); ok {
		shown := *e
		shown.Cause = nil
		text = shown.Error()
	}
	if u, ok := errors.AsType[*UnusableError](s.Trouble); ok {
		text += ": " + u.Why
	}
	return text
}

// ofCarrier puts the carrier's name before an error.
func ofCarrier(id shipping.CarrierID, err error) error {
	if err == nil {
		return nil
	}
	named := shipping.Error{Code: shipping.Internal, Field: "carrier " + string(id), Message: "its news cannot be taken in", Cause: err}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		named.Code, named.Hint, named.Cause = e.Code, e.Hint, e.Cause
		named.Message, _ = cut(e.Message, mostMessage)
		if e.Field != "" {
			named.Field += ", " + e.Field
		}
	}
	return &named
}

// Feed names what a cursor belongs to: a carrier and, where its Book gives one, its address and the merchant's account.
// Elsewhere a cursor means something else, and what is told there is read from its beginning.
func Feed(c book.Carrier) string {
	if c.Address == "" && c.Account == "" {
		return string(c.ID)
	}
	sum := sha256.Sum256([]byte(c.Address + "\n" + c.Account))
	return string(c.ID) + ":" + hex.EncodeToString(sum[:8])
}
