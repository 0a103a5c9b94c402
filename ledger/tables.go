package ledger

import (
	"cmp"
	"context"
	"database/sql"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/recent"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// tables is what a writer does with the database.
type tables struct {
	db                               *db.DB
	facts, balances, jobs, documents *db.Inserter
}

var documentColumns = []db.Column{{Name: "merchant", Type: "text"}, {Name: "id", Type: "text"}, {Name: "person", Type: "text"}, {Name: "media", Type: "text"}, {Name: "body", Type: "bytea"}}

const (
	// A document that was erased and comes in again is there again; so is one that was changed, for it is named by what it was.
	keepDocument = "ON CONFLICT (merchant, id) DO UPDATE SET person = excluded.person, media = excluded.media, body = excluded.body, erased = 0 " +
		"WHERE documents.erased <> 0 OR documents.body <> excluded.body OR documents.person <> excluded.person OR documents.media <> excluded.media"
	carryBalance = `ON CONFLICT (merchant, stream) DO UPDATE SET version = excluded.version, head = excluded.head,
		hash = excluded.hash, due = excluded.due, state = excluded.state, seal = excluded.seal`
)

func newTables(ctx context.Context, d *db.DB) (*tables, error) {
	t := &tables{db: d}
	for _, p := range []struct {
		to **db.Inserter
		db.Bulk
	}{
		{&t.facts, db.Bulk{Table: "facts", Columns: record.FactColumns}},
		{&t.balances, db.Bulk{Table: "balances", Columns: record.BalanceColumns, Then: carryBalance}},
		{&t.jobs, db.Bulk{Table: "jobs", Columns: record.JobColumns}},
		{&t.documents, db.Bulk{Table: "documents", Columns: documentColumns, Then: keepDocument}},
	} {
		var err error
		if *p.to, err = d.Prepare(ctx, p.Bulk); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// slice is for how many milliseconds a node that took a merchant has it for itself, should others have entries too. It
// doubles for a node that could not commit in that time, as far as to 16 times that.
const slice = 250

// take raises the epoch of a merchant, so that nobody else's batch is committed any more, and answers with how the
// merchant stands. errTaken: another node has it for itself now.
func (t *tables) take(ctx context.Context, m shipping.MerchantID, node string, losses int) (record.Standing, error) {
	for {
		s, found, err := record.Take(ctx, t.db, m, node, slice<<min(losses, 4))
		if found || err != nil {
			return s, err
		}
		if born, err := record.Born(ctx, t.db, m); err != nil || !born {
			return record.Standing{}, cmp.Or(err, errTaken) // another node was quicker
		}
	}
}

// commit makes a batch durable and answers its callers. Rows that nobody else can want are written while batches before
// are still on their way.
func (w *writer) commit(f *flight) error {
	b := f.b
	if b.empty() {
		err := f.await(w.ctx, nil, b)
		if err == nil && !w.l.db.Embedded { // there, nobody else writes
			err = w.owns(b)
		}
		if err == nil {
			b.answer()
		}
		return err
	}
	conn, err := w.l.db.Write.Conn(w.ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it goes back to the others
	tx, err := w.l.db.BeginImpatient(w.ctx, conn)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	begin := func(ctx context.Context, tx *sql.Tx, b *batch) error { return w.tables.append(ctx, conn, tx, b) }
	steps := []func(context.Context, *sql.Tx, *batch) error{w.tables.hold, begin, w.tables.carry}
	if len(f.after) > 0 {
		steps = []func(context.Context, *sql.Tx, *batch) error{begin, f.await, w.tables.hold, w.tables.carry}
	}
	for _, step := range steps {
		if err := step(w.ctx, tx, b); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	b.remember()
	b.answer()
	w.l.committed.Fire()
	return nil
}

// owns makes sure that a refusal counts: what it was decided upon is old once another node writes for the merchant.
func (w *writer) owns(b *batch) error {
	for _, s := range b.shares {
		if now, err := w.l.standing(w.ctx, s.own.merchant); err != nil || now.Epoch != s.epoch {
			return cmp.Or(err, errTaken)
		}
	}
	return nil
}

// await waits for the batches before; a batch is void when one of them was not committed.
func (f *flight) await(context.Context, *sql.Tx, *batch) error {
	for _, other := range f.after {
		<-other.landed
		if other.err != nil {
			return errVoid
		}
	}
	f.after = nil
	return nil
}

// remember tells those who read what is committed now.
func (b *batch) remember() {
	for _, s := range b.shares {
		s.own.memory.committed(s)
		if s.own.memory.recent == nil {
			continue
		}
		list := make([]recent.Fact, 0, s.newest-s.before)
		for i, f := range b.facts {
			if f.page.merchant == s.own.merchant {
				list = append(list, recent.Fact{Pos: b.pos[i], Prev: b.prev[i], Stream: f.page.stream, Record: b.record(i), Sum: b.sum(i)})
			}
		}
		s.own.memory.recent.Add(list)
	}
}

// append writes the rows that begin with a batch.
func (t *tables) append(ctx context.Context, conn *sql.Conn, tx *sql.Tx, b *batch) error {
	rows := record.NewFacts(len(b.facts))
	for i, f := range b.facts {
		rows.Add(f.page.merchant, f.page.stream, b.pos[i], b.prev[i], b.record(i), b.sum(i))
	}
	if err := t.facts.Append(ctx, conn, tx, rows.Columns()...); err != nil {
		return err
	}
	var jobs record.Jobs
	for i, f := range b.facts {
		jobs.Add(f.page.merchant, b.pos[i], f.fact)
	}
	_, err := t.jobs.Insert(ctx, tx, jobs.Columns()...)
	return err
}

// carry writes the rows that go on with a batch.
func (t *tables) carry(ctx context.Context, tx *sql.Tx, b *batch) error {
	if err := settleAll(ctx, t.db, tx, b.entries); err != nil {
		return err
	}
	if err := t.settleDocuments(ctx, tx, b.entries); err != nil {
		return err
	}
	_, err := t.balances.Insert(ctx, tx, b.rows.Columns()...)
	return err
}

// hold carries the merchants themselves forward. From then on nobody takes one over before the batch is committed.
func (t *tables) hold(ctx context.Context, tx *sql.Tx, b *batch) error {
	for _, s := range b.shares {
		done, err := tx.ExecContext(ctx, "UPDATE merchants SET newest = $4, facts = $5, stored = $6, hash = $7 WHERE merchant = $1 AND epoch = $2 AND newest = $3",
			string(s.own.merchant), s.epoch, s.before, s.newest, s.facts, s.stored, s.sum[:])
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		if n != 1 {
			return errTaken
		}
	}
	return nil
}

// settleDocuments keeps the documents of entries and erases others, in the order of the entries.
func (t *tables) settleDocuments(ctx context.Context, tx *sql.Tx, entries []*Pending) error {
	from := 0
	for i, p := range entries {
		if !p.erases || p.err != nil {
			continue
		}
		if err := t.keepDocuments(ctx, tx, entries[from:i]); err != nil {
			return err
		}
		said := p.entry.Facts[0]
		if err := record.Erase(ctx, t.db, tx, p.merchant, said.Body.(*fact.DocumentsErased).Documents, said.Recorded); err != nil {
			return err
		}
		from = i + 1
	}
	return t.keepDocuments(ctx, tx, entries[from:])
}

func (t *tables) keepDocuments(ctx context.Context, tx *sql.Tx, entries []*Pending) error {
	var merchants, ids, persons, media []string
	var bodies [][]byte
	seen := map[[2]string]bool{} // one statement may not meet the same document twice
	for _, p := range entries {
		if p.err != nil {
			continue
		}
		for _, doc := range p.entry.Documents {
			name := [2]string{string(p.merchant), string(doc.ID)}
			if seen[name] {
				continue
			}
			seen[name] = true
			merchants, ids = append(merchants, name[0]), append(ids, name[1])
			persons, media = append(persons, doc.Person), append(media, doc.Media)
			bodies = append(bodies, append([]byte{}, doc.Body...))
		}
	}
	_, err := t.documents.Insert(ctx, tx, merchants, ids, persons, media, bodies)
	return err
}
