package ledger

import (
	"context"
	"database/sql"
)

// How far a replay reads ahead, and with how many readers on SQLite, where positions tell the
// order of the feed beforehand.
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

// Replay hands over every fact that the feed has behind a cursor, in its order and in parts, and
// reads on meanwhile. It ends with the error of each, or with what was recorded when it began.
func (l *Ledger) Replay(ctx context.Context, after Cursor, each func([]Recorded) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var parts []chan chunk
	if l.db.Embedded {
		last, err := l.lastPosition(ctx)
		if err != nil {
			return err
		}
		for n := range int64(replayReaders) {
			part := make(chan chunk, replayAhead)
			parts = append(parts, part)
			go l.readSpans(ctx, after.Pos+n*replayChunk, last, part)
		}
	} else {
		parts = []chan chunk{make(chan chunk, replayAhead)}
		go l.readAhead(ctx, after, parts[0])
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

func (l *Ledger) lastPosition(ctx context.Context) (last int64, err error) {
	if err = l.db.Read.QueryRowContext(ctx, "SELECT coalesce(max(pos), 0) FROM facts").Scan(&last); err != nil {
		err = failed("read the feed", err)
	}
	return last, err
}

// readSpans reads every second span of positions, from one on; the other reader reads those between.
func (l *Ledger) readSpans(ctx context.Context, from, last int64, into chan<- chunk) {
	defer close(into)
	for ; from < last; from += replayReaders * replayChunk {
		rows, err := l.db.Read.QueryContext(ctx, "SELECT turn, pos, tenant, stream, record FROM facts WHERE pos > $1 AND pos <= $2 ORDER BY pos",
			from, min(from+replayChunk, last))
		if !send(ctx, into, rows, err) {
			return
		}
	}
}

// send reads the rows and hands them over; false when there is no more to do.
func send(ctx context.Context, into chan<- chunk, rows *sql.Rows, err error) bool {
	c := chunk{}
	if err != nil {
		c.err = failed("read the feed", err)
	} else {
		c.list, c.err = scanFeed(rows, replayChunk)
	}
	select {
	case into <- c:
		return c.err == nil
	case <-ctx.Done():
		return false
	}
}

// readAhead reads the feed as it comes.
func (l *Ledger) readAhead(ctx context.Context, after Cursor, into chan<- chunk) {
	defer close(into)
	for {
		list, err := l.Feed(ctx, after, replayChunk)
		if err == nil && len(list) == 0 {
			return
		}
		select {
		case into <- chunk{list, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		after = list[len(list)-1].Cursor
	}
}
