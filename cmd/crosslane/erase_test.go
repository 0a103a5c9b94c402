package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestErasingSomebodyWhoAwaitsAParcel: nothing is erased before it is told what is still to be sent, and a person has said that it is
// meant; then it is told again.
func TestErasingSomebodyWhoAwaitsAParcel(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	done(t, `{"number":"M-1","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"Anne Roux","lines":["Rue du Test 1"],"city":"Paris","postcode":"75011","country":"FR","email":"anne@b.example"},"lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`,
		"--data", data, "import", "orders", "-", "--new")
	out, errs, status := typed(t, "", "--data", data, "erase", "--email", "anne@b.example")
	for _, want := range []string{"nothing is erased yet", "order M-1 (waiting): no carrier can be asked without an address", "crosslane orders cancel", "--accept-unsent"} {
		if status != 1 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("status %d does not say %q: %s%s", status, want, out, errs)
		}
	}
	if out := done(t, "", "--data", data, "erase", "--email", "anne@b.example", "--accept-unsent"); !strings.HasPrefix(out, "Erased 2 documents") || !strings.Contains(out, "order M-1 (waiting): no carrier") {
		t.Error(out)
	}
	done(t, "", "--data", data, "orders", "cancel", "M-1", "--reason", "buyer")
	if _, errs, status := typed(t, "", "--data", data, "erase", "--email", "anne@b.example"); status != 1 || !strings.Contains(errs, "nothing is kept about") {
		t.Errorf("%d: %s", status, errs)
	}
}
