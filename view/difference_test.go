package view_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/view"
)

// TestDifference holds read tables against a rebuild in another place, which may be on another engine: of the same facts, however
// they were cut, they are the same; each thing that is spoilt is named.
func TestDifference(t *testing.T) {
	ctx := t.Context()
	facts := append(random(rand.New(rand.NewPCG(8, 8)), 700), life(1, 2, 2)...)
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		a, err := view.Open(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		b, err := view.Open(ctx, dbtest.Open(t, dbtest.SQLite(t)))
		if err != nil {
			t.Fatal(err)
		}
		differs := func(want *view.Mismatch) {
			t.Helper()
			m, err := view.Difference(ctx, a, b, "main")
			if err != nil || (m == nil) != (want == nil) || m != nil && *m != *want {
				t.Errorf("differs in %+v, %v, want %+v", m, err, want)
			}
		}
		differs(nil)
		for i := 0; i < len(facts); i += 90 {
			if err := a.Apply(ctx, "main", facts[i:min(i+90, len(facts))], "7"); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := view.Difference(ctx, a, b, "main"); err != nil || m == nil || m.Table != "view_cursor" || m.Key != "" || m.Column != "" || m.B != "" || m.A == "" {
			t.Errorf("against nothing: %+v, %v", m, err)
		}
		if err := b.Apply(ctx, "main", facts, "7"); err != nil {
			t.Fatal(err)
		}
		if err := b.Apply(ctx, "other", facts, "8"); err != nil {
			t.Fatal(err)
		}
		if err := b.KeepBookmarks(ctx, "main", map[string]string{"carrier:x": "1"}); err != nil {
			t.Fatal(err)
		}
		differs(nil)
		spoil(t, d, differs)
	})
}

// spoil spoils one thing after the other, and mends it again.
func spoil(t *testing.T, d *db.DB, differs func(*view.Mismatch)) {
	t.Helper()
	perform := func(statement string) {
		t.Helper()
		if _, err := d.Write.ExecContext(context.Background(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	for _, c := range []struct {
		spoil, mend string
		want        view.Mismatch
	}{
		{"UPDATE view_cursor SET cursor = '6'", "UPDATE view_cursor SET cursor = '7'", view.Mismatch{Table: "view_cursor", Column: "cursor", A: "6", B: "7"}},
		{"UPDATE view_order SET parcels = 5", "UPDATE view_order SET parcels = 1", view.Mismatch{Table: "view_order", Key: "ord_001", Column: "parcels", A: "5", B: "1"}},
		{"UPDATE view_parcel SET cost = 451 WHERE id = 'par_001-1'", "UPDATE view_parcel SET cost = 450 WHERE id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "cost", A: "451", B: "450"}},
		{"INSERT INTO view_case VALUES ('main', 'cas_0', 'x', 'o', 'p', 'c', 'l', 1, 2, 'w', '', 3, 4, 5, 6)", "DELETE FROM view_case WHERE id = 'cas_0'",
			view.Mismatch{Table: "view_case", Key: "cas_0", A: "cas_0 x o p c l 1 2 w  3 4 5 6"}},
		{"INSERT INTO view_count VALUES ('main', 'asked', -7, 'l', 'c', 0, 3), ('main', 'asked', 9, 'l', 'c', 0, 3), ('main', 'asked', 80, 'l', 'c', 0, 3)", "DELETE FROM view_count WHERE lane = 'l'",
			view.Mismatch{Table: "view_count", Key: "asked -7 l c 0", A: "asked -7 l c 0 3"}},
		{"INSERT INTO view_count VALUES ('main', 'asked', 9, 'l', 'c', 0, 3), ('main', 'asked', 80, 'l', 'c', 0, 3)", "DELETE FROM view_count WHERE lane = 'l'",
			view.Mismatch{Table: "view_count", Key: "asked 9 l c 0", A: "asked 9 l c 0 3"}},
		{"INSERT INTO view_count VALUES ('main', 'zzz', 9, 'l', 'c', 0, 1)", "DELETE FROM view_count WHERE lane = 'l'", view.Mismatch{Table: "view_count", Key: "zzz 9 l c 0", A: "zzz 9 l c 0 1"}},
		{"UPDATE view_figure SET n = 3 WHERE name = 'orders'", "UPDATE view_figure SET n = 1 WHERE name = 'orders'", view.Mismatch{Table: "view_figure", Key: "orders", Column: "n", A: "3", B: "1"}},
		{"DELETE FROM view_figure WHERE name = 'orders'", "INSERT INTO view_figure VALUES ('main', 'orders', 1)", view.Mismatch{Table: "view_figure", Key: "orders", B: "orders 1"}},
	} {
		perform(c.spoil)
		differs(&c.want)
		perform(c.mend)
		differs(nil)
	}
	perform("INSERT INTO view_count VALUES ('main', 'asked', 9, 'l', 'c', 0, 0)") // none and 0 are the same
	perform("INSERT INTO view_figure VALUES ('main', 'nothing', 0)")
	differs(nil)
	perform("UPDATE view_switch SET times = 99 WHERE channel = 'ch-1'")
	differs(&view.Mismatch{Table: "view_switch", Key: "szx-DE ch-1 slow", Column: "times", A: "99", B: "2"})
}
