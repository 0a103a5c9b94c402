package view

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
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
	// NoOrder narrows cases to those of no order, such as a lot's.
	NoOrder bool
}

func (p Page) limit() int64 {
	if p.Limit <= 0 {
		return 100
	}
	return min(p.Limit, 1000)
}

// Orders lists orders, newest first.
func (s *Store) Orders(ctx context.Context, merchant shipping.MerchantID, p Page) ([]OrderRow, error) {
	return s.orders.list(ctx, s.db.Read, merchant, p.newestFirst("stage"))
}

// Parcels lists parcels, newest first.
func (s *Store) Parcels(ctx context.Context, merchant shipping.MerchantID, p Page) ([]ParcelRow, error) {
	list, err := s.parcels.list(ctx, s.db.Read, merchant, p.newestFirst("status"))
	return list, cmp.Or(err, s.numberParcels(ctx, merchant, list))
}

// Cases lists cases by their identifiers, backwards; Only is the kind of case.
func (s *Store) Cases(ctx context.Context, merchant shipping.MerchantID, p Page) ([]CaseRow, error) {
	list, err := s.cases.list(ctx, s.db.Read, merchant, p.newestFirst("what").and(p.cases()...))
	return list, cmp.Or(err, s.numberCases(ctx, merchant, list))
}

// cases are the conditions for cases alone.
func (p Page) cases() []condition {
	list := []condition{{text: "owner = ", value: p.Owner}}
	if p.NoOrder {
		list = append(list, condition{text: "order_id = '' AND 'none' = ", value: "none"})
	}
	switch p.State {
	case "open":
		list = append(list, condition{text: "closed = 0 AND 'open' = ", value: p.State})
	case "closed":
		list = append(list, condition{text: "closed > 0 AND 'closed' = ", value: p.State})
	}
	return list
}

// CaseParcels lists the parcels whose newest case this is, newest first; Only is the status.
func (s *Store) CaseParcels(ctx context.Context, merchant shipping.MerchantID, id shipping.CaseID, p Page) ([]ParcelRow, error) {
	list, err := s.parcels.list(ctx, s.db.Read, merchant, p.newestFirst("status").and(condition{text: "case_id <> '' AND case_id = ", value: string(id)}))
	return list, cmp.Or(err, s.numberParcels(ctx, merchant, list))
}

// query is which rows of a merchant are listed, and in what order.
type query struct {
	where []condition
	order string
	limit int64
}

// condition is a text before a value and one behind it; one without a value does not hold anything back.
type condition struct{ text, value, end string }

func (q query) and(more ...condition) query {
	q.where = append(q.where, more...)
	return q
}

// only lists what the page is narrowed to, by the column that it narrows.
func (p Page) only(column, order string) query {
	return query{order: order, limit: p.limit()}.and(condition{text: column + " = ", value: p.Only})
}

// newestFirst is only, with what comes before the last row of the page before.
func (p Page) newestFirst(column string) query {
	return p.only(column, "id DESC").and(condition{text: "id < ", value: p.Before})
}

