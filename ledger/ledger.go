// Package ledger answers the question: what happened, and what does it add up to? It records
// facts together with what follows from them in one durable transaction, carries the balance of
// every stream forward, keeps the jobs that follow until a worker has performed them, wakes
// streams whose timers fall due, and keeps documents until they are erased. A
// fact.Decider decides; the ledger only writes down.
package ledger

import (
	"cmp"
	"context"
	"crypto/rand"
	"hash/maphash"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/cache"
	"crosslane/ledger/line"
	"crosslane/ledger/recent"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Options sets how a ledger works. The zero value is right for almost everybody.
type Options struct {
	// Now is the clock by which facts are recorded and jobs fall due; time.Now when nil.
	Now func() time.Time
	// Balances bounds how many balances are kept in memory for each writer; 40,000 when zero.
	Balances int
	// Batch bounds how many entries are committed together; 1,000 when zero.
	Batch int
	// Writers is how many merchants are written at once on PostgreSQL; 4 when zero. SQLite has one.
	Writers int
}

func (o *Options) fill() {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Balances = cmp.Or(max(0, o.Balances), 40_000)
	o.Batch = cmp.Or(max(0, o.Batch), 1000)
	o.Writers = cmp.Or(max(0, o.Writers), 4)
}

// Ledger is an open ledger. It is safe for concurrent use.
type Ledger struct {
	db      *db.DB
	decider fact.Decider
	options Options
	node    string // names this node among those that write; empty: it only reads

	mu       sync.Mutex
	memories map[shipping.MerchantID]*memory

	queues []*line.Line[*Pending]
	seed   maphash.Seed
	gate   sync.RWMutex // held for reading while something is put into a queue
	closed bool
	done   sync.WaitGroup // whatever runs beside who asks: the writers, and what reads ahead

	committed recent.Signal
	stop      context.CancelFunc
}

// Open opens the ledger in a database and brings its tables to their newest form.
func Open(ctx context.Context, d *db.DB, decider fact.Decider, o Options) (*Ledger, error) {
	o.fill()
	if err := Migrate(ctx, d); err != nil {
		return nil, err
	}
	l := &Ledger{db: d, decider: decider, options: o, node: rand.Text(), memories: map[shipping.MerchantID]*memory{}, seed: maphash.MakeSeed()}
	depth := 2
	if d.Embedded { // one connection writes
		l.options.Writers, depth = 1, 1
		if err := l.freeLeases(ctx); err != nil {
			return nil, err
		}
	}
	t, err := newTables(ctx, d)
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	for range l.options.Writers {
		w := &writer{l: l, ctx: run, tables: t, depth: depth, cache: cache.New[key, *page](l.options.Balances),
			owned: map[shipping.MerchantID]*owned{}, waiting: map[shipping.MerchantID]*waitlist{}}
		l.start(w.run)
	}
	return l, nil
}

// Migrate brings the ledger's tables to their newest form.
func Migrate(ctx context.Context, d *db.DB) error { return record.Migrate(ctx, d) }

// Close records what was submitted, answers it, waits for what reads beside, and ends. The database stays open, and nothing of
// the ledger uses it any more.
func (l *Ledger) Close() error {
	l.gate.Lock()
	if !l.closed {
		l.closed = true
		for _, q := range l.queues {
			q.Close()
		}
	}
	l.gate.Unlock()
	l.done.Wait()
	l.stop()
	return nil
}

// start runs one writer with a line of its own.
func (l *Ledger) start(run func(*line.Line[*Pending])) {
	q := line.New[*Pending](l.options.Batch)
	l.queues = append(l.queues, q)
	l.done.Go(func() { run(q) })
}

// now is the clock as it is stored: in milliseconds, and in UTC, so that what is decided by the day does not hang
// on the machine's zone.
func (l *Ledger) now() time.Time { return l.options.Now().Truncate(time.Millisecond).UTC() }

// failed tells that the database refused, with what was being done. An error that has a code of its
// own keeps it.
func failed(doing string, err error) error {
	if shipping.CodeOf(err) != shipping.Internal {
		return err
	}
	return db.Failure(doing, err)
}
