package book

import (
	"encoding/json"
	"iter"
	"reflect"
	"strings"
	"time"
)

// Schema answers with the JSON Schema (draft 2020-12) of a Book's file, for editors that complete and check while
// somebody types: every key with what it says, its unit, its words, and whether it must be written. What a condition
// means, and whether the parts fit together, is checked by Proofread, Prove and those who compile a Book.
func Schema() ([]byte, error) {
	s := describe(reflect.TypeFor[Book](), key{})
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "A Book of Crosslane"
	return json.MarshalIndent(s, "", "  ")
}

type schema map[string]any

// describe makes the schema of a key of this type.
func describe(t reflect.Type, k key) schema {
	s := schema{}
	if k.says != "" {
		s["description"] = k.describes()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		s["type"], s["format"] = "string", "date-time"
	case t.Kind() == reflect.Struct:
		describeKeys(s, t)
	case t.Kind() == reflect.Slice:
		s["type"], s["items"] = "array", describe(t.Elem(), key{in: k.in, among: k.among, least: k.least, most: k.most})
	case t.Kind() == reflect.Bool:
		s["type"] = "boolean"
	case t.Kind() == reflect.String && len(k.among) > 0:
		s["type"], s["enum"] = "string", k.among
	case t.Kind() == reflect.String:
		s["type"] = []string{"string", "integer"} // a postcode that loses nothing may look like a number
		if k.long > 0 {
			s["maxLength"] = k.long
		}
	default:
		s["type"], s["minimum"] = "integer", k.least
		if k.most != 0 {
			s["maximum"] = k.most
		}
	}
	return s
}

func describeKeys(s schema, t reflect.Type) {
	fields, needed := schema{}, []string{}
	for name, f := range fieldsOf(t) {
		k := keys[t.Name()+"."+name]
		fields[name] = describe(f, k)
		if k.needs {
			needed = append(needed, name)
		}
	}
	s["type"], s["properties"], s["additionalProperties"] = "object", fields, false
	if len(needed) > 0 {
		s["required"] = needed
	}
}

// describes is what a key says, with its unit.
func (k *key) describes() string {
	switch k.in {
	case nil:
		return k.says
	case minor:
		return k.says + " (whole minor units of the currency: 1650 is 16.50 EUR)"
	}
	return k.says + " (whole " + k.in.name + ")"
}

// fieldsOf are the keys of a part of the Book with their types, in the order of the Go type.
func fieldsOf(t reflect.Type) iter.Seq2[string, reflect.Type] {
	return func(yield func(string, reflect.Type) bool) {
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || name == "-" || t == reflect.TypeFor[Book]() && name == "version" { // it is the hash of the file
				continue
			}
			if !yield(name, f.Type) {
				return
			}
		}
	}
}
