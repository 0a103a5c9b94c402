package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestShipEngine types docs/carriers/shipengine.md as it stands.
func TestShipEngine(t *testing.T) {
	t.Parallel()
	dir, out := typedPage(t, "../../docs/carriers/shipengine.md")
	for _, want := range []string{"accepted 2", " is void.", "Delivered (Delivered)", "In order"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	if label, err := os.ReadFile(filepath.Join(dir, "label.pdf")); err != nil || !strings.HasPrefix(string(label), "%PDF") {
		t.Errorf("the label: %v", err)
	}
}
