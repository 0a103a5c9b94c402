//go:build unix

package sim

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"crosslane/shipping"
)

// lockFile takes a journal for this process, and leaves its number for those who want it too. The system
// frees it when the process ends, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unusableFile(path, err)
	}
	for range 4 { // a process that was killed a moment ago is still being taken down
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		owner, _ := io.ReadAll(io.LimitReader(f, 40)) // it only says who it is
		return nil, errors.Join(taken(path, strings.TrimSpace(string(owner)), err), f.Close())
	}
	if err = f.Truncate(0); err == nil {
		_, err = f.WriteAt([]byte("process "+strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(unusableFile(path, err), f.Close())
	}
	return f, nil
}

func taken(path, owner string, cause error) error {
	if owner == "" {
		owner = "another process"
	}
	return &shipping.Error{Code: shipping.Unavailable, Field: strings.TrimSuffix(path, ".lock"), Message: "this simulated carrier is run by " + owner + " already",
		Hint: "stop that one, or give this one another directory with --data", Cause: cause}
}
