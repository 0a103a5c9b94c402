package view

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"crosslane/fact"
	numbers "crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/view/trail"
)

// workOrder sorts cases as they are worked on: those that are open by their due time, those without one
// behind them, then the closed ones, closed last first.
const workOrder = `CASE WHEN closed > 0 THEN 1 ELSE 0 END, CASE WHEN closed > 0 THEN -closed WHEN due = 0 THEN 9223372036854775807 ELSE due END, id`

// Place is where a case stands in that order, as Work takes it as Page.Before: also when the case has moved since.
func (r *CaseRow) Place() string {
	rank, key := 0, int64(r.Due)
	switch {
	case r.Closed > 0:
		rank, key = 1, -int64(r.Closed)
	case r.Due == 0:
		key = math.MaxInt64
	}
	return fmt.Sprintf("%d:%d:%s", rank, key, r.ID)
}

// Work lists cases as they are worked on: open ones first, by their due time. The page behind the one that ended with Page.Before
// begins with whatever comes behind that case now, or behind the Place that it had.
func (s *Store) Work(ctx context.Context, merchant shipping.MerchantID, p Page) ([]CaseRow, error) {
	behind := condition{"(" + workOrder + ") > (SELECT " + workOrder + " FROM view_case WHERE merchant = $1 AND id = ", p.Before, ")"}
	var rank, key int64
	var id string
	if n, _ := fmt.Sscanf(p.Before, "%d:%d:%s", &rank, &key, &id); n == 3 {
		behind = condition{fmt.Sprintf("(%s) > (%d, %d, ", workOrder, rank, key), id, ")"}
	}
	list, err := s.cases.list(ctx, s.db.Read, merchant, p.only("what", workOrder).and(p.cases()...).and(behind))
	return list, cmp.Or(err, s.numberCases(ctx, merchant, list))
}

// Attention is what somebody should look at.
type Attention struct {
	Open     int64 `json:"open"`     // cases
	Overdue  int64 `json:"overdue"`  // of them
	Switched int64 `json:"switched"` // channels of a lane from which a trigger keeps parcels away
}

// Attention counts what somebody should look at.
func (s *Store) Attention(ctx context.Context, merchant shipping.MerchantID) (a Attention, err error) {
	t, err := s.totalsOf(ctx, s.db.Read, merchant)
	if err != nil {
		return a, err
	}
	a.Open, a.Overdue = t.figures.CasesOpen, t.overdue
	switches, err := s.Switches(ctx, merchant)
	switched := map[LaneChannel]bool{}
	for _, w := range switches {
		if w.Phase != fact.SwitchOver {
			switched[LaneChannel{w.Lane, w.Channel}] = true
		}
	}
	a.Switched = int64(len(switched))
	return a, err
}

// CaseKinds lists the kinds of all cases, ascending. Each is found by the one before: there are few, of many cases.
func (s *Store) CaseKinds(ctx context.Context, merchant shipping.MerchantID) (list []string, err error) {
	text, args := `SELECT min(what) FROM view_case WHERE merchant = $1`, []any{string(merchant)}
	for {
		var next sql.NullString
		if err := s.db.Read.QueryRowContext(ctx, text, args...).Scan(&next); err != nil || !next.Valid {
			return list, err
		}
		list = append(list, next.String)
		text, args = `SELECT min(what) FROM view_case WHERE merchant = $1 AND what > $2`, []any{string(merchant), next.String}
	}
}

// CaseOwners lists those who have a case that is open, ascending.
func (s *Store) CaseOwners(ctx context.Context, merchant shipping.MerchantID) (list []string, err error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT DISTINCT owner FROM view_case WHERE merchant = $1 AND closed = 0 AND owner > '' ORDER BY owner`, string(merchant))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		if err := rows.Scan(&owner); err != nil {
			return nil, err
		}
		list = append(list, owner)
	}
	return list, rows.Err()
}

// OrderParcels lists the parcels of an order, oldest first.
func (s *Store) OrderParcels(ctx context.Context, merchant shipping.MerchantID, id shipping.OrderID) ([]ParcelRow, error) {
	list, err := s.parcels.collect(ctx, s.db.Read, merchant, "AND order_id = $2", string(id))
	slices.SortFunc(list, func(a, b ParcelRow) int { return cmp.Compare(a.ID, b.ID) }) // here: asked for an order, SQLite reads all parcels in it
	return list, cmp.Or(err, s.numberParcels(ctx, merchant, list))
}

// ParcelsNamed lists the parcels that a name stands for: their own, their waybill or a further number of theirs, or their order's identifier or number.
func (s *Store) ParcelsNamed(ctx context.Context, merchant shipping.MerchantID, name string) ([]ParcelRow, error) {
	list, err := s.parcels.collect(ctx, s.db.Read, merchant, `AND id IN (
		SELECT p.id FROM view_parcel p WHERE p.merchant = $1 AND p.id = $2
		UNION ALL SELECT p.id FROM view_parcel p WHERE p.merchant = $1 AND p.waybill = $2 AND p.waybill <> ''
		UNION ALL SELECT n.parcel FROM view_onward n WHERE n.merchant = $1 AND n.number = $5
		UNION ALL SELECT p.id FROM view_parcel p WHERE p.merchant = $1 AND p.order_id = $2
		UNION ALL SELECT p.id FROM view_parcel p WHERE p.merchant = $1 AND p.order_id IN (SELECT o.id FROM view_order o WHERE o.merchant = $1 AND o.number IN ($3, $4))) ORDER BY id`, name, bare(name), "#"+bare(name), numbers.Plain(name))
	return list, cmp.Or(err, s.numberParcels(ctx, merchant, list))
}

// Estimated is when a parcel on the way comes, as of the newest milestone at which that was estimated.
type Estimated struct {
	At        Millis             `json:"at"`
	Milestone shipping.Milestone `json:"milestone"`
	Half      [2]Millis          `json:"half"` // the window for 50 in 100
	Most      [2]Millis          `json:"most"` // and for 90 in 100
}

// Estimated reads the newest estimate, to the minute; nil when there is none, and once the parcel has ended.
func (r *ParcelRow) Estimated() *Estimated {
	list := trail.Marks(r.Progress.Trail)
	for _, m := range slices.Backward(list) {
		if m.Estimated {
			return &Estimated{trail.Of(m.At), m.Milestone, [2]Millis{trail.Of(m.Half[0]), trail.Of(m.Half[1])}, [2]Millis{trail.Of(m.Most[0]), trail.Of(m.Most[1])}}
		}
	}
	return nil
}
