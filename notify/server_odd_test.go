package notify_test

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"crosslane/notify"
	"crosslane/shipping"
)

// listening is a mail server that does with a connection what it is told.
func listening(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go do(c)
		}
	}()
	return l.Addr().String()
}

// TestAServerThatGreetsForEver neither holds the program nor fills it.
func TestAServerThatGreetsForEver(t *testing.T) {
	addr := listening(t, func(c net.Conn) {
		line := []byte("220-" + strings.Repeat("x", 64<<10) + "\r\n")
		for {
			if _, err := c.Write(line); err != nil {
				return
			}
		}
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if got := came(t, newWorker(t, notify.MailOptions{Server: addr, TLS: "none"}), newErrand("en", shipping.MessageOut, shipping.ByMail)); got != "error unavailable" {
		t.Error(got)
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 64<<20 {
		t.Errorf("%d MB were allocated", (after.TotalAlloc-before.TotalAlloc)>>20)
	}
}

// TestAServerThatSaysNothing behind its greeting is not waited for by who is told to stop.
func TestAServerThatSaysNothing(t *testing.T) {
	reached := make(chan struct{})
	addr := listening(t, func(c net.Conn) {
		_, _ = c.Write([]byte("220 here\r\n"))
		_, _ = c.Read(make([]byte, 1)) // it is asked
		close(reached)
	})
	w := newWorker(t, notify.MailOptions{Server: addr, TLS: "none", Timeout: time.Hour})
	ctx, stop := context.WithCancel(t.Context())
	go func() { <-reached; stop() }()
	if _, err := w.Perform(ctx, newErrand("en", shipping.MessageOut, shipping.ByMail).task()); shipping.CodeOf(err) != shipping.Unavailable {
		t.Error(err)
	}
}

// TestAddressesAsPeopleWriteThem: blanks and what nobody sees go, the domain is written in ASCII, and what is no address is dropped.
func TestAddressesAsPeopleWriteThem(t *testing.T) {
	p := newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	for email, want := range map[string]string{
		"jo@müller.example": "jo@xn--mller-kva.example", " jo@buyer.example\u00a0": "jo@buyer.example", "jo@buyer\u200b.example": "jo@buyer.example", "jo@例え.example": "jo@xn--r8jz45g.example",
		"not an address": "", "Jo <jo@buyer.example>": "", "jo@": "", "jo@-x.example": "", "a@b.example,c@d.example": "",
	} {
		e := newErrand("en", shipping.MessageOut, shipping.ByMail)
		e.address.Body = []byte(`{"name":"Jo","email":"` + email + `","country":"GB"}`)
		got := came(t, w, e)
		if want == "" {
			if !strings.HasPrefix(got, "dropped no_address") {
				t.Errorf("%q: %s", email, got)
			}
			continue
		}
		all := p.letters()
		if got != "sent" || all[len(all)-1].to != want {
			t.Errorf("%q: %s to %v, want %s", email, got, all[len(all)-1].to, want)
		}
	}
}
