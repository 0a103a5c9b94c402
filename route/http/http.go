// Package http answers routing problems over HTTP in the form of
// vroom-express (https://github.com/VROOM-Project/vroom-express), so that its
// clients work unchanged: POST / with a problem and "options", GET /health.
package http

import (
	"errors"
	"io"
	"net/http"
	"time"

	"crosslane/route/vroom"
	"crosslane/shipping"
)

// Settings bound what one request may cost. The zero value stands for the defaults.
type Settings struct {
	// Table is where matrices come from; nil estimates from great circles.
	Table vroom.Table
	// Limit is the longest search, zero is 30 s; MaxBytes the largest body, zero is 32 MiB.
	Limit    time.Duration
	MaxBytes int64
	// Threads is the most threads of one request, Searches how many requests are
	// searched for at once, the others wait; zero is 1 each.
	Threads, Searches int
}

// Handler serves POST / and GET /health. It forms the answers of vroom-express:
// status 200 with code 0, 400 with code 2 for a bad request, 413 with code 4 for one
// too large, 500 with code 1 or 3.
func Handler(s Settings) http.Handler {
	if s.Limit <= 0 {
		s.Limit = 30 * time.Second
	}
	if s.MaxBytes <= 0 {
		s.MaxBytes = 32 << 20
	}
	s.Threads, s.Searches = max(1, s.Threads), max(1, s.Searches)
	h := &handler{Settings: s, turns: make(chan struct{}, s.Searches)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", h.solve)
	mux.HandleFunc("OPTIONS /{$}", h.allow)
	mux.HandleFunc("GET /health", h.health)
	return mux
}

type handler struct {
	Settings
	turns chan struct{}
}

// statuses are the HTTP statuses of VROOM's codes.
var statuses = map[int]int{
	vroom.CodeDone: http.StatusOK, vroom.CodeInput: http.StatusBadRequest,
	vroom.CodeInternal: http.StatusInternalServerError, vroom.CodeRouting: http.StatusInternalServerError,
}

func (h *handler) solve(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBytes))
	tooLarge := (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &tooLarge):
		reply(w, http.StatusRequestEntityTooLarge, []byte(`{"code":4,"error":"the problem is too large"}`+"\n"))
		return
	case err != nil:
		out, _ := vroom.Fault(shipping.Fault(shipping.Invalid, "the request breaks off", ""))
		reply(w, http.StatusBadRequest, out)
		return
	}
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-r.Context().Done():
		return
	}
	out, code := vroom.Solve(r.Context(), text, h.options())
	reply(w, statuses[code], out)
}

func (h *handler) options() vroom.Options {
	begun := time.Now()
	return vroom.Options{
		Table: h.Table, Clock: func() time.Duration { return time.Since(begun) },
		Limit: h.Limit, MaxLimit: h.Limit, Explore: 5, Threads: 1, MaxThreads: h.Threads,
	}
}

// allow answers the question that a browser asks before it posts from another site.
func (h *handler) allow(w http.ResponseWriter, _ *http.Request) {
	openToAll(w)
	w.Header().Set("Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept")
	w.WriteHeader(http.StatusNoContent)
}

// openToAll lets pages of any site read the answer, as vroom-express does; there is
// nothing behind it that belongs to anybody.
func openToAll(w http.ResponseWriter) { w.Header().Set("Access-Control-Allow-Origin", "*") }

// smallest is a problem that any working server can answer.
const smallest = `{"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":1,"location_index":1}],"matrix":[[0,1],[1,0]]}`

// health answers 200 if a problem of one stop can be solved.
func (h *handler) health(w http.ResponseWriter, r *http.Request) {
	if out, code := vroom.Solve(r.Context(), []byte(smallest), vroom.Options{}); code != vroom.CodeDone {
		reply(w, http.StatusInternalServerError, out)
	}
}

func reply(w http.ResponseWriter, status int, body []byte) {
	openToAll(w)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return // the client has gone
	}
}
