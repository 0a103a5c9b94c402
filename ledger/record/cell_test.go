package record_test

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// A cell takes a value of its own kind alone, and says what stands there otherwise, but not what it says.
func TestCells(t *testing.T) {
	var whole record.Whole
	var maybe record.MaybeWhole
	var text record.Text
	var raw record.Bytes
	for _, c := range []struct {
		cell  sql.Scanner
		value any
		says  string // empty: it is taken
	}{
		{&whole, int64(7), ""}, {&maybe, int64(8), ""}, {&text, "Anna", ""}, {&raw, []byte("Anna"), ""},
		{&whole, nil, "holds nothing where a whole number belongs"},
		{&whole, "7", "holds a text where a whole number belongs"},
		{&whole, 7.5, "holds a fraction where a whole number belongs"},
		{&whole, []byte("7"), "holds bytes where a whole number belongs"},
		{&whole, true, "holds a value of another kind (bool) where a whole number belongs"},
		{&maybe, "Anna", "holds a text where a whole number belongs"},
		{&text, nil, "holds nothing where a text belongs"},
		{&text, []byte("Anna"), "holds bytes where a text belongs"},
		{&text, int64(7), "holds a value of another kind (int64) where a text belongs"},
		{&raw, "Anna", "holds a text where bytes belong"},
		{&raw, nil, "holds nothing where bytes belong"},
	} {
		err := c.cell.Scan(c.value)
		if c.says == "" && err != nil || c.says != "" && (err == nil || err.Error() != c.says) {
			t.Errorf("%v into %T: %v, want %q", c.value, c.cell, err, c.says)
		}
	}
	if whole != 7 || maybe != (record.MaybeWhole{Int64: 8, Valid: true}) || text != "Anna" || string(raw) != "Anna" {
		t.Errorf("taken were %d %v %s %s", whole, maybe, text, raw)
	}
	if err := maybe.Scan(nil); err != nil || maybe.Valid || maybe.Int64 != 0 {
		t.Errorf("of no number it took %v, %v", maybe, err)
	}
}

