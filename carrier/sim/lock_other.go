//go:build !unix

package sim

import "os"

// lockFile keeps the file open; these systems have no lock that dies with its process in the
// standard library.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unusableFile(path, err)
	}
	return f, nil
}
