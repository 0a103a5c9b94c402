// Package cell answers the question: what stands in a column of a read table, in words, whatever was written there?
package cell

import (
	"fmt"
	"strconv"
	"strings"
)

// Cell is what stands in a column, as a text. SQLite lets any value stand in any column: one of another kind than its column's
// is strange, and told with its kind.
type Cell struct {
	Text    string
	Strange bool
}

// Of is a value as a database gave it, of a column of numbers or of texts.
func Of(value any, number bool) Cell {
	text, isText := value.(string)
	n, isNumber := value.(int64)
	switch {
	case isText && !number:
		return Cell{Text: text}
	case isNumber && number:
		return Cell{Text: strconv.FormatInt(n, 10)}
	case isText:
		return Cell{fmt.Sprintf("the text %q", text), true}
	case isNumber:
		return Cell{fmt.Sprintf("the number %d", n), true}
	case value == nil:
		return Cell{"nothing", true}
	}
	if raw, ok := value.([]byte); ok {
		return Cell{fmt.Sprintf("the bytes %q", raw), true}
	}
	return Cell{fmt.Sprintf("the value %v", value), true}
}

// Told are cells in one line.
func Told(row []Cell) string {
	list := make([]string, len(row))
	for i, c := range row {
		list[i] = c.Text
	}
	return strings.Join(list, " ")
}
