package source

import (
	"os"

	"crosslane/shipping"
	"crosslane/system"
)

// Read reads a file that a person named; what cannot be read is told by Unreadable.
func Read(name string) ([]byte, error) {
	if name == "-" {
		return nil, shipping.Fault(shipping.NotFound, "standard input is not read for this", "name a file")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, Unreadable(name, err)
	}
	return text, nil
}

// Unreadable tells why a file that a person named cannot be read: NotFound.
func Unreadable(name string, err error) *shipping.Error {
	return told(name, "cannot be read", shipping.NotFound, err)
}

// Unwritable tells why what a flag or argument names cannot be written: Unavailable.
func Unwritable(field string, err error) *shipping.Error {
	return told(field, "cannot be written", shipping.Unavailable, err)
}

// told puts the system's reason into words; one that is not known stays the cause.
func told(field, what string, code shipping.Code, err error) *shipping.Error {
	if why, ok := system.Why(err); ok {
		return &shipping.Error{Code: code, Field: field, Message: what + ": " + why.Why, Hint: why.Hint}
	}
	return &shipping.Error{Code: code, Field: field, Message: what, Cause: err}
}
