package upkeep

import (
	"context"
	"database/sql"
	"hash/maphash"
	"math"
	"strconv"
	"sync"
	"sync/atomic"

	"crosslane/fact"
	"crosslane/fact/papers"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

const (
	checkers  = 2
	chunkRows = 2000
)

// row is a row of facts on its way from the table to where it is folded.
type row struct {
	pos, prev   int64
	stream      shipping.Stream
	record, sum []byte

	// Of the row with which a stream begins: its balance as it is stored, nil when it is not, and the position of its
	// newest fact.
	want *record.Balance
	end  int64

	checker   int
	version   int64
	fact      *fact.Fact
	documents []shipping.DocumentID // that the fact names
	err       error                 // what is wrong with the row itself
}

// chunk is some facts that follow each other.
type chunk struct {
	rows    []row
	begins  map[shipping.Stream]bool // streams of which the first fact is among those still to be folded
	checked sync.WaitGroup

	arena []byte       // of the records and hashes
	users atomic.Int32 // those who still work on it
	spare chan<- *chunk
}

// letGo is called by everybody who has worked on it; the last hands its room on to the next chunk.
func (c *chunk) letGo() {
	if c.users.Add(-1) > 0 {
		return
	}
	select {
	case c.spare <- c:
	default:
	}
}

// reader reads the table of facts from the front.
type reader struct {
	merchant shipping.MerchantID
	began    bool
	after    int64
	whole    bool // every position bears a fact, so that one that is missing is seen at once
	seed     maphash.Seed
	spare    chan *chunk // room of chunks that are done
}

// room is an empty chunk.
func (r *reader) room() *chunk {
	select {
	case c := <-r.spare:
		clear(c.rows) // facts must not be kept for its sake
		clear(c.begins)
		c.rows, c.arena = c.rows[:0], c.arena[:0]
		return c
	default:
		return &chunk{rows: make([]row, 0, chunkRows), begins: map[shipping.Stream]bool{}, spare: r.spare}
	}
}

// read reads the next chunk; an empty one is behind the last fact.
func (r *reader) read(ctx context.Context, tx *sql.Tx) (*chunk, error) {
	from := r.after
	if !r.began { // at rows that are before any place for a fact
		from, r.began = math.MinInt64, true
	}
	rows, err := tx.QueryContext(ctx, "SELECT pos, stream, prev, record, hash FROM facts WHERE merchant = $1 AND pos > $2 ORDER BY pos LIMIT $3",
		string(r.merchant), from, chunkRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	c := r.room()
	arena := c.arena
	var pos, prev record.Whole
	var stream record.Text
	var raw, sum record.Bytes
	cells := []any{&pos, &stream, &prev, &raw, &sum}
	for rows.Next() {
		if err := record.Row(rows, r.merchant, "facts", cells...); err != nil {
			return nil, err
		}
		f := row{pos: int64(pos), prev: int64(prev), stream: shipping.Stream(stream), checker: int(maphash.String(r.seed, string(stream)) % checkers)}
		start, end := len(arena), len(arena)+len(raw)
		arena = append(append(arena, raw...), sum...)
		f.record, f.sum = arena[start:end:end], arena[end:len(arena):len(arena)]
		if f.pos < 1 {
			f.err = record.Misfit(r.merchant, "facts", " pos "+strconv.FormatInt(f.pos, 10), "no fact can be there")
		} else if r.whole && f.pos != r.after+1 {
			f.err = &hole{r.after + 1, f.pos - 1}
		}
		r.after = max(f.pos, 0)
		if f.prev == 0 {
			c.begins[f.stream] = true
		}
		c.rows = append(c.rows, f)
	}
	c.arena = arena
	return c, rows.Err()
}

// hole is positions at which there is no fact.
type hole struct{ from, to int64 }

func (h *hole) Error() string { return "there are no facts at some positions" }

// checker checks the streams that fall to it: their hash chains, and that every fact stands in its place.
type checker struct {
	merchant shipping.MerchantID
	number   int
	links    map[shipping.Stream]*link
	chain    *record.Chain
	chunks   chan *chunk
}

// link is how far a stream was checked.
type link struct {
	version, head, end int64
	sum                record.Sum
}

func newChecker(m shipping.MerchantID, number int) *checker {
	return &checker{merchant: m, number: number, links: map[shipping.Stream]*link{}, chain: record.NewChain(), chunks: make(chan *chunk, 2)}
}

func (c *checker) run() {
	for part := range c.chunks {
		for i := range part.rows {
			if r := &part.rows[i]; r.checker == c.number && r.err == nil {
				r.err = c.check(r)
			}
		}
		part.checked.Done()
	}
}

func (c *checker) check(r *row) (err error) {
	l, ok := c.links[r.stream]
	if !ok {
		l = &link{end: r.end}
		c.links[r.stream] = l
	}
	version := l.version + 1
	c.chain.Next(&l.sum, c.merchant, r.stream, r.record)
	if string(l.sum[:]) != string(r.sum) {
		return record.Lost(c.merchant, r.stream, version, "the fact or its hash was changed, or facts before it are missing", nil)
	}
	if r.fact, err = record.Read(r.stream, r.record); err != nil {
		return record.Lost(c.merchant, r.stream, version, "the fact cannot be read", err)
	}
	if r.fact.Version != version || r.prev != l.head {
		return record.Lost(c.merchant, r.stream, version, "facts before it are missing", nil)
	}
	r.version, r.documents = version, papers.Named(r.fact.Body)
	l.version, l.head = version, r.pos
	if l.end == r.pos {
		delete(c.links, r.stream)
	}
	return nil
}
