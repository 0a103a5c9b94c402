package view_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/view"
)

// TestMerchantStandsFirst: in every table and in every key and index the merchant comes first, and texts have one collation, so
// that the merchant can be what rows are distributed by.
func TestMerchantStandsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		if _, err := view.Open(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		tables, keys, indexes := `SELECT name, (SELECT name FROM pragma_table_info(m.name) WHERE cid = 0), (SELECT count(*) FROM pragma_table_info(m.name) WHERE name = 'tenant')
			FROM sqlite_master m WHERE type = 'table' AND name LIKE 'view_%' AND name <> 'view_migrations'`,
			`SELECT m.name, p.name, 0 FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name LIKE 'view_%' AND m.name <> 'view_migrations' AND p.pk = 1`,
			`SELECT i.name, c.name, 0 FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
			WHERE m.type = 'table' AND m.name LIKE 'view_%' AND m.name <> 'view_migrations' AND c.seqno = 0`
		if !d.Embedded {
			tables = `SELECT table_name, min(column_name) FILTER (WHERE ordinal_position = 1),
				count(*) FILTER (WHERE column_name = 'tenant' OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C')
				FROM information_schema.columns WHERE table_schema = current_schema() AND table_name LIKE 'view\_%' AND table_name <> 'view_migrations' GROUP BY table_name`
			first := `SELECT c.relname, a.attname, 0 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
				JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = i.indkey[0] WHERE r.relname LIKE 'view\_%' AND r.relname <> 'view_migrations'`
			keys, indexes = first+" AND i.indisprimary", first
		}
		for what, query := range map[string]string{"table": tables, "key": keys, "index": indexes} {
			if n := merchantFirst(t, d, what, query); what != "index" && n != 11 {
				t.Errorf("%d times a %s, want 11", n, what)
			}
		}
	})
}

func merchantFirst(t *testing.T, d *db.DB, what, query string) (n int) {
	t.Helper()
	rows, err := d.Read.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		var name, first string
		var wrong int
		if err := rows.Scan(&name, &first, &wrong); err != nil {
			t.Fatal(err)
		}
		if first != "merchant" || wrong > 0 {
			t.Errorf("%s %s begins with %s; %d columns are of another name or collation than they should be", what, name, first, wrong)
		}
	}
	return n
}

// TestOldDataOpens: a place of data of before opens. Its read tables are to be filled anew; its bookmarks are kept for every merchant.
func TestOldDataOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d := t.Context(), dbtest.Open(t, dsn)
		old := fstest.MapFS{}
		files, err := filepath.Glob("migrations/" + d.Name + "/0000[12]_*.sql")
		if err != nil || len(files) != 2 {
			t.Fatal(files, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			old[name] = &fstest.MapFile{Data: text}
		}
		if err := d.Migrate(ctx, "view", old); err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(`INSERT INTO view_cursor VALUES ('main', '7.9'), ('carrier:x', '42'), ('unmatched:x', '[]');
			INSERT INTO view_order VALUES ('anna', 'ord_1', '1', 's', '', 1, 'DE', 'received', 0, 5, 'EUR', '', 1);
			INSERT INTO view_case VALUES ('anna', 'cas_1', 'stuck', '', '', '', '', 1, 0, '', '', 0, 0, 0, 0);
			INSERT INTO view_count VALUES ('anna', 'stuck', 0, '', '', 0, 3)`, ";") {
			if _, err := d.Write.ExecContext(ctx, statement); err != nil {
				t.Fatal(err)
			}
		}
		s, err := view.Open(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, merchant := range []string{"main", "anna"} {
			m := merchantOf(merchant)
			place, err := s.Bookmark(ctx, m, "carrier:x")
			more, failed := s.Bookmark(ctx, m, "unmatched:x")
			if err != nil || failed != nil || place != "42" || more != "[]" {
				t.Errorf("%s: bookmarks %q %q, %v, %v", merchant, place, more, err, failed)
			}
			if cursor, err := s.Cursor(ctx, m); err != nil || cursor != "" {
				t.Errorf("%s: the cursor stands at %q, %v", merchant, cursor, err)
			}
			if place, err := s.Bookmark(ctx, m, "main"); err != nil || place != "" {
				t.Errorf("%s: the cursor became a bookmark: %q, %v", merchant, place, err)
			}
		}
		if f, err := s.Figures(ctx, "anna"); err != nil || f.Orders+f.CasesOpen+f.Stuck != 0 {
			t.Errorf("figures before the tables are filled: %+v, %v", f, err)
		}
		if err := s.Apply(context.Background(), "anna", life(1, 1, 2), "1"); err != nil {
			t.Fatal(err)
		}
		if f, err := s.Figures(ctx, "anna"); err != nil || f.Orders != 1 || f.Delivered != 1 {
			t.Errorf("figures once they are: %+v, %v", f, err)
		}
	})
}
