package upkeep

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"hash/maphash"
	"io"
	"maps"
	"slices"
	"strconv"

	"crosslane/db"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Tables are what a backup of a ledger holds. Balances are not among them: they are what the facts
// add up to.
var Tables = []db.Table{
	{Name: "facts", Columns: record.FactColumns},
	{Name: "jobs", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "pos", Type: "bigint"}, {Name: "kind", Type: "text"},
		{Name: "partner", Type: "text"}, {Name: "attempt", Type: "bigint"}, {Name: "due", Type: "bigint null"}, {Name: "error", Type: "text"}}},
	{Name: "documents", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "id", Type: "text"}, {Name: "person", Type: "text"},
		{Name: "media", Type: "text"}, {Name: "erased", Type: "bigint"}, {Name: "body", Type: "bytea"}}},
}

// Holds is what a backup holds, or must hold.
type Holds struct {
	// Rows is how many there are in all tables.
	Rows int64

	tables map[string]int64
	stand  map[shipping.MerchantID]record.Standing
}

// Backup writes a ledger as it is at one moment, also while it is in use, reads along what it writes, and answers with what
// a backup of that moment holds. Where what is written is not that, something is lost in the ledger, and it is Corrupt.
func Backup(ctx context.Context, d *db.DB, w io.Writer) (holds Holds, err error) {
	in, out := io.Pipe()
	checked := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		found, err := read(in)
		_, _ = io.Copy(io.Discard, in) // whoever writes must not wait for a reader that has given up
		<-ready
		checked <- cmp.Or(err, holds.differ(found))
	}()
	holds.Rows, err = d.Export(ctx, io.MultiWriter(w, out), Tables, func(tx *sql.Tx) error {
		if err := holds.count(ctx, tx); err != nil {
			return failed("count what is to be written", err)
		}
		return nil
	})
	_ = out.CloseWithError(err) // nil: it ends
	close(ready)
	return holds, cmp.Or(err, <-checked)
}

// count counts what there is, by another way than the rows are read, and how every merchant stands.
func (h *Holds) count(ctx context.Context, tx *sql.Tx) error {
	h.tables, h.stand = map[string]int64{}, map[shipping.MerchantID]record.Standing{}
	for _, t := range Tables {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+t.Name).Scan(&n); err != nil {
			return err
		}
		h.tables[t.Name] = n
	}
	list, err := record.Merchants(ctx, tx)
	for _, m := range list {
		if err == nil {
			h.stand[m], _, err = record.StandingOf(ctx, tx, m)
		}
	}
	return err
}

// Check reads a backup whole and holds it against what it must hold: of each table so many rows, and of each merchant the
// facts that were recorded, in their order. One that is no whole backup is Invalid; one that holds anything else, Corrupt.
func (h *Holds) Check(r io.Reader) error {
	found, err := read(r)
	return cmp.Or(err, h.differ(found))
}

// Whole reads a backup to its end: every fact and document in it is what is said of it. Invalid, or Corrupt, where it is not.
func Whole(r io.Reader) error {
	_, err := read(r)
	return err
}

// reading is a backup as far as it was read.
type reading struct {
	Holds
	seed  maphash.Seed
	chain *record.Chain
	ends  map[uint64]streamEnd // by merchant and stream
}

// streamEnd is where the newest fact of a stream lies, and the hash up to it.
type streamEnd struct {
	pos int64
	sum record.Sum
}

// read reads what a backup holds: every fact hashes to what is said of it, behind the one before in its stream, and every
// document that was not erased to its name. Anything else is Corrupt.
func read(r io.Reader) (Holds, error) {
	in := &reading{Holds{tables: map[string]int64{}, stand: map[shipping.MerchantID]record.Standing{}}, maphash.MakeSeed(), record.NewChain(), map[uint64]streamEnd{}}
	rows, err := db.ReadExport(r, Tables, func(t *db.Table, columns []any) error {
		in.tables[t.Name] += int64(len(columns[0].([]string)))
		switch t.Name {
		case "facts":
			return in.facts(columns)
		case "documents":
			return in.documents(columns)
		default:
			return nil
		}
	})
	in.Rows = rows
	return in.Holds, err
}

// facts reads rows of facts, in the order of record.FactColumns.
func (in *reading) facts(columns []any) error {
	positions, streams, previous := columns[1].([]int64), columns[2].([]string), columns[3].([]int64)
	records, sums := columns[4].([][]byte), columns[5].([][]byte)
	for i, name := range columns[0].([]string) {
		m := shipping.MerchantID(name)
		at := maphash.Comparable(in.seed, [2]string{name, streams[i]})
		end := in.ends[at]
		behind := end.pos == previous[i]
		in.chain.Next(&end.sum, m, shipping.Stream(streams[i]), records[i])
		if !behind || !bytes.Equal(end.sum[:], sums[i]) {
			return unlike(name+"/"+streams[i], "the fact at "+strconv.FormatInt(positions[i], 10)+" is not the one that was recorded")
		}
		end.pos = positions[i]
		in.ends[at] = end
		s := in.stand[m]
		in.chain.Run(&s.Sum, sums[i])
		s.Facts, s.Newest = s.Facts+1, positions[i]
		in.stand[m] = s
	}
	return nil
}

