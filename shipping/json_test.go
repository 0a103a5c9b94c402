package shipping_test

import (
	"encoding/json"
	"testing"

	"crosslane/shipping"
)

// TestNotJSON: a text that is no JSON is told with the place where it stops being that, in words.
func TestNotJSON(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "this is no JSON: there is nothing in it",
		" \n":               "this is no JSON: there is nothing in it",
		"{":                 "this is no JSON: it ends too early (was it cut short?)",
		"{\"a\": [1, 2":     "this is no JSON: it ends too early (was it cut short?)",
		"{\"a\": 1,\n  ,}":  `this is no JSON: line 2, column 3: "," does not belong there`,
		"{} {}":             `this is no JSON: line 1, column 4: "{" does not belong there`,
		"sku,name\nmug,Mug": `this is no JSON: line 1, column 1: "s" does not belong there`,
	} {
		err := json.Unmarshal([]byte(text), new(any))
		if got := shipping.NotJSON("", []byte(text), err); err == nil || got.Error() != want || got.Code != shipping.Invalid {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}
