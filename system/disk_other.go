//go:build !unix

package system

import "errors"

// Space is how many bytes may still be written where a directory lies, and how many it has in all; an error where nobody tells.
func Space(string) (free, all uint64, err error) {
	return 0, 0, errors.ErrUnsupported
}
