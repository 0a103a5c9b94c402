package db

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"crosslane/shipping"
)

// An export is a gzip stream: a line that names the form, then tables. A table is its name, the
// names and types of its columns, and rows, each behind a byte 1; a byte 0 ends the table, and an
// empty name the export. Numbers are zig-zag varints, those that may be missing behind a 1, or a 0; texts and bytes
// carry their length.
const exportForm = "crosslane export 1\n"

// exportedBatch is how many rows an import inserts at a time.
const exportedBatch = 5000

// Table names columns of a table.
type Table struct {
	Name    string
	Columns []Column
}

// Texts are columns of text, Numbers of whole numbers, none of which may be null.
func Texts(names ...string) []Column { return columnsOf("text", names) }

// Numbers are columns of whole numbers; see Texts.
func Numbers(names ...string) []Column { return columnsOf("bigint", names) }

func columnsOf(kind string, names []string) (list []Column) {
	for _, name := range names {
		list = append(list, Column{Name: name, Type: kind})
	}
	return list
}

// Export writes tables in a form that Import reads on any engine, all as they are at one moment, of which also is told the
// rest, by the same transaction; nil: nothing. It answers with how many rows were written.
func (d *DB) Export(ctx context.Context, w io.Writer, tables []Table, also func(*sql.Tx) error) (int64, error) {
	options := &sql.TxOptions{ReadOnly: true}
	if !d.Embedded {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.Read.BeginTx(ctx, options)
	if err != nil {
		return 0, unavailable("cannot read the database", "", err)
	}
	defer tx.Rollback()
	if also != nil {
		if err := also(tx); err != nil {
			return 0, err
		}
	}
	zip := gzip.NewWriter(w)
	out := bufio.NewWriterSize(zip, 1<<16)
	_, _ = out.WriteString(exportForm)
	var rows int64
	for _, t := range tables {
		n, err := t.export(ctx, tx, out)
		rows += n
		if err != nil {
			return rows, unavailable("cannot export "+t.Name, "", err)
		}
	}
	writeText(out, "")
	if err := out.Flush(); err != nil {
		return rows, unavailable("cannot write the export", "is the disk full?", err)
	}
	if err := zip.Close(); err != nil {
		return rows, unavailable("cannot write the export", "is the disk full?", err)
	}
	return rows, nil
}

func (t *Table) export(ctx context.Context, tx *sql.Tx, out *bufio.Writer) (n int64, err error) {
	writeText(out, t.Name)
	_, _ = out.Write(binary.AppendVarint(nil, int64(len(t.Columns))))
	b := Bulk{Columns: t.Columns}
	values, to := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		writeText(out, c.Name)
		writeText(out, c.Type)
		switch c.Type {
		case "bigint":
			values[i] = new(int64)
		case "bigint null":
			values[i] = new(sql.NullInt64)
		default:
			values[i] = new(sql.RawBytes)
		}
		to[i] = values[i]
	}
	rows, err := tx.QueryContext(ctx, "SELECT "+b.names()+" FROM "+t.Name+" ORDER BY 1, 2")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var buf []byte
	for ; rows.Next(); n++ {
		if err := rows.Scan(to...); err != nil {
			return n, err
		}
		buf = append(buf[:0], 1)
		for _, v := range values {
			switch v := v.(type) {
			case *int64:
				buf = binary.AppendVarint(buf, *v)
			case *sql.NullInt64:
				if !v.Valid {
					buf = binary.AppendVarint(buf, 0)
					continue
				}
				buf = binary.AppendVarint(binary.AppendVarint(buf, 1), v.Int64)
			case *sql.RawBytes:
				buf = append(binary.AppendVarint(buf, int64(len(*v))), *v...)
			}
		}
		if _, err := out.Write(buf); err != nil {
			return n, err
		}
	}
	_ = out.WriteByte(0)
	return n, rows.Err()
}

func writeText(out *bufio.Writer, s string) {
	_, _ = out.Write(binary.AppendVarint(nil, int64(len(s))))
	_, _ = out.WriteString(s)
}

