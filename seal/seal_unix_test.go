//go:build unix

package seal_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"crosslane/seal"
)

// TestNobodyElseReadsTheKey: the file of the keys is its owner's alone from the moment at which it is made, also where new files are for everybody.
func TestNobodyElseReadsTheKey(t *testing.T) {
	t.Setenv(seal.KeyVariable, "")
	usual := syscall.Umask(0)
	defer syscall.Umask(usual)
	dir := t.TempDir()
	sealed(t, seal.Of(dir), "secret", "row")
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("there lie %v, %v", left, err)
	}
	made := filepath.Join(dir, "made")
	if err := seal.Written(made, "key"); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{filepath.Join(dir, seal.KeyFile), made} {
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s is %v, %v", file, info, err)
		}
	}
}
