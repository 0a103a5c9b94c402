package webhook

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"crosslane/db"
	"crosslane/shipping"
)

// Stage is how far a delivery is.
type Stage string

// The stages.
const (
	Waiting Stage = "waiting"  // it is sent when it is due
	Behind  Stage = "behind"   // another event of its subject goes before
	Taken   Stage = "taken"    // the endpoint has it
	GivenUp Stage = "given up" // the last try was not taken
)

// waits are the pauses behind each try that was not taken, as Standard Webhooks advises.
var waits = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	// mostFailing is how long nothing may be taken before a subscription is turned off.
	mostFailing = 72 * time.Hour
	// held is for how long a delivery is one process's: longer than an answer is waited for.
	held = 2 * patience
	// jitter is by how much a pause may be longer, so that what failed together does not come again together.
	jitter = 0.1
)

// errand is an event that is to be sent now.
type errand struct {
	id, subject string
	body        []byte
	tries       int
}

// claim takes at most so many deliveries of a subscription that are due: nobody else sends them for a while.
func (s *Store) claim(ctx context.Context, id shipping.MerchantID, to string, most int) (list []errand, err error) {
	const due = "SELECT id, subject, body, tries FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND state = 'waiting' AND due <= $3 ORDER BY due, made LIMIT $4"
	now := s.Now()
	args := []any{string(id), to, db.Instant(now), most}
	if list, err = errands(ctx, s.db.Read, due, args...); err != nil || len(list) == 0 {
		return nil, err
	}
	err = s.db.Change(ctx, "take deliveries on", func(tx *sql.Tx) error {
		if list, err = errands(ctx, tx, due+s.db.SkipLocked, args...); err != nil {
			return err
		}
		for _, e := range list {
			_, err := tx.ExecContext(ctx, "UPDATE webhook_delivery SET held = $4, due = $5 WHERE merchant = $1 AND subscription = $2 AND id = $3", string(id), to, e.id, s.process, db.Instant(now.Add(held)))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

func errands(ctx context.Context, from reader, text string, args ...any) (list []errand, err error) {
	rows, err := from.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, db.Failure("look for deliveries", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e errand
		var body string
		if err := rows.Scan(&e.id, &e.subject, &body, &e.tries); err != nil {
			return nil, db.Failure("look for deliveries", err)
		}
		e.body = []byte(body)
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("look for deliveries", err)
	}
	return list, nil
}

// release gives a delivery back that was not tried to its end.
func (s *Store) release(ctx context.Context, id shipping.MerchantID, to, name string) error {
	_, err := s.db.Write.ExecContext(ctx, "UPDATE webhook_delivery SET held = '', due = $5 WHERE merchant = $1 AND subscription = $2 AND id = $3 AND held = $4", string(id), to, name, s.process, db.Instant(s.Now()))
	if err != nil {
		return db.Failure("give a delivery back", err)
	}
	return nil
}

// releaseAll gives back what a process had taken on that was cut off, where no other can be at work.
func (s *Store) releaseAll(ctx context.Context, id shipping.MerchantID) error {
	if !s.db.Alone() {
		return nil
	}
	_, err := s.db.Write.ExecContext(ctx, "UPDATE webhook_delivery SET held = '', due = $2 WHERE merchant = $1 AND held <> ''", string(id), db.Instant(s.Now()))
	if err != nil {
		return db.Failure("give deliveries back", err)
	}
	return nil
}

// settle records what came of a delivery, and lets the next event of its subject go when it was the last try, or was taken.
func (s *Store) settle(ctx context.Context, id shipping.MerchantID, w *Subscription, e errand, a answer) error {
	now := s.Now()
	stage, due := s.after(&a, e.tries+1, now)
	off := ""
	err := s.db.Change(ctx, "record what came of a delivery", func(tx *sql.Tx) error {
		failing := now
		if a.taken() {
			failing = time.Time{}
		}
		_, err := tx.ExecContext(ctx, "UPDATE webhook_subscription SET failing = CASE WHEN CAST($3 AS BIGINT) = 0 OR failing = 0 THEN CAST($3 AS BIGINT) ELSE failing END WHERE merchant = $1 AND id = $2", string(id), w.ID, db.Instant(failing))
		if err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE webhook_delivery SET state = $5, tries = tries + 1, due = $6, held = '', tried = $7, status = $8, millis = $9, answer = $10, why = $11
			WHERE merchant = $1 AND subscription = $2 AND id = $3 AND held = $4`, string(id), w.ID, e.id, s.process, string(stage), db.Instant(due), db.Instant(now), a.status, a.took.Milliseconds(), a.text, a.why)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 { // it was asked for again meanwhile
			return err
		}
		if stage != Waiting {
			if err := s.next(ctx, tx, id, w.ID, e.subject, now); err != nil {
				return err
			}
		}
		off, err = s.turnOff(ctx, tx, id, w.ID, &a, now)
		return err
	})
	if err == nil && off != "" {
		s.Log.Warn("a webhook was turned off", "merchant", string(id), "webhook", w.ID, "why", off)
	}
	return err
}

// after is how a delivery stands behind a try, and when it is due again.
func (s *Store) after(a *answer, tries int, now time.Time) (Stage, time.Time) {
	switch {
	case a.taken():
		return Taken, time.Time{}
	case tries > len(waits):
		return GivenUp, time.Time{}
	}
	wait := waits[tries-1]
	wait += time.Duration(rand.Float64() * jitter * float64(wait))
	return Waiting, now.Add(max(wait, a.pause))
}

// next lets the next event of a subject go, unless one before it waits still.
func (s *Store) next(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, to, subject string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE webhook_delivery SET state = 'waiting', due = $4 WHERE merchant = $1 AND subscription = $2 AND subject = $3 AND state = 'behind'
		AND turn = (SELECT min(turn) FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND subject = $3 AND state = 'behind')
		AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE merchant = $1 AND subscription = $2 AND subject = $3 AND state = 'waiting')`, string(id), to, subject, db.Instant(now))
	return err
}

// turnOff turns a subscription off whose endpoint is gone, or has taken nothing for long, and says why.
func (s *Store) turnOff(ctx context.Context, tx *sql.Tx, id shipping.MerchantID, name string, a *answer, now time.Time) (why string, err error) {
	w, err := s.one(ctx, tx, id, name)
	if err != nil || w.State == Off {
		return "", err
	}
	switch {
	case a.status == http.StatusGone:
		why = "its endpoint says that it is gone (410)"
	case !w.Failing.IsZero() && now.Sub(w.Failing) >= mostFailing:
		why = "it has taken nothing since " + w.Failing.Format(time.RFC3339) + " (" + lastly(a) + ")"
	default:
		return "", nil
	}
	_, err = tx.ExecContext(ctx, "UPDATE webhook_subscription SET state = 'off', why = $3, since = $4 WHERE merchant = $1 AND id = $2", string(id), name, why, db.Instant(now))
	return why, err
}

// lastly says what came of the last try.
func lastly(a *answer) string {
	if a.status == 0 {
		return a.why
	}
	return "it answers " + strconv.Itoa(a.status)
}
