package printing

import (
	"path/filepath"
	"strings"
	"testing"

	"crosslane/merchant/printing"
)

// TestAFileOfLabelsIsOne: where a server writes it, a pipe or a device that was typed is none of its own.
func TestAFileOfLabelsIsOne(t *testing.T) {
	for _, c := range []Command{{PDF: "-"}, {ZPL: "-"}, {PDF: "same", ZPL: "same"}, {}} {
		if _, err := c.form(); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

// TestWhatIsPrintedHasAFile: kinds for which no file is named are not asked for.
func TestWhatIsPrintedHasAFile(t *testing.T) {
	for want, c := range map[string]Command{"application/pdf": {PDF: "a"}, "application/zpl": {ZPL: "b"}, "application/pdf application/zpl": {PDF: "a", ZPL: "b"}} {
		if got := strings.Join(c.media(), " "); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// TestABatchWhoseFileCannotBeWrittenIsNamed: its labels are recorded as printed, and somebody has to find them again.
func TestABatchWhoseFileCannotBeWrittenIsNamed(t *testing.T) {
	c := &Command{PDF: filepath.Join(t.TempDir(), "no such folder", "labels.pdf")}
	err := c.tell(nil, &printing.Batch{ID: "20260504-120000-3f2a91"}, []printing.File{{Media: "application/pdf", Labels: 2}})
	if err == nil || !strings.Contains(err.Error(), "crosslane labels --batch 20260504-120000-3f2a91") {
		t.Errorf("%v", err)
	}
}
