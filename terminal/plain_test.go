package terminal_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"

	"crosslane/shipping"
	"crosslane/terminal"
)

// TestPlain: what lies underneath a fault is told in words, on one line, without the signs of systems and libraries.
func TestPlain(t *testing.T) {
	for _, c := range []struct {
		cause error
		want  string
	}{
		{nil, "--x: cannot (do)"},
		{io.EOF, "--x: cannot: it ends too early (do)"},
		{fmt.Errorf("row 3: %w", io.ErrUnexpectedEOF), "--x: cannot: it ends too early (do)"},
		{&fs.PathError{Op: "open", Path: "/a/b", Err: syscall.ENOENT}, "--x: cannot: there is no such file or directory (do)"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "--x: cannot: nobody listens at that address (do)"},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Name: "shop.invalid", Server: "10.0.0.1:53"}}, `--x: cannot: there is no host "shop.invalid" (do)`},
		{&net.OpError{Op: "listen", Err: &net.AddrError{Err: "missing port in address", Addr: "x"}}, "--x: cannot: it is no HOST:PORT (do)"},
		{errors.New("FATAL: sorry, too many clients already (SQLSTATE 53300)"), "--x: cannot: sorry, too many clients already (do)"},
		{errors.New("one:\n\ttwo"), "--x: cannot: one: two (do)"},
		{&shipping.Error{Message: "no file", Hint: "look", Cause: io.EOF}, "--x: cannot: no file: it ends too early (do)"},
	} {
		e := &shipping.Error{Code: shipping.Invalid, Field: "--x", Message: "cannot", Hint: "do", Cause: c.cause}
		if got := terminal.Plain(e); got.Error() != c.want || got.Cause != nil || got.Code != e.Code || strings.Contains(got.Error(), "\n") {
			t.Errorf("%v: %v, want %s", c.cause, got, c.want)
		}
	}
}
