package ledger

import (
	"context"
	"database/sql"
	"slices"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
)

// writer puts sealed batches into the tables.
type writer struct {
	db                              *db.DB
	facts, balances, wishes, papers *db.Inserter
	update                          *db.Inserter // PostgreSQL: of balances that have a row
	turn                            int64        // PostgreSQL: of the transaction
}

var (
	pos, turn  = db.Column{Name: "pos", Type: "bigint"}, db.Column{Name: "turn", Type: "bigint"}
	tenant     = db.Column{Name: "tenant", Type: "text"}
	wishTable  = []db.Column{pos, tenant, {Name: "kind", Type: "text"}, {Name: "partner", Type: "text"}, {Name: "due", Type: "bigint"}}
	paperTable = []db.Column{tenant, {Name: "id", Type: "text"}, {Name: "person", Type: "text"}, {Name: "media", Type: "text"}, {Name: "body", Type: "bytea"}}
)

const (
	// A paper that was erased and comes in again is there again.
	keepPaper = "ON CONFLICT (tenant, id) DO UPDATE SET person = excluded.person, body = excluded.body, erased = 0 WHERE papers.erased <> 0"
	// On SQLite this process alone writes, so a row is the one that the balance was read from.
	carryForward = `ON CONFLICT (first) DO UPDATE SET version = excluded.version, head = excluded.head,
		hash = excluded.hash, due = excluded.due, state = excluded.state`
	// On PostgreSQL a row is carried forward from the version that was read, or not at all.
	setBalance  = "version = new.version, head = new.head, hash = new.hash, due = new.due, state = new.state"
	sameVersion = "balances.tenant = new.tenant AND balances.stream = new.stream AND balances.version = new.was"
)

func newWriter(ctx context.Context, d *db.DB) (*writer, error) {
	w := &writer{db: d}
	facts := db.Bulk{Table: "facts", Columns: record.FactColumns}
	balances := db.Bulk{Table: "balances", Columns: record.BalanceColumns, Then: carryForward}
	if !d.Embedded {
		facts.Columns = append(slices.Clone(record.FactColumns), turn)
		balances.Then = ""
	}
	was := append(slices.Clone(record.BalanceColumns), db.Column{Name: "was", Type: "bigint"})
	for _, p := range []struct {
		to **db.Inserter
		db.Bulk
	}{
		{&w.facts, facts},
		{&w.balances, balances},
		{&w.wishes, db.Bulk{Table: "wishes", Columns: wishTable}},
		{&w.papers, db.Bulk{Table: "papers", Columns: paperTable, Then: keepPaper}},
		{&w.update, db.Bulk{Table: "balances", Columns: was, Set: setBalance, Where: sameVersion}},
	} {
		if d.Embedded && p.Set != "" {
			continue
		}
		var err error
		if *p.to, err = d.Prepare(ctx, p.Bulk); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// write puts a sealed batch into the tables.
func (w *writer) write(ctx context.Context, tx *sql.Tx, b *batch) error {
	if err := settleAll(ctx, w.db, tx, b.entries); err != nil {
		return err
	}
	if err := w.writeFacts(ctx, tx, b); err != nil {
		return err
	}
	if err := w.writeBalances(ctx, tx, b); err != nil {
		return err
	}
	if err := w.writeWishes(ctx, tx, b); err != nil {
		return err
	}
	return w.writePapers(ctx, tx, b)
}

func (w *writer) writeFacts(ctx context.Context, tx *sql.Tx, b *batch) error {
	n := len(b.facts)
	tenants, streams, turns := make([]string, n), make([]string, n), make([]int64, n)
	records, sums := make([][]byte, n), make([][]byte, n)
	for i, f := range b.facts {
		tenants[i], streams[i], turns[i] = string(f.page.tenant), string(f.page.stream), w.turn
		records[i], sums[i] = b.record(i), b.sum(i)
	}
	columns := []any{b.pos, tenants, streams, b.prev, records, sums}
	if !w.db.Embedded {
		columns = append(columns, turns)
	}
	_, err := w.facts.Insert(ctx, tx, columns...)
	return err
}

func (w *writer) writeBalances(ctx context.Context, tx *sql.Tx, b *batch) error {
	if _, err := w.balances.Insert(ctx, tx, b.fresh.Columns()...); err != nil {
		return err
	}
	if len(b.was) == 0 {
		return nil
	}
	n, err := w.update.Insert(ctx, tx, append(b.known.Columns(), b.was)...)
	if err == nil && int(n) != len(b.was) {
		return errBehind
	}
	return err
}

func (w *writer) writeWishes(ctx context.Context, tx *sql.Tx, b *batch) error {
	var at, due []int64
	var tenants, kinds, partners []string
	for i, f := range b.facts {
		wish, ok := f.fact.Body.(fact.Job)
		if !ok {
			continue
		}
		at, due = append(at, b.pos[i]), append(due, dueOf(f.fact))
		tenants, kinds = append(tenants, string(f.page.tenant)), append(kinds, string(wish.Kind()))
		partners = append(partners, wish.Partner())
	}
	_, err := w.wishes.Insert(ctx, tx, at, tenants, kinds, partners, due)
	return err
}

// dueOf is when a wish may be performed first.
func dueOf(f *fact.Fact) int64 {
	if w, ok := f.Body.(fact.Timed); ok && w.NotBefore().After(f.Recorded) {
		return w.NotBefore().UnixMilli()
	}
	return f.Recorded.UnixMilli()
}

func (w *writer) writePapers(ctx context.Context, tx *sql.Tx, b *batch) error {
	var tenants, ids, persons, media []string
	var bodies [][]byte
	seen := map[[2]string]bool{} // one statement may not meet the same paper twice
	for _, p := range b.entries {
		if p.err != nil {
			continue
		}
		for _, paper := range p.entry.Documents {
			name := [2]string{string(p.tenant), string(paper.ID)}
			if seen[name] {
				continue
			}
			seen[name] = true
			tenants, ids = append(tenants, name[0]), append(ids, name[1])
			persons, media = append(persons, paper.Person), append(media, paper.Media)
			bodies = append(bodies, append([]byte{}, paper.Body...))
		}
	}
	_, err := w.papers.Insert(ctx, tx, tenants, ids, persons, media, bodies)
	return err
}
