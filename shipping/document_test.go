package shipping_test

import (
	"testing"

	"crosslane/shipping"
)

// TestNamesOfDocuments: a name tells of the content, and its seal of media type and person; names of before tell of the
// content alone.
func TestNamesOfDocuments(t *testing.T) {
	whole := shipping.NewDocument("text/plain", "per_anna", []byte("Anna"))
	old := whole
	old.ID = whole.ID.Content()
	if len(whole.ID.Content()) != len("pap_")+32 || !whole.ID.Sealed() || old.ID.Sealed() {
		t.Errorf("named %q", whole.ID)
	}
	if !whole.Fits() || !old.Fits() {
		t.Error("it does not fit its own name")
	}
	for what, change := range map[string]func(*shipping.Document){
		"media":  func(d *shipping.Document) { d.Media = "text/html" },
		"person": func(d *shipping.Document) { d.Person = "" },
		"both":   func(d *shipping.Document) { d.Media, d.Person = "text/plai", "nper_anna" },
		"seal":   func(d *shipping.Document) { d.ID += "x" },
	} {
		d := whole
		change(&d)
		if d.Fits() {
			t.Errorf("%s: it fits", what)
		}
	}
	for _, d := range []shipping.Document{whole, old} {
		d.Body = []byte("Anne")
		if d.Fits() {
			t.Errorf("%s: another content fits", d.ID)
		}
	}
}
