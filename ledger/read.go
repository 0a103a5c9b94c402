package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"crosslane/fact"
	"crosslane/ledger/recent"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Read answers with the balances of some streams as they are committed, all as of one moment. Streams that were not
// asked for are empty in it. The balances are the caller's own.
func (l *Ledger) Read(ctx context.Context, merchant shipping.MerchantID, streams ...shipping.Stream) (fact.State, error) {
	k := l.memory(merchant)
	if err := l.freshen(ctx, k); err != nil {
		return nil, failed("read balances", err)
	}
	pages := make(map[key]*page, len(streams))
	if err := l.load(ctx, k, streams, pages); err != nil {
		return nil, failed("read balances", err)
	}
	state := make(fact.Balances, len(pages))
	for k, p := range pages {
		if p.broken != nil {
			return nil, p.broken
		}
		state[k.stream] = p.balance
	}
	return state, nil
}

// Streams lists the streams of one sort in which something was recorded, in order.
func (l *Ledger) Streams(ctx context.Context, merchant shipping.MerchantID, sort shipping.StreamSort) ([]shipping.Stream, error) {
	k := l.memory(merchant)
	if err := l.freshen(ctx, k); err != nil {
		return nil, failed("list streams", err)
	}
	behind, _ := k.behind()
	list, err := record.Streams(ctx, l.db.Read, merchant, sort, behind)
	return list, failed("list streams", err)
}

// History answers with the facts of a stream, first one first; with none when there are none.
func (l *Ledger) History(ctx context.Context, merchant shipping.MerchantID, stream shipping.Stream) ([]*fact.Fact, error) {
	k := l.memory(merchant)
	if err := l.freshen(ctx, k); err != nil {
		return nil, failed("read a history", err)
	}
	heads, _, _ := k.newest([]shipping.Stream{stream})
	var head int64
	err := l.db.Read.QueryRowContext(ctx, "SELECT head FROM balances WHERE merchant = $1 AND stream = $2", string(merchant), string(stream)).Scan(&head)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, failed("read a history", err)
	}
	if head = max(head, heads[stream]); head == 0 {
		return nil, nil
	}
	past, _, err := l.history(ctx, merchant, head, 0)
	if err != nil {
		return nil, failed("read a history", err)
	}
	facts := make([]*fact.Fact, len(past))
	for i, f := range past {
		facts[i] = f.Fact
	}
	return facts, nil
}

// history follows the facts of a stream back from one at a position to those behind another, and answers with them in
// the order in which they were recorded, and with the hash up to the newest. The merchant of the line, rather than the
// given one, has SQLite look each fact up by its key: it would read all facts of the merchant for each step.
func (l *Ledger) history(ctx context.Context, m shipping.MerchantID, from, behind int64) (facts []Recorded, sum []byte, err error) {
	if newest := l.memory(m).recent; newest != nil {
		if line, ok := newest.Past(from, behind); ok {
			return recent.ReadPast(m, line)
		}
	}
	rows, err := l.db.Read.QueryContext(ctx, `WITH RECURSIVE line AS (
		SELECT merchant, pos, prev, stream, record, hash FROM facts WHERE merchant = $1 AND pos = $2
		UNION ALL SELECT f.merchant, f.pos, f.prev, f.stream, f.record, f.hash FROM line JOIN facts f ON f.merchant = line.merchant AND f.pos = line.prev WHERE line.prev > $3)
		SELECT pos, stream, record, hash FROM line`, string(m), from, behind)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var line []recent.Fact
	for rows.Next() {
		var f recent.Fact
		if err := rows.Scan(&f.Pos, &f.Stream, &f.Record, &f.Sum); err != nil {
			return nil, nil, err
		}
		line = append(line, f)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	return recent.ReadPast(m, line)
}

// Recorded is a fact in the feed of its merchant.
type Recorded = recent.Recorded

// Feed answers with at most limit facts of a merchant behind a position, in the order in which they were recorded; the
// first is behind position 0. No fact is ever recorded before one that it gave.
func (l *Ledger) Feed(ctx context.Context, merchant shipping.MerchantID, after int64, limit int) ([]Recorded, error) {
	if newest := l.memory(merchant).recent; newest != nil {
		if facts, ok := newest.Behind(after, limit); ok {
			return recent.Read(merchant, facts)
		}
	}
	rows, err := l.db.Read.QueryContext(ctx, "SELECT pos, stream, record FROM facts WHERE merchant = $1 AND pos > $2 ORDER BY pos LIMIT $3",
		string(merchant), after, limit)
	if err != nil {
		return nil, failed("read the feed", err)
	}
	return scanFeed(rows, merchant, limit)
}

// scanFeed reads rows of the feed, at most about so many.
func scanFeed(rows *sql.Rows, m shipping.MerchantID, most int) ([]Recorded, error) {
	defer rows.Close()
	var list []Recorded
	var pos record.Whole
	var stream record.Text
	var raw record.Bytes
	var reader record.Reader
	cells := []any{&pos, &stream, &raw}
	for rows.Next() {
		if list == nil {
			list = make([]Recorded, 0, min(most, 8192))
		}
		if err := record.Row(rows, m, "facts", cells...); err != nil {
			return nil, failed("read the feed", err)
		}
		f, err := reader.Read(shipping.Stream(stream), raw)
		if err != nil {
			return nil, record.Lost(m, shipping.Stream(stream), 0, "a fact cannot be read", err)
		}
		list = append(list, Recorded{Pos: int64(pos), Fact: f})
	}
	if err := rows.Err(); err != nil {
		return nil, failed("read the feed", err)
	}
	return list, nil
}

// How long a reader of the feed sleeps at most when this node records nothing: other nodes may.
const (
	tailEmbedded = time.Minute
	tailShared   = 50 * time.Millisecond
)

// Tail is Feed that waits until there is something to read.
func (l *Ledger) Tail(ctx context.Context, merchant shipping.MerchantID, after int64, limit int) ([]Recorded, error) {
	rest := tailShared
	if l.db.Embedded {
		rest = tailEmbedded
	}
	for {
		more := l.committed.Wait()
		list, err := l.Feed(ctx, merchant, after, limit)
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
func (l *Ledger) Committed() <-chan struct{} { return l.committed.Wait() }

// Merchants lists the merchants of whom something was recorded.
func (l *Ledger) Merchants(ctx context.Context) ([]shipping.MerchantID, error) {
	list, err := record.Merchants(ctx, l.db.Read)
	if err != nil {
		return nil, failed("list the merchants", err)
	}
	return list, nil
}
