package merchant_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/ledger/record"
	"crosslane/merchant"
	"crosslane/shipping"
)

// threeMerchants sets a place up with three merchants; the middle one, by name, has orders, parcels, jobs, documents and timers.
func threeMerchants(t *testing.T, at merchant.At) {
	t.Helper()
	p := placed(t, at, merchant.Options{})
	added(t, p, "alpha")
	added(t, p, "zeta")
	m := of(t, p, merchant.First)
	stocked(t, m, "MUG")
	ordered(t, m, mugs(1, 2)...)
	filled(t, m)
	p.Close()
}

// unsynced opens a database in which changes wait for no disk.
func unsynced(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d, err := db.OpenUnsynced(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// keys are the columns by which a row of a table is found.
var keys = map[string]string{"merchants": "merchant", "facts": "pos", "balances": "stream", "jobs": "pos", "documents": "id"}

// only narrows the rows of a table to the one that is changed: a document about a person, not the Book's.
var only = map[string]string{"documents": " AND person <> ''"}

// columnsOf lists the columns of a table, and whether each is a number, a text or bytes.
func columnsOf(t *testing.T, d *db.DB, table string) (names, types []string) {
	t.Helper()
	text := "SELECT name, lower(type) FROM pragma_table_info($1)"
	if !d.Embedded {
		text = "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1"
	}
	rows, err := d.Read.Query(text, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		names, types = append(names, name), append(types, kind)
	}
	return names, types
}

// strangeValues are what a column is given.
var strangeValues = []struct {
	name   string
	value  any
	number bool
}{{"text", "text", false}, {"no text", "", false}, {"nothing", nil, false}, {"bytes", []byte{0, 255}, false},
	{"less than none", int64(-1), true}, {"huge", int64(1<<63 - 1), true}, {"a fraction", 2.5, true}}

// meaningless are values that change nothing: of what, and why.
var meaningless = map[string]string{
	"merchants.owner text":    "who holds a merchant is asked only until that time has passed",
	"merchants.owner no text": "so it is before anybody does",
	"balances.due nothing":    "so it is where no timer is open, as in this balance",
	"jobs.lease text":         "who finds another lease than his own leaves the job to the next",
	"jobs.lease no text":      "so it is while nobody performs the job",
	"jobs.error text":         "what came of the last attempt is words, for a person",
	"jobs.error no text":      "so it is before the first attempt",
}

// TestAuditNamesEveryCell puts a strange value into every column of every table of the ledger: it is found and named, never
// told in the words of SQL, and the other merchants are audited all the same.
func TestAuditNamesEveryCell(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		threeMerchants(t, at)
		p, err := merchant.Look(t.Context(), at, merchant.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		d, _ := databases(t, at)
		keep(t, d, record.Tables)
		tried := 0
		for _, table := range record.Tables {
			columns, types := columnsOf(t, d, table)
			if len(columns) < 6 {
				t.Fatalf("%s has the columns %v", table, columns)
			}
			for i, column := range columns {
				for _, v := range strangeValues {
					if v.number && types[i] == "text" || v.name == "a fraction" && !d.Embedded {
						continue // the database makes a text of it, or a whole number
					}
					_, err := d.Write.Exec(fmt.Sprintf("UPDATE %s SET %s = $1 WHERE merchant = 'main' AND %s = (SELECT max(%s) FROM %s WHERE merchant = 'main'%s)",
						table, column, keys[table], keys[table], table, only[table]), v.value)
					if err != nil { // the database itself does not take it
						continue
					}
					tried++
					what := table + "." + column + " " + v.name
					if meaningless[what] == "" {
						judgeCell(t, p, what)
					}
					putBack(t, d, []string{table})
				}
			}
		}
		if least := map[bool]int{true: 150, false: 60}[d.Embedded]; tried < least {
			t.Errorf("%d values were tried, and at least %d could be", tried, least)
		}
		if list, err := auditOf(p, false); err != nil || len(list) != 3 {
			t.Errorf("put back: %v, %v", list, err)
		}
	})
}

// TestAuditNamesAStrangeCursor: read tables whose cursor is none are told of as such, and filled anew.
func TestAuditNamesAStrangeCursor(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	threeMerchants(t, at)
	for _, text := range []string{"cursor = 'text'", "cursor = x'00'", "recorded = 'text'", "recorded = x'00'"} {
		d, views := databases(t, at)
		if _, err := views.Write.Exec("UPDATE view_cursor SET " + text + " WHERE merchant = 'main'"); err != nil {
			t.Fatal(err)
		}
		_, _ = views.Close(), d.Close()
		list, err := audited(t, at, true)
		if len(list) != 3 || list[0].Violated+list[2].Violated > 0 || shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "crosslane rebuild --views") || strings.Contains(err.Error(), "sql:") {
			t.Errorf("%s: %v, %+v", text, err, list)
		}
		p := placed(t, at, merchant.Options{})
		if err := p.RefillViews(t.Context()); err != nil {
			t.Errorf("%s: filled anew: %v", text, err)
		}
		p.Close()
		if _, err := audited(t, at, true); err != nil {
			t.Errorf("%s: filled anew: %v", text, err)
		}
	}
}

// judgeCell audits: the merchant main, or who took its place, is not in order, and the other two are.
func judgeCell(t *testing.T, p *merchant.Place, what string) {
	t.Helper()
	list, err := p.Audit(context.Background(), merchant.AuditOptions{})
	if err != nil {
		t.Errorf("%s: the audit fails: %v", what, err)
		return
	}
	violated := 0
	for _, a := range list {
		if a.Violation == nil {
			continue
		}
		violated++
		if text := a.Violation.Error(); a.Violation.Code != shipping.Corrupt || strings.Contains(text, "sql:") || strings.Contains(text, "SQL") ||
			strings.Contains(text, "convert") || !strings.HasPrefix(a.Violation.Field, string(a.Merchant)) && !strings.Contains(text, "#") {
			t.Errorf("%s: it says %v", what, a.Violation)
		}
	}
	ok := slices.ContainsFunc(list, func(a merchant.Audited) bool { return a.Merchant == "alpha" && a.Violation == nil }) &&
		slices.ContainsFunc(list, func(a merchant.Audited) bool { return a.Merchant == "zeta" && a.Violation == nil })
	if violated == 0 || !ok {
		t.Errorf("%s: %d of %d merchants are not in order, or another is not", what, violated, len(list))
	}
}
