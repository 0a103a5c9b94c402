package webhook

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Hurry has what is not taken tried again after short pauses.
func Hurry(list ...time.Duration) (back func()) {
	was := waits
	waits = list
	return func() { waits = was }
}

// Waits are the pauses between tries.
func Waits() []time.Duration { return waits }

// TypeOf is the type of event as which something is told, and whether its kind is in the table.
func TypeOf(b fact.Body) (name string, known bool) {
	_, known = kinds[fact.KindOf(b)]
	return typeOf(b), known
}

// Gather makes deliveries of what was recorded.
func (s *Store) Gather(ctx context.Context, m *merchant.Merchant) error {
	_, err := s.gather(ctx, m)
	return err
}

// Step makes deliveries of what was recorded, and sends once what is due.
func (s *Store) Step(t testing.TB, m *merchant.Merchant) (sent int) {
	t.Helper()
	for {
		n, err := s.gather(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	list, err := s.subscriptions(t.Context(), s.db.Read, m.ID, "AND state = 'on' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		sent += s.step(t, m.ID, w.ID)
	}
	return sent
}

func (s *Store) step(t testing.TB, id shipping.MerchantID, name string) int {
	t.Helper()
	due, err := s.claim(t.Context(), id, name, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range due {
		w, err := s.Get(context.Background(), id, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.send(t.Context(), id, w, e); err != nil {
			t.Fatal(err)
		}
	}
	return len(due)
}

// Clean forgets deliveries of long ago.
func (s *Store) Clean(ctx context.Context, id shipping.MerchantID) error { return s.clean(ctx, id) }

// NameOf is the identifier of an event for a subscription.
func NameOf(id shipping.MerchantID, to string, f *fact.Fact) string {
	return nameOf(id, to, &event{fact: f.ID(), at: f.Recorded})
}

// Idle tells whether all that was recorded is told.
func (s *Store) Idle(ctx context.Context, m *merchant.Merchant) (bool, error) {
	place, _, err := s.place(ctx, m.ID)
	if err != nil {
		return false, err
	}
	last, err := newest(ctx, m)
	if err != nil || place < last {
		return false, err
	}
	var n int
	err = s.db.Read.QueryRowContext(ctx, "SELECT count(*) FROM webhook_delivery WHERE merchant = $1 AND state IN ('waiting', 'behind')", string(m.ID)).Scan(&n)
	return n == 0, err
}

// Made counts the deliveries of a subscription by stage.
func (s *Store) Made(ctx context.Context, id shipping.MerchantID, name string) (map[Stage]int, error) {
	rows, err := s.db.Read.QueryContext(ctx, "SELECT state, count(*) FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 GROUP BY state", string(id), name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	made := map[Stage]int{}
	for rows.Next() {
		var stage string
		var n int
		if err := rows.Scan(&stage, &n); err != nil {
			return nil, err
		}
		made[Stage(stage)] = n
	}
	return made, rows.Err()
}

// Behind is the place in the record up to which nothing is told to a subscription.
func (w *Subscription) Behind() int64 { return w.behind }

// ReleaseAll gives back what a process had taken on that was cut off.
func (s *Store) ReleaseAll(ctx context.Context, id shipping.MerchantID) error {
	return s.releaseAll(ctx, id)
}

// Claim takes on what is due for a subscription, and says how many deliveries these are.
func (s *Store) Claim(t testing.TB, id shipping.MerchantID, name string) int {
	t.Helper()
	due, err := s.claim(t.Context(), id, name, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(due)
}

// Stay brings the cursor back where the record ends before it.
func (s *Store) Stay(ctx context.Context, m *merchant.Merchant) error { return s.stay(ctx, m) }

// Advance moves the cursor on from a place, as a node does that has read the record from there.
func (s *Store) Advance(ctx context.Context, id shipping.MerchantID, from, to int64) error {
	return s.db.Change(ctx, "make deliveries", func(tx *sql.Tx) error { return s.advance(ctx, tx, id, from, to, nil) })
}

// Place is how far the record is told.
func (s *Store) Place(t testing.TB, id shipping.MerchantID) int64 {
	t.Helper()
	place, _, err := s.place(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// Elsewhere is that another node was first.
var Elsewhere = errElsewhere //nolint:errname // of the test alone

// Wants tells whether a subscription that is told what comes behind a place is told of an event at another.
func Wants(behind, place int64, kind string, types ...string) bool {
	return (&Subscription{behind: behind, Types: types}).wants(&event{place: place, kind: kind})
}
