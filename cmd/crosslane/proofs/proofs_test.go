package proofs

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"crosslane/merchant/proof"
	"crosslane/shipping"
)

// TestDocumentsAreWritten: the first where it was said, others beside it by what they are; without any it is said.
func TestDocumentsAreWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "proof.v1.pdf")
	if err := save(file, []proof.Paper{{Media: "application/pdf", Body: []byte("a")}, {Media: "image/png", Body: []byte("b")}}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{file: "a", filepath.Join(filepath.Dir(file), "proof.v1-2.png"): "b"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := save(file, nil); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("%v", err)
	}
	at := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	got := words(&proof.Proof{Parcel: "par_1", Waybill: "W1", Name: "UPS", Papers: []proof.Paper{{Media: "application/pdf", Body: []byte("a")}}, By: "EVA", Place: "Front Door", At: &at}, "p.pdf")
	if want := "Parcel par_1, waybill W1 of UPS:\n  a document, application/pdf, 1 bytes, in p.pdf\n  taken by EVA\n  at: Front Door\n  on 2026-05-04 09:00 +00:00\n"; got != want {
		t.Errorf("%q", got)
	}
}
