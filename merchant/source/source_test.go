package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/merchant/source"
	"crosslane/shipping"
)

// TestSources: a file and what comes in by stdin are named alike, by their content.
func TestSources(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.csv")
	const text = "number,placed\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", filepath.Dir(path))
	var names []string
	for _, name := range []string{path, "-"} {
		s, err := source.Open(strings.NewReader(text), name)
		if err != nil {
			t.Fatal(err)
		}
		whole := make([]byte, 100)
		n, _ := s.Read(whole)
		if names = append(names, s.Hash); s.Size != int64(len(text)) || string(whole[:n]) != text {
			t.Errorf("%s: %d bytes, %q", name, s.Size, whole[:n])
		}
		s.Close()
	}
	if names[0] != names[1] || len(names[0]) != 32 {
		t.Errorf("named %q", names)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, name := range []string{path + ".none", filepath.Dir(path)} {
		_, err := source.Open(nil, name)
		if shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
