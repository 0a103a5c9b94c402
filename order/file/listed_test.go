package file

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// Orders stand in a list under a key of the object around them, whatever stands beside it.
func TestListed(t *testing.T) {
	for name, c := range map[string]struct {
		in, first string
		found     []string
		broken    bool
	}{
		"alone":              {`{"list": [{"a":1}, {"b":2}]}`, `{"a":1}`, []string{`{"a":1}`, `{"b":2}`}, false},
		"beside others":      {`{"x": {"list": [{"no":1}]}, "y": "list", "list": [{"a":1}], "z": [3]}`, `{"a":1}`, []string{`{"a":1}`}, false},
		"a key in a text":    {`{"x": "\\\"list\": [", "list":[{"a":"]}"}]}`, `{"a":"]}"}`, []string{`{"a":"]}"}`}, false},
		"empty":              {`{"list": [ ]}`, "", nil, false},
		"one behind another": {"{\"list\": [{\"a\":1}]}\n{\"list\": []} {\"list\": [{\"b\":2}]}", `{"a":1}`, []string{`{"a":1}`, `{"b":2}`}, false},
		"no list":            {`{"list": {"a": 1}}`, "", nil, true},
		"no such key":        {`{"other": [{"a": 1}]} {"list": [{"b": 1}]}`, "", nil, true},
		"no JSON before":     {`{"x": y, "list": [{"a":1}]}`, `{"a":1}`, nil, true},
		"no JSON behind":     {`{"list": [{"a":1}], y}`, `{"a":1}`, []string{`{"a":1}`}, true},
		"not closed":         {`{"list": [{"a":1}]`, `{"a":1}`, []string{`{"a":1}`}, true},
		"something behind":   {`{"list": [{"a":1}]} x`, `{"a":1}`, []string{`{"a":1}`}, true},
		"too much before":    {`{"x": "` + strings.Repeat("x", maxObject) + `", "list": [{"a":1}]}`, `{"a":1}`, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := Open(iotest.HalfReader(strings.NewReader(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			first, _, err := w.First("list")
			if err != nil || string(first) != c.first {
				t.Errorf("the first is %s, not %s; %v", first, c.first, err)
			}
			objects := NewListed(w, "list")
			var found []string
			for {
				o, err := objects.Next()
				if err != nil {
					if errors.Is(err, io.EOF) == c.broken {
						t.Errorf("it ends with %v", err)
					}
					break
				}
				found = append(found, string(o.Raw))
			}
			if !slices.Equal(found, c.found) {
				t.Errorf("found %q, not %q", found, c.found)
			}
		})
	}
}
