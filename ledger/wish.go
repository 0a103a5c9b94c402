package ledger

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Wish is a wish that nobody has performed yet.
type Job struct {
	Fact    *fact.Fact
	Partner string
	// Attempt is how often it was tried, Error what came of it last.
	Attempt int
	Error   string
	// Due is when it is tried next, or the end of the lease of who is trying. Zero: it is dead, and
	// waits for Repeat.
	Due time.Time
	pos int64
}

// DeadWishes lists the tenant's wishes that are not tried any more, oldest first.
func (l *Ledger) DeadJobs(ctx context.Context, tenant shipping.MerchantID) ([]Job, error) {
	return l.wishes(ctx, "w.tenant = $1 AND w.due = 0", string(tenant))
}

// OpenWishes lists the tenant's wishes that are not performed yet, dead ones included, oldest first.
func (l *Ledger) OpenJobs(ctx context.Context, tenant shipping.MerchantID) ([]Job, error) {
	return l.wishes(ctx, "w.tenant = $1", string(tenant))
}

func (l *Ledger) wishes(ctx context.Context, where string, args ...any) ([]Job, error) {
	rows, err := l.db.Read.QueryContext(ctx, `SELECT w.pos, f.stream, f.record, w.partner, w.attempt, w.error, w.due
		FROM wishes w JOIN facts f ON f.pos = w.pos WHERE `+where+" ORDER BY w.pos", args...)
	if err != nil {
		return nil, failed("read wishes", err)
	}
	defer rows.Close()
	var list []Job
	for rows.Next() {
		var w Job
		var stream string
		var raw sql.RawBytes
		var due int64
		if err := rows.Scan(&w.pos, &stream, &raw, &w.Partner, &w.Attempt, &w.Error, &due); err != nil {
			return nil, failed("read wishes", err)
		}
		if w.Fact, err = record.Read(shipping.Stream(stream), raw, nil); err != nil {
			return nil, err
		}
		if due > 0 {
			w.Due = time.UnixMilli(due).UTC()
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// NextWish is when the next wish can be performed; zero when none is open.
func (l *Ledger) NextJob(ctx context.Context) (time.Time, error) {
	var due sql.NullInt64
	err := l.db.Read.QueryRowContext(ctx, "SELECT min(due) FROM wishes WHERE due > 0").Scan(&due)
	if err != nil || !due.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(due.Int64).UTC(), nil
}

// Repeat has a dead wish tried again from its first attempt. One that is not dead is NotFound.
func (l *Ledger) Repeat(ctx context.Context, tenant shipping.MerchantID, wish shipping.FactID) error {
	dead, err := l.DeadJobs(ctx, tenant)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(dead, func(w Job) bool { return w.Fact.ID() == wish })
	if i < 0 {
		return shipping.Fault(shipping.NotFound, "no dead wish "+string(wish), "list them first; it may have been repeated already")
	}
	if _, err := l.db.Write.ExecContext(ctx, "UPDATE wishes SET due = $1, attempt = 0, error = '' WHERE pos = $2 AND due = 0",
		l.now().UnixMilli(), dead[i].pos); err != nil {
		return failed("repeat a wish", err)
	}
	l.committed.fire()
	return nil
}

// claimed is a wish that is ours to perform until the lease ends.
type claimed struct {
	tenant  shipping.MerchantID
	fact    *fact.Fact
	attempt int
	pos     int64
	lease   string
	until   time.Time
}

// claim takes wishes of some kinds that are due, one kind after the other and oldest first. Nobody else gets them before the
// lease ends; then whoever does finds the same idempotency key, the fact's name.
func (l *Ledger) claim(ctx context.Context, kinds []string, limit int, lease time.Duration) ([]claimed, error) {
	kinds, err := l.dueKinds(ctx, kinds)
	if err != nil {
		return nil, err
	}
	byPos := map[int64]claimed{}
	for _, kind := range kinds {
		if err := l.claimKind(ctx, kind, limit, lease, byPos); err != nil {
			return nil, err
		}
	}
	if len(byPos) == 0 {
		return nil, nil
	}
	return l.claimedFacts(ctx, slices.Collect(maps.Keys(byPos)), byPos)
}

// dueKinds answers with those of some kinds of which a wish is due, in their order, so that nothing is written where there is
// nothing to take.
func (l *Ledger) dueKinds(ctx context.Context, kinds []string) ([]string, error) {
	rows, err := l.db.Read.QueryContext(ctx, "SELECT wanted.item FROM "+l.db.Each(1, "text")+
		" AS wanted WHERE EXISTS (SELECT 1 FROM wishes w WHERE w.kind = wanted.item AND w.due > 0 AND w.due <= $2)", l.db.List(kinds), l.now().UnixMilli())
	if err != nil {
		return nil, failed("look for wishes", err)
	}
	defer rows.Close()
	due := map[string]bool{}
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return nil, failed("look for wishes", err)
		}
		due[kind] = true
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return !due[k] }), rows.Err()
}

