package order

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var fenced = regexp.MustCompile("(?s)```(yaml|csv|json)\n(.*?)```")

// The examples of docs/import.md are read as they stand there.
func TestDocumentedExamples(t *testing.T) {
	text, err := os.ReadFile("../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		kind, example := m[1], m[2]
		switch {
		case kind == "yaml":
			if _, err := ReadMapping([]byte(example)); err != nil {
				t.Error(err)
			}
		case strings.HasPrefix(example, "number,"), strings.HasPrefix(example, `{"number"`):
			got, err := all(t, strings.NewReader(example), Options{})
			if err != nil || len(got) != 1 || got[0].Verdict != Accepted {
				t.Errorf("%s\nis read as %+v, %v", example, got, err)
			}
		case strings.HasPrefix(example, "sku,name"):
			l, err := NewProducts(strings.NewReader(example))
			one(t, l, err)
		case strings.HasPrefix(example, "sku,warehouse"):
			l, err := NewStock(strings.NewReader(example))
			one(t, l, err)
		default:
			continue
		}
		read++
	}
	if read != 6 {
		t.Errorf("%d examples were read, not 6", read)
	}
	for _, key := range mappingKeys {
		if !strings.Contains(string(text), "| `"+key+"` |") {
			t.Errorf("the key %s is not described", key)
		}
	}
	for _, f := range orderFields {
		if !strings.Contains(string(text), "`"+f.String()+"`") {
			t.Errorf("the field %s is not described", f)
		}
	}
}

func one[T any](t *testing.T, l *List[T], err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if item, err := l.Next(); err != nil || item.Problems != nil {
		t.Errorf("%+v %v", item, err)
	}
}