func place(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.OpenUnsynced(context.Background(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := record.Migrate(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

// A row that is not as the program writes it is named by merchant, table, key and column.
func TestRowIsNamed(t *testing.T) {
	d := place(t)
	if _, err := d.Write.Exec("CREATE TABLE odd (pos, stream, id, other, body)"); err != nil {
		t.Fatal(err)
	}
	var pos record.Whole
	var stream, id, other record.Text
	var plain string
	for _, c := range []struct {
		values, field, says string
	}{
		{"5, 'a:1', 'pap_1', 'x', 'y'", "", ""},
		{"'a', 'a:1', 'pap_1', 'x', 'y'", "m/odd pos a stream a:1 id pap_1", "its pos holds a text"},
		{"5, 7, 'pap_1', 'x', 'y'", "m/odd pos 5 stream 7 id pap_1", "its stream holds a value of another kind"},
		{"5, 'a:1', x'41', 'x', 'y'", "m/odd pos 5 stream a:1 id \"A\"", "its id holds bytes"},
		{"5, 'a:1', 'pap_1', NULL, 'y'", "m/odd pos 5 stream a:1 id pap_1", "its other holds nothing"},
		{"5, 'a:1', '" + strings.Repeat("p", 81) + "', NULL, 'y'", "m/odd pos 5 stream a:1 id " + strings.Repeat("p", 80), "its other holds nothing"},
		{"5, 'a:1', '" + strings.Repeat("p", 80) + "', 7.5, 'y'", "m/odd pos 5 stream a:1 id " + strings.Repeat("p", 80), "its other holds a fraction"},
		{"5, 'a:1', 'pap_1', 'x', NULL", "", "converting NULL to string"}, // a cell that takes anything cannot tell
	} {
		if _, err := d.Write.Exec("DELETE FROM odd; INSERT INTO odd VALUES (" + c.values + ")"); err != nil {
			t.Fatal(err)
		}
		found, err := record.One(t.Context(), d.Read, "m", "odd", "SELECT pos, stream, id, other, body FROM odd WHERE $1 = 'm'", &pos, &stream, &id, &other, &plain)
		field := ""
		if e, ok := errors.AsType[*shipping.Error](err); ok {
			field = e.Field
		}
		if !found || (err == nil) != (c.says == "") || field != c.field || err != nil && !strings.Contains(err.Error(), c.says) || (field != "") != (shipping.CodeOf(err) == shipping.Corrupt) {
			t.Errorf("%s: found %t, %v of %q, want %q", c.values, found, err, field, c.says)
		}
	}
	if found, err := record.One(t.Context(), d.Read, "m", "odd", "SELECT pos FROM odd WHERE $1 = 'x'", &pos); found || err != nil {
		t.Errorf("of no row: %t, %v", found, err)
	}
}

// An instant is stored in milliseconds, and none as nothing.
func TestInstants(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC)
	if got := record.Instant(record.Millis(at)); !got.Equal(at) || got.Location() != time.UTC {
		t.Errorf("%v comes back as %v", at, got)
	}
	if ms := record.Millis(time.Time{}); ms.Valid || !record.Instant(ms).IsZero() {
		t.Errorf("no instant is stored as %v", ms)
	}
}

// A job begins when it was recorded, or later where it is not to be performed before.
func TestJobBegins(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var rows record.Jobs
	for pos, body := range []fact.Body{
		&fact.HandedOver{}, // asks for nothing
		&fact.BookingRequested{Carrier: "swift"},
		&fact.MessageRequested{Way: "mail"},
		&fact.MessageRequested{Way: "mail", Earliest: noon.Add(-time.Hour)},
		&fact.MessageRequested{Way: "mail", Earliest: noon.Add(time.Hour)},
	} {
		rows.Add("m", int64(pos), &fact.Fact{Stream: "parcel:p", Recorded: noon, Body: body})
	}
	ms := noon.UnixMilli()
	want := []any{[]string{"m", "m", "m", "m"}, []int64{1, 2, 3, 4}, []string{"BookingRequested", "MessageRequested", "MessageRequested", "MessageRequested"},
		[]string{"swift", "mail", "mail", "mail"}, []int64{ms, ms, ms, ms + 3_600_000}}
	if got := rows.Columns(); !reflect.DeepEqual(got, want) {
		t.Errorf("jobs begin as %v, want %v", got, want)
	}
}

// The states of many balances are stored each as it was, however large.
func TestBalancesAreKept(t *testing.T) {
	var rows record.Balances
	var want [][]byte
	for n := range 60 {
		b := fact.NewBalance("stock:MUG")
		for i := range n * 12 {
			b.Apply(&fact.Fact{Stream: "stock:MUG", Body: &fact.StockMoved{SKU: "MUG", Quantity: int64(i + 1), From: shipping.Supplier,
				To: shipping.Location("szx/A-" + strings.Repeat("x", i%7) + string(rune('a'+i%26)))}})
		}
		rows.Add("m", b, int64(n), record.Sum{byte(n)})
		want = append(want, fact.AppendState(nil, b.State))
	}
	states := rows.Columns()[6].([][]byte)
	if rows.Len() != 60 || !reflect.DeepEqual(states, want) {
		t.Errorf("%d states are not those that were added", rows.Len())
	}
	again := states[3]
	if again = append(again, 'x'); !reflect.DeepEqual(states[4], want[4]) || len(again) == 0 {
		t.Error("a state grows into the next")
	}
}

// A document is read as it was kept; one that was erased, never was, or is another merchant's is not found.
func TestDocument(t *testing.T) {
	d := place(t)
	letter := shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
	note := shipping.NewDocument("text/plain", "", []byte("a note"))
	for _, doc := range []shipping.Document{letter, note} {
		if _, err := d.Write.Exec("INSERT INTO documents (merchant, id, person, media, body) VALUES ('m', $1, $2, $3, $4)", string(doc.ID), doc.Person, doc.Media, doc.Body); err != nil {
			t.Fatal(err)
		}
	}
	got, err := record.Document(t.Context(), d.Read, "m", letter.ID)
	if err != nil || !reflect.DeepEqual(got, letter) {
		t.Errorf("read %+v, %v", got, err)
	}
	if _, err := record.Document(t.Context(), d.Read, "other", letter.ID); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("another merchant's: %v", err)
	}
	about, err := record.DocumentsAbout(t.Context(), d.Read, "m", "per_anna")
	if err != nil || !reflect.DeepEqual(about, []shipping.DocumentID{letter.ID}) {
		t.Errorf("about Anna are %v, %v", about, err)
	}
	tx, err := d.Write.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := record.Erase(t.Context(), d, tx, "m", about, time.Date(2026, 3, 1, 23, 59, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if _, err := record.Document(t.Context(), d.Read, "m", letter.ID); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "was erased on 2026-03-01") {
		t.Errorf("the erased letter: %v", err)
	}
	var left string
	if err := d.Read.QueryRow("SELECT person || media || body FROM documents WHERE erased <> 0").Scan(&left); err != nil || left != "" {
		t.Errorf("of it is left %q, %v", left, err)
	}
	if gone, err := record.ErasedDocuments(t.Context(), d.Read, "m"); err != nil || !reflect.DeepEqual(gone, about) {
		t.Errorf("erased are %v, %v", gone, err)
	}
	if got, err := record.Document(t.Context(), d.Read, "m", note.ID); err != nil || !reflect.DeepEqual(got, note) {
		t.Errorf("the note reads %+v, %v", got, err)
	}
	var secure int
	if err := d.Write.QueryRow("PRAGMA secure_delete").Scan(&secure); err != nil || secure != 0 {
		t.Errorf("deleting goes on as slowly: %d, %v", secure, err)
	}
}

// Tables that are not there, or of another program's form, are refused, with what to do.
func TestReady(t *testing.T) {
	d, err := db.OpenUnsynced(t.Context(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := record.Ready(t.Context(), d); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("nothing there: %v", err)
	}
	if err := record.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := record.Ready(t.Context(), d); err != nil {
		t.Errorf("of this program: %v", err)
	}
}

// A new merchant gets a row and a place on the roll, once.
func TestBorn(t *testing.T) {
	d := place(t)
	for _, c := range []struct {
		m     shipping.MerchantID
		fresh bool
	}{{"zeta", true}, {"acme", true}, {"zeta", false}} {
		if got, err := record.Born(t.Context(), d, c.m); got != c.fresh || err != nil {
			t.Errorf("%s: new %t, %v", c.m, got, err)
		}
	}
	if roll, err := record.Enrolled(t.Context(), d.Read); err != nil || !reflect.DeepEqual(roll, []shipping.MerchantID{"zeta", "acme"}) {
		t.Errorf("the roll names %v, %v", roll, err)
	}
	if list, err := record.Merchants(t.Context(), d.Read); err != nil || !reflect.DeepEqual(list, []shipping.MerchantID{"acme", "zeta"}) {
		t.Errorf("merchants are %v, %v", list, err)
	}
	if s, found, err := record.StandingOf(t.Context(), d.Read, "zeta"); !found || err != nil || s != (record.Standing{}) {
		t.Errorf("a new one stands at %+v, %t, %v", s, found, err)
	}
	if _, found, err := record.StandingOf(t.Context(), d.Read, "never"); found || err != nil {
		t.Errorf("one that never was: %t, %v", found, err)
	}
}

// TestBornChangesNoDamage: where a merchant cannot be new, or the roll is none, nothing is written; and whoever is added behind a
// last line that was cut off has a line of their own.
func TestBornChangesNoDamage(t *testing.T) {
	for _, c := range []struct {
		name, sql, says string
		roll            []shipping.MerchantID // once zeta is added
	}{
		{name: "cut off behind the name", sql: "UPDATE roll SET names = 'main'", roll: []shipping.MerchantID{"main", "zeta"}},
		{name: "cut off in the name", sql: "UPDATE roll SET names = 'acme' || char(10) || 'mai'", roll: []shipping.MerchantID{"acme", "mai", "zeta"}},
		{name: "whole", sql: "UPDATE roll SET names = 'main' || char(10)", roll: []shipping.MerchantID{"main", "zeta"}},
		{name: "empty", sql: "UPDATE roll SET names = ''", roll: []shipping.MerchantID{"zeta"}},
		{name: "gone", sql: "DELETE FROM roll", says: "the row that names all merchants is missing"},
		{name: "twice", sql: "INSERT INTO roll VALUES ('')", says: "is there twice"},
		{name: "on the roll", sql: "UPDATE roll SET names = 'zeta' || char(10)", says: "the row is missing of a merchant whom the roll names"},
		{name: "with facts", sql: "INSERT INTO facts (merchant, pos, stream, prev, record, hash) VALUES ('zeta', 1, 's', 0, x'00', x'00')", says: "its newest is another than the newest fact"},
	} {
		d := place(t)
		if _, err := d.Write.Exec(c.sql); err != nil {
			t.Fatal(c.name, err)
		}
		before := written(t, d)
		born, err := record.Born(t.Context(), d, "zeta")
		if c.says != "" {
			if born || shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), c.says) || written(t, d) != before {
				t.Errorf("%s: new %t, %v; was %s, is %s", c.name, born, err, before, written(t, d))
			}
			continue
		}
		if roll, failed := record.Enrolled(t.Context(), d.Read); !born || err != nil || failed != nil || !slices.Equal(roll, c.roll) {
			t.Errorf("%s: new %t, %v; the roll names %q, %v", c.name, born, err, roll, failed)
		}
	}
}

// TestTakeChangesNoDamage: a merchant whose row no node wrote, or whose newest fact is another than it says, is not taken, and
// the row stays as it is.
func TestTakeChangesNoDamage(t *testing.T) {
	for text, says := range map[string]string{"epoch = 'text'": "its epoch holds a text", "epoch = -1": "its epoch is none", "newest = 7": "its newest is another", "owner = owner": ""} {
		d := place(t)
		if _, err := record.Born(t.Context(), d, "zeta"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write.Exec("UPDATE merchants SET " + text); err != nil {
			t.Fatal(err)
		}
		before := written(t, d)
		s, found, err := record.Take(t.Context(), d, "zeta", "node", 250)
		switch {
		case says == "" && (!found || err != nil || s.Epoch != 1):
			t.Errorf("taken %t, %+v, %v", found, s, err)
		case says != "" && (found || shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), says) || written(t, d) != before):
			t.Errorf("%s: taken %t, %v; was %s, is %s", text, found, err, before, written(t, d))
		}
		if _, found, err := record.Take(t.Context(), d, "nobody", "node", 250); found || err != nil {
			t.Errorf("nobody is taken: %t, %v", found, err)
		}
	}
}

// written is what the roll and the rows of merchants say.
func written(t *testing.T, d *db.DB) (text string) {
	t.Helper()
	err := d.Read.QueryRow(`SELECT coalesce((SELECT group_concat(quote(names)) FROM roll), '') || ' ' ||
		coalesce((SELECT group_concat(quote(merchant) || quote(epoch) || quote(owner) || quote(newest)) FROM merchants), '')`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
