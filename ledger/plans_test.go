package ledger_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
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
var whole = regexp.MustCompile(`^(SCAN (facts|f|balances|documents|jobs|j)\b|SEARCH (facts|f|balances|documents)\b.* \(merchant=\?( AND pos<\?)?\)$)`)

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
		for _, step := range dbtest.Plan(t, d, text) {
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

// TestWhole: what reads every fact is told from what finds some, also where it reads them off an index.
func TestWhole(t *testing.T) {
	for step, want := range map[string]bool{
		"SCAN facts": true, "SCAN facts USING COVERING INDEX facts_begin": true, "SCAN f USING INDEX facts_begin": true, "SCAN documents USING INDEX documents_person": true,
		"SEARCH facts USING INDEX sqlite_autoindex_facts_1 (merchant=?)": true, "SEARCH f USING INDEX sqlite_autoindex_facts_1 (merchant=? AND pos<?)": true,
		"SEARCH facts USING INDEX sqlite_autoindex_facts_1 (merchant=? AND pos=?)": false, "SCAN line": false, "SCAN json_each VIRTUAL TABLE INDEX 1:": false,
	} {
		if whole.MatchString(step) != want {
			t.Errorf("%s: reads whole tables: %v", step, !want)
		}
	}
}
