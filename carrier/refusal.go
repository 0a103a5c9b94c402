package carrier

import (
	"errors"

	"crosslane/shipping"
)

// ownCode is a carrier's own code of a refusal. It travels as the cause of the error.
type ownCode string

func (c ownCode) Error() string { return "the carrier's code is " + string(c) }

// Refuse makes a carrier's no, with its own code and words.
func Refuse(code, message string) *shipping.Error {
	return &shipping.Error{Code: shipping.Refused, Message: message, Cause: ownCode(code)}
}

// RefusalCode is the carrier's own code in an error; where it gave none, the kind of the error.
func RefusalCode(err error) string {
	var own ownCode
	if errors.As(err, &own) {
		return string(own)
	}
	return string(shipping.CodeOf(err))
}

// refusalMessage is what the carrier said, without what the program adds for itself.
func refusalMessage(err error) string {
	var e *shipping.Error
	if errors.As(err, &e) && e.Field == "" {
		return e.Message
	}
	return err.Error()
}

// Unavailable makes the error of a carrier that did not answer in its own words: nothing is known.
func Unavailable(message string, cause error) *shipping.Error {
	return &shipping.Error{Code: shipping.Unavailable, Message: message, Hint: "it is asked again with the same key", Cause: cause}
}

// final reports whether asking again cannot help, so that the next channel must be tried.
func final(err error) bool {
	switch shipping.CodeOf(err) {
	case shipping.Refused, shipping.Invalid, shipping.Unsupported, shipping.NotFound, shipping.Forbidden:
		return true
	}
	return false
}
