package main

import (
	"bytes"
	"io"
	"math"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"crosslane/merchant"
	"crosslane/terminal"
)

// limited reads, and tells to how much memory the program keeps meanwhile.
type limited struct {
	io.Reader

	limit int64
}

func (l *limited) Read(b []byte) (int, error) {
	l.limit = debug.SetMemoryLimit(-1)
	return l.Reader.Read(b)
}

// TestAnImportOfAServer: an import has the program that was started for it keep to little memory, and never a server, which has other things to do.
func TestAnImportOfAServer(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	data := filepath.Join(t.TempDir(), "data")
	done(t, "", "migrate", "--new", "--data", data)
	imported := func(held *terminal.Held) int64 {
		t.Helper()
		var out bytes.Buffer
		in := &limited{Reader: strings.NewReader("number,placed\n")}
		files := &terminal.Program{Stdin: in, Stdout: &out, Stderr: &out, Now: time.Now, Held: held}
		run(t.Context(), files, []string{"import", "orders", "-", "--data", data})
		if in.limit == 0 {
			t.Fatalf("it reads nothing: %s", out.String())
		}
		return in.limit
	}
	if got := imported(nil); got != mostMemory {
		t.Errorf("by itself it keeps to %d bytes", got)
	}
	place, err := merchant.Open(t.Context(), merchant.At{Data: data}, merchant.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer place.Close()
	if got := imported(&terminal.Held{Place: place, Files: terminal.FilesOf("/")}); got != math.MaxInt64 {
		t.Errorf("a server keeps to %d bytes for it", got)
	}
}
