package sim

import (
	"bytes"
	"io"
	"net/http"
)

// Direct is the connector to a carrier in the same program: the same requests and answers without a network.
func (s *Server) Direct() *Client {
	return &Client{base: "http://carrier", http: &http.Client{Transport: direct{s.Handler()}}}
}

// direct hands requests to a handler.
type direct struct{ handler http.Handler }

// RoundTrip answers one request. A handler that breaks off gives no answer.
func (d direct) RoundTrip(r *http.Request) (_ *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			err = io.ErrUnexpectedEOF
		} else if p != nil {
			panic(p)
		}
	}()
	w := &reply{header: http.Header{}, status: http.StatusOK}
	d.handler.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r}, nil
}

// reply is what a handler writes.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is what goes before the body.
func (w *reply) Header() http.Header { return w.header }

// WriteHeader says how the request went.
func (w *reply) WriteHeader(status int) { w.status = status }

// Write adds to the body.
func (w *reply) Write(part []byte) (int, error) { return w.body.Write(part) }
