package record

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"
	"strconv"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// BalanceColumns are the columns of the table of balances, in the order of Balances.Columns.
var BalanceColumns = []db.Column{{Name: "merchant", Type: "text"}, {Name: "stream", Type: "text"},
	{Name: "version", Type: "bigint"}, {Name: "head", Type: "bigint"}, {Name: "hash", Type: "bytea"},
	{Name: "due", Type: "bigint null"}, {Name: "state", Type: "bytea"}, {Name: "seal", Type: "bytea"}}

// Balance is the row of a balance as it is stored: what the facts of its stream add up to, as far as one of them.
type Balance struct {
	Stream        shipping.Stream
	Version, Head int64 // of the newest fact in it, and its position; zero where a cell holds what is no part of a balance
	Sum           Sum   // up to that fact
	Due           sql.NullInt64
	State         []byte // good until the next row is read
	// Damaged is why nobody may go on from it; nil where it is as it was written.
	Damaged error
	sealed  []byte
}

// Seal is the hash over all that is in the row of a balance. Whoever decides by a balance does not fold its facts first: by
// the seal he sees that it still is what they added up to when it was written.
func (b *Balance) Seal(buf []byte, m shipping.MerchantID) (Sum, []byte) {
	buf = append(binary.AppendUvarint(buf[:0], uint64(len(m))), m...)
	buf = append(binary.AppendUvarint(buf, uint64(len(b.Stream))), b.Stream...)
	buf = binary.AppendVarint(binary.AppendVarint(buf, b.Version), b.Head)
	buf = append(buf, b.Sum[:]...)
	if b.Due.Valid {
		buf = binary.AppendVarint(append(buf, 1), b.Due.Int64)
	} else {
		buf = append(buf, 0)
	}
	buf = append(buf, b.State...)
	return sha256.Sum256(buf), buf
}

// EachBalance reads the balances of some streams of a merchant as they are stored; those that have no row are left out. A
// row in which something was changed is Damaged.
func EachBalance(ctx context.Context, d *db.DB, q Querier, m shipping.MerchantID, streams []shipping.Stream, take func(*Balance) error) error {
	rows, err := q.QueryContext(ctx, "SELECT stream, version, head, hash, due, state, seal FROM balances WHERE merchant = $1 AND stream "+d.In(2, "text"),
		string(m), d.List(streams))
	if err != nil {
		return err
	}
	var buf []byte
	return eachRow(rows, m, func(b *Balance) error {
		if b.Damaged == nil {
			var want Sum
			if want, buf = b.Seal(buf, m); string(want[:]) != string(b.sealed) {
				b.Damaged = Corrupt(m, b.Stream, b.Version, "its balance was changed since it was written", nil)
			}
		}
		return take(b)
	})
}

