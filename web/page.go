package web

import (
	"bytes"
	"cmp"
	"errors"
	"log/slog"
	"net/http"

	"crosslane/account"
	"crosslane/db"
	"crosslane/shipping"
	"crosslane/view"
)

// page is what every page shows around its own part.
type page struct {
	Title, State, Here string // Here is the part of the page's links that it belongs to
	Attention          view.Attention
	Simulated          bool   // the carriers exist only in the computer
	Several            bool   // there are pages of other merchants, too
	Who                string // who signed in; empty: nobody is asked
	Body               any
}

// framed puts the frame around a page's own part.
func (h *handler) framed(r *http.Request, here string, body any) (page, error) {
	p := page{Title: h.Title, Here: here, Body: body, Who: signedIn(r), Several: several(r)}
	if h.State != nil {
		p.State = h.State()
	}
	var err error
	if p.Simulated, err = h.Simulated(r.Context()); err != nil {
		return p, err
	}
	p.Attention, err = h.Views.Attention(r.Context(), h.ID)
	return p, err
}

// signedIn is how whoever signed in is called; empty where nobody was asked.
func signedIn(r *http.Request) string {
	who, _ := account.Acting(r.Context())
	return cmp.Or(who.Called, who.Name)
}

// show renders into memory first, so that a fault never leaves half a page.
func (h *handler) show(w http.ResponseWriter, r *http.Request, name, here string, body any, err error) {
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.write(w, r, http.StatusOK, name, here, body)
}

func (h *handler) write(w http.ResponseWriter, r *http.Request, status int, name, here string, body any) {
	p, err := h.framed(r, here, body)
	var out bytes.Buffer
	if err == nil {
		err = h.pages.ExecuteTemplate(&out, name, p)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	head(w, status)
	_, _ = w.Write(out.Bytes()) // the reader has gone: nobody is left to tell
}

// fail tells a fault on a page of its own. What the frame shows beside it may be missing.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	fault := faultOf(err)
	p, _ := h.framed(r, "", fault)
	head(w, statusOf(err, fault))
	_ = h.pages.ExecuteTemplate(w, "fault.html", p)
}

// faultOf is what may be shown of an error: not its cause, which may name users, addresses and files.
func faultOf(err error) *shipping.Error {
	shown := *db.Fault(err)
	if !errors.As(err, new(*shipping.Error)) {
		slog.Error("a page could not be shown", "error", err)
	}
	shown.Cause = nil
	return &shown
}

func head(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
}

// next asks the same page for the part of the list behind this one; empty when there is none.
func next[R any](r *http.Request, p view.Page, rows []R, id func(*R) string) string {
	if len(rows) < int(p.Limit) {
		return ""
	}
	q := r.URL.Query()
	q.Del("done")
	q.Set("before", id(&rows[len(rows)-1]))
	return "?" + q.Encode()
}
