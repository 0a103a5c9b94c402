package file

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func objectsOf(r io.Reader) (found []string, lines []int, err error) {
	w, err := Open(r)
	if err != nil {
		return nil, nil, err
	}
	objects := NewObjects(w)
	for {
		o, err := objects.Next()
		if errors.Is(err, io.EOF) {
			return found, lines, nil
		}
		if err != nil {
			return found, lines, err
		}
		text := strings.TrimSpace(string(o.Raw))
		if o.Fault != "" {
			text = "!" + text
		}
		found, lines = append(found, text), append(lines, o.Line)
	}
}

func TestObjects(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 100_000) + `"}`
	for name, c := range map[string]struct {
		in     string
		found  []string
		lines  []int
		broken bool
	}{
		"one":              {`{"a":1}`, []string{`{"a":1}`}, []int{1}, false},
		"one, spread":      {"{\n\"a\":\n1}\n", []string{"{\n\"a\":\n1}"}, []int{1}, false},
		"list":             {"[{\"a\":1},\n{\"b\":\"}\\\"\"}]", []string{`{"a":1}`, `{"b":"}\""}`}, []int{1, 2}, false},
		"empty list":       {" [ ] ", nil, nil, false},
		"on lines":         {"{\"a\":1}\n\n{\"b\":2}\n", []string{`{"a":1}`, `{"b":2}`}, []int{1, 3}, false},
		"a broken line":    {"{\"a\":1}\n{\"b\":\n{\"c\":3}\n", []string{`{"a":1}`, `!{"b":`, `{"c":3}`}, []int{1, 2, 3}, false},
		"a line of no sum": {"{\"a\":1}\nhello\n{\"c\":3}", []string{`{"a":1}`, `!hello`, `{"c":3}`}, []int{1, 2, 3}, false},
		"behind another":   {"{\n\"a\":1}{\"b\":2}", []string{"{\n\"a\":1}", `{"b":2}`}, []int{1, 2}, false},
		"bad in a list":    {`[{"a":x},{"b":2}]`, []string{`!{"a":x}`, `{"b":2}`}, []int{1, 1}, false},
		"unclosed list":    {`[{"a":1}`, []string{`{"a":1}`}, []int{1}, true},
		"unclosed object":  {"[{\"a\":1},\n{\"b\":", []string{`{"a":1}`}, []int{1}, true},
		"behind the list":  {`[{"a":1}] x`, []string{`{"a":1}`}, []int{1}, true},
		"no object":        {`[1]`, nil, nil, true},
		"longer than view": {"[" + long + "," + long + "]", []string{long, long}, []int{1, 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			found, lines, err := objectsOf(iotest.HalfReader(strings.NewReader(c.in)))
			if !slices.Equal(found, c.found) || !slices.Equal(lines, c.lines) || (err != nil) != c.broken {
				t.Fatalf("%.200q at %v, %v\nwant %.200q at %v", found, lines, err, c.found, c.lines)
			}
		})
	}
}

func TestLeaves(t *testing.T) {
	o := Object{Raw: []byte(`{"a":1.50,"b":{"c":[true,null,{"d":"x"},{}]},"e":[],"f":null,"g":{}}`)}
	all, fault := o.Leaves()
	want := []Leaf{{Path: "a", Text: "1.50"}, {"b.c[0]", "true", true}, {Path: "b.c[1]"}, {Path: "b.c[2].d", Text: "x"}, {Path: "b.c[3]"}}
	if fault != "" || !slices.Equal(all, want) {
		t.Fatalf("%v %q", all, fault)
	}
	deep := Object{Raw: []byte(strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50))}
	if _, fault := deep.Leaves(); fault == "" {
		t.Fatal("fifty levels were taken")
	}
}

func FuzzObjects(f *testing.F) {
	f.Add([]byte(`[{"a":1},{"b":[1,{"c":null}]}]`))
	f.Add([]byte("{\"a\":1}\n{\"b\":\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		w, err := Open(bytes.NewReader(in))
		if err != nil {
			return
		}
		objects := NewObjects(w)
		for taken := 0; ; {
			o, err := objects.Next()
			if err != nil {
				return
			}
			if taken += len(o.Raw); taken > len(in) {
				t.Fatalf("%d bytes came out of %d", taken, len(in))
			}
			_, _ = o.Leaves()
		}
	})
}
