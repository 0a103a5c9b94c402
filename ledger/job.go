package ledger

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Job is a job that nobody has performed yet.
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

// DeadJobs lists the merchant's jobs that are not tried any more, oldest first.
func (l *Ledger) DeadJobs(ctx context.Context, merchant shipping.MerchantID) ([]Job, error) {
	return l.jobs(ctx, " AND j.due IS NULL", merchant)
}

// OpenJobs lists the merchant's jobs that are not performed yet, dead ones included, oldest first.
func (l *Ledger) OpenJobs(ctx context.Context, merchant shipping.MerchantID) ([]Job, error) {
	return l.jobs(ctx, "", merchant)
}

func (l *Ledger) jobs(ctx context.Context, and string, m shipping.MerchantID) ([]Job, error) {
	rows, err := l.db.Read.QueryContext(ctx, `SELECT j.pos, f.stream, f.record, j.partner, j.attempt, j.error, j.due
		FROM jobs j JOIN facts f ON f.merchant = j.merchant AND f.pos = j.pos WHERE j.merchant = $1`+and+" ORDER BY j.pos", string(m))
	if err != nil {
		return nil, failed("read jobs", err)
	}
	defer rows.Close()
	var list []Job
	for rows.Next() {
		var w Job
		var stream string
		var raw sql.RawBytes
		var due sql.NullInt64
		if err := rows.Scan(&w.pos, &stream, &raw, &w.Partner, &w.Attempt, &w.Error, &due); err != nil {
			return nil, failed("read jobs", err)
		}
		if w.Fact, err = record.Read(shipping.Stream(stream), raw); err != nil {
			return nil, err
		}
		w.Due = record.Instant(due)
		list = append(list, w)
	}
	return list, rows.Err()
}

// NextJob is when the next of a merchant's jobs can be performed; zero when none is open.
func (l *Ledger) NextJob(ctx context.Context, merchant shipping.MerchantID) (time.Time, error) {
	var due sql.NullInt64
	err := l.db.Read.QueryRowContext(ctx, "SELECT min(due) FROM jobs WHERE merchant = $1 AND due IS NOT NULL", string(merchant)).Scan(&due)
	if err != nil {
		return time.Time{}, failed("look for jobs", err)
	}
	return record.Instant(due), nil
}

// Repeat has a dead job tried again from its first attempt. One that is not dead is NotFound.
func (l *Ledger) Repeat(ctx context.Context, merchant shipping.MerchantID, job shipping.FactID) error {
	dead, err := l.DeadJobs(ctx, merchant)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(dead, func(w Job) bool { return w.Fact.ID() == job })
	if i < 0 {
		return shipping.Fault(shipping.NotFound, "no dead job "+string(job), "list them first; it may have been repeated already")
	}
	if _, err := l.db.Write.ExecContext(ctx, "UPDATE jobs SET due = $3, attempt = 0 WHERE merchant = $1 AND pos = $2 AND due IS NULL",
		string(merchant), dead[i].pos, l.now().UnixMilli()); err != nil {
		return failed("repeat a job", err)
	}
	l.committed.Fire()
	return nil
}

// claimed is a job that is ours to perform until the lease ends.
type claimed struct {
	merchant shipping.MerchantID
	fact     *fact.Fact
	attempt  int
	before   string // what came of earlier attempts; empty: there were none
	pos      int64
	lease    string
	until    time.Time
}

// claim takes a merchant's jobs of some kinds that are due, one kind after the other and oldest first. Nobody else gets them before the
// lease ends; then whoever does finds the same idempotency key, the fact's name.
func (l *Ledger) claim(ctx context.Context, m shipping.MerchantID, kinds []string, limit int, lease time.Duration) ([]claimed, error) {
	byPos := map[int64]claimed{}
	for _, kind := range kinds {
		due, err := l.isDue(ctx, m, kind)
		if err != nil {
			return nil, err
		}
		if !due {
			continue
		}
		if err := l.claimKind(ctx, m, kind, limit, lease, byPos); err != nil {
			return nil, err
		}
	}
	if len(byPos) == 0 {
		return nil, nil
	}
	return l.claimedFacts(ctx, m, slices.Collect(maps.Keys(byPos)), byPos)
}

// isDue reports whether a job of a kind is due, so that nothing is written where there is nothing to take.
func (l *Ledger) isDue(ctx context.Context, m shipping.MerchantID, kind string) (bool, error) {
	var due sql.NullInt64
	err := l.db.Read.QueryRowContext(ctx, "SELECT min(due) FROM jobs WHERE merchant = $1 AND kind = $2 AND due IS NOT NULL", string(m), kind).Scan(&due)
	if err != nil {
		return false, failed("look for jobs", err)
	}
	return due.Valid && due.Int64 <= l.now().UnixMilli(), nil
}

