package db_test

import (
	"context"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// TestWithoutCitus: where Citus is not there, that is said.
func TestWithoutCitus(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		err := db.DistributeCitus(context.Background(), dbtest.Open(t, dsn), []string{"things"})
		if shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), "itus") {
			t.Errorf("%v", err)
		}
	})
}

// TestDistribute: every table is handed to Citus once, by the merchant, beside the first. Citus cannot be installed here;
// functions of its names write down what they are asked.
func TestDistribute(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Open(t, dbtest.Postgres(t))
	for _, text := range []string{
		"CREATE TABLE a (merchant TEXT)", "CREATE TABLE b (merchant TEXT)", "CREATE TABLE c (merchant TEXT)",
		"CREATE TABLE citus_tables (table_name regclass, citus_table_type TEXT, col TEXT, beside TEXT)",
		`CREATE FUNCTION create_distributed_table(t regclass, col text, colocate_with text) RETURNS void LANGUAGE sql AS
			$$ INSERT INTO citus_tables VALUES (t, 'distributed', col, colocate_with) $$`,
	} {
		if _, err := d.Write.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, tables := range [][]string{{"a", "b"}, {"a", "b", "c"}} {
		if err := db.Distribute(d, ctx, tables); err != nil {
			t.Fatal(err)
		}
	}
	var got string
	if err := d.Read.QueryRow("SELECT string_agg(table_name::text || ' ' || col || ' ' || beside, ', ' ORDER BY table_name::text) FROM citus_tables").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != "a merchant default, b merchant a, c merchant a" {
		t.Errorf("distributed %s", got)
	}
}