// documents reads rows of documents, in the order of Tables.
func (in *reading) documents(columns []any) error {
	ids, persons, media, erased, bodies := columns[1].([]string), columns[2].([]string), columns[3].([]string), columns[4].([]int64), columns[5].([][]byte)
	for i, name := range columns[0].([]string) {
		doc := shipping.Document{ID: shipping.DocumentID(ids[i]), Person: persons[i], Media: media[i], Body: bodies[i]}
		if erased[i] == 0 && !doc.Fits() {
			return unlike(name+"/"+ids[i], "the document was changed: it does not hash to its name")
		}
	}
	return nil
}

// differ tells how what was found is not what must be there.
func (h *Holds) differ(found Holds) error {
	for _, t := range Tables {
		if must, is := h.tables[t.Name], found.tables[t.Name]; must != is {
			return unlike(t.Name, "of "+strconv.FormatInt(must, 10)+" rows it holds "+strconv.FormatInt(is, 10))
		}
	}
	for _, m := range slices.Sorted(maps.Keys(h.stand)) {
		if s, is := h.stand[m], found.stand[m]; is.Facts != s.Facts || is.Newest != s.Newest || is.Sum != s.Sum {
			return unlike(string(m), "its facts are not those that were recorded")
		}
	}
	for _, m := range slices.Sorted(maps.Keys(found.stand)) {
		if _, ok := h.stand[m]; !ok {
			return unlike(string(m), "there are facts, and no row that says how the merchant stands")
		}
	}
	return nil
}

// unlike is the error of a backup that does not hold what it must.
func unlike(of, what string) error {
	return &shipping.Error{Code: shipping.Corrupt, Field: of, Message: "the backup would not be whole: " + what,
		Hint: record.Restore + ", and keep the data as they lie beside it; crosslane audit names what is not in order"}
}

// restoring is a table that is there only while a restore is under way: it is made before any other, and goes
// with the transaction that brings everything in.
const restoring = "restoring"

// Restore reads a backup from either engine into an empty database, makes the balances anew, and checks facts and
// documents like an audit. It is one transaction. Until it is committed, and when it was cut off, Finished says so.
func Restore(ctx context.Context, d *db.DB, r io.Reader, o Options) (found Found, err error) {
	there, err := d.Has(ctx, "facts")
	if err == nil && there {
		err = d.Read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM facts)").Scan(&there)
	}
	if err != nil {
		return Found{}, failed("read facts", err)
	}
	if there {
		return Found{}, shipping.Fault(shipping.Refused, "the database already holds facts", "restore into a new place: --data NEW, or an empty database behind --db")
	}
	if _, err := d.Write.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+restoring+" (place TEXT)"); err != nil {
		return Found{}, failed("mark the database as being restored", err)
	}
	if err := ledger.Migrate(ctx, d); err != nil { // behind the mark: tables without it are a place that anybody writes to
		return Found{}, err
	}
	_, err = d.Import(ctx, r, Tables, func(tx *sql.Tx) error {
		// of an erased document, earlier programs kept the media type
		if _, err := tx.ExecContext(ctx, "UPDATE documents SET media = '' WHERE erased <> 0"); err != nil {
			return failed("restore documents", err)
		}
		// what was not tried when the backup was made may have been since
		if _, err := tx.ExecContext(ctx, "UPDATE jobs SET error = $1 WHERE error = ''", record.Perhaps); err != nil {
			return failed("restore jobs", err)
		}
		if found, err = rebuild(ctx, d, tx, o, true); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DROP TABLE "+restoring)
		return err
	})
	return found, err
}

// Ready refuses a database that cannot be looked at: into which a restore was begun and not finished, where there is
// nothing yet, or whose tables are of another program's form.
func Ready(ctx context.Context, d *db.DB) error {
	if err := Finished(ctx, d); err != nil {
		return err
	}
	return record.Ready(ctx, d)
}

// Finished refuses a database into which a restore was begun and not finished: nothing of the backup is there.
func Finished(ctx context.Context, d *db.DB) error {
	begun, err := d.Has(ctx, restoring)
	if err != nil {
		return err
	}
	if begun {
		return shipping.Fault(shipping.Refused, "a backup is being restored here, or that was cut off: nothing of it is here yet", "restore it again: crosslane restore FILE; to begin without it, use another directory or database")
	}
	return nil
}
