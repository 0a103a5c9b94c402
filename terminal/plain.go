package terminal

import (
	"errors"
	"regexp"
	"strings"

	"crosslane/shipping"
	"crosslane/system"
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

// code is what PostgreSQL sets around its words.
var code = regexp.MustCompile(`(?s)^failed to connect to .*server error: |(?:ERROR|FATAL|PANIC): | \(SQLSTATE \w+\)`)

// why puts what lies underneath a fault into words; what is not known keeps its own.
func why(err error) string {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		told := *Plain(e)
		told.Hint = "" // whoever met it says what to do
		return told.Error()
	}
	if known, ok := system.Why(err); ok {
		return known.Why
	}
	return strings.Join(strings.Fields(code.ReplaceAllString(err.Error(), "")), " ")
}
