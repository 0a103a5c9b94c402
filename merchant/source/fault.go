package source

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"crosslane/shipping"
)

// Read reads a file that a person named; what cannot be read is told by Unreadable.
func Read(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, Unreadable(name, err)
	}
	return text, nil
}

// Unreadable tells why a file that a person named cannot be read: NotFound.
func Unreadable(name string, err error) *shipping.Error {
	return told(name, "cannot be read", shipping.NotFound, err)
}

// Unwritable tells why what a flag or argument names cannot be written: Unavailable.
func Unwritable(field string, err error) *shipping.Error {
	return told(field, "cannot be written", shipping.Unavailable, err)
}

// told puts the system's reason into words; one that is not known stays the cause.
func told(field, what string, code shipping.Code, err error) *shipping.Error {
	for _, k := range []struct {
		is        error
		why, hint string
	}{
		{fs.ErrNotExist, "there is no such file or directory", "look at how it is written, and at the directory that you are in"},
		{fs.ErrPermission, "you may not", "have its owner allow it"},
		{syscall.EISDIR, "it is a directory", "name a file"},
		{syscall.ENOTDIR, "a part of its path is a file", "look at how it is written"},
		{syscall.ENOSPC, "there is no room on the disk", "make room, then do it again"},
		{syscall.EROFS, "nothing may be written there", "name another place"},
	} {
		if errors.Is(err, k.is) {
			return &shipping.Error{Code: code, Field: field, Message: what + ": " + k.why, Hint: k.hint}
		}
	}
	return &shipping.Error{Code: code, Field: field, Message: what, Cause: err}
}
