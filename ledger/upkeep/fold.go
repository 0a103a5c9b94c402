package upkeep

import (
	"context"
	"database/sql"
	"hash/maphash"
	"sync"
	"sync/atomic"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// key names a stream of a tenant.
type key struct {
	tenant shipping.MerchantID
	stream shipping.Stream
}

// line is a stream that is being folded.
type line struct {
	key
	balance     *fact.Balance
	first, head int64
	sum         record.Sum
	want        *stored // in an audit
}

// stored is a balance as its row has it.
type stored struct {
	key
	first, version, head, due int64
	sum, state                []byte
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
	// read is told every fact, in ascending order. It sets what is known of the fact's stream.
	read func(r *row) error
	// finished takes a stream that is folded to its end. Folders call it beside each other.
	finished func(l *line) error
	// between is called between chunks, when nothing else uses the transaction. Nil: nothing to do.
	between  func() error
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
	last        bool    // it is the newest of its stream, in a rebuild
	want        *stored // the balance of the stream that begins with it, in an audit
	folder      int
	tenant      shipping.MerchantID
	stream      shipping.Stream
	record, sum []byte
}

// folder folds the streams that fall to it.
type folder struct {
	*fold
	number int
	lines  map[key]*line
	words  record.Words
	chain  *record.Chain
	chunks chan []row
	failed atomic.Pointer[error]
}

// run folds everything. Streams that did not come to their end are in the answer.
func (f *fold) run(ctx context.Context, tx *sql.Tx) (unfinished []*line, err error) {
	all := make([]*folder, folders)
	var hands sync.WaitGroup
	for i := range all {
		all[i] = &folder{fold: f, number: i, lines: map[key]*line{}, words: record.Words{}, chain: record.NewChain(), chunks: make(chan []row, 2)}
		hands.Go(all[i].run)
	}
	err = f.feed(ctx, tx, all)
	for _, w := range all {
		close(w.chunks)
	}
	hands.Wait()
	for _, w := range all {
		if found := w.failed.Load(); found != nil { // what is wrong with a fact says more than where reading stopped
			return nil, *found
		}
		for _, l := range w.lines {
			unfinished = append(unfinished, l)
		}
	}
	if err == nil && f.between != nil {
		err = f.between()
	}
	return unfinished, err
}

// feed reads the facts in chunks and hands every chunk to all folders.
func (f *fold) feed(ctx context.Context, tx *sql.Tx, all []*folder) error {
	r := reader{seed: maphash.MakeSeed(), words: record.Words{}}
	for {
		chunk, err := r.chunk(ctx, tx)
		if err != nil {
			return failed("read facts", err)
		}
		if len(chunk) == 0 {
			return nil
		}
		for i := range chunk {
			if err = f.read(&chunk[i]); err != nil {
				chunk = chunk[:i] // what comes before is still looked at
				break
			}
		}
		for _, w := range all {
			w.chunks <- chunk
			if w.failed.Load() != nil {
				return nil
			}
		}
		f.facts += int64(len(chunk))
		if f.progress != nil {
			f.progress(f.facts)
		}
		if err == nil && f.between != nil {
			err = f.between()
		}
		if err != nil {
			return err
		}
	}
}

// reader reads the table of facts from the front.
type reader struct {
	after int64
	seed  maphash.Seed
	words record.Words
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
		f.tenant, f.stream = shipping.MerchantID(r.words.Word(tenant)), shipping.Stream(stream)
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
	for chunk := range w.chunks {
		for i := range chunk {
			if chunk[i].folder != w.number || w.failed.Load() != nil {
				continue
			}
			if err := w.take(&chunk[i]); err != nil {
				w.failed.Store(&err)
			}
		}
	}
}

// take folds one fact in, and hands the stream on when that was its last one.
func (w *folder) take(r *row) error {
	k := key{r.tenant, r.stream}
	l, ok := w.lines[k]
	if !ok {
		l = &line{key: k, balance: fact.NewBalance(k.stream), first: r.pos, want: r.want}
		w.lines[k] = l
	}
	version := l.balance.Version + 1
	w.chain.Next(&l.sum, k.tenant, k.stream, r.record)
	if string(l.sum[:]) != string(r.sum) {
		return l.corrupt(version, "the fact or its hash was changed, or facts before it are missing")
	}
	f, err := record.Read(r.stream, r.record, w.words)
	if err != nil {
		return record.Corrupt(r.tenant, r.stream, version, "the fact cannot be read", err)
	}
	if f.Version != version || r.prev != l.head {
		return l.corrupt(version, "facts before it are missing")
	}
	l.balance.Apply(f)
	l.head = r.pos
	if !r.last && (l.want == nil || l.want.head != r.pos) {
		return nil
	}
	delete(w.lines, k)
	return w.finished(l)
}

func failed(doing string, err error) error {
	return &shipping.Error{Code: shipping.Unavailable, Message: "cannot " + doing, Cause: err}
}
