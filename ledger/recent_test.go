package ledger_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// TestFeedFromMemory: the feed of the ledger that writes, from its memory as far as that reaches, is the feed
// that a reader finds in the file.
func TestFeedFromMemory(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.SQLite(t)
	l := open(t, dsn, ledger.Options{})
	var group []ledger.Entry
	for i := range 9000 { // more than are kept in memory
		group = append(group, entry(receipt(shipping.SKU(fmt.Sprint("SKU-", i%7)), 1)))
		group[i].Facts[0].Body.(*fact.StockMoved).Reference = fmt.Sprint(i)
	}
	for _, p := range l.SubmitAll(me, group) {
		if _, err := p.Wait(ctx); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.OpenReadOnly(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	reader := ledger.Look(d)
	for _, after := range []int64{0, 10, 800, 4500, 8990, 9000, 9100} {
		for _, limit := range []int{1, 50, 20_000} {
			want, err := reader.Feed(ctx, me, after, limit)
			got, err2 := l.Feed(ctx, me, after, limit)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("behind %d, at most %d: %d facts, and not the %d of the file", after, limit, len(got), len(want))
			}
		}
	}
}
