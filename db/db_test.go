package db_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// held keeps the database of the other process open: what nobody can reach is closed.
var held *db.DB

// TestMain lets the test binary be another process that has a database open: see TestOneWriter.
func TestMain(m *testing.M) {
	if dsn := os.Getenv("CROSSLANE_TEST_LOOK"); dsn != "" {
		look(dsn)
		return
	}
	if name := os.Getenv("CROSSLANE_TEST_WRITE"); name != "" {
		fmt.Println(db.WholeFile(name, func(f *os.File) error { _, err := f.WriteString("whole"); return err }))
		return
	}
	if dsn := os.Getenv("CROSSLANE_TEST_HOLD"); dsn != "" {
		var err error
		held, err = db.Open(context.Background(), dsn)
		fmt.Println("open", err)
		time.Sleep(time.Hour) // until it is killed; with nothing to wake it, Go would end it by itself
	}
	os.Exit(m.Run())
}

// TestOneWriter: one process has an SQLite database for itself until it ends, and others may read.
func TestOneWriter(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.SQLite(t)
	if _, err := db.OpenReadOnly(ctx, dsn); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("reading a database that is not there: %v", err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CROSSLANE_TEST_HOLD="+dsn)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "open <nil>\n" {
		t.Fatalf("the other process says %q", line)
	}
	_, err = db.Open(ctx, dsn)
	if shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), "--data") {
		t.Errorf("a second writer gets %v", err)
	}
	reader, err := db.OpenReadOnly(ctx, dsn)
	if err != nil {
		t.Errorf("a reader gets %v", err)
	} else {
		if _, err := reader.Read.Exec("CREATE TABLE t (a INTEGER)"); err == nil {
			t.Error("a reader may write")
		}
		reader.Close()
	}
	cmd.Process.Kill()
	cmd.Wait()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatalf("after the other was killed: %v", err)
	}
	d.Close()
}

