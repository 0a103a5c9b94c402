package ledger

import (
	"context"
	"database/sql"

	"crosslane/shipping"
)

// How far a replay reads ahead, and with how many readers.
const (
	replayChunk   = 4096
	replayReaders = 2
	replayAhead   = 2 // chunks for each reader
)

// chunk is a part of a replay.
type chunk struct {
	list []Recorded
	err  error
}

// Replay hands over every fact that the feed of a merchant has behind a position, in its order and in parts, and
// reads on meanwhile. It ends with the error of each, or with what was recorded when it began.
func (l *Ledger) Replay(ctx context.Context, merchant shipping.MerchantID, after int64, each func([]Recorded) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := l.standing(ctx, merchant)
	if err != nil {
		return failed("read the feed", err)
	}
	parts := make([]chan chunk, replayReaders)
	for n := range parts {
		parts[n] = make(chan chunk, replayAhead)
		l.done.Go(func() { l.readSpans(ctx, merchant, after+int64(n)*replayChunk, s.Newest, parts[n]) })
	}
	for i := 0; ; i++ {
		c, more := <-parts[i%len(parts)]
		if !more {
			return ctx.Err()
		}
		if c.err != nil {
			return c.err
		}
		if len(c.list) == 0 {
			continue
		}
		if err := each(c.list); err != nil {
			return err
		}
	}
}

// readSpans reads every second span of positions, from one on; the other reader reads those between.
func (l *Ledger) readSpans(ctx context.Context, m shipping.MerchantID, from, last int64, into chan<- chunk) {
	defer close(into)
	for ; from < last; from += replayReaders * replayChunk {
		rows, err := l.db.Read.QueryContext(ctx, "SELECT pos, stream, record FROM facts WHERE merchant = $1 AND pos > $2 AND pos <= $3 ORDER BY pos",
			string(m), from, min(from+replayChunk, last))
		if !send(ctx, into, m, rows, err) {
			return
		}
	}
}

// send reads the rows and hands them over; false when there is no more to do.
func send(ctx context.Context, into chan<- chunk, m shipping.MerchantID, rows *sql.Rows, err error) bool {
	c := chunk{}
	if err != nil {
		c.err = failed("read the feed", err)
	} else {
		c.list, c.err = scanFeed(rows, m, replayChunk)
	}
	select {
	case into <- c:
		return c.err == nil
	case <-ctx.Done():
		return false
	}
}
