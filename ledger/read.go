package ledger

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Read answers with the balances of some streams as they are committed. Streams that were not
// asked for are empty in it. The balances are the caller's own.
func (l *Ledger) Read(ctx context.Context, tenant shipping.MerchantID, streams ...shipping.Stream) (fact.State, error) {
	keys := make([]key, len(streams))
	for i, s := range streams {
		keys[i] = key{tenant, s}
	}
	pages := make(map[key]*page, len(keys))
	if err := loadPages(ctx, l.db, l.db.Read, keys, false, pages); err != nil {
		return nil, failed("read balances", err)
	}
	state := make(fact.Balances, len(pages))
	for k, p := range pages {
		state[k.stream] = p.balance
	}
	return state, nil
}

// History answers with the facts of a stream, first one first; with none when there are none.
func (l *Ledger) History(ctx context.Context, tenant shipping.MerchantID, stream shipping.Stream) ([]*fact.Fact, error) {
	var head int64
	err := l.db.Read.QueryRowContext(ctx, "SELECT head FROM balances WHERE tenant = $1 AND stream = $2", string(tenant), string(stream)).Scan(&head)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	if err != nil {
		return nil, failed("read a history", err)
	}
	facts, err := history(ctx, l.db.Read, tenant, head)
	if err != nil {
		return nil, failed("read a history", err)
	}
	return facts, nil
}

// history follows the facts of a stream back from the newest.
func history(ctx context.Context, q querier, tenant shipping.MerchantID, head int64) ([]*fact.Fact, error) {
	rows, err := q.QueryContext(ctx, `WITH RECURSIVE line AS (
		SELECT pos, prev, stream, record FROM facts WHERE pos = $1 AND tenant = $2
		UNION ALL SELECT f.pos, f.prev, f.stream, f.record FROM line JOIN facts f ON f.pos = line.prev)
		SELECT stream, record FROM line`, head, string(tenant))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var facts []*fact.Fact
	words := record.Words{}
	for rows.Next() {
		var stream string
		var raw sql.RawBytes
		if err := rows.Scan(&stream, &raw); err != nil {
			return nil, err
		}
		f, err := record.Read(shipping.Stream(stream), raw, words)
		if err != nil {
			return nil, record.Corrupt(tenant, shipping.Stream(stream), int64(len(facts)), "a fact cannot be read", err)
		}
		facts = append(facts, f)
	}
	slices.Reverse(facts)
	return facts, rows.Err()
}

// Cursor is a place in the feed of all facts. The zero value is before the first one.
type Cursor struct {
	Turn int64 `json:"turn"` // of the transaction; always 0 on SQLite
	Pos  int64 `json:"pos"`
}

// Recorded is a fact in the feed.
type Recorded struct {
	Cursor   Cursor // to go on behind this fact
	Merchant shipping.MerchantID
	Fact     *fact.Fact
}

// A sequence number does not follow the order of commits on PostgreSQL, so nothing is read from
// turns that a transaction which is still running may have; see turnNow.
const (
	feedEmbedded = "SELECT turn, pos, tenant, stream, record FROM facts WHERE $1 = 0 AND pos > $2 ORDER BY pos LIMIT $3"
	feedShared   = `SELECT turn, pos, tenant, stream, record FROM facts WHERE (turn, pos) > ($1, $2)
		AND turn <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY turn, pos LIMIT $3`
)

// Feed answers with at most limit facts behind a cursor, of all tenants, in an order in which the
// facts of a stream come as they were recorded. No fact is ever recorded before one that it gave. On
// PostgreSQL a fact shows when every transaction that was running when it was committed has ended;
// one that writes for minutes, anywhere on the server, holds the feed back as long.
func (l *Ledger) Feed(ctx context.Context, after Cursor, limit int) ([]Recorded, error) {
	if l.recent != nil {
		if list, ok, err := l.recent.feed(after.Pos, limit); ok {
			return list, err
		}
	}
	text := feedShared
	if l.db.Embedded {
		text, after.Turn = feedEmbedded, 0
	}
	rows, err := l.db.Read.QueryContext(ctx, text, after.Turn, after.Pos, limit)
	if err != nil {
		return nil, failed("read the feed", err)
	}
	return scanFeed(rows, limit)
}

// scanFeed reads rows of the feed, at most about so many.
func scanFeed(rows *sql.Rows, most int) ([]Recorded, error) {
	defer rows.Close()
	var list []Recorded
	words := record.Words{}
	var tenant, raw sql.RawBytes
	var err error
	for rows.Next() {
		if list == nil {
			list = make([]Recorded, 0, min(most, 8192))
		}
		var r Recorded
		var stream string
		if err := rows.Scan(&r.Cursor.Turn, &r.Cursor.Pos, &tenant, &stream, &raw); err != nil {
			return nil, failed("read the feed", err)
		}
		r.Merchant = shipping.MerchantID(words.Word(tenant))
		if r.Fact, err = record.Read(shipping.Stream(stream), raw, words); err != nil {
			return nil, record.Corrupt(r.Merchant, shipping.Stream(stream), 0, "a fact cannot be read", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// How long a reader of the feed sleeps at most when this node records nothing: other nodes may.
const (
	tailEmbedded = time.Minute
	tailShared   = 50 * time.Millisecond
)

// Tail is Feed that waits until there is something to read.
func (l *Ledger) Tail(ctx context.Context, after Cursor, limit int) ([]Recorded, error) {
	rest := tailShared
	if l.db.Embedded {
		rest = tailEmbedded
	}
	for {
		more := l.committed.wait()
		list, err := l.Feed(ctx, after, limit)
		if err != nil || len(list) > 0 {
			return list, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-more:
		case <-time.After(rest):
		}
	}
}

// Committed is closed when this node commits something the next time.
func (l *Ledger) Committed() <-chan struct{} { return l.committed.wait() }
