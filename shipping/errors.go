package shipping

import (
	"errors"
	"strings"
	"time"
)

// Code says what kind of thing went wrong. It is for machines: the API's
// status, the program's exit status and a caller's next step all follow from it.
type Code string

// The codes. A new one needs a row in httpStatus and exitStatus below.
const (
	// Invalid: what was handed in is wrong; handing it in again will not help.
	Invalid Code = "invalid"
	// NotFound: no such order, parcel, channel or file.
	NotFound Code = "not_found"
	// Known: handed in before, and recorded then; nothing is left to do.
	Known Code = "known"
	// Conflict: somebody else was first; read again, then decide again.
	Conflict Code = "conflict"
	// Refused: understood, and a rule or a partner says no.
	Refused Code = "refused"
	// Unsupported: the input is in order, but this program cannot do that.
	Unsupported Code = "unsupported"
	// Unauthorized: the caller is not known.
	Unauthorized Code = "unauthorized"
	// Forbidden: the caller is known and may not.
	Forbidden Code = "forbidden"
	// TooMany: asked too often; wait, then ask again.
	TooMany Code = "too_many"
	// TooLarge: more was sent at once than is taken; send it in parts.
	TooLarge Code = "too_large"
	// WrongMedia: what was sent says that it is of a media type that is not read there.
	WrongMedia Code = "wrong_media"
	// Unavailable: a partner or a resource does not answer now; try again later.
	Unavailable Code = "unavailable"
	// Corrupt: stored data contradicts itself.
	Corrupt Code = "corrupt"
	// Internal: a fault of the program.
	Internal Code = "internal"
)

// Exit statuses of the command line.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// outcomes is the one table from codes to the outside: the HTTP status of an
// RFC 9457 problem and the exit status of a command.
var outcomes = map[Code]struct{ http, exit int }{
	Invalid:      {422, ExitFailed},
	NotFound:     {404, ExitFailed},
	Known:        {200, ExitDone},
	Conflict:     {409, ExitFailed},
	Refused:      {403, ExitFailed},
	Unsupported:  {501, ExitFailed},
	Unauthorized: {401, ExitFailed},
	Forbidden:    {403, ExitFailed},
	TooMany:      {429, ExitFailed},
	TooLarge:     {413, ExitFailed},
	WrongMedia:   {415, ExitFailed},
	Unavailable:  {503, ExitFailed},
	Corrupt:      {500, ExitFailed},
	Internal:     {500, ExitFailed},
}

// HTTPStatus answers with the status of an RFC 9457 problem for this code;
// an unknown code is an internal fault (500).
func (c Code) HTTPStatus() int {
	if o, ok := outcomes[c]; ok {
		return o.http
	}
	return outcomes[Internal].http
}

// ExitStatus answers with the exit status of a command that fails with this code.
func (c Code) ExitStatus() int {
	if o, ok := outcomes[c]; ok {
		return o.exit
	}
	return ExitFailed
}

// Error is one thing that went wrong, told so that a person can mend it.
type Error struct {
	// Code is the kind of fault.
	Code Code `json:"code"`
	// Field names the input at fault, as a path in the caller's own terms
	// ("lines[2].weight", "Shipping Zip"). Empty when no single field is.
	Field string `json:"field,omitempty"`
	// Message says what is wrong, without a full stop.
	Message string `json:"message"`
	// Hint says what to do about it. Empty when there is nothing to say.
	Hint string `json:"hint,omitempty"`
	// Wait is how long to wait before it is asked again; zero: nobody says.
	Wait time.Duration `json:"-"`
	// Cause is the error underneath, if any. It is not shown to the outside.
	Cause error `json:"-"`
}

// Error answers with field, message and hint on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		b.WriteString(" (")
		b.WriteString(e.Hint)
		b.WriteString(")")
	}
	if e.Cause != nil {
		if text := e.Cause.Error(); text != "" {
			b.WriteString(": ")
			b.WriteString(text)
		}
	}
	return b.String()
}

// Unwrap answers with the error underneath.
func (e *Error) Unwrap() error { return e.Cause }

// Fault makes an Error without a field.
func Fault(code Code, message, hint string) *Error {
	return &Error{Code: code, Message: message, Hint: hint}
}

// BadField makes an Invalid error about one field of the input.
func BadField(field, message, hint string) *Error {
	return &Error{Code: Invalid, Field: field, Message: message, Hint: hint}
}

// CodeOf answers with the code of the first Error in err's chain; an error of
// any other kind is Internal, and nil has no code.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
