package webhook_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"crosslane/webhook"
)

// TestDocument: the document shows a body of every type, with fields that there are.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, `{"type"`) {
			continue
		}
		var told webhook.Told
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&told); err != nil || told.Data.Text == "" {
			t.Errorf("%v: %s", err, line)
		}
		shown[told.Type] = true
	}
	for _, one := range webhook.Types() {
		if !shown[one.Name] {
			t.Errorf("%s is not shown", one.Name)
		}
		delete(shown, one.Name)
	}
	if len(shown) > 0 {
		t.Errorf("shown, and no types: %v", shown)
	}
}
