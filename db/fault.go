package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net"
	"reflect"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"

	"crosslane/shipping"
	"crosslane/system"
)

// Held reports whether something failed because another process has the database, or the file, for itself.
func Held(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) || isSQLite(err, 5, "") }

// Full reports whether something failed because there is no room on the disk: it goes on by itself as soon as there is.
func Full(err error) bool {
	k, known := kindOf(err)
	return known && k == full
}

// kind is what an engine's own error comes to.
type kind struct {
	code       shipping.Code
	what, hint string
}

const restored = "restore a backup, or bring the files back from where they are kept safe"

var (
	stopped  = kind{shipping.Unavailable, system.Stopped.Why, system.Stopped.Hint}
	cutOff   = kind{shipping.Unavailable, "the database cut it off: it took too long, or was ended there", "do it again; if that lasts, look what keeps the database busy, and at its timeouts"}
	raced    = kind{shipping.Unavailable, "others were first, again and again", "do it again"}
	held     = kind{shipping.Unavailable, "another process has it for itself", "do it again when that one is done"}
	mute     = kind{shipping.Unavailable, "the database does not answer", "try again in a moment"}
	full     = kind{shipping.Unavailable, system.NoRoom.Why, system.NoRoom.Hint}
	readOnly = kind{shipping.Unavailable, system.NoWriting.Why, "choose another place (--data), or have its owner allow it"}
	foreign  = kind{shipping.Corrupt, "it is no SQLite database, or it is damaged", restored}
	missing  = kind{shipping.Corrupt, "a table or column of it is missing", restored}
	noText   = kind{shipping.Invalid, "a text has a sign that no text has", "send it as UTF-8, without the sign NUL"}
)

// What keeps the program from PostgreSQL's door, for whoever runs it. Nothing of it names user, address or password.
var (
	noEntry    = kind{shipping.Unavailable, "PostgreSQL does not take the user, or the password", "put both into --db, or the password into PGPASSWORD or ~/.pgpass; whom it lets in from where stands in its pg_hba.conf"}
	noRight    = kind{shipping.Unavailable, "the user may not use that database", "have its owner allow it: GRANT CONNECT, CREATE ON DATABASE ... TO ..."}
	noDatabase = kind{shipping.Unavailable, "PostgreSQL has no such database", "make it (createdb NAME), or name one that is there"}
	noHost     = kind{shipping.Unavailable, "no machine has the name in the address of the database", "correct the name in --db (in a password, write %23 for #), or look at the name server of this machine"}
	noPort     = kind{shipping.Unavailable, "nothing listens at the address of the database", "is PostgreSQL running, and are host and port in --db right?"}
	noTLS      = kind{shipping.Unavailable, "PostgreSQL does not speak TLS there, and the address asks for it", "turn it on in the server (ssl = on); without it what is stored crosses the network in the clear (sslmode=disable)"}
	noTrust    = kind{shipping.Unavailable, "the certificate of the database is not trusted", "name its authority (sslrootcert=FILE in --db), and the host as the certificate does"}
	crowded    = kind{shipping.Unavailable, "PostgreSQL takes no more connections", "end a program that uses it, or raise max_connections"}
)

// ioShmSize is what SQLite says where what readers and writers share beside a file cannot be as large as it must be (SQLITE_IOERR_SHMSIZE).
const ioShmSize = 10 | 19<<8

// kindOf tells what an error that a database met comes to; false when nothing better is known than what it says itself.
func kindOf(err error) (kind, bool) {
	for _, k := range []struct {
		is bool
		kind
	}{
		{errors.Is(err, context.Canceled) || isSQLite(err, 9, ""), stopped},
		{Held(err), held},
		{IsConflict(err), raced},
		{errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || isSQLite(err, 13, "") || isSQLite(err, ioShmSize, "") || isState(err, "53100"), full},
		{isState(err, "28000", "28P01"), noEntry},
		{isState(err, "3D000"), noDatabase},
		{isState(err, "53300"), crowded},
		{atDoor(err) && isState(err, "42501"), noRight},
		{errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission) || isSQLite(err, 8, "") || isSQLite(err, 14, "") || isState(err, "25006", "42501"), readOnly},
		{isSQLite(err, 26, "") || isSQLite(err, 11, ""), foreign},
		{isSQLite(err, 1, "no such ") || isState(err, "42P01", "42703"), missing},
		{isState(err, "22021", "22P05"), noText},
		{system.Unnamed(err), noHost},
		{errors.Is(err, syscall.ECONNREFUSED) || atDoor(err) && errors.Is(err, syscall.ENOENT), noPort},
		{atDoor(err) && system.Untrusted(err), noTrust},
		{atDoor(err) && !errors.As(err, new(*pgconn.PgError)) && strings.Contains(err.Error(), "server refused TLS"), noTLS}, // the driver has no error of its own for it
		{silent(err) || isState(err, "57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006", "08P01"), mute},
		{isState(err, "57014") || errors.Is(err, context.DeadlineExceeded), cutOff},
	} {
		if k.is {
			return k.kind, true
		}
	}
	return kind{}, false
}