// Import reads an export into empty tables, in one transaction with what is to be done then: all of it or nothing.
// A file of another form, or one that is damaged, holds other tables, or has anything behind its end, is Invalid.
func (d *DB) Import(ctx context.Context, r io.Reader, tables []Table, then func(*sql.Tx) error) (int64, error) {
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return 0, unavailable("cannot write to the database", "", err)
	}
	defer tx.Rollback()
	into := map[string]*Inserter{}
	rows, err := ReadExport(r, tables, func(t *Table, columns []any) (err error) {
		if into[t.Name] == nil {
			if into[t.Name], err = d.prepareIn(ctx, tx, Bulk{Table: t.Name, Columns: t.Columns}); err != nil {
				return err
			}
		}
		if _, err := into[t.Name].Insert(ctx, tx, columns...); err != nil {
			return unavailable("cannot import into "+t.Name, "restore into a new, empty database", err)
		}
		return nil
	})
	if err == nil && then != nil {
		err = then(tx)
	}
	if err != nil {
		return rows, err
	}
	if err := tx.Commit(); err != nil {
		return rows, unavailable("cannot write the imported rows", "", err)
	}
	return rows, nil
}

// Opened refuses, Invalid, what does not begin as an export does, and gives it back to be read from its beginning.
func Opened(r io.Reader) (io.Reader, error) {
	file := bufio.NewReaderSize(r, 1<<16)
	head, _ := file.Peek(1 << 12) // a short file has less
	form := make([]byte, len(exportForm))
	zip, err := gzip.NewReader(bytes.NewReader(head))
	if err == nil {
		_, err = io.ReadFull(zip, form)
	}
	if err != nil || string(form) != exportForm {
		return nil, damaged(nil)
	}
	return file, nil
}

// Begun reports whether a file is what an export leaves that was cut off: the beginning of one, as far as it goes.
func Begun(r io.Reader) bool {
	const gzipped = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" // how it begins
	head, _ := io.ReadAll(io.LimitReader(r, 1<<12))            // what cannot be read is none
	if len(head) <= len(gzipped) {
		return strings.HasPrefix(gzipped, string(head))
	}
	zip, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil || !bytes.HasPrefix(head, []byte(gzipped)) {
		return false
	}
	form := make([]byte, len(exportForm))
	n, err := io.ReadFull(zip, form)
	return string(form[:n]) == exportForm[:n] && (err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF))
}

// Abandoned reports whether a file is there that WholeFile did not finish, and nobody writes it any more.
func Abandoned(path string) bool {
	f, err := keepFromWriting(path + Part)
	if err == nil {
		_ = f.Close()
	}
	return err == nil
}

// ReadExport reads an export to its end and hands its rows on, some at a time, by column: []int64, []sql.NullInt64,
// []string or [][]byte. It answers with how many there were. What is refused is said at Import.
func ReadExport(r io.Reader, tables []Table, take func(t *Table, columns []any) error) (rows int64, err error) {
	file := bufio.NewReaderSize(r, 1<<16)
	zip, err := gzip.NewReader(file)
	if err != nil {
		return 0, damaged(err)
	}
	zip.Multistream(false)
	in := &importer{in: bufio.NewReaderSize(zip, 1<<16)}
	form := make([]byte, len(exportForm))
	if _, err := io.ReadFull(in.in, form); err != nil || string(form) != exportForm {
		return 0, damaged(err)
	}
	for name := in.text(); name != "" || in.err != nil; name = in.text() {
		t, err := in.table(name, tables)
		if err != nil {
			return in.rows, err
		}
		if err := in.hand(t, take); err != nil {
			return in.rows, err
		}
	}
	return in.rows, in.ends(file)
}

// ends: nothing follows an export, neither in it nor behind it.
func (im *importer) ends(file *bufio.Reader) error {
	more, err := io.Copy(io.Discard, im.in) // the checksum comes last
	if err != nil {
		return damaged(err)
	}
	if _, err := file.ReadByte(); more > 0 || err != io.EOF {
		return &shipping.Error{Code: shipping.Invalid, Message: "something follows the end of the export", Hint: "restore one backup at a time, as it was written"}
	}
	return nil
}

