package view

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
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
	Trouble
}

// Trouble is what went wrong in a run, and what was done about it.
type Trouble struct {
	Switches    int64 `json:"switches"`     // that triggers set off
	Rebooked    int64 `json:"rebooked"`     // parcels booked anew because their channel was switched
	Deviations  int64 `json:"deviations"`   // of parcels from what was awaited
	CasesOpened int64 `json:"cases_opened"` // in all
	Stuck       int64 `json:"stuck"`        // parcels for which no channel was left, at any time
	Lost        int64 `json:"lost"`
	// Late are the parcels that were not there at the end of their promise, delivered since or not;
	// DaysLate is by how many started days, all together, as of the newest fact.
	Late     int64 `json:"late"`
	DaysLate int64 `json:"days_late"`
	// Warned are those of the late ones whose buyers were told of a delay or a switch before the promise ended.
	Warned int64 `json:"warned"`
}

// Figures counts everything of a tenant.
func (s *Store) Figures(ctx context.Context, tenant shipping.Tenant) (Figures, error) {
	f := Figures{Cost: map[shipping.Currency]int64{}}
	err := s.db.Read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM view_order WHERE tenant = $1),
		(SELECT count(*) FROM view_case WHERE tenant = $1 AND closed = 0),
		count(*),
		coalesce(sum(CASE WHEN status = 'delivered' THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN status = 'delivered' AND ended > promised THEN 1 ELSE 0 END), 0),
		coalesce(sum(refusals), 0),
		coalesce(sum(CASE WHEN attempt > 1 AND booked > 0 THEN 1 ELSE 0 END), 0)
		FROM view_parcel WHERE tenant = $1`, string(tenant)).
		Scan(&f.Orders, &f.CasesOpen, &f.Parcels, &f.Delivered, &f.DeliveredLate, &f.Refusals, &f.BackupsUsed)
	if err != nil {
		return f, err
	}
	f.DeliveredOnTime = f.Delivered - f.DeliveredLate
	f.LateShare = share(f.DeliveredLate, f.Delivered)
	rows, err := s.db.Read.QueryContext(ctx, `SELECT currency, sum(cost) FROM view_parcel WHERE tenant = $1 AND booked > 0 GROUP BY currency`, string(tenant))
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var currency shipping.Currency
		var sum int64
		if err := rows.Scan(&currency, &sum); err != nil {
			return f, err
		}
		f.Cost[currency] = sum
	}
	return f, rows.Err()
}

// share writes part of whole with four decimals, rounded down; "0.0000" of nothing.
func share(part, whole int64) json.Number {
	if whole == 0 {
		return "0.0000"
	}
	n := part * 10000 / whole
	return json.Number(fmt.Sprintf("%d.%04d", n/10000, n%10000))
}

// Page asks for a part of a list, newest first.
type Page struct {
	Limit  int64  // at most 1,000; 0 is 100
	Before string // identifier of the last row of the page before; empty for the first page
	// Only narrows the list to one status, stage or kind of case. Empty: all.
	Only string
	// State narrows cases to those that are "open" or "closed", Owner to those of somebody. Empty: all.
	State, Owner string
}

func (p Page) limit() int64 {
	if p.Limit <= 0 {
		return 100
	}
	return min(p.Limit, 1000)
}

// Orders lists orders, newest first.
func (s *Store) Orders(ctx context.Context, tenant shipping.Tenant, p Page) ([]OrderRow, error) {
	return list(ctx, s, s.orders, "stage", tenant, p)
}

// Parcels lists parcels, newest first.
func (s *Store) Parcels(ctx context.Context, tenant shipping.Tenant, p Page) ([]ParcelRow, error) {
	return list(ctx, s, s.parcels, "status", tenant, p)
}

// Cases lists cases, newest first; Only is the kind of case.
func (s *Store) Cases(ctx context.Context, tenant shipping.Tenant, p Page) ([]CaseRow, error) {
	return list(ctx, s, s.cases, "what", tenant, p)
}

func list[R any](ctx context.Context, s *Store, t *table[R], only string, tenant shipping.Tenant, p Page) ([]R, error) {
	query := t.selection() + " WHERE tenant = $1"
	args := []any{string(tenant)}
	if p.Before != "" {
		args = append(args, p.Before)
		query += " AND id < $" + strconv.Itoa(len(args))
	}
	if p.Only != "" {
		args = append(args, p.Only)
		query += " AND " + only + " = $" + strconv.Itoa(len(args))
	}
	return collect(ctx, s, t, query+" ORDER BY id DESC LIMIT "+strconv.FormatInt(p.limit(), 10), args...)
}

func collect[R any](ctx context.Context, s *Store, t *table[R], query string, args ...any) ([]R, error) {
	rows, err := s.db.Read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []R
	for rows.Next() {
		var r R
		if err := rows.Scan(t.fields(&r)...); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// ParcelsOf finds the parcels that carry these waybills of a carrier, in the same order; empty where
// none does (any more).
func (s *Store) ParcelsOf(ctx context.Context, tenant shipping.Tenant, carrier shipping.CarrierID, waybills []string) ([]shipping.ParcelID, error) {
	found := make(map[string]shipping.ParcelID, len(waybills))
	rows, err := s.db.Read.QueryContext(ctx, "SELECT waybill, id FROM view_parcel WHERE tenant = $1 AND carrier = $3 AND waybill <> '' AND waybill "+
		s.db.In(2, "text"), string(tenant), s.db.List(waybills), string(carrier))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var waybill string
		var id shipping.ParcelID
		if err := rows.Scan(&waybill, &id); err != nil {
			return nil, err
		}
		found[waybill] = id
	}
	parcels := make([]shipping.ParcelID, len(waybills))
	for i, w := range waybills {
		parcels[i] = found[w]
	}
	return parcels, rows.Err()
}

// Find looks an order up by its identifier or by the storefront's number; the newest when several fit.
func (s *Store) Find(ctx context.Context, tenant shipping.Tenant, name string) (OrderRow, error) {
	rows, err := collect(ctx, s, s.orders, s.orders.selection()+
		" WHERE tenant = $1 AND (id = $2 OR number = $2) ORDER BY id DESC LIMIT 1", string(tenant), name)
	if err != nil {
		return OrderRow{}, err
	}
	if len(rows) == 0 {
		return OrderRow{}, shipping.Fault(shipping.NotFound, "no order "+name, "name it by its identifier (ord_...) or by the storefront's number")
	}
	return rows[0], nil
}

// Latest is when the newest fact that the read tables hold was recorded; the zero time when there is none.
func (s *Store) Latest(ctx context.Context) (time.Time, error) {
	var at Millis
	err := s.db.Read.QueryRowContext(ctx, `SELECT coalesce(max(updated), 0) FROM
		(SELECT max(updated) AS updated FROM view_order UNION ALL SELECT max(updated) FROM view_parcel) AS newest`).Scan(&at)
	return at.Time(), err
}

// OnTheWay counts the parcels of a tenant that are booked, have not reached their end, and
// have not been somebody's case since before an instant.
func (s *Store) OnTheWay(ctx context.Context, tenant shipping.Tenant, since time.Time) (n int64, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM view_parcel p WHERE tenant = $1 AND booked > 0 AND ended = 0 AND NOT EXISTS
		(SELECT 1 FROM view_case c WHERE c.tenant = p.tenant AND c.parcel_id = p.id AND c.closed = 0 AND c.opened < $2)`,
		string(tenant), int64(millis(since))).Scan(&n)
	return n, err
}
