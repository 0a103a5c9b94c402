package view

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"crosslane/shipping"
)

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
func (s *Store) Orders(ctx context.Context, tenant shipping.MerchantID, p Page) ([]OrderRow, error) {
	return list(ctx, s, s.orders, "stage", tenant, p)
}

// Parcels lists parcels, newest first.
func (s *Store) Parcels(ctx context.Context, tenant shipping.MerchantID, p Page) ([]ParcelRow, error) {
	return list(ctx, s, s.parcels, "status", tenant, p)
}

// Cases lists cases, newest first; Only is the kind of case.
func (s *Store) Cases(ctx context.Context, tenant shipping.MerchantID, p Page) ([]CaseRow, error) {
	return list(ctx, s, s.cases, "what", tenant, p, p.cases()...)
}

// cases are the conditions for cases alone.
func (p Page) cases() []condition {
	more := []condition{{text: "owner = ", value: p.Owner}}
	switch p.State {
	case "open":
		more = append(more, condition{text: "closed = 0 AND 'open' = ", value: p.State})
	case "closed":
		more = append(more, condition{text: "closed > 0 AND 'closed' = ", value: p.State})
	}
	return more
}

// CaseParcels lists the parcels whose newest case this is, newest first; Only is the status.
func (s *Store) CaseParcels(ctx context.Context, tenant shipping.MerchantID, id shipping.CaseID, p Page) ([]ParcelRow, error) {
	return list(ctx, s, s.parcels, "status", tenant, p, condition{text: "case_id <> '' AND case_id = ", value: string(id)})
}

// condition is a text before a value and one behind it; one without a value does not hold anything back.
type condition struct{ text, value, end string }

func list[R any](ctx context.Context, s *Store, t *table[R], only string, tenant shipping.MerchantID, p Page, more ...condition) ([]R, error) {
	return listBy(ctx, s, t, "id DESC", only, tenant, p, append(more, condition{text: "id < ", value: p.Before})...)
}

func listBy[R any](ctx context.Context, s *Store, t *table[R], order, only string, tenant shipping.MerchantID, p Page, more ...condition) ([]R, error) {
	query := t.selection() + " WHERE tenant = $1"
	args := []any{string(tenant)}
	for _, c := range append(more, condition{text: only + " = ", value: p.Only}) {
		if c.value != "" {
			args = append(args, c.value)
			query += " AND " + c.text + "$" + strconv.Itoa(len(args)) + c.end
		}
	}
	return collect(ctx, s.db.Read, t, query+" ORDER BY "+order+" LIMIT "+strconv.FormatInt(p.limit(), 10), args...)
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func collect[R any](ctx context.Context, q querier, t *table[R], query string, args ...any) ([]R, error) {
	rows, err := q.QueryContext(ctx, query, args...)
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
func (s *Store) ParcelsOf(ctx context.Context, tenant shipping.MerchantID, carrier shipping.CarrierID, waybills []string) ([]shipping.ParcelID, error) {
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
func (s *Store) Find(ctx context.Context, tenant shipping.MerchantID, name string) (OrderRow, error) {
	rows, err := collect(ctx, s.db.Read, s.orders, s.orders.selection()+
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
func (s *Store) OnTheWay(ctx context.Context, tenant shipping.MerchantID, since time.Time) (n int64, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM view_parcel p WHERE tenant = $1 AND booked > 0 AND ended = 0 AND NOT (cased > 0 AND cased < $2
		AND EXISTS (SELECT 1 FROM view_case c WHERE c.tenant = p.tenant AND c.id = p.case_id AND c.closed = 0))`,
		string(tenant), int64(millis(since))).Scan(&n)
	return n, err
}
