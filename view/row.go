package view

import (
	"context"
	"database/sql"
	"reflect"
	"strings"

	"crosslane/db"
	"crosslane/shipping"
)

// key names a row: every table has the tenant first.
type key struct {
	tenant shipping.Tenant
	id     string
}

// table reads and writes rows of one read table in bulk. fields answers with pointers to
// a row's columns, the identifier first; they serve for reading and for writing. Every
// column is a text or a whole number.
type table[R any] struct {
	name    string
	columns []string
	fixed   int // how many of them, behind the identifier, never change once they are written
	fields  func(*R) []any
	insert  *db.Inserter
	in      string // the condition that the id is in a list
	list    func(any) any
}

// prepare makes a table ready for a database.
func (t table[R]) prepare(ctx context.Context, d *db.DB) (*table[R], error) {
	bulk := db.Bulk{Table: t.name, Columns: []db.Column{{Name: "tenant", Type: "text"}}, Then: "ON CONFLICT (tenant, id) DO UPDATE SET "}
	for i, field := range t.fields(new(R)) {
		kind := "text"
		if reflect.TypeOf(field).Elem().Kind() == reflect.Int64 {
			kind = "bigint"
		}
		bulk.Columns = append(bulk.Columns, db.Column{Name: t.columns[i], Type: kind})
		if i > t.fixed {
			bulk.Then += t.columns[i] + " = excluded." + t.columns[i] + ", "
		}
	}
	bulk.Then = strings.TrimSuffix(bulk.Then, ", ")
	t.in, t.list = d.In(2, "text"), d.List
	var err error
	t.insert, err = d.Prepare(ctx, bulk)
	return &t, err
}

// load reads the rows with these keys; a key without a row gets a new one.
func (t *table[R]) load(ctx context.Context, tx *sql.Tx, keys []key) (map[key]*R, error) {
	rows := make(map[key]*R, len(keys))
	byTenant := map[shipping.Tenant][]string{}
	for _, k := range keys {
		if _, ok := rows[k]; !ok {
			rows[k] = new(R)
			byTenant[k.tenant] = append(byTenant[k.tenant], k.id)
		}
	}
	for tenant, ids := range byTenant {
		if err := t.loadSome(ctx, tx, tenant, ids, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (t *table[R]) loadSome(ctx context.Context, tx *sql.Tx, tenant shipping.Tenant, ids []string, rows map[key]*R) error {
	found, err := tx.QueryContext(ctx, t.selection()+" WHERE tenant = $1 AND id "+t.in, string(tenant), t.list(ids))
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		r := new(R)
		fields := t.fields(r)
		if err := found.Scan(fields...); err != nil {
			return err
		}
		rows[key{tenant, reflect.ValueOf(fields[0]).Elem().String()}] = r
	}
	return found.Err()
}

func (t *table[R]) selection() string {
	return "SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name
}

// save writes rows, new or changed. One that no fact filled is left out.
func (t *table[R]) save(ctx context.Context, tx *sql.Tx, rows map[key]*R) error {
	var tenants []string
	texts, numbers := make([][]string, len(t.columns)), make([][]int64, len(t.columns))
	for k, r := range rows {
		fields := t.fields(r)
		if reflect.ValueOf(fields[0]).Elem().Len() == 0 {
			continue
		}
		tenants = append(tenants, string(k.tenant))
		for i, field := range fields {
			if v := reflect.ValueOf(field).Elem(); v.Kind() == reflect.String {
				texts[i] = append(texts[i], v.String())
			} else {
				numbers[i] = append(numbers[i], v.Int())
			}
		}
	}
	columns := []any{tenants}
	for i := range t.columns {
		if numbers[i] != nil {
			columns = append(columns, numbers[i])
		} else {
			columns = append(columns, texts[i])
		}
	}
	_, err := t.insert.Insert(ctx, tx, columns...)
	return err
}
