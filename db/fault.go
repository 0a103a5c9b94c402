package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"

	"crosslane/shipping"
)

// Held reports whether something failed because another process has the database, or the file, for itself.
func Held(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) || isSQLite(err, 5, "") }

// kind is what an engine's own error comes to.
type kind struct {
	code       shipping.Code
	what, hint string
}

const restored = "restore a backup, or bring the files back from where they are kept safe"

var (
	stopped  = kind{shipping.Unavailable, "it was told to stop", "do it again"}
	mute     = kind{shipping.Unavailable, "the database does not answer", "try again in a moment"}
	full     = kind{shipping.Unavailable, "there is no room on the disk", "make room, then do it again"}
	readOnly = kind{shipping.Unavailable, "nothing may be written there", "choose another place (--data), or have its owner allow it"}
	foreign  = kind{shipping.Corrupt, "it is no SQLite database, or it is damaged", restored}
	missing  = kind{shipping.Corrupt, "a table or column of it is missing", restored}
	noText   = kind{shipping.Invalid, "a text has a sign that no text has", "send it as UTF-8, without the sign NUL"}
)

// kindOf tells what an engine's error comes to; false when nothing better is known than what it says itself.
func kindOf(err error) (kind, bool) {
	if Held(err) { // who finds it says by whom
		return kind{}, false
	}
	for _, k := range []struct {
		is bool
		kind
	}{
		{errors.Is(err, context.Canceled) || isSQLite(err, 9, "") || isState(err, "57014"), stopped},
		{errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || isSQLite(err, 13, "") || isState(err, "53100"), full},
		{errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission) || isSQLite(err, 8, "") || isSQLite(err, 14, "") || isState(err, "25006", "42501"), readOnly},
		{isSQLite(err, 26, "") || isSQLite(err, 11, ""), foreign},
		{isSQLite(err, 1, "no such ") || isState(err, "42P01", "42703"), missing},
		{isState(err, "22021", "22P05"), noText},
		{silent(err), mute},
	} {
		if k.is {
			return k.kind, true
		}
	}
	return kind{}, false
}

// isSQLite reports whether an error is SQLite's, of a primary result code, with some words in it.
func isSQLite(err error, code int, words string) bool {
	e, ok := errors.AsType[*sqlitedriver.Error](err)
	return ok && e.Code()&0xff == code && strings.Contains(e.Error(), words)
}

// isState reports whether an error is PostgreSQL's, of one of some SQLSTATEs.
func isState(err error, states ...string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains(states, e.Code)
}

// silent reports whether the database was not reached at all.
func silent(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError // an error of the system passes for a net.Error, too
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// Failure tells a caller that something could not be done with the database. What the driver says may
// name users, addresses and files: it stays in the cause.
func Failure(doing string, err error) *shipping.Error {
	e := &shipping.Error{Code: shipping.Unavailable, Message: "cannot " + doing, Cause: err}
	switch k, known := kindOf(err); {
	case k == mute:
		e.Message, e.Hint = k.what, k.hint
	case known:
		e.Message, e.Hint = e.Message+": "+k.what, k.hint
	}
	return e
}

// unavailable tells that a database cannot be used, or not now.
func unavailable(message, hint string, cause error) error {
	e := &shipping.Error{Code: shipping.Unavailable, Message: message, Hint: hint, Cause: cause}
	if k, known := kindOf(cause); known {
		e.Code, e.Message, e.Hint = k.code, message+": "+k.what, k.hint
	}
	return e
}

// Fault is the project's own error in any error: what stands in it, what the engine's comes to, or Internal. It is asked
// where an error leaves the program.
func Fault(err error) *shipping.Error {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e
	}
	if k, known := kindOf(err); known {
		return &shipping.Error{Code: k.code, Message: k.what, Hint: k.hint, Cause: err}
	}
	return &shipping.Error{Code: shipping.Internal, Message: "this failed here, through no fault of yours", Hint: "the log of the program says why; try again", Cause: err}
}