func (l *Ledger) claimKind(ctx context.Context, kind string, limit int, lease time.Duration, into map[int64]claimed) error {
	now := l.now()
	until, token := now.Add(lease), newLease()
	// The limit stands in the text, as SQLite plans a statement anew for each bound one.
	rows, err := l.db.Write.QueryContext(ctx, `UPDATE wishes SET due = $1, lease = $2, attempt = attempt + 1 WHERE pos IN (
		SELECT pos FROM wishes WHERE kind = $4 AND due > 0 AND due <= $3 ORDER BY due, pos LIMIT `+strconv.Itoa(limit)+l.db.SkipLocked+`)
		RETURNING pos, tenant, attempt`, until.UnixMilli(), token, now.UnixMilli(), kind)
	if err != nil {
		return failed("take wishes", err)
	}
	defer rows.Close()
	for rows.Next() {
		c := claimed{lease: token, until: until}
		if err := rows.Scan(&c.pos, &c.tenant, &c.attempt); err != nil {
			return failed("take wishes", err)
		}
		into[c.pos] = c
	}
	return rows.Err()
}

func (l *Ledger) claimedFacts(ctx context.Context, at []int64, byPos map[int64]claimed) ([]claimed, error) {
	rows, err := l.db.Read.QueryContext(ctx, "SELECT pos, stream, record FROM facts WHERE pos "+l.db.In(1, "bigint")+" ORDER BY pos", l.db.List(at))
	if err != nil {
		return nil, failed("read wishes", err)
	}
	defer rows.Close()
	list := make([]claimed, 0, len(at))
	for rows.Next() {
		var at int64
		var stream string
		var raw sql.RawBytes
		if err := rows.Scan(&at, &stream, &raw); err != nil {
			return nil, failed("read wishes", err)
		}
		c := byPos[at]
		if c.fact, err = record.Read(shipping.Stream(stream), raw, nil); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// settlement is what becomes of a wish that was tried: it is done, or it is tried again.
type settlement struct {
	pos   int64
	lease string
	lost  bool // the lease ended, and somebody else has the wish
	again *again
}

// again is when a wish is tried again, zero for never, and why.
type again struct {
	due int64
	why string
}

// errLost answers an outcome that came too late.
var errLost error = shipping.Fault(shipping.Conflict, "the lease of the wish ended before its outcome was recorded", "")

// settleAll removes the wishes whose outcomes a batch records. An outcome whose lease is lost is
// marked, and the batch is to be done again without it.
func settleAll(ctx context.Context, d *db.DB, tx *sql.Tx, entries []*Pending) error {
	var done []*settlement
	for _, p := range entries {
		if p.err != nil || p.settle == nil {
			continue
		}
		s := p.settle
		if s.again == nil {
			done = append(done, s)
			continue
		}
		if _, err := tx.ExecContext(ctx, "UPDATE wishes SET due = $1, lease = '', error = $2 WHERE pos = $3 AND lease = $4",
			s.again.due, s.again.why, s.pos, s.lease); err != nil {
			return err
		}
	}
	return remove(ctx, d, tx, done)
}

func remove(ctx context.Context, d *db.DB, tx *sql.Tx, done []*settlement) error {
	if len(done) == 0 {
		return nil
	}
	at, leases := make([]int64, len(done)), make([]string, len(done))
	for i, s := range done {
		at[i], leases[i] = s.pos, s.lease
	}
	rows, err := tx.QueryContext(ctx, "DELETE FROM wishes WHERE pos "+d.In(1, "bigint")+" AND lease "+d.In(2, "text")+" RETURNING pos, lease",
		d.List(at), d.List(leases))
	if err != nil {
		return err
	}
	defer rows.Close()
	held := make(map[int64]string, len(done))
	for rows.Next() {
		var at int64
		var lease string
		if err := rows.Scan(&at, &lease); err != nil {
			return err
		}
		held[at] = lease
	}
	err = rows.Err()
	for _, s := range done {
		if held[s.pos] != s.lease && err == nil {
			s.lost = true
		}
		if s.lost {
			err = errLost
		}
		delete(held, s.pos) // the same outcome twice in one batch is recorded once
	}
	return err
}

// freeLeases gives back what a process that died had taken: on SQLite there was no other. An attempt that its
// death cut off did not fail, and is not counted.
func (l *Ledger) freeLeases(ctx context.Context) error {
	_, err := l.db.Write.ExecContext(ctx, "UPDATE wishes SET due = $1, lease = '', attempt = attempt - 1 WHERE lease <> '' AND due > 0", l.now().UnixMilli())
	if err != nil {
		return failed("free leases", err)
	}
	return nil
}
