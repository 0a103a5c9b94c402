package terminal

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"

	"crosslane/shipping"
)

// JSON prints a value as one JSON text, each level moved in by an indent; without one on one line. A list without members
// is [].
func JSON(w io.Writer, v any, indent string) error {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.IsNil() {
		v = []any{}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", indent)
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// Status is the exit status of a command that ended with a fault: that of a wrong command line where a flag or an argument
// is at fault, else its code's.
func Status(e *shipping.Error) int {
	if e.Code == shipping.Invalid && (strings.HasPrefix(e.Field, "--") || strings.HasPrefix(e.Field, "<")) {
		return shipping.ExitUsage
	}
	return e.Code.ExitStatus()
}
