package view

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"strings"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/shipping"
)

// table reads and writes rows of one read table in bulk. A field of the row, or of a part of it, names its column by
// the tag "column", the identifier first. Every column is a text or a whole number. Behind the name the tag says how
// seldom the column changes: a fixed one never does, a steady one seldom. What stands in an index is steady, so that
// most steps of a parcel touch no index.
type table[R any] struct {
	name    string
	columns []column
	db      *db.DB
	insert  *db.Inserter
	touch   *db.Inserter // of rows that are there and whose steady columns are as they were; nil without steady columns
	// about names the row that a fact is about, empty: none; fold takes the fact in; total adds the row n times to
	// the merchant's figures.
	about func(*fact.Fact) string
	fold  func(*R, *fact.Fact, *tally)
	total func(r *R, t *totals, n int64)
}

// column is a column of a read table.
type column struct {
	name   string
	number bool
	field  []int // where it stands in the row
	fixed  bool
	steady bool // fixed ones are, too
}

// columnsOf reads the columns of a row off its fields.
func columnsOf(row reflect.Type, at ...int) (list []column) {
	for i := range row.NumField() {
		f := row.Field(i)
		here := slices.Concat(at, []int{i})
		tag, named := f.Tag.Lookup("column")
		switch {
		case tag == "-": // it is told, and not stored
			continue
		case !named:
			list = append(list, columnsOf(f.Type, here...)...)
			continue
		}
		name, how, _ := strings.Cut(tag, ",")
		list = append(list, column{name: name, number: f.Type.Kind() == reflect.Int64, field: here, fixed: how == "fixed", steady: how != ""})
	}
	return list
}

// newTable makes a table ready for reading.
func newTable[R any](name string, d *db.DB) *table[R] {
	return &table[R]{name: name, columns: columnsOf(reflect.TypeFor[R]()), db: d}
}

// prepare makes a table ready for writing.
func (t *table[R]) prepare(ctx context.Context) (err error) {
	if t.insert, err = t.db.Prepare(ctx, t.bulk(func(c column) bool { return !c.fixed })); err != nil {
		return err
	}
	if slices.ContainsFunc(t.columns, func(c column) bool { return c.steady && !c.fixed }) {
		t.touch, err = t.db.Prepare(ctx, t.bulk(func(c column) bool { return !c.steady }))
	}
	return err
}

// bulk writes rows; of those that are there already it writes the columns that change.
func (t *table[R]) bulk(changes func(column) bool) db.Bulk {
	bulk := db.Bulk{Table: t.name, Columns: []db.Column{{Name: "merchant", Type: "text"}}}
	var set []string
	for i, c := range t.columns {
		bulk.Columns = append(bulk.Columns, db.Column{Name: c.name, Type: c.sqlType()})
		if i > 0 && changes(c) {
			set = append(set, c.name+" = excluded."+c.name)
		}
	}
	bulk.Then = "ON CONFLICT (merchant, " + t.columns[0].name + ") DO UPDATE SET " + strings.Join(set, ", ")
	return bulk
}

func (c *column) sqlType() string {
	if c.number {
		return "bigint"
	}
	return "text"
}

// cells are a row's columns: of each one or the other.
type cells struct {
	texts   []*string
	numbers []*int64
}

// cells finds the columns of a row.
func (t *table[R]) cells(r *R) cells {
	c := cells{make([]*string, len(t.columns)), make([]*int64, len(t.columns))}
	row := reflect.ValueOf(r).Elem()
	for i, column := range t.columns {
		at := row.FieldByIndex(column.field).Addr()
		if column.number {
			c.numbers[i] = at.Convert(reflect.TypeFor[*int64]()).Interface().(*int64)
		} else {
			c.texts[i] = at.Convert(reflect.TypeFor[*string]()).Interface().(*string)
		}
	}
	return c
}

// targets are the cells as a query fills them.
func (c cells) targets() []any {
	list := make([]any, len(c.texts))
	for i := range list {
		if list[i] = c.texts[i]; c.texts[i] == nil {
			list[i] = c.numbers[i]
		}
	}
	return list
}

