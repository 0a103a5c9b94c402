package view

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"reflect"
	"slices"
	"strings"

	"crosslane/db"
	"crosslane/shipping"
)

// key names a row: every table has the tenant first.
type key struct {
	tenant shipping.MerchantID
	id     string
}

// table reads and writes rows of one read table in bulk. fields answers with pointers to
// a row's columns, the identifier first; they serve for reading and for writing. Every
// column is a text or a whole number.
type table[R any] struct {
	name    string
	columns []string
	// Of the columns behind the identifier the first so many never change (fixed), or seldom do
	// (steady, those included). What stands in an index is steady, so that most steps of a parcel
	// touch no index.
	fixed, steady int
	fields        func(*R) []any
	insert        *db.Inserter
	touch         *db.Inserter // of rows that are there and whose steady columns are as they were
	in            string       // the condition that the id is in a list
	list          func(any) any
}

// prepare makes a table ready for a database.
func (t table[R]) prepare(ctx context.Context, d *db.DB) (*table[R], error) {
	t.in, t.list = d.In(2, "text"), d.List
	var err error
	if t.insert, err = d.Prepare(ctx, t.bulk(t.fixed)); err != nil {
		return nil, err
	}
	t.touch, err = d.Prepare(ctx, t.bulk(t.steady))
	return &t, err
}

// bulk writes rows; of those that are there already it leaves the first columns as they are.
func (t *table[R]) bulk(left int) db.Bulk {
	bulk := db.Bulk{Table: t.name, Columns: []db.Column{{Name: "tenant", Type: "text"}}}
	var set []string
	for i, field := range t.fields(new(R)) {
		kind := "text"
		if reflect.TypeOf(field).Elem().Kind() == reflect.Int64 {
			kind = "bigint"
		}
		bulk.Columns = append(bulk.Columns, db.Column{Name: t.columns[i], Type: kind})
		if i > left {
			set = append(set, t.columns[i]+" = excluded."+t.columns[i])
		}
	}
	bulk.Then = "ON CONFLICT (tenant, id) DO UPDATE SET " + strings.Join(set, ", ")
	return bulk
}

// row is a row as it is now, and as it was read; kept tells that it was there.
type row[R any] struct {
	now, was R
	kept     bool
}

// load reads the rows with these keys; a key without a row gets a new one.
func (t *table[R]) load(ctx context.Context, tx *sql.Tx, keys []key) (map[key]*row[R], error) {
	rows := make(map[key]*row[R], len(keys))
	byTenant := map[shipping.MerchantID][]string{}
	for _, k := range keys {
		if _, ok := rows[k]; !ok {
			rows[k] = &row[R]{}
			byTenant[k.tenant] = append(byTenant[k.tenant], k.id)
		}
	}
	for tenant, ids := range byTenant {
		slices.Sort(ids) // rows that lie together are read together
		if err := t.loadSome(ctx, tx, tenant, ids, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (t *table[R]) loadSome(ctx context.Context, tx *sql.Tx, tenant shipping.MerchantID, ids []string, rows map[key]*row[R]) error {
	found, err := tx.QueryContext(ctx, t.selection()+" WHERE tenant = $1 AND id "+t.in, string(tenant), t.list(ids))
	if err != nil {
		return err
	}
	defer found.Close()
	var r R
	fields := t.fields(&r)
	id := reflect.ValueOf(fields[0]).Elem()
	for found.Next() {
		if err := found.Scan(fields...); err != nil {
			return err
		}
		*rows[key{tenant, id.String()}] = row[R]{r, r, true}
	}
	return found.Err()
}

func (t *table[R]) selection() string {
	return "SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name
}

// save writes rows, new or changed. One that no fact filled is left out.
func (t *table[R]) save(ctx context.Context, tx *sql.Tx, rows map[key]*row[R]) error {
	var whole, light batch
	for _, k := range slices.SortedFunc(maps.Keys(rows), compareKeys) {
		r := rows[k]
		fields := t.fields(&r.now)
		switch {
		case reflect.ValueOf(fields[0]).Elem().Len() == 0:
		case r.kept && t.steadyAs(fields, &r.was):
			light.add(k.tenant, fields)
		default:
			whole.add(k.tenant, fields)
		}
	}
	if _, err := t.insert.Insert(ctx, tx, whole.columns()...); err != nil {
		return err
	}
	_, err := t.touch.Insert(ctx, tx, light.columns()...)
	return err
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.tenant, b.tenant), cmp.Compare(a.id, b.id))
}

// steadyAs reports whether the steady columns are as they were.
func (t *table[R]) steadyAs(fields []any, was *R) bool {
	for i, before := range t.fields(was)[1 : t.steady+1] {
		if !reflect.ValueOf(fields[i+1]).Elem().Equal(reflect.ValueOf(before).Elem()) {
			return false
		}
	}
	return t.steady > 0
}

// batch is rows on their way into a table, by column.
type batch struct {
	tenants []string
	texts   [][]string // of each column one or the other
	numbers [][]int64
}

func (b *batch) add(tenant shipping.MerchantID, fields []any) {
	if b.tenants == nil {
		b.texts, b.numbers = make([][]string, len(fields)), make([][]int64, len(fields))
	}
	b.tenants = append(b.tenants, string(tenant))
	for i, field := range fields {
		if v := reflect.ValueOf(field).Elem(); v.Kind() == reflect.String {
			b.texts[i] = append(b.texts[i], v.String())
		} else {
			b.numbers[i] = append(b.numbers[i], v.Int())
		}
	}
}

func (b *batch) columns() []any {
	columns := []any{b.tenants}
	for i := range b.texts {
		if b.numbers[i] != nil {
			columns = append(columns, b.numbers[i])
		} else {
			columns = append(columns, b.texts[i])
		}
	}
	return columns
}
