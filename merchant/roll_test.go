package merchant_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/ledger/record"
	"crosslane/merchant"
	"crosslane/shipping"
)

// everywhere is a statement for each table in which a merchant has rows.
func everywhere(text string) (list []string) {
	for _, table := range record.Tables {
		list = append(list, strings.ReplaceAll(text, "{table}", table))
	}
	return list
}

// ghostly is done to a place of the merchants alpha, main and zeta: of whom the audit tells it, in which words, and which
// merchants are there once a rebuild has mended it.
var ghostly = []struct {
	name, of, want string
	sql            []string
	left           string
	loss           bool // a rebuild does it only when the loss is accepted
	sqlite         bool // PostgreSQL does not take it
}{
	{name: "a merchant is gone", of: "main", want: "the roll names this merchant", sql: everywhere("DELETE FROM {table} WHERE merchant = 'main'"), left: "alpha zeta", loss: true},
	{name: "all merchants are gone", of: "alpha", want: "the roll names this merchant", sql: everywhere("DELETE FROM {table}"), left: "", loss: true},
	{name: "a merchant under another name", of: "main", want: "the roll names this merchant", sql: everywhere("UPDATE {table} SET merchant = 'thief' WHERE merchant = 'main'")},
	{name: "no roll", of: "", want: "the row that names all merchants is missing", sql: []string{"DELETE FROM roll"}, left: "alpha main zeta", loss: true},
	{name: "two rolls", of: "", want: "is there twice", sql: []string{"INSERT INTO roll VALUES ('main')"}, left: "alpha main zeta", loss: true},
	{name: "a roll that is none", of: "", want: "its names holds bytes where a text belongs", sql: []string{"UPDATE roll SET names = x'00'"}, left: "alpha main zeta", loss: true, sqlite: true},
	{name: "a roll without a merchant", of: "zeta", want: "it does not name the merchant", sql: []string{"UPDATE roll SET names = replace(names, 'zeta' || substr(names, length(names), 1), '')"}, left: "alpha main zeta"},
	{name: "a merchant twice", of: "zeta", want: "it stands there twice", sql: []string{"UPDATE roll SET names = names || 'zeta' || substr(names, length(names), 1)"}, left: "alpha main zeta"},
	{name: "jobs of nobody", of: "ghost", want: "no such merchant was ever added", sql: []string{"INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('ghost', 1, 'x', 'x', 1)"}, left: "alpha main zeta"},
	{name: "documents of nobody", of: "ghost", want: "no such merchant was ever added", sql: []string{"INSERT INTO documents (merchant, id, person, media, body) SELECT 'ghost', id, person, media, body FROM documents WHERE merchant = 'main'"}, left: "alpha main zeta"},
	{name: "jobs without a name", of: "", want: "belong to a merchant that has no name", sql: []string{"INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('', 1, 'x', 'x', 1)"}, left: "alpha main zeta"},
	{name: "facts without a name", of: "", want: "rows of [facts] belong to a merchant that has no name", sql: []string{"INSERT INTO facts (merchant, pos, stream, prev, record, hash) SELECT '', pos, stream, prev, record, hash FROM facts WHERE merchant = 'main'"}, left: "alpha main zeta", loss: true},
	{name: "a row without a name", of: "", want: "belong to a merchant that has no name", sql: []string{"INSERT INTO merchants (merchant, epoch, owner, until, newest, facts, hash, stored) SELECT NULL, epoch, owner, until, newest, facts, hash, stored FROM merchants WHERE merchant = 'main'"}, left: "alpha main zeta", sqlite: true},
	{name: "a name that is bytes", of: "main", want: "belong to a merchant that has no name", sql: []string{"INSERT INTO balances (merchant, stream, version, head, hash, due, state, seal) SELECT CAST(merchant AS BLOB), stream, version, head, hash, due, state, seal FROM balances WHERE merchant = 'main'"}, left: "alpha main zeta", sqlite: true},
}

