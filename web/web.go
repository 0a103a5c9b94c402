// Package web serves the pages and the JSON behind them. It shows what the read
// tables hold, and hands orders that come in to whoever takes them; it has no rules of its own.
package web

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"crosslane/shipping"
	"crosslane/view"
)

//go:embed pages
var pages embed.FS

// Remark is one line of the note about an order.
type Remark struct {
	At   time.Time
	Text string
	Why  []string
}

// Source is what the pages show.
type Source struct {
	Views  *view.Store
	Tenant shipping.Tenant
	// Title stands at the head of every page, State beside it ("day 12 of 30"); State may be nil.
	Title string
	State func() string
	// Explain tells what was decided about an order, by its identifier or number.
	Explain func(ctx context.Context, order string) ([]Remark, error)
	// Take records the orders in a body of JSON and answers, once they are durable, with what became of
	// each. Nil: no orders are taken.
	Take func(ctx context.Context, body []byte) ([]Taken, error)
}

// Handler serves the pages: the figures with the list of parcels, one order's note, and
// the figures and parcels as JSON below /api, where orders are taken in, too.
func Handler(s Source) http.Handler {
	h := &handler{s, template.Must(template.New("").Funcs(functions).ParseFS(pages, "pages/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.home)
	mux.HandleFunc("GET /live", h.live)
	mux.HandleFunc("GET /orders/{order}", h.order)
	mux.HandleFunc("GET /cases", h.cases)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, pages, "pages/style.css") })
	mux.HandleFunc("GET /api/figures", h.figuresJSON)
	mux.HandleFunc("GET /api/parcels", h.parcelsJSON)
	if s.Take != nil {
		mux.HandleFunc("POST /api/orders", sameSite(h.orders))
	}
	return mux
}

type handler struct {
	Source
	pages *template.Template
}

// home is what the first page shows.
type home struct {
	Title, State string
	Figures      view.Figures
	Parcels      []view.ParcelRow
	Only, Next   string
	Statuses     []shipping.Status
}

func (h *handler) readHome(r *http.Request) (home, error) {
	page := pageOf(r)
	p := home{Title: h.Title, Only: page.Only, Statuses: shipping.Statuses()}
	if h.State != nil {
		p.State = h.State()
	}
	var err error
	if p.Figures, err = h.Views.Figures(r.Context(), h.Tenant); err != nil {
		return p, err
	}
	if p.Parcels, err = h.Views.Parcels(r.Context(), h.Tenant, page); err != nil {
		return p, err
	}
	if len(p.Parcels) == int(page.Limit) {
		p.Next = string(p.Parcels[len(p.Parcels)-1].ID)
	}
	return p, nil
}

func pageOf(r *http.Request) view.Page {
	q := r.URL.Query()
	limit, err := strconv.ParseInt(q.Get("limit"), 10, 64)
	if err != nil || limit <= 0 || limit > 1000 {
		limit = 100
	}
	return view.Page{Limit: limit, Before: q.Get("before"), Only: q.Get("only")}
}

func (h *handler) home(w http.ResponseWriter, r *http.Request) {
	p, err := h.readHome(r)
	h.show(w, "home.html", p, err)
}

// live is the part of the first page that changes; the page fetches it every second.
func (h *handler) live(w http.ResponseWriter, r *http.Request) {
	p, err := h.readHome(r)
	h.show(w, "live", p, err)
}

func (h *handler) order(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("order")
	note, err := h.Explain(r.Context(), name)
	h.show(w, "order.html", map[string]any{"Title": h.Title, "Order": name, "Note": note}, err)
}

func (h *handler) cases(w http.ResponseWriter, r *http.Request) {
	page := pageOf(r)
	rows, err := h.Views.Cases(r.Context(), h.Tenant, page)
	next := ""
	if len(rows) == int(page.Limit) {
		next = string(rows[len(rows)-1].ID)
	}
	h.show(w, "cases.html", map[string]any{"Title": h.Title, "Cases": rows, "Next": next}, err)
}

// show renders into memory first, so that a fault never leaves half a page.
func (h *handler) show(w http.ResponseWriter, name string, data any, err error) {
	if err != nil {
		h.fail(w, err)
		return
	}
	var out bytes.Buffer
	if err := h.pages.ExecuteTemplate(&out, name, data); err != nil {
		h.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // the reader has gone: nobody is left to tell
}

func (h *handler) fail(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(shipping.CodeOf(err).HTTPStatus())
	_ = h.pages.ExecuteTemplate(w, "fault.html", map[string]any{"Title": h.Title, "Fault": err.Error()})
}

func (h *handler) figuresJSON(w http.ResponseWriter, r *http.Request) {
	f, err := h.Views.Figures(r.Context(), h.Tenant)
	answer(w, f, err)
}

func (h *handler) parcelsJSON(w http.ResponseWriter, r *http.Request) {
	rows, err := h.Views.Parcels(r.Context(), h.Tenant, pageOf(r))
	if rows == nil {
		rows = []view.ParcelRow{}
	}
	answer(w, rows, err)
}

// Problem tells a fault in the form of RFC 9457.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"` // the fault's code
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// answer writes JSON, or the fault as a problem.
func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		code := shipping.CodeOf(err)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(code.HTTPStatus())
		v = Problem{"about:blank", string(code), code.HTTPStatus(), err.Error()}
	}
	_ = json.NewEncoder(w).Encode(v)
}
