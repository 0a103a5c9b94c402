// Package asked answers the question: when was a carrier asked for each number, and which is it to be asked for next? Like a bookmark it may be lost, and is
// no part of what follows from facts: then every number counts as one that was never asked for.
package asked

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"crosslane/db"
	"crosslane/shipping"
	"crosslane/view/instant"
)

// Store keeps what carriers were asked for, for all merchants of a database, beside the read tables.
type Store struct {
	db   *db.DB
	keep *db.Inserter
}

// Open makes a store in a database whose read tables are of the newest form.
func Open(ctx context.Context, d *db.DB) (*Store, error) {
	keep, err := d.Prepare(ctx, bulk)
	return &Store{d, keep}, err
}

// Of is whose numbers with a carrier are meant.
type Of struct {
	Merchant shipping.MerchantID
	Carrier  shipping.CarrierID
}

// Row is a number under which a parcel is on its way: how it stands in the read tables, and what the carrier was asked.
type Row struct {
	Number                                  string
	Parcel                                  shipping.ParcelID
	Status                                  shipping.Status
	Milestone                               shipping.Milestone
	Booked, Handed, Due, Promised, Recorded instant.Millis
	Question
}

// Question is what a carrier was asked of a number; Wanted is from when on it is to be asked again, Pace how often.
type Question struct {
	Asked        instant.Millis
	Told, Silent int64
	Pace         int64
	Wanted       instant.Millis
}

// columns are a Row's.
const columns = `p.waybill, p.id, p.status, p.milestone, p.booked, p.handed, p.due, p.promised, p.updated,
	coalesce(a.asked, 0), coalesce(a.told, 0), coalesce(a.silent, 0), coalesce(a.pace, 0), coalesce(a.wanted, 0)`

func (r *Row) targets() []any {
	return []any{&r.Number, &r.Parcel, &r.Status, &r.Milestone, &r.Booked, &r.Handed, &r.Due, &r.Promised, &r.Recorded,
		&r.Asked, &r.Told, &r.Silent, &r.Pace, &r.Wanted}
}

// Changed lists numbers that were booked since an instant and are not kept, or of whose parcels something was recorded since they were, by
// when they were booked; as many as most, and the others once these are kept.
func (s *Store) Changed(ctx context.Context, of Of, since instant.Millis, most int) ([]Row, error) {
	return s.read(ctx, `SELECT `+columns+` FROM view_parcel p LEFT JOIN view_asked a ON a.merchant = p.merchant AND a.carrier = p.carrier AND a.number = p.waybill
		WHERE p.merchant = $1 AND p.carrier = $2 AND p.ended = 0 AND p.booked > 0 AND p.booked >= $3 AND (a.number IS NULL OR a.seen < p.updated) ORDER BY p.booked LIMIT $4`, string(of.Merchant), string(of.Carrier), int64(since), most)
}

// Under lists those of some numbers with a carrier under which parcels of others travel, by the parcel of each, that are not kept, or of whose parcels
// something was recorded since they were.
func (s *Store) Under(ctx context.Context, of Of, parcels map[string]shipping.ParcelID) ([]Row, error) {
	list, err := s.read(ctx, `SELECT n.number, p.id, p.status, p.milestone, p.booked, p.handed, p.due, p.promised, p.updated,
		coalesce(a.asked, 0), coalesce(a.told, 0), coalesce(a.silent, 0), coalesce(a.pace, 0), coalesce(a.wanted, 0)
		FROM view_onward n JOIN view_parcel p ON p.merchant = n.merchant AND p.id = n.parcel
		LEFT JOIN view_asked a ON a.merchant = $1 AND a.carrier = $2 AND a.number = n.number
		WHERE n.merchant = $1 AND n.number `+s.db.In(3, "text")+` AND p.ended = 0 AND p.booked > 0 AND (a.number IS NULL OR a.seen < p.updated)`,
		string(of.Merchant), string(of.Carrier), s.db.List(slices.Sorted(maps.Keys(parcels))))
	return slices.DeleteFunc(list, func(r Row) bool { return parcels[r.Number] != r.Parcel }), err
}

