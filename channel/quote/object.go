package quote

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// readers are the keys that an object may have, and what reads the value of each.
type readers map[string]func(field string, raw json.RawMessage) error

// readObject reads a JSON object strictly: a key that is not known, a key that comes twice and a value
// of another sort are BadField errors that name the key by its path. Null stands for an absent key.
func readObject(field string, raw []byte, keys readers) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return shipping.BadField(field, "not an object", "")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, _ := t.(string)
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			return shipping.BadField(field, "not an object", "")
		}
		at := strings.TrimPrefix(field+"."+key, ".")
		read, known := keys[key]
		switch {
		case !known:
			return shipping.BadField(at, "unknown key", "known are "+keys.names())
		case seen[key]:
			return shipping.BadField(at, "given twice", "")
		}
		seen[key] = true
		if string(value) == "null" {
			continue
		}
		if err := read(at, value); err != nil {
			return err
		}
	}
	return nil
}

func (r readers) names() string {
	var names []string
	for k := range r {
		names = append(names, k)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// wellFormed checks that the whole input is one JSON value.
func wellFormed(in []byte) error {
	var whole json.RawMessage
	if err := json.Unmarshal(in, &whole); err != nil {
		return shipping.NotJSON("", in, err)
	}
	return nil
}

// textInto reads a string.
func textInto[T ~string](to *T) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return shipping.BadField(field, "not a text", "write it in quotes")
		}
		*to = T(s)
		return nil
	}
}

// numberInto reads a whole number from least to most.
func numberInto[T ~int64](to *T, least, most int64) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if errors.Is(err, strconv.ErrRange) {
			n, err = math.MaxInt64, nil
		}
		if err != nil {
			return shipping.BadField(field, string(raw)+" is not a whole number", "")
		}
		*to = T(n)
		if n < least || n > most {
			return shipping.BadField(field, strconv.FormatInt(n, 10)+" is out of bounds", strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
		}
		return nil
	}
}

func boolInto(to *bool) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		if json.Unmarshal(raw, to) != nil {
			return shipping.BadField(field, "neither true nor false", "")
		}
		return nil
	}
}

// eachOf reads a list, each element by itself.
func eachOf(read func(field string, raw json.RawMessage) error) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return shipping.BadField(field, "not a list", "write it in brackets")
		}
		for i, one := range list {
			if err := read(field+"["+strconv.Itoa(i)+"]", one); err != nil {
				return err
			}
		}
		return nil
	}
}
