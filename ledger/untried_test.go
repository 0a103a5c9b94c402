package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// TestUntried: a worker is told that nobody has begun a job before only where that is so: not when an attempt failed, not when a
// dead job is repeated, and not when a process died that had taken it, though that attempt is not counted.
func TestUntried(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.SQLite(t)
	at := &clock{now: noon}
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(ctx, d, shop{}, ledger.Options{Now: at.Now, Writers: 1})
	if err != nil {
		t.Fatal(err)
	}
	sellMugs(t, l, 4)
	_, err = d.Write.ExecContext(ctx, "UPDATE jobs SET lease = 'dead', attempt = 1 WHERE pos = (SELECT max(pos) FROM jobs)")
	l.Close()
	d.Close()
	if err != nil {
		t.Fatal(err)
	}
	l = open(t, dsn, ledger.Options{Now: at.Now, Writers: 1})
	tried := map[shipping.Stream][]bool{}
	failing := orderID(1).Parcel(1).Stream()
	w := &swift{answer: func(t *fact.Task, call int) error {
		tried[t.Job.Stream] = append(tried[t.Job.Stream], t.Untried)
		if t.Job.Stream == failing && call == 1 {
			return errors.New("the line is busy")
		}
		if t.Job.Stream == failing && call == 2 {
			return shipping.BadField("weight", "is missing", "")
		}
		return nil
	}}
	l.Drain(ctx, me, w)
	at.pass(2 * time.Hour)
	l.Drain(ctx, me, w)
	dead, err := l.DeadJobs(ctx, me)
	if err != nil || len(dead) != 1 {
		t.Fatalf("%+v, %v", dead, err)
	}
	if err := l.Repeat(ctx, me, dead[0].Fact.ID()); err != nil {
		t.Fatal(err)
	}
	l.Drain(ctx, me, w)
	fresh, cut := 0, 0
	for stream, list := range tried {
		switch {
		case stream == failing:
			if len(list) != 3 || !list[0] || list[1] || list[2] {
				t.Errorf("the failing one: %v", list)
			}
		case list[0]:
			fresh++
		default:
			cut++
		}
	}
	if fresh != 2 || cut != 1 {
		t.Errorf("%d were untried, %d may have been begun: want 2 and 1", fresh, cut)
	}
}
