package book

import (
	"errors"
	"strings"

	"crosslane/shipping"
)

// Remark is a word about a Book that may be meant, and decides something: no mistake, and told with the place as one is.
type Remark struct {
	Field   string `json:"field"` // as in shipping.Error
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// String writes field, message and hint on one line, as an error is written.
func (r Remark) String() string { return shipping.BadField(r.Field, r.Message, r.Hint).Error() }

// Placed is the remark with its place in the Book's file, as Locate has it.
func (r Remark) Placed(file []byte) Remark {
	if e, ok := errors.AsType[*shipping.Error](Locate(file, shipping.BadField(r.Field, r.Message, r.Hint))); ok {
		r.Field = e.Field
	}
	return r
}

// Remarks are all that is said of a Book.
type Remarks []Remark

// String writes a line for each, "Mind: " before it.
func (r Remarks) String() string {
	var b strings.Builder
	for _, one := range r {
		b.WriteString("Mind: " + one.String() + "\n")
	}
	return b.String()
}
