package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/ledger"
)

// TestAFullDiskEndsNoWorker: jobs that cannot be taken because the disk is full are taken once there is room, however long that
// takes, and each is performed once; what was recorded before stands, and what is refused meanwhile is recorded nowhere.
func TestAFullDiskEndsNoWorker(t *testing.T) {
	d, err := db.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	l, err := ledger.Open(t.Context(), d, shop{}, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const sold = 200
	sellMugs(t, l, sold)
	bound := func(pages string) { // it cannot be fewer than there are
		if _, err := d.Write.Exec("PRAGMA max_page_count = " + pages); err != nil {
			t.Fatal(err)
		}
	}
	bound("1")
	var refused error
	for i := sold; refused == nil && i < 10*sold; i++ {
		_, refused = l.Record(t.Context(), me, entry(order(i, "MUG", 1)))
	}
	if !db.Full(refused) {
		t.Fatalf("the disk is not full: %v", refused)
	}
	before, err := l.OpenJobs(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w, ended := &swift{}, make(chan error, 1)
	go func() {
		ended <- l.Work(ctx, me, w, ledger.WorkOptions{Poll: time.Millisecond, Backoff: time.Millisecond, Lease: time.Second})
	}()
	select {
	case err := <-ended:
		t.Fatalf("it ended while the disk was full: %v", err)
	case <-time.After(time.Second):
	}
	bound("1000000")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		open, err := l.OpenJobs(t.Context(), me)
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("%d jobs of %d are left, %v", len(open), len(before), err)
		}
		if len(open) == 0 {
			break
		}
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := booked(t, l, sold); n != sold {
		t.Errorf("%d of %d are booked", n, sold)
	}
}
