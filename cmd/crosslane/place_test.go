package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/db/dbtest"
)

// starts are the commands that may begin a place, each with what it needs to be in order.
func starts(t *testing.T) [][]string {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return [][]string{
		{"import", "products", file("products.csv", "sku,name,weight_g\nmug,Mug,400\n")},
		{"import", "stock", file("stock.csv", "sku,warehouse,quantity,reference\nmug,szx,10,A1\n")},
		{"import", "orders", file("orders.csv", "number,placed,name,address1,city,postcode,country,sku,quantity,price,currency,weight_g,hs,origin\nA-1,2026-03-02,Ida Probe,Weg 1,Köln,50667,DE,mug,1,4.00,EUR,400,691200,CN\n")},
		{"migrate"},
		{"merchants", "add", "lumen"},
		{"book", "publish", file("book.yaml", strings.Replace(done(t, "", "book", "show"), "name: Trade defaults", "name: Mine", 1))},
	}
}

// TestAPlaceIsBegunOnPurpose: only with --new, and that is said.
func TestAPlaceIsBegunOnPurpose(t *testing.T) {
	for _, args := range starts(t) {
		dir := filepath.Join(t.TempDir(), "data")
		args = append(args, "--data", dir)
		out, errs, status := typed(t, "", args...)
		if status != 1 || out != "" || !strings.Contains(errs, "--data: no Crosslane data in "+dir) || !strings.Contains(errs, "--new") {
			t.Errorf("%v: status %d: %s%s", args, status, out, errs)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%v has made %s", args, dir)
		}
		if _, errs, status = typed(t, "", append(args, "--new", "--merchant", "lumne")...); status != 2 || !strings.Contains(errs, "--merchant: a new place has one merchant, main") {
			t.Errorf("%v --new for another merchant: status %d: %s", args, status, errs)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%v has made %s for a merchant that is not there", args, dir)
		}
		if _, errs, status = typed(t, "", append(args, "--new")...); status != 0 || errs != "A new place of data was begun in "+dir+".\n" {
			t.Errorf("%v --new: status %d: %s", args, status, errs)
		}
		if _, errs, _ = typed(t, "", append(args, "--new")...); strings.Contains(errs, "was begun") {
			t.Errorf("%v --new, again: %s", args, errs)
		}
	}
	if _, errs, status := typed(t, "", "serve", "--simulated", "--listen", "localhost:0", "--data", filepath.Join(t.TempDir(), "mistyped")); status != 1 || !strings.Contains(errs, "no Crosslane data in") {
		t.Errorf("serve: status %d: %s", status, errs)
	}
}

// TestADatabaseIsBegunOnPurpose: nothing is made in one that is empty.
func TestADatabaseIsBegunOnPurpose(t *testing.T) {
	dsn := dbtest.Postgres(t)
	for _, args := range append(starts(t), []string{"handed", "dragon"}, []string{"cases", "assign", "cas_x", "anna"}, []string{"rebuild"}, []string{"erase", "--email", "a@b.example"}) {
		if out, errs, status := typed(t, "", append(args, "--db", dsn)...); status != 1 || out != "" || !strings.Contains(errs, "there is nothing here yet") {
			t.Errorf("%v: status %d: %s%s", args, status, out, errs)
		}
	}
	if _, errs, status := typed(t, "", "migrate", "--new", "--db", dsn); status != 0 || errs != "A new place of data was begun in the database.\n" {
		t.Errorf("status %d: %s", status, errs)
	}
	if _, errs, status := typed(t, "", "migrate", "--db", dsn); status != 0 || errs != "" {
		t.Errorf("again: status %d: %s", status, errs)
	}
}

// TestMistypedDatabases: what is no address of a database is refused, and nothing is made in its name.
func TestMistypedDatabases(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, address := range []string{"postgress://localhost/shop", "mysql://localhost/shop", "shop.db", "localhost", "localhost:5432/shop", "postgres:/localhost/shop", "postgres://local host/shop", "Postgres://x/y"} {
		for _, args := range [][]string{{"migrate", "--new"}, {"cases"}, {"restore", "none.backup"}, {"demo", "--headless", "--days", "1"}, {"serve", "--new"}} {
			out, errs, status := typed(t, "", append(args, "--db", address)...)
			if status != 2 || out != "" || !strings.HasPrefix(errs, "crosslane: --db: is no address of a PostgreSQL database (it looks like postgres://user@host/database") {
				t.Errorf("%v --db %s: status %d: %s%s", args, address, status, out, errs)
			}
		}
	}
	if _, errs, status := typed(t, "", "migrate", "--new", "--data", ""); status != 2 || !strings.HasPrefix(errs, "crosslane: --data: names no directory") {
		t.Errorf("--data without a name: status %d: %s", status, errs)
	}
	t.Setenv("CROSSLANE_DB", "shop.db")
	if _, errs, status := typed(t, "", "cases"); status != 2 || !strings.Contains(errs, "--db: is no address") {
		t.Errorf("status %d: %s", status, errs)
	}
	if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
		t.Errorf("made %v, %v", made, err)
	}
}

