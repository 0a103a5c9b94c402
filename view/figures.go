package view

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/shipping"
	"crosslane/view/share"
)

// Figures are what a whole run or a whole shop adds up to.
type Figures struct {
	Orders          int64 `json:"orders"`
	Parcels         int64 `json:"parcels"`
	Delivered       int64 `json:"delivered"`
	DeliveredOnTime int64 `json:"delivered_on_time"` // not after the last moment of the promise
	DeliveredLate   int64 `json:"delivered_late"`
	// LateShare is late among delivered; unknown while nothing is delivered.
	LateShare share.Share `json:"late_share"`
	// Cost is what carriers charge, in minor units by currency; parcels whose cost is unknown are counted in CostUnknown alone.
	Cost        map[shipping.Currency]int64 `json:"cost"`
	CostUnknown int64                       `json:"cost_unknown"`
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

// totals are the figures of a merchant that are carried forward from fact to fact. Of the late parcels they hold those that
// have ended: who is late among the others depends on the instant.
type totals struct {
	figures Figures
	overdue int64 // open cases whose due time has passed
}

// numbers are the totals by their names in the table view_figure; costs have names of their own.
func (t *totals) numbers() map[string]*int64 {
	f := &t.figures
	return map[string]*int64{"orders": &f.Orders, "parcels": &f.Parcels, "delivered": &f.Delivered, "delivered_late": &f.DeliveredLate,
		"cost_unknown": &f.CostUnknown, "refusals": &f.Refusals, "backups_used": &f.BackupsUsed, "cases_open": &f.CasesOpen, "cases_opened": &f.CasesOpened,
		"cases_overdue": &t.overdue, "switches": &f.Switches, "rebooked": &f.Rebooked, "deviations": &f.Deviations, "stuck": &f.Stuck, "lost": &f.Lost,
		"late": &f.Late, "days_late": &f.DaysLate, "warned": &f.Warned}
}

// costIn begins the name of what carriers charge in a currency.
const costIn = "cost:"

var figureBulk = db.Bulk{Table: "view_figure", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "name", Type: "text"}, {Name: "n", Type: "bigint"}},
	Then: "ON CONFLICT (merchant, name) DO UPDATE SET n = view_figure.n + excluded.n"}

// save adds to the totals of a merchant.
func (t *totals) save(ctx context.Context, tx *sql.Tx, in *db.Inserter, merchant shipping.MerchantID) error {
	var merchants, names []string
	var numbers []int64
	add := func(name string, n int64) {
		if n != 0 {
			merchants, names, numbers = append(merchants, string(merchant)), append(names, name), append(numbers, n)
		}
	}
	for name, n := range t.numbers() {
		add(name, *n)
	}
	for currency, n := range t.figures.Cost {
		add(costIn+string(currency), n)
	}
	_, err := in.Insert(ctx, tx, merchants, names, numbers)
	return err
}

// totalsOf reads the totals of a merchant.
func (s *Store) totalsOf(ctx context.Context, q querier, merchant shipping.MerchantID) (*totals, error) {
	t := &newTally().totals
	rows, err := q.QueryContext(ctx, `SELECT name, n FROM view_figure WHERE merchant = $1 AND n <> 0`, string(merchant))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	numbers := t.numbers()
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		if currency, ok := strings.CutPrefix(name, costIn); ok {
			t.figures.Cost[shipping.Currency(currency)] = n
		} else if at := numbers[name]; at != nil {
			*at = n
		}
	}
	return t, rows.Err()
}

// Figures tells what everything of a merchant adds up to. They are kept as counts: only the parcels that are overdue and still
// on the way are looked at.
func (s *Store) Figures(ctx context.Context, merchant shipping.MerchantID) (Figures, error) {
	tx, err := s.snapshot(ctx)
	if err != nil {
		return Figures{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	t, err := s.totalsOf(ctx, tx, merchant)
	if err != nil {
		return Figures{}, err
	}
	f := t.figures
	f.DeliveredOnTime = f.Delivered - f.DeliveredLate
	f.LateShare = share.Of(f.DeliveredLate, f.Delivered)
	_, now, err := cursorIn(ctx, tx, merchant)
	if err != nil {
		return f, err
	}
	var late, days, warned int64
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(($2 - promised + $3 - 1) / $3), 0),
		coalesce(sum(CASE WHEN warned > 0 AND warned <= promised THEN 1 ELSE 0 END), 0)
		FROM view_parcel WHERE merchant = $1 AND ended = 0 AND promised > 0 AND promised < $2`, string(merchant), int64(now), day.Milliseconds()).Scan(&late, &days, &warned)
	f.Late, f.DaysLate, f.Warned = f.Late+late, f.DaysLate+days, f.Warned+warned
	return f, err
}

const day = 24 * time.Hour

// mostCost is the highest cost of a parcel that is believed, in minor units. What is beyond it, or below nothing, is no cost
// but a mistake: it counts as unknown, and no sum of what is believed overflows.
const mostCost = 10_000_000_000

// total adds the parcel n times to the merchant's figures.
func (r *ParcelRow) total(t *totals, n int64) {
	if r.ID == "" {
		return
	}
	f := &t.figures
	f.Parcels += n
	f.Refusals += n * r.Request.Refusals
	late := r.Ended > 0 && r.Promised > 0 && r.Ended > r.Promised
	switch r.Status {
	case shipping.Delivered:
		f.Delivered += n
		if late {
			f.DeliveredLate += n
		}
	case shipping.Lost:
		f.Lost += n
	}
	if late && r.Status != shipping.Cancelled {
		f.Late += n
		f.DaysLate += n * startedDays(r.Promised, r.Ended)
		if r.Trouble.Warned > 0 && r.Trouble.Warned <= r.Promised {
			f.Warned += n
		}
	}
	if r.Booked > 0 {
		r.totalBooking(f, n)
	}
}

func (r *ParcelRow) totalBooking(f *Figures, n int64) {
	if r.Request.Attempt > 1 {
		f.BackupsUsed += n
	}
	if r.Cost.Currency == "" {
		f.CostUnknown += n
	} else {
		f.Cost[r.Cost.Currency] += n * r.Cost.Amount
	}
}

// startedDays are the started days between two instants.
func startedDays(from, to Millis) int64 {
	return (int64(to-from) + day.Milliseconds() - 1) / day.Milliseconds()
}
