//go:build unix

package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockFile takes the data directory for this process. The system frees it when the process ends,
// however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unavailable("cannot write to the data directory", "choose another with --data", err)
	}
	for range 4 { // a process that was killed a moment ago is still being taken down
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return f, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	_ = f.Close()
	return nil, unavailable("another process has the database open", "stop it first, or choose another directory with --data", fmt.Errorf("%s: %w", path, err))
}

// keepFromWriting opens the lock of a file so that nobody has it for himself until it is closed; several may keep others from that at once.
func keepFromWriting(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err == nil {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err == nil {
			return f, nil
		}
		_ = f.Close()
	}
	return nil, err
}

// mayWrite reports whether files can be made in a directory.
func mayWrite(dir string) bool {
	const toWrite = 2
	return syscall.Access(dir, toWrite) == nil
}

// renameSynced gives a file another name in its directory, and has the directory keep it.
func renameSynced(from, to string) error {
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	if err = os.Rename(from, to); err == nil {
		if err = dir.Sync(); errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
			err = nil // its file system keeps directories by itself
		}
	}
	return errors.Join(err, dir.Close())
}
