package web_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"crosslane/web"
)

// TestGuarded: every answer of a server keeps browsers from taking anything from elsewhere, and no page has a script or a style of its own,
// which that would stop.
func TestGuarded(t *testing.T) {
	var s record
	s.fleet(20)
	s.trouble(3, 2)
	pages := s.serve(t, day)
	at := running(t, pages.Config.Handler)
	inline := regexp.MustCompile(`(?i)<style|<script(>| [^>]*>[^<])|\sstyle=|\son[a-z]+=|javascript:`)
	for _, path := range []string{"/", "/live", "/orders", "/channels", "/cases", "/cases/cas_00001", "/orders/ord_00001", "/orders/nothing", "/home.js", "/style.css", "/api/figures", "/api/nothing"} {
		a, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		if h := a.Header; !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self'") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, h)
		}
		if found := inline.Find(body); found != nil && strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s has %q", path, found)
		}
	}
}

// running is a server as the program runs it, by the name of this machine; it must end in order.
func running(t *testing.T, pages http.Handler) (at string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, listener, pages) }()
	t.Cleanup(func() {
		if stop(); <-ended != nil {
			t.Error("it did not end in order")
		}
	})
	return strings.Replace("http://"+listener.Addr().String(), "127.0.0.1", "localhost", 1)
}

func TestHealth(t *testing.T) {
	var fault error
	mux := http.NewServeMux()
	web.Health(mux, func(context.Context) error { return fault })
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, c := range []struct {
		path   string
		fault  error
		status int
	}{{"/healthz", nil, 200}, {"/readyz", nil, 200}, {"/readyz", errors.New("secret address of the database"), 503}, {"/healthz", errors.New("x"), 200},
		{"/readyz", &fs.PathError{Op: "write", Path: "secret", Err: syscall.ENOSPC}, 503}, {"/readyz", nil, 200}} {
		fault = c.fault
		status, body := get(t, server.URL+c.path)
		if status != c.status || strings.Contains(body, "secret") || errors.Is(c.fault, syscall.ENOSPC) != strings.Contains(body, "there is no room on the disk") {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
	}
}