func damaged(cause error) error {
	if errors.Is(cause, gzip.ErrHeader) || cause == nil {
		return shipping.Fault(shipping.Invalid, "this is no backup of Crosslane", "name a file that crosslane backup has written")
	}
	if errors.Is(cause, gzip.ErrChecksum) {
		return shipping.Fault(shipping.Invalid, "this backup was changed or damaged after it was written", "restore another one")
	}
	return &shipping.Error{Code: shipping.Invalid, Message: "this is no whole backup of Crosslane", Hint: "was the file cut short?", Cause: cause}
}

// importer reads an export; after an error it answers zeros.
type importer struct {
	in   *bufio.Reader
	err  error
	rows int64
}

func (im *importer) number() int64 {
	if im.err != nil {
		return 0
	}
	var v int64
	v, im.err = binary.ReadVarint(im.in)
	return v
}

func (im *importer) bytes() []byte {
	n := im.number()
	if n < 0 {
		im.err = io.ErrUnexpectedEOF
	}
	if im.err != nil {
		return nil
	}
	var b bytes.Buffer // grows with what is there, not with what a damaged length says
	_, im.err = io.CopyN(&b, im.in, n)
	return b.Bytes()
}

func (im *importer) text() string { return string(im.bytes()) }

// table reads the head of a table and finds it among those expected.
func (im *importer) table(name string, tables []Table) (*Table, error) {
	n := im.number()
	if n > 100 {
		im.err = io.ErrUnexpectedEOF
	}
	t := Table{Name: name}
	for range n {
		t.Columns = append(t.Columns, Column{im.text(), im.text()})
	}
	if im.err != nil {
		return nil, damaged(im.err)
	}
	for i := range tables {
		if tables[i].same(&t) {
			return &tables[i], nil
		}
	}
	return nil, &shipping.Error{Code: shipping.Invalid, Message: "the export holds a table " + name + " of another form",
		Hint: "restore it with the version of the program that wrote it"}
}

func (t *Table) same(o *Table) bool {
	if t.Name != o.Name || len(t.Columns) != len(o.Columns) {
		return false
	}
	for i := range t.Columns {
		if t.Columns[i] != o.Columns[i] {
			return false
		}
	}
	return true
}

// hand hands the rows of a table on.
func (im *importer) hand(t *Table, take func(*Table, []any) error) error {
	for more := true; more; {
		var columns []any
		var n int64
		if columns, n, more = im.batch(t); im.err != nil {
			return damaged(im.err)
		}
		if err := take(t, columns); err != nil {
			return err
		}
		im.rows += n
	}
	return nil
}

// batch reads up to exportedBatch rows by column.
func (im *importer) batch(t *Table) (columns []any, n int64, more bool) {
	columns = make([]any, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = map[string]any{"bigint": []int64(nil), "bigint null": []sql.NullInt64(nil), "text": []string(nil)}[c.Type]
		if columns[i] == nil {
			columns[i] = [][]byte(nil)
		}
	}
	for n < exportedBatch {
		var mark byte
		if mark, im.err = im.in.ReadByte(); im.err != nil || mark == 0 {
			break
		}
		for i := range columns {
			columns[i] = im.value(columns[i])
		}
		if n++; im.err != nil {
			break
		}
	}
	return columns, n, n == exportedBatch
}

// value reads a value onto the end of a column.
func (im *importer) value(column any) any {
	switch c := column.(type) {
	case []int64:
		return append(c, im.number())
	case []sql.NullInt64:
		if im.number() == 0 {
			return append(c, sql.NullInt64{})
		}
		return append(c, sql.NullInt64{Int64: im.number(), Valid: true})
	case []string:
		return append(c, im.text())
	default:
		return append(c.([][]byte), append([]byte{}, im.bytes()...))
	}
}
