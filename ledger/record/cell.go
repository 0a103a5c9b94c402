package record

import (
	"context"
	"database/sql"
	"fmt"

	"crosslane/shipping"
)

// Whole, MaybeWhole, Text and Bytes take values of columns. SQLite lets any value stand in any column: these take one of
// their own kind alone.
type (
	// Whole is a whole number.
	Whole int64
	// MaybeWhole is a whole number, or none.
	MaybeWhole sql.NullInt64
	// Text is a text.
	Text string
	// Bytes are good until the next row is read.
	Bytes []byte
)

// strange is a value in a column of another kind. What it says is not told: it may be about a person.
type strange struct {
	value any
	wants string
}

// Error tells what stands there, and what belongs there.
func (s *strange) Error() string {
	is := map[bool]string{true: "nothing", false: fmt.Sprintf("a value of another kind (%T)", s.value)}[s.value == nil]
	switch s.value.(type) {
	case string:
		is = "a text"
	case []byte:
		is = "bytes"
	case float64:
		is = "a fraction"
	}
	return "holds " + is + " where " + s.wants
}

// Scan takes a whole number.
func (w *Whole) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return &strange{value, "a whole number belongs"}
	}
	*w = Whole(n)
	return nil
}

// Scan takes a whole number, or none.
func (w *MaybeWhole) Scan(value any) error {
	n, ok := value.(int64)
	if !ok && value != nil {
		return &strange{value, "a whole number belongs"}
	}
	w.Int64, w.Valid = n, ok
	return nil
}

// Scan takes a text.
func (t *Text) Scan(value any) error {
	s, ok := value.(string)
	if !ok {
		return &strange{value, "a text belongs"}
	}
	*t = Text(s)
	return nil
}

// Scan takes bytes.
func (b *Bytes) Scan(value any) error {
	raw, ok := value.([]byte)
	if !ok {
		return &strange{value, "bytes belong"}
	}
	*b = raw
	return nil
}

// Row reads the row of a merchant's table at which rows stand. A value that is not of its column's kind is Corrupt, and
// names merchant, table, row and column.
func Row(rows *sql.Rows, m shipping.MerchantID, table string, to ...any) error {
	err := rows.Scan(to...)
	if err == nil {
		return nil
	}
	columns, wrong := rows.Columns()
	values, into := make([]any, len(to)), make([]any, len(to))
	for i := range values {
		into[i] = &values[i]
	}
	if wrong != nil || rows.Scan(into...) != nil {
		return err
	}
	for i, column := range columns {
		cell, ok := to[i].(sql.Scanner)
		if !ok {
			continue
		}
		if what := cell.Scan(values[i]); what != nil {
			return Misfit(m, table, keyOf(columns, values), "its "+column+" "+what.Error())
		}
	}
	return err
}

// keyOf names a row by those of its values that are its key, as far as they were read.
func keyOf(columns []string, values []any) (key string) {
	for i, column := range columns {
		if column != "pos" && column != "stream" && column != "id" {
			continue
		}
		text := fmt.Sprint(values[i])
		if raw, ok := values[i].([]byte); ok {
			text = fmt.Sprintf("%q", raw)
		}
		key += " " + column + " " + text[:min(len(text), mostKey)]
	}
	return key
}

// mostKey bounds what is told of a value in a key.
const mostKey = 80

// Misfit is the error that names a row of a merchant's table which is not as the program writes it.
func Misfit(m shipping.MerchantID, table, key, what string) error {
	hint := "crosslane rebuild makes balances, jobs and the rows of merchants anew; where it cannot, it changes nothing, and names the next step"
	if table == "facts" || table == "documents" {
		hint = Restore
	}
	return &shipping.Error{Code: shipping.Corrupt, Field: string(m) + "/" + table + key, Message: what, Hint: hint}
}

// One reads the one row that a statement about a merchant finds; false where there is none.
func One(ctx context.Context, q Querier, m shipping.MerchantID, table, text string, to ...any) (found bool, err error) {
	rows, err := q.QueryContext(ctx, text, string(m))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, Row(rows, m, table, to...)
}
