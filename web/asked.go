package web

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/shipping"
	"crosslane/view"
)

// statusError is a fault for which HTTP has a status of its own.
type statusError struct {
	status int
	fault  *shipping.Error
}

// Error tells the fault.
func (a *statusError) Error() string { return a.fault.Error() }

// Unwrap gives the fault.
func (a *statusError) Unwrap() error { return a.fault }

// statusOf is the status of an answer that tells a fault.
func statusOf(err error, fault *shipping.Error) int {
	if own, ok := errors.AsType[*statusError](err); ok {
		return own.status
	}
	return fault.Code.HTTPStatus()
}

// knowing refuses what is asked by a parameter that nobody reads, or by one that stands there twice: who wrote it means
// something. Whose business is meant may be said everywhere.
func knowing(next http.HandlerFunc, keys ...string) http.HandlerFunc {
	hint := "there is merchant alone"
	if len(keys) > 0 {
		hint = "there are " + strings.Join(keys, ", ") + " and merchant"
	}
	return func(w http.ResponseWriter, r *http.Request) {
		asked, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			answer(w, nil, shipping.BadField("address", "what stands behind ? cannot be read", "write % as %25, and & between two"))
			return
		}
		for _, key := range slices.Sorted(maps.Keys(asked)) {
			switch {
			case key != "merchant" && !slices.Contains(keys, key):
				err = shipping.BadField(key, "there is no such parameter", hint)
			case len(asked[key]) > 1:
				err = shipping.BadField(key, "stands there twice", "write it once")
			}
			if err != nil {
				answer(w, nil, err)
				return
			}
		}
		next(w, r)
	}
}

// Bounds of one part of a list.
const (
	usualPart = 100
	mostPart  = 1000
)

// pageOf reads which part of a list is asked for, whose rows have names that begin alike, and of which sorts there are rows. What
// cannot be meant is Invalid.
func pageOf[Sort ~string](r *http.Request, named string, sorts []Sort) (view.Page, error) {
	q := r.URL.Query()
	p := view.Page{Limit: usualPart, Before: q.Get("before"), Only: q.Get("only")}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 || n > mostPart {
			return p, shipping.BadField("limit", strconv.Quote(text)+" is no whole number from 1 to "+strconv.Itoa(mostPart), "ask for the rest by before, the name of the last row")
		}
		p.Limit = n
	}
	if p.Before != "" && !strings.HasPrefix(p.Before, named) {
		return p, shipping.BadField("before", strconv.Quote(p.Before)+" is no name of a row", "write the id of the last row of the part before ("+named+"...)")
	}
	if p.Only != "" && len(sorts) > 0 && !slices.Contains(sorts, Sort(p.Only)) {
		known := make([]string, len(sorts))
		for i, s := range sorts {
			known[i] = string(s)
		}
		return p, shipping.BadField("only", strconv.Quote(p.Only)+" is not known", "known: "+strings.Join(known, ", "))
	}
	return p, nil
}

// KindOf refuses a body that says of itself that it is something else than what is read: WrongMedia. One that says nothing is looked at.
func KindOf(r *http.Request, read string, kinds ...string) error {
	if packed := r.Header.Get("Content-Encoding"); packed != "" && packed != "identity" {
		return &shipping.Error{Code: shipping.WrongMedia, Field: "Content-Encoding", Message: strconv.Quote(shipping.Text(packed)) + " is not unpacked here", Hint: "send the body as it is"}
	}
	said := r.Header.Get("Content-Type")
	if said == "" {
		return nil
	}
	kind, with, err := mime.ParseMediaType(said)
	if err == nil && slices.Contains(kinds, kind) {
		if set := strings.ToLower(with["charset"]); set == "" || set == "utf-8" || set == "utf8" || set == "us-ascii" {
			return nil
		}
	}
	return &shipping.Error{Code: shipping.WrongMedia, Field: "Content-Type", Message: strconv.Quote(shipping.Text(said)) + " is not what is read here", Hint: "send " + read}
}

// ofBody tells a fault of a body as a whole, and whether it ends too early.
func ofBody(body []byte, err error) error {
	e, ok := errors.AsType[*shipping.Error](err)
	if !ok || e.Code != shipping.Invalid || e.Field != "" {
		return err
	}
	told := *e
	told.Field = "body"
	values := json.NewDecoder(strings.NewReader(string(body)))
	for ends := error(nil); ends == nil; {
		var one json.RawMessage
		if ends = values.Decode(&one); errors.Is(ends, io.ErrUnexpectedEOF) {
			told.Message, told.Hint = "it ends in the midst of its JSON", "send it whole"
		}
	}
	return &told
}

// InUTF8 refuses a body that is written in another way: letters of names would be lost.
func InUTF8(body []byte) error {
	if utf8.Valid(body) {
		return nil
	}
	line := 1
	for rest := body; len(rest) > 0; {
		sign, n := utf8.DecodeRune(rest)
		if sign == utf8.RuneError && n == 1 {
			break
		}
		if sign == '\n' {
			line++
		}
		rest = rest[n:]
	}
	return shipping.BadField("body", "line "+strconv.Itoa(line)+" is not written in UTF-8", "save it in UTF-8, and send it again")
}
