package record

import (
	"database/sql"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// Tables are the tables of a ledger. Every one has the merchant first in its keys.
var Tables = []string{"merchants", "facts", "balances", "jobs", "documents"}

// FactColumns are the columns of the table of facts.
var FactColumns = []db.Column{{Name: "merchant", Type: "text"}, {Name: "pos", Type: "bigint"}, {Name: "stream", Type: "text"},
	{Name: "prev", Type: "bigint"}, {Name: "record", Type: "bytea"}, {Name: "hash", Type: "bytea"}}

// Facts is rows of the table of facts, by column, as they are to be stored.
type Facts struct {
	pos, prev        []int64
	merchant, stream []string
	record, hash     [][]byte
}

// NewFacts makes room for so many.
func NewFacts(n int) *Facts {
	return &Facts{make([]int64, 0, n), make([]int64, 0, n), make([]string, 0, n), make([]string, 0, n), make([][]byte, 0, n), make([][]byte, 0, n)}
}

// Add adds a fact at a position, behind the one of its stream before, with the hash up to it.
func (r *Facts) Add(m shipping.MerchantID, stream shipping.Stream, pos, prev int64, record, sum []byte) {
	r.pos, r.prev = append(r.pos, pos), append(r.prev, prev)
	r.merchant, r.stream = append(r.merchant, string(m)), append(r.stream, string(stream))
	r.record, r.hash = append(r.record, record), append(r.hash, sum)
}

// Columns are the rows as a bulk insert takes them.
func (r *Facts) Columns() []any {
	return []any{r.merchant, r.pos, r.stream, r.prev, r.record, r.hash}
}

// JobColumns are the columns of the table of jobs that are told when a job begins, in the order of Jobs.Columns.
var JobColumns = []db.Column{{Name: "merchant", Type: "text"}, {Name: "pos", Type: "bigint"}, {Name: "kind", Type: "text"},
	{Name: "partner", Type: "text"}, {Name: "due", Type: "bigint"}}

// Jobs is rows of the table of jobs, by column, as they begin.
type Jobs struct {
	pos, due                []int64
	merchant, kind, partner []string
}

// Add adds the job that a fact at a position asks for, if it asks for one.
func (r *Jobs) Add(m shipping.MerchantID, pos int64, f *fact.Fact) {
	job, ok := f.Body.(fact.Job)
	if !ok {
		return
	}
	r.pos, r.due = append(r.pos, pos), append(r.due, NotBefore(f).UnixMilli())
	r.merchant, r.kind, r.partner = append(r.merchant, string(m)), append(r.kind, string(fact.KindOf(job))), append(r.partner, job.Partner())
}

// NotBefore is when a job may be performed first.
func NotBefore(f *fact.Fact) time.Time {
	if t, ok := f.Body.(fact.Timed); ok && t.NotBefore().After(f.Recorded) {
		return t.NotBefore()
	}
	return f.Recorded
}

// Columns are the rows as a bulk insert takes them.
func (r *Jobs) Columns() []any { return []any{r.merchant, r.pos, r.kind, r.partner, r.due} }

// Due is when the first timer of a state falls due, in milliseconds as it is stored; not valid when none is open.
func Due(s fact.Folded) sql.NullInt64 { return Millis(s.Due()) }

// Millis is an instant as it is stored; not valid for the zero time.
func Millis(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: true}
}

// Instant is the time that was stored; the zero time when there is none.
func Instant(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
