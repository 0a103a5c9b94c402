package view

import (
	"context"
	"database/sql"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// snapshot begins a transaction that reads everything as it is at one moment.
func (s *Store) snapshot(ctx context.Context) (*sql.Tx, error) {
	return s.db.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
}

// HealthTracker reads how the channels of a merchant fare off the read tables, with the cursor behind the facts that
// they hold; from there it can be carried forward. It may be asked for its health at an instant, at those
// behind it, and up to a day before it.
func (s *Store) HealthTracker(ctx context.Context, merchant shipping.MerchantID, at time.Time) (t *HealthTracker, cursor string, err error) {
	tx, err := s.snapshot(ctx)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	if cursor, _, err = cursorIn(ctx, tx, merchant); err != nil {
		return nil, "", err
	}
	l := loader{s, tx, merchant, NewHealthTracker()}
	if err := l.counts(ctx, millis(at)-slack); err != nil {
		return nil, "", err
	}
	if err := l.spreads(ctx); err != nil {
		return nil, "", err
	}
	return l.to, cursor, l.rows(ctx)
}

// Health answers with how every channel of a merchant fares at an instant, as of the facts that the read tables hold; see
// HealthTracker.
func (s *Store) Health(ctx context.Context, merchant shipping.MerchantID, now time.Time) ([]ChannelHealth, error) {
	tx, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	l := loader{s, tx, merchant, NewHealthTracker()}
	if err := l.counts(ctx, millis(now)); err != nil {
		return nil, err
	}
	if err := l.switches(ctx); err != nil {
		return nil, err
	}
	l.to.begin(millis(now))
	if err := l.sumOpen(ctx, millis(now)); err != nil {
		return nil, err
	}
	return l.to.read(), nil
}

// loader fills a tracker from the read tables.
type loader struct {
	store    *Store
	tx       *sql.Tx
	merchant shipping.MerchantID
	to       *HealthTracker
}

func (l *loader) rows(ctx context.Context) error {
	open, err := l.store.parcels.collect(ctx, l.tx, l.merchant, "AND "+onTheWay)
	if err != nil {
		return err
	}
	for i := range open {
		r := &openParcel{row: open[i]}
		l.to.parcels[string(r.row.ID)] = r
		l.to.assign(r)
	}
	return l.switches(ctx)
}

func (l *loader) switches(ctx context.Context) error {
	list, err := l.store.switchesIn(ctx, l.tx, l.merchant)
	for i := range list {
		if list[i].Phase != fact.SwitchOver {
			l.to.switches[list[i].ID] = &list[i]
		}
	}
	return err
}

// sumOpen adds the open parcels to the figures of their channels, reading no more of them than these are made of.
func (l *loader) sumOpen(ctx context.Context, now Millis) error {
	var r ParcelRow
	rows, err := l.tx.QueryContext(ctx, `SELECT warehouse, country, channel, asked, booked, handed, departed, customs, due, late
		FROM view_parcel WHERE merchant = $1 AND `+onTheWay, string(l.merchant))
	if err != nil {
		return err
	}
	defer rows.Close()
	p := &r.Progress
	for rows.Next() {
		if err := rows.Scan((*string)(&r.Warehouse), (*string)(&r.Country), (*string)(&r.Channel), (*int64)(&r.Request.Asked), (*int64)(&r.Booked), (*int64)(&r.Handed),
			(*int64)(&p.Departed), (*int64)(&p.Customs), (*int64)(&p.Due), &p.Late); err != nil {
			return err
		}
		if r.counts() {
			l.to.on(r.place()).sums.open(&r, now)
		}
	}
	return rows.Err()
}

// counts reads what was counted from an instant on.
func (l *loader) counts(ctx context.Context, from Millis) error {
	for _, what := range inHealth {
		if err := l.count(ctx, since(what, from), what); err != nil {
			return err
		}
	}
	return nil
}

// spreads reads what spreads are made of.
func (l *loader) spreads(ctx context.Context) error {
	var newest int64
	err := l.tx.QueryRowContext(ctx, "SELECT coalesce(max(period), 0) FROM view_count WHERE merchant = $1 AND what = $2",
		string(l.merchant), countFrom+string(shipping.LabelCreated)).Scan(&newest)
	if err != nil {
		return err
	}
	return l.count(ctx, newest-2, behindEach(countFrom)...)
}

func (l *loader) count(ctx context.Context, since int64, what ...string) error {
	rows, err := l.tx.QueryContext(ctx, "SELECT lane, channel, what, period, hours, n FROM view_count WHERE merchant = $1 AND what "+l.store.db.In(2, "text")+" AND period >= $3",
		string(l.merchant), l.store.db.List(what), since)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var on LaneChannel
		var what string
		var n counter
		if err := rows.Scan(&on.Lane, &on.Channel, &what, &n.period, &n.hours, &n.n); err != nil {
			return err
		}
		l.to.on(placeOf(on)).add(tracked[what], n)
	}
	return rows.Err()
}
