package web

import (
	"context"
	"net/http"
	"time"

	"crosslane/shipping"
	"crosslane/system"
)

// mostReady is how long a server may take to say that it is ready.
const mostReady = 5 * time.Second

// Health tells who watches the server how it is: /healthz that it runs, /readyz that it can do its work, or a problem of RFC 9457
// that tells why not (503). Neither says anything of the business.
func Health(mux *http.ServeMux, ready func(context.Context) error) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]bool{"alive": true}, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), mostReady)
		defer stop()
		err := ready(ctx)
		if why, known := system.Why(err); known {
			err = &shipping.Error{Code: shipping.Unavailable, Field: "database", Message: why.Why, Hint: why.Hint, Cause: err}
		} else if err != nil {
			err = &shipping.Error{Code: shipping.Unavailable, Field: "database", Message: "it does not answer as it should", Hint: "crosslane audit, and what the server wrote, tell more", Cause: err}
		}
		answer(w, map[string]bool{"ready": true}, err)
	})
}
