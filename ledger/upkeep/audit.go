// Package upkeep answers the question: is what is stored whole, and how is it put right? It audits
// a ledger's tables, makes anew what follows from facts, and carries everything into a file and back,
// also from one engine to the other. It works on a database, beside a ledger that is open or not.
package upkeep

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/cache"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Options sets what an audit or a rebuild does besides. The zero value knows nothing of the trade: it checks that the
// tables are whole.
type Options struct {
	// Merchants are those who are looked at. Empty: all, each held against the roll and the other tables; who is named was
	// found by Merchants before.
	Merchants []shipping.MerchantID
	// Law is asked about the balance of every stream; its error is a violation. Nil: no law.
	Law func(shipping.MerchantID, *fact.Balance) error
	// Names lists the streams that a balance names, all of which must exist. Nil: nobody knows.
	Names func(*fact.Balance) []shipping.Stream
	// Awaits reports whether a stream still waits for the outcome of a job that it asked for. Nil: nobody knows.
	Awaits func(*fact.Balance, *fact.Fact) bool
	// Review decides a merchant's facts again, in a state that folds them. Nil: they are folded only.
	Review func(shipping.MerchantID, fact.State) Review
	// AcceptLoss lets a rebuild go on without facts that were recorded and are gone.
	AcceptLoss bool
	// Progress is told now and then how many facts were folded. Nil: nobody asks.
	Progress func(facts int64)
}

// Review takes a merchant's facts in their order, folds them into the state that it was given, and decides again what
// follows from each. A difference is a Corrupt error that names the fact.
type Review interface {
	Take(f *fact.Fact) error
	// End tells of what was to follow and is not recorded.
	End() error
	// Counts are how many facts were decided again, and how many folded as an earlier version of the decisions left them.
	Counts() (decided, earlier int64)
}

// Found is what was looked at.
type Found struct {
	Facts   int64 `json:"facts"`
	Streams int64 `json:"streams"`
	Kept
	// Jobs are to be performed. Void ones are not, and have no outcome: whoever was to perform them found that there
	// was nothing to do any more. Returned ones were lost, and were brought back by a rebuild.
	Jobs     int64 `json:"jobs"`
	Void     int64 `json:"void"`
	Returned int64 `json:"returned,omitempty"`
	// Decided facts were decided again, Earlier ones folded as an earlier version of the decisions left them.
	Decided int64 `json:"decided"`
	Earlier int64 `json:"earlier"`
}

// Text says of whom everything is in order, and what was looked at, line by line.
func (a Found) Text(m shipping.MerchantID) string {
	text := fmt.Sprintf("In order: %s, %d facts in %d streams, %d documents; every hash chain is whole, every balance adds up, no law is violated.\n", m, a.Facts, a.Streams, a.Documents) +
		fmt.Sprintf("%d facts were decided again, and are the same.\n", a.Decided)
	if a.Earlier > 0 {
		text += fmt.Sprintf("%d facts were decided by earlier versions: folded, not decided again.\n", a.Earlier)
	}
	if a.Jobs > 0 || a.Void > 0 {
		text += fmt.Sprintf("%d jobs are to be performed; %d have no outcome, and nobody waits for one: done or void.\n", a.Jobs, a.Void)
	}
	return text + a.text()
}

// Made says what was made anew, line by line.
func (a Found) Made() string {
	return fmt.Sprintf("Folded %d facts into %d balances.\n", a.Facts, a.Streams) + a.Again()
}

// Again says how many jobs came back; nothing where none did.
func (a Found) Again() string {
	if a.Returned == 0 {
		return ""
	}
	return fmt.Sprintf("%d lost jobs came back. Those that were performed already are asked again under the same key, which a carrier answers as before.\n", a.Returned)
}

func (a Found) plus(b Found) Found {
	return Found{a.Facts + b.Facts, a.Streams + b.Streams, a.Kept.plus(b.Kept), a.Jobs + b.Jobs, a.Void + b.Void,
		a.Returned + b.Returned, a.Decided + b.Decided, a.Earlier + b.Earlier}
}

