package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/db"
	"crosslane/shipping"
	"crosslane/web"
)

// ProblemDetails is what went wrong, in the form of RFC 9457, with every field that is wrong at once.
type ProblemDetails struct { //nolint:errname // the standard calls it so
	Type   string  `json:"type" doc:"always about:blank" example:"about:blank"`
	Title  string  `json:"title" doc:"what kind of fault it is, for programs" example:"invalid"`
	Status int     `json:"status" doc:"the status of HTTP" example:"422"`
	Detail string  `json:"detail" doc:"what is wrong and what to do, for people"`
	Errors []Fault `json:"errors" doc:"each thing that is wrong" nullable:"false"`

	wait time.Duration
}

// Fault is one thing that is wrong with what was sent. It may name what was sent by a few words of it, never a secret.
type Fault struct {
	Field   string `json:"field" doc:"where; request: the whole of it" example:"body.name"`
	Message string `json:"message" doc:"what is wrong"`
	Hint    string `json:"hint" doc:"what to do"`
}

// told is the fault with its place and what to do, also where nobody said them.
func (f Fault) told(status int) Fault {
	advice := hintFor(f.Message)
	switch {
	case status >= http.StatusInternalServerError:
		advice = "ask again later; the log of the server tells more"
	case f.Field == "body" && strings.Contains(f.Message, "JSON") || strings.HasPrefix(f.Message, "invalid character"):
		advice = "send it whole, as JSON in UTF-8"
	case status == http.StatusUnauthorized:
		f.Field = cmp.Or(f.Field, "header.Authorization")
	}
	f.Field, f.Hint = cmp.Or(f.Field, "request"), cmp.Or(f.Hint, advice)
	return f
}

// hints are what to do about what the library finds wrong, by how it begins to say so.
var hints = []struct{ begins, hint string }{
	{"expected number <= ", "write at most "}, {"expected number >= ", "write at least "}, {"expected number < ", "write less than "}, {"expected number > ", "write more than "},
	{"expected length <= ", "shorten it to "}, {"expected length >= ", "write at least so many signs: "}, {"expected array length <= ", "send at most so many at once: "},
	{"expected array length >= ", "send at least so many: "}, {"expected required property ", "send "}, {"required ", "send it: "}, {"unexpected property", "leave it out"}, {"expected value to be one of ", "write one of "},
	{"expected ", "write "}, {"request body is required", "send a body of the media type application/json"},
}

func hintFor(message string) string {
	for _, h := range hints {
		if rest, found := strings.CutPrefix(message, h.begins); found {
			return h.hint + strings.TrimSuffix(rest, " to be present")
		}
	}
	return "/v1/ tells what this call takes"
}

// Error tells the problem in one line.
func (p *ProblemDetails) Error() string { return p.Detail }

// GetStatus is the status of HTTP.
func (p *ProblemDetails) GetStatus() int { return p.Status }

// ContentType is the media type of problems.
func (*ProblemDetails) ContentType(string) string { return "application/problem+json" }

// GetHeaders say when to ask again, where that is known.
func (p *ProblemDetails) GetHeaders() http.Header {
	if p.wait <= 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(p.wait.Seconds())))}}
}

// problem is an error as programs are told of it; nil for nil. What lies underneath stays here.
func problem(err error) error {
	if err == nil {
		return nil
	}
	return problemOf(err)
}

func problemOf(err error) *ProblemDetails {
	if told, ok := errors.AsType[*ProblemDetails](err); ok {
		return told
	}
	e := db.Fault(err)
	p := web.ProblemOf(e)
	return &ProblemDetails{Type: p.Type, Title: p.Title, Status: p.Status, Detail: p.Detail, Errors: []Fault{Fault{e.Field, e.Message, e.Hint}.told(p.Status)}, wait: e.Wait}
}

// codes are the kinds of faults that reading a request ends in, by status.
var codes = map[int]shipping.Code{http.StatusBadRequest: shipping.Invalid, http.StatusUnprocessableEntity: shipping.Invalid, http.StatusRequestEntityTooLarge: shipping.TooLarge,
	http.StatusUnsupportedMediaType: shipping.WrongMedia, http.StatusNotAcceptable: shipping.Unsupported, http.StatusRequestTimeout: shipping.Unavailable}

