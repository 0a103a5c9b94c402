package terminal

import (
	"encoding/json"
	"errors"
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

// AsTyped names the field of a fault by the word that a person typed for it: "--at" and "<name>" are the words of at and name,
// "server=--smtp" says another. A field of which none is said keeps its name.
func AsTyped(err error, words ...string) error {
	e, ok := errors.AsType[*shipping.Error](err)
	for _, word := range words {
		field, other, said := strings.Cut(word, "=")
		if !said {
			field, other = strings.Trim(word, "<>-"), word
		}
		if ok && e.Field == field {
			told := *e
			told.Field = other
			return &told
		}
	}
	return err
}

// Status is the exit status of a command that ended with a fault: that of a wrong command line where a flag or an argument
// is at fault, else its code's.
func Status(e *shipping.Error) int {
	if e.Code == shipping.Invalid && (strings.HasPrefix(e.Field, "--") || strings.HasPrefix(e.Field, "<")) {
		return shipping.ExitUsage
	}
	return e.Code.ExitStatus()
}