// Audit folds every stream anew from its first fact, decides again what followed, and checks the hash chains, that no
// fact is missing, that balances and jobs are what the facts add up to, that whatever is named is there, and the law. The
// first violation is the answer: a Corrupt error that names stream and fact, or the law's own.
func Audit(ctx context.Context, d *db.DB, o Options) (found Found, err error) {
	tx, err := d.Read.BeginTx(ctx, &sql.TxOptions{Isolation: snapshot(d), ReadOnly: true})
	if err != nil {
		return Found{}, failed("begin the audit", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	list, err := o.listed(ctx, tx)
	if err != nil {
		return Found{}, failed("list the merchants", err)
	}
	for _, m := range list {
		if m.Wrong != nil {
			return found, m.Wrong
		}
		a := &audit{ctx: ctx, db: d, tx: tx, merchant: m.Merchant, o: o}
		part, err := a.run(found.Facts)
		found = found.plus(part)
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// Reaches tells, without reading the facts, of a merchant whose newest one is not the newest that was recorded, or of whom
// more were recorded than there are places: Corrupt. Whatever else may be wrong an audit tells.
func Reaches(ctx context.Context, d *db.DB, m shipping.MerchantID) error {
	var newest, facts, last record.Whole
	found, err := record.One(ctx, d.Read, m, "merchants", `SELECT newest, facts, (SELECT coalesce(max(pos), 0) FROM facts WHERE merchant = $1)
		FROM merchants WHERE merchant = $1`, &newest, &facts, &last)
	if err != nil || !found || newest == last && facts <= newest {
		return failed("look how far the facts reach", err)
	}
	return record.Lost(m, "", 0, fmt.Sprintf("%d facts up to position %d were recorded, and the newest is at %d", facts, newest, last), nil)
}

// listed are the merchants who are looked at.
func (o *Options) listed(ctx context.Context, tx *sql.Tx) (list []Listed, err error) {
	if len(o.Merchants) == 0 {
		return everybody(ctx, tx)
	}
	for _, m := range o.Merchants {
		list = append(list, Listed{Merchant: m})
	}
	return list, nil
}

// otherwise tells of what is decided otherwise than it is recorded what to do, where the review does not.
func otherwise(err error) error {
	e, ok := errors.AsType[*shipping.Error](err)
	if !ok || e.Code != shipping.Corrupt || strings.Contains(e.Hint, "restore") {
		return err
	}
	told := *e
	told.Hint = strings.TrimPrefix(e.Hint+"; where facts were changed, "+record.Restore, "; ")
	return &told
}

func snapshot(d *db.DB) sql.IsolationLevel {
	if d.Embedded {
		return sql.LevelDefault // a transaction reads one snapshot always
	}
	return sql.LevelRepeatableRead
}

// audit holds what is stored of a merchant against what the facts add up to. Rows of balances may be behind the facts,
// as far as the merchant's row says so.
type audit struct {
	ctx      context.Context //nolint:containedctx // of one audit or rebuild, from its beginning to its end
	db       *db.DB
	tx       *sql.Tx
	merchant shipping.MerchantID
	o        Options

	fold    *fold
	jobs    *jobs
	review  Review
	names   *names
	streams int64
	rows    int64                     // balances that are stored
	newest  map[shipping.Stream]int64 // of streams whose rows may be behind
}

func (a *audit) run(before int64) (found Found, err error) {
	s, err := a.begin(before)
	if err != nil {
		return found, err
	}
	err = a.fold.run(a.ctx)
	found = Found{Facts: a.fold.facts, Streams: a.streams, Jobs: a.jobs.open(), Void: a.jobs.void()}
	if a.review != nil {
		found.Decided, found.Earlier = a.review.Counts()
	}
	for _, check := range []func() error{
		func() error { return err },
		func() error { return a.whole(s) },
		func() error {
			err := a.fold.documents.end(a.ctx, a.tx, a.merchant)
			found.Kept = a.fold.documents.Kept
			return err
		},
		func() error {
			if a.review == nil {
				return nil
			}
			return otherwise(a.review.End())
		},
		a.noMore, a.jobs.end,
		func() error { return a.sums(s) },
	} {
		if err := check(); err != nil {
			return found, err
		}
	}
	return found, nil
}

// begin makes ready to fold.
func (a *audit) begin(before int64) (s record.Standing, err error) {
	s, found, err := record.StandingOf(a.ctx, a.tx, a.merchant)
	if err == nil {
		a.newest, err = tail(a.ctx, a.tx, a.merchant, s.Stored)
	}
	if err == nil {
		a.jobs, err = readJobs(a.ctx, a.tx, a.merchant, a.o.Awaits, false)
	}
	if err != nil {
		return s, failed("read how the merchant stands", err)
	}
	if !found {
		return s, record.Corrupt(a.merchant, "", 0, "the row that says how the merchant stands is missing", nil)
	}
	a.names = &names{audit: a, known: cache.New[shipping.Stream, struct{}](knownStreams)}
	f := &fold{merchant: a.merchant, tx: a.tx, whole: s.Newest == s.Facts, documents: newDocuments(a.db), begin: a.meet, folded: a.folded, ended: a.names.look}
	f.tallies = newTallies(a.read)
	f.take = func(said *fact.Fact) error { f.tallies.Balance(said.Stream).Apply(said); return nil }
	if a.o.Review != nil {
		a.review = a.o.Review(a.merchant, f.tallies)
		f.take = func(said *fact.Fact) error { return otherwise(a.review.Take(said)) }
	}
	if a.o.Progress != nil {
		f.progress = func(n int64) { a.o.Progress(before + n) }
	}
	a.fold = f
	return s, nil
}

// whole: the facts reach as far as the merchant's row says.
func (a *audit) whole(s record.Standing) error {
	if a.fold.last < s.Newest {
		return (&hole{a.fold.last + 1, s.Newest}).named(a.ctx, a.tx, a.merchant)
	}
	if a.fold.last > s.Newest {
		return record.Lost(a.merchant, "", 0, "there are facts behind "+span(s.Newest, s.Newest)+", the newest that was recorded", nil)
	}
	return nil
}

// noMore: there are no balances but those of the streams.
func (a *audit) noMore() error {
	for _, stream := range slices.Sorted(maps.Keys(a.fold.tallies.live)) {
		if l := a.fold.tallies.live[stream]; l.balance.Version > 0 && !l.ended {
			return record.Corrupt(a.merchant, stream, l.balance.Version+1, "its balance counts the fact, which is not there", nil)
		}
	}
	var rows int64
	if err := a.tx.QueryRowContext(a.ctx, "SELECT count(*) FROM balances WHERE merchant = $1", string(a.merchant)).Scan(&rows); err != nil {
		return failed("read balances", err)
	}
	if rows != a.rows {
		return record.Corrupt(a.merchant, "", 0, "there are balances without facts", nil)
	}
	return nil
}

// sums: the facts are as many as were recorded, in the same order.
func (a *audit) sums(s record.Standing) error {
	if s.Facts != a.fold.facts || s.Sum != a.fold.sum {
		return record.Lost(a.merchant, "", 0, "the facts are not those that were recorded: some were taken away, added or put elsewhere", nil)
	}
	return nil
}

// folded looks at a fact that was folded, and at its stream.
func (a *audit) folded(r *row, l *tally) error {
	if err := a.jobs.fold(r, l, a.fold.tallies.tally); err != nil {
		return err
	}
	stored := false
	if l.want != nil && l.want.Head == r.pos {
		if err := a.compare(r, l); err != nil {
			return err
		}
		stored = l.end == r.pos
	}
	if l.end != r.pos {
		return nil
	}
	l.ended = true
	if err := a.jobs.finished(l); err != nil {
		return err
	}
	if a.o.Law != nil {
		if err := a.o.Law(a.merchant, l.balance); err != nil {
			return err
		}
	}
	a.names.of(l.balance)
	if stored && dropped(r.stream) && l.readable() {
		a.fold.tallies.drop(r.stream)
	}
	return nil
}

// compare holds a folded stream against its balance. A balance that another version of
// the program stored is not read but folded anew, so its form is not compared; when its timer is due is.
func (a *audit) compare(r *row, l *tally) error {
	w := l.want
	if w.Version == r.version && l.balance.Version > r.version {
		return record.Lost(a.merchant, r.stream, r.version+1, "the fact is decided now, and is not recorded", nil)
	}
	if w.Version != l.balance.Version || !bytes.Equal(w.Sum[:], r.sum) {
		return record.Corrupt(a.merchant, r.stream, l.balance.Version, "its balance counts other facts than there are", nil)
	}
	if w.Due != l.due() || !bytes.Equal(w.State, fact.AppendState(nil, l.balance.State)) && l.readable() {
		return record.Corrupt(a.merchant, r.stream, l.balance.Version, "its balance is not what its facts add up to", nil)
	}
	return w.Damaged
}

// readable reports whether this version of the program reads the stored balance; one that is damaged counts as read.
func (l *tally) readable() bool {
	_, ok, err := fact.DecodeState(l.balance.Stream.Sort(), l.want.State)
	return ok || err != nil
}
