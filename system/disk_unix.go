//go:build unix

package system

import "golang.org/x/sys/unix"

// Space is how many bytes may still be written where a directory lies, and how many it has in all.
func Space(dir string) (free, all uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	block := uint64(s.Bsize)                                       // its type differs between systems
	return uint64(s.Bavail) * block, uint64(s.Blocks) * block, nil //nolint:unconvert // their type differs between systems
}
