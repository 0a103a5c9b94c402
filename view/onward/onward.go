// Package onward answers the question: under which further numbers do parcels travel, and who else claims them? In a read table, filled from facts.
package onward

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/instant"
)

// Table is the name of the read table. Its key is merchant, number and parcel.
const Table = "view_onward"

// Store reads and fills the further numbers of the parcels of all merchants.
type Store struct {
	db     *db.DB
	insert *db.Inserter
}

// Claim is a number under which a parcel travels, by what was told of that parcel.
type Claim struct {
	Parcel  shipping.ParcelID
	Number  string
	Carrier string // by the name that was said; empty: none was
	Since   instant.Millis
	// Booked and Ended are when the parcel was booked and had its end, 0: not yet; Country is where it goes.
	Booked, Ended instant.Millis
	Country       shipping.Country
}

// Look opens the table for reading alone.
func Look(d *db.DB) *Store { return &Store{db: d} }

// Prepare makes the table ready for writing.
func (s *Store) Prepare(ctx context.Context) (err error) {
	s.insert, err = s.db.Prepare(ctx, db.Bulk{Table: Table, Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "parcel", Type: "text"}, {Name: "number", Type: "text"},
		{Name: "carrier", Type: "text"}, {Name: "since", Type: "bigint"}}})
	return err
}

// Project takes the facts of a merchant in: of each parcel the numbers that were told last.
func (s *Store) Project(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, facts []*fact.Fact) error {
	newest := map[string]*fact.ParcelNumbered{}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case *fact.ParcelNumbered:
			newest[f.Stream.ID()] = b
		case *fact.BookingCancelled:
			newest[f.Stream.ID()] = &fact.ParcelNumbered{}
		}
	}
	if len(newest) == 0 {
		return nil
	}
	parcels := make([]string, 0, len(newest))
	for id := range newest {
		parcels = append(parcels, id)
	}
	slices.Sort(parcels)
	if _, err := tx.ExecContext(ctx, "DELETE FROM view_onward WHERE merchant = $1 AND parcel "+s.db.In(2, "text"), string(merchant), s.db.List(parcels)); err != nil {
		return err
	}
	var of, ids, numbers, carriers []string
	var since []int64
	for _, id := range parcels {
		for _, n := range newest[id].Onward {
			of, ids, numbers, carriers, since = append(of, string(merchant)), append(ids, id), append(numbers, n.Number), append(carriers, n.Carrier), append(since, int64(instant.Of(n.Since)))
		}
	}
	_, err := s.insert.Insert(ctx, tx, of, ids, numbers, carriers, since)
	return err
}

// Claims lists who claims some numbers, parcels that had their end among them, by number and parcel.
func (s *Store) Claims(ctx context.Context, merchant shipping.MerchantID, numbers []string) ([]Claim, error) {
	return s.read(ctx, "n.merchant = $1 AND n.number "+s.db.In(2, "text"), string(merchant), s.db.List(numbers))
}

// Open lists the further numbers of parcels that are on their way.
func (s *Store) Open(ctx context.Context, merchant shipping.MerchantID) ([]Claim, error) {
	return s.read(ctx, "p.merchant = $1 AND p.ended = 0 AND p.warehouse >= ''", string(merchant))
}

// Of lists the further numbers of some parcels.
func (s *Store) Of(ctx context.Context, merchant shipping.MerchantID, parcels []shipping.ParcelID) ([]Claim, error) {
	ids := make([]string, len(parcels))
	for i, p := range parcels {
		ids[i] = string(p)
	}
	return s.read(ctx, "n.merchant = $1 AND n.parcel "+s.db.In(2, "text"), string(merchant), s.db.List(ids))
}

// read reads claims of a merchant by a condition, in order.
func (s *Store) read(ctx context.Context, where string, args ...any) (list []Claim, err error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT n.parcel, n.number, n.carrier, n.since, p.booked, p.ended, p.country
		FROM view_onward n JOIN view_parcel p ON p.merchant = n.merchant AND p.id = n.parcel WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Claim
		if err := rows.Scan(&c.Parcel, &c.Number, &c.Carrier, &c.Since, &c.Booked, &c.Ended, &c.Country); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Claim) int { // here: asked for an order, SQLite would rather read all
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Parcel, b.Parcel))
	})
	return list, rows.Err()
}
