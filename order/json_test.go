package order

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// wholeJSON is an order of our own form that lacks nothing.
const wholeJSON = `{"number": "J-1", "placed": "2026-05-01T08:00:00Z", "currency": "EUR",
 "address": {"name": "Ida Probe", "lines": ["Am Test 1", "Hof"], "city": "Ort", "postcode": "10115", "country": "DE"},
 "lines": [{"sku": "A", "quantity": 1, "price": "5.00", "weight": 100, "hs": "610910", "origin": "PT"}]}`

// jsonWith is the order with a value under a path; nil takes the key out.
func jsonWith(t *testing.T, path string, value any) string {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(wholeJSON), &o); err != nil {
		t.Fatal(err)
	}
	at, keys := o, strings.Split(path, ".")
	for _, k := range keys[:len(keys)-1] {
		if k == "lines[0]" {
			at = o["lines"].([]any)[0].(map[string]any)
			continue
		}
		at = at[k].(map[string]any)
	}
	if at[keys[len(keys)-1]] = value; value == nil {
		delete(at, keys[len(keys)-1])
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// null is a JSON null that stands there.
var null = json.RawMessage("null")

// toldOf is what became of one order, and of which fields something is told.
func toldOf(t *testing.T, text string) (Verdict, []string) {
	t.Helper()
	got, err := all(t, strings.NewReader(text), Options{Now: fieldNow})
	if err != nil || len(got) != 1 {
		t.Fatal(text, got, err)
	}
	var fields []string
	for _, p := range got[0].Problems {
		if p.Message == "" || p.Hint == "" {
			t.Errorf("%s: %+v", text, p)
		}
		fields = append(fields, p.Field)
	}
	return got[0].Verdict, fields
}

// TestJSONLacks: each field that an order needs is told by its place in the order's own form, whether its key is missing or holds null,
// nothing, or another kind of value; a number where a text belongs is that text.
func TestJSONLacks(t *testing.T) {
	if verdict, told := toldOf(t, wholeJSON); verdict != Accepted {
		t.Fatal(verdict, told)
	}
	needed := map[string]string{ // and the field that is told where it is missing
		"number": "number", "placed": "placed", "currency": "currency", "address.name": "address.name", "address.lines": "address.lines", "address.city": "address.city",
		"address.postcode": "address.postcode", "address.country": "address.country", "lines": "lines", "lines[0].sku": "lines[0].sku", "lines[0].quantity": "lines[0].quantity",
		"lines[0].price": "lines[0].price", "lines[0].weight": "lines[0].weight_g", "lines[0].hs": "lines[0].hs",
	}
	for _, path := range slices.Sorted(maps.Keys(needed)) {
		for what, value := range map[string]any{"missing": nil, "null": null, "empty": "", "a list of nothing": []any{}, "an object of nothing": map[string]any{}} {
			verdict, told := toldOf(t, jsonWith(t, path, value))
			if path == "lines" && what == "empty" {
				continue // no list: below
			}
			if verdict == Accepted || len(told) != 1 || told[0] != needed[path] && told[0] != path {
				t.Errorf("%s, %s: %s, told of %q, not of %s", path, what, verdict, told, needed[path])
			}
		}
		others := map[string]any{"an object": map[string]any{"x": "A"}, "an object of objects": map[string]any{"x": map[string]any{"y": 1}}, "yes": true, "a list of objects": []any{map[string]any{"x": "A"}}, "a list of lists": []any{[]any{1}}}
		if path != "address.lines" {
			others["a list"] = []any{"A"}
		}
		for what, value := range others {
			verdict, told := toldOf(t, jsonWith(t, path, value))
			if path == "lines" && what == "a list of objects" {
				path = "lines[0].x"
			}
			if verdict == Accepted || len(told) != 1 || told[0] != path && told[0] != path+"[0]" {
				t.Errorf("%s is %s: %s, told of %q", path, what, verdict, told)
			}
			path, _, _ = strings.Cut(path, "[0].x")
		}
	}
}

// TestJSONUnderstood: what says the same in another way is understood.
func TestJSONUnderstood(t *testing.T) {
	for _, c := range []struct {
		path  string
		value any
		lines []string
	}{
		{"address.lines", "Am Test 1", []string{"Am Test 1"}}, {"address.lines", "Am Test 1\nHof\n", []string{"Am Test 1", "Hof"}}, {"address.lines", []any{null, "Am Test 1", ""}, []string{"Am Test 1"}},
		{"address.lines", []any{"Am Test 1"}, []string{"Am Test 1"}}, {"address.lines", []any{"a", "b", "c"}, []string{"a", "b", "c"}},
		{"address.postcode", 10115, []string{"Am Test 1", "Hof"}}, {"number", 1001, []string{"Am Test 1", "Hof"}}, {"lines[0].price", 5.5, []string{"Am Test 1", "Hof"}}, {"lines[0].hs", 610910, []string{"Am Test 1", "Hof"}}, {"lines[0].quantity", "1", []string{"Am Test 1", "Hof"}},
		{"address.company", null, []string{"Am Test 1", "Hof"}}, {"address", map[string]any{"name": "Ida Probe", "address1": "Am Test 1", "city": "Ort", "postcode": "10115", "country": "DE"}, []string{"Am Test 1"}},
	} {
		got, err := all(t, strings.NewReader(jsonWith(t, c.path, c.value)), Options{Now: fieldNow})
		if err != nil || len(got) != 1 || got[0].Verdict != Accepted || !slices.Equal(got[0].Address.Lines, c.lines) {
			t.Errorf("%s %v: %v %+v", c.path, c.value, err, got[0])
		}
	}
}

// TestJSONTold: a problem is told at the key under which the order says it, and else at that of our own form.
func TestJSONTold(t *testing.T) {
	for _, c := range []struct {
		path  string
		value any
		want  string
	}{
		{"lines[0].weight", "heavy", "lines[0].weight"}, {"lines[0].weight_g", "heavy", "lines[0].weight_g"}, {"lines[0].size", map[string]any{"height": "high"}, "lines[0].size.height"}, {"lines[0].height_mm", "high", "lines[0].height_mm"},
		{"address.postcode", "1", "address.postcode"}, {"ship_to", map[string]any{"postcode": "10115", "country": "Nowhere"}, "ship_to.country"},
		{"address", "Am Test 1, Ort", "address"}, {"address", []any{"Am Test 1"}, "address"}, {"address", 5, "address"}, {"lines", []any{null}, "lines[0]"}, {"lines", []any{map[string]any{"sku": "A", "quantity": 1, "price": "1"}, map[string]any{}}, "lines[1]"},
		{"address", map[string]any{"name": "Ida Probe", "address1": "**", "city": "Ort", "postcode": "10115", "country": "DE"}, "address.address1"}, {"address.lines", "**", "address.lines"},
		{"lines", []any{map[string]any{"sku": "A", "quantity": 1, "price": "1", "colour": "red"}}, "lines[0].colour"}, {"address.street", "Am Test", "address.street"}, {"lines[0].price", map[string]any{"value": 5}, "lines[0].price"},
	} {
		text := jsonWith(t, c.path, c.value)
		if c.path == "lines[0].weight_g" {
			text = strings.Replace(text, `"weight":100,`, "", 1)
		}
		if c.path == "ship_to" {
			text = strings.Replace(text, `"country":"DE",`, "", 1)
		}
		if verdict, told := toldOf(t, text); verdict == Accepted || len(told) == 0 || told[0] != c.want {
			t.Errorf("%s %v: %s, told of %q, not of %s", c.path, c.value, verdict, told, c.want)
		}
	}
}
