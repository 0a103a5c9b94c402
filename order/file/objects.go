package file

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"crosslane/shipping"
)

// maxObject bounds one JSON object.
const maxObject = 1 << 20

// Objects reads JSON objects one after the other: one alone, a list of them, one on each
// line, or simply one behind the other.
type Objects struct {
	w      *File
	begun  bool
	list   bool   // the objects stand in [ ]
	ended  bool   // the list is closed
	byLine bool   // one object on each line: a broken line costs nothing but itself
	around string // the key of an object under which the list stands; empty: there is none
}

// Object is one JSON object. Raw holds until the next one is read.
type Object struct {
	Line  int // of the file, counted from 1, at which it begins
	Raw   []byte
	Fault string // why it cannot be read
}

// NewObjects reads the objects of a file.
func NewObjects(w *File) *Objects { return &Objects{w: w} }

// Next answers with the next object, or io.EOF. A file that is no JSON from some point on is an
// Invalid error: nothing behind that point was read.
func (o *Objects) Next() (Object, error) {
	c, err := o.skip()
	if err != nil {
		return Object{}, err
	}
	if o.around != "" && !o.list {
		if c != '{' {
			return Object{}, o.broken(strconv.Quote(string(rune(c))) + " stands where the object around the orders should begin")
		}
		if err := o.openList(); err != nil {
			return Object{}, err
		}
		return o.Next()
	}
	if !o.begun && o.around == "" {
		o.begun = true
		if c == '[' {
			o.list = true
			o.w.take(1)
			return o.Next()
		}
		if o.byLine, err = o.objectIsLine(); err != nil {
			return Object{}, err
		}
	}
	switch {
	case o.byLine:
		return o.takeLine()
	case c == ']' && o.around != "":
		if err := o.closeList(); err != nil {
			return Object{}, err
		}
		return o.Next()
	case c == ']' && o.list && !o.ended:
		o.ended = true
		o.w.take(1)
		return o.Next()
	case c != '{' || o.ended:
		return Object{}, o.broken(strconv.Quote(string(rune(c))) + " stands where an order should begin")
	}
	return o.takeObject()
}

// skip passes over space and the commas of a list.
func (o *Objects) skip() (byte, error) {
	for {
		for i, c := range o.w.view() {
			comma := c == ',' && o.list && !o.ended
			if !comma && c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				o.w.take(i)
				return c, nil
			}
		}
		o.w.take(len(o.w.view()))
		more, err := o.w.more()
		if err != nil {
			return 0, err
		}
		if !more {
			if o.list && !o.ended {
				return 0, o.broken("the file ends in the middle of the list")
			}
			return 0, io.EOF
		}
	}
}

func (o *Objects) broken(message string) error { return o.ends(shipping.Invalid, message) }

func (o *Objects) ends(code shipping.Code, message string) error {
	return shipping.Fault(code, "line "+strconv.Itoa(o.w.line)+": "+message+"; nothing from there on was read", "mend the file and import it again: what was taken is not taken twice")
}

// lineEnd answers with the length of the line in view, newline included, as far as it is bounded.
func (o *Objects) lineEnd() (int, error) {
	for {
		if n := bytes.IndexByte(o.w.view(), '\n'); n >= 0 {
			return n + 1, nil
		}
		if o.w.eof || len(o.w.view()) > maxObject {
			return len(o.w.view()), nil
		}
		if _, err := o.w.more(); err != nil {
			return 0, err
		}
	}
}

func (o *Objects) objectIsLine() (bool, error) {
	n, err := o.lineEnd()
	return err == nil && json.Valid(o.w.view()[:n]), err
}

func (o *Objects) takeLine() (Object, error) {
	n, err := o.lineEnd()
	if err != nil {
		return Object{}, err
	}
	out := Object{Line: o.w.line, Raw: o.w.view()[:n]}
	if n > maxObject {
		return Object{}, o.ends(shipping.TooLarge, "the line is longer than 1 MB")
	}
	if out.Raw[0] != '{' || !json.Valid(out.Raw) {
		out.Fault = "the line is not one JSON object"
	}
	o.w.take(n)
	return out, nil
}

func (o *Objects) takeObject() (Object, error) {
	for {
		data := o.w.view()
		if n, ok := closing(data); ok && n <= maxObject {
			out := Object{Line: o.w.line, Raw: data[:n]}
			if !json.Valid(out.Raw) {
				out.Fault = "what stands between the braces is not JSON"
			}
			o.w.take(n)
			return out, nil
		}
		const open = "the braces that open here are not closed within 1 MB"
		switch {
		case len(data) > maxObject:
			return Object{}, o.ends(shipping.TooLarge, open)
		case o.w.eof:
			return Object{}, o.broken(open)
		}
		if _, err := o.w.more(); err != nil {
			return Object{}, err
		}
	}
}

// closing finds the end of the object that data begins with.
func closing(data []byte) (int, bool) {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
	}
	return 0, false
}
