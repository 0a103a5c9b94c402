package packing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"crosslane/shipping"
)

// maxRequestBytes is the size of the largest request that is read.
const maxRequestBytes = 16 << 20

// ReadRequest reads a request as JSON. Keys that a request does not have, keys given
// twice, values of the wrong kind and anything after the request are refused, by a
// *shipping.Error whose Field is the path to them. The request is not checked yet.
func ReadRequest(in io.Reader) (Request, error) {
	var r Request
	raw, err := io.ReadAll(io.LimitReader(in, maxRequestBytes+1))
	if err != nil {
		return r, &shipping.Error{Code: shipping.Unavailable, Message: "cannot read the request", Cause: err}
	}
	if len(raw) > maxRequestBytes {
		return r, shipping.Fault(shipping.Invalid, fmt.Sprintf("the request is longer than %d bytes", maxRequestBytes), "split it")
	}
	if !json.Valid(raw) {
		return r, notJSON(raw)
	}
	return r, decodeInto(reflect.ValueOf(&r).Elem(), raw, "")
}

// notJSON says where a text stops being JSON.
func notJSON(raw []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(raw, &value)
	return shipping.NotJSON("", raw, err)
}

// decodeInto fills a value from valid JSON; path leads to it.
func decodeInto(v reflect.Value, raw []byte, path string) error {
	raw = bytes.TrimSpace(raw)
	isNull := bytes.Equal(raw, []byte("null"))
	switch {
	case isNull && v.Kind() == reflect.Pointer:
		return nil
	case isNull:
		return shipping.BadField(path, "null is not a value for it", "leave it out")
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return decodeInto(v.Elem(), raw, path)
	case v.Kind() == reflect.Struct:
		return decodeStruct(v, raw, path)
	case v.Kind() == reflect.Slice:
		return decodeSlice(v, raw, path)
	}
	if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
		return shipping.BadField(path, fmt.Sprintf("%s is not %s", excerpt(raw), wanted[v.Kind()]), "")
	}
	return nil
}

// wanted says in words what a kind of field takes.
var wanted = map[reflect.Kind]string{
	reflect.Int64:  "a whole number",
	reflect.Bool:   "true or false",
	reflect.String: "a text",
}

func excerpt(raw []byte) string {
	if len(raw) > 40 {
		return strings.ToValidUTF8(string(raw[:40]), "") + "..."
	}
	return string(raw)
}

func decodeSlice(v reflect.Value, raw []byte, path string) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return shipping.BadField(path, excerpt(raw)+" is not a list", "")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(parts), len(parts)))
	for i, part := range parts {
		if err := decodeInto(v.Index(i), part, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

// decodeStruct fills a struct key by key, so that the first bad one is named.
func decodeStruct(v reflect.Value, raw []byte, path string) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return shipping.BadField(path, excerpt(raw)+" is not an object", "")
	}
	fields := fieldsByKey(v, nil)
	var seen []string
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return shipping.BadField(path, err.Error(), "")
		}
		name := key.(string)
		at := strings.TrimPrefix(path+"."+name, ".")
		field, known := fields[name]
		if !known {
			return shipping.BadField(at, "unknown key", "see docs/packing.md for the keys")
		}
		if slices.Contains(seen, name) {
			return shipping.BadField(at, "given twice", "")
		}
		seen = append(seen, name)
		var part json.RawMessage
		if err := dec.Decode(&part); err != nil {
			return shipping.BadField(at, err.Error(), "")
		}
		if err := decodeInto(field, part, at); err != nil {
			return err
		}
	}
	return nil
}

// fieldsByKey lists the fields of a struct, embedded ones included, by JSON key.
func fieldsByKey(v reflect.Value, fields map[string]reflect.Value) map[string]reflect.Value {
	if fields == nil {
		fields = map[string]reflect.Value{}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			fieldsByKey(v.Field(i), fields)
		case name != "-":
			fields[name] = v.Field(i)
		}
	}
	return fields
}
