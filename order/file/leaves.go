package file

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Leaf is one value of a JSON object with the path to it: "lines[0].sku".
type Leaf struct {
	Path, Text string
	Bool       bool // it stands there as true or false, without quotes
}

// maxDepth bounds how deep an object may be nested.
const maxDepth = 8

// Leaves lists the values of the object in the order in which they stand, and says what is wrong
// with it. Nulls and empty lists say nothing and are left out, but those that
// stand in a list.
func (o *Object) Leaves() (all []Leaf, fault string) {
	if o.Fault != "" {
		return nil, o.Fault
	}
	dec := json.NewDecoder(bytes.NewReader(o.Raw))
	dec.UseNumber()
	w := walker{dec: dec}
	w.value("", 0)
	return w.out, w.fault
}

type walker struct {
	dec   *json.Decoder
	out   []Leaf
	fault string
}

func (w *walker) value(path string, depth int) {
	token, err := w.dec.Token()
	if err != nil || depth > maxDepth {
		w.fault = strconv.Quote(path) + " is nested too deep"
		return
	}
	switch v := token.(type) {
	case json.Delim:
		w.nested(v, path, depth)
	case string:
		w.out = append(w.out, Leaf{Path: path, Text: Readable(v)})
	case json.Number:
		w.out = append(w.out, Leaf{Path: path, Text: v.String()})
	case bool:
		w.out = append(w.out, Leaf{path, strconv.FormatBool(v), true})
	case nil:
		w.nothing(path)
	}
}

// nothing notes a null, or an empty object, that takes a place in a list: without it the list would be another one.
func (w *walker) nothing(path string) {
	if strings.HasSuffix(path, "]") {
		w.out = append(w.out, Leaf{Path: path})
	}
}

func (w *walker) nested(open json.Delim, path string, depth int) {
	if open == '{' && !w.dec.More() {
		w.nothing(path)
	}
	for i := 0; w.dec.More() && w.fault == ""; i++ {
		if open == '[' {
			w.value(path+"["+strconv.Itoa(i)+"]", depth+1)
			continue
		}
		key, _ := w.dec.Token()
		name, _ := key.(string)
		if path != "" {
			name = path + "." + name
		}
		w.value(name, depth+1)
	}
	if w.fault == "" {
		_, _ = w.dec.Token() // the closing bracket
	}
}
