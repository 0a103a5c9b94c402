// Package system answers the question: what did the machine or the network say, in words? It is the one table of that; whose
// fault it is, and of what, says whoever met it.
package system

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// Reason is why something failed, in words, without a full stop, and what to do about it; the zero value is no reason. Neither
// names a path, a user, or an address in numbers.
type Reason struct{ Why, Hint string }

// What databases say by numbers of their own, too.
var (
	NoRoom    = Reason{"there is no room on the disk", "make room, then do it again"}
	NoWriting = Reason{"nothing may be written there", "name another place, or have its owner allow it"}
	NoEntry   = Reason{"you may not", "have its owner allow it"}
	Stopped   = Reason{"it was told to stop", "do it again"}
)

// reasons are the errors of the system, each in words.
var reasons = []struct {
	is error
	Reason
}{
	{context.Canceled, Stopped},
	{syscall.ECONNREFUSED, Reason{"nobody listens at that address", "is it running, and are host and port right?"}},
	{syscall.ECONNRESET, Reason{"the other side broke the connection off", "try again in a moment"}},
	{syscall.EPIPE, Reason{"the other side broke the connection off", "try again in a moment"}},
	{syscall.EHOSTUNREACH, Reason{"there is no way to that address", "look at the network of this machine"}},
	{syscall.ENETUNREACH, Reason{"there is no way to that address", "look at the network of this machine"}},
	{syscall.EADDRINUSE, Reason{"another program listens there", "name a port that is free, or stop that program"}},
	{syscall.EADDRNOTAVAIL, Reason{"this machine has no such address", "name one that it has, or localhost"}},
	{fs.ErrNotExist, Reason{"there is no such file or directory", "look at how it is written, and at the directory that you are in"}},
	{fs.ErrExist, Reason{"it is there already", "name another, or move it away"}},
	{syscall.EROFS, NoWriting},
	{fs.ErrPermission, NoEntry},
	{syscall.EISDIR, Reason{"it is a directory", "name a file"}},
	{syscall.ENOTDIR, Reason{"a part of the path is a file", "look at how it is written"}},
	{syscall.ENAMETOOLONG, Reason{"its name is too long", "name a shorter one"}},
	{syscall.ENOSPC, NoRoom},
	{syscall.EDQUOT, NoRoom},
	{syscall.EWOULDBLOCK, Reason{"another process has it for itself", "do it again when that one is done"}},
	{syscall.EMFILE, Reason{"the program has too many files open", "raise the limit (ulimit -n)"}},
	{io.ErrUnexpectedEOF, Reason{"it ends too early", "was it cut short?"}},
	{io.EOF, Reason{"it ends too early", "was it cut short?"}},
	{context.DeadlineExceeded, Reason{"no answer came in time", "try again in a moment"}},
	{os.ErrDeadlineExceeded, Reason{"no answer came in time", "try again in a moment"}},
}

// Why puts an error of the system into words; false for one that it does not know.
func Why(err error) (Reason, bool) {
	if errors.As(err, new(*net.AddrError)) {
		return Reason{"it is no HOST:PORT", "write localhost:8080 and the like"}, true
	}
	if host, ok := errors.AsType[*net.DNSError](err); ok && host.IsTimeout {
		return Reason{"the name server does not answer", "look at the network of this machine"}, true
	} else if ok {
		return Reason{fmt.Sprintf("there is no host %q", host.Name), "look at how its name is written, or at the name server of this machine"}, true
	}
	if Untrusted(err) {
		return Reason{"the certificate of the other side is not trusted", "name the host as its certificate does, or have this machine trust who signed it"}, true
	}
	for _, r := range reasons {
		if errors.Is(err, r.is) {
			return r.Reason, true
		}
	}
	return Reason{}, false
}

// room is how much there must be on a disk for a server to go on: some thousand orders.
const room = 4 << 20

// Room tells why nothing more can be written to a directory, nil where something can: it asks for the disk's room, and writes a small file
// there, which it removes.
func Room(dir string) error {
	if free, _, err := Space(dir); err == nil && !enough(free) {
		return syscall.ENOSPC
	}
	f, err := os.CreateTemp(dir, "room-*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 4<<10))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// enough reports whether so many free bytes are room.
func enough(free uint64) bool { return free >= room }

// Unnamed reports whether no machine has the name that was looked up.
func Unnamed(err error) bool {
	e, ok := errors.AsType[*net.DNSError](err)
	return ok && e.IsNotFound
}

// Untrusted reports whether a certificate was not taken.
func Untrusted(err error) bool {
	return errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, new(x509.UnknownAuthorityError)) ||
		errors.As(err, new(x509.HostnameError)) || errors.As(err, new(x509.CertificateInvalidError))
}

// Told is an error in words: its text is why it failed, where that is known; it is found underneath as it was.
func Told(err error) error {
	if why, ok := Why(err); ok {
		return told{err, why.Why}
	}
	return err
}

type told struct {
	error
	why string
}

// Error says why.
func (t told) Error() string { return t.why }

// Unwrap gives the error as it was.
func (t told) Unwrap() error { return t.error }
