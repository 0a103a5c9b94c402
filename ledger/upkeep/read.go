package upkeep

import (
	"context"
	"database/sql"
	"hash/maphash"
	"sync"

	"crosslane/fact"
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
	want *stored
	end  int64

	checker   int
	version   int64
	fact      *fact.Fact
	documents []shipping.DocumentID // that the fact names
	err       error                 // what is wrong with the row itself
}

// stored is a balance as its row has it.
type stored struct {
	version, head int64
	due           sql.NullInt64
	sum, state    []byte
}

// chunk is some facts that follow each other.
type chunk struct {
	rows    []row
	begins  map[shipping.Stream]bool // streams of which the first fact is among those still to be folded
	checked sync.WaitGroup
}

// reader reads the table of facts from the front.
type reader struct {
	merchant shipping.MerchantID
	after    int64
	whole    bool // every position bears a fact, so that one that is missing is seen at once
	seed     maphash.Seed
	size     int // of the last chunk's records
}

// read reads the next chunk; an empty one is behind the last fact.
func (r *reader) read(ctx context.Context, tx *sql.Tx) (*chunk, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pos, stream, prev, record, hash FROM facts WHERE merchant = $1 AND pos > $2 ORDER BY pos LIMIT $3",
		string(r.merchant), r.after, chunkRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	c := &chunk{rows: make([]row, 0, chunkRows), begins: map[shipping.Stream]bool{}}
	arena := make([]byte, 0, r.size+r.size/4)
	var stream, raw, sum sql.RawBytes
	for rows.Next() {
		var f row
		if err := rows.Scan(&f.pos, &stream, &f.prev, &raw, &sum); err != nil {
			return nil, err
		}
		f.stream, f.checker = shipping.Stream(stream), int(maphash.Bytes(r.seed, stream)%checkers)
		start, end := len(arena), len(arena)+len(raw)
		arena = append(append(arena, raw...), sum...)
		f.record, f.sum = arena[start:end:end], arena[end:len(arena):len(arena)]
		if r.whole && f.pos != r.after+1 {
			f.err = &hole{r.after + 1, f.pos - 1}
		}
		r.after = f.pos
		if f.prev == 0 {
			c.begins[f.stream] = true
		}
		c.rows = append(c.rows, f)
	}
	r.size = len(arena)
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
		return record.Corrupt(c.merchant, r.stream, version, "the fact or its hash was changed, or facts before it are missing", nil)
	}
	if r.fact, err = record.Read(r.stream, r.record); err != nil {
		return record.Corrupt(c.merchant, r.stream, version, "the fact cannot be read", err)
	}
	if r.fact.Version != version || r.prev != l.head {
		return record.Corrupt(c.merchant, r.stream, version, "facts before it are missing", nil)
	}
	r.version, r.documents = version, documentsIn(r.fact.Body)
	l.version, l.head = version, r.pos
	if l.end == r.pos {
		delete(c.links, r.stream)
	}
	return nil
}
