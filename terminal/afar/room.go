package afar

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"crosslane/db"
	"crosslane/shipping"
)

// room is where a server keeps what is sent along until the line is done: a directory of its own, which goes when the server ends. What one
// that was killed has left goes with the next.
type room struct {
	mu  sync.Mutex
	dir string
}

const (
	roomNames = "crosslane-run-*"
	heldBy    = "held" // a file that the server has for itself while it lives
)

// folder is a new directory in it. The function that comes with it takes it away.
func (m *room) folder(until context.Context) (string, func(), error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, err := m.open(until)
	if err == nil {
		dir, err = os.MkdirTemp(dir, "line-*")
	}
	if err != nil {
		return "", nil, &shipping.Error{Code: shipping.Unavailable, Field: "request", Message: "the server cannot keep what is sent along", Hint: "is there room in its directory for temporary files (TMPDIR)?", Cause: err}
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

func (m *room) open(until context.Context) (string, error) {
	if m.dir != "" {
		return m.dir, nil
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), roomNames)) // the pattern is in order
	for _, dir := range left {
		if f, err := db.LockFile(filepath.Join(dir, heldBy)); err == nil {
			_ = os.RemoveAll(dir)
			_ = f.Close()
		}
	}
	dir, err := os.MkdirTemp("", roomNames)
	if err != nil {
		return "", err
	}
	lock, err := db.LockFile(filepath.Join(dir, heldBy))
	if err != nil {
		return "", err
	}
	context.AfterFunc(until, func() {
		_ = os.RemoveAll(dir)
		_ = lock.Close()
	})
	m.dir = dir
	return dir, nil
}
