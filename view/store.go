package view

import (
	"context"
	"database/sql"
	"embed"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/asked"
	"crosslane/view/onward"
)

//go:embed migrations
var migrations embed.FS

// Store holds the read tables of all merchants that lie in one database, each merchant's rows by themselves. It is
// safe for concurrent use; several may fill the rows of one merchant by ApplyAfter and CatchUp.
type Store struct {
	// Onward are the further numbers of parcels.
	Onward          *onward.Store
	db              *db.DB
	orders          *table[OrderRow]
	parcels         *table[ParcelRow]
	cases           *table[CaseRow]
	switches        *table[SwitchRow]
	unmapped        *table[UnmappedRow]
	counts, figures *db.Inserter
	// Asked is what carriers were asked for; nil where the tables are only looked at.
	Asked *asked.Store
}

// readTable is one of the tables that are filled from facts row by row.
type readTable interface {
	prepare(ctx context.Context) error
	project(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, facts []*fact.Fact, t *tally) error
}

func (s *Store) tables() []readTable {
	return []readTable{s.orders, s.parcels, s.cases, s.switches, s.unmapped}
}

// Open opens the read tables in a database and brings them to their newest form.
// On SQLite they lie in a file of their own, so that filling them never waits for the
// ledger's writer and losing them loses nothing.
func Open(ctx context.Context, d *db.DB) (*Store, error) {
	if err := d.Migrate(ctx, "view", migrations); err != nil {
		return nil, err
	}
	s := Look(d)
	for _, t := range s.tables() {
		if err := t.prepare(ctx); err != nil {
			return nil, err
		}
	}
	err := s.Onward.Prepare(ctx)
	if err == nil {
		s.counts, err = d.Prepare(ctx, countBulk)
	}
	if err != nil {
		return nil, err
	}
	if s.figures, err = d.Prepare(ctx, figureBulk); err == nil {
		s.Asked, err = asked.Open(ctx, d)
	}
	return s, err
}

// Look opens read tables for reading alone, also while another process fills them.
func Look(d *db.DB) *Store {
	return &Store{Onward: onward.Look(d), db: d, orders: orderTable(d), parcels: parcelTable(d), cases: caseTable(d), switches: switchTable(d), unmapped: unmappedTable(d)}
}

// Clear empties the read tables of one merchant, so that they can be filled again from the first fact. Bookmarks stay.
func (s *Store) Clear(ctx context.Context, merchant shipping.MerchantID) error {
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	for _, name := range []string{"view_cursor", "view_order", "view_parcel", "view_case", "view_switch", "view_unmapped", onward.Table, "view_count", "view_figure"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+name+" WHERE merchant = $1", string(merchant)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
