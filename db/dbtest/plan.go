package dbtest

import (
	"strconv"
	"strings"
	"testing"

	"crosslane/db"
)

// Plan asks an SQLite database by which steps it would find the rows of a statement.
func Plan(t testing.TB, d *db.DB, text string) (steps []string) {
	t.Helper()
	var args []any
	for range strings.Count(text, "?") {
		args = append(args, "[]")
	}
	for n := 1; strings.Contains(text, "$"+strconv.Itoa(n)); n++ {
		args = append(args, "[]")
	}
	rows, err := d.Read.Query("EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(text, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
