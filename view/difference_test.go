package view_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
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
		if d.Embedded { // PostgreSQL takes no value of another kind
			strange(t, d, differs)
		}
		spoil(t, d, differs)
	})
}

// TestAgainst: read tables that somebody fills meanwhile are held against as many facts as they hold by then; what else differs
// is told at once, and so is a cursor that never is the same.
func TestAgainst(t *testing.T) {
	ctx := t.Context()
	facts, failed := life(1, 1, 2), errors.New("no facts")
	s, err := view.Open(ctx, dbtest.Open(t, dbtest.SQLite(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(ctx, "main", facts, "5"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		cursor func(fill int) string // at which the other tables stand once they are filled so often
		facts  []*fact.Fact
		fails  error
		fills  int
		differ string
	}{
		{"filled at once", func(int) string { return "5" }, facts, nil, 1, ""},
		{"somebody was ahead", func(fill int) string { return fmt.Sprint(2 + fill) }, facts, nil, 3, ""},
		{"never the same", func(fill int) string { return fmt.Sprint(100 + fill) }, facts, nil, 20, "view_cursor"},
		{"other rows", func(int) string { return "5" }, append(life(2, 1, 0), facts...), nil, 1, "view_order"},
		{"not filled", func(int) string { return "5" }, facts, failed, 1, ""},
	} {
		fills := 0
		m, err := view.Against(ctx, s, "main", func(ctx context.Context, fresh *view.Store) error {
			if fills++; fills > 1 {
				return fresh.Apply(ctx, "main", nil, c.cursor(fills))
			}
			return cmp.Or(c.fails, fresh.Apply(ctx, "main", c.facts, c.cursor(fills)))
		})
		if fills != c.fills || !errors.Is(err, c.fails) || (m == nil) != (c.differ == "") || m != nil && m.Table != c.differ {
			t.Errorf("%s: filled %d times, differs in %+v, %v", c.name, fills, m, err)
		}
	}
}

// spoil spoils one thing after the other, and mends it again.
func spoil(t *testing.T, d *db.DB, differs func(*view.Mismatch)) {
	t.Helper()
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
		perform(t, d, c.spoil)
		differs(&c.want)
		perform(t, d, c.mend)
		differs(nil)
	}
	perform(t, d, "INSERT INTO view_count VALUES ('main', 'asked', 9, 'l', 'c', 0, 0)") // none and 0 are the same
	perform(t, d, "INSERT INTO view_figure VALUES ('main', 'nothing', 0)")
	differs(nil)
	perform(t, d, "UPDATE view_switch SET times = 99 WHERE channel = 'ch-1'")
	differs(&view.Mismatch{Table: "view_switch", Key: "szx-DE ch-1 slow", Column: "times", A: "99", B: "2"})
}

// strange puts values of another kind than their column's where they read the same, or as nothing: each is a difference. Where
// SQLite would make a value fit, or refuse none, the table is one without kinds.
func strange(t *testing.T, d *db.DB, differs func(*view.Mismatch)) {
	t.Helper()
	for _, table := range []string{"view_parcel", "view_figure", "view_cursor"} {
		perform(t, d, "CREATE TABLE kept AS SELECT * FROM "+table)
		var columns string
		if err := d.Read.QueryRow("SELECT group_concat(name) FROM pragma_table_info($1)", table).Scan(&columns); err != nil {
			t.Fatal(err)
		}
		perform(t, d, "ALTER TABLE "+table+" RENAME TO whole", "CREATE TABLE "+table+" ("+columns+")")
		for _, c := range []struct {
			set, where string
			want       view.Mismatch
		}{
			{"cost = '450'", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "cost", A: `the text "450"`, B: "450"}},
			{"cost = x'343530'", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "cost", A: `the bytes "450"`, B: "450"}},
			{"cost = 450.5", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "cost", A: "the value 450.5", B: "450"}},
			{"currency = x'455552'", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "currency", A: `the bytes "EUR"`, B: "EUR"}},
			{"case_id = NULL", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "case_id", A: "nothing"}},
			{"milestone = 7", "id = 'par_001-1'", view.Mismatch{Table: "view_parcel", Key: "par_001-1", Column: "milestone", A: "the number 7", B: "delivered"}},
			{"n = '1'", "name = 'orders'", view.Mismatch{Table: "view_figure", Key: "orders", Column: "n", A: `the text "1"`, B: "1"}},
			{"n = NULL", "name = 'orders'", view.Mismatch{Table: "view_figure", Key: "orders", Column: "n", A: "nothing", B: "1"}},
			{"name = x'6f7264657273'", "name = 'orders'", view.Mismatch{Table: "view_figure", Key: "orders", B: "orders 1"}},
			{"recorded = CAST(recorded AS TEXT)", "merchant = 'main'", view.Mismatch{Table: "view_cursor", Column: "recorded", A: `the text "1774284600000"`, B: "1774284600000"}},
		} {
			if c.want.Table == table {
				perform(t, d, "DELETE FROM "+table, "INSERT INTO "+table+" SELECT * FROM kept")
				differs(nil)
				perform(t, d, "UPDATE "+table+" SET "+c.set+" WHERE "+c.where)
				differs(&c.want)
			}
		}
		perform(t, d, "DROP TABLE "+table, "ALTER TABLE whole RENAME TO "+table, "DROP TABLE kept")
		differs(nil)
	}
}

func perform(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	for _, text := range statements {
		if _, err := d.Write.ExecContext(context.Background(), text); err != nil {
			t.Fatal(text, err)
		}
	}
}
