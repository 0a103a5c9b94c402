package upkeep

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

// job is a fact that asks for something, at a position.
type job struct {
	fact *fact.Fact
	pos  int64
}

// jobs holds the rows of a merchant's jobs against what the facts ask for. A job whose outcome is recorded has none.
// One that its stream still waits for has one. Between them are those that came to nothing: the stream has moved on,
// and the worker found nothing to record. Whether such a job is still open its row alone can tell.
type jobs struct {
	merchant shipping.MerchantID
	awaits   func(*fact.Balance, *fact.Fact) bool // nil: nobody knows what a stream waits for
	rows     map[int64]*jobRow
	byName   map[shipping.FactID]*jobRow
	mend     bool    // what is wrong is collected, not answered
	lost     []job   // awaited, and without a row
	wrong    []int64 // rows that nobody needs
	broken   []any   // positions of rows that cannot be read
	asked    int64   // how many jobs the facts asked for
	settled  int64   // how many of them have an outcome
	latest   time.Time
}

// jobRow is a row of the table of jobs.
type jobRow struct {
	pos           int64
	kind, partner string
	due           sql.NullInt64
	failed        string     // why the last attempt failed
	fact          *fact.Fact // that asks for it; nil: none
}

// longestRest is longer than any pause between two attempts at a job.
const longestRest = 24 * time.Hour

// mostAttempts is more than any job is tried.
const mostAttempts = 1_000_000

// never tells why a job would not be performed; empty when it will be, or is dead and shown as such.
func (r *jobRow) never(latest time.Time) string {
	if !r.due.Valid {
		if r.failed == "" {
			return "the job that it asks for is put aside, and no attempt failed"
		}
		return ""
	}
	if own := record.NotBefore(r.fact); own.After(latest) {
		latest = own
	}
	if r.due.Int64 > latest.Add(longestRest).UnixMilli() {
		return "the job that it asks for is put off for longer than any job rests"
	}
	return ""
}

// readJobs reads the rows. Those that cannot be read are a violation, or to be dropped where they are mended.
func readJobs(ctx context.Context, tx *sql.Tx, m shipping.MerchantID, awaits func(*fact.Balance, *fact.Fact) bool, mend bool) (*jobs, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pos, kind, partner, attempt, due, lease, error FROM jobs WHERE merchant = $1", string(m))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	j := &jobs{merchant: m, awaits: awaits, mend: mend, latest: time.Now(), rows: map[int64]*jobRow{}, byName: map[shipping.FactID]*jobRow{}}
	for rows.Next() {
		r, err := readJob(rows, m)
		if err == nil {
			j.rows[r.pos] = r
			continue
		}
		if !mend || shipping.CodeOf(err) != shipping.Corrupt {
			return nil, err
		}
		var pos, other any
		if err := rows.Scan(&pos, &other, &other, &other, &other, &other, &other); err != nil {
			return nil, err
		}
		j.broken = append(j.broken, pos)
	}
	return j, rows.Err()
}

func readJob(rows *sql.Rows, m shipping.MerchantID) (*jobRow, error) {
	var pos, attempt record.Whole
	var kind, partner, lease, failed record.Text
	var due record.MaybeWhole
	if err := record.Row(rows, m, "jobs", &pos, &kind, &partner, &attempt, &due, &lease, &failed); err != nil {
		return nil, err
	}
	if attempt < 0 || attempt > mostAttempts || due.Valid && due.Int64 < 0 {
		return nil, record.Misfit(m, "jobs", " pos "+strconv.FormatInt(int64(pos), 10), "its attempt or its due is none that the program writes")
	}
	if lease != "" && attempt == 0 {
		return nil, record.Misfit(m, "jobs", " pos "+strconv.FormatInt(int64(pos), 10), "somebody is said to perform the job, and it was never tried")
	}
	return &jobRow{pos: int64(pos), kind: string(kind), partner: string(partner), due: sql.NullInt64(due), failed: string(failed)}, nil
}

func (j *jobs) corrupt(f *fact.Fact, what string) error {
	return &shipping.Error{Code: shipping.Corrupt, Field: string(j.merchant) + "/" + string(f.ID()), Message: what, Hint: "crosslane rebuild makes the jobs anew that the facts ask for"}
}