// TestAuditCallsTheRoll: whoever is gone, or was never added, is named, also where nothing else tells of them; the others
// are audited. A rebuild mends it, and goes on without what is lost only when that is accepted.
func TestAuditCallsTheRoll(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		threeMerchants(t, at)
		tables := slices.Concat(record.Tables, []string{record.Roll})
		behind(t, at, func(d *db.DB) { keep(t, d, tables) })
		for _, c := range ghostly {
			if c.sqlite && at.DB != "" {
				continue
			}
			behind(t, at, func(d *db.DB) {
				for _, text := range c.sql {
					if _, err := d.Write.Exec(text); err != nil {
						t.Fatalf("%s: %v", c.name, err)
					}
				}
			})
			list, _ := audited(t, at, false)
			i := slices.IndexFunc(list, func(a merchant.Audited) bool { return string(a.Merchant) == c.of })
			if i < 0 || list[i].Violation == nil || !strings.Contains(list[i].Violation.Error(), c.want) {
				t.Errorf("%s: the audit does not tell %q of %q: %+v", c.name, c.want, c.of, list)
			}
			if c.left != "" || c.loss {
				mend(t, at, c.name, c.left, c.loss)
			}
			behind(t, at, func(d *db.DB) { putBack(t, d, tables) })
		}
	})
}

// behind does something to the ledger's tables behind the program's back.
func behind(t *testing.T, at merchant.At, do func(*db.DB)) {
	t.Helper()
	d, views := databases(t, at)
	defer views.Close()
	defer d.Close()
	do(d)
}

// mend rebuilds: then the audit finds the merchants that are left in order.
func mend(t *testing.T, at merchant.At, name, left string, loss bool) {
	t.Helper()
	if loss {
		if _, err := merchant.Rebuild(t.Context(), at, false, nil); shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "(crosslane restore FILE --data NEW); where there is none, crosslane rebuild --accept-loss") {
			t.Errorf("%s: rebuilt without a word: %v", name, err)
		}
	}
	if _, err := merchant.Rebuild(t.Context(), at, loss, nil); err != nil {
		t.Errorf("%s: rebuilt: %v", name, err)
	}
	list, err := audited(t, at, false)
	var names []string
	for _, a := range list {
		names = append(names, string(a.Merchant))
	}
	if got := strings.Join(names, " "); got != left || err != nil {
		t.Errorf("%s: after a rebuild there are %q, not %q: %v", name, got, left, err)
	}
}

// TestOneRowStopsNobodyElse: a merchant whose row is none that a node wrote is named, and the others are opened; a rebuild
// mends it.
func TestOneRowStopsNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		threeMerchants(t, at)
		for i, text := range []string{"epoch = -1", "epoch = 9223372036854775807", "epoch = 'text'", "owner = CAST('x' AS BLOB)", "stored = 1000000", "stored = 'text'", "until = 9000000000000000000"} {
			var refused error
			behind(t, at, func(d *db.DB) { _, refused = d.Write.Exec("UPDATE merchants SET " + text + " WHERE merchant = 'main'") })
			if refused != nil && at.DB != "" {
				continue
			}
			if refused != nil {
				t.Fatal(refused)
			}
			p := placed(t, at, merchant.Options{})
			all, err := p.Served(t.Context(), nil)
			if len(all) != 2 || shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "main is not served: main/merchants: its "+strings.Fields(text)[0]) &&
				!strings.Contains(err.Error(), "before its stored") {
				t.Errorf("%s: %d are served, %v", text, len(all), err)
			}
			p.Close()
			if list, _ := audited(t, at, false); len(list) != 3 || list[1].Violation == nil || list[0].Violated+list[2].Violated > 0 {
				t.Errorf("%s: the audit says %+v", text, list)
			}
			mend(t, at, text, "alpha main zeta", false)
			p = placed(t, at, merchant.Options{})
			stocked(t, of(t, p, merchant.First), fmt.Sprint("CUP-", i))
			p.Close()
		}
	})
}

// TestARestoreCallsTheRoll: the merchants of a backup are on the roll of the place into which it was restored.
func TestARestoreCallsTheRoll(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		from := merchant.At{Data: t.TempDir()}
		threeMerchants(t, from)
		if _, err := merchant.Restore(t.Context(), at, bytes.NewReader(backedUp(t, from)), merchant.Options{}); err != nil {
			t.Fatal(err)
		}
		if list, err := audited(t, at, true); err != nil || len(list) != 3 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
