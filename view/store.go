package view

import (
	"context"
	"embed"

	"crosslane/db"
)

//go:embed migrations
var migrations embed.FS

// Store holds the read tables. It is safe for concurrent use; one projector fills it.
type Store struct {
	db       *db.DB
	orders   *table[OrderRow]
	parcels  *table[ParcelRow]
	cases    *table[CaseRow]
	switches *table[SwitchRow]
	counter  *db.Inserter // of the counts
}

// Open opens the read tables in a database and brings them to their newest form.
// On SQLite they lie in a file of their own, so that filling them never waits for the
// ledger's writer and losing them loses nothing.
func Open(ctx context.Context, d *db.DB) (s *Store, err error) {
	if err := d.Migrate(ctx, "view", migrations); err != nil {
		return nil, err
	}
	s = &Store{db: d}
	if s.orders, err = orderTable.prepare(ctx, d); err != nil {
		return nil, err
	}
	if s.parcels, err = parcelTable.prepare(ctx, d); err != nil {
		return nil, err
	}
	if s.cases, err = caseTable.prepare(ctx, d); err != nil {
		return nil, err
	}
	if s.switches, err = switchTable.prepare(ctx, d); err != nil {
		return nil, err
	}
	s.counter, err = d.Prepare(ctx, countBulk)
	return s, err
}

// Look opens read tables for reading alone, also while another process fills them.
func Look(d *db.DB) *Store {
	orders, parcels, cases, switches := orderTable, parcelTable, caseTable, switchTable
	return &Store{db: d, orders: &orders, parcels: &parcels, cases: &cases, switches: &switches}
}

// Clear empties the read tables, so that they can be filled again from the first fact.
func (s *Store) Clear(ctx context.Context) error {
	for _, name := range []string{"view_order", "view_parcel", "view_case", "view_switch", "view_count", "view_cursor"} {
		if _, err := s.db.Write.ExecContext(ctx, "DELETE FROM "+name); err != nil {
			return err
		}
	}
	return nil
}
