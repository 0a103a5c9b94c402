package printing

import (
	"path/filepath"
	"strings"
	"testing"

	"crosslane/merchant/printing"
)

// TestABatchWhoseFileCannotBeWrittenIsNamed: its labels are recorded as printed, and somebody has to find them again.
func TestABatchWhoseFileCannotBeWrittenIsNamed(t *testing.T) {
	c := &Command{PDF: filepath.Join(t.TempDir(), "no such folder", "labels.pdf")}
	err := c.tell(nil, &printing.Batch{ID: "20260504-120000-3f2a91"}, []printing.File{{Media: "application/pdf", Labels: 2}})
	if err == nil || !strings.Contains(err.Error(), "crosslane labels --batch 20260504-120000-3f2a91") {
		t.Errorf("%v", err)
	}
}
