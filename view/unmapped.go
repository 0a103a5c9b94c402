package view

import (
	"context"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// UnmappedRow is a code of a carrier of which it is not known what it means: no milestone was made of what it came with.
type UnmappedRow struct {
	ID      string             `json:"-" column:"id,fixed"` // carrier and code
	Carrier shipping.CarrierID `json:"carrier" column:"carrier"`
	Code    string             `json:"code" column:"code"` // the carrier's own; empty: it came without one
	Times   int64              `json:"times" column:"times"`
	First   Millis             `json:"first,omitzero" column:"first_at"` // when it was recorded
	Last    Millis             `json:"last,omitzero" column:"last_at"`
	Parcel  shipping.ParcelID  `json:"parcel" column:"parcel"` // of which it was told last
	Order   shipping.OrderID   `json:"order" column:"order_id"`
}

func unmappedTable(d *db.DB) *table[UnmappedRow] {
	t := newTable[UnmappedRow]("view_unmapped", d)
	t.about = unmappedIn
	t.fold = func(r *UnmappedRow, f *fact.Fact, _ *tally) { r.fold(f) }
	t.total = func(*UnmappedRow, *totals, int64) {}
	return t
}

// unmappedIn names the row of a scan whose code is not known.
func unmappedIn(f *fact.Fact) string {
	if b, ok := f.Body.(*fact.ScanReceived); ok && b.Scan.Unknown() {
		return string(b.Scan.Carrier) + " " + b.Scan.Code
	}
	return ""
}

func (r *UnmappedRow) fold(f *fact.Fact) {
	s := &f.Body.(*fact.ScanReceived).Scan
	if at := millis(f.Recorded); r.First == 0 {
		r.First, r.Last = at, at
	} else {
		r.Last = max(r.Last, at)
	}
	r.ID, r.Carrier, r.Code, r.Parcel = unmappedIn(f), s.Carrier, s.Code, shipping.ParcelID(f.Stream.ID())
	r.Order = r.Parcel.Order()
	r.Times++
}

// mostUnmapped is how many codes are listed.
const mostUnmapped = 1000

// Unmapped lists the codes of carriers that are not known, those first that came most often: a thousand at most.
func (s *Store) Unmapped(ctx context.Context, merchant shipping.MerchantID) ([]UnmappedRow, error) {
	return s.unmapped.collect(ctx, s.db.Read, merchant, "ORDER BY times DESC, id LIMIT $2", mostUnmapped)
}

// UnmappedScans counts the scans of each carrier whose codes are not known; carriers without one are left out.
func (s *Store) UnmappedScans(ctx context.Context, merchant shipping.MerchantID) (map[shipping.CarrierID]int64, error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT carrier, sum(times) FROM view_unmapped WHERE merchant = $1 GROUP BY carrier`, string(merchant))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[shipping.CarrierID]int64{}
	for rows.Next() {
		var by shipping.CarrierID
		var n int64
		if err := rows.Scan(&by, &n); err != nil {
			return nil, err
		}
		counts[by] = n
	}
	return counts, rows.Err()
}