// atDoor reports whether it failed while a connection to PostgreSQL was made.
func atDoor(err error) bool { return errors.As(err, new(*pgconn.ConnectError)) }

// isSQLite reports whether an error is SQLite's, of a primary result code, with some words in it.
func isSQLite(err error, code int, words string) bool {
	e, ok := errors.AsType[*sqlitedriver.Error](err)
	return ok && (e.Code() == code || e.Code()&0xff == code) && strings.Contains(e.Error(), words)
}

// isState reports whether an error is PostgreSQL's, of one of some SQLSTATEs.
func isState(err error, states ...string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains(states, e.Code)
}

// silent reports whether the database was not reached at all.
func silent(err error) bool {
	var network *net.OpError // an error of the system passes for a net.Error, too
	return atDoor(err) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// engines are where the errors of the engines, and of what speaks to them, are at home.
var engines = []string{"github.com/jackc/pgx/", "modernc.org/sqlite"}

// ofEngine reports whether an error came from a database: a carrier, a mail server or a file may say the same.
func ofEngine(err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) {
		return true
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if many, ok := e.(interface{ Unwrap() []error }); ok {
			return slices.ContainsFunc(many.Unwrap(), ofEngine)
		}
		of := reflect.TypeOf(e)
		for of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if slices.ContainsFunc(engines, func(home string) bool { return strings.HasPrefix(of.PkgPath(), home) }) {
			return true
		}
	}
	return false
}

// Failure tells a caller that something could not be done with the database, by the code of what it comes to; what has a code
// already keeps it. What the driver says may name users, addresses and files: it stays in the cause.
func Failure(doing string, err error) *shipping.Error {
	return told("cannot "+doing, "", err)
}

// unavailable tells that a database cannot be used, or not now.
func unavailable(message, hint string, cause error) error { return told(message, hint, cause) }

// told tells what failed, and why, if that is known. Unavailable when nothing is.
func told(message, hint string, cause error) *shipping.Error {
	e := &shipping.Error{Code: shipping.Unavailable, Message: message, Hint: hint, Cause: cause}
	if own, ok := errors.AsType[*shipping.Error](cause); ok {
		e.Code, e.Message, e.Hint = own.Code, message+": "+own.Message, own.Hint
		return e
	}
	k, known := kindOf(cause)
	if k == held && hint != "" { // who finds it says by whom
		e.Cause = unsaid{cause}
	}
	if !known || k == held && hint != "" {
		return e
	}
	e.Code, e.Message = k.code, message+": "+k.what
	if k != mute || hint == "" {
		e.Hint = k.hint
	}
	e.Cause = k.under(cause)
	return e
}

// unsaid is an error that can be looked for, and is not told: a driver at the door of PostgreSQL names user and address, and
// what it says has been said in better words.
type unsaid struct{ error }

// under is what stands under an error of the kind.
func (k kind) under(cause error) error {
	if atDoor(cause) {
		return unsaid{cause}
	}
	return cause
}

// Error says nothing.
func (unsaid) Error() string { return "" }

// Unwrap gives what is not told.
func (u unsaid) Unwrap() error { return u.error }

// Fault is the project's own error in any error: what stands in it, what the engine's comes to, what the system says of
// anything else, or Internal. It is asked where an error leaves the program.
func Fault(err error) *shipping.Error {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e
	}
	if k, known := kindOf(err); known && ofEngine(err) {
		return &shipping.Error{Code: k.code, Message: k.what, Hint: k.hint, Cause: k.under(err)}
	}
	if why, known := system.Why(err); known {
		return &shipping.Error{Code: shipping.Unavailable, Message: why.Why, Hint: why.Hint, Cause: unsaid{err}}
	}
	return &shipping.Error{Code: shipping.Internal, Message: "this failed here, through no fault of yours", Hint: "the log of the program says why; try again", Cause: err}
}
