package view

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"crosslane/shipping"
)

// Figures are what a whole run or a whole shop adds up to.
type Figures struct {
	Orders          int64 `json:"orders"`
	Parcels         int64 `json:"parcels"`
	Delivered       int64 `json:"delivered"`
	DeliveredOnTime int64 `json:"delivered_on_time"` // not after the last moment of the promise
	DeliveredLate   int64 `json:"delivered_late"`
	// LateShare is late among delivered, as a fraction with four decimals.
	LateShare json.Number `json:"late_share"`
	// Cost is what carriers charge, in minor units by currency.
	Cost        map[shipping.Currency]int64 `json:"cost"`
	Refusals    int64                       `json:"refusals"`     // by carriers, of bookings
	BackupsUsed int64                       `json:"backups_used"` // parcels booked with a channel other than the primary
	CasesOpen   int64                       `json:"cases_open"`
	Switches    int64                       `json:"switches"`     // how often a trigger was set off
	Rebooked    int64                       `json:"rebooked"`     // parcels booked anew because their channel was switched
	Deviations  int64                       `json:"deviations"`   // of parcels, from what was awaited
	CasesOpened int64                       `json:"cases_opened"` // in all
	Stuck       int64                       `json:"stuck"`        // how often no channel was left for a parcel
	Lost        int64                       `json:"lost"`         // parcels
	// Late are the parcels that were not there when their promise ended: delivered, lost or returned after
	// it, or still on the way as of the newest fact. DaysLate is by how many started days, all together.
	Late     int64 `json:"late"`
	DaysLate int64 `json:"days_late"`
	// Warned are those of the late ones whose buyers were told of a delay or a switch before the promise ended.
	Warned int64 `json:"warned"`
}

// Figures counts everything of a tenant.
func (s *Store) Figures(ctx context.Context, tenant shipping.MerchantID) (Figures, error) {
	f := Figures{Cost: map[shipping.Currency]int64{}}
	var newest Millis
	err := s.db.Read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM view_order WHERE tenant = $1),
		(SELECT count(*) FROM view_case WHERE tenant = $1 AND closed = 0),
		(SELECT count(*) FROM view_case WHERE tenant = $1),
		(SELECT coalesce(sum(times), 0) FROM view_switch WHERE tenant = $1),
		count(*),
		coalesce(sum(CASE WHEN status = 'delivered' THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN status = 'delivered' AND ended > promised THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN status = 'lost' THEN 1 ELSE 0 END), 0),
		coalesce(sum(refusals), 0),
		coalesce(sum(CASE WHEN attempt > 1 AND booked > 0 THEN 1 ELSE 0 END), 0),
		coalesce(max(updated), 0)
		FROM view_parcel WHERE tenant = $1`, string(tenant)).
		Scan(&f.Orders, &f.CasesOpen, &f.CasesOpened, &f.Switches, &f.Parcels, &f.Delivered, &f.DeliveredLate, &f.Lost, &f.Refusals, &f.BackupsUsed, &newest)
	if err != nil {
		return f, err
	}
	f.DeliveredOnTime = f.Delivered - f.DeliveredLate
	f.LateShare = share(f.DeliveredLate, f.Delivered)
	if err := s.trouble(ctx, tenant, newest, &f); err != nil {
		return f, err
	}
	return f, s.cost(ctx, tenant, f.Cost)
}

// trouble counts what was late when the newest fact was recorded, and what had to be mended.
func (s *Store) trouble(ctx context.Context, tenant shipping.MerchantID, newest Millis, t *Figures) error {
	day := (24 * time.Hour).Milliseconds()
	for _, part := range []string{"ended > 0 AND status <> 'cancelled' AND ended > promised", "ended = 0 AND $2 > promised"} {
		var late, days, warned int64
		err := s.db.Read.QueryRowContext(ctx, `SELECT count(*),
			coalesce(sum(((CASE WHEN ended > 0 THEN ended ELSE $2 END) - promised + $3 - 1) / $3), 0),
			coalesce(sum(CASE WHEN told > 0 AND told <= promised THEN 1 ELSE 0 END), 0)
			FROM view_parcel WHERE tenant = $1 AND promised > 0 AND `+part, string(tenant), int64(newest), day).Scan(&late, &days, &warned)
		if err != nil {
			return err
		}
		t.Late, t.DaysLate, t.Warned = t.Late+late, t.DaysLate+days, t.Warned+warned
	}
	list, err := s.counts(ctx, tenant, 0, countRebooked, countDeviations, countStuck)
	for _, c := range list {
		switch c.what {
		case countRebooked:
			t.Rebooked = c.n
		case countDeviations:
			t.Deviations = c.n
		case countStuck:
			t.Stuck = c.n
		}
	}
	return err
}

// cost sums up what carriers charge.
func (s *Store) cost(ctx context.Context, tenant shipping.MerchantID, sums map[shipping.Currency]int64) error {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT currency, sum(cost) FROM view_parcel WHERE tenant = $1 AND booked > 0 GROUP BY currency`, string(tenant))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var currency shipping.Currency
		var sum int64
		if err := rows.Scan(&currency, &sum); err != nil {
			return err
		}
		sums[currency] = sum
	}
	return rows.Err()
}

// share writes part of whole with four decimals, rounded down; "0.0000" of nothing.
func share(part, whole int64) json.Number {
	if whole == 0 {
		return "0.0000"
	}
	n := part * 10000 / whole
	return json.Number(fmt.Sprintf("%d.%04d", n/10000, n%10000))
}
