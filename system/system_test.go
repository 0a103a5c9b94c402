package system_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"crosslane/system"
)

// TestRoom: where something can be written there is room, and nothing is left behind; where nothing can it is told why.
func TestRoom(t *testing.T) {
	dir := t.TempDir()
	if err := system.Room(dir); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if why, known := system.Why(system.Room(filepath.Join(dir, "none"))); !known {
		t.Errorf("no place: %+v", why)
	}
}

// TestWhy: what the system says comes in words, with what to do, and without paths and addresses; what is not known is not made up.
func TestWhy(t *testing.T) {
	_, missing := os.ReadFile(filepath.Join(t.TempDir(), "none"))
	_, dir := os.ReadFile(t.TempDir())
	_, refused := http.Get("http://127.0.0.1:1/secret") //nolint:bodyclose // there is none
	for _, c := range []struct {
		err  error
		want string
	}{
		{missing, "there is no such file or directory"},
		{dir, "it is a directory"},
		{refused, "nobody listens at that address"},
		{&url.Error{Op: "Get", URL: "http://x", Err: &net.OpError{Op: "dial", Err: &net.DNSError{Name: "x", IsNotFound: true}}}, `there is no host "x"`},
		{&net.DNSError{Name: "x", IsTimeout: true}, "the name server does not answer"},
		{&net.OpError{Op: "listen", Err: &net.AddrError{Err: "missing port"}}, "it is no HOST:PORT"},
		{fmt.Errorf("post: %w", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}), "the certificate of the other side is not trusted"},
		{&fs.PathError{Op: "open", Path: "/secret", Err: syscall.EACCES}, "you may not"},
		{&fs.PathError{Op: "open", Path: "/secret", Err: syscall.EROFS}, "nothing may be written there"},
		{&fs.PathError{Op: "write", Path: "/secret", Err: syscall.EDQUOT}, "there is no room on the disk"},
		{errors.New("something"), ""},
		{nil, ""},
	} {
		got, known := system.Why(c.err)
		if got.Why != c.want || known != (c.want != "") || known && got.Hint == "" || strings.Contains(got.Why+got.Hint, "secret") {
			t.Errorf("%v: %+v, want %q", c.err, got, c.want)
		}
		if told := system.Told(c.err); !errors.Is(told, c.err) || known && told.Error() != c.want || !known && c.err != nil && told.Error() != c.err.Error() {
			t.Errorf("%v is told as %v", c.err, told)
		}
	}
}