func TestOpenSaysWhat(t *testing.T) {
	file := t.TempDir() + "/letter.db"
	if err := os.WriteFile(file, []byte(strings.Repeat("Dear Anna, ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, code := range map[string]shipping.Code{file: shipping.Corrupt, file + "/below": shipping.Unavailable, "postgres://nobody@localhost:1/none?connect_timeout=2": shipping.Unavailable} {
		if _, err := db.Open(context.Background(), dsn); shipping.CodeOf(err) != code {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

var columns = []db.Column{{Name: "n", Type: "bigint"}, {Name: "word", Type: "text"}, {Name: "raw", Type: "bytea"}, {Name: "maybe", Type: "bigint null"}}

var table = db.Table{Name: "things", Columns: columns}

// migrations makes a table with a key, the same on both engines.
func migrations() fstest.MapFS {
	up := "-- +goose Up\nCREATE TABLE things (n BIGINT PRIMARY KEY, word TEXT NOT NULL, raw %s NOT NULL, maybe BIGINT);\n"
	return fstest.MapFS{
		"migrations/sqlite/00001_things.sql":   {Data: fmt.Appendf(nil, up, "BLOB")},
		"migrations/postgres/00001_things.sql": {Data: fmt.Appendf(nil, up, "BYTEA")},
	}
}

func things(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d := dbtest.Open(t, dsn)
	for range 2 { // the second time nothing is left to do
		if err := d.Migrate(context.Background(), "things", migrations()); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestTablesOfANewerProgram: an older program does not write into them.
func TestTablesOfANewerProgram(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := things(t, dsn)
		if _, err := d.Write.Exec("INSERT INTO things_migrations (version_id, is_applied) VALUES (2, " + map[bool]string{true: "1", false: "TRUE"}[d.Embedded] + ")"); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(context.Background(), "things", migrations()); shipping.CodeOf(err) != shipping.Unsupported {
			t.Errorf("migrated: %v", err)
		}
	})
}

// insert writes n rows in one transaction.
func insert(t testing.TB, d *db.DB, n int) {
	t.Helper()
	ctx := context.Background()
	in, err := d.Prepare(ctx, db.Bulk{Table: "things", Columns: columns, Then: "ON CONFLICT (n) DO UPDATE SET word = excluded.word"})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := d.Write.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var numbers []int64
	var words []string
	var raw [][]byte
	var maybe []sql.NullInt64
	for i := range n {
		maybe = append(maybe, sql.NullInt64{Int64: int64(i - 3), Valid: i%2 == 0}) // 0 is a number like others
		numbers = append(numbers, math.MinInt64+int64(i)*7)
		words = append(words, fmt.Sprint("wörd ", i))
		raw = append(raw, bytes.Repeat([]byte{byte(i), 0}, i%5))
	}
	if written, err := in.Insert(ctx, tx, numbers, words, raw, maybe); err != nil || int(written) != n {
		t.Fatalf("wrote %d of %d, %v", written, n, err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func TestBulkAndLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := things(t, dsn)
		for _, n := range []int{0, 1, 63, 64, 65, 1000} {
			insert(t, d, n)
			var found int
			if err := d.Read.QueryRow("SELECT count(*) FROM things").Scan(&found); err != nil || found != n {
				t.Errorf("%d rows are there, %v; want %d", found, err, n)
			}
		}
		var found int
		text := "SELECT count(*) FROM things WHERE word " + d.In(1, "text")
		if err := d.Read.QueryRow(text, d.List([]string{"wörd 3", "wörd 5", "none", `"`})).Scan(&found); err != nil || found != 2 {
			t.Errorf("%s finds %d, %v", text, found, err)
		}
	})
}

// TestAppend: rows that are not there yet come in as with an insert, and twice they do not.
func TestAppend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		d := things(t, dsn)
		in, err := d.Prepare(ctx, db.Bulk{Table: "things", Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := d.Write.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range []int{0, 200, 3} {
			tx, err := conn.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			numbers, words, raw, maybe := make([]int64, n), make([]string, n), make([][]byte, n), make([]sql.NullInt64, n)
			for r := range n {
				numbers[r], words[r], raw[r] = int64(r), fmt.Sprint("wörd ", r), []byte{byte(r), 0}
				maybe[r] = sql.NullInt64{Int64: int64(r), Valid: r%2 == 0}
			}
			err = in.Append(ctx, conn, tx, numbers, words, raw, maybe)
			if (err != nil) != (i == 2) || !d.Embedded && err != nil && !db.IsConflict(err) {
				t.Errorf("%d rows: %v", n, err)
			}
			if err == nil {
				err = tx.Commit()
			} else {
				err = tx.Rollback()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		conn.Close()
		var count, sum, null int
		var word string
		if err := d.Read.QueryRow("SELECT count(*), sum(maybe), sum(CASE WHEN maybe IS NULL THEN 1 ELSE 0 END), max(word) FROM things").Scan(&count, &sum, &null, &word); err != nil ||
			count != 200 || sum != 9900 || null != 100 || word != "wörd 99" {
			t.Errorf("there are %d rows, sum %d, %d without a number, the last word %q, %v", count, sum, null, word, err)
		}
	})
}

// TestExport carries a table from each engine to each.
func TestExport(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, from string) {
		d := things(t, from)
		insert(t, d, 7000)
		var file bytes.Buffer
		if n, err := d.Export(ctx, &file, []db.Table{table}, nil); n != 7000 || err != nil {
			t.Fatalf("exported %d, %v", n, err)
		}
		dbtest.Each(t, func(t *testing.T, to string) {
			other := things(t, to)
			for _, cut := range []int{0, 5, 40, file.Len() / 2, file.Len() - 3} {
				if _, err := other.Import(ctx, bytes.NewReader(file.Bytes()[:cut]), []db.Table{table}, nil); shipping.CodeOf(err) != shipping.Invalid {
					t.Errorf("cut at %d of %d: %v", cut, file.Len(), err)
				}
			}
			if _, err := other.Import(ctx, bytes.NewReader(file.Bytes()), nil, nil); shipping.CodeOf(err) != shipping.Invalid {
				t.Errorf("an unexpected table: %v", err)
			}
			if n, err := other.Import(ctx, bytes.NewReader(file.Bytes()), []db.Table{table}, nil); n != 7000 || err != nil {
				t.Fatalf("imported %d, %v", n, err)
			}
			var again bytes.Buffer
			other.Export(ctx, &again, []db.Table{table}, nil)
			if !bytes.Equal(again.Bytes(), file.Bytes()) {
				t.Error("exported again it is another file")
			}
		})
	})
}

func FuzzImport(f *testing.F) {
	dsn := dbtest.SQLite(f)
	d := things(f, dsn)
	insert(f, d, 20)
	var file bytes.Buffer
	if _, err := d.Export(context.Background(), &file, []db.Table{table}, nil); err != nil {
		f.Fatal(err)
	}
	zip, err := gzip.NewReader(&file)
	if err != nil {
		f.Fatal(err)
	}
	var plain bytes.Buffer
	plain.ReadFrom(zip)
	f.Add(plain.Bytes())
	f.Add([]byte("crosslane export 1\n\x00"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		if _, err := d.Write.Exec("DELETE FROM things"); err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		zip.Write(plain)
		zip.Close()
		n, err := d.Import(context.Background(), &packed, []db.Table{table}, nil)
		var found int64
		d.Read.QueryRow("SELECT count(*) FROM things").Scan(&found)
		if err != nil && found != 0 || err == nil && found != n {
			t.Fatalf("answered %d, %v, and %d rows are there", n, err, found)
		}
	})
}
