package push

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
)

// State is how far a delivery is.
type State string

// The states. What was read leaves its name alone, so that it is known when it comes again.
const (
	Waiting State = "waiting"
	Read    State = "read"
	Unread  State = "unread" // it cannot be read, or not wholly; it is kept, and tried no more
)

const (
	pause   = time.Second // between two looks
	lease   = time.Minute // within which what was begun is read
	longest = 15 * time.Minute
	tidied  = time.Hour
	atALook = 100
)

// Run reads what came in for a merchant until the context ends, in the order in which it came.
func (s *Store) Run(ctx context.Context, m *merchant.Merchant) {
	told, tidy := "", time.Time{}
	for ctx.Err() == nil {
		n, err := s.readAll(ctx, m)
		if now := s.Now(); err == nil && now.Sub(tidy) >= tidied {
			tidy, err = now, s.forget(ctx, m.ID, now.Add(-Kept))
		}
		if err != nil && ctx.Err() == nil && err.Error() != told {
			told = err.Error()
			s.Logger.Warn("pushes: could not look what came in", "merchant", string(m.ID), "error", err)
		}
		if n == atALook {
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.came:
		case <-time.After(pause):
		}
	}
}

func (s *Store) forget(ctx context.Context, id shipping.MerchantID, before time.Time) error {
	return s.db.Change(ctx, "forget what came in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM push_delivery WHERE merchant = $1 AND state <> 'waiting' AND received < $2", string(id), db.Instant(before))
		return err
	})
}

// delivery is what came in by a door.
type delivery struct {
	door, id string
	body     string
	tries    int64
}

// readAll reads what is due, and says how many that were.
func (s *Store) readAll(ctx context.Context, m *merchant.Merchant) (int, error) {
	list, err := s.due(ctx, m.ID)
	for i := range list {
		if ctx.Err() != nil {
			return i, ctx.Err()
		}
		if err := s.readOne(ctx, m, &list[i]); err != nil {
			return i, err
		}
	}
	return len(list), err
}

func (s *Store) due(ctx context.Context, id shipping.MerchantID) (list []delivery, err error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT door, id, body, tries FROM push_delivery WHERE merchant = $1 AND state = 'waiting' AND due <= $2 ORDER BY received, id LIMIT $3", string(id), db.Instant(s.Now()), atALook)
	if err != nil {
		return nil, db.Failure("look what came in", err)
	}
	defer rows.Close()
	for rows.Next() {
		var d delivery
		if err := rows.Scan(&d.door, &d.id, &d.body, &d.tries); err != nil {
			return nil, db.Failure("look what came in", err)
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("look what came in", err)
	}
	return list, nil
}

// outcome is what came of reading a delivery.
type outcome struct {
	State

	told    string // in words
	subject string
	changed time.Time
}

// readOne reads a delivery, unless another process does. What cannot be read now is tried again, what never can is kept and said.
func (s *Store) readOne(ctx context.Context, m *merchant.Merchant, d *delivery) error {
	now := s.Now()
	n, err := s.set(ctx, "begin to read what came in", "UPDATE push_delivery SET due = $4, tries = tries + 1 WHERE merchant = $1 AND door = $2 AND id = $3 AND state = 'waiting' AND due <= $5",
		string(m.ID), d.door, d.id, db.Instant(now.Add(lease)), db.Instant(now))
	if err != nil || n == 0 {
		return err
	}
	door, err := s.door(ctx, m.ID, d.door)
	if err != nil {
		return err
	}
	did, err := s.read(ctx, m, door, d)
	if ctx.Err() != nil {
		did, err = outcome{}, ctx.Err()
	}
	if err != nil && again(err) {
		rest := min(pause<<min(d.tries+1, 10), longest)
		s.Logger.Warn("what came in could not be read yet", "merchant", string(m.ID), "door", d.door, "error", err)
		_, e := s.set(context.WithoutCancel(ctx), "leave what came in for later", "UPDATE push_delivery SET due = $4, told = $5 WHERE merchant = $1 AND door = $2 AND id = $3", string(m.ID), d.door, d.id, db.Instant(now.Add(rest)), shipping.Text(err.Error()))
		return cmp.Or(ctx.Err(), e)
	}
	if err != nil {
		did = outcome{State: Unread, told: shipping.Text(err.Error())}
	}
	body := ""
	if did.State == Unread {
		body = d.body
		s.Logger.Warn("what came in cannot be read", "merchant", string(m.ID), "door", d.door, "why", did.told)
	}
	_, err = s.set(context.WithoutCancel(ctx), "keep what came of what came in", "UPDATE push_delivery SET state = $4, told = $5, subject = $6, changed = $7, body = $8 WHERE merchant = $1 AND door = $2 AND id = $3",
		string(m.ID), d.door, d.id, string(did.State), did.told, did.subject, db.Instant(did.changed), body)
	return err
}

// again tells whether what failed may go well later.
func again(err error) bool {
	switch shipping.CodeOf(err) {
	case shipping.Unavailable, shipping.Internal, shipping.Conflict, shipping.TooMany, shipping.Corrupt:
		return true
	}
	return false
}

func (s *Store) set(ctx context.Context, doing, query string, args ...any) (n int64, err error) {
	err = s.db.Change(ctx, doing, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query, args...)
		if err == nil {
			n, err = done.RowsAffected()
		}
		return err
	})
	return n, err
}

