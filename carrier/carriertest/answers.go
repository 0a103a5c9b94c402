package carriertest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// redirect sends the request elsewhere, where nothing may come in.
func redirect(t *testing.T, status int) http.HandlerFunc {
	t.Helper()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("followed to another address: %s %s", r.Method, r.URL)
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(elsewhere.Close)
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Location", elsewhere.URL)
		w.WriteHeader(status)
	}
}

// wait hears the request and answers nothing until the other side has given up.
func wait(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// drip says its answer a byte at a time, until the other side has given up.
func drip(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	for r.Context().Err() == nil {
		_, _ = io.WriteString(w, " ")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(time.Millisecond)
	}
}

func page(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		h(w, r)
	}
}

func later(after string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", after)
		say(http.StatusTooManyRequests, `{"code":"SLOW","message":"slow down"}`)(w, r)
	}
}

// packed says little that unpacks to much more than any answer is.
func packed(t *testing.T) http.HandlerFunc {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	_, err := io.WriteString(z, `{"waybill":"`)
	for part := strings.Repeat("x", 1<<20); err == nil && body.Len() < 40<<10; {
		_, err = io.WriteString(z, part)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body.Bytes())
	}
}

// endless says the start of an answer that never ends, until the other side has had enough.
func endless(t *testing.T, begin, more string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, err := io.WriteString(w, `{"waybill":`+begin)
		part := strings.Repeat(more, 64<<10)
		for sent := 0; err == nil; sent += len(part) {
			if sent > mostRead {
				t.Error("the connector reads on and on")
				return
			}
			_, err = io.WriteString(w, part)
		}
	}
}

// mostRead is more than any connector reads of an answer.
const mostRead = 32 << 20

func refuse(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		h(w, r)
	}
}
