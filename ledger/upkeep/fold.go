package upkeep

import (
	"context"
	"database/sql"
	"hash/maphash"
	"sync"

	"crosslane/ledger/record"
	"crosslane/shipping"
)

// key names a stream of a tenant.
type key struct {
	tenant shipping.Tenant
	stream shipping.Stream
}

// line is a stream that is being folded.
type line struct {
	key
	balance     *shipping.Balance
	first, head int64
	sum         record.Sum
}

func (l *line) corrupt(version int64, what string) error {
	return record.Corrupt(l.tenant, l.stream, version, what, nil)
}

// due is the balance's first timer as it is stored.
func (l *line) due() int64 {
	if t := l.balance.State.Due(); !t.IsZero() {
		return t.UnixMilli()
	}
	return 0
}

// fold goes once over all facts in their order and folds every stream anew, checking hash chains
// and versions on the way. The streams are shared out over some folders, so that reading and
// folding run beside each other. Only streams with facts to come are kept in memory.
type fold struct {
	// last tells whether a fact is the newest of its stream; it is asked in ascending order.
	last func(pos int64) bool
	// finished takes streams that are folded to their end. Between two calls of it nothing else
	// uses the transaction.
	finished func(list []*line) error
	progress func(facts int64)
	facts    int64
}

const (
	folders   = 2
	chunkRows = 5000
)

// row is a row of facts.
type row struct {
	pos, prev   int64
	last        bool
	folder      int
	tenant      shipping.Tenant
	stream      shipping.Stream
	record, sum []byte
}

// folder folds the streams that fall to it.
type folder struct {
	number int
	lines  map[key]*line
	words  record.Words
	chain  *record.Chain
	chunks chan []row
	mu     sync.Mutex // guards what follows
	done   []*line
	err    error
}

// run folds everything. Streams that did not come to their end are in the answer.
func (f *fold) run(ctx context.Context, tx *sql.Tx) (unfinished []*line, err error) {
	all := make([]*folder, folders)
	var hands sync.WaitGroup
	for i := range all {
		all[i] = &folder{number: i, lines: map[key]*line{}, words: record.Words{}, chain: record.NewChain(), chunks: make(chan []row, 2)}
		hands.Go(all[i].run)
	}
	err = f.feed(ctx, tx, all)
	for _, w := range all {
		close(w.chunks)
	}
	hands.Wait()
	if err == nil {
		err = f.collect(all)
	}
	for _, w := range all {
		for _, l := range w.lines {
			unfinished = append(unfinished, l)
		}
	}
	return unfinished, err
}

// feed reads the facts in chunks and hands every chunk to all folders.
func (f *fold) feed(ctx context.Context, tx *sql.Tx, all []*folder) error {
	r := reader{seed: maphash.MakeSeed(), words: record.Words{}, last: f.last}
	for {
		chunk, err := r.chunk(ctx, tx)
		if err != nil {
			return failed("read facts", err)
		}
		if len(chunk) == 0 {
			return nil
		}
		for _, w := range all {
			w.chunks <- chunk
		}
		f.facts += int64(len(chunk))
		if f.progress != nil {
			f.progress(f.facts)
		}
		if err := f.collect(all); err != nil {
			return err
		}
	}
}

// collect passes on what the folders have finished, or the first violation that one has found.
func (f *fold) collect(all []*folder) error {
	var done []*line
	for _, w := range all {
		w.mu.Lock()
		done = append(done, w.done...)
		w.done = nil
		err := w.err
		w.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return f.finished(done)
}

// reader reads the table of facts from the front.
type reader struct {
	after int64
	seed  maphash.Seed
	words record.Words
	last  func(int64) bool
	size  int // of the last chunk's records
}

func (r *reader) chunk(ctx context.Context, tx *sql.Tx) ([]row, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pos, tenant, stream, prev, record, hash FROM facts WHERE pos > $1 ORDER BY pos LIMIT $2", r.after, chunkRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	chunk, arena := make([]row, 0, chunkRows), make([]byte, 0, r.size+r.size/4)
	var tenant, stream, raw, sum sql.RawBytes
	for rows.Next() {
		var f row
		if err := rows.Scan(&f.pos, &tenant, &stream, &f.prev, &raw, &sum); err != nil {
			return nil, err
		}
		f.last = r.last(f.pos)
		f.tenant, f.stream = shipping.Tenant(r.words.Word(tenant)), shipping.Stream(stream)
		f.folder = int(maphash.Bytes(r.seed, stream) % folders)
		start, end := len(arena), len(arena)+len(raw)
		arena = append(append(arena, raw...), sum...)
		f.record, f.sum = arena[start:end:end], arena[end:len(arena):len(arena)]
		r.after = f.pos
		chunk = append(chunk, f)
	}
	r.size = len(arena)
	return chunk, rows.Err()
}

func (w *folder) run() {
	var err error
	for chunk := range w.chunks {
		var done []*line
		for i := range chunk {
			if err != nil || chunk[i].folder != w.number {
				continue
			}
			var l *line
			if l, err = w.take(&chunk[i]); l != nil {
				done = append(done, l)
			}
		}
		w.mu.Lock()
		w.done, w.err = append(w.done, done...), err
		w.mu.Unlock()
	}
}

// take folds one fact in. It answers with the stream when that was its last fact.
func (w *folder) take(r *row) (*line, error) {
	k := key{r.tenant, r.stream}
	l, ok := w.lines[k]
	if !ok {
		l = &line{key: k, balance: shipping.NewBalance(k.stream), first: r.pos}
		w.lines[k] = l
	}
	version := l.balance.Version + 1
	w.chain.Next(&l.sum, k.tenant, k.stream, r.record)
	if string(l.sum[:]) != string(r.sum) {
		return nil, l.corrupt(version, "the fact or its hash was changed, or facts before it are missing")
	}
	f, err := record.Read(r.stream, r.record, w.words)
	if err != nil {
		return nil, record.Corrupt(r.tenant, r.stream, version, "the fact cannot be read", err)
	}
	if f.Version != version || r.prev != l.head {
		return nil, l.corrupt(version, "facts before it are missing")
	}
	l.balance.Apply(f)
	l.head = r.pos
	if !r.last {
		return nil, nil
	}
	delete(w.lines, k)
	return l, nil
}

func failed(doing string, err error) error {
	return &shipping.Error{Code: shipping.Unavailable, Message: "cannot " + doing, Cause: err}
}