func (t *table[R]) list(ctx context.Context, by querier, merchant shipping.MerchantID, q query) ([]R, error) {
	var where strings.Builder
	var args []any
	for _, c := range q.where {
		if c.value != "" {
			args = append(args, c.value)
			where.WriteString("AND " + c.text + "$" + strconv.Itoa(len(args)+1) + c.end + " ")
		}
	}
	return t.collect(ctx, by, merchant, where.String()+"ORDER BY "+q.order+" LIMIT "+strconv.FormatInt(q.limit, 10), args...)
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// collect reads rows of a merchant, who is the first parameter; the rest of the query begins behind that condition.
func (t *table[R]) collect(ctx context.Context, by querier, merchant shipping.MerchantID, rest string, args ...any) ([]R, error) {
	rows, err := by.QueryContext(ctx, t.selection()+" WHERE merchant = $1 "+rest, append([]any{string(merchant)}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []R
	var r R
	targets := t.cells(&r).targets()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// Bearer is the parcel that bears a carrier's number.
type Bearer struct {
	Parcel shipping.ParcelID // empty: none does (any more)
	Booked time.Time
	Ended  bool // nothing more is expected of it
}

// Bearers finds the parcels that bear these waybills of a carrier, in the same order.
func (s *Store) Bearers(ctx context.Context, merchant shipping.MerchantID, carrier shipping.CarrierID, waybills []string) ([]Bearer, error) {
	found := make(map[string]Bearer, len(waybills))
	rows, err := s.db.Read.QueryContext(ctx, "SELECT waybill, id, booked, ended FROM view_parcel WHERE merchant = $1 AND carrier = $3 AND waybill <> '' AND waybill "+
		s.db.In(2, "text"), string(merchant), s.db.List(waybills), string(carrier))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var waybill string
		var b Bearer
		var booked, ended Millis
		if err := rows.Scan(&waybill, &b.Parcel, &booked, &ended); err != nil {
			return nil, err
		}
		if b.Ended = ended > 0; booked > 0 {
			b.Booked = booked.Time()
		}
		if old, ok := found[waybill]; !ok || old.Ended { // of two, the one that is on its way
			found[waybill] = b
		}
	}
	bearers := make([]Bearer, len(waybills))
	for i, w := range waybills {
		bearers[i] = found[w]
	}
	return bearers, rows.Err()
}

// onTheWay is the condition for parcels that have not ended. That they have a warehouse, which may be the empty text, is said so
// that SQLite takes the index of those parcels, and does not read all of the merchant's.
const onTheWay = `ended = 0 AND warehouse >= ''`

// OnTheWay counts the parcels of a merchant that are booked, have not reached their end, and
// have not been somebody's case since before an instant.
func (s *Store) OnTheWay(ctx context.Context, merchant shipping.MerchantID, since time.Time) (n int64, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM view_parcel p WHERE p.merchant = $1 AND `+onTheWay+` AND booked > 0 AND NOT (cased > 0 AND cased < $2
		AND EXISTS (SELECT 1 FROM view_case c WHERE c.merchant = $1 AND c.id = p.case_id AND c.closed = 0))`,
		string(merchant), int64(millis(since))).Scan(&n)
	return n, err
}

// Waiting lists parcels of a merchant behind one, ascending, that are booked with a channel on a lane and have not
// been handed over.
func (s *Store) Waiting(ctx context.Context, merchant shipping.MerchantID, on LaneChannel, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
	at := placeOf(on)
	return texts[shipping.ParcelID](ctx, s, `SELECT id FROM view_parcel WHERE merchant = $1 AND warehouse = $2 AND country = $3 AND channel = $4
		AND ended = 0 AND booked > 0 AND handed = 0 AND id > $5 ORDER BY id LIMIT $6`,
		string(merchant), string(at.from), string(at.to), string(at.channel), string(after), limit)
}

// ToHandOver lists the parcels of a merchant that are booked with a carrier, leave from a warehouse (any when it is
// empty) and have not been handed over, ascending.
func (s *Store) ToHandOver(ctx context.Context, merchant shipping.MerchantID, by shipping.CarrierID, from shipping.WarehouseID) ([]shipping.ParcelID, error) {
	list, err := texts[shipping.ParcelID](ctx, s, `SELECT id FROM view_parcel WHERE merchant = $1 AND `+onTheWay+` AND carrier = $2 AND booked > 0 AND handed = 0 AND $3 IN ('', warehouse)`,
		string(merchant), string(by), string(from))
	slices.Sort(list) // here: SQLite would rather read all parcels than put these in order
	return list, err
}

// Unclosed lists the parcels of a merchant, ascending, that a carrier (any when it is empty) closes and has not closed yet, from a warehouse (likewise): those that were
// handed over, and those that were booked before an instant. Some may have reached their end.
func (s *Store) Unclosed(ctx context.Context, merchant shipping.MerchantID, by shipping.CarrierID, from shipping.WarehouseID, before time.Time) ([]shipping.ParcelID, error) {
	list, err := texts[shipping.ParcelID](ctx, s, `SELECT id FROM view_parcel WHERE merchant = $1 AND unclosed > 0 AND $2 IN ('', carrier) AND $3 IN ('', warehouse) AND (handed > 0 OR unclosed < $4)`,
		string(merchant), string(by), string(from), int64(millis(before)))
	slices.Sort(list)
	return list, err
}

// ToPrint lists the parcels of a merchant that are booked with a carrier (any when it is empty), leave from a warehouse (likewise), have not been handed over,
// and whose labels were not printed yet, ascending.
func (s *Store) ToPrint(ctx context.Context, merchant shipping.MerchantID, by shipping.CarrierID, from shipping.WarehouseID) ([]shipping.ParcelID, error) {
	list, err := texts[shipping.ParcelID](ctx, s, `SELECT id FROM view_parcel WHERE merchant = $1 AND `+onTheWay+` AND booked > 0 AND handed = 0 AND printed = '' AND $2 IN ('', carrier) AND $3 IN ('', warehouse)`,
		string(merchant), string(by), string(from))
	slices.Sort(list)
	return list, err
}

// Printed lists the parcels of a merchant whose labels were printed last with a batch, ascending.
func (s *Store) Printed(ctx context.Context, merchant shipping.MerchantID, batch string) ([]shipping.ParcelID, error) {
	list, err := texts[shipping.ParcelID](ctx, s, `SELECT id FROM view_parcel WHERE merchant = $1 AND printed = $2 AND printed <> ''`, string(merchant), batch)
	slices.Sort(list)
	return list, err
}

// texts reads a list of identifiers.
func texts[T ~string](ctx context.Context, s *Store, query string, args ...any) ([]T, error) {
	rows, err := s.db.Read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var id T
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}
