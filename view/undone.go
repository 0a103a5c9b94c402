package view

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Undone counts what an intake could not bring on its way, as it stands now.
type Undone struct {
	Waiting int64 `json:"waiting"` // orders that wait for stock
	Stuck   int64 `json:"stuck"`   // parcels that no channel takes
}

// Undone counts what came since an instant and is not on its way.
func (s *Store) Undone(ctx context.Context, merchant shipping.MerchantID, since time.Time) (u Undone, err error) {
	for text, n := range map[string]*int64{ // each is the condition of an index
		`SELECT count(*) FROM view_order WHERE merchant = $1 AND updated >= $2 AND stage = '` + string(fact.StageWaiting) + `'`:                                 &u.Waiting,
		`SELECT count(*) FROM view_parcel WHERE merchant = $1 AND updated >= $2 AND status = '` + string(shipping.Exception) + `' AND booked = 0 AND asked = 0`: &u.Stuck,
	} {
		if err := s.db.Read.QueryRowContext(ctx, text, string(merchant), since.UnixMilli()).Scan(n); err != nil {
			return u, err
		}
	}
	return u, nil
}
