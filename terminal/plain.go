package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"

	"crosslane/shipping"
)

// Plain is a fault with what lies underneath it put into words, on one line.
func Plain(e *shipping.Error) *shipping.Error {
	if e.Cause == nil {
		return e
	}
	told := *e
	told.Cause = nil
	if why := why(e.Cause); e.Cause.Error() != "" && !strings.Contains(told.Message, why) {
		told.Message += ": " + why
	}
	return &told
}

// causes are what the system says, in words.
var causes = []struct {
	is  error
	why string
}{
	{syscall.ECONNREFUSED, "nobody listens at that address"},
	{syscall.EADDRINUSE, "another program listens there"},
	{syscall.EADDRNOTAVAIL, "this machine has no such address"},
	{fs.ErrNotExist, "there is no such file or directory"},
	{fs.ErrPermission, "it is not allowed"},
	{syscall.EISDIR, "it is a directory"},
	{syscall.ENOTDIR, "a part of the path is a file"},
	{syscall.ENOSPC, "there is no room on the disk"},
	{io.ErrUnexpectedEOF, "it ends too early"},
	{io.EOF, "it ends too early"},
	{context.DeadlineExceeded, "no answer came in time"},
	{os.ErrDeadlineExceeded, "no answer came in time"},
}

// code is what PostgreSQL sets around its words.
var code = regexp.MustCompile(`(?s)^failed to connect to .*server error: |(?:ERROR|FATAL|PANIC): | \(SQLSTATE \w+\)`)

// why puts what lies underneath a fault into words; what is not known keeps its own.
func why(err error) string {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		told := *Plain(e)
		told.Hint = "" // whoever met it says what to do
		return told.Error()
	}
	if errors.As(err, new(*net.AddrError)) {
		return "it is no HOST:PORT"
	}
	if host, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("there is no host %q", host.Name)
	}
	for _, c := range causes {
		if errors.Is(err, c.is) {
			return c.why
		}
	}
	return strings.Join(strings.Fields(code.ReplaceAllString(err.Error(), "")), " ")
}
