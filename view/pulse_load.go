package view

import (
	"context"
	"database/sql"
	"time"

	"crosslane/shipping"
)

// Pulse reads how the channels of a tenant fare off the read tables, with the cursor behind the facts that
// they hold; from there it can be carried forward. It may be asked for its health at an instant, at those
// behind it, and up to a day before it.
func (s *Store) Pulse(ctx context.Context, tenant shipping.MerchantID, at time.Time) (p *Pulse, cursor string, err error) {
	tx, err := s.db.Read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = tx.Rollback() }() // nothing was changed
	if cursor, err = bookmark(ctx, tx, "main"); err != nil {
		return nil, "", err
	}
	p = NewPulse(tenant)
	if err := p.loadRows(ctx, tx, s); err != nil {
		return nil, "", err
	}
	return p, cursor, p.loadCounts(ctx, tx, s, millis(at)-slack)
}

func (p *Pulse) loadRows(ctx context.Context, tx *sql.Tx, s *Store) error {
	open, err := collect(ctx, tx, s.parcels, s.parcels.selection()+" WHERE tenant = $1 AND ended = 0", string(p.tenant))
	if err != nil {
		return err
	}
	for i := range open {
		r := &beating{ParcelRow: open[i]}
		p.parcels[string(r.ID)] = r
		p.place(r)
	}
	switches, err := s.switchesIn(ctx, tx, p.tenant)
	for i := range switches {
		p.switches[switches[i].ID] = &switches[i]
	}
	return err
}

// loadCounts reads what was counted from an instant on, and what spreads are made of.
func (p *Pulse) loadCounts(ctx context.Context, tx *sql.Tx, s *Store, from Millis) error {
	for _, what := range inHealth {
		if err := p.loadCount(ctx, tx, s, since(what, from), what); err != nil {
			return err
		}
	}
	var newest int64
	err := tx.QueryRowContext(ctx, "SELECT coalesce(max(period), 0) FROM view_count WHERE tenant = $1 AND what = $2",
		string(p.tenant), countFrom+string(shipping.LabelCreated)).Scan(&newest)
	if err != nil {
		return err
	}
	return p.loadCount(ctx, tx, s, newest-2, behindEach(countFrom)...)
}

func (p *Pulse) loadCount(ctx context.Context, tx *sql.Tx, s *Store, since int64, what ...string) error {
	rows, err := tx.QueryContext(ctx, "SELECT lane, channel, what, period, hours, n FROM view_count WHERE tenant = $1 AND what "+s.db.In(2, "text")+" AND period >= $3",
		string(p.tenant), s.db.List(what), since)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var on LaneChannel
		var what string
		var n slot
		if err := rows.Scan(&on.Lane, &on.Channel, &what, &n.period, &n.hours, &n.n); err != nil {
			return err
		}
		p.on(on).add(inPulse[what], n)
	}
	return rows.Err()
}
