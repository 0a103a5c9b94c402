// Package source answers the question: what is taken in? It opens a file that a person named, or what comes in by stdin,
// and names it by its content.
package source

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"crosslane/fulfillment"
)

// Source is an opened file that is taken in, with its size in bytes and the hash of its content.
type Source struct {
	io.ReadSeeker
	Hash  string
	Size  int64
	Close func()
}

// Open opens a file and names it by its content; "-" is what comes in by stdin. What can be read only once, as that, a pipe or
// a device, is laid into a temporary file first.
func Open(stdin io.Reader, name string) (*Source, error) {
	f, remove := (*os.File)(nil), func() {}
	var err error
	if name != "-" {
		f, err = os.Open(name)
		if err == nil && Once(name) {
			once := f
			defer func() { _ = once.Close() }()
			stdin, name = once, "-"
		}
	}
	if name == "-" {
		if f, err = os.CreateTemp("", "crosslane-import-*"); err == nil {
			remove = func() { _ = os.Remove(f.Name()) }
			_, err = io.Copy(f, stdin)
		}
	}
	if err != nil {
		remove()
		return nil, Unreadable(name, err)
	}
	done := func() { _ = f.Close(); remove() }
	sum, size := sha256.New(), int64(0)
	if _, err = f.Seek(0, io.SeekStart); err == nil {
		if size, err = io.Copy(sum, f); err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
	}
	if err != nil {
		done()
		return nil, Unreadable(name, err)
	}
	return &Source{f, hex.EncodeToString(sum.Sum(nil)[:16]), size, done}, nil
}

// Once reports whether a name is of something that can be read only once: a pipe, a device, /dev/stdin.
func Once(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// Book reads and compiles a Book that a person wrote; a mistake is told with its line.
func Book(file string) (*fulfillment.Rules, error) {
	text, err := Read(file)
	if err != nil {
		return nil, err
	}
	return fulfillment.Open(text)
}