func (s *Store) read(ctx context.Context, m *merchant.Merchant, door *Door, d *delivery) (outcome, error) {
	switch door.Sort {
	case Carrier:
		return s.scans(ctx, m, door, d)
	case News:
		return s.news(ctx, m, door, d)
	}
	return s.order(ctx, m, door, d)
}

// order takes in an order that a shop sent, unless a later one of it came before.
func (s *Store) order(ctx context.Context, m *merchant.Merchant, door *Door, d *delivery) (outcome, error) {
	p, err := s.Storefronts.Pushed(ctx, m, door.Name, []byte(d.body))
	if err != nil {
		return outcome{}, err
	}
	var later int
	err = s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM push_delivery WHERE merchant = $1 AND door = $2 AND state = 'read' AND subject = $3 AND changed > $4", string(m.ID), door.Name, p.Remote, db.Instant(p.Changed)).Scan(&later)
	if err != nil {
		return outcome{}, db.Failure("look what came later", err)
	}
	did := outcome{Read, "overtaken: what is newer was read before", p.Remote, p.Changed}
	switch {
	case p.Before:
		did.told = "left alone: it changed last before the shop was connected"
		return did, nil
	case later > 0 || p.Seen:
		return did, nil
	}
	became, err := p.Take(ctx)
	if err != nil {
		return outcome{}, err
	}
	var words []string
	for _, verdict := range slices.Sorted(maps.Keys(became.Orders)) {
		words = append(words, fmt.Sprintf("%d %s", became.Orders[verdict], verdict))
	}
	did.told = "orders: " + strings.Join(words, ", ")
	return did, nil
}

// scans takes in a table of scans that a carrier sent. It tells of no other carrier's parcels.
func (s *Store) scans(ctx context.Context, m *merchant.Merchant, door *Door, d *delivery) (outcome, error) {
	sheet, err := m.ReadScans(strings.NewReader(d.body), shipping.CarrierID(door.Name), door.Zone)
	if err != nil {
		return outcome{}, err
	}
	for i := range sheet.Rows {
		if of := sheet.Rows[i].Carrier; string(of) != door.Name {
			return outcome{}, shipping.BadField(fmt.Sprintf("line %d", sheet.Rows[i].Line), "tells of a parcel of "+string(of), "a door is for the carrier of its name alone")
		}
	}
	taken, err := m.TakeScans(ctx, sheet, account.By(ctx, "push:"+door.Name))
	if err != nil {
		return outcome{}, err
	}
	did := outcome{State: Read, told: fmt.Sprintf("scans: %d recorded, %d recorded before, %d to mend", taken.Recorded, taken.Unchanged, taken.ToMend)}
	if taken.ToMend > 0 {
		did.State = Unread
		did.told += fmt.Sprintf("; line %d: %v", taken.Repairs[0].Line, taken.Repairs[0].Error)
	}
	return did, nil
}

// Came is what came in by a door, and what came of it.
type Came struct {
	ID       string    `json:"id"`
	Received time.Time `json:"received"`
	State    State     `json:"state"`
	Told     string    `json:"told,omitempty"` // what came of it, in words
	Tries    int64     `json:"tries"`
	Next     time.Time `json:"next,omitzero"`  // when it is read next
	Body     string    `json:"body,omitempty"` // of what cannot be read
}

// Log lists what came in by a door in the last 30 days, newest first.
func (s *Store) Log(ctx context.Context, id shipping.MerchantID, name string, limit int) (list []Came, err error) {
	if err := account.Allowed(ctx, id, account.Read); err != nil {
		return nil, err
	}
	if _, err := s.door(ctx, id, name); err != nil {
		return nil, err
	}
	rows, err := s.db.Read.QueryContext(ctx, "SELECT id, received, state, told, tries, due, CASE WHEN state = 'unread' THEN body ELSE '' END FROM push_delivery WHERE merchant = $1 AND door = $2 ORDER BY received DESC, id LIMIT $3", string(id), name, limit)
	if err != nil {
		return nil, db.Failure("read what came in", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Came
		var state string
		var received, due int64
		if err := rows.Scan(&c.ID, &received, &state, &c.Told, &c.Tries, &due, &c.Body); err != nil {
			return nil, db.Failure("read what came in", err)
		}
		c.Received, c.State = db.Moment(received), State(state)
		if c.State == Waiting {
			c.Next = db.Moment(due)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("read what came in", err)
	}
	return list, nil
}
