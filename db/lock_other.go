//go:build !unix

package db

import (
	"errors"
	"os"
)

// lockFile keeps the file open; these systems have no lock that dies with its process in the
// standard library, and SQLite's own lock still lets one transaction write at a time.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}

// mayWrite reports whether files can be made in a directory: here that is believed.
func mayWrite(string) bool { return true }

// renameSynced gives a file another name; what a directory keeps is up to these systems.
func renameSynced(from, to string) error { return os.Rename(from, to) }

// keepFromWriting cannot be known here.
func keepFromWriting(string) (*os.File, error) { return nil, errors.ErrUnsupported }
