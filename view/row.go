package view

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// key names a row: every table has the tenant first.
type key struct {
	tenant shipping.Tenant
	id     string
}

// table reads and writes rows of one read table in bulk. fields answers with pointers to
// a row's columns, the identifier first; they serve for reading and for writing.
type table[R any] struct {
	name    string
	columns []string
	fields  func(*R) []any
}

// chunk bounds the rows of one statement; 20 columns of 400 rows stay below the
// parameter limits of both engines (32,766 and 65,535).
const chunk = 400

// load reads the rows with these keys; a key without a row gets a new one.
func (t *table[R]) load(ctx context.Context, tx *sql.Tx, keys []key) (map[key]*R, error) {
	rows := make(map[key]*R, len(keys))
	byTenant := map[shipping.Tenant][]string{}
	for _, k := range keys {
		if _, ok := rows[k]; !ok {
			r := new(R)
			rows[k] = r
			byTenant[k.tenant] = append(byTenant[k.tenant], k.id)
		}
	}
	for tenant, ids := range byTenant {
		for len(ids) > 0 {
			n := min(chunk, len(ids))
			if err := t.loadSome(ctx, tx, tenant, ids[:n], rows); err != nil {
				return nil, err
			}
			ids = ids[n:]
		}
	}
	return rows, nil
}

func (t *table[R]) loadSome(ctx context.Context, tx *sql.Tx, tenant shipping.Tenant, ids []string, rows map[key]*R) error {
	args := []any{string(tenant)}
	for _, id := range ids {
		args = append(args, id)
	}
	found, err := tx.QueryContext(ctx, "SELECT "+strings.Join(t.columns, ", ")+" FROM "+t.name+
		" WHERE tenant = $1 AND id IN ("+places(2, len(ids))+")", args...)
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
		rows[key{tenant, text(fields[0])}] = r
	}
	return found.Err()
}

// save writes rows, new or changed.
func (t *table[R]) save(ctx context.Context, tx *sql.Tx, rows map[key]*R) error {
	var args []any
	n := 0
	for k, r := range rows {
		fields := t.fields(r)
		if text(fields[0]) == "" { // never filled: no fact made a row of it
			continue
		}
		args = append(append(args, string(k.tenant)), fields...)
		if n++; n == chunk {
			if err := t.upsert(ctx, tx, n, args); err != nil {
				return err
			}
			n, args = 0, args[:0]
		}
	}
	if n == 0 {
		return nil
	}
	return t.upsert(ctx, tx, n, args)
}

func (t *table[R]) upsert(ctx context.Context, tx *sql.Tx, n int, args []any) error {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.name + " (tenant, " + strings.Join(t.columns, ", ") + ") VALUES ")
	width := len(t.columns) + 1
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + places(i*width+1, width) + ")")
	}
	b.WriteString(" ON CONFLICT (tenant, id) DO UPDATE SET ")
	for i, c := range t.columns[1:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c + " = excluded." + c)
	}
	_, err := tx.ExecContext(ctx, b.String(), args...)
	return err
}

// places writes "$3, $4, $5" for n places from the first on.
func places(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	return b.String()
}

func text(field any) string {
	switch f := field.(type) {
	case *shipping.OrderID:
		return string(*f)
	case *shipping.ParcelID:
		return string(*f)
	case *shipping.CaseID:
		return string(*f)
	}
	return ""
}
