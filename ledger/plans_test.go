package ledger_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/ledger"
)

// readWhole are the statements that read a whole table of a merchant, and may.
var readWhole = []string{
	"SELECT due, stream FROM balances WHERE merchant = $1 AND due IS NOT NULL", // once, when a node begins
	"SELECT pos FROM facts WHERE merchant = $1 ORDER BY pos DESC LIMIT 1",      // reads one row
}

// whole is a step of a plan that reads all rows of a merchant in a table that grows for ever, or all facts before one.
var whole = regexp.MustCompile(`^(SCAN|SEARCH) (facts|f|balances|documents)\b( .*\(merchant=\?( AND pos<\?)?\))?$`)

// TestEveryStatementFindsItsRows has a ledger do everything it can on SQLite, and asks it how it would find the rows of each
// statement: with a million facts, one that reads them all is an hour of an import.
func TestEveryStatementFindsItsRows(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	d := dbtest.Open(t, dbtest.SQLite(t))
	at := &clock{now: noon}
	begin := func() *ledger.Ledger {
		l, err := ledger.Open(context.Background(), d, shop{}, ledger.Options{Now: at.Now})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := begin()
	stop := db.Hear(func(text string, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		seen[text] = true
	})
	defer stop()
	doEverything(context.Background(), t, me, l, l)
	l.Close()
	l = begin() // to which most streams are new
	_, err := l.History(context.Background(), me, "stock:MUG")
	put(t, l, order(9, "MUG", 1))
	l.Close()
	stop()
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for text := range seen {
		if !ours.MatchString(text) || strings.HasPrefix(text, "INSERT INTO") || slices.Contains(readWhole, text) {
			continue
		}
		looked++
		for _, step := range plan(t, d, text) {
			if whole.MatchString(step) {
				t.Errorf("reads whole tables: %s\n%s", text, step)
			}
		}
	}
	for _, needed := range []string{"prev = 0", "WITH RECURSIVE", "UPDATE jobs", "DELETE FROM jobs", "FROM documents", "pos > $2"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(text string) bool { return strings.Contains(text, needed) }) {
			t.Errorf("nothing was asked with %s", needed)
		}
	}
	if looked < 10 {
		t.Errorf("only %d statements were heard", looked)
	}
}

// plan asks SQLite how it would find the rows of a statement.
func plan(t *testing.T, d *db.DB, text string) (steps []string) {
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
