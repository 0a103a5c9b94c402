package book_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"crosslane/book"
)

// TestSchema: the Book that the program starts with fits its schema, key by key and type by type, and the
// schema describes triggers.
func TestSchema(t *testing.T) {
	text, err := book.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s, file map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(book.DefaultFile(), &file, yaml.AllowDuplicateMapKey()); err != nil {
		t.Fatal(err)
	}
	fits(t, "", s, file)
	when := s["properties"].(map[string]any)["triggers"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)["when"]
	if !strings.Contains(fmt.Sprint(when), "health") {
		t.Errorf("a trigger's condition is not described: %v", when)
	}
}

func fits(t *testing.T, path string, s map[string]any, v any) {
	t.Helper()
	types := fmt.Sprint(s["type"])
	switch v := v.(type) {
	case map[string]any:
		fields, _ := s["properties"].(map[string]any)
		for key, one := range v {
			inner, ok := fields[key].(map[string]any)
			if !ok {
				t.Errorf("%s.%s is not in the schema", path, key)
				continue
			}
			fits(t, path+"."+key, inner, one)
		}
	case []any:
		items, ok := s["items"].(map[string]any)
		if !ok {
			t.Errorf("%s is no list", path)
			return
		}
		for i, one := range v {
			fits(t, fmt.Sprintf("%s[%d]", path, i), items, one)
		}
	case string:
		if !strings.Contains(types, "string") {
			t.Errorf("%s is a text, want %s", path, types)
		}
	case bool:
		if types != "boolean" {
			t.Errorf("%s is yes or no, want %s", path, types)
		}
	case uint64, int64, float64:
		if !strings.Contains(types, "integer") && !strings.Contains(types, "number") {
			t.Errorf("%s is a number, want %s", path, types)
		}
	}
}

// TestSchemaDescribesEveryKey: a key without a description is a mistake of whoever made it.
func TestSchemaDescribesEveryKey(t *testing.T) {
	text, err := book.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if n := described(t, "", s); n < 150 {
		t.Errorf("%d keys", n)
	}
}

func described(t *testing.T, path string, s map[string]any) (n int) {
	t.Helper()
	if items, ok := s["items"].(map[string]any); ok {
		return described(t, path, items)
	}
	fields, _ := s["properties"].(map[string]any)
	for name, one := range fields {
		inner := one.(map[string]any)
		if says, _ := inner["description"].(string); len(says) < 5 {
			t.Errorf("%s.%s is not described in keys.go", path, name)
		}
		n += 1 + described(t, path+"."+name, inner)
	}
	return n
}

// TestSchemaTellsUnitsAndWords: units, words, bounds, and what must be written.
func TestSchemaTellsUnitsAndWords(t *testing.T) {
	text, err := book.Schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"1650 is 16.50 EUR)`, "(whole grams)", "(whole millimetres)", "(whole hours)", "(whole thousandths)", "(whole per cent)", "(whole millionths of a degree)",
		`"dedicated_line"`, `"remote"`, `"freighter"`, `"import_released"`, `"latin_america"`, `"ready_for_pickup"`, `"maximum": 1000`, `"required"`,
	} {
		if !strings.Contains(string(text), strings.TrimPrefix(want, `"1650 `)) {
			t.Errorf("the schema does not say %s", want)
		}
	}
	if strings.Contains(string(text), `"version"`) {
		t.Error("the schema has a key that nobody writes")
	}
}