func init() { //nolint:gochecknoinits // the library has this one door for the form of errors
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &ProblemDetails{Type: "about:blank", Title: string(codes[status]), Status: status, Detail: message}
		if p.Title == "" {
			p.Title = string(shipping.Internal)
		}
		if status == http.StatusRequestEntityTooLarge {
			p.Detail = "the body is larger than this call takes (send it in several parts)"
			p.Errors = []Fault{{"body", "it is larger than this call takes", "send it in several parts"}}
		}
		for _, err := range errs {
			if detail, ok := errors.AsType[*huma.ErrorDetail](err); ok {
				p.Errors = append(p.Errors, Fault{Field: detail.Location, Message: detail.Message})
			} else if err != nil {
				p.Errors = append(p.Errors, Fault{Field: "body", Message: plain(err), Hint: "send it whole, as JSON in UTF-8"})
			}
		}
		if len(p.Errors) == 0 {
			p.Errors = []Fault{{Message: message}}
			if strings.HasPrefix(message, "request body") {
				p.Errors[0].Field = "body"
			}
		}
		for i := range p.Errors {
			p.Errors[i] = p.Errors[i].told(status)
		}
		return p
	}
}

// plain is an error of reading JSON without the words of Go.
func plain(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "the body is no JSON: it breaks at its sign " + strconv.FormatInt(syntax.Offset, 10)
	}
	return "the body cannot be read"
}

// refuse answers a call that is not let in.
func refuse(c huma.Context, err error) {
	p := problemOf(err)
	c.SetHeader("Content-Type", p.ContentType(""))
	c.SetStatus(p.Status)
	_ = json.NewEncoder(c.BodyWriter()).Encode(p) //nolint:errchkjson // who asked may have gone
}

// astray answers what is no call, or not by that method.
func (a *api) astray(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	var may []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		asked := r.Clone(r.Context())
		asked.Method = method
		if _, pattern := mux.Handler(asked); pattern != "/v1/" {
			may = append(may, method)
		}
	}
	err := &shipping.Error{Code: shipping.NotFound, Field: "address", Message: "there is no call " + shipping.Text(r.URL.Path), Hint: "/v1/ lists all calls"}
	status := http.StatusNotFound
	if len(may) > 0 {
		allow := strings.Join(may, ", ")
		w.Header().Set("Allow", allow)
		err = &shipping.Error{Code: shipping.Unsupported, Field: "method", Message: r.Method + " does nothing at " + shipping.Text(r.URL.Path), Hint: "ask by " + allow}
		status = http.StatusMethodNotAllowed
	}
	p := problemOf(err)
	p.Status = status
	write(w, p)
}

// whole refuses addresses that hold what no text has: nothing goes by such a name.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := r.URL.Parse(r.URL.String())
		words := []string{r.URL.Path}
		if err == nil {
			for key, list := range asked.Query() {
				words = append(append(words, key), list...)
			}
		}
		if text := strings.Join(words, ""); err == nil && text == shipping.Text(text) {
			next.ServeHTTP(w, r)
			return
		}
		write(w, problemOf(shipping.BadField("address", "has a sign that no text has", "write UTF-8, without the sign NUL")))
	})
}

func write(w http.ResponseWriter, p *ProblemDetails) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) //nolint:errchkjson // who asked may have gone
}

// alsoCalled are what programs call media types that have another name by now.
var alsoCalled = map[string][]string{"application/yaml": {"application/x-yaml", "text/yaml", "text/x-yaml"}, "application/x-ndjson": {"application/ndjson", "application/jsonl"}}

// read refuses a body that says of itself that it is something else than what its call reads.
func (a *api) read(c huma.Context, r *http.Request) error {
	body := c.Operation().RequestBody
	if body == nil {
		return nil
	}
	kinds := slices.Sorted(maps.Keys(body.Content))
	hint := strings.Join(kinds, " or ")
	for _, kind := range kinds {
		kinds = append(kinds, alsoCalled[kind]...)
	}
	err := web.KindOf(r, hint, kinds...)
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		e.Field = "header." + e.Field
	}
	return err
}
