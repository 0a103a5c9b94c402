package vroom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"crosslane/shipping"
)

// decode reads JSON into a struct and refuses whatever the struct does not name:
// an unknown key, or a value of the wrong kind. The error names the path.
func decode(text []byte, into any) error {
	if !json.Valid(text) {
		err := json.Unmarshal(text, new(any))
		return shipping.NotJSON("", text, err)
	}
	return fill("", text, reflect.ValueOf(into).Elem())
}

// fill writes one JSON value to where it belongs.
func fill(path string, text json.RawMessage, to reflect.Value) error {
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		return fill(path, text, to.Elem())
	case reflect.Struct:
		return fillStruct(path, text, to)
	case reflect.Map:
		return fillMap(path, text, to)
	case reflect.Slice, reflect.Array:
		return fillList(path, text, to)
	}
	return fillPlain(path, text, to)
}

func refuse(path, want string) error {
	return shipping.BadField(strings.TrimPrefix(path, "."), "is not "+want, "")
}

func fillStruct(path string, text json.RawMessage, to reflect.Value) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil || object == nil {
		return refuse(path, "an object")
	}
	named := 0
	for _, f := range reflect.VisibleFields(to.Type()) {
		key := f.Tag.Get("json")
		value, given := object[key]
		if f.Anonymous || !given {
			continue
		}
		named++
		if err := fill(path+"."+key, value, to.FieldByIndex(f.Index)); err != nil {
			return err
		}
	}
	if named == len(object) {
		return nil
	}
	return unknownKey(path, object, to.Type())
}

// unknownKey names the first key, by alphabet, that a struct does not know.
func unknownKey(path string, object map[string]json.RawMessage, of reflect.Type) error {
	for _, f := range reflect.VisibleFields(of) {
		if !f.Anonymous {
			delete(object, f.Tag.Get("json"))
		}
	}
	first := slices.Min(slices.Collect(maps.Keys(object)))
	return shipping.BadField(strings.TrimPrefix(path+"."+first, "."), "is an unknown key", "")
}

func fillMap(path string, text json.RawMessage, to reflect.Value) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil || object == nil {
		return refuse(path, "an object")
	}
	to.Set(reflect.MakeMap(to.Type()))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		element := reflect.New(to.Type().Elem()).Elem()
		if err := fill(path+"."+key, object[key], element); err != nil {
			return err
		}
		to.SetMapIndex(reflect.ValueOf(key), element)
	}
	return nil
}

func fillList(path string, text json.RawMessage, to reflect.Value) error {
	if k := to.Type().Elem().Kind(); (k == reflect.Int64 || k == reflect.Int) && to.Kind() == reflect.Slice {
		if !bytes.Contains(text, []byte("null")) && json.Unmarshal(text, to.Addr().Interface()) == nil {
			return nil // the quick way for long rows of numbers
		}
	}
	var list []json.RawMessage
	if json.Unmarshal(text, &list) != nil || list == nil {
		return refuse(path, "an array")
	}
	if to.Kind() == reflect.Slice {
		to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
	} else if len(list) != to.Len() {
		return refuse(path, fmt.Sprintf("an array of %d", to.Len()))
	}
	for i, value := range list {
		if err := fill(fmt.Sprintf("%s[%d]", path, i), value, to.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func fillPlain(path string, text json.RawMessage, to reflect.Value) error {
	want := map[reflect.Kind]string{
		reflect.String: "a string", reflect.Bool: "true or false", reflect.Float64: "a number",
	}[to.Kind()]
	if want == "" {
		want = "an integer"
	}
	if string(text) == "null" || json.Unmarshal(text, to.Addr().Interface()) != nil {
		return refuse(path, want)
	}
	return nil
}
