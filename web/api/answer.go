package api

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// RequestHeader names a request in its answer: as whoever asked named it, or by chance.
const RequestHeader = "Request-Id"

// named gives each answer the name of its request.
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(RequestHeader)
		if id == "" || len(id) > 100 || strings.ContainsFunc(id, func(s rune) bool { return s <= ' ' || s > '~' }) {
			id = "req_" + rand.Text()
		}
		w.Header().Set(RequestHeader, id)
		next.ServeHTTP(w, r)
	})
}

// streamed are the calls that are answered bit by bit: each bit is to come at once, and what packs answers would hold the first ones back.
var streamed = map[string]bool{"/v1/events": true, "/v1/run": true}

// packed packs answers for whoever unpacks them.
func packed(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{"application/json", "application/problem+json", "application/yaml", "text/html", "text/plain"}))
	if err != nil {
		return nil, err
	}
	whole := wrap(tagged(next))
	return named(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if streamed[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		whole.ServeHTTP(w, r)
	})), nil
}