// TestWrongUse: a value that cannot be meant is a wrong command line, with the flag, the value and what is allowed; nothing
// is begun or asked for.
func TestWrongUse(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, says := range map[string]string{
		"orders --limit 0":                    `--limit: "0"`,
		"parcels --limit=-1":                  `--limit: "-1"`,
		"cases list --limit 1000000":          `--limit: "1000000"`,
		"whatif --book b.yaml --limit 0":      `--limit: "0"`,
		"stock count MUG -8 --at szx":         `<quantity>: "-8"`,
		"stock move MUG -8 --from a --to b":   `<quantity>: "-8"`,
		"stock count MUG 1.5 --at szx":        `<quantity>: "1.5"`,
		"stock count MUG 5 --at szx --lot -5": "--lot",
		"stock scrap MUG 1 --at szx":          "--reason: is missing",
		"stock adjust MUG -1 --at szx":        "--reason: is missing",
		"serve --listen nonsense --new":       `--listen: "nonsense"`,
		"demo --listen :99999":                `--listen: ":99999"`,
		"route-server --listen localhost":     `--listen: "localhost"`,
	} {
		out, errs, status := typed(t, "", strings.Fields(args)...)
		if status != 2 || out != "" || !strings.Contains(errs, says) {
			t.Errorf("%s: status %d: %s%s", args, status, out, errs)
		}
	}
	if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
		t.Errorf("made %v, %v", made, err)
	}
}

// TestWhatIsTypedGoesFirst: a place that is named on the command line goes before one in the environment.
func TestWhatIsTypedGoesFirst(t *testing.T) {
	dir, dsn := filepath.Join(t.TempDir(), "data"), dbtest.Postgres(t)
	done(t, "", "merchants", "add", "file", "--new", "--data", dir)
	done(t, "", "merchants", "add", "database", "--new", "--db", dsn)
	for _, c := range []struct{ data, db, typed, says string }{
		{"", dsn, "--data=" + dir, "file"},
		{dir, dsn, "--data=" + dir, "file"},
		{dir, "", "--db=" + dsn, "database"},
		{dir, dsn, "--db=" + dsn, "database"},
		{dir, dsn, "--json=false", "database"},
	} {
		t.Setenv("CROSSLANE_DATA", c.data)
		t.Setenv("CROSSLANE_DB", c.db)
		if c.data == "" {
			_ = os.Unsetenv("CROSSLANE_DATA") // t.Setenv brings back what was
		}
		if out := done(t, "", "merchants", c.typed); !strings.Contains(out, c.says) {
			t.Errorf("%+v: %s", c, out)
		}
	}
}

// TestWhichBookAnswered: the Book that ships answers only where nobody named a place, and that is said.
func TestWhichBookAnswered(t *testing.T) {
	t.Chdir(t.TempDir())
	const parcel = `{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":450,"value":{"amount":"49.90","currency":"EUR"}}`
	for _, args := range [][]string{{"book", "show"}, {"quote", "rates"}} {
		out, errs, status := typed(t, parcel, args...)
		if status != 0 || out == "" || errs != "There are no data in crosslane-data yet: this is the Book that the program starts with.\n" {
			t.Errorf("%v: status %d: %s", args, status, errs)
		}
		out, errs, status = typed(t, parcel, append(args, "--data", "mistyped")...)
		if status != 1 || out != "" || !strings.Contains(errs, "no Crosslane data in mistyped") {
			t.Errorf("%v --data mistyped: status %d: %s", args, status, errs)
		}
	}
	done(t, "", "migrate", "--new")
	if _, errs, status := typed(t, parcel, "quote", "rates"); status != 0 || errs != "" {
		t.Errorf("with data: status %d: %s", status, errs)
	}
}

// TestAFileThatHoldsNothing is no place: whoever finds his ledger empty is not to begin anew without a word.
func TestAFileThatHoldsNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ledger.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range starts(t) {
		if _, errs, status := typed(t, "", append(args, "--data", dir)...); status == 0 || !strings.Contains(errs, "there is nothing here yet") || !strings.Contains(errs, "restore") {
			t.Errorf("%v: status %d: %s", args, status, errs)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "ledger.db")); err != nil || info.Size() != 0 {
		t.Errorf("something was begun: %v, %v", info, err)
	}
	if _, errs, status := typed(t, "", append(starts(t)[0], "--data", dir, "--new")...); status != 0 || !strings.Contains(errs, "A new place of data was begun") {
		t.Errorf("--new: status %d: %s", status, errs)
	}
}