// fold takes a fact in that was folded into its tally; outcomes are found in the tally of the job's stream.
func (j *jobs) fold(r *row, l *tally, of func(shipping.Stream) *tally) error {
	if r.fact.Recorded.After(j.latest) { // a simulated world may be ahead of the clock
		j.latest = r.fact.Recorded
	}
	if asks, ok := r.fact.Body.(fact.Job); ok {
		j.asked++
		l.jobs = append(l.jobs, job{r.fact, r.pos})
		if row := j.rows[r.pos]; row != nil {
			row.fact = r.fact
			j.byName[r.fact.ID()] = row
			if row.kind != string(fact.KindOf(asks)) || row.partner != asks.Partner() {
				if !j.mend {
					return j.corrupt(r.fact, "the job that it asks for is kept as one for somebody else")
				}
				j.wrong, j.lost = append(j.wrong, r.pos), append(j.lost, job{r.fact, r.pos})
			}
		}
	}
	if r.fact.Cause == "" || r.fact.By == "" {
		return nil
	}
	return j.outcome(r.fact, of(r.fact.Cause.Stream()))
}

// outcome takes a job off its tally that a fact from outside is the outcome of.
func (j *jobs) outcome(f *fact.Fact, of *tally) error {
	i := slices.IndexFunc(of.jobs, func(a job) bool { return a.fact.ID() == f.Cause })
	if i < 0 {
		return nil
	}
	done := of.jobs[i]
	of.jobs = slices.Delete(of.jobs, i, i+1)
	j.settled++
	j.lost = slices.DeleteFunc(j.lost, func(a job) bool { return a.pos == done.pos })
	if row := j.byName[f.Cause]; row != nil {
		if !j.mend {
			return j.corrupt(done.fact, "the job that it asks for is still to be performed, though "+string(f.ID())+" is its outcome")
		}
		j.wrong = append(j.wrong, done.pos)
	}
	return nil
}

// finished looks at the jobs of a stream that came to its end.
func (j *jobs) finished(l *tally) error {
	for _, a := range l.jobs {
		if j.rows[a.pos] != nil || j.awaits == nil || !j.awaits(l.balance, a.fact) {
			continue
		}
		if !j.mend {
			return j.corrupt(a.fact, "the job that it asks for is lost, and its outcome is awaited")
		}
		j.lost = append(j.lost, a)
	}
	l.jobs = nil
	return nil
}

// end looks for rows that no fact asks for, and for jobs that would never be performed.
func (j *jobs) end() error {
	for _, pos := range slices.Sorted(maps.Keys(j.rows)) {
		r := j.rows[pos]
		if r.fact != nil {
			if why := r.never(j.latest); why != "" && !slices.Contains(j.wrong, r.pos) {
				if !j.mend {
					return j.corrupt(r.fact, why)
				}
				j.wrong, j.lost = append(j.wrong, r.pos), append(j.lost, job{r.fact, r.pos})
			}
			continue
		}
		if !j.mend {
			return &shipping.Error{Code: shipping.Corrupt, Field: string(j.merchant) + " job at " + span(r.pos, r.pos), Message: "no fact asks for it", Hint: "crosslane rebuild drops it"}
		}
		j.wrong = append(j.wrong, r.pos)
	}
	return nil
}

// open is how many jobs are to be performed; done or void are those that have neither a row nor an outcome.
func (j *jobs) open() int64 { return int64(len(j.rows)) }

func (j *jobs) void() int64 {
	known := int64(0)
	for _, r := range j.rows {
		if r.fact != nil {
			known++
		}
	}
	return j.asked - j.settled - known
}

// repair drops the rows that nobody needs, and adds those that are lost. A worker finds the same key as before.
func (j *jobs) repair(ctx context.Context, d *db.DB, tx *sql.Tx) error {
	for _, pos := range j.broken {
		if _, err := tx.ExecContext(ctx, "DELETE FROM jobs WHERE merchant = $1 AND pos = $2", string(j.merchant), pos); err != nil {
			return err
		}
	}
	if len(j.wrong) > 0 {
		if _, err := tx.ExecContext(ctx, "DELETE FROM jobs WHERE merchant = $1 AND pos "+d.In(2, "bigint"), string(j.merchant), d.List(j.wrong)); err != nil {
			return err
		}
		for _, pos := range j.wrong {
			delete(j.rows, pos)
		}
	}
	for _, a := range j.lost {
		asks := a.fact.Body.(fact.Job)
		if _, err := tx.ExecContext(ctx, "INSERT INTO jobs (merchant, pos, kind, partner, due, error) VALUES ($1, $2, $3, $4, $5, $6)",
			string(j.merchant), a.pos, string(fact.KindOf(asks)), asks.Partner(), record.Millis(record.NotBefore(a.fact)).Int64, record.Perhaps); err != nil {
			return err
		}
		j.rows[a.pos] = &jobRow{pos: a.pos, fact: a.fact}
	}
	return nil
}