// row is a row as it is now, and as it was read; kept tells that it was there.
type row[R any] struct {
	id       string
	now, was R
	kept     bool
}

// rows are rows in the order of their identifiers.
type rows[R any] []row[R]

func (l rows[R]) find(id string) *row[R] {
	i, found := slices.BinarySearchFunc(l, id, func(r row[R], id string) int { return strings.Compare(r.id, id) })
	if !found {
		return nil
	}
	return &l[i]
}

// project folds facts of a merchant into the rows of the table: each row is read once and written once,
// however many facts touch it.
func (t *table[R]) project(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, facts []*fact.Fact, sum *tally) error {
	ids, about := make([]string, 0, len(facts)), make([]*fact.Fact, 0, len(facts))
	for _, f := range facts {
		if id := t.about(f); id != "" {
			ids, about = append(ids, id), append(about, f)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	list, err := t.load(ctx, tx, merchant, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		t.fold(&list.find(id).now, about[i], sum)
	}
	for i := range list {
		t.total(&list[i].was, &sum.totals, -1)
		t.total(&list[i].now, &sum.totals, 1)
	}
	return t.save(ctx, tx, merchant, list)
}

// load reads the rows with these identifiers; one without a row gets a new one.
func (t *table[R]) load(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, ids []string) (rows[R], error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids))) // rows that lie together are read together
	list := make(rows[R], len(ids))
	for i, id := range ids {
		list[i].id = id
	}
	found, err := tx.QueryContext(ctx, t.selection()+" WHERE merchant = $1 AND "+t.columns[0].name+" "+t.db.In(2, "text"), string(merchant), t.db.List(ids))
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var r R
	c := t.cells(&r)
	targets := c.targets()
	for found.Next() {
		if err := found.Scan(targets...); err != nil {
			return nil, err
		}
		at := list.find(*c.texts[0])
		at.now, at.was, at.kept = r, r, true
	}
	return list, found.Err()
}

func (t *table[R]) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

func (t *table[R]) selection() string { return "SELECT " + t.names() + " FROM " + t.name }

// save writes rows, new or changed. One that no fact filled is left out.
func (t *table[R]) save(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, list rows[R]) error {
	var now, was R
	c, before := t.cells(&now), t.cells(&was)
	whole, light := newBatch(t.columns), newBatch(t.columns)
	for i := range list {
		now, was = list[i].now, list[i].was
		switch {
		case *c.texts[0] == "":
		case list[i].kept && t.touch != nil && t.steadyAs(c, before):
			light.add(merchant, c)
		default:
			whole.add(merchant, c)
		}
	}
	if _, err := t.insert.Insert(ctx, tx, whole.columns()...); err != nil {
		return err
	}
	if len(light.merchants) == 0 {
		return nil
	}
	_, err := t.touch.Insert(ctx, tx, light.columns()...)
	return err
}

// steadyAs reports whether the steady columns are as they were.
func (t *table[R]) steadyAs(now, was cells) bool {
	for i, c := range t.columns {
		if c.steady && (c.number && *now.numbers[i] != *was.numbers[i] || !c.number && *now.texts[i] != *was.texts[i]) {
			return false
		}
	}
	return true
}

// batch is rows on their way into a table, by column.
type batch struct {
	merchants []string
	texts     [][]string // of each column one or the other
	numbers   [][]int64
	kinds     []column
}

func newBatch(kinds []column) *batch {
	return &batch{texts: make([][]string, len(kinds)), numbers: make([][]int64, len(kinds)), kinds: kinds}
}

func (b *batch) add(merchant shipping.MerchantID, c cells) {
	b.merchants = append(b.merchants, string(merchant))
	for i, kind := range b.kinds {
		if kind.number {
			b.numbers[i] = append(b.numbers[i], *c.numbers[i])
		} else {
			b.texts[i] = append(b.texts[i], *c.texts[i])
		}
	}
}

func (b *batch) columns() []any {
	list := []any{b.merchants}
	for i, kind := range b.kinds {
		if kind.number {
			list = append(list, b.numbers[i])
		} else {
			list = append(list, b.texts[i])
		}
	}
	return list
}
