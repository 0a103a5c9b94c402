package client

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Problem is what went wrong with a call (RFC 9457).
type Problem struct { //nolint:errname // the standard calls it so
	Title  string  `json:"title"` // what kind of fault: invalid, unauthorized, forbidden, refused, not_found, unsupported, conflict, too_many, too_large, wrong_media, unavailable, internal
	Status int     `json:"status"`
	Detail string  `json:"detail"` // what is wrong and what to do, in one line
	Errors []Fault `json:"errors"` // each thing that is wrong
}

// Fault is one thing that is wrong with what was sent.
type Fault struct {
	Field   string `json:"field"` // where; request: the whole of it
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// Error tells the problem in one line.
func (p *Problem) Error() string { return "crosslane: " + p.Detail }

// Field is the fault of a field; nil where there is none.
func (p *Problem) Field(name string) *Fault {
	for i := range p.Errors {
		if p.Errors[i].Field == name {
			return &p.Errors[i]
		}
	}
	return nil
}

// problemOf reads a problem; what stands between may answer in words of its own.
func problemOf(status int, body []byte) error {
	p := &Problem{}
	if json.Unmarshal(body, p) != nil || p.Title == "" {
		p = &Problem{Title: "unknown", Detail: strings.TrimSpace(http.StatusText(status) + ": the answer is none of Crosslane's; what stands between may have given it")}
	}
	p.Status = status
	return p
}