func (l *Ledger) claimKind(ctx context.Context, m shipping.MerchantID, kind string, limit int, lease time.Duration, into map[int64]claimed) error {
	now := l.now()
	until, token := now.Add(lease), newLease()
	// The limit stands in the text, as SQLite plans a statement anew for each bound one.
	rows, err := l.db.Write.QueryContext(ctx, `UPDATE jobs SET due = $4, lease = $5, attempt = attempt + 1 WHERE merchant = $1 AND pos IN (
		SELECT pos FROM jobs WHERE merchant = $1 AND kind = $2 AND due <= $3 ORDER BY due, pos LIMIT `+strconv.Itoa(limit)+l.db.SkipLocked+`)
		RETURNING pos, attempt, error`, string(m), kind, now.UnixMilli(), until.UnixMilli(), token)
	if err != nil {
		return failed("take jobs", err)
	}
	defer rows.Close()
	for rows.Next() {
		c := claimed{merchant: m, lease: token, until: until}
		if err := rows.Scan(&c.pos, &c.attempt, &c.before); err != nil {
			return failed("take jobs", err)
		}
		into[c.pos] = c
	}
	if err := rows.Err(); err != nil {
		return failed("take jobs", err)
	}
	return nil
}

func (l *Ledger) claimedFacts(ctx context.Context, m shipping.MerchantID, at []int64, byPos map[int64]claimed) ([]claimed, error) {
	rows, err := l.db.Read.QueryContext(ctx, "SELECT pos, stream, record FROM facts WHERE merchant = $1 AND pos "+l.db.In(2, "bigint")+" ORDER BY pos",
		string(m), l.db.List(at))
	if err != nil {
		return nil, failed("read jobs", err)
	}
	defer rows.Close()
	list := make([]claimed, 0, len(at))
	for rows.Next() {
		var at int64
		var stream string
		var raw sql.RawBytes
		if err := rows.Scan(&at, &stream, &raw); err != nil {
			return nil, failed("read jobs", err)
		}
		c := byPos[at]
		if c.fact, err = record.Read(shipping.Stream(stream), raw); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, failed("read jobs", err)
	}
	return list, nil
}

// settlement is what becomes of a job that was tried: it is done, or it is tried again.
type settlement struct {
	pos   int64
	lease string
	lost  bool // the lease ended, and somebody else has the job
	again *again
}

// again is when a job is tried again, not valid for never, and why.
type again struct {
	due sql.NullInt64
	why string
}

// errLost answers an outcome that came too late.
var errLost error = shipping.Fault(shipping.Conflict, "the lease of the job ended before its outcome was recorded", "")

// settleAll removes the jobs whose outcomes a batch records. An outcome whose lease is lost is
// marked, and the batch is to be done again without it.
func settleAll(ctx context.Context, d *db.DB, tx *sql.Tx, entries []*Pending) error {
	done := map[shipping.MerchantID][]*settlement{}
	for _, p := range entries {
		if p.err != nil || p.settle == nil {
			continue
		}
		s := p.settle
		if s.again == nil {
			done[p.merchant] = append(done[p.merchant], s)
			continue
		}
		if _, err := tx.ExecContext(ctx, "UPDATE jobs SET due = $4, lease = '', error = $5 WHERE merchant = $1 AND pos = $2 AND lease = $3",
			string(p.merchant), s.pos, s.lease, s.again.due, s.again.why); err != nil {
			return err
		}
	}
	var lost error
	for m, list := range done {
		if err := remove(ctx, d, tx, m, list); errors.Is(err, errLost) {
			lost = err
		} else if err != nil {
			return err
		}
	}
	return lost
}

func remove(ctx context.Context, d *db.DB, tx *sql.Tx, m shipping.MerchantID, done []*settlement) error {
	at, leases := make([]int64, len(done)), make([]string, len(done))
	for i, s := range done {
		at[i], leases[i] = s.pos, s.lease
	}
	rows, err := tx.QueryContext(ctx, "DELETE FROM jobs WHERE merchant = $1 AND pos "+d.In(2, "bigint")+" AND lease "+d.In(3, "text")+" RETURNING pos, lease",
		string(m), d.List(at), d.List(leases))
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
// death cut off did not fail, and is not counted; that it was begun is remembered.
func (l *Ledger) freeLeases(ctx context.Context) error {
	list, err := l.Merchants(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		if _, err := l.db.Write.ExecContext(ctx, "UPDATE jobs SET due = $2, lease = '', attempt = max(attempt - 1, 0), error = CASE error WHEN '' THEN $3 ELSE error END WHERE merchant = $1 AND lease <> '' AND due IS NOT NULL",
			string(m), l.now().UnixMilli(), record.Perhaps); err != nil {
			return failed("free leases", err)
		}
	}
	return nil
}