// Wanted lists the numbers of a pace that are to be asked for by an instant, the one first that has waited longest. Numbers whose parcels are at
// their end are forgotten on the way.
func (s *Store) Wanted(ctx context.Context, of Of, pace int64, by instant.Millis, most int) ([]Row, error) {
	for {
		list, err := s.read(ctx, `SELECT a.number, coalesce(p.id, ''), coalesce(p.status, ''), coalesce(p.milestone, ''), coalesce(p.booked, 0), coalesce(p.handed, 0), coalesce(p.due, 0),
			coalesce(p.promised, 0), coalesce(p.updated, 0), a.asked, a.told, a.silent, a.pace, a.wanted
			FROM view_asked a LEFT JOIN view_parcel p ON p.merchant = a.merchant AND p.id = a.parcel AND p.ended = 0 AND p.booked > 0 AND (p.carrier = a.carrier AND p.waybill = a.number
			OR EXISTS (SELECT 1 FROM view_onward n WHERE n.merchant = a.merchant AND n.number = a.number AND n.parcel = a.parcel))
			WHERE a.merchant = $1 AND a.carrier = $2 AND a.pace = $3 AND a.wanted <= $4 ORDER BY a.wanted, a.number LIMIT $5`,
			string(of.Merchant), string(of.Carrier), pace, int64(by), most)
		if err != nil {
			return nil, err
		}
		here, gone := list[:0:0], []string(nil)
		for i := range list {
			if list[i].Parcel == "" {
				gone = append(gone, list[i].Number)
			} else {
				here = append(here, list[i])
			}
		}
		if len(gone) == 0 {
			return here, nil
		}
		if err := s.forget(ctx, of, gone); err != nil {
			return nil, err
		}
		if len(list) < most {
			return here, nil
		}
	}
}

func (s *Store) read(ctx context.Context, query string, args ...any) (list []Row, err error) {
	rows, err := s.db.Read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Row
		if err := rows.Scan(r.targets()...); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func (s *Store) forget(ctx context.Context, of Of, numbers []string) error {
	_, err := s.db.Write.ExecContext(ctx, `DELETE FROM view_asked WHERE merchant = $1 AND carrier = $2 AND number `+s.db.In(3, "text"),
		string(of.Merchant), string(of.Carrier), s.db.List(numbers))
	return err
}

// bulk writes what was asked. Seen never goes back: two parcels may bear a number.
var bulk = db.Bulk{Table: "view_asked", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "carrier", Type: "text"}, {Name: "number", Type: "text"}, {Name: "parcel", Type: "text"},
	{Name: "seen", Type: "bigint"}, {Name: "asked", Type: "bigint"}, {Name: "told", Type: "bigint"}, {Name: "silent", Type: "bigint"}, {Name: "pace", Type: "bigint"}, {Name: "wanted", Type: "bigint"}},
	Then: `ON CONFLICT (merchant, carrier, number) DO UPDATE SET parcel = excluded.parcel, seen = CASE WHEN excluded.seen > view_asked.seen THEN excluded.seen ELSE view_asked.seen END,
	asked = excluded.asked, told = excluded.told, silent = excluded.silent, pace = excluded.pace, wanted = excluded.wanted`}

// Keep keeps what was asked of numbers, and what was recorded of their parcels by then. Of a number that stands in the list twice the last counts.
func (s *Store) Keep(ctx context.Context, of Of, list []Row) error {
	var texts [4][]string
	var numbers [6][]int64
	seen := make(map[string]bool, len(list))
	for _, r := range slices.Backward(list) {
		if seen[r.Number] {
			continue
		}
		seen[r.Number] = true
		for c, text := range [...]string{string(of.Merchant), string(of.Carrier), r.Number, string(r.Parcel)} {
			texts[c] = append(texts[c], text)
		}
		for c, n := range [...]int64{int64(r.Recorded), int64(r.Asked), r.Told, r.Silent, r.Pace, int64(r.Wanted)} {
			numbers[c] = append(numbers[c], n)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return s.db.Change(ctx, "keep what a carrier was asked for", func(tx *sql.Tx) error {
		_, err := s.keep.Insert(ctx, tx, texts[0], texts[1], texts[2], texts[3], numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
		return err
	})
}