func eachRow(rows *sql.Rows, m shipping.MerchantID, take func(*Balance) error) error {
	defer rows.Close()
	var stream Text
	var version, head Whole
	var due MaybeWhole
	var sum, state, seal Bytes
	for rows.Next() {
		misfit := Row(rows, m, "balances", &stream, &version, &head, &sum, &due, &state, &seal)
		b := Balance{Stream: shipping.Stream(stream), Damaged: misfit}
		if misfit == nil {
			b = Balance{Stream: b.Stream, Version: int64(version), Head: int64(head), Due: sql.NullInt64(due), State: state, sealed: seal}
			if copy(b.Sum[:], sum); len(sum) != len(b.Sum) {
				b.Head, b.Damaged = 0, Misfit(m, "balances", " stream "+string(stream), "its hash is none")
			}
		}
		if err := take(&b); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Balances is rows of the table of balances, by column, as they are to be stored.
type Balances struct {
	version, head     []int64
	due               []sql.NullInt64
	merchant, stream  []string
	hash, state, seal [][]byte
	arena, buf        []byte // of the newest states; of what is sealed
}

// usualState is room for most states, and mostArena for many of them.
const (
	usualState = 2 << 10
	mostArena  = 256 << 10
)

// Add adds a balance of which head is the position of the newest fact, and sum the hash up to it.
func (r *Balances) Add(m shipping.MerchantID, b *fact.Balance, head int64, sum Sum) {
	if cap(r.arena)-len(r.arena) < usualState { // rather than have it grow, and all states in it be copied
		r.arena = make([]byte, 0, min(2*max(cap(r.arena), usualState), mostArena))
	}
	start := len(r.arena)
	r.arena = fact.AppendState(r.arena, b.State)
	row := Balance{Stream: b.Stream, Version: b.Version, Head: head, Sum: sum, Due: Due(b.State), State: r.arena[start:len(r.arena):len(r.arena)]}
	var seal Sum
	seal, r.buf = row.Seal(r.buf, m)
	r.version, r.head, r.due = append(r.version, row.Version), append(r.head, head), append(r.due, row.Due)
	r.merchant, r.stream = append(r.merchant, string(m)), append(r.stream, string(b.Stream))
	r.hash, r.state, r.seal = append(r.hash, sum[:]), append(r.state, row.State), append(r.seal, seal[:])
}

// Len is how many rows there are.
func (r *Balances) Len() int { return len(r.version) }

// Columns are the rows as a bulk insert takes them.
func (r *Balances) Columns() []any {
	return []any{r.merchant, r.stream, r.version, r.head, r.hash, r.due, r.state, r.seal}
}

// mostSealed is how many rows are sealed at a time.
const mostSealed = 1000

// SealAll seals every balance as it stands: those that were written before there were seals.
func SealAll(ctx context.Context, tx *sql.Tx) error {
	list, err := merchants(ctx, tx, "SELECT merchant FROM merchants ORDER BY merchant")
	if err != nil {
		return err
	}
	put, err := tx.PrepareContext(ctx, "UPDATE balances SET seal = $3 WHERE merchant = $1 AND stream = $2")
	if err != nil {
		return err
	}
	defer func() { _ = put.Close() }() // the transaction ends it, too
	for _, m := range list {
		for last, more := shipping.Stream(""), true; more && err == nil; {
			last, more, err = sealSome(ctx, tx, put, m, last)
		}
	}
	return err
}

// sealSome seals the rows behind a stream, as many as are done at a time. Cells of another kind stay without a seal.
func sealSome(ctx context.Context, tx *sql.Tx, put *sql.Stmt, m shipping.MerchantID, behind shipping.Stream) (last shipping.Stream, more bool, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT stream, version, head, hash, due, state, seal FROM balances WHERE merchant = $1 AND stream > $2 ORDER BY stream LIMIT "+strconv.Itoa(mostSealed),
		string(m), string(behind))
	if err != nil {
		return "", false, err
	}
	var streams []shipping.Stream
	var seals []Sum
	var buf []byte
	n := 0
	err = eachRow(rows, m, func(b *Balance) error {
		n++
		last = b.Stream
		if b.Damaged == nil {
			var s Sum
			s, buf = b.Seal(buf, m)
			streams, seals = append(streams, b.Stream), append(seals, s)
		}
		return nil
	})
	for i := 0; err == nil && i < len(streams); i++ {
		_, err = put.ExecContext(ctx, string(m), string(streams[i]), seals[i][:])
	}
	return last, n == mostSealed && last > behind, err
}

// Streams lists the streams of one sort in which something of a merchant was recorded, in order: those that have a balance, and those
// of others that are given.
func Streams(ctx context.Context, q Querier, m shipping.MerchantID, sort shipping.StreamSort, others []shipping.Stream) (list []shipping.Stream, err error) {
	for _, s := range others {
		if s.Sort() == sort {
			list = append(list, s)
		}
	}
	rows, err := q.QueryContext(ctx, "SELECT stream FROM balances WHERE merchant = $1 AND stream >= $2 AND stream < $3", string(m), string(sort)+":", string(sort)+";")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var stream Text
		if err := Row(rows, m, "balances", &stream); err != nil {
			return nil, err
		}
		list = append(list, shipping.Stream(stream))
	}
	slices.Sort(list)
	return slices.Compact(list), rows.Err()
}
