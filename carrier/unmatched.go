package carrier

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Unmatched is a message that is no scan yet: its parcel is not known (a booking whose answer was lost is asked
// for again, and then it is), its number could not be read, or the ledger did not take it.
type Unmatched struct {
	Waybill string    `json:"waybill,omitempty"`
	Scan    fact.Scan `json:"scan,omitzero"`
	At      time.Time `json:"at,omitzero"`
	Raw     []byte    `json:"raw,omitempty"`
	// Problem is why it could not be read; Refused why the ledger did not take it: then it is not tried again.
	Problem string    `json:"problem,omitempty"`
	Refused string    `json:"refused,omitempty"`
	Since   time.Time `json:"since"` // when it was heard first
}

// What waits to be matched is bounded: the oldest are let go, and counted. A carrier is asked for a lost answer for about
// two weeks; after that no parcel of the message will come.
const (
	UnmatchedKept  = 2000
	UnmatchedBytes = 4 << 20
	UnmatchedDays  = 15
)

func unmatchedFrom(m *Message, now time.Time) Unmatched {
	u := Unmatched{Waybill: m.Waybill, Scan: m.Scan, At: m.At, Raw: m.Raw, Since: now}
	if m.Problem != nil {
		u.Problem, _ = cut(m.Problem.Error(), mostText)
	}
	if _, err := u.At.MarshalText(); err != nil { // one such message must not keep the others from being kept
		u.At = time.Time{}
		if u.Problem == "" {
			u.Problem = "its time is none that a calendar has"
		}
	}
	return u
}

// message is the message as it came.
func (u *Unmatched) message() Message {
	m := Message{Waybill: u.Waybill, Scan: u.Scan, At: u.At, Raw: u.Raw}
	if u.Problem != "" {
		m.Problem = errors.New(u.Problem)
	}
	return m
}

// words are what it says, besides its bytes.
func (u *Unmatched) words() []string {
	return []string{u.Waybill, u.Problem, u.Refused, u.Scan.Code, u.Scan.Text, u.Scan.Place.City, u.Scan.Place.Facility}
}

// size is about how many bytes it takes.
func (u *Unmatched) size() int {
	n := len(u.Raw)
	for _, w := range u.words() {
		n += len(w)
	}
	return n
}

// same reports whether two are one message, heard twice.
func (u *Unmatched) same(v *Unmatched) bool {
	return u.Waybill == v.Waybill && u.Problem == v.Problem && u.At.Equal(v.At) && u.Scan == v.Scan && bytes.Equal(u.Raw, v.Raw)
}

// unmatchedList is what waits, oldest first.
type unmatchedList struct {
	List []Unmatched `json:"list"`
	// LetGo counts those that did not find a parcel in time, or had no room.
	LetGo int64 `json:"let_go,omitempty"`

	changed bool // since it was kept
}

// add puts one in, unless it waits already.
func (l *unmatchedList) add(u Unmatched) {
	for i := range l.List {
		if l.List[i].same(&u) {
			return
		}
	}
	l.List, l.changed = append(l.List, u), true
	if len(l.List) >= 2*UnmatchedKept {
		l.bound(u.Since)
	}
}

// bound lets go what is too old, and of the rest the oldest while there are too many.
func (l *unmatchedList) bound(now time.Time) {
	first := len(l.List)
	for size := 0; first > 0 && len(l.List)-first < UnmatchedKept; first-- {
		u := &l.List[first-1]
		if size += u.size(); size > UnmatchedBytes || now.Sub(u.Since) > UnmatchedDays*24*time.Hour {
			break
		}
	}
	if first > 0 {
		l.List, l.LetGo, l.changed = slices.Delete(l.List, 0, first), l.LetGo+int64(first), true
	}
}

// drop takes those out that meet a condition, and tells how many.
func (l *unmatchedList) drop(meets func(*Unmatched) bool) int {
	kept := l.List[:0:0]
	for i := range l.List {
		if !meets(&l.List[i]) {
			kept = append(kept, l.List[i])
		}
	}
	n := len(l.List) - len(kept)
	l.List, l.changed = kept, l.changed || n > 0
	return n
}

// text is how the list is kept; empty when nothing waits and nothing was let go.
func (l *unmatchedList) text() (string, error) {
	if len(l.List) == 0 && l.LetGo == 0 {
		return "", nil
	}
	text, err := json.Marshal(l)
	return string(text), err
}

func readUnmatched(text string) (unmatchedList, error) {
	var l unmatchedList
	if text == "" {
		return l, nil
	}
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return unmatchedList{}, &shipping.Error{Code: shipping.Corrupt, Message: "the unmatched messages that were kept cannot be read", Hint: "crosslane rebuild --views", Cause: err}
	}
	return l, nil
}
