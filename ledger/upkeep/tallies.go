package upkeep

import (
	"database/sql"
	"strconv"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// tally is a stream that is being folded.
type tally struct {
	balance *fact.Balance
	want    *record.Balance // its balance as it is stored; nil where it is not, or nobody asks
	end     int64           // position of its newest fact
	ended   bool            // that one was folded
	jobs    []job           // that it asked for, without an outcome so far
}

// tallies are the balances of the streams that are being folded. A stream that came to its end, and whose balance is
// stored as it should be, is dropped, and read again when something is decided by it.
type tallies struct {
	live   map[shipping.Stream]*tally
	back   map[shipping.Stream]*tally // streams that ended, and were asked for again
	begins map[shipping.Stream]bool   // streams of which the first fact is still to come in this part
	at     int64                      // position of the fact that is being folded
	// read finds a balance that is stored; nil when there is none. Without it, no stream is ever dropped.
	read   func(shipping.Stream) (*record.Balance, error)
	failed error
}

func newTallies(read func(shipping.Stream) (*record.Balance, error)) *tallies {
	return &tallies{live: map[shipping.Stream]*tally{}, back: map[shipping.Stream]*tally{}, read: read}
}

// Balance is a stream's balance as of the fact that is being folded.
func (s *tallies) Balance(stream shipping.Stream) *fact.Balance { return s.tally(stream).balance }

func (s *tallies) tally(stream shipping.Stream) *tally {
	if l := s.live[stream]; l != nil {
		return l
	}
	if l := s.back[stream]; l != nil {
		return l
	}
	if b := s.ended(stream); b != nil {
		l := &tally{balance: b}
		s.back[stream] = l
		return l
	}
	l := &tally{balance: fact.NewBalance(stream)}
	s.live[stream] = l
	return l
}

// ended reads a stream that was dropped; nil for one that is still to begin.
func (s *tallies) ended(stream shipping.Stream) *fact.Balance {
	if s.read == nil || s.begins[stream] || !dropped(stream) {
		return nil
	}
	w, err := s.read(stream)
	if err != nil {
		s.failed = err
	}
	if err != nil || w == nil || w.Head >= s.at {
		return nil
	}
	state, ok, err := fact.DecodeState(stream.Sort(), w.State)
	if err != nil || !ok {
		s.failed = record.Corrupt("", stream, w.Version, "its balance cannot be read any more", err)
		return nil
	}
	return &fact.Balance{Stream: stream, Version: w.Version, State: state}
}

// dropped reports whether a stream need not be kept once it has ended: there are many of its sort, and little is
// decided by those that have ended.
func dropped(stream shipping.Stream) bool {
	switch stream.Sort() {
	case shipping.OrderSort, shipping.ParcelSort, shipping.CaseSort, shipping.ImportSort, shipping.NumbersSort:
		return true
	}
	return false
}

// drop forgets a stream that has ended.
func (s *tallies) drop(stream shipping.Stream) { delete(s.live, stream) }

// mostBack bounds how many streams that ended are kept for having been asked for again.
const mostBack = 10_000

func (s *tallies) forget() {
	if len(s.back) > mostBack {
		clear(s.back)
	}
}

// due is when the first timer of a tally falls due, as it is stored.
func (l *tally) due() sql.NullInt64 { return record.Due(l.balance.State) }

// span names positions.
func span(from, to int64) string {
	if from == to {
		return "position " + strconv.FormatInt(from, 10)
	}
	return "positions " + strconv.FormatInt(from, 10) + " to " + strconv.FormatInt(to, 10)
}
