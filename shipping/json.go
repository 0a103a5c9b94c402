package shipping

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// NotJSON tells, Invalid, that a text is no JSON, and where it stops being that. err is what reading it said.
func NotJSON(field string, text []byte, err error) *Error {
	if len(bytes.TrimSpace(text)) == 0 {
		return BadField(field, "this is no JSON: there is nothing in it", "")
	}
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok || syntax.Error() == "unexpected end of JSON input" {
		return BadField(field, "this is no JSON: it ends too early", "was it cut short?")
	}
	n := min(len(text), int(syntax.Offset))
	before := text[:max(0, n-1)]
	line, column := 1+bytes.Count(before, []byte("\n")), n-1-bytes.LastIndexByte(before, '\n')
	return BadField(field, fmt.Sprintf("this is no JSON: line %d, column %d: %q does not belong there", line, max(1, column), text[max(0, n-1):n]), "")
}
