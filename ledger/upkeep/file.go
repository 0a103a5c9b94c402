package upkeep

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"crosslane/db"
	"crosslane/shipping"
)

// BackupFile has a backup written into a file, which appears under its name only when it was read again from there, and is
// whole. One that is there already is replaced; any other file, and any within the directory of the data, is Refused
// before anything is written.
func BackupFile(name, data string, backup func(io.Writer) (Holds, error)) (holds Holds, err error) {
	if err := MayReplace(name, data); err != nil {
		return holds, err
	}
	err = db.WholeFile(name, func(f *os.File) error {
		if holds, err = backup(f); err != nil {
			return err
		}
		if _, err = f.Seek(0, io.SeekStart); err != nil {
			return db.Failure("read the backup again", err)
		}
		return holds.Check(f)
	})
	return holds, err
}

// MayReplace refuses a name whose file, or what is written beside it until that is whole, a backup must not take the place of.
func MayReplace(name, data string) error {
	return cmp.Or(mayReplace(name, data), mayReplace(name+db.Part, data)) // both are written over
}

func mayReplace(file, data string) error {
	if within(file, data) {
		return &shipping.Error{Code: shipping.Refused, Field: file, Message: "lies in the directory of the data, where a backup would be written over them or be lost with them",
			Hint: "name a file in another directory, best on another disk"}
	}
	other := func(what string, cause error) error {
		return &shipping.Error{Code: shipping.Refused, Field: file, Message: "is there already, and " + what + "; nothing was written",
			Hint: "name a file that is not there yet, or a backup of before, which is replaced; move this one away if it is not needed", Cause: cause}
	}
	what, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return other("cannot be looked at", err)
	case !what.Mode().IsRegular(): // what is written behind a link, and what becomes of the link, nobody can foresee
		return other("is a link, a directory or a device", nil)
	}
	f, err := os.Open(file)
	if err != nil {
		return other("cannot be read", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if filepath.Ext(file) == db.Part && db.Begun(f) {
		return nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return other("cannot be read", err)
	}
	if _, err = db.Opened(f); err == nil {
		return nil
	}
	return other("is no backup of Crosslane", nil)
}

// within reports whether a file lies in a directory, by whatever way it is named, or would.
func within(file, dir string) bool {
	top, err := os.Stat(dir)
	if err != nil || !top.IsDir() {
		return false
	}
	ends := []string{filepath.Dir(file)} // the name itself may be a link, which is then replaced
	if whole, err := filepath.EvalSymlinks(file); err == nil {
		ends = append(ends, filepath.Dir(whole), whole)
	}
	for _, end := range ends {
		at, err := filepath.EvalSymlinks(end)
		if err == nil {
			at, err = filepath.Abs(at)
		}
		for ; err == nil; at = filepath.Dir(at) {
			if is, err := os.Stat(at); err == nil && os.SameFile(top, is) {
				return true
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return false
}
