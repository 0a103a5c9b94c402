package recent

import (
	"sync"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

const (
	// farWalked is how many facts are followed before it is worth remembering where that led, and mostWalks for how many
	// streams that is remembered.
	farWalked = 24
	mostWalks = 64
)

// Walks remembers balances that were found by following many facts behind their rows: who reads one again begins there.
// The zero value remembers none. It is safe for concurrent use.
type Walks struct {
	mu   sync.Mutex
	ends map[shipping.Stream]end
}

// end is a balance further on than its row, in its stored form.
type end struct {
	version, head int64
	sum           record.Sum
	state         []byte
}

// Put is told a balance that was found by following some facts to a position, with the hash up to there.
func (w *Walks) Put(b *fact.Balance, head int64, sum record.Sum, followed int) {
	if followed < farWalked {
		return
	}
	e := end{b.Version, head, sum, fact.AppendState(nil, b.State)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ends == nil || len(w.ends) >= mostWalks {
		w.ends = map[shipping.Stream]end{}
	}
	w.ends[b.Stream] = e
}

// Between answers with what is remembered of a stream behind one position and not behind another: its balance, the
// position of its newest fact and the hash up to it.
func (w *Walks) Between(s shipping.Stream, after, upTo int64) (b *fact.Balance, head int64, sum record.Sum, ok bool) {
	w.mu.Lock()
	e := w.ends[s]
	w.mu.Unlock()
	if e.head <= after || e.head > upTo {
		return nil, 0, sum, false
	}
	state, ok, err := fact.DecodeState(s.Sort(), e.state)
	return &fact.Balance{Stream: s, Version: e.version, State: state}, e.head, e.sum, ok && err == nil
}
