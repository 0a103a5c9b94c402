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
