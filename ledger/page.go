package ledger

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// key names a stream of a tenant.
type key struct {
	tenant shipping.MerchantID
	stream shipping.Stream
}

func (k key) less(o key) bool {
	if k.tenant != o.tenant {
		return k.tenant < o.tenant
	}
	return k.stream < o.stream
}

// page is the balance of one stream with what its row holds besides.
type page struct {
	key
	balance     *fact.Balance
	first, head int64 // positions of the first and the newest fact; zero: there is none
	hash        record.Sum
	due         int64 // in milliseconds; zero: no timer is open
	stored      int64 // version of the row that this was read from, or will be when the batch is committed
	entry       int   // the last entry of a batch that touched it
}

// carried notes that the row will hold the balance as it is now.
func (p *page) carried() { p.stored = p.balance.Version }

func emptyPage(k key) *page { return &page{key: k, balance: fact.NewBalance(k.stream)} }

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// loadPages reads the balances of streams into pages; a stream without a row gets an empty one.
// With lock, which is for PostgreSQL, the rows are locked in the order of their keys.
func loadPages(ctx context.Context, d *db.DB, q querier, keys []key, lock bool, into map[key]*page) error {
	sort.Slice(keys, func(i, j int) bool { return keys[i].less(keys[j]) })
	for len(keys) > 0 {
		tenant := keys[0].tenant
		n := sort.Search(len(keys), func(i int) bool { return keys[i].tenant != tenant })
		streams := make([]string, n)
		for i, k := range keys[:n] {
			streams[i] = string(k.stream)
			into[k] = emptyPage(k)
		}
		if err := loadTenant(ctx, d, q, tenant, streams, lock, into); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

func loadTenant(ctx context.Context, d *db.DB, q querier, tenant shipping.MerchantID, streams []string, lock bool, into map[key]*page) error {
	text := "SELECT b.stream, b.first, b.version, b.head, b.hash, b.due, b.state FROM " + d.Each(2, "text") +
		" AS wanted CROSS JOIN balances b WHERE b.tenant = $1 AND b.stream = wanted.item"
	if lock {
		text += " ORDER BY b.stream FOR UPDATE OF b"
	}
	rows, err := q.QueryContext(ctx, text, string(tenant), d.List(streams))
	if err != nil {
		return err
	}
	defer rows.Close()
	var stream string
	var hash, state sql.RawBytes
	var stale []*page
	for rows.Next() {
		var version int64
		p := &page{}
		if err := rows.Scan(&stream, &p.first, &version, &p.head, &hash, &p.due, &state); err != nil {
			return err
		}
		p.key = key{tenant, shipping.Stream(stream)}
		copy(p.hash[:], hash)
		p.stored = version
		folded, ok, err := fact.DecodeState(p.stream.Sort(), state)
		if err != nil {
			return record.Corrupt(p.tenant, p.stream, version, "its balance cannot be read", err)
		}
		p.balance = &fact.Balance{Stream: p.stream, Version: version, State: folded}
		if !ok {
			stale = append(stale, p)
		}
		into[p.key] = p
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close() // before the same connection is asked again
	for _, p := range stale {
		if err := refold(ctx, q, p); err != nil {
			return err
		}
	}
	return nil
}

// refold folds a stream anew whose balance was stored by another version of the program.
func refold(ctx context.Context, q querier, p *page) error {
	facts, err := history(ctx, q, p.tenant, p.head)
	if err != nil {
		return err
	}
	p.balance = fact.NewBalance(p.stream)
	for _, f := range facts {
		p.balance.Apply(f)
	}
	if p.balance.Version != p.stored {
		return record.Corrupt(p.tenant, p.stream, p.stored, "its balance counts other facts than there are", nil)
	}
	p.due = millis(p.balance.State.Due())
	return nil
}

// millis is an instant as it is stored; zero for no instant.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// cache keeps the balances that were used last: a young generation and the one before. What was
// not used for a whole generation is forgotten.
type cache struct {
	young, old map[key]*page
	limit      int
}

func newCache(limit int) *cache {
	return &cache{young: map[key]*page{}, old: map[key]*page{}, limit: limit}
}

func (c *cache) get(k key) *page {
	if p, ok := c.young[k]; ok {
		return p
	}
	p, ok := c.old[k]
	if ok {
		c.young[k] = p
	}
	return p
}

func (c *cache) put(p *page) { c.young[p.key] = p }

// full tells that a generation ends with the next turn.
func (c *cache) full() bool { return len(c.young) >= c.limit/2 }

// turn begins a generation. Pages that are not committed yet must not be forgotten, so nothing
// may be on its way when it is called.
func (c *cache) turn() { c.old, c.young = c.young, make(map[key]*page, len(c.young)) }

func (c *cache) clear() { clear(c.young); clear(c.old) }
